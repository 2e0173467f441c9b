"""Where a listing goes on."""

from __future__ import annotations

import pytest

from aggregator.parse.listing import next_page

PAGE = "https://site.example/news/"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<link rel="next" href="/news/page/2/">', "https://site.example/news/page/2/"),
        ('<a rel="next" href="?page=2">More</a>', "https://site.example/news/?page=2"),
        ('<a href="?page=2">Next »</a>', "https://site.example/news/?page=2"),
        ('<a href="?page=2">← Older posts</a>', "https://site.example/news/?page=2"),
        ('<a href="/news/2">Nächste Seite</a>', "https://site.example/news/2"),
        ('<a href="/news/2">下一页</a>', "https://site.example/news/2"),
        ('<ul class="pagination"><li>1<li><a href="?p=2">2</a><li><a href="?p=3">3</a></ul>', "https://site.example/news/?p=2"),
        ('<div class="pager"><a href="?p=2" aria-label="Next">›</a></div>', "https://site.example/news/?p=2"),
        ('<ul class="pagination"><li><a href="?p=1">1</a><li>2<li><a href="?p=3">3</a></ul>', None),
        ('<a href="/next-steps">Next steps for the harbour</a>', None),
        ('<a rel="next" href="https://elsewhere.example/2">Next</a>', None),
        ('<a rel="next" href="/news/">Next</a>', None),
        ("<p>No more</p>", None),
    ],
)  # fmt: skip
def test_the_next_page_is_what_the_page_says_it_is(html: str, expected: str | None) -> None:
    assert next_page(html.encode(), PAGE) == expected

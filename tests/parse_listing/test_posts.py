"""Posts that stand whole on the listing page."""

from __future__ import annotations

from aggregator.parse.listing import find_listing
from tests.parse_listing.pages import SITE, TEASER, TITLES, articles, english, frame

BODY = f"<p>{TEASER} {TEASER}</p><p>The second paragraph says <b>more</b>. {TEASER} {TEASER}</p>"


def multi_post(*, linked: bool) -> str:
    posts = []
    for number, item in enumerate(articles(6, "/blog/")):
        title = f'<a class="blog-title-link" href="{item.url}">{item.title}</a>' if linked else item.title
        posts.append(
            f'<div id="post-{number}" class="blog-post"><h2 class="blog-title">{title}</h2><p class="blog-date"><span class="date-text">{english(item.day)}</span></p>'
            f'<div class="blog-content">{BODY}<p>Source: <a href="https://www.paper.example/story-{number}">www.paper.example/story-{number}</a></p></div>'
            f'<div class="blog-social"><a href="https://www.facebook.com/sharer.php?u=x">Share</a></div>'
            f'<p class="blog-cat"><a href="/blog/category/industry-news" rel="category">Industry News</a> <a href="/blog/category/campaigns" rel="category">Campaigns</a></p></div>'
        )
    side = '<div class="blog-sidebar"><h2>Categories</h2><a href="/blog/category/all">All</a><a href="/blog/feed">RSS Feed</a></div>'
    return frame("".join(posts), title="News", side=side)


def test_posts_with_pages_of_their_own_bring_their_bodies() -> None:
    listing = find_listing(multi_post(linked=True).encode(), f"{SITE}/blog")
    assert [item.title for item in listing.items] == list(TITLES[:6])
    first = listing.items[0]
    assert first.link == articles(1, "/blog/")[0].url
    assert first.published is not None and first.published.date() == articles(1)[0].day
    assert first.content is not None and first.content.is_html
    assert "<b>more</b>" in first.content.value
    assert "blog-title" not in first.content.value
    assert "28 May 2024" not in first.content.value
    assert "sharer.php" not in first.content.value
    assert [label.term for label in first.labels] == ["Industry News", "Campaigns"]


def test_a_source_line_names_where_a_post_comes_from() -> None:
    (first, *_) = find_listing(multi_post(linked=True).encode(), f"{SITE}/blog").items
    assert first.publisher is not None
    assert first.publisher.name == "www.paper.example/story-0"
    assert first.related == ("https://www.paper.example/story-0",)
    assert first.content is not None and "Source:" in first.content.value


def test_posts_without_pages_go_by_their_anchor() -> None:
    listing = find_listing(multi_post(linked=False).encode(), f"{SITE}/blog")
    assert [item.title for item in listing.items] == list(TITLES[:6])
    assert listing.items[1].link == f"{SITE}/blog#post-1"
    assert listing.items[1].entry_id == f"{SITE}/blog#post-1"
    assert listing.items[1].content is not None and "second paragraph" in listing.items[1].content.value
    assert listing.items[1].published is not None


def test_flat_posts_under_headings_bring_their_bodies() -> None:
    flat = "".join(
        f'<h2><a name="p{n}"></a>{i.title}</h2><p><em>{english(i.day)}</em></p>{BODY}'
        for n, i in enumerate(articles(4))
    )
    listing = find_listing(frame(flat).encode(), f"{SITE}/news.html")
    assert [item.title for item in listing.items] == list(TITLES[:4])
    assert listing.items[0].link == f"{SITE}/news.html#p0"
    assert all(item.content is not None and item.content.value.count("second paragraph") == 1 for item in listing.items)


def test_teasers_are_no_bodies() -> None:
    cards = "".join(
        f'<div class="t"><h3><a href="{i.url}">{i.title}</a></h3>{BODY}<p><a href="{i.url}">Read more</a></p></div>'
        for i in articles(5)
    )
    listing = find_listing(frame(cards).encode(), f"{SITE}/news/")
    assert len(listing.items) == 5
    assert all(item.content is None for item in listing.items)
    assert all(item.summary is not None for item in listing.items)

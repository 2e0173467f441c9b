"""The lead image with what the page says of it, and pictures that wait for a script."""

from __future__ import annotations

import pytest
from lxml import html

from aggregator.extract import extract_article
from aggregator.extract.images import real_address
from aggregator.models.feed import Image
from tests.extract.pages import paragraphs

BASE = "https://valley.example/news/homes"


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ('<img src="/a.jpg">', "https://valley.example/a.jpg"),
        ('<img src="//cdn.example/a.jpg">', "https://cdn.example/a.jpg"),
        ('<img src="data:image/gif;base64,R0" data-src="a.jpg">', "https://valley.example/news/a.jpg"),
        ('<img src="/img/placeholder.png" data-lazy-src="/a.jpg">', "https://valley.example/a.jpg"),
        ('<img data-original="/a.jpg">', "https://valley.example/a.jpg"),
        ('<img data-srcset="/s.jpg 300w, /l.jpg 1200w, /m.jpg 600w">', "https://valley.example/l.jpg"),
        ('<img srcset="/one.jpg 1x, /two.jpg 2x">', "https://valley.example/two.jpg"),
        ('<img src="">', None),
        ('<img src="data:image/png;base64,AAAA">', None),
        ('<img src="javascript:alert(1)">', None),
        ('<img src="http://[">', None),
    ],
)
def test_real_address(tag: str, address: str | None) -> None:
    assert real_address(html.fragment_fromstring(tag), BASE) == address


OG = '<meta property="og:image" content="/lead.jpg">'
SIZED = OG + '<meta property="og:image:width" content="1200"><meta property="og:image:height" content="630">'


@pytest.mark.parametrize(
    ("head", "body", "image", "origin"),
    [
        (SIZED, "", Image("https://valley.example/lead.jpg", 1200, 630), "og:image"),
        (
            OG + '<meta property="og:image:alt" content="A door">',
            "",
            Image("https://valley.example/lead.jpg", alt="A door"),
            "og:image",
        ),
        (
            OG,
            '<figure><img src="/lead-300x200.jpg" alt="A door"><figcaption>An open door. Photo: Bo '
            "Ek</figcaption></figure>",
            Image("https://valley.example/lead.jpg", alt="A door", credit="Bo Ek"),
            "og:image",
        ),
        (
            '<script type="application/ld+json">{"@type": "Article", "image": {"@type": "ImageObject", "url": '
            '"/l.jpg", '
            '"width": 800, "height": "450px", "creditText": "Bo Ek"}}</script>',
            "",
            Image("https://valley.example/l.jpg", 800, 450, credit="Bo Ek"),
            "json-ld",
        ),
        (
            '<script type="application/ld+json">{"@type": "Article", "image": ["/l.jpg", "/m.jpg"]}</script>',
            "",
            Image("https://valley.example/l.jpg"),
            "json-ld",
        ),
        ('<meta name="twitter:image" content="/t.jpg">', "", Image("https://valley.example/t.jpg"), "twitter:image"),
        (
            '<meta property="og:image" content="/site-logo.png">',
            '<p><img src="/door.jpg" alt="A door"></p>',
            Image("https://valley.example/door.jpg", alt="A door"),
            "body",
        ),
        ("", '<p><img src="/dot.gif" width="1" height="1"></p>', None, None),
        ("", "", None, None),
    ],
)
def test_lead_image(head: str, body: str, image: Image | None, origin: str | None) -> None:
    start = paragraphs("A first line of this article that stands before its picture, for the readers' sake.")
    page = f"<html><head>{head}</head><body><article><h1>Homes</h1>{start}{body}{paragraphs()}</article></body></html>"
    article = extract_article(page.encode(), BASE)
    assert (article.image, article.origins.get("image")) == (image, origin)

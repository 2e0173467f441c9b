"""Publisher, original, canonical address, language and description."""

from __future__ import annotations

import pytest

from aggregator.extract import extract_article
from aggregator.models.article import Article
from tests.extract.pages import paragraphs

HERE = "https://www.partners.example.org/news/forty-homes"


def read(head: str = "", after: str = "", url: str = HERE, attributes: str = "") -> Article:
    body = f"<body><article><h1>Forty homes</h1>{paragraphs()}{after}</article></body>"
    html = f"<html {attributes}><head>{head}</head>{body}</html>"
    return extract_article(html.encode(), url)


@pytest.mark.parametrize(
    ("line", "publisher", "url"),
    [
        (
            "Source: www.paper.example.co.uk/news/forty-homes",
            "paper.example.co.uk",
            "https://www.paper.example.co.uk/news/forty-homes",
        ),
        ('Source: <a href="https://paper.example.com/a">The Paper</a>', "The Paper", "https://paper.example.com/a"),
        (
            'Source: <a href="https://paper.example.com/a">paper.example.com/a</a>',
            "paper.example.com",
            "https://paper.example.com/a",
        ),
        (
            'Quelle: <a href="https://zeitung.example.de/a">Die Zeitung</a>',
            "Die Zeitung",
            "https://zeitung.example.de/a",
        ),
        (
            'This article first appeared in <a href="https://paper.example.com/">The Paper</a>',
            "The Paper",
            "https://paper.example.com/",
        ),
        (
            'Originally published by <a href="https://paper.example.com/b">The Paper</a>',
            "The Paper",
            "https://paper.example.com/b",
        ),
    ],
)
def test_a_source_line_names_the_original(line: str, publisher: str, url: str) -> None:
    article = read('<meta property="og:site_name" content="Partners">', f"<p>{line}</p>")
    assert (article.publisher, article.publisher_url) == (publisher, url)
    assert article.origins["publisher"] == "source line"
    assert publisher not in article.text


@pytest.mark.parametrize(
    "line",
    [
        'Source: <a href="/about">our own survey</a>',
        "Source: a survey of forty households",
        'Source: <a href="https://partners.example.org/x">Partners</a>',
        "The source of the river lies at www.paper.example.com and beyond",
    ],
)
def test_other_lines_do_not(line: str) -> None:
    article = read('<meta property="og:site_name" content="Partners">', f"<p>{line}</p>")
    assert (article.publisher, article.publisher_url) == ("Partners", None)


def test_a_canonical_address_elsewhere_makes_the_page_a_relay() -> None:
    article = read(
        '<link rel="canonical" href="https://www.paper.example.com/a"><meta property="og:site_name" content="P">'
    )
    assert (article.publisher, article.publisher_url) == ("paper.example.com", "https://www.paper.example.com/a")
    assert article.canonical_url == "https://www.paper.example.com/a"


@pytest.mark.parametrize(
    ("head", "publisher", "origin"),
    [
        ('<meta property="og:site_name" content="Partners">', "Partners", "og:site_name"),
        (
            '<script type="application/ld+json">{"@type": "Article", "publisher": {"name": "The Partners"}}</script>',
            "The Partners",
            "json-ld",
        ),
        (
            '<script type="application/ld+json">[{"@type": "WebSite", "name": "The Partners"}]</script>',
            "The Partners",
            "json-ld",
        ),
        ('<meta name="dc.publisher" content="Partners">', "Partners", "dc.publisher"),
        ("", None, None),
    ],
)
def test_publisher_is_the_sites_name(head: str, publisher: str | None, origin: str | None) -> None:
    article = read(head)
    assert (article.publisher, article.origins.get("publisher")) == (publisher, origin)


@pytest.mark.parametrize(
    ("head", "url", "canonical"),
    [
        ('<link rel="canonical" href="/news/forty-homes">', HERE + "?utm_source=x", HERE),
        ('<link rel="canonical" href="https://www.partners.example.org/news/forty-homes">', HERE + "/amp", HERE),
        ('<link rel="canonical" href="https://www.partners.example.org/news/forty-homes">', HERE + "?print=1", HERE),
        ('<link rel="canonical" href="https://www.partners.example.org/">', HERE, HERE),
        ('<link rel="canonical" href="javascript:void(0)">', HERE, HERE),
        (f'<meta property="og:url" content="{HERE}">', HERE + "?page=2", HERE),
        ("", HERE + "?utm_source=x#top", HERE),
    ],
)
def test_canonical_address(head: str, url: str, canonical: str) -> None:
    assert read(head, url=url).canonical_url == canonical


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        ('lang="en-GB"', "", "en-GB"),
        ('lang="en_gb"', "", "en-GB"),
        ('xml:lang="de"', "", "de"),
        ("", '<meta property="og:locale" content="cy_GB">', "cy-GB"),
        ("", '<meta http-equiv="Content-Language" content="fr">', "fr"),
        ('lang="not a language"', "", None),
        ("", "", None),
    ],
)
def test_language(attributes: str, head: str, language: str | None) -> None:
    assert read(head, attributes=attributes).language == language


def test_description_is_the_pages_own() -> None:
    head = '<meta name="description" content="Doors &amp; homes"><meta property="og:description" content="Open doors">'
    assert read(head).description == "Open doors"

"""Titles: as the page shows them, without the site's name."""

from __future__ import annotations

import pytest

from aggregator.extract import ArticleHints, extract_article
from tests.extract.pages import paragraphs

LD = '<script type="application/ld+json">{{"@type": "Article", "headline": "{0}"}}</script>'
OG = '<meta property="og:title" content="{0}"><meta property="og:site_name" content="Valley News">'


def title_of(head: str, body: str = "", hints: ArticleHints | None = None) -> tuple[str | None, str | None]:
    html = f"<html><head>{head}</head><body>{body}{paragraphs()}</body></html>"
    article = extract_article(html.encode(), "https://www.valleynews.example/2025/homes", hints=hints)
    return article.title, article.origins.get("title")


@pytest.mark.parametrize(
    ("head", "body", "title", "origin"),
    [
        (
            "<title>Forty homes open doors | Valley News</title>",
            "<h1>Forty homes open doors</h1>",
            "Forty homes open doors",
            "h1",
        ),
        ("<title>Forty homes open doors - Valley News</title>", "", "Forty homes open doors", "title"),
        ("<title>Valley News: Forty homes open doors</title>" + OG.format("x y z w"), "", "x y z w", "og:title"),
        (OG.format("Forty homes open doors | Valley News"), "", "Forty homes open doors", "og:title"),
        (LD.format("Forty homes open doors"), "", "Forty homes open doors", "json-ld"),
        (LD.format("Homes &amp; doors open again"), "", "Homes & doors open again", "json-ld"),
        ("<title>Forty homes – Valley News</title>", "<h1>Valley News</h1><h2>Forty homes</h2>", "Forty homes", "h2"),
        (
            "<title>Doors</title>",
            "<h1><span class='kicker'>Youth</span> Forty homes open doors</h1>",
            "Forty homes open doors",
            "h1",
        ),
        (
            LD.format("Forty homes open doors") + OG.format("Forty homes open doors"),
            "<h1>Youth work: Forty homes open doors</h1>",
            "Forty homes open doors",
            "json-ld",
        ),
        ("<title>Forty homes open | News | Valley News</title>", "<h1>Forty homes open</h1>", "Forty homes open", "h1"),
        (
            "",
            "<header class='site-header'><h1>All the news of the valley</h1></header>",
            "All the news of the valley",
            "h1",
        ),
        ('<meta name="dc.title" content="Forty homes open doors">', "", "Forty homes open doors", "dc.title"),
        ("<title>  Forty\n homes &#8211; open  </title>", "<h1>Forty homes – open</h1>", "Forty homes – open", "h1"),
        (
            "<title>Open doors – how a valley took in forty teenagers, and what it learned : Valley News</title>",
            "<h1>Open the doors</h1><h2>how a valley took in forty teenagers, and what it learned</h2>",
            "how a valley took in forty teenagers, and what it learned",
            "h2",
        ),
        (
            "<title>Open the doors – how a valley took in forty teenagers, and what it learned : Valley News</title>",
            "<h1>Open the doors</h1><h2>how a valley took in forty teenagers, and what it learned</h2>",
            "Open the doors",
            "h1",
        ),
        (
            "<title>03.03.2025 - Forty homes open doors</title>",
            "<h1>03.03.2025 - Forty homes open doors</h1>",
            "Forty homes open doors",
            "h1",
        ),
        (
            LD.format("Winter: Forty homes open doors"),
            "<h1><span class='subtitle'>Winter</span> Forty homes open doors</h1>",
            "Winter Forty homes open doors",
            "h1",
        ),
        (
            LD.format("Forty homes open doors"),
            "<h1>Forty homes open doors <span class='subtitle'>A report</span></h1>",
            "Forty homes open doors",
            "h1",
        ),
        ("<title>Haushalte öffnen</title>", "<h1>Haus&shy;halte öff&shy;nen</h1>", "Haushalte öffnen", "h1"),
        ("<title>体罰</title>", "<h1><ruby>体罰<rp>(</rp><rt>たいばつ</rt><rp>)</rp></ruby></h1>", "体罰", "h1"),
        ("", "", None, None),
    ],
)
def test_title_is_the_articles_own(head: str, body: str, title: str | None, origin: str | None) -> None:
    assert title_of(head, body) == (title, origin)


def test_the_feeds_title_vouches_for_the_heading_that_shows_it() -> None:
    hints = ArticleHints(title="Forty homes open doors")
    body = "<h1>What is new</h1><h2>Forty homes open doors</h2>"
    assert title_of("<title>Valley News</title>", body, hints) == ("Forty homes open doors", "h2")


def test_without_a_page_title_the_feeds_is_taken() -> None:
    assert title_of("", "", ArticleHints(title="Forty homes")) == ("Forty homes", "hint")

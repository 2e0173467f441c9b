"""Dates: what the page says of itself, then what it shows, then its address."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.extract import ArticleHints, extract_article
from tests.extract.pages import TEXT, paragraphs

ADDRESS = "https://valley.example/homes"


def read(head: str = "", body: str = "", url: str = ADDRESS, lang: str = "en-GB", after: str = "") -> tuple[str, str]:
    html = (
        f'<html lang="{lang}"><head>{head}</head><body><article><h1>Forty '
        f"homes</h1>{body}{paragraphs()}{after}</article>"
        "</body></html>"
    )
    article = extract_article(html.encode(), url)
    return (article.published.isoformat() if article.published else ""), article.origins.get("published", "")


def linked(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {fields}}}</script>'


@pytest.mark.parametrize(
    ("head", "body", "published", "origin"),
    [
        (linked('"datePublished": "2025-03-03T09:30:00Z"'), "", "2025-03-03T09:30:00+00:00", "json-ld"),
        (linked('"datePublished": "2025-03-03T23:30:00-06:00"'), "", "2025-03-03T23:30:00-06:00", "json-ld"),
        (linked('"datePublished": "2025-07-03T23:30:00Z"'), "", "2025-07-04T00:30:00+01:00", "json-ld"),
        (linked('"datePublished": "2025-03-03"'), "", "2025-03-03T00:00:00+00:00", "json-ld"),
        (linked('"datePublished": ["2025-03-03"]'), "", "2025-03-03T00:00:00+00:00", "json-ld"),
        (
            linked('"datePublished": "?", "dateModified": "2025-03-09"'),
            "",
            "2025-03-09T00:00:00+00:00",
            "json-ld:dateModified",
        ),
        (
            '<meta property="article:published_time" content="2025-03-03T09:30:00+00:00">',
            "",
            "2025-03-03T09:30:00+00:00",
            "article:published_time",
        ),
        ('<meta name="pubdate" content="20250303">', "", "2025-03-03T00:00:00+00:00", "pubdate"),
        ('<meta name="DC.date.issued" content="2025-03-03">', "", "2025-03-03T00:00:00+00:00", "dc.date.issued"),
        (
            '<meta name="date" content="2025-01-01">',
            "<time datetime='2025-03-03'>today</time>",
            "2025-03-03T00:00:00+00:00",
            "time",
        ),
        ("", '<span itemprop="datePublished" content="2025-03-03">x</span>', "2025-03-03T00:00:00+00:00", "microdata"),
        (
            "",
            '<time class="updated" datetime="2025-03-09"></time><time class="published" datetime="2025-03-03"></time>',
            "2025-03-03T00:00:00+00:00",
            "time",
        ),
        ("", '<span class="post-date">3 March 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="post-date">3rd March 2025 at 9:30am</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="datum">3. März 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", "<p>3.März 2025 um 09:30 · Rezepte</p>", "2025-03-03T00:00:00+00:00", "byline"),
        ("", "<p>Mar 03 09:34 2025</p>", "2025-03-03T09:34:00+00:00", "byline"),
        (
            "",
            "<time datetime='Mon Mar 03 2025 09:30:00 GMT+0000 (Coordinated Universal Time)'>1 hour ago</time>",
            "2025-03-03T09:30:00+00:00",
            "time",
        ),
        ("", '<span class="datum">03.03.2025, 09:30 Uhr</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">3 de marzo de 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">le 3 mars 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">March 3, 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">03/03/2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", "<p>Leeds, 3 March 2025</p>", "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">3 марта 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">3. března 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">3 di marzo 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">3 Mart 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">3. maaliskuuta 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">3-Mar-2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">3 de marzo del 2025</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", '<span class="date">2025. 03. 03.</span>', "2025-03-03T00:00:00+00:00", "byline"),
        ("", "<p>Updated 5 March 2025</p><p>3 March 2025</p>", "2025-03-03T00:00:00+00:00", "byline"),
        ("", "<p>Letzte Änderung: 05.03.2025 Erschienen am: 03.03.2025</p>", "2025-03-03T00:00:00+00:00", "byline"),
        ("", "<p>Mis à jour le 3 mars 2025</p>", "2025-03-03T00:00:00+00:00", "byline"),
        (
            '<meta name="date" content="2025-03-01">',
            "<p>Stand: 3. März 2025, 10 Uhr</p>",
            "2025-03-03T00:00:00+00:00",
            "byline",
        ),
        (
            "",
            "<p>3.3.2025 – " + "The council has opened its books to everybody who asks. " * 5 + "</p>",
            "2025-03-03T00:00:00+00:00",
            "byline",
        ),
        (
            "",
            '<aside class="meta"><time datetime="2025-03-03">3 March</time></aside>',
            "2025-03-03T00:00:00+00:00",
            "time",
        ),
        (
            linked('"datePublished": "2025-03-04T05:30:59Z"'),
            '<time datetime="2025-03-03 23:30:59">3 March 2025 at 11:30 p.m.</time>',
            "2025-03-03T23:30:59-06:00",
            "json-ld",
        ),
    ],
)
def test_date_comes_from_the_most_trusted_place(head: str, body: str, published: str, origin: str) -> None:
    assert read(head, body) == (published, origin)


def test_a_line_may_say_anywhere_on_the_page_when_it_was_published() -> None:
    body = paragraphs() + "<p>Veröffentlicht am 03.03.2025, Dauer: 1 Stunde</p>" + paragraphs(*TEXT[::-1])
    assert read(body=body, lang="de") == ("2025-03-03T00:00:00+00:00", "byline")


def test_a_comments_date_is_not_guessed_to_be_the_articles() -> None:
    assert read(after='<div id="comments"><p>Reader One says on 1 January 2020</p></div>') == ("", "")


@pytest.mark.parametrize(
    ("url", "published"),
    [
        ("https://valley.example/2025/03/03/homes", "2025-03-03"),
        ("https://valley.example/news/20250303/homes", "2025-03-03"),
        ("https://valley.example/news/2025-03-03-homes", "2025-03-03"),
    ],
)
def test_the_address_may_carry_the_day(url: str, published: str) -> None:
    assert read(url=url)[0][:10] == published


@pytest.mark.parametrize(
    ("url", "lang", "published"),
    [
        ("https://tal.example.de/a", "de", "2025-03-04T00:00:00+01:00"),
        ("https://valley.example.co.uk/a", "en", "2025-03-03T23:00:00+00:00"),
        ("https://valley.example/a", "de-AT", "2025-03-04T00:00:00+01:00"),
        ("https://valley.example/a", "en-US", "2025-03-03T23:00:00+00:00"),
    ],
)
def test_the_day_is_that_of_the_sites_country(url: str, lang: str, published: str) -> None:
    assert read(linked('"datePublished": "2025-03-03T23:00:00Z"'), url=url, lang=lang)[0] == published


@pytest.mark.parametrize(
    "elsewhere",
    [
        '<aside><time datetime="2020-01-01">x</time></aside>',
        '<div class="related-posts"><span class="date">1 January 2020</span></div>',
        '<ol id="comments"><li class="comment"><time datetime="2020-01-01">x</time></li></ol>',
    ],
)
def test_dates_of_other_pieces_are_not_the_articles(elsewhere: str) -> None:
    assert read(after=elsewhere)[1] in ("", "htmldate")


def test_the_feeds_date_comes_before_guessing() -> None:
    html = f"<html><body><article>{paragraphs()}</article></body></html>".encode()
    hint = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
    article = extract_article(html, ADDRESS, hints=ArticleHints(published=hint))
    assert (article.published, article.origins["published"]) == (hint, "hint")


def test_a_day_over_the_text_is_asked_before_times_that_stand_below_it() -> None:
    replies = paragraphs() * 3 + "<div><p>Jo</p><time datetime='2025-03-09'>a while ago</time></div>"
    assert read(body="<p>3 March 2025</p>", after=replies) == ("2025-03-03T00:00:00+00:00", "byline")
    assert read(after=replies) == ("2025-03-09T00:00:00+00:00", "time")

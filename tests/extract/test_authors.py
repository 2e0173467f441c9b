"""Authors: names of people, from the most trusted place that has any."""

from __future__ import annotations

import pytest

from aggregator.extract import ArticleHints, extract_article
from aggregator.extract.authors import clean_names
from tests.extract.pages import paragraphs


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("by Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Von Anna Beispiel und Bernd Muster", ["Anna Beispiel", "Bernd Muster"]),
        ("Par Élodie Martin", ["Élodie Martin"]),
        ("Por Ana García", ["Ana García"]),
        ("Written by: Ann Lee", ["Ann Lee"]),
        ("Text: Ann Lee", ["Ann Lee"]),
        ("Ann Lee, Social Affairs Editor", ["Ann Lee"]),
        ("Ann Lee | Chief Reporter", ["Ann Lee"]),
        ("Ann Lee (Leeds)", ["Ann Lee"]),
        ("Ann Lee in Berlin", ["Ann Lee"]),
        ("Ann Lee - 3 March 2025", ["Ann Lee"]),
        ("Ann Lee Published 3 March", ["Ann Lee"]),
        ("Ann Lee Foto: Bo Ek", ["Ann Lee"]),
        ("ANN LEE", ["Ann Lee"]),
        ("Dr. Ann Lee", ["Ann Lee"]),
        ("Ann Lee <ann@valley.example>", ["Ann Lee"]),
        ("Ann Lee; Bo Ek; Ann Lee", ["Ann Lee", "Bo Ek"]),
        ("Staff and news service reports", ["Staff and news service reports"]),
        ("https://valley.example/ann", []),
        ("ann@valley.example", []),
        ("admin", []),
        ("Read more from us", []),
        ("3 March 2025", []),
        ("mars 2025", []),
        ("By", []),
        ("", []),
    ],
)
def test_names_are_cut_out_of_bylines(written: str, names: list[str]) -> None:
    assert clean_names([written]) == names


PERSON = '{"@type": "Person", "name": "Ann Lee"}'


def linked(author: str, more: str = "") -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {author}{more}}}</script>'


@pytest.mark.parametrize(
    ("head", "body", "author", "origin"),
    [
        (linked(PERSON), "", "Ann Lee", "json-ld"),
        (linked('["Ann Lee", "Bo Ek"]'), "", "Ann Lee, Bo Ek", "json-ld"),
        (linked(f'[{PERSON}, {{"@type": "Person", "name": "Bo Ek"}}]'), "", "Ann Lee, Bo Ek", "json-ld"),
        (
            linked('{"@type": "Organization", "name": "The Desk"}'),
            "<p class='byline'>By Ann Lee</p>",
            "Ann Lee",
            "byline",
        ),
        (linked('{"@type": "Organization", "name": "The Desk"}'), "", "The Desk", "json-ld"),
        (
            linked('{"@type": "Person", "name": "Valley"}', ', "publisher": {"name": "Valley"}'),
            "<p class='byline'>By Ann Lee</p>",
            "Ann Lee",
            "byline",
        ),
        (
            linked('{"@type": "Person", "name": "ann1984"}'),
            '<a rel="author" href="/a">Ann Lee</a>',
            "Ann Lee",
            "rel=author",
        ),
        (linked('{"@type": "Person", "name": "ann1984"}'), "", "ann1984", "json-ld"),
        ('<meta name="author" content="Ann Lee">', "", "Ann Lee", "author"),
        ('<meta property="article:author" content="https://facebook.example/ann">', "", None, None),
        ('<meta name="dc.creator" content="Ann Lee">', "", "Ann Lee", "dc.creator"),
        ("", '<span itemprop="author" itemscope><span itemprop="name">Ann Lee</span></span>', "Ann Lee", "microdata"),
        ("", '<div class="post-author">Posted on 3 March 2025 by Ann Lee</div>', "Ann Lee", "byline"),
        ("", '<p class="date-author">Ann Lee, 03.03.2025</p>', "Ann Lee", "byline"),
        ("", "<p>By Ann Lee</p>", "Ann Lee", "byline"),
        ("", "<p>Posted in homes by ann1984 on March 3, 2025</p>", "ann1984", "byline"),
        ("", '<p>From <a href="/authors/ann-lee">Ann Lee</a> with thanks to all</p>', "Ann Lee", "author page"),
        (
            "",
            '<p>From <a href="/authors/ann-lee"><span>© Bo Ek</span> <b>Ann Lee</b></a> in the valley</p>',
            "Ann Lee",
            "author page",
        ),
        ("", "<div><span>By</span><span><a href='/team/lee'>Ann Lee</a></span></div>", "Ann Lee", "byline"),
        ("", "<div class='x-info__author-name'>Ann Lee</div>", "Ann Lee", "byline"),
        ("", "<div class='author-info'>Ann Lee has lived in the valley since 1984</div>", None, None),
        (
            "",
            "<span class='prep-author'>By </span><span class='author vcard'><a href='/x'>Ann</a></span>",
            "Ann",
            "byline",
        ),
        ("", '<div class="comment"><span class="comment-author author">Reader One</span></div>', None, None),
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Lee">',
            "",
            "Ann Lee",
            "twitter:data1",
        ),
        (
            '<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="4 minutes">',
            "",
            None,
            None,
        ),
    ],
)
def test_author_comes_from_the_most_trusted_place(head: str, body: str, author: str | None, origin: str | None) -> None:
    html = f"<html><head>{head}</head><body><article><h1>Forty homes</h1>{body}{paragraphs()}</article></body></html>"
    article = extract_article(html.encode(), "https://valley.example/a")
    assert (article.author, article.origins.get("author")) == (author, origin)


def test_the_feeds_author_is_the_last_resort() -> None:
    html = f"<html><body><article>{paragraphs()}</article></body></html>".encode()
    article = extract_article(html, "https://valley.example/a", hints=ArticleHints(author="Ann Lee"))
    assert (article.author, article.origins["author"]) == ("Ann Lee", "hint")

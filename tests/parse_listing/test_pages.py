"""Bytes, addresses and hostile make: what comes before any list is found, and what is said of it afterwards."""

from __future__ import annotations

import time

import pytest

from aggregator.models.source import PageSelectors
from aggregator.parse.discover import propose
from aggregator.parse.listing import answer, find_listing, select_listing, to_feed
from aggregator.parse.listing.card_dates import date_in_address, find_date, writes_month_first
from tests.parse_listing.shapes import german_dates, plain_list_with_dates, wordpress_index
from tests.parse_listing.site import SITE, articles, frame

ROWS = (
    "<ul>"
    + "".join(f"<li><a href='/n/{n}-a-b-c'>Bücher über Möwen, Band {n}</a> {n}. Mai 2024</li>" for n in range(1, 8))
    + "</ul>"
)


@pytest.mark.parametrize(
    ("html", "charset"),
    [
        (ROWS.encode(), None),
        (ROWS.encode("windows-1252"), None),
        (b"\xef\xbb\xbf" + ROWS.encode(), "latin-1"),
        (ROWS.encode("utf-16"), None),
        (('<meta charset="iso-8859-15">' + ROWS).encode("iso-8859-15"), None),
        (ROWS.encode("mac-roman"), "macintosh"),
        (ROWS.encode() + b"\xff\xfe\0", None),
    ],
    ids=["utf-8", "windows-1252", "bom", "utf-16", "declared", "header", "stray bytes"],
)
def test_umlauts_come_out_whole_whatever_the_bytes(html: bytes, charset: str | None) -> None:
    listing = find_listing(html, f"{SITE}/news/", charset=charset)
    assert listing.items[0].title == "Bücher über Möwen, Band 1"


def test_addresses_are_absolute_to_the_base_and_lose_their_fragment() -> None:
    rows = "".join(
        f'<li><a href="{n}-some-long-slug#top">A title of several words {n}</a> 3 May 2024</li>' for n in range(5)
    )
    listing = find_listing(f'<base href="https://cdn.example/x/"><ul>{rows}</ul>'.encode(), f"{SITE}/news/")
    assert listing.items[0].link == "https://cdn.example/x/0-some-long-slug"


def test_a_listing_is_a_feed_like_any_other() -> None:
    sample = german_dates()
    feed = to_feed(find_listing(sample.html.encode(), sample.url))
    assert feed.dialect == "page"
    assert (feed.link, feed.language, feed.title) == (sample.url, "de", "Aktuelles - Harbour Trust")
    assert [entry.link for entry in feed.entries] == [item.url for item in sample.items]
    assert feed.entries_in_document == len(sample.items)


def test_an_answer_line_says_the_day_alone_where_no_time_was_given() -> None:
    sample = plain_list_with_dates()
    line = answer("p1", find_listing(sample.html.encode(), sample.url))
    assert line["id"] == "p1" and line["unsure"] is False
    items = line["items"]
    assert isinstance(items, list)
    assert items[0] == {"url": sample.items[0].url, "title": sample.items[0].title, "published": "2024-05-28"}


def test_an_answer_line_keeps_a_time_of_day() -> None:
    sample = wordpress_index()
    items = answer("p1", find_listing(sample.html.encode(), sample.url))["items"]
    assert isinstance(items, list)
    assert items[0]["published"] == "2024-05-28T09:00:00+00:00"


def test_an_unsure_page_answers_without_items_but_keeps_its_guess() -> None:
    cards = "".join(f'<div class="card"><h3><a href="{i.url}">{i.title[:14]}</a></h3></div>' for i in articles(3, "/"))
    listing = find_listing(frame(cards, title="Home").encode(), f"{SITE}/")
    assert answer("p1", listing) == {"id": "p1", "unsure": True, "items": []}
    assert len(listing.candidates) == 3


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27 January 2021", "2021-01-27"),
        ("Published: Jan 5, 2020", "2020-01-05"),
        ("May 12th, 2022", "2022-05-12"),
        ("12. März 2024", "2024-03-12"),
        ("1er juin 2023", "2023-06-01"),
        ("12 de mayo de 2021", "2021-05-12"),
        ("5 марта 2020", "2020-03-05"),
        ("2023年5月6日", "2023-05-06"),
        ("2023.05.06", "2023-05-06"),
        ("12.3.24", "2024-03-12"),
        ("3 Feb '25", "2025-02-03"),
        ("posted 12 May 2024, closes 13 June 2024", "2024-05-12"),
        ("3rd May 2024 3 min read", "2024-05-03"),
        ("28 May 2024: a headline", "2024-05-28"),
        ("Closing date: 12 May 2024", None),
        ("Version 1.2.3.4 of 2024", None),
        ("Top 10 of 2024", None),
        ("31 February 2024", None),
        ("no digits here", None),
    ],
)
def test_days_are_found_in_words(text: str, day: str | None) -> None:
    hit = find_date(text)
    assert (hit.day.date().isoformat() if hit else None) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/05/12/x", "2024-05-12"),
        ("https://a.example/2024/may/12/x", "2024-05-12"),
        ("https://a.example/x-20240512.html", "2024-05-12"),
        ("https://a.example/2024/05/x", None),
        ("https://a.example/item/20249912", None),
    ],
)
def test_days_are_found_in_addresses(url: str, day: str | None) -> None:
    moment = date_in_address(url)
    assert (moment.date().isoformat() if moment else None) == day


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        (["03/04/2024", "03/25/2024"], "en-gb", True),
        (["03/04/2024", "25/03/2024"], "en-us", False),
        (["03/04/2024"], "en-us", True),
        (["03/04/2024"], "en", False),
        (["13.04.2024", "03/04/2024"], None, False),
    ],
)
def test_one_clear_date_decides_which_number_is_the_month(
    texts: list[str], language: str | None, expected: bool
) -> None:
    assert writes_month_first(texts, language) is expected


LINK = "<li><a href=/x-{0}-y-z>Some title that is long {0}</a> 12 May 2024</li>"
HOSTILE = {
    "sixty thousand nested elements": "<div>" * 60_000 + "<a href=/x>Some title</a>",
    "ten megabytes of text": "<p>" + "word 12 " * 1_300_000,
    "eight thousand items": "".join(LINK.format(n) for n in range(8_000)),
    "a class of its own on every link": "".join(
        f"<div class=c{n}x><a class=k{n:x}q href=/x{n}>A title {n}</a></div>" for n in range(3_000)
    ),
    "a third of a million attributes": "<div " + " ".join(f"a{n}=1" for n in range(300_000)) + ">",
    "headings of side lists by the thousand": "<h3>Related</h3><ul><li><a href=/x>y</a></ul>" * 3_000,
    "deep JSON": '<script type="application/ld+json">' + "[" * 300_000 + "</script>",
    "endless separators": "<div><a href=/a-b-c-d>A title of words</a>1" + " .-" * 300_000 + "</div>",
    "nothing but NUL": "\0" * 1_000_000 + "<a href=/x>",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_stay_within_bounds(name: str) -> None:
    html = HOSTILE[name].encode()
    started = time.process_time()
    assert len(find_listing(html, f"{SITE}/news/").items) <= 1_000
    assert len(propose(html, f"{SITE}/news/")) <= 24
    assert time.process_time() - started < 10


def test_selectors_that_fit_elements_inside_each_other_stay_within_bounds() -> None:
    html = ("<div><a href=/x>y</a>" * 1_500).encode()
    started = time.process_time()
    assert len(select_listing(html, f"{SITE}/news/", PageSelectors(items="div")).items) <= 1
    assert time.process_time() - started < 10

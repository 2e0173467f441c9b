"""Users' selectors and link patterns."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.errors import ParseError
from aggregator.parse.listing import Selectors, find_listing, is_wanted, select_listing, selector_fault
from tests.parse_listing.pages import nested_anchor_cards, wordpress_index

URL = "https://site.example/news/"
PAGE = b"""<html lang="en"><head><title>News</title><base href="/base/"></head><body><ul>
<li class="n"><h3><a href="one">First piece</a></h3><span class="d">03.04.2024</span><p>Words of the first.</p><img src="/1.jpg" alt="A boat"></li>
<li class="n"><h3><a href="two">Second piece</a></h3><span class="d">13.04.2024</span><p>Words of the second.</p></li>
<li class="n"><h3><a href="/ads/three">Third piece</a></h3></li>
<li class="n"><h3>No link here</h3></li></ul></body></html>"""


def test_items_with_defaults_give_link_title_and_picture() -> None:
    listing = select_listing(PAGE, URL, Selectors(items="li.n", date=".d"))
    assert [item.link for item in listing.items] == [
        "https://site.example/base/one", "https://site.example/base/two", "https://site.example/ads/three"
    ]  # fmt: skip
    assert [item.title for item in listing.items] == ["First piece", "Second piece", "Third piece"]
    assert listing.items[0].published == datetime(2024, 4, 3, tzinfo=UTC)
    assert listing.items[0].images[0].url == "https://site.example/1.jpg"
    assert listing.items[0].images[0].alt == "A boat"
    assert listing.items[2].published is None
    assert not listing.unsure


def test_every_part_can_have_a_selector_of_its_own() -> None:
    html = b"<div class=x><b>Real title</b><a href=/skip>skip</a><a class=go href=/go>go</a><i>2024 in week 5</i><u>Said so</u></div>"
    chosen = Selectors(items=".x", link="a.go", title="b", summary="u")
    (item,) = select_listing(html, URL, chosen).items
    assert (item.link, item.title) == ("https://site.example/go", "Real title")
    assert item.summary is not None and item.summary.value == "Said so"


@pytest.mark.parametrize(
    ("shown", "date_format", "expected"),
    [
        ("04/03/2024", "%m/%d/%Y", datetime(2024, 4, 3, tzinfo=UTC)),
        ("3rd April 2024", None, datetime(2024, 4, 3, tzinfo=UTC)),
        ("Posted: 3 April 2024 by us", None, datetime(2024, 4, 3, tzinfo=UTC)),
        ("2024-04-03T01:00+0200", "%Y-%m-%dT%H:%M%z", datetime(2024, 4, 2, 23, tzinfo=UTC)),
        ("no day at all", "%d.%m.%Y", None),
    ],
)
def test_dates_are_read_by_the_format_where_there_is_one(
    shown: str, date_format: str | None, expected: datetime | None
) -> None:
    html = f"<p class=x><a href=/a>A piece</a> <em>{shown}</em></p>".encode()
    (item,) = select_listing(html, URL, Selectors(items=".x", date="em", date_format=date_format)).items
    assert item.published == expected
    assert item.published_text == shown


def test_a_link_selector_alone_makes_every_link_an_item() -> None:
    listing = select_listing(PAGE, URL, Selectors(link="h3 a"))
    assert [item.title for item in listing.items] == ["First piece", "Second piece", "Third piece"]


def test_items_that_are_links_themselves_work() -> None:
    sample = nested_anchor_cards()
    listing = select_listing(sample.html.encode(), sample.url, Selectors(items="a.card", title="h4", date=".date"))
    assert [item.title for item in listing.items] == [item.title for item in sample.items]
    assert listing.items[0].published is not None


def test_links_pass_include_and_exclude() -> None:
    listing = select_listing(PAGE, URL, Selectors(items="li.n", include=("/base/*",), exclude=("TWO",)))
    assert [item.title for item in listing.items] == ["First piece"]


def test_nothing_found_is_unsure_and_says_what_was_looked_for() -> None:
    listing = select_listing(PAGE, URL, Selectors(items="article.gone"))
    assert listing.unsure and listing.items == ()
    assert "article.gone" in listing.reasons[0]


@pytest.mark.parametrize("selector", ["li[", "a:nonsense()", "", "div >", "::before"])
def test_a_bad_selector_is_a_clear_error(selector: str) -> None:
    assert selector_fault(selector)
    with pytest.raises(ParseError) as caught:
        select_listing(PAGE, URL, Selectors(items="li", title=selector))
    assert caught.value.cause.code == "bad_selector"
    assert caught.value.cause.message.startswith("title: ")


def test_a_good_selector_has_no_fault() -> None:
    assert selector_fault("main article:not(.ad) > h2 a[href]") is None


@pytest.mark.parametrize(
    ("url", "include", "exclude", "wanted"),
    [
        ("https://a.example/news/1", (), (), True),
        ("https://a.example/news/1", ("/news/",), (), True),
        ("https://a.example/blog/1", ("/news/",), (), False),
        ("https://a.example/News/2024/x", ("/news/*/x",), (), True),
        ("https://a.example/news/x", ("/news/*/x",), (), False),
        ("https://a.example/news/1", ("/news/",), ("1",), False),
        ("https://a.example/" + "a" * 5000, ("*a*" * 50 + "b",), (), False),
    ],
)
def test_patterns_are_parts_of_the_address_with_stars(
    url: str, include: tuple[str, ...], exclude: tuple[str, ...], wanted: bool
) -> None:
    assert is_wanted(url, include, exclude) is wanted


def test_selectors_proposed_by_the_detector_find_what_it_found() -> None:
    sample = wordpress_index()
    found = find_listing(sample.html.encode(), sample.url)
    proposed = dict(found.selectors)
    again = select_listing(
        sample.html.encode(),
        sample.url,
        Selectors(items=proposed["items"], title=proposed["title"], date=proposed["date"]),
    )
    assert [(item.link, item.title) for item in again.items] == [(item.link, item.title) for item in found.items]

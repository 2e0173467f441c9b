"""Pages that break, and the memory that notices."""

from __future__ import annotations

import dataclasses

import pytest

from aggregator.parse.listing import Listing, compare, find_listing, learn
from tests.parse_listing.others import (
    consent_wall,
    empty_news_page,
    login_page,
    not_found,
    parked_domain,
    service_index,
)  # fmt: skip
from tests.parse_listing.shapes import job_cards, link_blog, wordpress_block_theme, wordpress_index
from tests.parse_listing.site import SITE, frame


def listing_of(html: str, url: str = f"{SITE}/news/") -> Listing:
    return find_listing(html.encode(), url)


def good() -> Listing:
    sample = wordpress_index()
    return listing_of(sample.html, sample.url)


def test_a_page_like_before_is_no_fault() -> None:
    shape = learn(good())
    assert compare(shape, good()) is None
    assert shape.usual_count == 10
    assert shape.share_dated == 1.0


def test_the_first_poll_has_nothing_to_compare_with() -> None:
    assert compare(None, good()) is None


@pytest.mark.parametrize(
    ("html", "code", "words"),
    [
        (consent_wall().html, "consent_wall", "consent"),
        (login_page().html, "login_page", "login"),
        (parked_domain().html, "parked_domain", "for sale"),
        (not_found().html, "error_page", "not found"),
        (empty_news_page().html, "listing_empty", "no list"),
        (service_index().html, "listing_unsure", "best guess"),
        ("<html><title>Just a moment...</title><body>Verifying you are human.</body></html>", "challenge", "browser"),
        (
            "<html><body><div id=app></div><noscript>Please enable JavaScript.</noscript></body></html>",
            "script_only",
            "scripts",
        ),
        ("", "listing_empty", "no list"),
    ],
)
def test_a_page_without_items_is_a_fault_with_a_plain_cause(html: str, code: str, words: str) -> None:
    cause = compare(learn(good()), listing_of(html))
    assert cause is not None
    assert cause.code == code
    assert words in cause.message
    assert "about 10" in cause.message


def test_an_entirely_different_set_of_links_is_a_fault_that_proposes_selectors() -> None:
    sample = job_cards()
    cause = compare(learn(good()), listing_of(sample.html, sample.url))
    assert cause is not None and cause.code == "listing_changed"
    assert "/jobs/" in cause.message
    assert 'items: "div.job-card"' in cause.message
    assert "dates are gone" in cause.message


def test_links_of_a_known_shape_among_new_ones_are_no_fault() -> None:
    shape = learn(good())
    mixed = dataclasses.replace(good(), items=(*good().items[:1], *listing_of(job_cards().html, job_cards().url).items))
    assert compare(shape, mixed) is None


def test_a_list_of_links_to_ever_new_sites_is_no_fault() -> None:
    sample = link_blog()
    shape = learn(listing_of(sample.html, sample.url))
    assert compare(shape, listing_of(sample.html.replace("paper-", "journal-"), sample.url)) is None


def test_the_memory_follows_slow_change_and_keeps_old_shapes() -> None:
    first = learn(good())
    sample = wordpress_block_theme()
    second = learn(listing_of(sample.html, sample.url), first)
    assert 9 < second.usual_count < 10
    assert set(first.link_shapes) < set(second.link_shapes)
    assert learn(Listing(url=SITE), second) == second


def test_a_real_list_is_never_taken_for_an_obstacle() -> None:
    sample = wordpress_index()
    html = sample.html.replace("<main>", "<main><div class='cookie-notice'>We use cookies. Accept all cookies</div>")
    assert listing_of(html, sample.url).obstacle is None
    assert frame("")  # the frame itself has no list
    assert listing_of(frame("")).items == ()

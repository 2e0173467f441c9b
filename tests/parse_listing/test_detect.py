"""The detector against pages of every shape that we could think of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aggregator.parse.listing import find_listing
from tests.parse_listing.mixtures import MIXTURES
from tests.parse_listing.others import OTHERS
from tests.parse_listing.shapes import SHAPES
from tests.parse_listing.site import Sample
from tests.parse_listing.strangers import NO_LISTS, STRANGERS
from tests.parse_listing.systems import SYSTEMS


def _name(make: Callable[[], Sample]) -> str:
    return make.__name__


@pytest.mark.parametrize("make", SHAPES + SYSTEMS + MIXTURES + STRANGERS, ids=_name)
def test_every_article_of_a_listing_is_found_and_nothing_else(make: Callable[[], Sample]) -> None:
    sample = make()
    listing = find_listing(sample.html.encode(), sample.url)
    assert [item.link for item in listing.items] == [item.url for item in sample.items], listing.reasons
    assert [item.title for item in listing.items] == [item.title for item in sample.items]
    days = [item.published.date() if item.published else None for item in listing.items]
    assert days == [item.day for item in sample.items]


@pytest.mark.parametrize("make", OTHERS + NO_LISTS, ids=_name)
def test_a_page_without_a_list_of_articles_yields_nothing(make: Callable[[], Sample]) -> None:
    sample = make()
    listing = find_listing(sample.html.encode(), sample.url)
    assert listing.items == ()
    assert listing.unsure
    assert listing.reasons

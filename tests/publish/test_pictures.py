"""Where outputs show pictures from: their publishers, us, or nowhere."""

from __future__ import annotations

import re

import pytest

from aggregator.publish import Outputs
from aggregator.publish.pictures import mark_of_address, pictures_of
from aggregator.store.engine import Store
from tests.publish.shelf import body, fill, follow, with_publish

THEIRS = "http://heron.example/o.jpg"
OURS = re.compile(rf"http://news\.example/desk/picture/[0-9a-f]{{16}}/{mark_of_address(THEIRS)}")
FEEDS = ("rss.xml", "atom.xml", "feed.json")


def outputs(store: Store, images: str) -> Outputs:
    fill(store)
    settings = with_publish(images=images)
    follow(store, settings)
    return Outputs(store, settings)


@pytest.mark.parametrize("place", [*FEEDS, "", "embed"])
def test_as_a_rule_they_are_linked_where_they_are(sqlite_store: Store, place: str) -> None:
    assert THEIRS in body(outputs(sqlite_store, "link"), place).decode()


@pytest.mark.parametrize("place", FEEDS)
def test_feeds_bear_our_absolute_address_in_text_and_media(sqlite_store: Store, place: str) -> None:
    made = body(outputs(sqlite_store, "proxy"), place).decode()
    assert THEIRS not in made
    assert len(OURS.findall(made)) >= 2


@pytest.mark.parametrize("place", ["", "embed", "category/industry-news/"])
def test_pages_bear_the_way_there_so_that_it_holds_under_any_prefix(sqlite_store: Store, place: str) -> None:
    made = body(outputs(sqlite_store, "proxy"), place).decode()
    assert THEIRS not in made
    root = "../" * place.count("/") or "./"
    assert re.search(rf'src="{re.escape(root)}picture/[0-9a-f]{{16}}/{mark_of_address(THEIRS)}"', made)


def test_the_page_of_an_entry_shows_its_picture_once_and_near(sqlite_store: Store) -> None:
    made = outputs(sqlite_store, "proxy")
    path = re.search(r'href="\./(entry/[0-9a-f]{16}/[^"]*otters[^"]*)"', body(made, "").decode())
    assert path
    page = body(made, path[1]).decode()
    assert page.count('src="../../picture/') == 1
    assert f'src="{THEIRS}' not in page


@pytest.mark.parametrize("place", [*FEEDS, "", "embed"])
def test_without_pictures_there_is_none(sqlite_store: Store, place: str) -> None:
    made = body(outputs(sqlite_store, "none"), place).decode()
    assert "o.jpg" not in made and "picture/" not in made
    assert "Otters" in made


def test_pictures_in_a_text_are_found_by_the_address_that_is_meant() -> None:
    text = '<p><img src="http://a.example/1.jpg?a=1&amp;b=2" alt="x"/><img alt="src=&quot;no&quot;" /></p>'
    assert list(pictures_of(None, text)) == ["http://a.example/1.jpg?a=1&b=2"]

"""Archives (RFC 5005): a client that walks back finds all that is still kept, and no archive ever grows."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from lxml import etree

from aggregator.config.settings import Settings
from aggregator.publish import Outputs
from aggregator.publish.feeds import RUN
from aggregator.store import entries, shown, tombstones
from aggregator.store.engine import Store
from aggregator.store.shown import Selection
from tests.publish.shelf import FEEDS, SITE, body, follow, send, with_publish
from tests.render.feed_rules import faults
from tests.samples import NOON

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
#: So that a feed holds three entries and not all of a week.
WEEK = timedelta(days=8)


@pytest.fixture
def settings() -> Settings:
    return with_publish(entries=3)


def read(outputs: Outputs, place: str) -> tuple[list[str], dict[str, str], bool]:
    """The ids, the links by relation (places), and whether it calls itself an archive."""
    document = body(outputs, place)
    assert faults(document, SITE.url + place) == []
    if place.endswith(".json"):
        feed = json.loads(document)
        ours = feed["_aggregator"]
        named = {"prev-archive": "prev_archive", "next-archive": "next_archive", "current": "current"}
        links = {relation: ours[name] for relation, name in named.items() if name in ours}
        assert feed.get("next_url") == links.get("prev-archive")
        ids = [item["id"] for item in feed["items"]]
        return ids, {rel: link.removeprefix(SITE.url) for rel, link in links.items()}, "current" in links
    root = etree.fromstring(document)
    head = root if root.tag == f"{ATOM}feed" else root[0]
    links = {link.get("rel", ""): link.get("href", "").removeprefix(SITE.url) for link in head.findall(f"{ATOM}link")}
    ids = [element.text or "" for element in (*root.findall(f"{ATOM}entry/{ATOM}id"), *root.iter("guid"))]
    return ids, links, head.find(ARCHIVE) is not None


def walk(outputs: Outputs, file: str, known: set[str] | None = None) -> set[str]:
    """What a client finds that starts at the feed and follows prev-archive, up to archives that it has read before."""
    found, place, seen = set[str](), file, known if known is not None else set[str]()
    while place and place not in seen:
        ids, links, is_archive = read(outputs, place)
        assert is_archive == (place != file)
        assert links.get("current", file) == file
        found.update(ids)
        if is_archive:
            seen.add(place)
        place = links.get("prev-archive", "")
    return found


def out(store: Store) -> set[str]:
    with store.reading() as tx:
        return {one.published_id for one in entries.load(tx, shown.page(tx, Selection(), limit=10_000))}


def send_slowly(store: Store, count: int, first: int = 0) -> None:
    send(store, range(first, first + count - 3), NOON)
    send(store, range(first + count - 3, first + count), NOON + WEEK)


@pytest.mark.parametrize("file", FEEDS)
@pytest.mark.parametrize("count", [1, 4, RUN + 3, RUN + 4])
def test_from_the_feed_one_can_walk_back_to_the_first_entry(
    sqlite_store: Store, settings: Settings, file: str, count: int
) -> None:
    follow(sqlite_store, settings)
    send(sqlite_store, range(max(count - 3, 0)), NOON)
    send(sqlite_store, range(max(count - 3, 0), count), NOON + WEEK)
    outputs = Outputs(sqlite_store, settings)
    ids, links, _ = read(outputs, file)
    assert len(ids) == min(count, 3)
    assert ("prev-archive" in links) == (count > 3)
    assert walk(outputs, file) == out(sqlite_store)
    assert len(out(sqlite_store)) == count


def test_archives_are_named_by_the_numbers_that_they_hold(store: Store, settings: Settings) -> None:
    follow(store, settings)
    send_slowly(store, 2 * RUN + 10)
    outputs = Outputs(store, settings)
    places = ["atom.xml"]
    while previous := read(outputs, places[-1])[1].get("prev-archive"):
        places.append(previous)
    assert places == [
        "atom.xml",
        "archive/201-207/atom.xml",
        "archive/101-200/atom.xml",
        "archive/1-100/atom.xml",
    ]
    assert [read(outputs, place)[1].get("next-archive") for place in places[1:]] == [
        None,
        None,
        "archive/101-200/atom.xml",
    ]
    assert [len(read(outputs, place)[0]) for place in places[1:]] == [7, RUN, RUN]


def test_whoever_comes_once_a_week_misses_nothing_and_reads_no_archive_twice(
    sqlite_store: Store, settings: Settings
) -> None:
    follow(sqlite_store, settings)
    outputs = Outputs(sqlite_store, settings)
    found, known, sent = set[str](), set[str](), 0
    for week, count in enumerate([5, 1, 140, 0, 190, 7]):
        send(sqlite_store, range(sent, sent + count), NOON + week * WEEK)
        sent += count
        found |= walk(outputs, "atom.xml", known)
        assert found == out(sqlite_store)
        assert len(found) == sent


def test_an_archive_never_gains_an_entry(sqlite_store: Store, settings: Settings) -> None:
    follow(sqlite_store, settings)
    outputs = Outputs(sqlite_store, settings)
    before: dict[str, list[str]] = {}
    for step in range(6):
        send(sqlite_store, range(step * 40, step * 40 + 40), NOON + step * WEEK)
        place = "atom.xml"
        while place := read(outputs, place)[1].get("prev-archive", ""):
            ids = read(outputs, place)[0]
            assert before.setdefault(place, ids) == ids
    assert len(before) > 3


def test_what_is_taken_down_leaves_its_archive_and_the_way_back_leads_around_what_is_gone(
    store: Store, settings: Settings
) -> None:
    follow(store, settings)
    send_slowly(store, 2 * RUN + 10)
    outputs = Outputs(store, settings)
    outputs.produce("archive/101-200/atom.xml")
    with store.writing() as tx:
        tombstones.remove(tx, shown.run(tx, 101, 200), NOON + WEEK, "outlived")
        tombstones.remove(tx, shown.run(tx, 42, 42), NOON + WEEK, "outlived")
    outputs.notice()
    assert read(outputs, "archive/201-207/atom.xml")[1]["prev-archive"] == "archive/1-100/atom.xml"
    assert len(read(outputs, "archive/1-100/atom.xml")[0]) == RUN - 1
    emptied, links, _ = read(outputs, "archive/101-200/atom.xml")
    assert (emptied, links["prev-archive"]) == ([], "archive/1-100/atom.xml")
    assert walk(outputs, "atom.xml") == out(store)


@pytest.mark.parametrize(
    "run",
    [
        "1-101",
        "2-100",
        "1-0",
        "101-100",
        "1-11",
        "101-110",
        "100-1",
        "201-300",
        "999999999999999901-999999999999999999",
    ],
)
def test_there_are_no_other_archives(sqlite_store: Store, settings: Settings, run: str) -> None:
    follow(sqlite_store, settings)
    send(sqlite_store, range(10))
    outputs = Outputs(sqlite_store, settings)
    assert outputs.produce("archive/1-10/atom.xml") is not None
    assert outputs.produce(f"archive/{run}/atom.xml") is None
    assert outputs.produce("archive/1-10/") is None
    assert outputs.produce("category/jobs/archive/1-10/atom.xml") is None

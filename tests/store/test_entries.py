"""Entries come in, change, go out and are read, alike on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from aggregator.hashing import fingerprint
from aggregator.models.entry import Entry, Prepared, Standing
from aggregator.models.feed import Enclosure, Image, Label
from aggregator.parse.identity import published_id
from aggregator.store import articles, browsing, dropped, edits, entries, numbers, search, shown, sources
from aggregator.store.engine import Store
from aggregator.store.entries import Arrivals, Incoming
from aggregator.store.shown import Departure, Selection
from aggregator.store.tables import bodies
from tests.samples import NOON, a_category, a_prepared, a_source, an_agency

FIRST_URL = "http://otter.example/feed"


@pytest.fixture
def source_id(store: Store) -> int:
    with store.writing() as tx:
        return sources.sync(tx, [(a_source("Otter"), "otter")], NOON)["Otter"]


def insert(store: Store, source_id: int, *prepared: Prepared, standing: Standing = Standing.WAITING) -> list[int]:
    with store.writing() as tx:
        return entries.insert_new(tx, source_id, FIRST_URL, [Incoming(item, standing) for item in prepared], NOON)


def load(store: Store, ids: Sequence[int]) -> list[Entry]:
    with store.reading() as tx:
        return entries.load(tx, ids, with_bodies=True)


FULL = a_prepared(
    "full",
    authors=("Ada Otter", "Bo Heron"),
    labels=(Label("Rivers", "http://otter.example/labels"), Label("Fish")),
    published_text="Fri, 13 Mar 2026 09:00:00 GMT",
    updated=NOON - timedelta(hours=2),
    enclosures=(Enclosure("http://otter.example/a.mp3", "audio/mpeg", 12_345),),
    image=Image("http://otter.example/a.jpg", 640, 480, "An otter"),
    publisher="The River Post",
    publisher_url="http://post.example/",
    language="en-GB",
    rights="© Otter",
    tags=(a_category("Industry News"), a_category("Campaigns"), an_agency("Otter Trust")),
)


def test_an_entry_comes_back_as_it_was_stored(store: Store, source_id: int) -> None:
    (entry,) = load(store, insert(store, source_id, FULL))
    for name in FULL.__dataclass_fields__.keys() - {
        "raw_body",
        "text",
        "published_text",
        "is_whole",
        "is_listed",
        "address",
        "text_name",
    }:
        assert getattr(entry, name) == getattr(FULL, name), name
    assert entry.published_id == published_id(FIRST_URL, FULL.identity)
    assert (entry.first_seen, entry.sort_at, entry.changed_at) == (NOON, FULL.published, FULL.published)
    assert entry.categories == ("Industry News", "Campaigns")
    assert entry.agencies == ("Otter Trust",)


def test_the_raw_body_stands_compressed_beside_the_clean_one(store: Store, source_id: int) -> None:
    (id_,) = insert(store, source_id, FULL)
    with store.reading() as tx:
        row = tx.execute(select(bodies).where(bodies.c.entry_id == id_)).one()
    assert row.raw == FULL.raw_body
    assert row.html == FULL.body_html


def test_dates_of_the_future_and_missing_ones_are_held_to_first_seen(store: Store, source_id: int) -> None:
    early, late = a_prepared("late", published=NOON + timedelta(days=400)), a_prepared("none", published=None)
    for entry in load(store, insert(store, source_id, early, late)):
        assert entry.sort_at == NOON


def test_an_edit_changes_text_and_date_of_change_and_nothing_that_subscribers_hold_on_to(
    store: Store, source_id: int
) -> None:
    (id_,) = insert(store, source_id, a_prepared(tags=(a_category("Campaigns"),)))
    (before,) = load(store, [id_])
    edited = a_prepared(title="Corrected", text="Wholly new words", content_hash=fingerprint(b"2"), published=NOON)
    with store.writing() as tx:
        edits.update_changed(tx, source_id, [edited], NOON + timedelta(hours=3))
    (after,) = load(store, [id_])
    assert (after.title, after.tags, after.changed_at) == ("Corrected", (), NOON + timedelta(hours=3))
    assert after.change_number > before.change_number
    for name in ("published_id", "published", "first_seen", "sort_at", "identity", "standing"):
        assert getattr(after, name) == getattr(before, name), name


def test_entries_of_several_sources_come_in_together_each_as_its_own(store: Store, source_id: int) -> None:
    with store.writing() as tx:
        ids = sources.sync(tx, [(a_source("Otter"), "otter"), (a_source("Heron"), "heron")], NOON)
        otters = Arrivals(
            source_id, FIRST_URL, [Incoming(FULL, Standing.OUT), Incoming(a_prepared("1"), Standing.HELD)]
        )
        herons = Arrivals(ids["Heron"], "http://heron.example/feed", [Incoming(a_prepared("1"), Standing.WAITING)])
        stored = entries.insert_all(tx, [otters, herons], NOON)
    found = load(store, stored)
    assert [entry.source_id for entry in found] == [source_id, source_id, ids["Heron"]]
    assert [entry.published_id for entry in found] == [
        published_id(FIRST_URL, FULL.identity),
        published_id(FIRST_URL, "id:1"),
        published_id("http://heron.example/feed", "id:1"),
    ]
    assert [entry.standing for entry in found] == [Standing.OUT, Standing.HELD, Standing.WAITING]
    assert [entry.tags for entry in found] == [FULL.tags, (), ()]
    assert [entry.body_html for entry in found] == [FULL.body_html, *[a_prepared("1").body_html] * 2]
    assert len({entry.change_number for entry in found}) == 3
    with store.reading() as tx:
        assert sorted(search.search(tx, f'"{found[1].title}"')) == sorted(stored[1:])


def test_an_identity_is_stored_once_per_source_and_again_for_another_source(store: Store, source_id: int) -> None:
    insert(store, source_id, a_prepared())
    with store.writing() as tx:
        ids = sources.sync(tx, [(a_source("Otter"), "otter"), (a_source("Heron"), "heron")], NOON)
        entries.insert_new(tx, ids["Heron"], "http://heron.example/feed", [Incoming(a_prepared(), Standing.OUT)], NOON)
    with pytest.raises(Exception, match=r"(?i)unique"):
        insert(store, source_id, a_prepared())
    with store.reading() as tx:
        assert entries.known(tx, source_id) == {"id:1": a_prepared().content_hash}
        assert entries.present(tx, source_id, ["id:1", "id:2"]) == {"id:1"}


def test_going_out_gives_numbers_in_order_and_only_once(store: Store, source_id: int) -> None:
    first, second = insert(store, source_id, a_prepared("1"), a_prepared("2"))
    departures = [Departure(second, "News: {title}"), Departure(first, "{title}")]
    for _ in range(2):
        with store.writing() as tx:
            shown.send_out(tx, departures, NOON)
    out = load(store, [first, second])
    assert [entry.publication_number for entry in out] == [2, 1]
    assert [entry.title_frame for entry in out] == ["{title}", "News: {title}"]
    with store.reading() as tx:
        assert shown.waiting(tx) == []


def send(store: Store, ids: Sequence[int], days_ago: float) -> None:
    with store.writing() as tx:
        shown.send_out(tx, [Departure(id_, "{title}") for id_ in ids], NOON - timedelta(days=days_ago))


WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("at_least", "at_most", "held"),
    [(2, 500, 4), (5, 500, 5), (10, 500, 6), (2, 3, 3), (1, 1, 1)],
    ids=["all of the last 7 days", "more if asked", "all there are", "never more than the most", "just one"],
)
def test_the_combined_feed_holds_the_newest_or_all_of_seven_days(
    store: Store, source_id: int, at_least: int, at_most: int, held: int
) -> None:
    ids = insert(store, source_id, *(a_prepared(str(number)) for number in range(6)))
    send(store, ids[:2], days_ago=12)
    send(store, ids[2:4], days_ago=6)
    send(store, ids[4:], days_ago=0)
    with store.reading() as tx:
        found = shown.newest_out(tx, at_least=at_least, at_most=at_most, window=WEEK)
    assert found == ids[::-1][:held]


def test_a_category_and_a_source_show_what_was_kept_back_too(store: Store, source_id: int) -> None:
    tagged = replace(a_prepared("old"), tags=(a_category("Campaigns"), an_agency("Otter Trust")))
    kept = insert(store, source_id, tagged, standing=Standing.KEPT_BACK)
    out = insert(store, source_id, a_prepared("new"))
    send(store, out, days_ago=0)
    with store.reading() as tx:
        found = {
            selection.kind: shown.page(tx, selection, limit=10)
            for selection in (
                Selection(),
                Selection(kind="category", name="Campaigns"),
                Selection(kind="agency", name="Otter Trust"),
                Selection(kind="source", name=source_id),
            )
        }
        assert browsing.topic_counts(tx)["category"] == {"Campaigns": 1}
        assert browsing.size(tx, Selection(kind="source", name=source_id), None).total == 2
    assert found == {"all": out, "category": kept, "agency": kept, "source": out + kept}


def test_what_is_not_public_is_shown_nowhere(store: Store) -> None:
    with store.writing() as tx:
        ids = sources.sync(tx, [(a_source("Otter", public=False), "otter")], NOON)
    tagged = replace(a_prepared(), tags=(a_category("Campaigns"),))
    out = insert(store, ids["Otter"], tagged)
    send(store, out, days_ago=0)
    with store.reading() as tx:
        for selection in (Selection(), Selection(kind="category", name="Campaigns"), Selection(kind="source", name=1)):
            assert shown.page(tx, selection, limit=10) == []
        assert shown.newest_out(tx, at_least=9, at_most=9, window=WEEK) == []
        assert browsing.topic_counts(tx)["category"] == {}


def test_only_what_came_after_the_first_import_counts_against_a_day(store: Store, source_id: int) -> None:
    insert(store, source_id, a_prepared("1"), a_prepared("2"))
    with store.writing() as tx:
        incoming = [Incoming(a_prepared("3"), Standing.WAITING), Incoming(a_prepared("4"), Standing.KEPT_BACK)]
        entries.insert_new(tx, source_id, FIRST_URL, incoming, NOON + timedelta(hours=1))
    with store.reading() as tx:
        assert entries.sent_since(tx, source_id, NOON - timedelta(days=1), imported_at=NOON) == 1


def test_what_relevance_left_out_is_remembered_whole_and_within_bounds(store: Store, source_id: int) -> None:
    items = [
        dropped.Dropped(replace(FULL, tags=()), a_category("x").reasons, NOON - timedelta(days=2)),
        dropped.Dropped(a_prepared(), (), NOON),
    ]
    with store.writing() as tx:
        dropped.remember(tx, source_id, items, NOON)
        dropped.remember(tx, source_id, items[:1], NOON)
    with store.reading() as tx:
        assert dropped.known(tx, source_id) == {item.prepared.identity: item.prepared.content_hash for item in items}
        assert sorted(dropped.of_source(tx, source_id), key=lambda item: item.prepared.identity) == items[::-1]
        assert dropped.find(tx, FULL.link or "") == [(source_id, items[0])]
    with store.writing() as tx:
        dropped.forget(tx, source_id, ["id:1"])
        dropped.tidy(tx, source_id, NOON + dropped.REMEMBERED + timedelta(seconds=1))
    with store.reading() as tx:
        assert dropped.known(tx, source_id) == {}


def test_a_rolled_back_poll_leaves_no_trace(store: Store, source_id: int) -> None:
    with store.reading() as tx:
        before = numbers.revision(tx, "change").number
    with pytest.raises(RuntimeError), store.writing() as tx:
        entries.insert_new(tx, source_id, FIRST_URL, [Incoming(FULL, Standing.WAITING)], NOON)
        raise RuntimeError("killed")
    with store.reading() as tx:
        assert not entries.any_of(tx, source_id)
        assert numbers.revision(tx, "change").number == before


def test_an_article_that_comes_after_its_entry_left_changes_nothing(store: Store, source_id: int) -> None:
    with store.writing() as tx:
        (entry_id,) = entries.insert_new(tx, source_id, FIRST_URL, [Incoming(a_prepared(), Standing.KEPT_BACK)], NOON)
        (entry,) = entries.load(tx, [entry_id])
        dropped.move_out(tx, {entry_id: a_category("x").reasons}, NOON)
    with store.writing() as tx:
        articles.save_article(tx, entry, text="Late.", html="", tags_carried=[a_category("x")], now=NOON)
        assert not entries.any_of(tx, source_id)
        assert search.search(tx, "late") == []


def test_an_entry_that_leaves_is_kept_whole(store: Store, source_id: int) -> None:
    with store.writing() as tx:
        incoming = [Incoming(FULL, Standing.KEPT_BACK)]
        (entry_id,) = entries.insert_new(tx, source_id, FIRST_URL, incoming, NOON - timedelta(days=3))
        dropped.move_out(tx, {entry_id: a_category("x").reasons}, NOON)
    with store.reading() as tx:
        (item,) = dropped.of_source(tx, source_id)
        assert item == dropped.Dropped(replace(FULL, tags=()), a_category("x").reasons, NOON - timedelta(days=3))
        assert dropped.find(tx, published_id(FIRST_URL, FULL.identity)) == [(source_id, item)]
        assert search.search(tx, FULL.title) == []

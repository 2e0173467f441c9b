"""Old entries leave, never the newest few of a source, and nothing brings them back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from aggregator import housekeeping, publish
from aggregator.config.settings import Retention, Settings
from aggregator.housekeeping import NoSuchSource, SourceInUse, remove_source
from aggregator.models.entry import Standing
from aggregator.models.feed import Image
from aggregator.outcomes import PollOutcome
from aggregator.pipeline.desk import take_over
from aggregator.store import browsing, edits, entries, search, shown, sources, space, tombstones
from aggregator.store.engine import Store
from aggregator.store.entries import Incoming
from aggregator.store.shown import Selection
from aggregator.store.tables import bodies, headlines
from aggregator.store.tables import entries as entry_rows
from aggregator.store.tables import tombstones as tombstone_rows
from tests.fetch.site import Site, response
from tests.pipeline.desk import SETTINGS, Desk, a_desk
from tests.pipeline.test_pipeline import item, rss
from tests.samples import NOON, a_category, a_prepared, a_source

DAY = timedelta(days=1)


def fill(store: Store, ages: dict[str, list[int]]) -> None:
    with store.writing() as tx:
        ids = sources.sync(tx, [(a_source(name), name.lower()) for name in ages], NOON)
        for name, days in ages.items():
            incoming = [
                Incoming(
                    a_prepared(f"{name}-{age}", published=NOON - age * DAY, tags=(a_category("Boats"),)),
                    Standing.WAITING,
                )
                for age in days
            ]
            entries.insert_new(tx, ids[name], f"http://{name.lower()}.example/feed", incoming, NOON)


def left(store: Store) -> set[str]:
    with store.reading() as tx:
        every = [
            id_
            for source in sources.load(tx)
            for id_ in shown.page(tx, Selection(kind="source", name=source), limit=99)
        ]
        return {entry.identity.removeprefix("id:") for entry in entries.load(tx, every)}


@pytest.mark.parametrize(
    ("retention", "gone"),
    [
        (Retention(days=0), set()),
        (Retention(days=30, keep_at_least=0), {"Otter-40", "Otter-50", "Heron-90"}),
        (Retention(days=30, keep_at_least=2), {"Otter-40", "Otter-50"}),
        (Retention(days=30, keep_at_least=3), {"Otter-50"}),
        (Retention(days=30, keep_at_least=9), set()),
    ],
)
async def test_age_decides_but_the_newest_few_of_a_source_stay(
    store: Store, retention: Retention, gone: set[str]
) -> None:
    fill(store, {"Otter": [1, 2, 40, 50], "Heron": [90]})
    before = left(store)
    assert await housekeeping.prune(store, retention, NOON) == len(gone)
    assert before - left(store) == gone
    assert await housekeeping.prune(store, retention, NOON) == 0


async def test_what_leaves_leaves_every_output_and_a_tombstone(store: Store) -> None:
    fill(store, {"Otter": [1, 40]})
    with store.writing() as tx:
        publish.publish(tx, SETTINGS, NOON)
    outputs = publish.Outputs(store, SETTINGS)
    outputs.notice()
    await housekeeping.prune(store, Retention(days=30, keep_at_least=0), NOON)
    assert outputs.notice()
    with store.reading() as tx:
        (row,) = tx.execute(select(tombstone_rows)).all()
        assert (row.identity, row.publication_number) == ("id:Otter-40", 1)
        assert len(search.search(tx, "Body")) == 1
        assert browsing.topic_counts(tx)["category"] == {"Boats": 1}
    if store.is_sqlite:
        with store.writing() as tx:
            tx.exec_driver_sql("INSERT INTO entry_search (entry_search, rank) VALUES ('integrity-check', 1)")


@pytest.fixture
async def desk(sqlite_store: Store) -> AsyncIterator[Desk]:
    async with a_desk(sqlite_store) as desk:
        yield desk


async def test_a_feed_that_still_carries_it_brings_nothing_back(desk: Desk) -> None:
    async with Site("127.0.9.5") as site:
        desk.follow(a_source("Otter", url=site.url("/feed")))
        site.answers["/feed"] = response(rss(item("new"), item("old", days_ago=20)))
        await desk.poll()
        assert await housekeeping.prune(desk.store, Retention(days=10, keep_at_least=0), desk.now) == 1
        for body in (
            rss(item("new"), item("old", days_ago=20), title="Other title"),
            rss(item("new"), item("old", "Edited meanwhile", days_ago=20)),
        ):
            site.answers["/feed"] = response(body)
            report = await desk.poll(timedelta(hours=1))
            assert (report.outcome, report.new, report.updated) == (PollOutcome.NOTHING_NEW, 0, 0)
        assert [entry.title for entry in desk.stored()] == ["Piece new"]


async def test_a_removed_source_takes_its_entries_along_only_when_asked(store: Store) -> None:
    gone, stays = a_source("Gone", url="https://gone.example/feed"), a_source("Stays", url="https://stays.example/feed")
    with store.writing() as tx:
        known = take_over(tx, Settings(sources=(gone, stays)), NOON)
        for source_id, polled in known.items():
            item = Incoming(a_prepared(polled.source.name), Standing.WAITING)
            entries.insert_new(tx, source_id, polled.first_url, [item], NOON)
    with pytest.raises(SourceInUse, match="still in the settings"):
        await remove_source(store, "Gone", NOON)
    with pytest.raises(NoSuchSource, match="Nobody"):
        await remove_source(store, "Nobody", NOON)
    with store.writing() as tx:
        take_over(tx, Settings(sources=(stays,)), NOON)
        assert entries.total(tx) == 2
    assert await remove_source(store, "Gone", NOON) == 1
    with store.reading() as tx:
        assert entries.total(tx) == 1
        (source_id,) = [source_id for source_id, polled in known.items() if polled.source.name == "Gone"]
        rows = tx.execute(select(tombstone_rows.c.source_id, tombstone_rows.c.identity)).all()
        assert rows == [(source_id, "id:Gone")]


@pytest.mark.parametrize("by_itself", [True, False])
async def test_space_goes_back_to_the_disk_in_small_steps(sqlite_store: Store, by_itself: bool) -> None:
    fill(sqlite_store, {"Otter": []})
    text = "otter weir river " * 20_000
    with sqlite_store.writing() as tx:
        (source_id,) = sources.load(tx)
        old = [a_prepared(str(n), published=NOON - 40 * DAY, body_html=text, text=text) for n in range(20)]
        entries.insert_new(tx, source_id, "http://otter.example/", [Incoming(one, Standing.OUT) for one in old], NOON)

    def pages() -> int:
        with sqlite_store.reading() as tx:
            return int(tx.exec_driver_sql("PRAGMA page_count").scalar_one())

    before = pages()
    if by_itself:
        assert await housekeeping.prune(sqlite_store, Retention(days=30, keep_at_least=0), NOON) == 20
    else:
        with sqlite_store.writing() as tx:
            tombstones.remove(tx, [entry.id for entry in entries.load(tx, range(1, 21))], NOON, "outlived")
        while True:
            kept = pages()
            with sqlite_store.writing() as tx:
                goes_on = space.give_back(tx, 100)
            assert kept - pages() <= 100
            if not goes_on:
                break
    assert pages() < before / 4


def test_what_is_taken_down_leaves_no_word_behind(store: Store, tmp_path: Path) -> None:
    fill(store, {"Otter": [1]})
    with store.writing() as tx:
        (source_id,) = sources.load(tx)
        secret = a_prepared(
            "2", title="Zanzibarites", summary="Quixotical", text="Xylographers", image=Image("http://a/vuvuzela.png")
        )
        entries.insert_new(tx, source_id, "http://otter.example/", [Incoming(secret, Standing.OUT)], NOON)
        edits.update_changed(tx, source_id, [replace(secret, title="Renamed", content_hash=b"2")], NOON)
    words = (b"Zanzibarites", b"Quixotical", b"Xylographers", b"vuvuzela", b"zanzibarit", b"xylograph")
    with store.writing() as tx:
        assert tombstones.take_down(tx, entries.find(tx, "http://otter.example/2"), NOON) == 1
    space.forget_removed_words(store)
    with store.reading() as tx:
        assert entries.find(tx, "http://otter.example/2") == []
        assert search.search(tx, "Xylographers") == []
        assert len(search.search(tx, "Body")) == 1
        for table in (headlines, entry_rows, bodies):
            assert not [
                row for row in tx.execute(select(table)).all() if any(word.decode() in str(row) for word in words)
            ]
    if store.is_sqlite:
        for file in tmp_path.glob("desk.db*"):
            assert not [word for word in words if word in file.read_bytes()], file.name

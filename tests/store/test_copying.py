"""A desk in another database: everything of it, of either kind, and it works on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from aggregator.errors import StoreError
from aggregator.models.entry import Standing
from aggregator.models.source import FeedState
from aggregator.store import copying, entries, numbers, search, sources, tombstones
from aggregator.store.engine import Store, open_store
from aggregator.store.entries import Incoming
from aggregator.store.shown import Departure, send_out
from tests.samples import NOON, a_category, a_prepared, a_source, save_state


def fill(store: Store) -> None:
    """A desk with something in most of its tables, letters of all kinds and bytes among them."""
    with store.writing() as tx:
        source_id = sources.sync(tx, [(a_source(), "otter")], NOON)["Otter News"]
        incoming = [
            Incoming(
                a_prepared(key, title=f"Øtters {key} 🦦", tags=(a_category("News"),), published=NOON), Standing.WAITING
            )
            for key in ("1", "2", "3")
        ]
        entries.insert_new(tx, source_id, "http://otter.example/feed", incoming, NOON)
        first, second, _ = entries.of_source(tx, source_id, 10)
        send_out(tx, [Departure(first, "{title}", {"rss": "{title}"})], NOON)
        tombstones.remove(tx, [second], NOON, "taken_down")
        save_state(
            tx, source_id, FeedState(url="http://otter.example/feed", next_poll=NOON + timedelta(hours=1), failures=2)
        )
        numbers.remember(tx, "motto", "first things first")


def test_a_desk_comes_back_from_a_journey_through_the_other_kind_of_database_as_it_was(
    sqlite_store: Store, postgresql_url: str, tmp_path: Path
) -> None:
    fill(sqlite_store)
    with open_store(postgresql_url) as there, open_store(f"sqlite:///{tmp_path}/back.db") as back:
        left = copying.copy(sqlite_store, there)
        assert copying.copy(there, back) == left
        for store in (there, back):
            with store.reading() as tx:
                assert numbers.fact(tx, "motto") == "first things first"
                assert [entry.title for entry in entries.load(tx, search.search(tx, "øtters"))] == [
                    "Øtters 3 🦦",
                    "Øtters 1 🦦",
                ]
            with store.writing() as tx:  # keys go on after those that came
                entries.insert_new(
                    tx, 1, "http://otter.example/feed", [Incoming(a_prepared("4"), Standing.WAITING)], NOON
                )
    assert {tally.table: tally.rows for tally in left}.items() >= {
        "entries": 2, "sources": 1, "feed_states": 1, "tombstones": 1, "tags": 2, "bodies": 2,
    }.items()  # fmt: skip


def test_a_used_database_is_no_place_for_a_copy(sqlite_store: Store, postgresql_url: str) -> None:
    fill(sqlite_store)
    with open_store(postgresql_url) as there:
        fill(there)
        with pytest.raises(StoreError, match="has a desk in it already"):
            copying.copy(sqlite_store, there)
        with there.reading() as tx:
            assert numbers.fact(tx, "motto") == "first things first"


def test_a_copy_that_does_not_say_the_same_is_not_kept(sqlite_store: Store, postgresql_url: str) -> None:
    fill(sqlite_store)
    with open_store(postgresql_url) as there:
        with there.writing() as tx:
            tx.execute(text("CREATE RULE deaf AS ON INSERT TO tags DO INSTEAD NOTHING"))
        with pytest.raises(copying.NotCopied, match="tags"):
            copying.copy(sqlite_store, there)
        with there.writing() as tx:
            assert sources.load(tx) == {}
            assert numbers.desk_id(tx) is not None
            tx.execute(text("DROP RULE deaf ON tags"))

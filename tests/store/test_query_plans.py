"""The questions that every poll, tick and output asks are answered from an index, however much is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event, text

from aggregator.store import aliases, articles, dropped, entries, habits, polling, shown, stories
from aggregator.store.engine import Store, Transaction
from aggregator.store.shown import Selection

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
#: Small tables, or answers that are the whole table.
WHOLE = ("sources", "feed_states")

QUESTIONS: dict[str, Callable[[Transaction], object]] = {
    "how sources stand": lambda tx: polling.states_of(tx, [1, 2]),
    "where sources stand that are to be saved": lambda tx: polling.for_saving(tx, [1, 2]),
    "what sources are like": lambda tx: habits.of(tx, [1, 2]),
    "what is known of a source": lambda tx: entries.known(tx, 1),
    "what was left out of a source": lambda tx: dropped.known(tx, 1),
    "under which aliases a source presented entries": lambda tx: aliases.known(tx, 1),
    "which sources have presented anything": lambda tx: aliases.with_anything_known(tx, [1, 2]),
    "of which sources something was left out": lambda tx: dropped.sources_with(tx, [1, 2]),
    "how many entries sources have": lambda tx: entries.counts(tx, [1, 2]),
    "whether a source has entries": lambda tx: entries.any_of(tx, 1),
    "how many of a source went out of late": lambda tx: entries.sent_since(tx, 1, NOW, NOW),
    "which pages are to be read": lambda tx: articles.wanted_articles(tx, NOW),
    "what waits": lambda tx: shown.waiting(tx, limit=1),
    "whose story goes on with another": lambda tx: stories.successors(tx, NOW),
    "what went out last": lambda tx: shown.newest_out(tx, at_least=50, at_most=500, window=timedelta(days=7)),
    "a category's page": lambda tx: shown.page(tx, Selection(kind="category", name="News"), limit=50),
    "a source's page": lambda tx: shown.page(tx, Selection(kind="source", name=1), limit=50),
    "the front page": lambda tx: shown.page(tx, Selection(), limit=50),
}


def plans(store: Store, ask: Callable[[Transaction], object]) -> list[str]:
    """What SQLite says that it will do for each statement of a question."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _connection: Connection, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object
    ) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    with store.reading() as tx:
        ask(tx)
        event.remove(store.engine, "before_cursor_execute", note)
        told = [
            tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all() for statement, parameters in asked
        ]
    return [row.detail for rows in told for row in rows]


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_of_a_poll_reads_a_whole_table(sqlite_store: Store, question: str) -> None:
    found = plans(sqlite_store, QUESTIONS[question])
    assert found
    read_whole = [plan for plan in found if plan.startswith("SCAN ") and "INDEX" not in plan]
    assert [plan for plan in read_whole if plan.split()[1] not in WHOLE] == []


def test_a_question_without_an_index_is_noticed(sqlite_store: Store) -> None:
    found = plans(sqlite_store, lambda tx: tx.execute(text("SELECT id FROM entries WHERE rights = 'mine'")).all())
    assert found == ["SCAN entries"]

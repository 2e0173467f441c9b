"""What sources turned out to be like, and what waits while one is held. Kept apart from the state that every poll
replaces, so that a release beside a poll is never lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from aggregator.models.entry import Standing
from aggregator.models.source import Habits, Hold
from aggregator.outcomes import Cause
from aggregator.store import tagging
from aggregator.store.engine import Transaction
from aggregator.store.entries import batches
from aggregator.store.tables import entries, habits


def load(tx: Transaction, source_id: int, *, for_writing: bool = False) -> Habits:
    """What a source is like; `for_writing` keeps others from changing it until the transaction ends."""
    statement = select(habits).where(habits.c.source_id == source_id)
    row = tx.execute(statement.with_for_update() if for_writing else statement).one_or_none()
    return _to_habits(row) if row else Habits()


def of(tx: Transaction, source_ids: Sequence[int], *, for_writing: bool = False) -> dict[int, Habits]:
    """Source id → what it is like, for those of these sources where that is anything special."""
    found: dict[int, Habits] = {}
    for some in batches(source_ids):
        statement = select(habits).where(habits.c.source_id.in_(some)).order_by(habits.c.source_id)
        rows = tx.execute(statement.with_for_update() if for_writing else statement)
        found |= {row.source_id: _to_habits(row) for row in rows}
    return found


def every(tx: Transaction) -> dict[int, Habits]:
    """Source id → what it is like, where that is anything special."""
    return {row.source_id: _to_habits(row) for row in tx.execute(select(habits))}


def save(tx: Transaction, source_id: int, found: Habits) -> None:
    """Replace what is known of a source."""
    tx.execute(delete(habits).where(habits.c.source_id == source_id))
    if found != Habits():
        tx.execute(insert(habits).values(source_id=source_id, **_values(found)))


def held(tx: Transaction, source_id: int) -> list[tuple[int, datetime | None]]:
    """The ids and the publisher's dates of the entries that wait for their source to be let go, newest first."""
    found = (
        select(entries.c.id, entries.c.published)
        .where(entries.c.source_id == source_id, entries.c.standing == Standing.HELD)
        .order_by(entries.c.sort_at.desc(), entries.c.id.desc())
    )
    return [(row.id, row.published) for row in tx.execute(found)]


def let_go(tx: Transaction, standings: dict[int, Standing], now: datetime) -> None:
    """Entries that were held get their standing; outputs show them anew."""
    for entry_id, standing in standings.items():
        tx.execute(update(entries).where(entries.c.id == entry_id).values(standing=standing))
    tagging.show(tx, list(standings), now)


def _to_habits(row: Row[Any]) -> Habits:
    hold = None
    if row.held_for:
        hold = Hold(
            cause=Cause(row.held_for, row.held_why),
            since=row.held_since,
            old_before=row.held_old_before,
            quiet_polls=row.quiet_polls,
        )
    return Habits(
        trust=row.trust,
        renamed_polls=row.renamed_polls,
        is_ahead=row.is_ahead,
        hold=hold,
        tolerated=frozenset(row.tolerated or ()),
    )


def _values(found: Habits) -> dict[str, Any]:
    hold = found.hold
    return {
        "trust": found.trust,
        "renamed_polls": found.renamed_polls,
        "is_ahead": found.is_ahead,
        "tolerated": sorted(found.tolerated),
        "held_for": hold.cause.code if hold else None,
        "held_why": hold.cause.message if hold else None,
        "held_since": hold.since if hold else None,
        "held_old_before": hold.old_before if hold else None,
        "quiet_polls": hold.quiet_polls if hold else 0,
    }

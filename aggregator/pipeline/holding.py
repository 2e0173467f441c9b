"""Sources that are held because they don't look themselves: how they are let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.admission import QUIET_POLLS
from aggregator.models.entry import Standing
from aggregator.models.source import Habits, Hold
from aggregator.store import entries, habits, polling
from aggregator.store.engine import Transaction

DAY = timedelta(days=1)


def after_quiet(tx: Transaction, source_id: int, found: Habits, *, per_day: int, now: datetime) -> Habits:
    """The source let go if it has been quiet long enough."""
    if found.hold is None or found.hold.quiet_polls < QUIET_POLLS:
        return found
    let_go(tx, source_id, found.hold, per_day=per_day, now=now)
    return replace(found, hold=None)


def release(tx: Transaction, source_id: int, *, per_day: int, now: datetime) -> int | None:
    """Let a source go by hand; how many entries go out now. None if it was not held.

    What it was held for is its way from now on, and holds it no more.
    """
    found = habits.load(tx, source_id, for_writing=True)
    if found.hold is None:
        return None
    going = let_go(tx, source_id, found.hold, per_day=per_day, now=now)
    habits.save(tx, source_id, replace(found, hold=None, tolerated=found.tolerated | {found.hold.cause.code}))
    return going


def let_go(tx: Transaction, source_id: int, hold: Hold, *, per_day: int, now: datetime) -> int:
    """What is new by its date goes out, newest first and as many as a day allows; the rest stays on the source's own
    pages. How many go out."""
    imported_at = polling.state(tx, source_id).imported_at or now
    allowance = per_day - entries.sent_since(tx, source_id, now - DAY, imported_at)
    standings: dict[int, Standing] = {}
    for entry_id, published in habits.held(tx, source_id):
        goes = allowance > 0 and (published is None or published >= hold.old_before)
        allowance -= goes
        standings[entry_id] = Standing.WAITING if goes else Standing.KEPT_BACK
    habits.let_go(tx, standings, now)
    return list(standings.values()).count(Standing.WAITING)

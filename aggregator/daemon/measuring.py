"""What the store says of the desk in numbers, to whoever serves them: the daemon, or a process that only serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from aggregator import schedule
from aggregator.store import articles, entries, polling
from aggregator.store.engine import Transaction

#: What the store is asked for metrics is kept so long, and how long a question to it may take.
KEPT_SECONDS, ASK_SECONDS = 10.0, 5.0


class Measured(NamedTuple):
    """By the names of metrics.GAUGES, and sources by their health."""

    values: Mapping[str, float]
    healths: Mapping[str, int]


def measure(tx: Transaction, polled: Collection[int], under_way: Collection[int], now: datetime) -> Measured:
    """How the desk is. `polled` are the ids of the sources that are; those `under_way` wait for nothing."""
    states = polling.states(tx)
    waiting = [
        state.next_poll or now
        for source_id, state in states.items()
        if source_id in polled and source_id not in under_way and not schedule.is_stopped(state)
    ]
    overdue = [(now - at).total_seconds() for at in waiting if at <= now]
    values = {
        "entries": entries.total(tx),
        "articles_waiting": articles.wanted_count(tx, now),
        "sources_due": len(overdue),
        "schedule_lag_seconds": max(overdue, default=0.0),
    }
    return Measured(values, Counter(schedule.health(state) for state in states.values()))

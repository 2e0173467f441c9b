"""Letting out what waits, oldest first, under the title that stays with it."""

from __future__ import annotations

from datetime import datetime

from aggregator import __version__
from aggregator.config.settings import Settings
from aggregator.grouping.window import SPAN
from aggregator.hashing import fingerprint
from aggregator.publish.house import MADE_WITH, House
from aggregator.publish.told import Told
from aggregator.store import numbers, shown, sources, stories
from aggregator.store.engine import Transaction


def publish(tx: Transaction, settings: Settings, now: datetime, told: Told | None = None) -> int:
    """Let go out what waits, oldest first, a thousand at a time; how many were dealt with.

    What tells a story that another entry stands for joins it instead, and a story that lost its lead while it was young
    goes on with the next. `told` remembers the stories of the last days from one call to the next.
    """
    told = told or Told()
    numbers.hold(tx, "publication")  # one at a time: who goes out first leads
    try:
        return _let_out(tx, settings, now, told)
    except BaseException:
        told.forget()
        raise


def _let_out(tx: Transaction, settings: Settings, now: datetime, told: Told) -> int:
    waiting = sorted(shown.waiting(tx), key=lambda entry: (entry.sort_at, entry.id))
    next_leads = shown.leaving(tx, stories.successors(tx, now - SPAN))
    placed = told.place(tx, [entry.id for entry in waiting], now)
    by_id = {entry.id: entry for entry in (*next_leads, *waiting)}
    stored = sources.load(tx)
    style = House(settings)
    leaving = [by_id[id_] for id_ in (*(entry.id for entry in next_leads), *placed.going_out)]
    shown.send_out(tx, [style.departure(entry, stored[entry.source_id]) for entry in leaving], now)
    stories.join(tx, placed.joining, now)
    return len(by_id)


def is_waiting(tx: Transaction, now: datetime) -> bool:
    """Whether there is anything to let go out."""
    return bool(shown.waiting(tx, limit=1)) or bool(stories.successors(tx, now - SPAN))


def note_settings(tx: Transaction, settings: Settings, now: datetime) -> None:
    """Let outputs move if they would be made differently than last time: by other settings, or another version."""
    names = [rule.name for rule in settings.categories + settings.agencies]
    parts = (settings.site, settings.publish, settings.polling.every, names)
    made_with = fingerprint(repr((__version__, *parts)).encode()).hex()
    if numbers.fact(tx, MADE_WITH) != made_with:
        numbers.take(tx, "change", now)
        numbers.remember(tx, MADE_WITH, made_with)

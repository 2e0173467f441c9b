"""Letting out what waits, oldest first, under the title that stays with it."""

from __future__ import annotations

from datetime import datetime

from aggregator import __version__
from aggregator.config.settings import Settings
from aggregator.hashing import fingerprint
from aggregator.publish.house import MADE_WITH, House
from aggregator.store import numbers, shown, sources
from aggregator.store.engine import Transaction


def publish(tx: Transaction, settings: Settings, now: datetime) -> int:
    """Let go out what waits, oldest first, a thousand at a time; how many went."""
    waiting = sorted(shown.waiting(tx), key=lambda entry: (entry.sort_at, entry.id))
    stored = sources.load(tx)
    style = House(settings)
    shown.send_out(tx, [style.departure(entry, stored[entry.source_id]) for entry in waiting], now)
    return len(waiting)


def is_waiting(tx: Transaction) -> bool:
    """Whether there is anything to let go out."""
    return bool(shown.waiting(tx, limit=1))


def note_settings(tx: Transaction, settings: Settings, now: datetime) -> None:
    """Let outputs move if they would be made differently than last time: by other settings, or another version."""
    names = [rule.name for rule in settings.categories + settings.agencies]
    parts = (settings.site, settings.publish, settings.polling.every, names)
    made_with = fingerprint(repr((__version__, *parts)).encode()).hex()
    if numbers.fact(tx, MADE_WITH) != made_with:
        numbers.take(tx, "change", now)
        numbers.remember(tx, MADE_WITH, made_with)

"""What the polls of the last days came to, counted by day: for the charts of the status page. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from aggregator.models.source import DayCount

#: So many days are kept and shown.
DAYS = 30


def counted(days: tuple[DayCount, ...], today: date, *, failed: bool, entries: int) -> tuple[DayCount, ...]:
    """The days with one poll more on this one; those that are too old to be shown leave."""
    first = today - timedelta(days=DAYS - 1)
    kept = [one for one in days if first <= one.day <= today]  # a clock that went back leaves nothing ahead of it
    last = kept.pop() if kept and kept[-1].day == today else DayCount(today)
    kept.append(replace(last, polls=last.polls + 1, faults=last.faults + failed, entries=last.entries + entries))
    return tuple(kept)


def filled(days: Iterable[DayCount], today: date) -> tuple[DayCount, ...]:
    """Every one of the last days up to today, counts of the same day added up."""
    first = today - timedelta(days=DAYS - 1)
    found = {(day := first + timedelta(days=number)): DayCount(day) for number in range(DAYS)}
    for one in days:
        if (so_far := found.get(one.day)) is not None:
            found[one.day] = DayCount(
                one.day, so_far.polls + one.polls, so_far.faults + one.faults, so_far.entries + one.entries
            )
    return tuple(found.values())

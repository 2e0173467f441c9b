"""Moments that come back every week, as people write and mean them: `monday 08:00`, by the clock on their wall."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_WRITTEN = re.compile(rf"({'|'.join(WEEKDAYS)}) ([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (Monday is 0) and a time of day."""

    weekday: int
    at: time

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"


def read_weekly(value: object) -> Weekly:
    """`monday 08:00` as a Weekly; raises ValueError with what is allowed."""
    if isinstance(value, Weekly):  # from Python, not from a file
        return value
    found = _WRITTEN.fullmatch(" ".join(value.lower().split())) if isinstance(value, str) else None
    if found is None:
        raise ValueError("must be a weekday and a time of day, such as monday 08:00")
    return Weekly(WEEKDAYS.index(found[1]), time(int(found[2]), int(found[3])))


def latest(weekly: Weekly, timezone: str, now: datetime) -> datetime:
    """The newest of these moments that is not after `now`, in UTC.

    An hour that a change of clocks leaves out comes as much later, and one that it repeats counts the first time.
    """
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=back) for back in range(14))
    moments = (
        datetime.combine(day, weekly.at, zone).astimezone(UTC) for day in days if day.weekday() == weekly.weekday
    )
    return next(moment for moment in moments if moment <= now)

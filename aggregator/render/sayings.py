"""Sayings in words: of the message catalogue's language, and in the time zone of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo

from aggregator.models.saying import Saying, Value
from aggregator.outcomes import Cause
from aggregator.render.messages import Messages

#: From how many seconds on a length of time is told in which unit.
_UNITS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (0, "seconds"))


def told(saying: Saying, messages: Messages, *, zone: tzinfo = UTC, now: datetime | None = None) -> str:
    """The saying in words. Moments of the day of `now` are told by the clock alone."""
    words = {name: _worded(value, messages, zone, now) for name, value in saying.values}
    # the store may hold what an earlier version said: then only what was filled in is known
    return messages.sayings.get(saying.key, " · ".join(f"{{{name}}}" for name in words)).format(**words)


def all_told(sayings: Iterable[Saying], messages: Messages, *, zone: tzinfo = UTC, now: datetime | None = None) -> str:
    """One after the other."""
    return " ".join(told(saying, messages, zone=zone, now=now) for saying in sayings)


def span(seconds: float, messages: Messages) -> str:
    """A length of time, roughly: "5 min", "2 h", "3 d"."""
    size, unit = next(pair for pair in _UNITS if seconds >= pair[0])
    return messages.sayings[unit].format(count=round(seconds / (size or 1)))


def _worded(value: Value, messages: Messages, zone: tzinfo, now: datetime | None) -> str:
    match value:
        case Saying():
            return told(value, messages, zone=zone, now=now)
        case Cause():
            return messages.cause(value)
        case datetime():
            return _clock(value.astimezone(zone), messages, now.astimezone(zone) if now else None)
        case date():
            return messages.dates.date_of(value)
        case timedelta():
            return span(value.total_seconds(), messages)
        case tuple():
            return "; ".join(value)
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def _clock(moment: datetime, messages: Messages, now: datetime | None) -> str:
    """A moment as a clock says it, with the day if it is another one."""
    is_today = now is not None and moment.date() == now.date()
    return messages.sayings["clock" if is_today else "clock_on_day"].format(
        time=f"{moment:%H:%M}",
        zone=f"{moment:%Z}",
        day=moment.day,
        month=messages.dates.month_name(moment.date()),
    )

"""Moments that come back every week, by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from aggregator.weekly import Weekly, latest, read_weekly

MONDAY = Weekly(0, time(8, 0))
LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("monday 08:00", MONDAY),
        (" Monday  8:00 ", MONDAY),
        ("SUNDAY 23:59", Weekly(6, time(23, 59))),
        ("friday 00:05", Weekly(4, time(0, 5))),
    ],
)
def test_people_write_a_weekday_and_a_time(written: str, meant: Weekly) -> None:
    assert read_weekly(written) == meant
    assert read_weekly(str(meant)) == meant


@pytest.mark.parametrize(
    "written", ["monday", "08:00", "mon 08:00", "monday 24:00", "monday 8:5", "montag 08:00", 8, None]
)
def test_what_is_no_weekday_and_time_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="such as monday 08:00"):
        read_weekly(written)


@pytest.mark.parametrize(
    ("weekly", "timezone", "now", "moment"),
    [
        # 23 March 2026 is a Monday; clocks in London change on 29 March 01:00 and 25 October 02:00
        (MONDAY, "UTC", "2026-03-23T08:00", "2026-03-23T08:00"),
        (MONDAY, "UTC", "2026-03-23T07:59", "2026-03-16T08:00"),
        (MONDAY, LONDON, "2026-03-30T07:00", "2026-03-30T07:00"),
        (MONDAY, LONDON, "2026-03-30T06:59", "2026-03-23T08:00"),
        (MONDAY, "Pacific/Auckland", "2026-03-22T19:00", "2026-03-22T19:00"),
        (MONDAY, "America/Los_Angeles", "2026-03-23T14:59", "2026-03-16T15:00"),
        (Weekly(6, time(1, 30)), LONDON, "2026-03-29T01:29", "2026-03-22T01:30"),
        (Weekly(6, time(1, 30)), LONDON, "2026-03-29T01:30", "2026-03-29T01:30"),
        (Weekly(6, time(1, 30)), LONDON, "2026-10-25T00:30", "2026-10-25T00:30"),
        (Weekly(6, time(1, 30)), LONDON, "2026-10-25T01:45", "2026-10-25T00:30"),
    ],
)
def test_the_latest_moment_is_by_the_clock_on_the_wall(weekly: Weekly, timezone: str, now: str, moment: str) -> None:
    assert latest(weekly, timezone, _utc(now)) == _utc(moment)


def _utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)

"""Polls counted by day."""

from __future__ import annotations

from datetime import date, timedelta

from aggregator.history import DAYS, counted, filled
from aggregator.models.source import DayCount

TODAY = date(2026, 3, 14)


def test_polls_of_a_day_are_added_up() -> None:
    days = counted((), TODAY, failed=False, entries=3)
    days = counted(days, TODAY, failed=True, entries=0)
    assert days == (DayCount(TODAY, polls=2, faults=1, entries=3),)


def test_no_more_days_are_kept_than_are_shown() -> None:
    days: tuple[DayCount, ...] = ()
    for number in range(100):
        days = counted(days, TODAY + timedelta(days=number), failed=False, entries=1)
    assert len(days) == DAYS
    assert days[-1].day == TODAY + timedelta(days=99)


def test_a_clock_that_went_back_leaves_no_day_ahead_of_it() -> None:
    ahead = counted((), TODAY + timedelta(days=400), failed=False, entries=1)
    assert counted(ahead, TODAY, failed=False, entries=2) == (DayCount(TODAY, 1, 0, 2),)


def test_days_without_a_poll_are_shown_as_nothing_and_those_of_several_sources_together() -> None:
    one = DayCount(TODAY, 2, 1, 3)
    shown = filled([one, one, DayCount(TODAY - timedelta(days=DAYS))], TODAY)
    assert len(shown) == DAYS
    assert shown[-1] == DayCount(TODAY, 4, 2, 6)
    assert {(day.polls, day.faults, day.entries) for day in shown[:-1]} == {(0, 0, 0)}

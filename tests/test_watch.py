"""The watch: one row per rule, each beside the case that just misses it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aggregator.models.alarm import DeskFacts, Limits, Rhythm, WatchedSource
from aggregator.models.saying import saying
from aggregator.models.source import FeedState
from aggregator.outcomes import Cause, PollOutcome
from aggregator.render.messages import messages_for
from aggregator.render.sayings import told
from aggregator.schedule import EMPTIED
from aggregator.watch import rhythm_of, standing
from tests.samples import NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMITS = Limits(failing=DAY, quiet=4, unplaced=30, disk_free=1000)
STEADY = Rhythm(newest=NOON - DAY, days=40, usual_gap=DAY, longest_gap=3 * DAY, weeks=(12, 12, 14, 11, 12))
WELL = FeedState(url="http://otter.example/", last_poll=NOON, last_success=NOON, outcome=PollOutcome.NOT_MODIFIED)


def a_watched(
    number: int = 1, rhythm: Rhythm | None = STEADY, hold: Cause | None = None, **state: Any
) -> WatchedSource:
    return WatchedSource(id=number, name=f"S{number}", state=replace(WELL, **state), rhythm=rhythm, hold=hold)


def failing(code: str = "server_error", ailing: timedelta = 25 * HOUR, failures: int = 4, **state: Any) -> Any:
    values: dict[str, Any] = {
        "outcome": PollOutcome.FAILED,
        "cause": Cause(code, "It does not work."),
        "failures": failures,
        "ailing_since": NOON - ailing,
        "last_success": NOON - ailing - HOUR,
    }
    return a_watched(**(values | state))


def silent(for_: timedelta, rhythm: Rhythm = STEADY) -> WatchedSource:
    return a_watched(rhythm=replace(rhythm, newest=NOON - for_))


def weekly(*weeks: int) -> WatchedSource:
    return a_watched(rhythm=replace(STEADY, weeks=weeks))


FAULT = saying("fault", fault="Line 3 is wrong.")
FEW_DAYS = replace(STEADY, days=3)
SLOW = replace(STEADY, usual_gap=7 * DAY, longest_gap=9 * DAY)
BUSY = replace(STEADY, usual_gap=HOUR, longest_gap=2 * HOUR)
BURSTS = replace(STEADY, usual_gap=DAY, longest_gap=30 * DAY)
WAITING: dict[str, Any] = {"outcome": PollOutcome.WAITING, "failures": 0}
GONE: dict[str, Any] = {"outcome": PollOutcome.GONE, "failures": 1}


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        (a_watched(), []),
        (a_watched(rhythm=None), []),
        (failing(), ["failing"]),
        (failing(ailing=23 * HOUR), []),
        (failing(last_success=None), ["failing"]),
        (failing("robots_disallowed", **WAITING), ["failing"]),
        (failing("host_paused", 2 * HOUR, **WAITING), []),
        (failing("gone", MINUTE, **GONE), ["failing"]),
        (failing("listing_changed", 2 * HOUR, 2), ["broken"]),
        (failing("login_page", 2 * HOUR, 2), ["broken"]),
        (failing("listing_empty", 2 * HOUR, 1), []),
        (failing("listing_empty", 25 * HOUR, 1), ["broken"]),
        (silent(3 * DAY), []),
        (silent(4 * DAY), []),
        (silent(5 * DAY), ["quiet"]),
        (silent(20 * DAY, SLOW), []),
        (silent(29 * DAY, SLOW), ["quiet"]),
        (silent(2 * DAY, BUSY), []),
        (silent(4 * DAY, BUSY), ["quiet"]),
        (silent(28 * DAY, BURSTS), []),
        (silent(32 * DAY, BURSTS), ["quiet"]),
        (silent(90 * DAY, FEW_DAYS), []),
        (failing(rhythm=replace(STEADY, newest=NOON - 50 * DAY)), ["failing"]),
        (weekly(2, 12, 14, 11, 12), ["dropped"]),
        (weekly(3, 12, 14, 11, 12), []),
        (weekly(0, 12, 9, 11, 12), []),
        (a_watched(notes=(EMPTIED,)), ["dropped"]),
        (a_watched(hold=Cause("old_entries", "It floods.")), ["held"]),
        (failing(hold=Cause("redated", "It redates.")), ["failing", "held"]),
    ],
)
def test_a_source_raises_just_these_alarms(source: WatchedSource, kinds: list[str]) -> None:
    found = standing(DeskFacts(sources=(source,)), LIMITS, NOON)
    assert [alarm.kind for alarm in found] == kinds
    assert all(alarm.subject == "S1" and alarm.key.endswith(":1") for alarm in found)


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        (DeskFacts(), []),
        (DeskFacts(unplaced=30, disk_free=1000), []),
        (DeskFacts(unplaced=31), ["unplaced"]),
        (DeskFacts(disk_free=999), ["disk"]),
        (DeskFacts(network_away_since=NOON - HOUR), ["network"]),
        (DeskFacts(network_away_since=NOON - 59 * MINUTE), []),
        (DeskFacts(faults=(("", FAULT), ("Otter", FAULT))), ["settings", "settings"]),
    ],
)
def test_the_desk_raises_just_these_alarms(facts: DeskFacts, kinds: list[str]) -> None:
    assert [alarm.kind for alarm in standing(facts, LIMITS, NOON)] == kinds


@pytest.mark.parametrize(
    ("facts", "key", "stays"),
    [
        (DeskFacts(unplaced=21), "unplaced:", True),
        (DeskFacts(unplaced=20), "unplaced:", False),
        (DeskFacts(disk_free=1499), "disk:", True),
        (DeskFacts(disk_free=1500), "disk:", False),
    ],
)
def test_what_stands_ends_only_when_it_is_clearly_better(facts: DeskFacts, key: str, stays: bool) -> None:
    assert bool(standing(facts, LIMITS, NOON, already={key})) is stays
    assert standing(facts, LIMITS, NOON) == []


def test_nothing_is_said_of_unplaced_entries_where_that_is_switched_off() -> None:
    assert standing(DeskFacts(unplaced=5000), replace(LIMITS, unplaced=0), NOON) == []


def test_a_network_that_is_away_is_one_alarm_and_not_one_for_every_source() -> None:
    cut = [failing("name_lookup_failed", number=number, ailing=2 * DAY) for number in range(200)]
    down = failing("server_error", number=500)
    facts = DeskFacts(sources=(*cut, down), network_away_since=NOON - 2 * DAY)
    assert [alarm.key for alarm in standing(facts, LIMITS, NOON)] == ["network:", "failing:500"]


def test_after_an_outage_whoever_was_cut_off_has_a_whole_new_chance() -> None:
    cut = failing("connection_failed", ailing=3 * DAY)
    back = DeskFacts(sources=(cut,), network_back_at=NOON - 23 * HOUR)
    assert standing(back, LIMITS, NOON) == []
    assert [alarm.kind for alarm in standing(back, LIMITS, NOON + HOUR)] == ["failing"]


def test_silence_is_judged_as_of_the_last_good_look_so_that_our_own_absence_counts_for_nothing() -> None:
    source = a_watched(last_success=NOON, rhythm=replace(STEADY, newest=NOON - DAY))
    assert standing(DeskFacts(sources=(source,)), LIMITS, NOON + 30 * DAY) == []


def test_a_rhythm_counts_days_and_weeks_and_leaves_out_what_is_dated_ahead() -> None:
    moments = [NOON - age * DAY for age in (0, 0.1, 2, 4, 13)] + [NOON + DAY]
    rhythm = rhythm_of(moments, NOON)
    assert rhythm == Rhythm(newest=NOON, days=4, usual_gap=2 * DAY, longest_gap=9 * DAY, weeks=(4, 1, 0, 0, 0))
    assert rhythm_of([NOON + DAY], NOON) is None
    assert rhythm_of([NOON], NOON) == Rhythm(
        newest=NOON, days=1, usual_gap=timedelta(0), longest_gap=timedelta(0), weeks=(1, 0, 0, 0, 0)
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (DeskFacts(network_away_since=NOON - HOUR), "Nobody can be reached: the network seems to be away."),
        (DeskFacts(unplaced=31), "31 entries of the last seven days have no category"),
        (DeskFacts(disk_free=999), "The disk is nearly full: 0 MiB are free."),
        (DeskFacts(faults=(("", FAULT),)), "Line 3 is wrong."),
        (failing(), "It does not work. Nothing could be read there since 13 March 2026."),
        (failing("gone", MINUTE, **GONE), "It does not work. It is not asked again until somebody asks for it."),
        (failing("listing_changed", 2 * HOUR, 2), "It does not work."),
        (silent(5 * DAY), "It has brought nothing since 9 March 2026, and used to every day."),
        (silent(29 * DAY, SLOW), "and used to every 7 days. It can be read without trouble."),
        (weekly(2, 12, 14, 11, 12), "It brought 2 entries in the last seven days, and used to bring 12 a week."),
        (weekly(2, 12, 15, 11, 14), "used to bring 13 a week."),
        (a_watched(notes=(EMPTIED,)), EMPTIED),
        (a_watched(hold=Cause("old_entries", "It floods.")), "It floods. What it brings is held; if all is well: "),
    ],
)
def test_each_alarm_is_told_in_plain_words(facts: DeskFacts | WatchedSource, said: str) -> None:
    wanted = facts if isinstance(facts, DeskFacts) else DeskFacts(sources=(facts,))
    (alarm,) = standing(wanted, LIMITS, NOON)
    assert said in told(alarm.told, messages_for("en"))

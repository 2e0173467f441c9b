"""Clocks that jump, and sources that are dead for a day: nobody is forgotten, stormed or read twice. No time passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.acceptance.desk import Desk
from tests.chaos.day import CEILING, STEP, late_or_early, missed_or_doubled, pass_time
from tests.chaos.driven import Driven, driven
from tests.chaos.extent import full
from tests.chaos.town import HOUR, START, Town, Weather

DAY = 24 * HOUR
SIZE = 12
SOME_HOURS = 3 * HOUR
#: Requests of a dead source within a day: after 1, 2, 4, 8 hours, and the first.
MOST_TRIES = 6


@pytest.fixture
def town() -> Iterator[Town]:
    with Town(SIZE) as town:
        yield town


@pytest.fixture
def day(desk: Desk, town: Town) -> Iterator[Driven]:
    """A desk that has read the town for some hours."""
    desk.configure(town.config())
    with driven(desk, START) as daemon:
        daemon.at(START)
        for _ in pass_time(town, daemon, SOME_HOURS):
            pass
        assert late_or_early(town) == []
        assert missed_or_doubled(town, desk) == []
        yield daemon


@pytest.mark.parametrize("weather", [full("falls over"), "hangs up"])
def test_sources_that_are_dead_for_a_day_are_all_read_on(desk: Desk, town: Town, day: Driven, weather: Weather) -> None:
    before = {entry[2]: entry for entry in desk.entries()}
    town.weather = weather
    town.visits.clear()
    for _ in pass_time(town, day, DAY):
        assert day.get("feed.json")
    tries = Counter(visit.paper for visit in town.visits)
    assert set(tries) == set(town.papers)
    assert max(tries.values()) <= MOST_TRIES
    town.weather = "well"
    town.visits.clear()
    back = town.now
    for _ in pass_time(town, day, CEILING * 1.1 + STEP):
        if {visit.paper for visit in town.visits if visit.status == 200} >= {p for p in town.papers if not p.is_ill}:
            break
    assert max(Counter(visit.at for visit in town.visits if visit.at == back + STEP).values(), default=0) <= SIZE // 2
    assert missed_or_doubled(town, desk) == []
    after = {entry[2]: entry for entry in desk.entries()}
    assert before.items() <= after.items()
    assert not day.events("poll_crashed")


@pytest.mark.parametrize("jump", [full(DAY), -DAY])
def test_a_clock_that_jumps_a_day_and_back_forgets_nobody_and_doubles_nothing(
    desk: Desk, town: Town, day: Driven, jump: timedelta
) -> None:
    before = {entry[2]: entry for entry in desk.entries()}
    for fast_by in (jump, timedelta(0)):
        town.visits.clear()
        for _ in pass_time(town, day, SOME_HOURS, fast_by=fast_by):
            pass
        visits = Counter(visit.paper for visit in town.visits)
        assert set(visits) == set(town.papers)
        assert all(count <= SOME_HOURS / paper.pace + 2 for paper, count in visits.items())
        assert missed_or_doubled(town, desk) == []
    after = {entry[2]: entry for entry in desk.entries()}
    assert before.items() <= after.items()
    assert not day.events("poll_crashed")

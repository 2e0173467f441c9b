"""No network: nobody is blamed for it, one is tried now and then, and everybody is asked once it is back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from aggregator.daemon.network import TRY_EVERY, Network, cut_off
from aggregator.models.source import FeedState
from aggregator.outcomes import Cause, PollOutcome
from tests.samples import NOON

MINUTE = timedelta(minutes=1)


def unreached(number: int, at: datetime = NOON, code: str = "name_lookup_failed") -> FeedState:
    return FeedState(
        url=f"https://s{number}.example/",
        outcome=PollOutcome.FAILED,
        cause=Cause(code, ""),
        last_poll=at,
        last_success=NOON - timedelta(days=1),
        failures=1,
    )


def heard(number: int, at: datetime) -> FeedState:
    return FeedState(
        url=f"https://s{number}.example/", outcome=PollOutcome.NOT_MODIFIED, last_poll=at, last_success=at, status=304
    )


def refused(number: int, at: datetime) -> FeedState:
    return FeedState(
        url=f"https://s{number}.example/",
        outcome=PollOutcome.FAILED,
        cause=Cause("server_error", ""),
        last_poll=at,
        status=500,
    )


THREE = {number: unreached(number, NOON + number * MINUTE) for number in (1, 2, 3)}


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (THREE, (1, 2, 3)),
        ({**THREE, 4: heard(4, NOON)}, (1, 2, 3)),
        ({**THREE, 4: heard(4, NOON + 10 * MINUTE)}, ()),
        ({**THREE, 4: refused(4, NOON + 10 * MINUTE)}, ()),  # a server that has trouble is there
        ({1: THREE[1], 2: THREE[2]}, ()),
        ({1: THREE[1], 2: THREE[2], 3: unreached(2)}, ()),  # of two hosts
        ({1: THREE[1], 2: THREE[2], 3: unreached(3, code="connection_refused")}, ()),
        ({1: THREE[1], 2: THREE[2], 3: unreached(3, code="certificate_invalid")}, ()),
        ({}, ()),
    ],
)
def test_we_are_cut_off_when_several_hosts_fail_so_and_nobody_answers(
    states: dict[int, FeedState], expected: tuple[int, ...]
) -> None:
    assert cut_off(states) == expected


def test_one_is_tried_every_few_minutes_and_all_are_asked_when_it_answers() -> None:
    network = Network()
    now = NOON + 5 * MINUTE
    assert network.look(THREE, now) == [1]
    assert network.is_away
    assert network.look(THREE, now + MINUTE) == []
    assert network.look(THREE, now + TRY_EVERY) == [1]
    answered = {**THREE, 1: heard(1, now + TRY_EVERY)}
    assert network.look(answered, now + TRY_EVERY + MINUTE) == [2, 3]
    assert not network.is_away
    assert network.look(answered, now + TRY_EVERY + 2 * MINUTE) == []


def test_nobody_is_asked_again_who_answered_or_left_meanwhile() -> None:
    network = Network()
    network.look(THREE, NOON)
    later = NOON + 10 * MINUTE
    assert network.look({1: heard(1, later), 2: refused(2, later)}, later) == []

"""What a volunteer is told about a source: what happens next, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from aggregator.models.source import FeedState, Habits, Hold, Move
from aggregator.outcomes import Cause, PollOutcome
from aggregator.prospects import ORDINARY, prospect
from aggregator.render.messages import messages_for
from aggregator.render.sayings import all_told
from aggregator.schedule import NEVER
from tests.samples import NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL, NEW = "http://otter.example/feed", "http://otter.example/new"
FAILED = {"outcome": PollOutcome.FAILED, "cause": Cause("server_error", "The server has a fault of its own.")}
WAITING = {"outcome": PollOutcome.WAITING, "cause": Cause("host_paused", "It asked us to stay away.")}


def told(name: str, state: FeedState, habits: Habits = ORDINARY) -> str:
    return all_told(prospect(name, URL, state, habits, now=NOON), messages_for("en"), now=NOON)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, ""),
        ({"outcome": PollOutcome.NEW, "next_poll": NOON + HOUR}, ""),
        (FAILED | {"failures": 1, "next_poll": NOON + 2 * HOUR}, "Tried again in 2 h."),
        (FAILED | {"failures": 2, "next_poll": NOON - HOUR}, "Tried again now."),
        (
            FAILED | {"failures": 3, "next_poll": NOON + 4 * HOUR, "last_success": NOON - DAY},
            "Tried again in 4 h (failed 3 times in a row, last success 12:00 on 13 March (UTC)).",
        ),
        (
            FAILED | {"failures": 9, "next_poll": NOON + DAY},
            "Tried again in 1 d (failed 9 times in a row, never with success).",
        ),
        (
            FAILED | {"failures": 1, "next_poll": NOON + 125 * MINUTE, "wished_until": NOON + 2 * HOUR},
            "Asked again in 2 h: after 14:00 (UTC), as the site wished.",
        ),
        (
            WAITING | {"next_poll": NOON + 2 * DAY, "wished_until": NOON + 2 * DAY},
            "Asked again in 2 d: after 12:00 on 16 March (UTC), as the site wished.",
        ),
        (WAITING | {"next_poll": NOON + 30 * MINUTE}, "Looked at again in 30 min."),
        (
            {"outcome": PollOutcome.GONE, "cause": Cause("gone", "Gone."), "next_poll": NEVER, "failures": 1},
            'Not asked again until somebody runs `aggregator poll --source "Otter"`.',
        ),
        ({"outcome": PollOutcome.NEW, "notes": ("cut.", "empty")}, "Read in spite of this: cut; empty."),
        (
            {"outcome": PollOutcome.NEW, "move": Move(NEW, NOON, 2)},
            f"It says that it moved to {NEW}. Watched: after 3 more answers like this, not before 12:00 on 16 March "
            "(UTC), we ask there.",
        ),
        (
            {"outcome": PollOutcome.NEW, "move": Move(NEW, NOON, 9)},
            f"It says that it moved to {NEW}. Watched: after one more answer like this, not before 12:00 on 16 March "
            "(UTC), we ask there.",
        ),
        (
            {"outcome": PollOutcome.MOVED, "url": NEW},
            f"It moved for good: we ask {NEW} instead. Change the address in the settings when convenient.",
        ),
    ],
)
def test_what_happens_next_is_said_plainly(state: dict[str, Any], said: str) -> None:
    assert told("Otter", FeedState(**{"url": URL} | state)) == said


@pytest.mark.parametrize(
    ("quiet_polls", "left"),
    [(0, "after 3 quiet polls"), (2, "after one quiet poll more")],
)
def test_a_held_source_says_why_and_what_to_do(quiet_polls: int, left: str) -> None:
    cause = Cause("old_entries", "It presents 40 old entries all at once.")
    hold = Hold(cause=cause, since=NOON, old_before=NOON, quiet_polls=quiet_polls)
    words = told("Otter News", FeedState(url=URL), Habits(hold=hold))
    assert words.startswith("Held since ")
    for said in (cause.message, left, '`aggregator release "Otter News"`'):
        assert said in words


@pytest.mark.parametrize(
    ("habits", "said"),
    [
        (Habits(), ""),
        (Habits(is_ahead=True), "clock or time zone is wrong"),
        (Habits(trust="url"), "told apart by their addresses"),
        (Habits(trust="text"), "told apart by their texts"),
    ],
)
def test_peculiar_sources_are_told(habits: Habits, said: str) -> None:
    words = told("Otter News", FeedState(url=URL), habits)
    assert said in words
    assert bool(words) is bool(said)

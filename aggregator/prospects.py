"""How a source will go on, so that a volunteer understands it: what happens next, and when. Pure.

What is wrong, if anything is, says its cause; this says what we make of it.
"""

from __future__ import annotations

from datetime import datetime

from aggregator.admission import QUIET_POLLS
from aggregator.models.saying import Saying, saying
from aggregator.models.source import FeedState, Habits, Hold, Move
from aggregator.outcomes import PollOutcome
from aggregator.schedule import MOVE_ANSWERS, MOVE_PERIOD, TROUBLE, is_stopped

#: Of most sources.
ORDINARY = Habits()


def prospect(
    name: str, configured_url: str, state: FeedState, habits: Habits = ORDINARY, *, now: datetime
) -> tuple[Saying, ...]:
    """What happens next with the source of this name and address; empty when there is nothing to tell."""
    told = [_held(name, habits.hold)] if habits.hold else []
    if state.cause:
        told.append(_next_visit(name, state, now))
    if state.notes:
        told.append(saying("noted", notes=tuple(note.rstrip(".") for note in state.notes)))
    told += _peculiar(habits)
    if state.move is not None and not is_stopped(state):
        told.append(_watched(state.move))
    if state.url != configured_url:
        told.append(saying("moved", address=state.url))
    return tuple(told)


def _next_visit(name: str, state: FeedState, now: datetime) -> Saying:
    if is_stopped(state):
        return saying("stopped", name=name)
    when = saying("at_once")
    if state.next_poll is not None and state.next_poll > now:
        when = saying("within", span=state.next_poll - now)
    if state.wished_until is not None and state.wished_until > now:
        return saying("wished", when=when, until=state.wished_until)
    if state.outcome is PollOutcome.WAITING:
        return saying("looked_at", when=when)
    if state.failures < TROUBLE:
        return saying("tried", when=when)
    success = saying("never_succeeded") if state.last_success is None else saying("last_success", at=state.last_success)
    return saying("tried_long", when=when, count=state.failures, success=success)


def _held(name: str, hold: Hold) -> Saying:
    left = QUIET_POLLS - hold.quiet_polls
    polls = saying("quiet_poll_one" if left == 1 else "quiet_poll_other", count=left)
    return saying("held", since=hold.since, why=hold.cause, polls=polls, name=name)


def _peculiar(habits: Habits) -> list[Saying]:
    told = []
    if habits.is_ahead:
        told.append(saying("dated_ahead"))
    if habits.trust != "id":
        told.append(saying("told_by_address" if habits.trust == "url" else "told_by_text"))
    return told


def _watched(move: Move) -> Saying:
    left = MOVE_ANSWERS - move.count
    answers = saying("more_answers_other" if left > 1 else "more_answers_one", count=left)
    return saying("moving", address=move.to, answers=answers, sure=move.since + MOVE_PERIOD)

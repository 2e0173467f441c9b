"""How a source will go on, in sentences that a volunteer understands: what happens next, and when. Pure.

What is wrong, if anything is, says its cause; this says what we make of it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from aggregator.admission import QUIET_POLLS
from aggregator.models.source import FeedState, Habits, Hold, Move
from aggregator.outcomes import PollOutcome
from aggregator.schedule import MOVE_ANSWERS, MOVE_PERIOD, TROUBLE, is_stopped

#: Of most sources.
ORDINARY = Habits()


def prospect(name: str, configured_url: str, state: FeedState, habits: Habits = ORDINARY, *, now: datetime) -> str:
    """What happens next with the source of this name and address; empty when there is nothing to tell."""
    told = [_held(name, habits.hold, now)] if habits.hold else []
    if state.cause:
        told.append(_next_visit(name, state, now))
    if state.notes:
        told.append(f"Read in spite of this: {'; '.join(note.rstrip('.') for note in state.notes)}.")
    told += _peculiar(habits)
    if state.move is not None and not is_stopped(state):
        told.append(_watched(state.move))
    if state.url != configured_url:
        told.append(
            f"It moved for good: we ask {state.url} instead. Change the address in the settings when convenient."
        )
    return " ".join(told)


def span(seconds: float) -> str:
    """A length of time, roughly: "5 min", "2 h", "3 d"."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{round(seconds / size)} {unit}"
    return f"{round(seconds)} s"


def _next_visit(name: str, state: FeedState, now: datetime) -> str:
    if is_stopped(state):
        return f'Not asked again until somebody runs `aggregator poll --source "{name}"`.'
    when = "now" if state.next_poll is None or state.next_poll <= now else f"in {_until(state.next_poll, now)}"
    if state.wished_until is not None and state.wished_until > now:
        return f"Asked again {when}: after {clock(state.wished_until, now)}, as the site wished."
    if state.outcome is PollOutcome.WAITING:
        return f"Looked at again {when}."
    if state.failures < TROUBLE:
        return f"Tried again {when}."
    since = "never with success" if state.last_success is None else f"last success {clock(state.last_success, now)}"
    return f"Tried again {when} (failed {state.failures} times in a row, {since})."


def _held(name: str, hold: Hold, now: datetime) -> str:
    left = QUIET_POLLS - hold.quiet_polls
    polls = "one quiet poll more" if left == 1 else f"{left} quiet polls"
    return (
        f"Held since {clock(hold.since, now)}: {hold.cause.message} What it brings shows on its own page only. "
        f'It is let go after {polls}; if all is well, by `aggregator release "{name}"`.'
    )


def _peculiar(habits: Habits) -> list[str]:
    told = []
    if habits.is_ahead:
        told.append(
            "It dates entries in the future, so its clock or time zone is wrong. They count from when they came."
        )
    if habits.trust != "id":
        by = "addresses" if habits.trust == "url" else "texts"
        told.append(f"Its ids are random or re-used, so that its entries are told apart by their {by}.")
    return told


def _watched(move: Move) -> str:
    left = MOVE_ANSWERS - move.count
    sure = (move.since + MOVE_PERIOD).strftime("%-d %B %H:%M")
    answers = f"{left} more answers like this" if left > 1 else "one more answer like this"
    return f"It says that it moved to {move.to}. Watched: after {answers}, not before {sure} (UTC), we ask there."


def clock(moment: datetime, now: datetime) -> str:
    """A moment as a clock says it, with the day if it is another one."""
    moment = moment.astimezone(UTC)
    form = "%H:%M (UTC)" if moment.date() == now.astimezone(UTC).date() else "%H:%M on %-d %B (UTC)"
    return moment.strftime(form)


def _until(moment: datetime, now: datetime) -> str:
    return span((moment - now).total_seconds())

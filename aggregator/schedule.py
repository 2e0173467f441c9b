"""When to visit a source again, and how it stands after a poll. Pure: the moment is an argument.

A publisher's hints postpone a visit and never bring it forward. Failures slow a source down and never switch it
off; only 410 does. Who asks and who stores is the pipeline's affair, which hosts are busy is fetch's.
"""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal, get_args

from aggregator.models.document import ReadDocument
from aggregator.models.feed import FeedHints
from aggregator.models.source import FeedState, Move
from aggregator.outcomes import Failed, Fetched, HttpHints, NotModified, PollOutcome, Waiting

#: The shortest interval, and the one for addresses that `allow_private` names (one's own machines).
FLOOR = timedelta(minutes=5)
PRIVATE_FLOOR = timedelta(seconds=1)
#: The longest interval, the most that hints postpone, and where backing off ends.
CEILING = timedelta(hours=24)
RETRY_AFTER_CEILING = timedelta(days=7)
#: The next poll of a source that said 410.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)

#: A permanent redirect is believed after this many equal answers over this long (captive portals lie for hours).
MOVE_ANSWERS = 5
MOVE_PERIOD = timedelta(hours=48)

#: So many of a source's newest entries tell its rhythm.
RHYTHM_ENTRIES = 20

#: Failures in a row that make a source one to look after.
TROUBLE = 3

#: Of those that a document gives rise to, so many are remembered.
MOST_NOTES = 5
#: The note of a feed that brought entries before.
EMPTIED = "The feed is empty now, which it never was before. What it brought stays."

Health = Literal["new", "ok", "waiting", "retrying", "failing", "gone"]
HEALTHS: tuple[Health, ...] = get_args(Health)

_JITTER = 0.1
_FIRST_STEP = timedelta(hours=1)
#: 401 and 403 are as a rule a wall, not an accident: longer steps from the start.
_REFUSED_STEPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a source wants to be visited."""

    #: Its name: sources with equal intervals get unequal jitter.
    source: str
    every: timedelta
    floor: timedelta = FLOOR
    #: Shortest and longest interval when it follows the source's own rhythm; None: `every` stands.
    adaptive: tuple[timedelta, timedelta] | None = None
    #: The source's own rhythm (see `usual_gap`), if known.
    gap: timedelta | None = None

    @property
    def interval(self) -> timedelta:
        """The normal time between two visits."""
        wanted = self.every
        if self.adaptive is not None and self.gap is not None:
            shortest, longest = self.adaptive
            wanted = min(max(self.gap / 2, shortest), longest)
        return min(max(wanted, self.floor), CEILING)


def usual_gap(published: Iterable[datetime], *, now: datetime) -> timedelta | None:
    """The time that as a rule passes between two entries; the present silence counts once it is longer."""
    newest = sorted((moment for moment in published if moment <= now), reverse=True)[:RHYTHM_ENTRIES]
    if len(newest) < 3:
        return None
    gaps = [later - earlier for later, earlier in pairwise(newest)]
    return max(timedelta(seconds=statistics.median(gap.total_seconds() for gap in gaps)), now - newest[0])


def is_due(state: FeedState, *, now: datetime) -> bool:
    """Whether the source may be visited now."""
    if is_stopped(state):
        return False
    return state.next_poll is None or state.next_poll <= now or _clock_jumped(state, now)


def is_stopped(state: FeedState) -> bool:
    """Whether the source said 410 and is left alone until somebody asks for it."""
    return state.outcome is PollOutcome.GONE


def health(state: FeedState) -> Health:
    """How a source does, in one word; a single failure is an accident, three in a row are trouble."""
    if is_stopped(state):
        return "gone"
    if state.outcome is None:
        return "new"
    if state.outcome is PollOutcome.WAITING:
        return "waiting"
    if state.failures == 0:
        return "ok"
    return "retrying" if state.failures < TROUBLE else "failing"


def after_success(
    state: FeedState,
    answer: Fetched | NotModified,
    *,
    outcome: PollOutcome,
    pace: Pace,
    now: datetime,
    read: ReadDocument | None = None,
    body_hash: bytes | None = None,
    had_entries: bool = False,
) -> FeedState:
    """How the source stands after an answer that could be used.

    `read` is what the body came to, None for 304 and for bytes that we had already. `had_entries`: it brought some
    before.
    """
    state = replace(
        state,
        last_poll=now,
        last_success=now,
        outcome=outcome,
        cause=None,
        status=answer.status if isinstance(answer, Fetched) else 304,
        failures=0,
        ailing_since=None,
        wished_until=None,
        imported_at=state.imported_at or now,
        validators=answer.validators or (state.validators if isinstance(answer, NotModified) else None),
        body_hash=body_hash or state.body_hash,
    )
    same_kind = read is None or state.kind in (None, read.kind)
    state = _with_move(state, answer.moved_to, same_kind=same_kind, now=now)
    if read is not None:
        notes = (*read.warnings, EMPTIED) if had_entries and not read.identities else read.warnings
        state = replace(
            state,
            kind=read.kind,
            dialect=read.dialect,
            hints=read.hints,
            hub=_linked(answer, "hub") or read.hub,
            topic=_linked(answer, "self") or read.topic,
            shape=read.shape,
            notes=tuple(notes[:MOST_NOTES]),
        )
    return replace(state, next_poll=next_poll_at(pace, now=now, hints=answer.hints, feed_hints=state.hints))


def _linked(answer: Fetched | NotModified, relation: str) -> str | None:
    """What the answer's Link headers name; they come before what the document says (WebSub, section 4)."""
    links = answer.links if isinstance(answer, Fetched) else ()
    return next((address for rel, address in links if rel == relation), None)


def after_failure(state: FeedState, answer: Failed, *, pace: Pace, now: datetime) -> FeedState:
    """How the source stands after no usable answer: no response, a bad status, or a body that can't be read.

    Validators stay those of the last good body.
    """
    state = replace(
        state,
        last_poll=now,
        outcome=PollOutcome.GONE if answer.gone else PollOutcome.FAILED,
        cause=answer.cause,
        status=answer.status,
        failures=state.failures + 1,
        ailing_since=state.ailing_since or now,
        wished_until=_wished_until(answer, now),
    )
    if answer.gone:
        return replace(state, next_poll=NEVER)
    return replace(state, next_poll=_retry_at(answer, state.failures, pace, now))


def after_waiting(state: FeedState, answer: Waiting, *, pace: Pace, now: datetime) -> FeedState:
    """How the source stands when it was not asked: as before, but later."""
    delay = pace.interval if answer.until is None else max(answer.until - now, PRIVATE_FLOOR)
    return replace(
        state,
        outcome=PollOutcome.WAITING,
        cause=answer.cause,
        ailing_since=state.ailing_since or now,
        wished_until=answer.until,
        next_poll=_jittered(min(delay, RETRY_AFTER_CEILING), RETRY_AFTER_CEILING, pace.source, now),
    )


def hastened(state: FeedState, *, pace: Pace, now: datetime) -> FeedState:
    """The state of a source that somebody says has something new: due as soon as a source may ask to be visited at all.

    Not so while it fails or asked us to stay away, and never more often than every five minutes.
    """
    if is_stopped(state) or state.failures or state.wished_until is not None or state.next_poll is None:
        return state
    least = min(pace.interval, FLOOR)
    earliest = now if state.last_poll is None else max(now, state.last_poll + least)
    return replace(state, next_poll=min(state.next_poll, earliest))


def amended(state: FeedState, *, before: Pace | None, pace: Pace, now: datetime) -> FeedState:
    """The state of a source whose settings were changed: it need not wait for what earlier ones made of it.

    A shorter interval holds from the last visit on. A source that failed, or that comes back to the settings
    (`before` is None), is asked soon: perhaps that is what was mended. What the publisher wishes stands.
    """
    if is_stopped(state) or state.wished_until is not None or state.next_poll is None or state.last_poll is None:
        return state
    if state.failures or before is None:
        delay = min(pace.interval, FLOOR)
    elif state.next_poll <= state.last_poll + before.interval * (1 + _JITTER):
        delay = pace.interval
    else:  # later than the earlier interval would have it: a hint said so
        return state
    return replace(state, next_poll=min(state.next_poll, max(now, state.last_poll + delay)))


def next_poll_at(
    pace: Pace, *, now: datetime, hints: HttpHints | None = None, feed_hints: FeedHints | None = None
) -> datetime:
    """The earliest moment to visit again after a success: the interval, or later if the publisher wishes so."""
    http, feed = hints or HttpHints(), feed_hints or FeedHints()
    wished = max(http.fresh_for or timedelta(0), feed.interval or timedelta(0))
    delay = max(pace.interval, min(wished, CEILING))
    at = _jittered(delay, CEILING, pace.source, now)
    return _outside_skipped(at, feed, latest=max(at, now + CEILING))


def spread_out(
    next_polls: Mapping[str, datetime],
    *,
    now: datetime,
    window: timedelta = timedelta(minutes=10),
    at_once: int = 64,
) -> dict[str, datetime]:
    """New next polls for the backlog of a long sleep: the longest overdue now, the rest evenly over `window`.

    Sources that are not due are left out, and so is everything while the backlog is no longer than `at_once`.
    """
    overdue = sorted((at, source) for source, at in next_polls.items() if at <= now)
    waiting = [source for _, source in overdue[at_once:]]
    return {source: now + window * (place / len(waiting)) for place, source in enumerate(waiting, start=1)}


def mended(state: FeedState, *, pace: Pace, now: datetime) -> FeedState:
    """The state without what a jumping clock left in it: a next poll beyond reach, a last poll in the future."""
    if is_stopped(state) or not _clock_jumped(state, now):
        return state
    return replace(
        state,
        last_poll=_not_after(state.last_poll, now),
        last_success=_not_after(state.last_success, now),
        ailing_since=_not_after(state.ailing_since, now),
        next_poll=_jittered(pace.interval, CEILING, pace.source, now),
    )


def _not_after(moment: datetime | None, now: datetime) -> datetime | None:
    return moment and min(moment, now)


def _clock_jumped(state: FeedState, now: datetime) -> bool:
    beyond_reach = state.next_poll is not None and state.next_poll > now + RETRY_AFTER_CEILING
    return beyond_reach or (state.last_poll is not None and state.last_poll > now + FLOOR)


def _retry_at(answer: Failed, failures: int, pace: Pace, now: datetime) -> datetime:
    if answer.status in (429, 503) and answer.hints.retry_after is not None:
        delay = max(pace.interval, min(answer.hints.retry_after, RETRY_AFTER_CEILING))
        return _jittered(delay, RETRY_AFTER_CEILING, pace.source, now)
    return _jittered(_backoff(answer.status, failures, pace.interval), CEILING, pace.source, now)


def _wished_until(answer: Failed, now: datetime) -> datetime | None:
    if answer.status not in (429, 503) or answer.hints.retry_after is None:
        return None
    return now + min(answer.hints.retry_after, RETRY_AFTER_CEILING)


def _backoff(status: int | None, failures: int, interval: timedelta) -> timedelta:
    """1, 2, 4 … hours up to 24, never less than the interval.

    Where the interval is under a minute (tests, demonstrations) it takes the place of the hour.
    """
    step = interval if interval < timedelta(minutes=1) else _FIRST_STEP
    if status in (401, 403):
        step *= _REFUSED_STEPS
    return max(interval, min(step * (1 << min(failures - 1, 30)), CEILING))


def _jittered(delay: timedelta, ceiling: timedelta, source: str, now: datetime) -> datetime:
    """Up to a tenth later, by source and moment; never beyond the ceiling."""
    digest = hashlib.blake2b(f"{source}\n{now.isoformat()}".encode(), digest_size=4).digest()
    fraction = int.from_bytes(digest, "big") / 2**32
    return now + min(delay * (1 + _JITTER * fraction), max(ceiling, delay))


def _outside_skipped(at: datetime, hints: FeedHints, *, latest: datetime) -> datetime:
    while at.astimezone(UTC).hour in hints.skip_hours or at.astimezone(UTC).weekday() in hints.skip_days:
        if at >= latest:
            return latest
        at += timedelta(hours=1)  # keeps the minutes: those who waited for the same hour don't come together
    return min(at, latest)


def _with_move(state: FeedState, to: str | None, *, same_kind: bool, now: datetime) -> FeedState:
    """Counts equal permanent redirects; the fifth over 48 hours becomes the address that is polled."""
    if to is None or to == state.url or not same_kind:
        return replace(state, move=None)
    seen = state.move
    if seen is None or seen.to != to or seen.since > now:
        return replace(state, move=Move(to=to, since=now))
    if seen.count + 1 < MOVE_ANSWERS or now - seen.since < MOVE_PERIOD:
        return replace(state, move=replace(seen, count=seen.count + 1))
    return replace(state, url=to, move=None, outcome=PollOutcome.MOVED)

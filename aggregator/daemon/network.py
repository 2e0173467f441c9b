"""What the daemon does while there is no network: nobody is to blame, so nobody waits longer for it afterwards.

Every source would back off, up to a day. So when everybody fails as if the line were cut, one of them is tried every
few minutes, and once somebody answers all the others are due again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aggregator.logs import get_logger
from aggregator.models.source import FeedState
from aggregator.outcomes import Cause, PollOutcome, PollReport
from aggregator.watch import CUT

log = get_logger(__name__)

#: So many hosts must fail so, and none answer, before we think of ourselves.
HOSTS = 3
TRY_EVERY = timedelta(minutes=5)


def cut_off(states: Mapping[int, FeedState]) -> tuple[int, ...]:
    """The sources that nobody answered since anybody was last heard of, the longest waiting first; none while the
    network is there."""
    heard = max((at for state in states.values() if (at := _heard_at(state))), default=None)
    found = [
        (state.last_poll, source_id)
        for source_id, state in states.items()
        if _is_cut(state.outcome, state.cause) and state.last_poll and (heard is None or state.last_poll > heard)
    ]
    if len({urlsplit(states[source_id].url).hostname for _, source_id in found}) < HOSTS:
        return ()
    return tuple(source_id for _, source_id in sorted(found))


def _heard_at(state: FeedState) -> datetime | None:
    """When a server last answered, as far as we know."""
    failed_silently = state.outcome is PollOutcome.FAILED and state.status is None
    return state.last_success if failed_silently else state.last_poll


def _is_cut(outcome: PollOutcome | None, cause: Cause | None) -> bool:
    return outcome is PollOutcome.FAILED and cause is not None and cause.code in CUT


@dataclass(slots=True)
class Network:
    """Whether anybody can be reached."""

    #: Those that wait for the line.
    waiting: set[int] = field(default_factory=set)
    suspected: bool = True  # a start in the middle of an outage
    _tried: datetime | None = None

    def polled(self, source_id: int, report: PollReport) -> None:
        """A poll came to an end."""
        if _is_cut(report.outcome, report.cause):
            self.suspected = True

    @property
    def is_away(self) -> bool:
        return bool(self.waiting)

    def look(self, states: Mapping[int, FeedState], now: datetime) -> list[int]:
        """How things stand; the sources that are to be asked at once."""
        found = cut_off(states)
        self.suspected = bool(found)
        if found and not self.waiting:
            log.warning("network_lost", message="Nobody can be reached; we go on trying.", sources=len(found))
        if found:
            self.waiting |= set(found)
            return self._next_try(found, now)
        back = self._still_failing(states)
        if self.waiting:
            log.info("network_back", message="Those that were missed are asked now.", sources=len(back))
            self.waiting = set()
        return back

    def _next_try(self, found: Iterable[int], now: datetime) -> list[int]:
        if self._tried is not None and timedelta(0) <= now - self._tried < TRY_EVERY:
            return []
        self._tried = now
        return list(found)[:1]

    def _still_failing(self, states: Mapping[int, FeedState]) -> list[int]:
        return [
            source_id
            for source_id in sorted(self.waiting & states.keys())
            if _is_cut(states[source_id].outcome, states[source_id].cause)
        ]

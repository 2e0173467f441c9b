"""Whether the event loop turns and the ticks come. Goes by the monotonic clock: the other one jumps."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aggregator.logs import get_logger

log = get_logger(__name__)

BEAT_SECONDS = 0.5
#: Beats whose lag is remembered: a minute's.
BEATS = 120
#: A next tick that lies further ahead was set by a clock that has since been put back.
FAR = timedelta(seconds=10)


@dataclass(slots=True)
class Pulse:
    """Beats beside everything else."""

    _lags: deque[float] = field(default_factory=lambda: deque([0.0], maxlen=BEATS))
    _ticked: float = field(default_factory=time.monotonic)

    @property
    def lag_seconds(self) -> float:
        """The longest that the loop kept anybody waiting within the last minute."""
        return max(self._lags)

    @property
    def seconds_since_tick(self) -> float:
        return time.monotonic() - self._ticked

    def ticked(self) -> None:
        """A tick came to its end."""
        self._ticked = time.monotonic()

    async def beat(self, job: Any, clock: Callable[[], datetime]) -> None:
        """Until cancelled: measure the loop, and fetch back the scheduler's job when the clock was put back."""
        while True:
            due = time.monotonic() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            self._lags.append(max(0.0, time.monotonic() - due))
            if job.next_run_time is not None and job.next_run_time > clock() + FAR:
                log.warning("clock_jumped", message="The clock was put back.", seconds=_ahead(job, clock))
                job.modify(next_run_time=clock())


def _ahead(job: Any, clock: Callable[[], datetime]) -> int:
    seconds: float = (job.next_run_time - clock()).total_seconds()
    return round(seconds)

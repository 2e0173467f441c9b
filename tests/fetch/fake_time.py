"""Time that passes only when nobody has anything else to do."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.fetch.clock import Clock

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class FakeTime:
    """A clock of which the hands jump to the next sleeper's moment, in the order of moments."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._tickets = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self.clock = Clock(now=self.now, monotonic=lambda: self.seconds, sleep=self.sleep)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.seconds + seconds, next(self._tickets), future))
        await future

    async def run(self, *jobs: Coroutine[Any, Any, Any]) -> list[Any]:
        """Runs the jobs to their end; they must wait for nothing but this clock and each other."""
        tasks = [asyncio.ensure_future(job) for job in jobs]
        while not all(task.done() for task in tasks):
            for _ in range(10):
                await asyncio.sleep(0)
            if self._sleepers and not all(task.done() for task in tasks):
                self.seconds, _, future = heapq.heappop(self._sleepers)
                if not future.done():
                    future.set_result(None)
        return [task.result() for task in tasks]

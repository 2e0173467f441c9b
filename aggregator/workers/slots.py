"""A line before a few places, in which some let all others pass."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque


class Slots:
    """So many at once; the others wait in the order they came, but for those who yield to all who don't."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._yielding: deque[asyncio.Future[None]] = deque()

    async def acquire(self, *, yields: bool = False) -> None:
        if self._free > 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line = self._yielding if yields else self._waiting
        line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()  # it was ours already
            else:
                with contextlib.suppress(ValueError):
                    line.remove(turn)
            raise

    def release(self) -> None:
        """Hands the place to whoever is first in line."""
        while line := self._waiting or self._yielding:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

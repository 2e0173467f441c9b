"""The time that workers agree on: each machine's own clock, put right by the database's."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.errors import StoreError
from aggregator.pipeline.desk import Clock, utc_now
from aggregator.store.engine import Store

#: How often clocks are compared.
COMPARE_SECONDS = 10.0


@dataclass(slots=True)
class DatabaseClock:
    """Tells the database's time without asking it every time."""

    own: Clock = utc_now
    #: How far the own clock is behind.
    behind: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return self.own() + self.behind

    async def compare(self, store: Store) -> None:
        """Ask the database once more: clocks drift, and are put right."""
        before = self.own()
        theirs = await asyncio.to_thread(store.now)
        after = self.own()
        self.behind = theirs - (before + (after - before) / 2)

    async def follow(self, store: Store) -> None:
        """Until cancelled: compare again and again."""
        while True:
            await asyncio.sleep(COMPARE_SECONDS)
            with contextlib.suppress(StoreError):  # as it was put right last, it does
                await self.compare(store)

"""What a web process shares with the workers beside it: the time, and the right to ask a host."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aggregator.cluster.clock import DatabaseClock
from aggregator.cluster.rights import Rights
from aggregator.config.settings import Settings
from aggregator.fetch.clock import Clock
from aggregator.fetch.hosts import Hosts
from aggregator.pipeline.desk import fetch_policy
from aggregator.store.engine import Store


@asynccontextmanager
async def beside_workers(store: Store, settings: Settings) -> AsyncIterator[tuple[DatabaseClock, Hosts]]:
    """The database's time, and turns at hosts that no worker has at the moment. PostgreSQL only."""
    clock, rights = DatabaseClock(), Rights(store)
    await clock.compare(store)
    rights.hosts = Hosts(fetch_policy(settings), Clock(now=clock), right=rights)
    for source in settings.sources:
        if source.queue:
            rights.hosts.join(source.queue)
    following = asyncio.create_task(clock.follow(store))
    try:
        yield clock, rights.hosts
    finally:
        following.cancel()
        await rights.close()

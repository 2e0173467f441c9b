"""How hosts want to be asked: pauses that hold over a restart, and what the machines of a cluster tell each other.

A lease is the right to ask a host, held by one process at a time. It is a lock of a database session, so it ends with
the process, however that ends. Machines' clocks differ: what they leave for each other is counted by the database's.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnClause, Connection, delete, func, insert, literal_column, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from aggregator.errors import StoreError
from aggregator.models.host import HostManners
from aggregator.store.engine import Store, Transaction
from aggregator.store.faults import translated
from aggregator.store.tables import hosts

T = TypeVar("T")

#: Of our advisory locks, those on hosts (any constant of our own).
_LEASES = 0x686F7374
_TAKE = text("SELECT pg_try_advisory_lock(:leases, hashtext(:host))")
_GIVE_BACK = text("SELECT pg_advisory_unlock(:leases, hashtext(:host))")


def pauses(tx: Transaction, now: datetime) -> dict[str, datetime]:
    """Host → the end of its pause."""
    rows = tx.execute(select(hosts.c.host, hosts.c.paused_until).where(hosts.c.paused_until > now))
    return dict(rows.all())


def save_pauses(tx: Transaction, pauses: Mapping[str, datetime]) -> None:
    """Remember these, and only these."""
    tx.execute(delete(hosts))
    if pauses:
        tx.execute(insert(hosts), [{"host": host, "paused_until": until} for host, until in pauses.items()])


def forget_idle(tx: Transaction, now: datetime) -> None:
    """Hosts that would be asked like any other by now leave. A gap that was wished for is asked for again."""
    is_over = func.coalesce(hosts.c.paused_until, now) <= now
    tx.execute(delete(hosts).where(is_over, func.coalesce(hosts.c.free_at, now) <= now))


class Leases:
    """The hosts that this process may ask, and no other. PostgreSQL only. One connection holds all of them.

    When that is lost, so are they: `lost` is called, since another process may ask those hosts from then on.
    """

    def __init__(self, store: Store, lost: Callable[[], None]) -> None:
        self._store, self._lost = store, lost
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-leases")

    async def take(self, host: str) -> HostManners | None:
        """How the host wants to be asked; None while another process has it."""
        return await self._run(lambda connection: _take(connection, host))

    async def tell(self, host: str, manners: HostManners) -> None:
        """Leave word for whoever asks the host next."""
        await self._run(lambda connection: _tell(connection, host, manners))

    async def give_back(self, host: str) -> None:
        """Let another process ask the host."""
        await self._run(lambda connection: connection.execute(_GIVE_BACK, {"leases": _LEASES, "host": host}))

    async def close(self) -> None:
        """Give back all."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._drop)
        self._thread.shutdown()

    async def _run(self, work: Callable[[Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        # finished even if the caller is cancelled, lest a lease be taken that nobody knows of
        return await asyncio.shield(loop.run_in_executor(self._thread, self._work, work, loop))

    def _work(self, work: Callable[[Connection], T], loop: asyncio.AbstractEventLoop) -> T:
        engine = self._store.engine
        try:
            with translated(engine.url):
                if self._connection is None:
                    self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                return work(self._connection)
        except StoreError:
            self._drop()
            loop.call_soon_threadsafe(self._lost)
            raise

    def _drop(self) -> None:
        if self._connection is not None:
            # not back into the pool: closing the session is what gives the locks back
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _take(connection: Connection, host: str) -> HostManners | None:
    if not connection.scalar(_TAKE, {"leases": _LEASES, "host": host}):
        return None
    # asked after the lock was got, so that it is what the last holder left
    now = func.clock_timestamp()
    row = connection.execute(
        select(
            func.extract("epoch", hosts.c.paused_until - now).label("paused"),
            hosts.c.gap_seconds,
            func.extract("epoch", hosts.c.free_at - now).label("free_in"),
        ).where(hosts.c.host == host)
    ).one_or_none()
    if row is None:
        return HostManners()
    return HostManners(
        paused_seconds=max(float(row.paused or 0), 0.0),
        gap_seconds=float(row.gap_seconds or 0),
        free_in_seconds=max(float(row.free_in or 0), 0.0),
    )


def _tell(connection: Connection, host: str, manners: HostManners) -> None:
    now = func.clock_timestamp()
    second: ColumnClause[timedelta] = literal_column("INTERVAL '1 second'")
    values = {
        "paused_until": now + manners.paused_seconds * second if manners.paused_seconds else None,
        "gap_seconds": math.ceil(manners.gap_seconds) or None,
        "free_at": now + manners.free_in_seconds * second if manners.free_in_seconds else None,
    }
    statement = upsert(hosts).values(host=host, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=values))

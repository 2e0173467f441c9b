"""Opening a database, its transactions, and who holds it.

SQLite runs in WAL mode with one writer at a time (`BEGIN IMMEDIATE`); PostgreSQL goes through psycopg. A `Store` is
shared by all threads; each transaction belongs to one.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from aggregator.errors import StoreError
from aggregator.store import backup, migrations
from aggregator.store.faults import BUSY_TIMEOUT_SECONDS, translated
from aggregator.store.holding import holding, sharing
from aggregator.store.migrations import Steps

#: An open transaction: what every function of this room takes first.
Transaction = Connection

T = TypeVar("T")

READER_THREADS = 4


class Store:
    """An open database. `reading` and `writing` give transactions; `read` and `write` do so off the event loop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(READER_THREADS, thread_name_prefix="store-reader")
        self._writing_since: float | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def folder(self) -> Path | None:
        """Where the database file lies; None if there is none."""
        file = self.engine.url.database
        return Path(file).parent if self.is_sqlite and file and file != ":memory:" else None

    @property
    def url(self) -> str:
        """The address that opens this database again."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A consistent view. What is written through it is not kept."""
        with translated(self.engine.url), self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction that is committed as a whole, or not at all."""
        with translated(self.engine.url), self.engine.connect() as connection:
            # known before BEGIN: a read that turns into a write gets SQLITE_BUSY at once, whatever the timeout
            writer = connection.execution_options(writes=True)
            with writer.begin():
                yield writer

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """`work` in a reader thread, within one transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._in_reading, work)

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """`work` in the one writer thread, within one transaction; finished even if the caller is cancelled."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._writer, self._in_writing, work))

    def _in_reading(self, work: Callable[[Transaction], T]) -> T:
        with self.reading() as tx:
            return work(tx)

    def _in_writing(self, work: Callable[[Transaction], T]) -> T:
        self._writing_since = time.monotonic()
        try:
            with self.writing() as tx:
                return work(tx)
        finally:
            self._writing_since = None

    @property
    def writing_seconds(self) -> float:
        """How long the writer thread has been at its present transaction; 0 if it has none."""
        since = self._writing_since
        return 0.0 if since is None else time.monotonic() - since

    def check(self) -> None:
        """Raises StoreError unless the database can be read and has today's tables."""
        with self.reading() as tx:
            migrations.check(tx)

    def hold(self, role: str) -> contextlib.AbstractContextManager[bool]:
        """Be the one process that polls into this database; `role` is what others are told.

        Gives True when the last holder died rather than let go. Raises StoreInUse, naming the holder, when another
        process is. The lock dies with the process.
        """
        return holding(self.engine, role)

    def share(self) -> contextlib.AbstractContextManager[None]:
        """Be one of several workers that poll into this database. PostgreSQL only. Raises StoreInUse as `hold` does."""
        return sharing(self.engine)

    def now(self) -> datetime:
        """What time it is by the database's clock, which is everybody's."""
        with self.reading() as tx:
            found: datetime = tx.execute(select(func.clock_timestamp())).scalar_one()
        return found.astimezone(UTC)

    def write_through(self) -> None:
        """SQLite: bring the log of changes into the database file, and empty it unless somebody reads there."""
        with translated(self.engine.url), self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            if driver is not None:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Finish what is being written, then let go."""
        self._writer.shutdown()
        self._readers.shutdown()
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def is_there(url: str) -> bool:
    """False if opening the database would make a new file."""
    path = address_of(url).database if make_url(url).get_backend_name() == "sqlite" else None
    return path is None or Path(path).exists()


def open_store(url: str, steps: Steps = migrations.OURS) -> Store:
    """Open the database and bring its tables up to date, making them if there are none.

    Older tables are copied first, see `backup.keep_before`. Raises StoreError when it is not a database, can't be
    reached, or is newer than this program.
    """
    address = address_of(url)
    engine = engine_of(address)
    try:
        with translated(address):
            if (found := migrations.outdated(engine, steps)) is not None:
                backup.keep_before(address, found)
            migrations.upgrade(engine, steps)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def address_of(url: str) -> URL:
    """The address of a database, read; the folder of a SQLite file is made. Raises StoreError if it is none of ours."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"{url!r} is not a database address, such as sqlite:///var/aggregator.db") from error
    backend = address.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"{backend} databases are not supported: only sqlite:///… and postgresql://…", url=url)
    if backend == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if address.database and address.database != ":memory:":
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder of {address.database} can't be made: {error.strerror}", url=url) from error
    return address


def engine_of(address: URL) -> Engine:
    """Connections to the database, none of them made yet."""
    try:
        if address.get_backend_name() == "postgresql":
            return create_engine(address, pool_size=READER_THREADS + 2, pool_pre_ping=True)
        engine = create_engine(
            address,
            pool_size=READER_THREADS + 2,
            pool_use_lifo=True,  # each keeps pages in its memory: as few of them as will do
            connect_args={"timeout": BUSY_TIMEOUT_SECONDS},
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError("PostgreSQL needs one package more: pip install 'aggregator[postgresql]'") from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would not before a SELECT
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
    # These two are kept in the file and take a writer's lock, so they are only said where they are not yet so.
    if cursor.execute("PRAGMA page_count").fetchone() == (0,):
        # only heard before the first table exists; lets `prune` give space back piece by piece
        cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")
    if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -8000")  # of each connection
    # a first import writes the same pages again and again: they go into the database every 16 MB, not every four
    cursor.execute("PRAGMA wal_autocheckpoint = 4000")
    cursor.execute("PRAGMA journal_size_limit = 16000000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

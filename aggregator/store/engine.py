"""Opening a database, its transactions, and who holds it.

SQLite runs in WAL mode with one writer at a time (`BEGIN IMMEDIATE`); PostgreSQL goes through psycopg. A `Store` is
shared by all threads; each transaction belongs to one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from aggregator.errors import StoreError, StoreInUse
from aggregator.store import migrations

#: An open transaction: what every function of this room takes first.
Transaction = Connection

T = TypeVar("T")

#: How long a writer waits for another process's transaction.
BUSY_TIMEOUT_SECONDS = 30
READER_THREADS = 4
#: The key of the session lock by which a PostgreSQL database is held (any constant of our own).
_HOLDING_KEY = 0x6E657773


class Store:
    """An open database. `reading` and `writing` give transactions; `read` and `write` do so off the event loop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(READER_THREADS, thread_name_prefix="store-reader")

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A consistent view. What is written through it is not kept."""
        with _translated(self.engine.url), self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction that is committed as a whole, or not at all."""
        with _translated(self.engine.url), self.engine.connect() as connection:
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
        with self.writing() as tx:
            return work(tx)

    @contextlib.contextmanager
    def hold(self, role: str) -> Iterator[None]:
        """Be the one process that polls into this database; `role` is what others are told.

        Raises StoreInUse, naming the holder, when another process is. The lock dies with the process.
        """
        if not self.is_sqlite:
            with self._hold_by_session():
                yield
        elif self.engine.url.database in (None, "", ":memory:"):
            yield
        else:
            with _hold_by_file(Path(f"{self.engine.url.database}.lock"), role):
                yield

    @contextlib.contextmanager
    def _hold_by_session(self) -> Iterator[None]:
        with _translated(self.engine.url), self.engine.connect() as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _HOLDING_KEY}):
                raise StoreInUse("another aggregator is already polling into this database")
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _HOLDING_KEY})
                connection.commit()

    def write_through(self) -> None:
        """SQLite: bring the log of changes into the database file, and empty it unless somebody reads there."""
        with _translated(self.engine.url), self.engine.connect() as connection:
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


def open_store(url: str) -> Store:
    """Open the database and bring its tables up to date, making them if there are none.

    Raises StoreError when it is not a database, can't be reached, or is newer than this program.
    """
    address = _address(url)
    engine = _engine(address)
    try:
        with _translated(address):
            migrations.upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def _address(url: str) -> URL:
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


def _engine(address: URL) -> Engine:
    try:
        if address.get_backend_name() == "postgresql":
            return create_engine(address, pool_size=READER_THREADS + 2, pool_pre_ping=True)
        engine = create_engine(address, pool_size=READER_THREADS + 2, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
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
    cursor.execute("PRAGMA cache_size = -16000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def _hold_by_file(path: Path, role: str) -> Iterator[None]:
    import fcntl

    try:
        handle = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror}") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise StoreInUse(f"{holder} is already polling into this database") from error
        handle.seek(0)
        handle.truncate()
        handle.write(f"{role} (process {os.getpid()})")
        handle.flush()
        yield


@contextlib.contextmanager
def _translated(url: URL) -> Iterator[None]:
    """The driver's errors as ours, once, with the sentence a volunteer can act on."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_plain(error.orig, url), url=url.render_as_string()) from error


def _plain(error: Any, url: URL) -> str:
    name = url.render_as_string(hide_password=True) if url.get_backend_name() == "postgresql" else url.database
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    for sign, sentence in (
        ("file is not a database", f"{name} is not a database (or is damaged); it was left as it is"),
        ("malformed", f"{name} is damaged ({said}); restore it from a backup"),
        ("database is locked", f"{name} has been locked by another program for {BUSY_TIMEOUT_SECONDS} s"),
        ("disk is full", f"the disk that holds {name} is full"),
        ("readonly", f"{name} can't be written: it is read-only"),
        ("unable to open", f"{name} can't be opened: does its folder exist, and may this user write there?"),
        ("connection failed", f"the database server of {name} can't be reached: {said}"),
    ):
        if sign in said:
            return sentence
    return f"{name}: {said}"

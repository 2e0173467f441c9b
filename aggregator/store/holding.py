"""Who holds a database: the one process that polls into it, or the workers of a cluster, who share it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine, text

from aggregator.errors import StoreError, StoreInUse
from aggregator.store.faults import translated

#: The key of the session lock by which a PostgreSQL database is held (any constant of our own).
_HOLDING_KEY = 0x6E657773


@contextlib.contextmanager
def holding(engine: Engine, role: str) -> Iterator[bool]:
    """Hold the database; True when its last holder died without letting go (only known of a file).

    Nothing of the database itself is read. Raises StoreInUse when another process holds it.
    """
    file = engine.url.database
    if engine.dialect.name == "postgresql":
        with _holding_by_session(engine):
            yield False
    elif file in (None, "", ":memory:"):
        yield False
    else:
        with _holding_by_file(Path(f"{file}.lock"), role) as abandoned:
            yield abandoned


def sharing(engine: Engine) -> contextlib.AbstractContextManager[None]:
    """Hold the database together with other workers, against whoever wants it alone. PostgreSQL only. StoreInUse."""
    return _holding_by_session(engine, "_shared")


@contextlib.contextmanager
def _holding_by_session(engine: Engine, manner: Literal["", "_shared"] = "") -> Iterator[None]:
    with translated(engine.url), engine.connect() as connection:
        if not connection.scalar(text(f"SELECT pg_try_advisory_lock{manner}(:key)"), {"key": _HOLDING_KEY}):
            raise StoreInUse("another aggregator is already polling into this database")
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock{manner}(:key)"), {"key": _HOLDING_KEY})
            connection.commit()


@contextlib.contextmanager
def _holding_by_file(path: Path, role: str) -> Iterator[bool]:
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
        abandoned = bool(handle.read())
        _write(handle.fileno(), f"{role} (process {os.getpid()})")
        try:
            yield abandoned
        finally:
            _write(handle.fileno(), "")


def _write(descriptor: int, holder: str) -> None:
    with contextlib.suppress(OSError):  # a full disk: whoever looks is told of "another process"
        os.ftruncate(descriptor, 0)
        os.write(descriptor, holder.encode())

"""Whole copies of a database: made while it is in use, looked over, and put back.

A copy of SQLite is a database file by itself, made by its online backup; one of PostgreSQL is an archive of `pg_dump`,
whose client programs must then be installed. A copy appears under its name when it is whole and not before.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import URL

from aggregator.errors import StoreError
from aggregator.logs import get_logger
from aggregator.store import migrations

log = get_logger(__name__)

#: How a file of SQLite begins (its file format, section 1.3), and how an archive of pg_dump does.
_SQLITE_MAGIC, _ARCHIVE_MAGIC = b"SQLite format 3\0", b"PGDMP"


def copy(address: URL, target: Path) -> int:
    """Copy the database into a file, over one that is there; its size in bytes. Writers go on meanwhile.

    Raises StoreError if the database or the file can't be used, or the copy turns out damaged.
    """
    with _appearing(target) as part:
        if address.get_backend_name() == "sqlite":
            _copy_sqlite(_file_of(address), part)
        else:
            _run_client("pg_dump", address, "--format=custom", f"--file={part}")
    return target.stat().st_size


def put_back(address: URL, source: Path) -> Path | None:
    """Put a copy in the place of the database, which nobody may have open.

    What was there is kept in a file, which is returned (SQLite), or replaced in one transaction (PostgreSQL).
    Raises StoreError, and leaves everything as it was, if the copy is damaged, of another kind of database, or made by
    a newer version.
    """
    kind, ours = _kind_of(source), address.get_backend_name()
    if kind != ours:
        raise StoreError(f"{source} is a copy of a {kind} database, and the one to restore is {ours}")
    if kind == "sqlite":
        check_copy(source)
        file = _file_of(address)
        with _appearing(file) as part:
            shutil.copyfile(source, part)
            return _set_aside(file)
    options = ("--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction", str(source))
    _run_client("pg_restore", address, *options)
    return None


def keep_before(address: URL, found: str) -> None:
    """Copy a database whose tables stand at the step `found`, before they are changed."""
    if address.get_backend_name() == "postgresql":
        if shutil.which("pg_dump") is None:
            log.warning("migrating_without_backup", schema=found, reason="pg_dump is not installed")
            return
        target = Path("var", f"{address.database}.schema-{found}.dump")
        target.parent.mkdir(exist_ok=True)
    else:
        file = _file_of(address)
        target = file.with_name(f"{file.name}.schema-{found}")
    copy(address, target)
    log.info("backed_up_before_migrating", file=str(target), schema=found)


def check_copy(file: Path) -> None:
    """Raises StoreError unless this is a sound SQLite database of ours that this version can read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if said != "ok":
                raise StoreError(f"{file} is damaged ({said})")
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise StoreError(f"{file} is not a database of ours, or is damaged ({error})") from error
    migrations.refuse_newer(revision)


def _copy_sqlite(file: Path, part: Path) -> None:
    if not file.exists():
        raise StoreError(f"there is no database {file}")
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)) as source,
            contextlib.closing(sqlite3.connect(part)) as target,
        ):
            source.backup(
                target
            )  # in one step: others may write to the WAL meanwhile, and none of it makes us begin anew
            target.execute("PRAGMA journal_mode = DELETE")  # the copy is one file
    except sqlite3.Error as error:
        raise StoreError(f"{file} can't be copied to {part.parent}: {error}") from error
    check_copy(part)


def _set_aside(file: Path) -> Path | None:
    """Give a SQLite database the name NAME.before-restore, in place of what bears it; None if there is none."""
    if not file.exists():
        return None
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # then the file alone holds everything
    aside = file.with_name(f"{file.name}.before-restore")
    for companion in ("-wal", "-shm", ""):
        aside.with_name(aside.name + companion).unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + companion).rename(aside.with_name(aside.name + companion))
    return aside


def _run_client(program: str, address: URL, *options: str) -> None:
    """Run one of PostgreSQL's programs on this database. The password goes by the environment: arguments are seen."""
    connection = address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = os.environ | ({"PGPASSWORD": str(address.password)} if address.password else {})
    try:
        run = subprocess.run(
            [program, f"--dbname={connection}", *options], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise StoreError(f"{program} is not installed: apt-get install postgresql-client") from error
    if run.returncode:
        raise StoreError(f"{program} failed: {(run.stderr.strip() or 'it did not say why').splitlines()[-1]}")


@contextlib.contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A file to write beside the target; it takes the target's name once it is written and on the disk."""
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(target)
    except OSError as error:
        raise StoreError(f"{target} can't be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _kind_of(source: Path) -> str:
    try:
        with source.open("rb") as file:
            start = file.read(len(_SQLITE_MAGIC))
    except OSError as error:
        raise StoreError(f"{source} can't be read: {error.strerror}") from error
    if start == _SQLITE_MAGIC:
        return "sqlite"
    if start.startswith(_ARCHIVE_MAGIC):
        return "postgresql"
    raise StoreError(f"{source} is not a copy of a database")


def _file_of(address: URL) -> Path:
    if address.database in (None, "", ":memory:"):
        raise StoreError("a database in memory has no file to copy")
    return Path(str(address.database))

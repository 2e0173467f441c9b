"""The driver's errors as ours, with the sentence a volunteer can act on."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from aggregator.errors import StoreError

#: How long a writer waits for another process's transaction.
BUSY_TIMEOUT_SECONDS = 30


@contextlib.contextmanager
def translated(url: URL) -> Iterator[None]:
    """Whatever the database says in here that it can't do is raised as a StoreError."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_plain(error.orig, url), url=url.render_as_string()) from error


def _plain(error: Any, url: URL) -> str:
    name = url.render_as_string(hide_password=True) if url.get_backend_name() == "postgresql" else url.database
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    for sign, sentence in (
        ("file is not a database", f"{name} is not a database (or is damaged); it was left as it is"),
        ("malformed", f"{name} is damaged ({said}); put the newest backup back: aggregator restore FILE"),
        ("database is locked", f"{name} has been locked by another program for {BUSY_TIMEOUT_SECONDS} s"),
        ("disk is full", f"the disk that holds {name} is full"),
        ("readonly", f"{name} can't be written: {_why_unwritable(Path(name or ''))}"),
        ("unable to open", f"{name} can't be opened: {_why_unwritable(Path(name or ''))}"),
        ("connection failed", f"the database server of {name} can't be reached: {said}"),
    ):
        if sign in said:
            return sentence
    return f"{name}: {said}"


def _why_unwritable(file: Path) -> str:
    """What keeps a database file from being written, and what to do about it."""
    folder = file.parent
    try:
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return "it is read-only, as is its whole file system; have the disk checked, and mount it writable again"
    except OSError as error:
        return f"its folder can't be reached ({error.strerror}); make it, or name another with --database"
    if file.is_dir():
        return "it is a folder; name a file with --database"
    # WAL and lock lie beside it, so the folder must be writable too
    for path in (folder, *(path for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")) if path.exists())):
        if not os.access(path, os.R_OK | os.W_OK):
            return f"this user has no right to write {path}; give it to them with chown or chmod"
    return "it is read-only"

"""Why a database can't be opened or written, as people are told."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from aggregator.errors import StoreError
from aggregator.store import faults
from aggregator.store.engine import engine_of

_UNABLE = OperationalError("BEGIN", None, sqlite3.OperationalError("unable to open database file"))


def is_a_folder(file: Path) -> None:
    file.mkdir()


def is_in_a_folder_that_is_gone(file: Path) -> None:
    file.parent.rmdir()


@pytest.mark.parametrize(
    ("what", "told"),
    [(is_a_folder, "it is a folder; name a file"), (is_in_a_folder_that_is_gone, "folder can't be reached")],
)
def test_a_file_that_cannot_be_opened_is_told_with_its_cause(
    tmp_path: Path, what: Callable[[Path], None], told: str
) -> None:
    file = tmp_path / "desk" / "desk.db"
    file.parent.mkdir()
    what(file)
    with pytest.raises(StoreError, match=told), _translated(file), engine_of(make_url(f"sqlite:///{file}")).connect():
        pass


def test_a_folder_without_the_right_to_write_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: path != tmp_path)  # the superuser, as tests may be, always may
    with pytest.raises(StoreError, match=f"no right to write {tmp_path}; give it"), _translated(tmp_path / "desk.db"):
        raise _UNABLE


def test_a_file_system_that_is_read_only_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=os.ST_RDONLY))
    with pytest.raises(StoreError, match="as is its whole file system"), _translated(tmp_path / "desk.db"):
        raise _UNABLE


def _translated(file: Path) -> AbstractContextManager[None]:
    return faults.translated(make_url(f"sqlite:///{file}"))

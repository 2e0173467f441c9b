"""The folder that a site is built into. A list inside it says which files are ours: no other is ever touched.

The list names a file before it is written and until it is removed, so that a build which is cut short leaves nothing
that the next one doesn't know.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from aggregator.errors import AggregatorError

#: Where our own notes lie: the list, a lock, and the file that is being written.
_NOTES = ".aggregator"
#: What a host of static sites expects beside a site; it makes no folder a stranger's.
_HOSTS_OWN = frozenset(
    {".git", ".gitignore", ".htaccess", ".nojekyll", ".well-known", "CNAME", "_headers", "_redirects"}
)
#: How our files are called. Nothing else in the list is believed.
_OURS = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")


class FolderError(AggregatorError):
    """Nothing can be built there."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"{folder}: {reason}.")


@contextlib.contextmanager
def claimed(path: Path) -> Iterator[Folder]:
    """The folder for one build, made if it isn't there. Raises FolderError if it is a stranger's, or busy."""
    with _plainly(path):
        path.mkdir(parents=True, exist_ok=True)
        notes = path / _NOTES
        if not notes.is_dir():
            _refuse_strangers(path)
        notes.mkdir(exist_ok=True)
        with (notes / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FolderError(path, "another build is at work there") from None
            yield Folder(path)


class Folder:
    """A folder of ours while something is built into it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._list = path / _NOTES / "files.json"
        self._part = path / _NOTES / "part"
        self._ours = self._read_list()
        self._put: set[str] = set()
        self._folders = {path}

    def expect(self, files: Iterable[str]) -> None:
        """Say what will be put. Raises FolderError if something that isn't ours stands in the way of any."""
        expected = set(files)
        for file in sorted(expected - self._ours):
            if os.path.lexists(self.path / file):
                raise FolderError(self.path, f"{file} is there already and was not built by us. Move it away first")
        self._write_list(expected | self._ours)
        self._ours |= expected

    def put(self, file: str, body: bytes) -> bool:
        """Let the file hold this; True if it did not already. A reader sees the old file or the new, never a half."""
        target = self.path / file
        self._put.add(file)
        if _holds(target, body):
            return False
        self._make_folder(target.parent)
        self._replace(target, body)
        return True

    def close(self) -> list[str]:
        """Remove what earlier builds put and this one didn't; which files that were."""
        leaving = sorted(file for file in self._ours - self._put if os.path.lexists(self.path / file))
        for file in leaving:
            (self.path / file).unlink()
            self._remove_empty((self.path / file).parent)
        self._write_list(self._put)
        self._ours = set(self._put)
        return leaving

    def _make_folder(self, folder: Path) -> None:
        if folder in self._folders:
            return
        self._make_folder(folder.parent)
        if folder.is_symlink():
            raise FolderError(self.path, f"{folder.relative_to(self.path)} leads elsewhere. Move it away first")
        folder.mkdir(exist_ok=True)
        self._folders.add(folder)

    def _remove_empty(self, folder: Path) -> None:
        while folder != self.path:
            try:
                folder.rmdir()
            except OSError:
                return  # there is something in it
            folder = folder.parent

    def _replace(self, target: Path, body: bytes) -> None:
        self._part.write_bytes(body)
        self._part.replace(target)

    def _read_list(self) -> set[str]:
        try:
            files = json.loads(self._list.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return set()
        except ValueError as error:
            raise FolderError(self.path, f"its list of files ({_NOTES}/files.json) is damaged") from error
        if not isinstance(files, list) or not all(isinstance(file, str) and _OURS.fullmatch(file) for file in files):
            raise FolderError(self.path, f"its list of files ({_NOTES}/files.json) is not as we wrote it")
        return set(files)

    def _write_list(self, files: Iterable[str]) -> None:
        body = json.dumps(sorted(files), indent=0).encode() + b"\n"
        if not _holds(self._list, body):
            self._replace(self._list, body)


def _refuse_strangers(path: Path) -> None:
    found = sorted(child.name for child in path.iterdir() if child.name not in _HOSTS_OWN)
    if found:
        raise FolderError(
            path, f"it holds {found[0]}, which was not built by us. Name an empty folder, or one built before"
        )


def _holds(target: Path, body: bytes) -> bool:
    try:
        return target.stat().st_size == len(body) and not target.is_symlink() and target.read_bytes() == body
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _plainly(path: Path) -> Iterator[None]:
    """What the disk refuses, as one of our errors."""
    try:
        yield
    except OSError as error:
        named = f" ({error.filename})" if error.filename else ""
        raise FolderError(path, f"it can't be written to: {error.strerror or error}{named}") from error

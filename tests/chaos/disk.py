"""A small disk that a test fills up: a tmpfs where we may mount one, else a limit on how far files may grow."""

from __future__ import annotations

import contextlib
import resource
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Enough for the sector's entries, and little enough to be full at once.
MIB = 1024 * 1024
UNLIMITED = resource.RLIM_INFINITY


@dataclass(frozen=True, slots=True)
class Disk:
    """Where a database may be. Filled up for one process at least."""

    folder: Path
    is_mounted: bool

    def fill(self, process: int) -> None:
        """From now on nothing more can be written."""
        if not self.is_mounted:
            largest = max(path.stat().st_size for path in self.folder.iterdir())
            resource.prlimit(process, resource.RLIMIT_FSIZE, (largest, UNLIMITED))
            return
        with (self.folder / "ballast").open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(bytes(4096))

    def clear(self, process: int) -> None:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
        (self.folder / "ballast").unlink(missing_ok=True)

    @contextlib.contextmanager
    def read_only(self) -> Iterator[None]:
        """Nobody may write here; whoever mounts nothing is not the superuser either, who may always."""
        if self.is_mounted:
            subprocess.run(("mount", "-o", "remount,ro", str(self.folder)), check=True)
            yield
            subprocess.run(("mount", "-o", "remount,rw", str(self.folder)), check=True)
            return
        paths = [*self.folder.iterdir(), self.folder]
        for path in paths:
            path.chmod(0o555)
        yield
        for path in paths:
            path.chmod(0o755)


@contextlib.contextmanager
def small_disk(folder: Path, size: int = 16 * MIB) -> Iterator[Disk]:
    """A disk of this many bytes at the folder, which is made."""
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    is_mounted = _succeeds(*mount)
    try:
        yield Disk(folder, is_mounted)
    finally:
        if is_mounted:
            subprocess.run(("umount", "--lazy", str(folder)), check=True)


def _succeeds(*words: str) -> bool:
    try:
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False

"""The programs that are measured: each follows the same addresses, from nothing, again and again."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.peers.measure import Taken, run

ROOT = Path(__file__).resolve().parents[2]

_READER = """
import sys
from reader import make_reader
database, addresses, workers = sys.argv[1:]
desk = make_reader(database)
for line in open(addresses):
    desk.add_feed(line.strip(), exist_ok=True)
print("begins", flush=True)
desk.update_feeds(scheduled=False, workers=int(workers))
print("ends", flush=True)
"""


class Contender(Protocol):
    """A program with a state of its own on the disk."""

    name: str

    def begin(self, folder: Path, addresses: Sequence[str]) -> None:
        """Start from nothing in this folder."""

    def poll(self) -> Taken:
        """Ask every address once."""


class Ours:
    """`aggregator poll --all`, without pauses between requests to a host and with nothing held back."""

    name = "aggregator"

    def begin(self, folder: Path, addresses: Sequence[str]) -> None:
        self._folder = folder
        lines = "".join(
            f"  - {{name: 'Feed {number}', url: '{address}', kind: feed, extract: never}}\n"
            for number, address in enumerate(addresses)
        )
        (folder / "feeds.yaml").write_text(
            "polling: {per_host_gap: 0s, allow_private: [127.0.0.0/8]}\n"
            "publish: {first_import: all}\n"
            "retention: {days: 0}\n"
            f"{_rules()}sources:\n{lines}"
        )

    def poll(self) -> Taken:
        return run(self.command("poll", "--all", "--json"), cwd=ROOT)

    def idle(self) -> Taken:
        """The same with nothing due: what starting and leaving takes."""
        return run(self.command("poll", "--json"), cwd=ROOT)

    def command(self, *words: str) -> list[str]:
        database = f"sqlite:///{self._folder}/desk.db"
        return [
            sys.executable,
            "-m",
            "aggregator",
            *words,
            "--config",
            f"{self._folder}/feeds.yaml",
            "--database",
            database,
        ]


def _rules() -> str:
    """The categories and agencies of the shipped config, so that tagging has its usual work."""
    text = (ROOT / "config" / "feeds.yaml").read_text(encoding="utf-8")
    start, end = text.index("\ncategories:"), text.index("\nsources:")
    return text[start + 1 : end + 1]


@dataclass
class Reader:
    """The library `reader` from PyPI, in an environment of its own."""

    python: str
    workers: int = 32
    name: str = "reader"

    def begin(self, folder: Path, addresses: Sequence[str]) -> None:
        self._folder = folder
        (folder / "addresses").write_text("".join(f"{address}\n" for address in addresses))
        (folder / "update.py").write_text(_READER)

    def poll(self) -> Taken:
        folder = self._folder
        return run(
            [self.python, f"{folder}/update.py", f"{folder}/reader.db", f"{folder}/addresses", str(self.workers)]
        )


@dataclass
class Newsboat:
    """newsboat from Debian's packages."""

    threads: int = 32
    name: str = "newsboat"

    def begin(self, folder: Path, addresses: Sequence[str]) -> None:
        if shutil.which("newsboat") is None:
            raise SystemExit("newsboat is missing: apt-get install newsboat")
        self._folder = folder
        (folder / "urls").write_text("".join(f"{address}\n" for address in addresses))
        (folder / "config").write_text(f"reload-threads {self.threads}\nmax-items 0\n")

    def poll(self) -> Taken:
        folder = self._folder
        return run(
            ["newsboat", "-u", f"{folder}/urls", "-C", f"{folder}/config", "-c", f"{folder}/cache.db", "-x", "reload"]
        )

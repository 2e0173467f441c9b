"""A desk of its own for a test: a folder with settings and a database, and the commands run as processes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[2]
#: What takes longer on a busy machine has hung.
PATIENCE_SECONDS = 60.0

_SERVING = re.compile(r"Serving (\S+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines of `--json`."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def by_source(self) -> dict[str, dict[str, Any]]:
        return {row["source"]: row for row in self.rows}


@dataclass(frozen=True, slots=True)
class Desk:
    """Settings and a database in a folder."""

    folder: Path
    database: str = "desk.db"

    @property
    def config(self) -> Path:
        return self.folder / "feeds.yaml"

    def configure(self, text: str) -> None:
        self.config.write_text(text, encoding="utf-8")

    def start(self, *words: str, output: Any = subprocess.PIPE) -> subprocess.Popen[str]:
        """The command as a process that the caller ends."""
        return subprocess.Popen(
            [sys.executable, "-m", "aggregator", *words, *self._options],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "AGGREGATOR_DATABASE"},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            text=True,
            encoding="utf-8",
        )

    def run(self, *words: str, given: str = "") -> Answer:
        """The command, to its end; `given` is what it reads."""
        with self.start(*words) as process:
            out, err = process.communicate(given, timeout=PATIENCE_SECONDS)
        return Answer(process.returncode, out, err)

    def open(self, log: str, *words: str) -> Machine:
        """The command as a process of which `log` is kept in the folder. The caller ends it."""
        path = self.folder / log
        with path.open("w") as output:
            return Machine(self, self.start(*words, output=output), path)

    @contextlib.contextmanager
    def daemon(self, port: int = 0) -> Iterator[Daemon]:
        """`aggregator run`, at a free port unless one is given, from when it serves until the block ends."""
        machine = self.open("daemon.log", "run", "--port", str(port))
        try:
            machine.wait_until_it_serves()
            yield machine
        finally:
            machine.kill()

    def entries(self) -> list[tuple[Any, ...]]:
        """Every stored entry: its source and what never changes of it. Also asks whether the database is sound."""
        return self.ask(
            "SELECT sources.name, identity, published_id, title, entries.link, entries.published"
            " FROM entries JOIN sources ON sources.id = entries.source_id ORDER BY 1, 2"
        )

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """What the database has, asked beside whoever works with it."""
        with contextlib.closing(sqlite3.connect(self.folder / self.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return connection.execute(query).fetchall()

    @property
    def _options(self) -> Sequence[str]:
        is_file = "://" not in self.database
        url = f"sqlite:///{self.folder / self.database}" if is_file else self.database
        return ("--config", str(self.config), "--database", url)


class Daemon(Protocol):
    """Whoever works for a desk: one process, or many machines as one."""

    @property
    def desk(self) -> Desk:
        """Whom it works for."""

    @property
    def process(self) -> subprocess.Popen[str]:
        """The one that serves at `address`."""

    @property
    def processes(self) -> int:
        """How many work for the desk."""

    @property
    def said(self) -> str:
        """What was logged."""

    @property
    def address(self) -> str:
        """Where it serves."""

    def get(self, path: str = "") -> bytes:
        """What is served there."""

    def stop(self, number: signal.Signals) -> tuple[int, float]:
        """Send the signal; the exit code, and the seconds that it took."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A process that works for a desk, and what it says."""

    desk: Desk
    process: subprocess.Popen[str]
    log: Path
    processes: int = 1

    @property
    def said(self) -> str:
        """What it has logged."""
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        """Where it serves."""
        found = _SERVING.search(self.said)
        assert found, self.said
        return found[1]

    def wait_until_it_serves(self) -> None:
        """Or until it has ended."""
        wait_until(lambda: _SERVING.search(self.said) or self.process.poll() is not None)

    def get(self, path: str = "") -> bytes:
        """What it serves there."""
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE_SECONDS) as response:
            body: bytes = response.read()
        return body

    def stop(self, number: signal.Signals) -> tuple[int, float]:
        """Send the signal; the exit code, and the seconds that it took."""
        started = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_SECONDS)
        return code, time.monotonic() - started

    def kill(self) -> None:
        """End it at once, if it lives."""
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)
        if self.process.stdin is not None:
            self.process.stdin.close()


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until it is so; how long it took. AssertionError when it never becomes so."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "it never happened"
        time.sleep(0.05)
    return time.monotonic() - started

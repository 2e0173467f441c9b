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
from typing import Any

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

    @contextlib.contextmanager
    def daemon(self, port: int = 0) -> Iterator[Daemon]:
        """`aggregator run`, at a free port unless one is given, from when it serves until the block ends."""
        log = self.folder / "daemon.log"
        with log.open("w") as output, self.start("run", "--port", str(port), output=output) as process:
            daemon = Daemon(process, log)
            try:
                wait_until(lambda: _SERVING.search(daemon.said) or process.poll() is not None)
                yield daemon
            finally:
                process.kill()

    def entries(self) -> list[tuple[Any, ...]]:
        """Every stored entry: its source and what never changes of it. Also asks whether the database is sound."""
        with contextlib.closing(sqlite3.connect(self.folder / self.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return connection.execute(
                "SELECT sources.name, identity, published_id, title, entries.link, entries.published"
                " FROM entries JOIN sources ON sources.id = entries.source_id ORDER BY 1, 2"
            ).fetchall()

    @property
    def _options(self) -> Sequence[str]:
        is_file = "://" not in self.database
        url = f"sqlite:///{self.folder / self.database}" if is_file else self.database
        return ("--config", str(self.config), "--database", url)


@dataclass(frozen=True, slots=True)
class Daemon:
    """A running daemon."""

    process: subprocess.Popen[str]
    log: Path
    #: How many work for the desk.
    processes: int = 1

    @property
    def said(self) -> str:
        """What it has logged."""
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        found = _SERVING.search(self.said)
        assert found, self.said
        return found[1]

    def get(self, path: str = "") -> bytes:
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE_SECONDS) as response:
            body: bytes = response.read()
        return body

    def stop(self, number: signal.Signals) -> tuple[int, float]:
        """Send the signal; the exit code, and the seconds that it took."""
        started = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_SECONDS)
        return code, time.monotonic() - started


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until it is so; how long it took. AssertionError when it never becomes so."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "it never happened"
        time.sleep(0.05)
    return time.monotonic() - started

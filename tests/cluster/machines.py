"""A desk that many processes work for, as many machines do: workers and web processes over one PostgreSQL database."""

from __future__ import annotations

import contextlib
import itertools
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.acceptance.desk import PATIENCE_SECONDS, Desk, Machine, wait_until

_numbers = itertools.count(1)


@dataclass(slots=True)
class Machines:
    """Those that work for a desk now. Asked for something, the web processes answer as one, once they agree."""

    desk: Desk
    workers: list[Machine] = field(default_factory=list)
    webs: list[Machine] = field(default_factory=list)

    @property
    def all(self) -> Sequence[Machine]:
        return (*self.workers, *self.webs)

    @property
    def processes(self) -> int:
        return len(self.all)

    @property
    def said(self) -> str:
        """What all of them have said."""
        return "".join(machine.said for machine in self.all)

    @property
    def address(self) -> str:
        """Where the first of them serves."""
        return self.webs[0].address

    @property
    def process(self) -> subprocess.Popen[str]:
        return self.webs[0].process

    def stop(self, number: signal.Signals) -> tuple[int, float]:
        """Send the signal to all; the first exit code that is none of success, and the seconds until the last ended."""
        started = time.monotonic()
        for machine in self.all:
            machine.process.send_signal(number)
        codes = [machine.process.wait(PATIENCE_SECONDS) for machine in self.all]
        return next((code for code in codes if code), 0), time.monotonic() - started

    def get(self, path: str = "") -> bytes:
        """What all web processes serve there. Each notices what others wrote within a second, so they may be asked
        again until they agree.
        """
        answers: set[bytes] = set()

        def agree() -> bool:
            answers.clear()
            answers.update(self.ask(web, path)[0] for web in self.webs)
            return len(answers) == 1

        wait_until(agree)
        return answers.pop()

    def ask(self, web: Machine, path: str = "") -> tuple[bytes, dict[str, str]]:
        """What this web process serves there, and the headers that tell one version from another."""
        with urllib.request.urlopen(web.address + path, timeout=PATIENCE_SECONDS) as response:
            body: bytes = response.read()
            return body, {name: response.headers[name] for name in ("ETag", "Last-Modified")}

    def start_worker(self, *words: str) -> Machine:
        """One more."""
        machine = self.begin_worker(*words)
        _wait_until_it_works(machine)
        assert machine.process.poll() is None, machine.said
        return machine

    def start_web(self, port: int = 0) -> Machine:
        """One more, at a free port unless one is given."""
        machine = self.begin_web(port)
        machine.wait_until_it_serves()
        return machine

    def begin_worker(self, *words: str) -> Machine:
        """One more, that may not work yet."""
        self.workers.append(self._open("worker", *words))
        return self.workers[-1]

    def begin_web(self, port: int = 0) -> Machine:
        """One more, that may not serve yet."""
        self.webs.append(self._open("serve", "--port", str(port)))
        return self.webs[-1]

    def _open(self, *words: str) -> Machine:
        return self.desk.open(f"machine{next(_numbers)}.log", *words)


class SharedDesk(Desk):
    """A desk whose daemon is two workers and two web processes over its PostgreSQL database."""

    __slots__ = ()

    @contextlib.contextmanager
    def daemon(self, port: int = 0) -> Iterator[Machines]:
        """From when all serve and work until the block ends. The first web process has the port."""
        with machines(self, workers=0, webs=0) as found:
            for number in (port, 0):
                found.begin_web(number)
            for web in found.webs:
                web.wait_until_it_serves()  # before the workers: hubs ask back at once
            for _ in range(2):
                found.begin_worker()
            for worker in found.workers:
                _wait_until_it_works(worker)
            yield found

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode()).fetchall()


@contextlib.contextmanager
def machines(desk: Desk, *, workers: int = 2, webs: int = 2) -> Iterator[Machines]:
    """So many of each, from when they work until the block ends."""
    found = Machines(desk)
    try:
        for _ in range(workers):
            found.start_worker()
        for _ in range(webs):
            found.start_web()
        yield found
    finally:
        for machine in found.all:
            machine.kill()


def _wait_until_it_works(machine: Machine) -> None:
    """Or until it has ended."""
    wait_until(lambda: "worker_started" in machine.said or machine.process.poll() is not None)

"""A desk that many processes work for, as many machines do: workers and web processes over one PostgreSQL database."""

from __future__ import annotations

import contextlib
import itertools
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.acceptance.desk import PATIENCE_SECONDS, Desk, wait_until

_SERVING = re.compile(r"Serving (\S+)")
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Machine:
    """One process, and what it says."""

    process: subprocess.Popen[str]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        """Where it serves."""
        found = _SERVING.search(self.said)
        assert found, self.said
        return found[1]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)


@dataclass(slots=True)
class Machines:
    """Those that work for a desk now. Asked for something, the web processes answer as one, once they agree."""

    desk: Desk
    workers: list[Machine] = field(default_factory=list)
    webs: list[Machine] = field(default_factory=list)

    @property
    def processes(self) -> int:
        return len(self.workers) + len(self.webs)

    @property
    def said(self) -> str:
        """What all of them have said."""
        return "".join(machine.said for machine in (*self.workers, *self.webs))

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
        machine = self._start("worker", *words)
        self.workers.append(machine)
        wait_until(lambda: "worker_started" in machine.said or machine.process.poll() is not None)
        assert machine.process.poll() is None, machine.said
        return machine

    def start_web(self, port: int = 0) -> Machine:
        """One more, at a free port unless one is given."""
        machine = self._start("serve", "--port", str(port))
        self.webs.append(machine)
        wait_until(lambda: _SERVING.search(machine.said) or machine.process.poll() is not None)
        return machine

    def _start(self, *words: str) -> Machine:
        log = self.desk.folder / f"machine{next(_numbers)}.log"
        with log.open("w") as output:
            return Machine(self.desk.start(*words, output=output), log)


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
        for machine in (*found.workers, *found.webs):
            machine.kill()
            if machine.process.stdin is not None:
                machine.process.stdin.close()

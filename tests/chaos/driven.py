"""The daemon as `aggregator run` has it, but for its clock: that is told from outside, line by line.

Run as a process: `python -m tests.chaos.driven CONFIG DATABASE`. It says the address it serves at, then reads a moment
a line, does everything that is due by then, and answers with how many tasks it has. SIGTERM ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.acceptance.desk import ROOT, Desk

if TYPE_CHECKING:
    from aggregator.daemon import Vitals


@dataclass(slots=True)
class Hands:
    """The clock of the driven daemon."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


async def _drive(vitals: Vitals, hands: Hands, lines: asyncio.StreamReader) -> None:
    """Until the end of input. By the time that the daemon serves, its desk is there."""
    while line := await lines.readline():
        hands.now = datetime.fromisoformat(line.decode().strip())
        desk = vitals.desk
        assert desk is not None
        await desk.tick()
        while desk.in_flight:
            await asyncio.gather(*desk.in_flight.values(), return_exceptions=True)
        if desk.reading is not None:
            await desk.reading
        await desk.tick()  # what came goes out
        print(json.dumps({"tasks": len(asyncio.all_tasks()), "in_flight": len(desk.in_flight)}), flush=True)  # noqa: T201


async def _run(config: Path, database: str) -> None:
    from aggregator import daemon
    from aggregator.cli.options import opened_in_force
    from aggregator.publish import Outputs
    from aggregator.web.app import make_app
    from aggregator.web.server import Listener

    with opened_in_force(config, database) as (store, in_force), store.hold("a test"), Listener("127.0.0.1", 0) as web:
        print(web.url, flush=True)  # noqa: T201
        outputs = Outputs(store, in_force.settings)
        vitals = daemon.Vitals(store, in_force)
        lines = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        first = await lines.readline()
        hands = Hands(datetime.fromisoformat(first.decode().strip()))
        hubs = daemon.Hubs(vitals.store)
        app = make_app(outputs, vitals, hubs)

        async def serve(until: asyncio.Event) -> None:
            driving = asyncio.create_task(_drive(vitals, hands, lines))
            await web.serve(app, until)
            driving.cancel()

        await daemon.run(vitals, outputs, hubs, path=config, serve=serve, clock=hands)


@dataclass(frozen=True, slots=True)
class Driven:
    """A driven daemon, from outside."""

    process: subprocess.Popen[str]
    address: str
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def at(self, moment: datetime) -> dict[str, Any]:
        """Let it do what is due at this moment."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(moment.isoformat() + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, self.said[-4000:]
        read: dict[str, Any] = json.loads(answer)
        return read

    def get(self, place: str) -> bytes:
        with urllib.request.urlopen(self.address + place, timeout=60) as response:
            body: bytes = response.read()
        return body

    def events(self, action: str) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.said.splitlines() if line.startswith("{")]
        return [event for event in found if event["action"] == action]


@contextlib.contextmanager
def driven(desk: Desk, start: datetime) -> Iterator[Driven]:
    """A daemon for this desk whose clock stands at the start, until the block ends."""
    log = desk.folder / "driven.log"
    words = (sys.executable, "-m", "tests.chaos.driven", str(desk.config), f"sqlite:///{desk.folder / desk.database}")
    with (
        log.open("a") as output,
        subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output, text=True, encoding="utf-8"
        ) as process,
    ):
        try:
            assert process.stdout
            assert process.stdin
            address = process.stdout.readline().strip()
            assert address, log.read_text()
            process.stdin.write(start.isoformat() + "\n")
            yield Driven(process, address, log)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, log.read_text()[-4000:]
        finally:
            process.kill()


def main() -> None:
    from aggregator.cli.options import run_async
    from aggregator.logs import configure_logs

    configure_logs("info", "json")
    run_async(_run(Path(sys.argv[1]), sys.argv[2]))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What 20 hostile sources of 100 cost the 80 others: rounds with and without them, side by side, and their medians.

    benchmarks/hostile.py [--rounds 5]

A third of the hostile ones hang, a third drip, a third bomb (10 MiB packed into 10 KiB, and endless bodies). Everything
is real but the distance: sockets on loopback, each source a host of its own, the whole pipeline with its worker
processes, a database on disk, and the limits and manners of an empty config. The servers run in a process of their own,
and so does each round.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

HEALTHY, HOSTILE = 80, 20
ENTRIES = 30
MEBIBYTE = 2**20
#: How often memory is looked at, in seconds.
LOOK_SECONDS = 0.05


def host(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


# --- the servers -----------------------------------------------------------------------------------------------------


def healthy_feed(number: int) -> bytes:
    text = "The otters of the weir were seen again this morning, by all who came. " * 12
    items = "".join(
        f"<item><title>Piece {n} of {number}</title><link>http://paper{number}.example/{n}</link><guid>{number}-{n}</guid>"
        f"<pubDate>Fri, {n % 28 + 1:02} Feb 2025 10:00:00 GMT</pubDate><description>{text}</description></item>"
        for n in range(ENTRIES)
    )
    return f"<rss version='2.0'><channel><title>Paper {number}</title>{items}</channel></rss>".encode()


BOMB = gzip.compress(b"<rss><channel>" + b"<item><title>x</title></item>" * (9 * MEBIBYTE // 29))


async def answer(number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        if number < HEALTHY:
            body = healthy_feed(number)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
        else:
            await attack(number, reader, writer)
    writer.close()


async def attack(number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    match number % 6:
        case 0:
            await reader.read()  # hangs before the answer
        case 1:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
            await reader.read()  # hangs inside
        case 2:
            await drip(writer, b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n")
        case 3:
            await drip(writer, b"HTTP/1.1 200 OK\r\n\r\n<rss>" + b" " * 2 * MEBIBYTE, b" ")
        case 4:
            head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
            writer.write(head % len(BOMB) + BOMB)
            await writer.drain()
        case 5:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
            while True:
                writer.write(b" " * 65_536)
                await writer.drain()


async def drip(writer: asyncio.StreamWriter, head: bytes, drop: bytes) -> None:
    writer.write(head)
    while True:
        writer.write(drop)
        await writer.drain()
        await asyncio.sleep(1)


async def serve(port: int) -> None:
    servers = []
    for number in range(HEALTHY + HOSTILE):

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int = number) -> None:
            await answer(number, reader, writer)

        servers.append(await asyncio.start_server(handle, host(number), port))
    print("ready", flush=True)  # noqa: T201  # the parent waits for it
    await asyncio.Event().wait()


# --- one round -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Round:
    #: From the first request until the last healthy source was stored.
    last_healthy_seconds: float
    #: Until every source, the hostile ones too, had its outcome.
    all_seconds: float
    stored: int
    memory_before_mb: float
    memory_peak_mb: float
    #: The longest that the event loop was held.
    lag_ms: float


def memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / MEBIBYTE


async def one_round(port: int, count: int, folder: str) -> Round:
    from datetime import timedelta

    from aggregator.config.settings import Polling, Settings
    from aggregator.fetch.client import Fetcher
    from aggregator.models.source import Source
    from aggregator.outcomes import PollReport
    from aggregator.pipeline.desk import fetch_policy, tagger_for, take_over, utc_now
    from aggregator.pipeline.intake import Intake, poll_each
    from aggregator.store.engine import open_store
    from aggregator.workers.pool import Workers

    # the hostile ones first: whoever is asked first has the best places to hold
    numbers = sorted(range(count), reverse=True)
    settings = Settings(
        polling=Polling(allow_private=("127.0.0.0/8",)),
        sources=tuple(
            Source(name=f"S{n}", url=f"http://{host(n)}:{port}/feed", kind="feed", every=timedelta(hours=1))
            for n in numbers
        ),
    )
    names = {f"S{n}" for n in range(HEALTHY)}
    ends: dict[str, float] = {}
    memory, lags = [memory_mb()], [0.0]

    async def look() -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(LOOK_SECONDS)
            lags.append(time.monotonic() - before - LOOK_SECONDS)
            memory.append(memory_mb())

    with open_store(f"sqlite:///{folder}/desk.db") as store:
        with store.writing() as tx:
            known = take_over(tx, settings, utc_now())
        async with Fetcher(fetch_policy(settings)) as fetcher, Workers() as workers:
            intake = Intake(store, fetcher, workers, settings, tagger_for(settings))
            looking = asyncio.create_task(look())
            await asyncio.sleep(2 * LOOK_SECONDS)
            memory[:] = [memory_mb()]
            started = time.monotonic()
            stored = 0

            def on_report(report: PollReport) -> None:
                nonlocal stored
                ends[report.source] = time.monotonic() - started
                stored += report.new if report.source in names else 0

            await poll_each(intake, [known[one] for one in known], on_report)
            looking.cancel()
    return Round(
        last_healthy_seconds=max(at for name, at in ends.items() if name in names),
        all_seconds=max(ends.values()),
        stored=stored,
        memory_before_mb=memory[0],
        memory_peak_mb=max(memory),
        lag_ms=1000 * max(lags),
    )


# --- the table -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def servers() -> Iterator[int]:
    with socket.create_server((host(0), 0)) as probe:
        port: int = probe.getsockname()[1]
    with subprocess.Popen([sys.executable, __file__, "--serve", str(port)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield port
        finally:
            process.terminate()


def measure(port: int, count: int) -> Round:
    said = subprocess.run(
        [sys.executable, __file__, "--round", str(port), str(count)], check=True, capture_output=True, text=True
    )
    return Round(**json.loads(said.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--round", nargs=2, type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        asyncio.run(serve(arguments.serve))
    elif arguments.round:
        from aggregator.logs import configure_logs

        configure_logs(level="error")
        port, count = arguments.round
        with tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(one_round(port, count, folder))
        print(json.dumps(asdict(found)))  # noqa: T201
    else:
        show(arguments.rounds)


def show(rounds: int) -> None:
    without: list[Round] = []
    beside: list[Round] = []
    with servers() as port:
        for _ in range(rounds):  # side by side, so that a busy machine is unfair to both
            without.append(measure(port, HEALTHY))
            beside.append(measure(port, HEALTHY + HOSTILE))
    print(f"{'medians of ' + str(rounds):34}{f'{HEALTHY} healthy':>14}{f'and {HOSTILE} hostile':>16}")  # noqa: T201
    for label, name, unit in (
        ("last healthy source stored after", "last_healthy_seconds", "s"),
        ("every source has its outcome after", "all_seconds", "s"),
        ("entries of healthy sources stored", "stored", ""),
        ("memory before", "memory_before_mb", "MB"),
        ("memory at its peak", "memory_peak_mb", "MB"),
        ("longest hold of the event loop", "lag_ms", "ms"),
    ):
        cells = [statistics.median(getattr(one, name) for one in each) for each in (without, beside)]
        print(f"{label:36}{cells[0]:9.2f} {unit:2}{cells[1]:13.2f} {unit:2}")  # noqa: T201


if __name__ == "__main__":
    main()

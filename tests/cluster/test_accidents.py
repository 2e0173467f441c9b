"""What happens to machines: they are killed, and the database goes away and comes back."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import psycopg
import pytest

from aggregator.store.engine import open_store
from tests.acceptance.desk import Desk, wait_until
from tests.cluster.chaos import RECOVERED_SECONDS, kill_workers, make_all_due, stored
from tests.cluster.hosts import hosts
from tests.cluster.machines import machines
from tests.conftest import start_postgresql


def test_workers_killed_in_mid_poll_lose_nothing_double_nothing_and_leave_no_host_waiting(
    postgresql_url: str, tmp_path: Path
) -> None:
    with hosts(6, feeds=3, seconds=0.3) as sites:
        found = kill_workers(Desk(tmp_path, database=postgresql_url), sites, kills=2)
    assert (found.missing, found.doubled, found.most_at_once) == (0, 0, 1)
    assert found.longest_seconds < RECOVERED_SECONDS


def test_a_worker_asked_to_stop_ends_well_and_another_goes_on_at_once(postgresql_url: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, database=postgresql_url)
    with hosts(4, feeds=3, seconds=0.3) as sites:
        desk.configure(sites.settings())
        with machines(desk, workers=2, webs=0) as found:
            wait_until(lambda: len(stored(desk)) > 0)
            make_all_due(desk)
            wait_until(lambda: sum(sites.in_flight.values()) > 0)
            first = found.workers[0]
            first.process.send_signal(signal.SIGTERM)
            assert first.process.wait(20) == 0, first.said
            wait_until(lambda: set(stored(desk)) == sites.expected())
            assert "Traceback" not in found.said
        assert max(sites.most_at_once.values()) == 1


def test_while_the_database_is_away_the_web_serves_from_memory_and_workers_wait_and_then_go_on(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    server = start_postgresql(tmp_path_factory.mktemp("own"))
    try:
        desk = Desk(tmp_path, database=server.get_uri())
        open_store(desk.database).close()
        with hosts(3, feeds=2) as sites:
            desk.configure(sites.settings())
            with machines(desk, workers=2, webs=1) as found:
                wait_until(lambda: len(json.loads(found.get("feed.json"))["items"]) == len(sites.expected()))
                before = found.get("feed.json")
                server.stop()
                with pytest.raises(psycopg.OperationalError):
                    psycopg.connect(desk.database)
                wait_until(lambda: "store_failed" in found.webs[0].said)
                wait_until(lambda: all("queue_away" in worker.said for worker in found.workers))
                assert found.get("feed.json") == before
                assert [machine.process.poll() for machine in (*found.workers, *found.webs)] == [None] * 3
                server.ensure_postgres_running()
                sites.pieces += 1
                make_all_due(desk)
                wait_until(lambda: set(stored(desk)) == sites.expected(), seconds=RECOVERED_SECONDS * 2)
                wait_until(lambda: len(json.loads(found.get("feed.json"))["items"]) == len(sites.expected()))
    finally:
        server.cleanup()


def test_web_processes_serve_the_same_bytes_under_the_same_tag(postgresql_url: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, database=postgresql_url)
    with hosts(2, feeds=2) as sites:
        desk.configure(sites.settings())
        with machines(desk, workers=1, webs=1) as found:
            wait_until(lambda: len(json.loads(found.get("feed.json"))["items"]) == len(sites.expected()))
            early = found.webs[0]
            late = found.start_web()
            for path in ("feed.json", "rss.xml", "atom.xml", "", "category/news/rss.xml"):
                assert found.ask(early, path) == found.ask(late, path)

"""A full disk, a failing one, a database that is read-only or damaged: it says so, serves on, and loses nothing."""

from __future__ import annotations

import resource
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.acceptance.desk import Daemon, Desk, wait_until
from tests.chaos.disk import UNLIMITED, small_disk
from tests.chaos.extent import full
from tests.chaos.ledger import Ledger, ask, still_serves, told, wait_for_all
from tests.sector.world import Sector

NEWS = 4


def _is_told(daemon: Daemon, *words: str) -> bool:
    status, said = ask(daemon, "readyz")
    return status == 503 and all(word in said for word in words)


def _goes_on(daemon: Daemon, sector: Sector, ledger: Ledger, shown: dict[str, str]) -> None:
    """Without a new start, with what came out meanwhile, and all of it served."""
    wait_until(lambda: ask(daemon, "readyz")[0] == 200)
    wait_for_all(daemon, sector)
    ledger.check()
    assert still_serves(daemon, shown)
    assert told(daemon, "store_recovered")
    assert not told(daemon, "poll_crashed")


def test_a_full_disk_is_told_and_costs_nothing(desk: Desk, sector: Sector, ledger: Ledger) -> None:
    with small_disk(desk.folder / "disk") as disk:
        ledger.desk = desk = replace(desk, database="disk/desk.db")
        with desk.daemon() as daemon:
            shown = wait_for_all(daemon, sector)
            ledger.check()
            _checkpoint(desk.folder / desk.database)  # else the log of changes has room left that is its own
            disk.fill(daemon.process.pid)
            sector.publish_more(NEWS)
            wait_until(lambda: _is_told(daemon, "can be stored", "full" if disk.is_mounted else "desk.db"))
            assert still_serves(daemon, shown)
            assert ask(daemon, "healthz")[0] == 200
            assert len(told(daemon, "store_failed")) == 1
            asked = len(sector.requests)
            wait_until(lambda: told(daemon, "store_failed") and ask(daemon, "readyz")[0] == 503)
            assert len(sector.requests) - asked <= len(sector.expected)  # those that were under way
            disk.clear(daemon.process.pid)
            _goes_on(daemon, sector, ledger, shown)


@pytest.mark.full
def test_a_daemon_that_is_killed_on_a_full_disk_comes_up_again(desk: Desk, sector: Sector, ledger: Ledger) -> None:
    with small_disk(desk.folder / "disk") as disk:
        ledger.desk = desk = replace(desk, database="disk/desk.db")
        with desk.daemon() as daemon:
            shown = wait_for_all(daemon, sector)
            ledger.check()
            _checkpoint(desk.folder / desk.database)  # else the log of changes has room left that is its own
            disk.fill(daemon.process.pid)
            sector.publish_more(NEWS)
            wait_until(lambda: _is_told(daemon, "can be stored"))
        with desk.daemon() as daemon:
            wait_until(lambda: still_serves(daemon, shown))
            disk.clear(daemon.process.pid)
            wait_for_all(daemon, sector)
            ledger.check()


def test_a_disk_that_fails_every_write_is_told_and_costs_nothing(desk: Desk, sector: Sector, ledger: Ledger) -> None:
    with desk.daemon() as daemon:
        shown = wait_for_all(daemon, sector)
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (0, UNLIMITED))
        sector.publish_more(NEWS)
        wait_until(lambda: _is_told(daemon, "can be stored", "desk.db"))
        assert still_serves(daemon, shown)
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
        _goes_on(daemon, sector, ledger, shown)


def test_a_disk_that_may_not_be_written_is_told_at_the_start_in_plain_words(desk: Desk) -> None:
    with small_disk(desk.folder / "disk") as disk:
        there = replace(desk, database="disk/desk.db")
        assert there.run("poll", "--all").code == 0
        entries = there.entries()
        with disk.read_only():
            before = _bytes(disk.folder)
            answer = there.run("run", "--port", "0")
            assert answer.code == 1
            assert "Traceback" not in answer.err
            assert "file system; have the disk checked" in answer.err or "no right to write" in answer.err
            assert _bytes(disk.folder) == before
        assert there.run("poll", "--all").code == 0
        assert there.entries() == entries


@pytest.mark.parametrize("damage", [full("no database"), "torn pages", full("cut short")])
def test_a_damaged_database_is_refused_in_plain_words_and_left_as_it_is(
    desk: Desk, sector: Sector, ledger: Ledger, damage: str
) -> None:
    with desk.daemon() as daemon:
        shown = wait_for_all(daemon, sector)
        assert desk.run("backup", str(desk.folder / "good.db")).code == 0
        daemon.process.kill()
        daemon.process.wait()
    path = desk.folder / desk.database
    _checkpoint(path)
    _damage(path, damage)
    before = _bytes(desk.folder)
    answer = desk.run("run", "--port", "0")
    assert answer.code == 1
    assert "Traceback" not in answer.err
    assert "damaged" in answer.err
    assert _bytes(desk.folder) == before
    assert desk.run("restore", str(desk.folder / "good.db")).code == 0
    with desk.daemon() as daemon:
        wait_until(lambda: still_serves(daemon, shown))
        ledger.check()


@pytest.mark.full
def test_a_database_that_is_torn_while_it_runs_is_told_and_what_is_in_memory_is_served_on(
    desk: Desk, sector: Sector
) -> None:
    with desk.daemon() as daemon:
        shown = wait_for_all(daemon, sector)
        desk.run("backup", str(desk.folder / "good.db"))
        path = desk.folder / desk.database
        _checkpoint(path)
        _damage(path, "torn pages")
        sector.publish_more(NEWS)
        wait_until(lambda: ask(daemon, "readyz")[0] == 503)
        assert "damaged" in ask(daemon, "readyz")[1]
        assert still_serves(daemon, shown)
        daemon.stop(signal.SIGTERM)
    assert desk.run("restore", str(desk.folder / "good.db")).code == 0


def _checkpoint(path: Path) -> None:
    """Everything into the database file itself."""
    with closing(sqlite3.connect(path, timeout=60)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _damage(path: Path, kind: str) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        if kind == "cut short":
            file.truncate(size // 2 // 4096 * 4096)
            return
        start, end = (0, 4096) if kind == "no database" else (4096, size)
        file.seek(start)
        file.write(b"\xa5\x5a" * ((end - start) // 2))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("desk.db*") if not path.name.endswith(".lock")}

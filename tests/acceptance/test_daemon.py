"""`run`: what it serves, how it follows the sector, how it shares the database, and how it stops."""

from __future__ import annotations

import json
import signal
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest

from tests.acceptance.companies import NewDesk
from tests.acceptance.desk import Daemon, Desk, wait_until
from tests.sector.world import OUTLETS, TROUBLES, Outlet, Piece, Sector

DRIPPING = [trouble for trouble in TROUBLES if trouble.code == "timeout"]
DATED = [outlet for outlet in OUTLETS if outlet.kind == "feed" and outlet.dialect not in ("rss091", "rss092")]
BAD_SOURCE = {"name": "Bad Apple", "url": "http://127.0.20.1/feed", "kind": "pigeon"}


@dataclass(frozen=True)
class Running:
    sector: Sector
    desk: Desk
    daemon: Daemon
    #: What those are told who want the database for themselves.
    holder: str

    def written(self) -> list[tuple[Outlet, Piece]]:
        """Everything that should be out."""
        return [(outlet, piece) for outlet in OUTLETS for piece in self.sector.expected[outlet.name]]


@pytest.fixture(scope="module")
def running(new_desk: NewDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A daemon that has been through all of the sector once; one of its sources is wrong in the settings."""
    desk = new_desk(tmp_path_factory.mktemp("desk"))
    with Sector() as sector:
        desk.configure(
            sector.config(
                troubles=(), first_import="all", entries=1000, title="{title}", more_sources=[BAD_SOURCE], every="2s"
            )
        )
        with desk.daemon() as daemon:
            holder = "the daemon (process" if daemon.processes == 1 else "another aggregator"
            found = Running(sector, desk, daemon, holder)
            wait_until(lambda: len(_items(daemon)) == len(found.written()))
            yield found


def test_one_bad_source_is_named_and_costs_only_itself(running: Running) -> None:
    told = [line for line in running.daemon.said.splitlines() if "pigeon" in line and "alarm" not in line]
    assert len(told) == running.daemon.processes
    assert all(line.startswith(f"{running.desk.config}:") for line in told)


@pytest.mark.parametrize("file", ["atom.xml", "rss.xml"])
def test_feed_brings_back_every_title_address_date_and_source(running: Running, file: str) -> None:
    feed = feedparser.parse(running.daemon.get(file))
    assert not feed.bozo, feed.get("bozo_exception")
    assert {(entry.title, entry.link, entry.source.title) for entry in feed.entries} == {
        (piece.title, running.sector.url(outlet, piece.path), outlet.name) for outlet, piece in running.written()
    }
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) == len(running.written())
    said = {entry.title: datetime.fromtimestamp(timegm(entry.published_parsed), UTC) for entry in feed.entries}
    for outlet, piece in running.written():
        if outlet in DATED:
            assert said[piece.title] == piece.published


def test_front_page_leads_to_the_original_of_its_newest_entries_and_credits_them(running: Running) -> None:
    page = running.daemon.get().decode()
    outlet = OUTLETS[0]
    newest = running.sector.expected[outlet.name][0]
    assert f'href="{running.sector.url(outlet, newest.path)}"' in page
    assert f"{outlet.host}{newest.path.rstrip('/')}</a>" in page
    assert outlet.name in page


def test_poll_goes_through_the_daemon_and_shows_its_outcomes(running: Running) -> None:
    outlet = OUTLETS[0]
    answer = running.desk.run("poll", "--source", outlet.name, "--json")
    (row,) = answer.rows
    assert running.holder in answer.err
    assert (row["source"], row["outcome"]) == (outlet.name, "not_modified")
    assert row["entries"] == len(running.sector.expected[outlet.name])


def test_second_daemon_explains_and_leaves(running: Running) -> None:
    answer = running.desk.run("run", "--port", "0")
    assert answer.code == 1
    assert running.holder in answer.err
    assert "is already polling into this database" in answer.err
    assert "Traceback" not in answer.err


def test_what_is_set_by_hand_beside_it_shows_within_seconds_and_moves_nothing_else(running: Running) -> None:
    before = _dated_titles(running.daemon)
    chosen = next(item for item in _items(running.daemon) if "Campaigns" not in item["tags"])
    assert running.desk.run("set", chosen["id"], "+Campaigns").code == 0

    def tags() -> list[str]:
        (item,) = [item for item in _items(running.daemon) if item["id"] == chosen["id"]]
        return list(item["tags"])

    assert wait_until(lambda: "Campaigns" in tags()) < 20
    assert chosen["url"].encode() in running.daemon.get("category/campaigns/")
    assert running.desk.run("retag", "--json").rows[0]["changed"] == 0
    assert "Campaigns" in tags()
    assert _dated_titles(running.daemon).items() >= before.items()


def test_what_comes_out_is_in_the_feed_within_seconds(running: Running) -> None:
    before = _dated_titles(running.daemon)
    (news,) = running.sector.publish_more()
    wait_until(lambda: news.piece.title.encode() in running.daemon.get("atom.xml"), seconds=20)
    after = _dated_titles(running.daemon)
    assert len(after) == len(before) + 1
    assert before.items() < after.items()


def test_stopped_in_mid_poll_it_ends_well_and_the_next_one_serves_the_same_bytes(desk: Desk, sector: Sector) -> None:
    files = ("atom.xml", "rss.xml", "feed.json", "")
    desk.configure(sector.config(troubles=DRIPPING, timeout="60s", every="1s", first_import="all"))
    everything = sum(map(len, sector.expected.values()))
    served = []
    for number in (signal.SIGTERM, signal.SIGINT):
        sector.requests.clear()
        with desk.daemon() as daemon:
            wait_until(lambda: any(request.host == DRIPPING[0].host for request in sector.requests))
            wait_until(lambda: len(_items(daemon)) == everything)
            served.append([daemon.get(file) for file in files])
            code, seconds = daemon.stop(number)
        assert code == 0, daemon.said
        assert seconds < 10
        assert "Traceback" not in daemon.said
    assert served[0] == served[1]


def _items(daemon: Daemon) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(daemon.get("feed.json"))["items"]
    return items


def _dated_titles(daemon: Daemon) -> dict[str, tuple[str, str, str]]:
    """What never changes of an entry, by id."""
    return {item["id"]: (item["title"], item["date_published"], item["date_modified"]) for item in _items(daemon)}

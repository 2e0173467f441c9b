"""`remove` and `release` beside a running daemon."""

from __future__ import annotations

import json
import re
import time

from tests.acceptance.desk import Daemon, Desk, wait_until
from tests.sector.world import OUTLETS, Sector

FEEDS = ("rss.xml", "atom.xml", "feed.json")


def test_what_is_taken_down_leaves_every_output_within_two_seconds_and_stays_away(desk: Desk, sector: Sector) -> None:
    desk.configure(sector.config(troubles=(), first_import="all", entries=1000, title="{title}", every="1s"))
    everything = sum(map(len, sector.expected.values()))
    with desk.daemon() as daemon:
        wait_until(lambda: len(_items(daemon)) == everything)
        chosen = _items(daemon)[0]
        places = [place for place in _places(daemon) if _shows(daemon, place, chosen)]
        assert {"", *FEEDS} < set(places)
        answer = desk.run("remove", chosen["id"], "--json")
        assert (answer.code, [row["id"] for row in answer.rows]) == (0, [chosen["id"]])
        assert _seconds_shown(daemon, places, chosen) < 2
        polls = daemon.said.count("feed_polled")
        wait_until(lambda: daemon.said.count("feed_polled") > polls + 2 * len(OUTLETS))
        assert not any(_shows(daemon, place, chosen) for place in places)
        assert len(_items(daemon)) == everything - 1
        assert desk.run("search", chosen["title"]).out == ""
        (told,) = desk.run("explain", chosen["id"], "--json").rows
        assert (told["state"], told["reason"]) == ("removed", "taken_down")
        assert desk.run("remove", chosen["id"]).code == 0
    assert desk.run("remove", "http://127.0.0.1/never-seen").code == 1


def test_release_says_what_it_did(desk: Desk, sector: Sector) -> None:
    desk.configure(sector.config(troubles=()))
    assert desk.run("release", OUTLETS[0].name).code == 1
    desk.run("poll", "--source", OUTLETS[0].name)
    answer = desk.run("release", OUTLETS[0].name, "--json")
    assert answer.rows == [{"source": OUTLETS[0].name, "was_held": False, "going_out": 0}]


def _seconds_shown(daemon: Daemon, places: list[str], item: dict[str, str]) -> float:
    """Until when, from now, an answer was begun that still showed the item."""
    started, last = time.monotonic(), 0.0

    def is_shown() -> bool:
        nonlocal last
        for place in places:
            asked = time.monotonic() - started
            if _shows(daemon, place, item):
                last = asked
                return True
        return False

    wait_until(lambda: not is_shown())
    return last


def _places(daemon: Daemon) -> list[str]:
    """The front page, every category, agency and source that it leads to, and their feeds."""
    page = daemon.get().decode()
    linked = re.findall(r'href="(?:\./)?((?:category|agency|source)/[a-z0-9-]+/)"', page)
    return [directory + file for directory in dict.fromkeys(["", *linked]) for file in ("", *FEEDS)]


def _shows(daemon: Daemon, place: str, item: dict[str, str]) -> bool:
    body = daemon.get(place).decode()
    return item["title"] in body or item["url"] in body


def _items(daemon: Daemon) -> list[dict[str, str]]:
    items: list[dict[str, str]] = json.loads(daemon.get("feed.json"))["items"]
    return items

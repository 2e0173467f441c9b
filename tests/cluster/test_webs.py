"""Several web processes over one database: the desk, a blog's old addresses and hubs find the same at any of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import httpx
import pytest

from aggregator.store import old_addresses
from aggregator.store.engine import open_store
from tests.acceptance.desk import Desk, Machine, wait_until
from tests.acceptance.test_hubs import Hub, configure, hub, post
from tests.cluster.hosts import hosts
from tests.cluster.machines import Machines, machines
from tests.ports import free_port

__all__ = ["hub"]
PASSWORD = "a long enough password"


class Browser:
    """Somebody with one browser, whose requests a balancer sends to any of the web processes."""

    def __init__(self) -> None:
        self.client = httpx.Client(timeout=60)

    def get(self, web: Machine, path: str) -> httpx.Response:
        return self.client.get(web.address + path)

    def send(self, web: Machine, path: str, page: str, **said: str) -> httpx.Response:
        """A form of the page, sent."""
        return self.client.post(web.address + path, data={"token": found(r'name="token" value="(\w+)"', page), **said})


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.client.close()


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def titles(found: Machines) -> set[str]:
    return {entry.title for entry in feedparser.parse(found.get("atom.xml")).entries}


def test_who_comes_to_the_desk_at_one_web_process_acts_at_another_and_all_show_it(
    postgresql_url: str, tmp_path: Path, browser: Browser
) -> None:
    desk = Desk(tmp_path, database=postgresql_url)
    with hosts(1, feeds=1) as sites:
        desk.configure(sites.settings())
        with machines(desk, workers=1, webs=2) as running:
            one, other = running.webs
            wait_until(lambda: len(titles(running)) == 3)
            assert browser.get(one, "desk/").status_code == 404
            assert desk.run("user", "add", "Ada", "--role", "admin", given=f"{PASSWORD}\n{PASSWORD}\n").code == 0
            browser.send(one, "desk/login", browser.get(one, "desk/login").text, name="Ada", password=PASSWORD)
            news = browser.get(other, "desk/")
            assert news.status_code == 200
            number = found(r'name="id" value="(\d+)"', news.text)
            assert browser.send(other, "desk/act", news.text, act="hide", id=number, list="news").status_code == 303
            wait_until(lambda: len(titles(running)) == 2)
            assert "hid Piece" in browser.get(one, "desk/log/").text
            browser.send(other, "desk/logout", news.text)
            assert browser.get(one, "desk/").status_code == 303
            assert "Traceback" not in running.said


def test_a_blogs_old_addresses_lead_on_at_every_web_process(
    postgresql_url: str, tmp_path: Path, browser: Browser
) -> None:
    desk = Desk(tmp_path, database=postgresql_url)
    with hosts(1, feeds=1) as sites:
        desk.configure(sites.settings())
        with machines(desk, workers=1, webs=2) as running:
            wait_until(lambda: len(titles(running)) == 3)
            with open_store(postgresql_url) as store, store.writing() as tx:
                published_id = json.loads(running.get("feed.json"))["items"][0]["id"]
                old_addresses.remember(tx, ["2019/05/tide.html"], published_id)
            answers = {
                (answer.status_code, answer.headers["Location"])
                for answer in (browser.get(web, "2019/05/tide.html") for web in running.webs)
            }
            assert len(answers) == 1
            ((status, location),) = answers
            assert status == 301
            assert "entry/" in location


def test_a_hub_is_asked_once_and_pushes_to_any_web_process(hub: Hub, postgresql_url: str, tmp_path: Path) -> None:
    desk, port = Desk(tmp_path, database=postgresql_url), free_port()
    configure(desk, hub, port, publish=f", hub: '{hub.url}ours'")
    asked: Counter[str] = Counter()
    hear = hub.asked

    def count(form: dict[str, list[str]]) -> None:
        asked[form["hub.mode"][0]] += 1
        hear(form)

    hub.asked = count  # type: ignore[method-assign]  # counted on its way
    with machines(desk, workers=0, webs=1) as running:
        (other,) = running.webs
        running.start_web(port)  # where the hub asks back
        running.start_worker()
        running.start_worker()
        wait_until(lambda: hub.subscribers)
        wait_until(lambda: titles(running) == {"First light"})
        ((callback, secret),) = hub.subscribers.items()
        elsewhere = other.address.rstrip("/") + urlsplit(callback).path
        hub.subscribers = {elsewhere: secret}
        polls = hub.polls
        assert hub.push(hub.feed("Fog signal", "First light")) == 202
        assert hub.push(hub.feed("Forged"), secret=b"guess") == 202
        assert post(f"{elsewhere[:-1]}{'A' if elsewhere[-1] != 'A' else 'B'}", b"", {}) == 410
        wait_until(lambda: titles(running) == {"First light", "Fog signal"})
        hub.published.clear()
        assert hub.push(hub.feed("Last")) == 202
        wait_until(lambda: f"http://127.0.0.1:{port}/source/harbour/atom.xml" in hub.published)
        assert asked["subscribe"] == 1
        assert hub.polls == polls
        assert "Traceback" not in running.said


def test_beside_a_daemon_too_a_hub_may_push_to_a_process_that_only_serves(hub: Hub, tmp_path: Path) -> None:
    desk, port = Desk(tmp_path), free_port()
    configure(desk, hub, port)
    with machines(desk, workers=0, webs=0) as running:
        running.start_web(port)  # where the hub asks back
        with desk.daemon() as daemon:
            wait_until(lambda: hub.subscribers)
            wait_until(lambda: b"First light" in daemon.get("atom.xml"))
            assert hub.push(hub.feed("Fog signal")) == 202
            wait_until(lambda: b"Fog signal" in daemon.get("atom.xml"))
            wait_until(lambda: b"Fog signal" in running.get("atom.xml"))

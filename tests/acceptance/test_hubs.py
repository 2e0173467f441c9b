"""A running daemon and a hub: what a source's hub pushes is in the combined feed at once, what others push is not."""

from __future__ import annotations

import http.client
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import feedparser
import pytest

from aggregator.websub.signatures import sign
from tests.acceptance.desk import Daemon, Desk, wait_until
from tests.ports import free_port

RSS = "application/rss+xml"


@dataclass
class Hub:
    """A publisher and its hub on loopback, as simple as they may be: it asks back, keeps secrets, and signs."""

    host: str = "127.0.43.1"
    titles: list[str] = field(default_factory=lambda: ["First light"])
    #: Callback → its secret, for those who agreed.
    subscribers: dict[str, bytes] = field(default_factory=dict)
    #: What publishers told it.
    published: list[str] = field(default_factory=list)
    polls: int = 0
    server: ThreadingHTTPServer = field(init=False)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.server.server_port}/"

    def feed(self, *titles: str) -> bytes:
        now = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><guid>{title}</guid><title>{title}</title><link>{self.url}{quote(title)}</link>"
            f"<pubDate>{now}</pubDate><description>{title}, in full.</description></item>"
            for title in titles
        )
        links = "".join(
            f'<atom:link rel="{rel}" href="{self.url}{path}"/>' for rel, path in (("hub", "hub"), ("self", "feed"))
        )
        head = f"<title>Harbour</title><link>{self.url}</link><description>News</description>{links}"
        xml = f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{head}{items}</channel></rss>'
        return xml.encode()

    def asked(self, form: dict[str, list[str]]) -> None:
        """Somebody wants something: subscribers are asked back in a moment of their own."""
        mode = form["hub.mode"][0]
        if mode == "publish":
            self.published += form["hub.url"]
            return
        threading.Thread(target=self._ask_back, args=(mode, form), daemon=True).start()

    def _ask_back(self, mode: str, form: dict[str, list[str]]) -> None:
        callback = form["hub.callback"][0]
        query = {
            "hub.mode": mode, "hub.topic": form["hub.topic"][0], "hub.challenge": "c4", "hub.lease_seconds": "86400",
        }  # fmt: skip
        with urllib.request.urlopen(f"{callback}?{urlencode(query)}", timeout=30) as response:
            agreed = response.read() == b"c4"
        if agreed and mode == "subscribe":
            self.subscribers[callback] = form["hub.secret"][0].encode()
        elif agreed:
            self.subscribers.pop(callback, None)

    def push(self, body: bytes, *, secret: bytes | None = None, method: str = "sha256") -> int:
        """Send it to the one subscriber, signed by its secret or another; the status it answers with."""
        ((callback, right),) = self.subscribers.items()
        return post(callback, body, {"X-Hub-Signature": sign(right if secret is None else secret, body, method)})


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(url, body, {"Content-Type": RSS, **headers})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def announce(url: str, length: int) -> int:
    """Say that so long a body follows; the status that comes before any of it."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.putrequest("POST", parts.path)
    connection.putheader("Content-Length", str(length))
    connection.putheader("X-Hub-Signature", "sha256=00")
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


class _Pages(BaseHTTPRequestHandler):
    hub: Hub

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        self.hub.polls += self.path == "/feed"
        self._answer(200 if self.path == "/feed" else 404, self.hub.feed(*self.hub.titles))

    def do_POST(self) -> None:
        self.hub.asked(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self._answer(202, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", RSS)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    hub.server = ThreadingHTTPServer((hub.host, 0), type("Pages", (_Pages,), {"hub": hub}))
    threading.Thread(target=hub.server.serve_forever, args=(0.02,), daemon=True).start()
    yield hub
    hub.server.shutdown()
    hub.server.server_close()


def configure(desk: Desk, hub: Hub, port: int, *, sources: bool = True, publish: str = "") -> None:
    listed = f"sources:\n  - {{name: Harbour, url: '{hub.url}feed', kind: feed, every: 60m}}\n" if sources else ""
    desk.configure(
        f"site: {{url: 'http://127.0.0.1:{port}/', title: Harbour News}}\n"
        "polling: {allow_private: [127.0.0.0/8], per_host_gap: 0s}\n"
        f"publish: {{title: '{{title}}', per_source_per_day: 100{publish}}}\n{listed}"
    )


def titles(daemon: Daemon) -> set[str]:
    return {entry.title for entry in feedparser.parse(daemon.get("atom.xml")).entries}


def test_what_a_hub_pushes_is_in_the_combined_feed_at_once(hub: Hub, desk: Desk) -> None:
    port = free_port()
    configure(desk, hub, port)
    with desk.daemon(port) as daemon:
        wait_until(lambda: hub.subscribers)
        wait_until(lambda: titles(daemon) == {"First light"})
        polls = hub.polls
        assert hub.push(hub.feed("Fog signal", "First light")) == 202
        wait_until(lambda: "Fog signal" in titles(daemon))
        for method in ("sha1", "sha384", "sha512"):
            assert hub.push(hub.feed(method), method=method) == 202
        wait_until(lambda: titles(daemon) == {"First light", "Fog signal", "sha1", "sha384", "sha512"})
        assert hub.push(hub.feed("Fog signal")) == 202  # once more
        assert hub.push(b"<html>not a feed") == 202
        assert hub.push(hub.feed("Last")) == 202
        wait_until(lambda: "Last" in titles(daemon))
        assert len(titles(daemon)) == 6
        assert hub.polls == polls
        (row,) = desk.run("status", "--json").rows
        assert row["push"]["hub"] == f"{hub.url}hub"
        assert row["push"]["until"] is not None and row["push"]["cause"] is None


def test_what_is_not_signed_as_it_should_be_is_not_believed(hub: Hub, desk: Desk) -> None:
    port = free_port()
    configure(desk, hub, port)
    with desk.daemon(port) as daemon:
        wait_until(lambda: hub.subscribers)
        ((callback, secret),) = hub.subscribers.items()
        forged = hub.feed("Forged")
        assert hub.push(forged, secret=b"guess") == 202
        assert post(callback, forged, {"X-Hub-Signature": sign(secret, b"another body")}) == 202
        assert post(callback, forged, {"X-Hub-Signature": "md5=00"}) == 202
        assert post(callback, forged, {}) == 202
        assert post(f"{callback[:-1]}{'A' if callback[-1] != 'A' else 'B'}", forged, {}) == 410
        assert announce(callback, 10 * 1024 * 1024 + 1) == 413
        assert post(daemon.address + "hub/short", forged, {}) == 404
        assert hub.push(hub.feed("True")) == 202
        wait_until(lambda: "True" in titles(daemon))
        assert "Forged" not in titles(daemon)
        row = json.loads(desk.run("status", "--json").out)
        polled, due = (datetime.fromisoformat(row[key]) for key in ("last_poll", "next_poll"))
        assert 290 <= (due - polled).total_seconds() <= 310  # the unsigned one hastened the poll within its manners
        assert secret.decode() not in daemon.said and callback.rpartition("/")[2] not in daemon.said


def test_a_source_that_leaves_ends_its_subscription(hub: Hub, desk: Desk) -> None:
    port = free_port()
    configure(desk, hub, port)
    with desk.daemon(port):
        wait_until(lambda: hub.subscribers)
        configure(desk, hub, port, sources=False)
        wait_until(lambda: not hub.subscribers)


def test_a_desk_that_no_hub_can_call_says_so(hub: Hub, desk: Desk) -> None:
    desk.configure(
        "site: {url: 'http://127.0.0.1:9/'}\n"
        f"polling: {{allow_private: ['{hub.url.split('/')[2]}']}}\n"
        f"sources:\n  - {{name: Harbour, url: '{hub.url}feed', every: 60m}}\n"
    )
    desk.run("poll")
    (row,) = desk.run("status", "--json").rows
    assert row["push"] == {
        "hub": f"{hub.url}hub",
        "until": None,
        "cause": "Its hub can't push: nobody can call us at http://127.0.0.1:9/. "
        "Set site.url to the public address of the desk.",
    }
    assert "nobody can call us" in desk.run("status").out.replace("\n", " ")


def test_our_own_hub_hears_of_what_goes_out(hub: Hub, desk: Desk) -> None:
    port = free_port()
    configure(desk, hub, port, publish=f", hub: '{hub.url}ours'")
    with desk.daemon(port) as daemon:
        wait_until(lambda: f"{daemon.address}source/harbour/atom.xml" in hub.published)
        assert f"{daemon.address}feed.json" in hub.published
        with urllib.request.urlopen(f"{daemon.address}rss.xml") as response:
            assert response.headers["Link"] == f'<{hub.url}ours>; rel="hub", <{daemon.address}rss.xml>; rel="self"'
        wait_until(lambda: hub.subscribers)
        heard = len(hub.published)
        hub.push(hub.feed("Fog signal"))
        wait_until(lambda: len(hub.published) > heard)

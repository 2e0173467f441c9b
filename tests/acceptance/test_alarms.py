"""A daemon whose source dies and comes back, killed in between: one mail for each, and a private feed of both."""

from __future__ import annotations

import signal
import threading
import urllib.error
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.acceptance.desk import Desk, wait_until
from tests.notify.server import HOST, Post, mail_server
from tests.ports import free_port

TOKEN = "sesame-open-the-door"
FEED = b"""<rss version="2.0"><channel><title>Otter News</title><link>http://otter.example/</link>
<item><guid>1</guid><title>Otters are back</title><link>http://otter.example/1</link></item></channel></rss>"""


class Publisher(ThreadingHTTPServer):
    """A feed that can be switched off."""

    daemon_threads = True
    is_well = True


class Answers(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        self.send_response(200 if self.server.is_well else 500)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(FEED)))
        self.end_headers()
        self.wfile.write(FEED)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher((HOST, 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def config(publisher: Publisher, mail_port: int) -> str:
    return f"""
site: {{title: River News}}
polling: {{every: 1s, per_host_gap: 0s, allow_private: [127.0.0.0/8]}}
web: {{token: {TOKEN}}}
mail: {{server: {HOST}, port: {mail_port}, security: none, from: desk@news.example}}
alarms: {{mail: volunteer@news.example, feed: true, failing: 2s, at_most_every: 1s, disk_free: 0}}
sources:
  - {{name: Otter, url: "http://{HOST}:{publisher.server_port}/feed", kind: feed}}
"""


def test_a_source_that_dies_and_comes_back_is_one_mail_each_also_over_a_kill(desk: Desk, publisher: Publisher) -> None:
    post, port = Post(), free_port()
    desk.configure(config(publisher, port))
    with mail_server(post, port):
        with desk.daemon() as daemon:
            wait_until(lambda: desk.entries())
            publisher.is_well = False
            wait_until(lambda: post.taken)
            wait_until(lambda: "notice_sent" in daemon.said)
            daemon.stop(signal.SIGKILL)
        with desk.daemon() as daemon:
            desk.run("poll", "--source", "Otter")  # while it waits for its next try: still dead, and nobody is told
            publisher.is_well = True
            desk.run("poll", "--source", "Otter")
            wait_until(lambda: len(post.taken) > 1)
            feed = daemon.get(f"alarms/{TOKEN}/atom.xml").decode()
            with pytest.raises(urllib.error.HTTPError, match="404"):
                daemon.get("alarms/not-the-right-token/atom.xml")
            assert TOKEN not in daemon.said
            code, _ = daemon.stop(signal.SIGTERM)
        assert code == 0
    assert post.subjects == ["River News: Alarm: Otter: fails", "River News: Over: Otter: fails"]
    assert all(recipients == ["volunteer@news.example"] for recipients, _ in post.taken)
    assert feed.index("Over: Otter: fails") < feed.index("Alarm: Otter: fails")

"""The application behind a real server on loopback, asked over a real socket."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import uvicorn

from aggregator.models.output import Channel, Page, Rendered
from aggregator.render import html
from aggregator.render.html import render_page
from aggregator.render.rendered import rendered
from aggregator.render.rss import MEDIA_TYPE, render_rss
from aggregator.web.app import make_app
from tests.render.samples import CHANNEL, ENTRIES, NOON, SITE


class Desk:
    """Real outputs of a small fixed set of entries."""

    site = SITE

    def ready(self, place: str) -> Rendered | None:
        return None

    def produce(self, place: str) -> Rendered | None:
        channel: Channel = replace(CHANNEL, path="")
        if place == "rss.xml":
            return rendered(render_rss(channel, ENTRIES), MEDIA_TYPE, NOON)
        if place == "":
            page = Page(channel=channel, heading=SITE.title, entries=ENTRIES)
            return rendered(render_page(page), html.MEDIA_TYPE, NOON)
        return None


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    server = uvicorn.Server(uvicorn.Config(make_app(Desk()), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 5
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    yield host, port
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def connection(server: tuple[str, int]) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(*server, timeout=5)
    yield connection
    connection.close()


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response, response.read()


def test_one_connection_serves_whole_packed_unchanged_and_headless_answers(
    connection: http.client.HTTPConnection,
) -> None:
    whole, body = ask(connection, "GET", "/rss.xml")
    packed, smaller = ask(connection, "GET", "/rss.xml", Accept_Encoding="gzip")
    unchanged, nothing = ask(connection, "GET", "/rss.xml", If_None_Match=str(whole.getheader("ETag")))
    head, headless = ask(connection, "HEAD", "/rss.xml")
    again, same = ask(connection, "GET", "/rss.xml")
    assert (whole.status, packed.status, unchanged.status, head.status, again.status) == (200, 200, 304, 200, 200)
    assert len(smaller) < len(body)
    assert (nothing, headless) == (b"", b"")
    assert head.getheader("Content-Length") == str(len(body))
    assert same == body


def test_the_page_and_the_error_page_come_over_the_wire(connection: http.client.HTTPConnection) -> None:
    page, body = ask(connection, "GET", "/")
    missing, sorry = ask(connection, "GET", "/agency/nobody/")
    assert (page.status, missing.status) == (200, 404)
    assert b"Keepers praised" in body
    assert b"This page does not exist" in sorry

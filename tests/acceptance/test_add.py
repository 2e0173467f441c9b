"""`add`, `import-opml` and `export-opml`, and a page that is redesigned while the daemon watches it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import feedparser
import pytest

from tests.acceptance.desk import Desk, wait_until
from tests.sector.world import OUTLETS, Sector

PAGE = next(outlet for outlet in OUTLETS if outlet.kind == "page" and outlet.is_agency)
FEED = next(outlet for outlet in OUTLETS if outlet.kind == "feed")

SETTINGS = """\
# Ours. Ask Ada before changing anything.
site:   {title: "River News", url: http://127.0.0.1/}   # for now
polling: {every: 1s, per_host_gap: 0s, allow_private: [127.0.0.0/8]}
publish: {first_import: all}
categories: {Member News: {}}
agencies:
  Otter Trust: {}

sources:
  # nothing yet but one
  - {name: Nobody, url: 'http://127.0.20.99:9/feed', paused: true}

retention: {days: 0}   # keep all
"""


def test_a_page_is_added_by_its_address_alone_and_its_posts_come_out_credited(sector: Sector, desk: Desk) -> None:
    desk.configure(SETTINGS)
    address = sector.url(PAGE)
    added = desk.run("add", address, "--agency", "Otter Trust", "--category", "Member News")
    assert added.code == 0, added.err
    assert added.out.count("Source: ") == 5
    before, after = SETTINGS.splitlines(), desk.config.read_text().splitlines()
    added_lines = [line for line in after if line not in before]
    assert [line for line in after if line not in added_lines] == before
    assert {"kind: page", "agency: Otter Trust"} <= {line.strip() for line in added_lines}
    assert (desk.folder / "feeds.yaml.bak").read_text() == SETTINGS
    desk.run("poll", "--all")
    with desk.daemon() as daemon:
        feed = feedparser.parse(wait_for_entries(daemon.get))
    expected = {piece.title for piece in sector.written(PAGE)}
    assert {entry.title.partition(" - ")[2] for entry in feed.entries} == expected
    assert {entry.source.id for entry in feed.entries} == {address}
    again = desk.run("add", address)
    assert again.code == 1
    assert "already" in again.err


def wait_for_entries(get: object) -> bytes:
    found: list[bytes] = []

    def look() -> bool:
        found[:] = [get("atom.xml")]  # type: ignore[operator] # Daemon.get
        return bool(feedparser.parse(found[0]).entries)

    wait_until(look)
    return found[0]


def test_a_site_that_names_its_feed_is_added_with_the_feed(sector: Sector, desk: Desk) -> None:
    desk.configure(SETTINGS)
    added = desk.run("add", sector.url(FEED, "/"), "--json")
    assert added.code == 0, added.err
    assert added.rows[0]["url"] == sector.url(FEED)
    assert added.rows[0]["kind"] == "feed"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["http://127.0.20.27:{port}/feed.xml"], 1, "Nothing was changed"),
        (["http://127.0.20.1:65000/"], 1, "takes no connections"),
        (["ftp://127.0.20.1/"], 2, "no web address"),
        (["http://127.0.20.1:{port}/feed.xml", "--agency", "Otter Trst"], 2, "Otter Trust"),
    ],
    ids=["no source", "nobody there", "no web address", "an agency that is none"],
)
def test_what_can_not_be_added_is_explained_and_changes_nothing(
    sector: Sector, desk: Desk, words: Sequence[str], code: int, says: str
) -> None:
    desk.configure(SETTINGS)
    answer = desk.run("add", *[word.format(port=sector.port) for word in words])
    assert answer.code == code, answer.err
    assert says in answer.err
    assert desk.config.read_text() == SETTINGS


def test_sources_go_out_and_in_as_opml(desk: Desk) -> None:
    desk.configure(SETTINGS)
    others = desk.folder / "others.opml"
    others.write_text(
        '<opml version="2.0"><body><outline text="member news"><outline text="A" xmlUrl="http://a.example/feed"/>'
        '<outline text="B" xmlUrl="https://www.b.example/"/></outline><outline type="link" text="C" url="http://c.example/"/>'
        '<outline text="A again" xmlUrl="https://a.example/feed/"/></body></opml>'
    )
    answer = desk.run("import-opml", str(others))
    assert answer.code == 0, answer.err
    assert answer.err.startswith("3 sources added, 1 were there already.")
    text = desk.config.read_text()
    assert "{name: A, url: 'http://a.example/feed', categories: [Member News]}" in text
    assert "{name: C, url: 'http://c.example/', kind: page}" in text
    exported = desk.run("export-opml").out
    assert exported.count("xmlUrl=") == 3
    assert desk.run("import-opml", str(desk.config)).code == 1


@contextmanager
def a_site() -> Iterator[tuple[str, dict[str, str]]]:
    """A small site whose pages the test writes; the address of its root."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            body = (page or "not here").encode()
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.20.98", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.20.98:{server.server_port}", pages
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


TITLES = [f"The {thing} of the long river has been repaired" for thing in ("weir", "lock", "bridge", "sluice", "ferry")]


def news(titles: Sequence[str], wrap: str) -> str:
    cards = "".join(
        wrap.format(title=title, link=f"/news/{title.split()[1]}", date=f"{day} March 2026")
        for day, title in enumerate(titles, start=1)
    )
    return f"<html lang=en><head><title>News</title></head><body><main><h1>News</h1>{cards}</main></body></html>"


def test_a_page_that_is_redesigned_is_coped_with_or_named_and_never_brings_junk(desk: Desk) -> None:
    with a_site() as (root, pages):
        pages["/news/"] = news(TITLES, '<article><h2><a href="{link}">{title}</a></h2><p>{date}</p></article>')
        desk.configure(SETTINGS)
        assert desk.run("add", f"{root}/news/").code == 0
        with desk.daemon() as daemon:
            wait_for_entries(daemon.get)

            def titles() -> set[str]:
                entries = feedparser.parse(daemon.get("atom.xml")).entries
                return {entry.title.partition(" - ")[2] or entry.title for entry in entries}

            def status() -> dict[str, object]:
                return next(row for row in desk.run("status", "--json").rows if root in str(row["url"]))

            wait_until(lambda: len(titles()) == len(TITLES))
            pages["/news/"] = news(
                ["The mill of the long river has been repaired", *TITLES],
                '<div class="tile"><a href="{link}"><span class="d">{date}</span><strong>{title}</strong></a></div>',
            )
            wait_until(lambda: len(titles()) == len(TITLES) + 1)
            before = titles()
            pages["/news/"] = (
                "<html><body><h1>News</h1><p>Our new site is coming soon. <a href='/x'>Donate</a></p></body></html>"
            )
            wait_until(lambda: status()["health"] in ("retrying", "failing"))
            cause = json.dumps(status()["cause"])
            assert "There used to be about" in cause
            assert titles() == before

"""An old blog of 300 posts and seven years is moved in twice, from every form it may have: complete once."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from aggregator import publish
from aggregator.cli.app import app
from aggregator.config.loader import load_settings
from aggregator.models.entry import Entry, Standing
from aggregator.pipeline.desk import utc_now
from aggregator.publish import Outputs
from aggregator.store import acts, entries
from aggregator.store.engine import open_store
from aggregator.web.app import make_app
from aggregator.web.desk import Backroom
from tests.editing import old_blog
from tests.editing.old_blog import POSTS, SITE, OldPost

CONFIG = """
site: {{title: River News, url: "http://new.example/"}}
polling: {{allow_private: ["127.0.0.32:{port}"], per_host_gap: 0s}}
categories: {{Industry News: [], Campaigns: []}}
sources: []
"""


class Moved:
    """A desk that a blog is moved into by the command, as it is typed."""

    def __init__(self, folder: Path, port: int = 1) -> None:
        self.config, self.url = folder / "feeds.yaml", f"sqlite:///{folder}/desk.db"
        self.config.write_text(CONFIG.format(port=port))

    def move(self, what: str, *words: str) -> dict[str, Any]:
        options = ("--json", "--config", str(self.config), "--database", self.url)
        done = CliRunner().invoke(app, ["import-blog", what, "--name", "Old blog", *words, *options])
        assert done.exit_code == 0, done.output
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def stored(self) -> list[Entry]:
        with open_store(self.url) as store, store.reading() as tx:
            return entries.load(tx, list(range(1, 1000)), with_bodies=True)

    def go_out(self) -> int:
        with open_store(self.url) as store, store.writing() as tx:
            return publish.publish(tx, load_settings(self.config), utc_now())


@pytest.fixture
def moved(tmp_path: Path) -> Moved:
    return Moved(tmp_path)


def save_export(folder: Path) -> tuple[str, ...]:
    (folder / "export.xml").write_bytes(old_blog.wordpress())
    return (str(folder / "export.xml"), "--site", SITE)


def save_folder(folder: Path) -> tuple[str, ...]:
    old_blog.save_pages(folder / "pages")
    return (str(folder / "pages"), "--site", SITE)


@pytest.mark.parametrize("save", [save_export, save_folder])
def test_it_is_complete_once_however_often_it_is_moved_in(
    moved: Moved, tmp_path: Path, save: Callable[[Path], tuple[str, ...]]
) -> None:
    what = save(tmp_path)
    would = moved.move(*what, "--dry-run")
    assert (would["new"], moved.stored()) == (300, [])
    assert moved.move(*what) == would
    again = moved.move(*what)
    assert (again["new"], again["here_already"], len(moved.stored())) == (0, 300, 300)
    assert would["filed"] == {"Industry News": 100, "Campaigns": 100}
    assert would["unknown_labels"] == {"Agency life": 100}
    assert (would["with_picture"], would["with_source"], would["undated"]) == (150, 225, 0)
    by_title = {one.title: one for one in moved.stored()}
    for post in POSTS:
        _is_moved(by_title, post)
    assert moved.go_out() == 0, "nothing of it is news"
    with open_store(moved.url) as store, store.reading() as tx:
        assert [(one.act, one.after) for one in acts.newest(tx, limit=9)] == [("move_in", {"entries": 300})]


def _is_moved(by_title: dict[str, Entry], post: OldPost) -> None:
    title = f"Otters return to river {post.number}"
    one = by_title[title if post.kind != "Agency life" else f"Agency life: The Heron - {title}"]
    assert (one.published, one.standing) == (post.published, Standing.KEPT_BACK)
    assert one.categories == ((post.kind,) if post.kind != "Agency life" else ())
    assert (one.image.url if one.image else None) == post.picture
    assert "Source:" not in one.body_html
    assert "wardens count" in one.body_html
    if post.credit:
        assert one.link == f"http://www.heron.example/news/{post.number}"
    if post.kind != "Agency life":
        assert one.publisher == "The Heron"


async def test_old_addresses_lead_to_the_new_pages(moved: Moved, tmp_path: Path) -> None:
    await asyncio.to_thread(moved.move, *save_export(tmp_path))
    settings = load_settings(moved.config)
    with open_store(moved.url) as store:
        room = Backroom(store, lambda: settings, utc_now)
        transport = httpx.ASGITransport(make_app(Outputs(store, settings), desk=room))
        async with httpx.AsyncClient(transport=transport, base_url="http://new.example") as client:
            for post in POSTS[::50]:
                for old in (f"/{post.slug}/", f"/{post.slug}", f"/{post.slug}/?from=mail"):
                    answer = await client.get(old)
                    assert answer.status_code == 301, old
                    page = await client.get(answer.url.join(answer.headers["location"]))
                    assert page.status_code == 200
                    assert f"river {post.number}" in page.text
            assert (await client.get("/?p=51")).status_code == 200, "the front page is ours"
            assert (await client.get("/nothing/of/that/kind")).status_code == 404
            assert (await client.get("/" + "x" * 400)).status_code == 404


@pytest.fixture
def online() -> Iterator[int]:
    """The blog as it stands on the web: 60 posts as a list with pages of their own, and as a feed in pages."""
    posts = POSTS[:60]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page_at(self.path, posts, f"http://{self.headers['Host']}/")
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "application/rss+xml" if "feed" in self.path else "text/html")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: pytest shows what matters."""

    with ThreadingHTTPServer(("127.0.0.32", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def page_at(path: str, posts: tuple[OldPost, ...], site: str) -> bytes | None:
    if path.startswith("/feed"):
        number = int(path.partition("paged=")[2] or 1)
        shown = posts[::-1][(number - 1) * 10 : number * 10]
        return old_blog.feed(shown, site + "news/") if shown else None
    if path == "/news" or path.startswith("/news/previous/"):
        return old_blog.list_page(int(path.rpartition("/")[2]) if "previous" in path else 1, posts, site).encode()
    found = next((post for post in posts if path == f"/news/{post.slug}"), None)
    return old_blog.post_page(found, site).encode() if found else None


def test_it_is_taken_over_from_the_web_by_its_feed_and_by_its_pages_and_is_one(online: int, tmp_path: Path) -> None:
    moved = Moved(tmp_path, online)
    site = f"http://127.0.0.32:{online}/"
    by_feed = moved.move(f"{site}feed")
    assert (by_feed["new"], by_feed["filed"]) == (60, {"Industry News": 20, "Campaigns": 20})
    by_pages = moved.move(f"{site}news")
    assert (by_pages["new"], by_pages["here_already"], len(moved.stored())) == (0, 60, 60)
    (tmp_path / "other").mkdir()
    other = Moved(tmp_path / "other", online)
    assert other.move(f"{site}news")["new"] == 60


@pytest.mark.parametrize("words", [("nowhere.xml",), ("nowhere.xml", "--site", SITE), (".", "--site", "ftp://x/")])
def test_what_is_no_blog_is_refused_in_a_sentence(moved: Moved, words: tuple[str, ...]) -> None:
    options = ("--config", str(moved.config), "--database", moved.url)
    done = CliRunner().invoke(app, ["import-blog", *words, *options])
    assert (done.exit_code in (1, 2), bool(done.stderr), "Traceback" in done.output) == (True, True, False)

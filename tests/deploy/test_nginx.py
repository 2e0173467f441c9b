"""nginx from Debian's packages in front of the daemon, by the settings that `deploy/` brings."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import httpx
import pytest

from tests.acceptance.desk import Desk, wait_until
from tests.ports import free_port
from tests.sector.world import Sector

DEPLOY = Path(__file__).parents[2] / "deploy"
#: Where the two servers of deploy/nginx.conf listen here.
ROOT_HOST, PREFIX_HOST = "127.0.41.1", "127.0.41.2"
KEPT_HEADERS = ("etag", "last-modified", "content-type", "vary", "content-encoding", "access-control-allow-origin")
FEEDS = ("rss.xml", "atom.xml", "feed.json", "opml.xml")


@dataclass(frozen=True)
class Fronted:
    """The desk behind nginx, at the root of one host and under a prefix of another."""

    root: str
    prefixed: str
    direct: str


@pytest.fixture(scope="module")
def fronted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    folder = tmp_path_factory.mktemp("fronted")
    port = free_port(PREFIX_HOST)
    with Sector() as sector:
        desk = Desk(folder)
        public = f"http://{PREFIX_HOST}:{port}/news/"
        desk.configure(sector.config(troubles=(), site_url=public))
        desk.run("poll", "--all")
        with desk.daemon() as daemon, _nginx(folder, daemon.address, port):
            yield Fronted(f"http://{ROOT_HOST}:{port}/", public, daemon.address)


@contextlib.contextmanager
def _nginx(folder: Path, upstream: str, port: int) -> Iterator[None]:
    program = shutil.which("nginx")
    assert program, "nginx is missing: apt-get install nginx-light"
    servers = (DEPLOY / "nginx.conf").read_text()
    servers = re.sub(r"ssl_certificate\S*\s.*;", "", servers)
    servers = servers.replace("http://127.0.0.1:8080", upstream.rstrip("/"))
    servers = servers.replace("/etc/nginx/snippets/", f"{DEPLOY}/")
    for host in (ROOT_HOST, PREFIX_HOST):
        servers = servers.replace("listen 443 ssl;", f"listen {host}:{port};", 1)
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;\n"
        "events { worker_connections 128; }\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;\n"
        f"{servers}\n}}\n"
    )
    process = subprocess.Popen([program, "-c", str(config), "-p", str(folder)])
    try:
        wait_until(lambda: _listens(ROOT_HOST, port) or process.poll() is not None)
        assert process.poll() is None, (folder / "error.log").read_text()
        yield
    finally:
        process.terminate()
        process.wait()


def _listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


@pytest.mark.parametrize("file", FEEDS)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_feeds_come_through_unchanged_and_unchanged_ones_cost_nothing(fronted: Fronted, file: str, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    direct = httpx.get(fronted.direct + file, headers=headers)
    for base in (fronted.root, fronted.prefixed):
        answer = httpx.get(base + file, headers=headers)
        assert answer.content == direct.content
        for name in (
            "etag",
            "last-modified",
            "content-type",
            "vary",
            "content-encoding",
            "access-control-allow-origin",
        ):
            assert answer.headers.get(name) == direct.headers.get(name), name
        again = httpx.get(base + file, headers=headers | {"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])
        since = httpx.get(base + file, headers=headers | {"If-Modified-Since": answer.headers["last-modified"]})
        assert since.status_code == 304


def test_feed_names_itself_by_its_public_address(fronted: Fronted) -> None:
    feed = feedparser.parse(httpx.get(fronted.prefixed + "atom.xml").content)
    (itself,) = [link.href for link in feed.feed.links if link.rel == "self"]
    assert itself == fronted.prefixed + "atom.xml"
    assert json.loads(httpx.get(fronted.prefixed + "feed.json").content)["home_page_url"] == fronted.prefixed


def test_every_page_is_reached_by_links_under_the_prefix(fronted: Fronted) -> None:
    """No link, picture or style of ours leads out of the prefix, and none is dead."""
    waiting = [fronted.prefixed]
    seen: set[str] = set()
    while waiting and len(seen) < 60:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = httpx.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        if answer.headers["content-type"].startswith("text/html"):
            for link in re.findall(r'(?:href|src|action)="([^"#]+)"', answer.text):
                target = urljoin(str(answer.url), link.replace("&amp;", "&"))
                if target.startswith(fronted.prefixed):
                    waiting.append(target)
                else:
                    assert not target.startswith((f"http://{PREFIX_HOST}", fronted.root, fronted.direct)), (
                        address,
                        link,
                    )
    assert len(seen) > 15


def test_address_without_its_last_slash_is_led_on_within_the_prefix(fronted: Fronted) -> None:
    answer = httpx.get(fronted.prefixed + "category/campaigns", follow_redirects=True)
    assert answer.status_code == 200
    assert str(answer.url) == fronted.prefixed + "category/campaigns/"

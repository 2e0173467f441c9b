"""Reading a built folder as a browser would, served by a web server that knows nothing of us."""

from __future__ import annotations

import contextlib
import functools
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import html5lib


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextlib.contextmanager
def served(root: Path) -> Iterator[str]:
    """The address at which a plain server shows the folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=root))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class Links(HTMLParser):
    """What a page leads to and loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.forms = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.forms += tag == "form"
        named = dict(attrs)
        if tag == "link" and named.get("rel") == "canonical":
            return  # where the site will be published, not where it lies now
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


@dataclass
class Crawl:
    """What there is below an address, followed link by link."""

    start: str
    #: Address → body.
    bodies: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    #: Where a dead link stands, and what it leads to.
    dead: list[tuple[str, str]] = field(default_factory=list)
    forms: int = 0

    def run(self) -> Crawl:
        waiting = [("the start", self.start)]
        seen = {self.start}
        while waiting:
            whence, url = waiting.pop()
            try:
                with urllib.request.urlopen(url, timeout=30) as response:
                    self.bodies[url], self.types[url] = response.read(), response.headers.get_content_type()
            except urllib.error.HTTPError:
                self.dead.append((whence, url))
                continue
            if self.types[url] != "text/html":
                continue
            links = Links(self.bodies[url].decode())
            self.forms += links.forms
            for link in links.found:
                target = urldefrag(urljoin(url, link))[0]
                if target.startswith(self.start) and target not in seen:
                    seen.add(target)
                    waiting.append((url, target))
        return self

    @property
    def pages(self) -> dict[str, bytes]:
        return {url: body for url, body in self.bodies.items() if self.types[url] == "text/html"}


def html_faults(page: bytes) -> list[str]:
    """What is wrong with the page as HTML."""
    parser = html5lib.HTMLParser()
    parser.parse(page)
    return [f"{place}: {code}" for place, code, _ in parser.errors]

"""Hosts that answer slowly and notice when they are asked twice at once, or not kept to their gap."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from tests.sector.server import listening, serving

NETWORK = "127.0.31"
_HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><link>{link}</link>'
_ITEM = "<item><guid>{guid}</guid><title>Piece {guid}</title><link>{link}/{guid}</link></item>"


@dataclass
class Hosts:
    """So many hosts with so many feeds each. What is asked of them is counted."""

    count: int
    feeds: int = 2
    seconds: float = 0.05
    #: How many pieces every feed has.
    pieces: int = 3
    port: int = 0
    #: Path of what leads to another host → that host.
    redirects: dict[str, str] = field(default_factory=dict)
    #: Host → Retry-After, while it refuses.
    refusing: dict[str, int] = field(default_factory=dict)
    polls: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: Of each host: how many requests were in flight at most, and when each began and ended.
    most_at_once: Counter[str] = field(default_factory=Counter)
    spans: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    in_flight: Counter[str] = field(default_factory=Counter)

    @property
    def names(self) -> list[str]:
        return [f"{NETWORK}.{number}" for number in range(1, self.count + 1)]

    @property
    def paths(self) -> list[str]:
        return [f"/feed{number}" for number in range(self.feeds)]

    def url(self, host: str, path: str) -> str:
        return f"http://{host}:{self.port}{path}"

    def expected(self) -> set[tuple[str, str]]:
        """The name of each source, with each of its pieces."""
        return {
            (f"{host}{path}", f"{path}-{number}")
            for host in self.names
            for path in self.paths
            for number in range(self.pieces)
        }

    def settings(self, **polling: Any) -> str:
        """The text of a feeds.yaml for all of them."""
        manners = {"every": "1h", "timeout": "10s", "per_host_gap": "0s", "allow_private": [f"{NETWORK}.0/24"]}
        return yaml.safe_dump(
            {
                "site": {"title": "Many", "url": "http://127.0.0.1:8080/", "contact": "desk@rivers.example"},
                "polling": manners | polling,
                "publish": {"first_import": "all"},
                "categories": {"News": {"from": ["sector"]}},
                "sources": [
                    {"name": f"{host}{path}", "url": self.url(host, path), "extract": "never"}
                    for host in self.names
                    for path in self.paths
                ],
            },
            sort_keys=False,
        )

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application behind every socket."""
        request, host = Request(scope, receive), str(scope["server"][0])
        started = time.monotonic()
        self.in_flight[host] += 1
        self.most_at_once[host] = max(self.most_at_once[host], self.in_flight[host])
        try:
            await asyncio.sleep(self.seconds)
            self.polls[host, request.url.path] += 1
            await self._response(host, request.url.path)(scope, receive, send)
        finally:
            self.in_flight[host] -= 1
            self.spans[host].append((started, time.monotonic()))

    def _response(self, host: str, path: str) -> Response:
        if (wait := self.refusing.get(host)) is not None:
            return Response(status_code=429, headers={"Retry-After": str(wait)})
        if (there := self.redirects.get(path)) is not None and there != host:
            return RedirectResponse(self.url(there, path), 302)
        link = self.url(host, path)
        items = "".join(_ITEM.format(guid=f"{path}-{number}", link=link) for number in range(self.pieces))
        document = _HEAD.format(title=host + path, link=link) + items + "</channel></rss>"
        return Response(document, media_type="application/rss+xml")


@contextlib.contextmanager
def hosts(count: int, **choices: Any) -> Iterator[Hosts]:
    """Served until the block ends."""
    found = Hosts(count, **choices)
    with contextlib.ExitStack() as stack:
        sockets, found.port = stack.enter_context(listening(found.names, found.port))
        stack.enter_context(serving(found.answer, sockets))
        yield found

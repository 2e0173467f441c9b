"""A town of feeds that come out by a clock of their own: every so many hours each has one entry more.

What is out at a moment depends on that moment alone, so that a test can say what should be stored.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Any, Literal, Self

import yaml
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from tests.sector.server import listening, serving

START = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
#: Intervals of the settings, one source after the other.
PACES = {"15m": HOUR / 4, "30m": HOUR / 2, "1h": HOUR, "2h": 2 * HOUR}
#: So many entries are out when the town opens.
EARLIER = 6
#: Every so many sources, one gives titles alone, so that the pages are read; and one never works.
BRIEF, ILL = 5, 50
#: How the rest fares.
Weather = Literal["well", "falls over", "hangs up"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A source of the town."""

    number: int

    @property
    def name(self) -> str:
        return f"Paper {self.number:03}"

    @property
    def host(self) -> str:
        return f"127.0.30.{self.number + 1}"

    @property
    def every(self) -> str:
        return list(PACES)[self.number % len(PACES)]

    @property
    def pace(self) -> timedelta:
        return PACES[self.every]

    @property
    def is_ill(self) -> bool:
        return self.number % ILL == ILL - 1

    @property
    def gap(self) -> timedelta:
        """From one entry to the next."""
        return (3 + self.number % 7) * HOUR

    def out(self, now: datetime) -> list[int]:
        """The numbers of its entries at that moment."""
        return list(range(-EARLIER, (now - START) // self.gap + 1))


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a feed, by the town's clock."""

    paper: Paper
    at: datetime
    status: int


@dataclass
class Town:
    """All papers, served from `with` to its end."""

    size: int
    now: datetime = START
    weather: Weather = "well"
    port: int = 0
    visits: list[Visit] = field(default_factory=list)
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @property
    def papers(self) -> tuple[Paper, ...]:
        return tuple(map(Paper, range(self.size)))

    def __enter__(self) -> Self:
        sockets, self.port = self._stack.enter_context(listening([paper.host for paper in self.papers]))
        self._stack.enter_context(serving(self._answer, sockets))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def url(self, paper: Paper, path: str) -> str:
        return f"http://{paper.host}:{self.port}{path}"

    def config(self, title: str = "The town's desk", timeout: str = "10s") -> str:
        """The settings of a desk that reads all papers."""
        settings: dict[str, Any] = {
            "site": {"title": title, "url": "http://127.0.0.1:8080/", "contact": "desk@town.example"},
            "polling": {"timeout": timeout, "per_host_gap": "0s", "allow_private": ["127.0.30.0/24"]},
            "publish": {"first_import": "all", "entries": 200},
            "categories": {"Rivers": {"any": ["river*", "otter*"]}},
            "sources": [
                {"name": paper.name, "url": self.url(paper, "/feed"), "every": paper.every} for paper in self.papers
            ],
        }
        return yaml.safe_dump(settings, sort_keys=False)

    def expected(self, at: datetime | None = None) -> dict[str, set[str]]:
        """The addresses of what each paper has out."""
        return {
            paper.name: {self.url(paper, f"/{number}") for number in paper.out(at or self.now)}
            for paper in self.papers
            if not paper.is_ill
        }

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        paper = Paper(int(str(scope["server"][0]).rpartition(".")[2]) - 1)
        if request.url.path != "/feed":
            await _page(request.url.path)(scope, receive, send)
            return
        if self.weather == "hangs up" and not paper.is_ill:
            self.visits.append(Visit(paper, self.now, 0))
            await _hang_up(send)
            return
        response = self._feed(paper, request)
        self.visits.append(Visit(paper, self.now, response.status_code))
        await response(scope, receive, send)

    def _feed(self, paper: Paper, request: Request) -> Response:
        if paper.is_ill or self.weather == "falls over":
            return Response("The press is broken.", 500, media_type="text/plain")
        body = self._written(paper).encode()
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"ETag": etag})
        return Response(body, headers={"ETag": etag}, media_type="application/rss+xml")

    def _written(self, paper: Paper) -> str:
        items = "".join(self._item(paper, number) for number in reversed(paper.out(self.now)))
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>{paper.name}</title>'
            f"<link>{self.url(paper, '/')}</link><description>The news</description>{items}</channel></rss>"
        )

    def _item(self, paper: Paper, number: int) -> str:
        at = format_datetime(START + number * paper.gap, usegmt=True)
        told = "" if paper.number % BRIEF == 0 else f"<description>{_story(paper, number)}</description>"
        return (
            f"<item><title>{_headline(paper, number)}</title><link>{self.url(paper, f'/{number}')}</link>"
            f"<guid>{self.url(paper, f'/{number}')}</guid><pubDate>{at}</pubDate>{told}</item>"
        )


async def _hang_up(send: Send) -> None:
    """In mid-sentence: less than was promised, whereupon the server closes the connection."""
    promised = [(b"content-type", b"application/rss+xml"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": promised})
    await send({"type": "http.response.body", "body": b"<?xml version='1.0'?>", "more_body": False})


def _headline(paper: Paper, number: int) -> str:
    return f"Otters seen at weir {number} of {paper.name}"


def _story(paper: Paper, number: int) -> str:
    return f"Walkers of {paper.name} counted {paper.number + number} otters at the weir this week. " * 8


def _page(path: str) -> Response:
    if not path[1:].lstrip("-").isdigit():
        return Response("No such page.", 404, media_type="text/plain")
    number = int(path[1:])
    told = "".join(f"<p>{_story(Paper(number % 7), number + line)}</p>" for line in range(4))
    return HTMLResponse(
        f"<!doctype html><html><head><title>Weir {number}</title></head>"
        f"<body><article><h1>Weir {number}</h1>{told}</article></body></html>"
    )

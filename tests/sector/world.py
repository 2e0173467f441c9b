"""The sector as one object: what has been written, who asked for it, and what a good reader should find."""

from __future__ import annotations

import contextlib
import gzip
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Any, Self

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from tests.sector import pages
from tests.sector.feeds import write_feed
from tests.sector.misbehaviour import TROUBLES, Trouble
from tests.sector.outlets import NETWORK, OUTLETS, Outlet
from tests.sector.pictures import PICTURES, icon, landscape
from tests.sector.server import listening, serving
from tests.sector.settings import write_settings
from tests.sector.stories import Piece, level_reading, read_stories


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came in, and the status it was answered with."""

    host: str
    path: str
    #: Names in lower case.
    headers: Mapping[str, str]
    #: On the monotonic clock.
    at: float
    status: int


@dataclass(frozen=True, slots=True)
class News:
    """A piece that has just come out."""

    outlet: Outlet
    piece: Piece


@dataclass
class Sector:
    """All sites, served from `with` to its end. Time stands still: `publish_more` alone makes anything happen."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    port: int = 0
    #: How many of its newest pieces an outlet shows.
    feed_length: int = 20
    #: Every request, in the order in which they were answered.
    requests: list[Asked] = field(default_factory=list, init=False)
    _out: dict[str, tuple[Piece, ...]] = field(default_factory=dict, init=False)
    _coming: list[News] = field(default_factory=list, init=False)
    _readings: int = field(default=0, init=False)
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack, init=False)

    def __post_init__(self) -> None:
        later: list[list[News]] = []
        for outlet in OUTLETS:
            self._out[outlet.key], coming = read_stories(outlet.key, self.now)
            later.append([News(outlet, piece) for piece in coming])
        # everybody's first, then everybody's second
        rounds = max(len(coming) for coming in later)
        self._coming = [coming[turn] for turn in range(rounds) for coming in later if turn < len(coming)]

    def __enter__(self) -> Self:
        hosts = [site.host for site in (*OUTLETS, *TROUBLES)]
        sockets, self.port = self._stack.enter_context(listening(hosts, self.port))
        self._stack.enter_context(serving(self._answer, sockets))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def url(self, site: Outlet | Trouble, path: str | None = None) -> str:
        """An address on this site; what is polled, if none is named."""
        return f"http://{site.host}:{self.port}{site.path if path is None else path}"

    def config(self, **choices: Any) -> str:
        """The text of a feeds.yaml for this sector; the choices are those of settings.write_settings."""
        return write_settings(self.url, **choices)

    def written(self, outlet: Outlet) -> tuple[Piece, ...]:
        """Everything that the outlet has out, newest first."""
        return self._out[outlet.key]

    @property
    def expected(self) -> dict[str, tuple[Piece, ...]]:
        """Name of each outlet → what a desk for rivers should have of it: all, or what is relevant."""
        return {
            outlet.name: tuple(piece for piece in self.written(outlet) if piece.is_relevant or outlet.scope != "broad")
            for outlet in OUTLETS
        }

    def publish_more(self, count: int = 1, *, now: datetime | None = None) -> list[News]:
        """The next pieces come out, here or there; when all is told, the river's level is read."""
        news = [self._next_news(now or self.now) for _ in range(count)]
        for one in news:
            self._out[one.outlet.key] = (one.piece, *self._out[one.outlet.key])
        return news

    def _next_news(self, now: datetime) -> News:
        if self._coming:
            coming = self._coming.pop(0)
            return News(coming.outlet, coming.piece.out_at(now))
        self._readings += 1
        office = next(outlet for outlet in OUTLETS if outlet.key == "watersoffice")
        return News(office, level_reading(self._readings, now))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application behind every socket."""
        request = Request(scope, receive)
        host = str(scope["server"][0])
        response = self._response(host, request)
        self.requests.append(
            Asked(host, request.url.path, dict(request.headers), time.monotonic(), response.status_code)
        )
        await response(scope, receive, send)

    def _response(self, host: str, request: Request) -> Response:
        for trouble in TROUBLES:
            if trouble.host == host:
                return trouble.answer(request)
        outlet = next(outlet for outlet in OUTLETS if outlet.host == host)
        base, path = f"http://{host}:{self.port}", request.url.path
        if outlet.moved_to and path == outlet.path:
            return RedirectResponse(base + outlet.moved_to, 301)
        if path == (outlet.moved_to or outlet.path):
            return _conditional(outlet, self._polled(outlet, base), request, self.written(outlet))
        return _page(outlet, path, base, self.written(outlet))

    def _polled(self, outlet: Outlet, base: str) -> tuple[bytes, str]:
        """The document that a desk asks for, and its type."""
        pieces = self.written(outlet)[: self.feed_length]
        if outlet.kind == "feed":
            return write_feed(outlet, pieces, base), outlet.content_type
        if outlet.kind == "sitemap":
            return pages.sitemap(pieces, base).encode(), "application/xml"
        return pages.listing_page(outlet, pieces, base).encode(), "text/html; charset=utf-8"


def _conditional(outlet: Outlet, document: tuple[bytes, str], request: Request, pieces: Sequence[Piece]) -> Response:
    """The document, or 304 if the outlet's server gives validators and the client brought them back."""
    body, content_type = document
    newest = max(piece.published for piece in pieces).replace(microsecond=0)
    etag = f'"{sha256(body).hexdigest()[:20]}"'
    headers = {"Content-Type": content_type}
    if outlet.validators in ("both", "etag"):
        headers["ETag"] = etag
    if outlet.validators in ("both", "date"):
        headers["Last-Modified"] = format_datetime(newest, usegmt=True)
    if _is_current(request, headers):
        del headers["Content-Type"]
        return Response(status_code=304, headers=headers)
    if outlet.gzip_only:
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, mtime=0)
    return Response(body, headers=headers)


def _is_current(request: Request, headers: Mapping[str, str]) -> bool:
    if (held := request.headers.get("if-none-match")) and "ETag" in headers:
        return held == headers["ETag"]
    if (since := request.headers.get("if-modified-since")) and "Last-Modified" in headers:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    return False


def _page(outlet: Outlet, path: str, base: str, pieces: Sequence[Piece]) -> Response:
    """Everything that people see, and pictures."""
    for piece in pieces:
        if path == piece.path:
            return Response(pages.article_page(outlet, piece, base), media_type="text/html")
        if piece.has_audio and path == f"/audio/{piece.slug}.mp3":
            return Response(bytes(pages.AUDIO_BYTES), media_type="audio/mpeg")
    drawn = path.removeprefix("/pictures/").removesuffix(".png")
    if drawn in PICTURES and path == pages.picture_path(drawn):
        return Response(landscape(drawn), media_type="image/png")
    match path:
        case "/":
            return Response(pages.home_page(outlet, pieces, base), media_type="text/html")
        case "/about/":
            return Response(pages.about_page(outlet), media_type="text/html")
        case "/icon.svg":
            return Response(icon(outlet.key), media_type="image/svg+xml")
        case "/robots.txt":
            return PlainTextResponse(pages.robots_txt(base))
        case _:
            return PlainTextResponse("There is no such page.", 404)


__all__ = ["NETWORK", "OUTLETS", "TROUBLES", "Asked", "News", "Outlet", "Piece", "Sector", "Trouble"]

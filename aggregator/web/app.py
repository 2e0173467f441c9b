"""The web application: which addresses there are, and what a reader sees when there is nothing at one. What is
served there comes from an `Outputs`, which is only ever asked for well-formed places, since addresses are checked here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote

import anyio.to_thread
from starlette.applications import Starlette
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator.errors import StoreError
from aggregator.models.output import Gone, Moved, Rendered, Site
from aggregator.render.assets import ASSETS, asset
from aggregator.render.heads import ATOM_FILE, JSON_FILE, RSS_FILE
from aggregator.render.html import render_error
from aggregator.render.rendered import rendered
from aggregator.web.alarm_feed import alarm_routes
from aggregator.web.answers import KEEP_A_DAY, NEVER_KEPT, PREFLIGHT_HEADERS, answer, plain
from aggregator.web.door import Door
from aggregator.web.embeds import embed_routes
from aggregator.web.health import Counted, Vitals, health_routes
from aggregator.web.hub import Hubs, hub_routes
from aggregator.web.pictures import picture_routes
from aggregator.web.proxies import Proxies
from aggregator.web.ready import Ready
from aggregator.web.status import status_routes

HTML = "text/html; charset=utf-8"
MAX_PATH, MAX_QUERY = 512, 2048
#: No form of ours and no push is longer.
MAX_BODY = 10 * 1024 * 1024
#: What is made at the same time, and how many may wait for that; whoever comes then is asked to come back.
MAKERS, MOST_WAITING = 4, 100
#: How long a client is asked to wait while the database is away, or while there is too much to do.
_RETRY_SECONDS = 30

LISTS = ("/", "/category/{slug:slug}/", "/agency/{slug:slug}/", "/source/{slug:slug}/")
#: Pages that list entries too.
VIEWS = ("/jobs/", "/{year:year}/{month:month}/")
FEEDS = (RSS_FILE, ATOM_FILE, JSON_FILE)
#: Where the three feeds stand: beside every list but one that is searched for, and their archives and further pages.
FEED_FOLDERS = (
    *LISTS,
    "/jobs/",
    "/archive/{run:run}/",
    "/jobs/page/{number:number}/",
    *(f"{path}page/{{number:number}}/" for path in LISTS[1:]),
)


class Outputs(Protocol):
    """What there is to serve. A place is an address relative to the site's root: "", "rss.xml", "category/SLUG/",
    "search/?q=WORDS", "search/rss.xml?q=WORDS", "embed?category=NAME".
    """

    @property
    def site(self) -> Site:
        """The site as it is configured now."""

    def ready(self, place: str) -> Rendered | None:
        """The output if it is in memory and current; answers at once."""

    def produce(self, place: str) -> Rendered | Moved | Gone | None:
        """The output, rendered if need be, or what became of it; None if there is no such thing.

        Runs in a thread, may read the store.
        """


class _Slug(StringConvertor):
    regex = "[a-z0-9-]{1,120}"


class _Number(StringConvertor):
    regex = "[1-9][0-9]{0,5}"


class _Year(StringConvertor):
    regex = "(?:19|20)[0-9]{2}"


class _Month(StringConvertor):
    regex = "0[1-9]|1[0-2]"


class _EntryId(StringConvertor):
    regex = "[0-9a-f]{16}"


class _Callback(StringConvertor):
    regex = "[A-Za-z0-9_-]{43}"


class _Run(StringConvertor):
    regex = "[1-9][0-9]{0,17}-[1-9][0-9]{0,17}"


register_url_convertor("slug", _Slug())
register_url_convertor("year", _Year())
register_url_convertor("month", _Month())
register_url_convertor("entry", _EntryId())
register_url_convertor("callback", _Callback())
register_url_convertor("run", _Run())
register_url_convertor("number", _Number())


def make_app(outputs: Outputs, vitals: Vitals | None = None, hubs: Hubs | None = None) -> Starlette:
    """The application that serves these outputs, says how the daemon is, and is there for hubs to call."""
    faces = _Faces(outputs)
    lists = [Route(path, faces.page) for path in LISTS + VIEWS]
    pages = [Route(f"{path}page/{{number:number}}/", faces.page) for path in LISTS + VIEWS]
    entry = "/entry/{id:entry}"
    feeds = [_open_to_all(folder + file, faces.feed) for folder in FEED_FOLDERS for file in FEEDS]
    feeds += [_open_to_all(f"/search/{file}", faces.found) for file in FEEDS]
    feeds += [_open_to_all(path, faces.feed) for path in ("/opml.xml", "/jobs.ics")]
    app = Starlette(
        routes=[
            *feeds,
            *lists,
            *pages,
            *[Route(path, faces.search) for path in ("/search/", "/search/page/{number:number}/")],
            *[
                Route(path, faces.page)
                for path in (entry, f"{entry}/", f"{entry}/{{slug:slug}}", f"{entry}/{{slug:slug}}/")
            ],
            *embed_routes(faces.rendered),
            Route("/static/{name:str}", faces.static),
            *(hub_routes(hubs) if hubs else []),
            *(_daemon_routes(outputs, vitals) if vitals else [Route("/healthz", healthz)]),
            *[Route(path.rstrip("/"), with_slash) for path in (*LISTS[1:], *VIEWS, "/search/", "/embed/snippet/")],
        ],
        middleware=[
            *([Middleware(Counted, vitals=vitals)] if vitals else []),
            Middleware(Bounds, refuse=faces.refusal),
            *([Middleware(Proxies, trusted=lambda: vitals.web.trusted_proxies)] if vitals else []),
            Middleware(Ready, ready=outputs.ready, pages=LISTS[:1], feeds=[f"/{file}" for file in FEEDS]),
        ],
        exception_handlers={
            HTTPException: faces.refusal,
            StoreError: faces.store_away,
            500: faces.fault,
        },
    )
    app.router.redirect_slashes = False  # it would build the target from the Host header
    return app


def _daemon_routes(outputs: Outputs, vitals: Vitals) -> list[Route]:
    """What only a daemon can answer."""
    door = Door()
    status = status_routes(lambda: outputs.site, vitals, door)
    return [*health_routes(vitals, door), *alarm_routes(vitals, door), *status, *picture_routes(vitals)]


def _open_to_all(path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> Route:
    """A route whose answer any page may read."""
    return Route(path, endpoint, methods=["GET", "HEAD", "OPTIONS"])


class Bounds:
    """Refuses addresses and bodies that are longer than any of ours before anything looks at them."""

    def __init__(self, app: ASGIApp, refuse: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if scope["type"] == "http":
            if len(scope["path"]) > MAX_PATH or len(scope["query_string"]) > MAX_QUERY:
                app = await self.refuse(Request(scope), HTTPException(414))
            elif _body_bytes(scope) > MAX_BODY:
                app = await self.refuse(Request(scope), HTTPException(413))
            elif _has_body(scope):
                receive = _bounded(receive)
        await app(scope, receive, send)


def _body_bytes(scope: Scope) -> int:
    """What the request says of its body's length; 0 if nothing."""
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(said) if said.isdigit() else 0


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _bounded(receive: Receive) -> Receive:
    """Hands on a body up to the most that one may have; HTTPException beyond."""
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY:
            raise HTTPException(413)
        return message

    return bounded


class _Faces:
    """The endpoints that need to know the outputs."""

    def __init__(self, outputs: Outputs) -> None:
        self.outputs = outputs
        self.makers = anyio.CapacityLimiter(MAKERS)

    async def page(self, request: Request) -> Response:
        place = _place(request)
        output = await self._output(place)
        if isinstance(output, Moved):
            target = "../" * place.count("/") + output.path
            return plain(request, b"", HTML, 301, Location=target)
        return answer(request, output)

    async def search(self, request: Request) -> Response:
        """What somebody searches for, as a page that is kept nowhere."""
        return answer(request, await self.rendered(_searched(request)), cache_control=NEVER_KEPT)

    async def found(self, request: Request) -> Response:
        """The same as a feed."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=PREFLIGHT_HEADERS)
        return answer(request, await self.rendered(_searched(request)), is_feed=True)

    async def feed(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=PREFLIGHT_HEADERS)
        return answer(request, await self.rendered(_place(request)), is_feed=True)

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            raise HTTPException(404)
        return answer(request, _static(name, self.outputs.site), cache_control=KEEP_A_DAY)

    async def refusal(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        return self._error_page(request, status, headers or {})

    async def store_away(self, request: Request, error: Exception) -> Response:
        return self._error_page(request, 503, {"Retry-After": str(_RETRY_SECONDS)})

    async def fault(self, request: Request, error: Exception) -> Response:
        return self._error_page(request, 500, {})

    async def rendered(self, place: str) -> Rendered:
        """What stands there and is no other name of something else; HTTPException if there is nothing."""
        output = await self._output(place)
        if isinstance(output, Moved):  # only entries have names that change
            raise HTTPException(404)
        return output

    async def _output(self, place: str) -> Rendered | Moved:
        output = self.outputs.ready(place) or await self._made(place)
        if isinstance(output, Gone):
            raise HTTPException(410)
        if output is None:
            raise HTTPException(404)
        return output

    async def _made(self, place: str) -> Rendered | Moved | Gone | None:
        if self.makers.statistics().tasks_waiting >= MOST_WAITING:
            raise HTTPException(503, headers={"Retry-After": str(_RETRY_SECONDS)})
        return await anyio.to_thread.run_sync(self.outputs.produce, place, limiter=self.makers)

    def _error_page(self, request: Request, status: int, headers: Mapping[str, str]) -> Response:
        return plain(request, render_error(self.outputs.site, status), HTML, status, **headers)


def _place(request: Request) -> str:
    place = str(request.scope["path"]).removeprefix("/")
    if not place.isprintable():  # a route's pattern lets one line break pass at the end
        raise HTTPException(404)
    return place


def _searched(request: Request) -> str:
    """Nothing of the query but `q` reaches the outputs."""
    return f"{_place(request)}?q={quote(request.query_params.get('q', ''), safe='')}"


async def healthz(request: Request) -> Response:
    """Alive: the loop turns."""
    return plain(request, b"ok\n", "text/plain; charset=utf-8")


async def with_slash(request: Request) -> Response:
    """A list's address without its last slash. The target is relative, so that it is right behind any proxy."""
    target = _place(request).rpartition("/")[2] + "/"
    query = request.scope["query_string"].decode("ascii", "ignore")
    return RedirectResponse(f"{target}?{query}" if query else target, status_code=308)


@lru_cache(maxsize=16)
def _static(name: str, site: Site) -> Rendered:
    return rendered(asset(name, site), ASSETS[name])

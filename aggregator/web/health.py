"""/healthz, /readyz and /metrics: for whoever looks after the daemon. What is wrong is said in plain words.

/metrics tells how the desk is used, so it wants the token of the settings; behind a proxy everybody is loopback, so no
address is a credential. Where a token is set, /readyz gives its reasons to bearers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator.config.settings import Web
from aggregator.models.status import Standing
from aggregator.thumbnails import Thumbnail
from aggregator.web.answers import plain
from aggregator.web.door import Door

TEXT = "text/plain; charset=utf-8"
_NO_TOKEN = b"Metrics are shown to bearers of a token: set web.token in the settings, at best by ${NAME}.\n"
_WRONG_TOKEN = b"This wants the token of web.token in the settings: Authorization: Bearer TOKEN\n"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="metrics"'}
_HEALTH = ("/healthz", "/readyz", "/metrics")


class Vitals(Protocol):
    """How the daemon is. Sentences for what is wrong; none of them means well."""

    #: The media type of `exposition`.
    metrics_type: str

    @property
    def web(self) -> Web:
        """The settings in force."""

    def stuck(self) -> Sequence[str]:
        """What hangs."""

    async def unready(self) -> Sequence[str]:
        """What keeps the daemon from doing its work as it is told."""

    async def exposition(self) -> bytes:
        """The metrics."""

    async def alarm_feed(self) -> bytes | None:
        """The private feed of alarms; None if there is none."""

    async def review_feed(self) -> bytes | None:
        """The private feed of what waits at the desk; None if there is none."""

    async def standing(self) -> Standing:
        """How the sources stand."""

    async def picture(self, head: str, mark: str) -> Thumbnail | None:
        """The picture of an entry, if pictures come from us and there is one."""

    def answered(self, kind: str, status: str) -> None:
        """Count an answer."""


def health_routes(vitals: Vitals, door: Door) -> list[Route]:
    """The three addresses."""

    async def healthz(request: Request) -> Response:
        """Alive: 503 when only a new start would help."""
        return _verdict(request, vitals.stuck(), shown=True)

    async def readyz(request: Request) -> Response:
        """Ready: 503 when the settings, the database or the polling are not as they should be."""
        shown = vitals.web.token is None or door.bears(request, vitals.web.token)
        return _verdict(request, await vitals.unready(), shown=shown)

    async def metrics(request: Request) -> Response:
        token = vitals.web.token
        if token is None:
            return plain(request, _NO_TOKEN, TEXT, 403)
        if not door.bears(request, token):
            return plain(request, _WRONG_TOKEN, TEXT, 401, **_CHALLENGE)
        return plain(request, await vitals.exposition(), vitals.metrics_type)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


class Counted:
    """Counts answers by what was asked for and how it ended."""

    def __init__(self, app: ASGIApp, vitals: Vitals) -> None:
        self.app, self.vitals = app, vitals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                self.vitals.answered(_kind(scope["path"]), "304" if status == 304 else f"{status // 100}xx")
            await send(message)

        await self.app(scope, receive, counting)


def _verdict(request: Request, wrong: Sequence[str], *, shown: bool) -> Response:
    if not wrong:
        return plain(request, b"ok\n", TEXT)
    said = "\n".join(wrong) if shown else "not ready; the reasons are for bearers of web.token"
    return plain(request, f"{said}\n".encode(), TEXT, 503)


def _kind(path: str) -> str:
    if path.endswith((".xml", ".json", ".ics")):
        return "feed"
    if path.startswith("/static/"):
        return "static"
    if path in _HEALTH:
        return "health"
    return "page" if path.endswith("/") else "other"

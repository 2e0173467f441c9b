"""The sites that do not behave, one fault each, and what a good reader makes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from tests.sector.outlets import NETWORK

#: How long the throttled site wants to be left alone.
RETRY_AFTER_SECONDS = 90
_DRIP_SECONDS = 0.2
_PATH = "/feed.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source that comes to nothing."""

    name: str
    host_number: int
    answer: Callable[[Request], Response]
    #: What `poll` should say of it: the outcome, the code of the cause, and the status.
    outcome: str = "failed"
    code: str
    status: int
    path: str = _PATH

    @property
    def host(self) -> str:
        return f"{NETWORK}.{self.host_number}"


def _drips(request: Request) -> Response:
    """A letter now and then, for ever."""

    async def letters() -> AsyncIterator[bytes]:
        yield b'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Slack Water Review</title><description>'
        while True:
            await asyncio.sleep(_DRIP_SECONDS)
            yield b"z"

    return StreamingResponse(letters(), media_type="application/rss+xml")


def _falls_over(request: Request) -> Response:
    return Response("<h1>Internal Server Error</h1><p>The mill wheel has come off.</p>", 500, media_type="text/html")


def _broken_xml(request: Request) -> Response:
    body = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>The Broken Sluice</titl<item>&&<<link>'
    return Response(body, media_type="application/rss+xml")


def _gone(request: Request) -> Response:
    return Response("The Dry Dock Diary has closed. Thank you for reading.", 410, media_type="text/plain")


def _not_found(request: Request) -> Response:
    return Response("<h1>Not here</h1>", 404, media_type="text/html")


def _throttles(request: Request) -> Response:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return Response("Steady on.", 429, headers, media_type="text/plain")


def _page_instead(request: Request) -> Response:
    body = (
        "<!doctype html><html><head><title>Our new site</title></head><body><h1>We have moved house</h1></body></html>"
    )
    return Response(body, media_type="text/html")


def _goes_round(request: Request) -> Response:
    return RedirectResponse("/round/" if request.url.path == _PATH else _PATH, 302)


TROUBLES = (
    Trouble(name="Slack Water Review", host_number=21, answer=_drips, code="timeout", status=200),
    Trouble(name="Millrace Monitor", host_number=22, answer=_falls_over, code="server_error", status=500),
    Trouble(name="The Broken Sluice", host_number=23, answer=_broken_xml, code="truncated", status=200),
    Trouble(name="Dry Dock Diary", host_number=24, answer=_gone, outcome="gone", code="gone", status=410),
    Trouble(name="Lost Oxbow", host_number=25, answer=_not_found, code="not_found", status=404),
    Trouble(name="Rapids Weekly", host_number=26, answer=_throttles, code="too_many_requests", status=429),
    Trouble(name="New Quay Parish", host_number=27, answer=_page_instead, code="html_instead_of_feed", status=200),
    Trouble(name="Roundabout Reach", host_number=28, answer=_goes_round, code="redirect_loop", status=302),
)

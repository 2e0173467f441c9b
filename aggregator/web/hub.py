"""/hub/ID: where the hubs of sources ask whether we meant it, and push what is new (WebSub).

Nothing of a body is read before its callback is known and it claims to be signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator.web.answers import plain

TEXT = "text/plain; charset=utf-8"
_RETRY_SECONDS = 30


class Hubs(Protocol):
    """Whoever talks to hubs."""

    async def answer(self, callback: str, asked: Mapping[str, str]) -> str | None:
        """What to say to a hub that asks whether we meant it; None if we didn't."""

    async def expects(self, callback: str) -> bool:
        """Whether a hub may push there."""

    async def doubt(self, callback: str) -> None:
        """Somebody pushed there who can't say who they are."""

    def is_busy(self) -> bool:
        """Whether no more can be taken at the moment."""

    async def take(self, callback: str, body: bytes, signature: str, content_type: str | None) -> None:
        """Something was pushed there, signed like this."""


def hub_routes(hubs: Hubs) -> list[Route]:
    """The address of every callback."""

    async def called(request: Request) -> Response:
        callback = request.path_params["callback"]
        if request.method == "POST":
            return await _pushed(request, hubs, callback)
        said = await hubs.answer(callback, request.query_params)
        if said is None:
            raise HTTPException(404)
        return plain(request, said.encode(), TEXT)

    return [Route("/hub/{callback:callback}", called, methods=["GET", "POST"])]


async def _pushed(request: Request, hubs: Hubs, callback: str) -> Response:
    if not await hubs.expects(callback):
        raise HTTPException(410)
    signature = request.headers.get("x-hub-signature")
    if signature is None:
        await hubs.doubt(callback)
    elif hubs.is_busy():
        raise HTTPException(503, headers={"Retry-After": str(_RETRY_SECONDS)})
    else:
        await hubs.take(callback, await request.body(), signature, request.headers.get("content-type"))
    # whoever guesses at signatures learns nothing
    return plain(request, b"", TEXT, 202)

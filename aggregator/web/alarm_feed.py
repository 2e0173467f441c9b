"""The private feeds, of alarms and of what waits at the desk. Feed readers send no headers of their own, so the token
stands in the address.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator.render.atom import MEDIA_TYPE
from aggregator.web.answers import plain
from aggregator.web.door import Door
from aggregator.web.health import Vitals


def alarm_routes(vitals: Vitals, door: Door) -> list[Route]:
    """`/alarms/TOKEN/atom.xml`, or `/alarms/atom.xml?token=TOKEN` for tokens no path may hold; `/review/…` alike."""
    return [*_private("alarms", vitals.alarm_feed, vitals, door), *_private("review", vitals.review_feed, vitals, door)]


def _private(name: str, made: Callable[[], Awaitable[bytes | None]], vitals: Vitals, door: Door) -> list[Route]:
    async def feed(request: Request) -> Response:
        """The feed; without the right token there is nothing here."""
        given = request.path_params.get("token") or request.query_params.get("token", "")
        token = vitals.web.token
        if token is None or not door.opens(request, given, token):
            raise HTTPException(404)
        body = await made()
        if body is None:
            raise HTTPException(404)
        return plain(request, body, f"{MEDIA_TYPE}; charset=utf-8", 200, **{"X-Robots-Tag": "noindex, nofollow"})

    return [Route(f"/{name}/atom.xml", feed), Route(f"/{name}/{{token:str}}/atom.xml", feed)]

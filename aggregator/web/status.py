"""/status: how the sources stand. Everybody sees names, health and times; causes and addresses are for bearers of
`web.token`: as a header for machines, through a form that leaves a cookie for people (docs/decisions/0022).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator.models.output import Site
from aggregator.models.status import Standing, StatusPage
from aggregator.web.answers import plain
from aggregator.web.door import SESSION_SECONDS, Door, is_session, session
from aggregator.web.health import Vitals

HTML = "text/html; charset=utf-8"
COOKIE = "status"
#: No form of ours is longer.
_MOST_FORM = 4096


def status_routes(site: Callable[[], Site], vitals: Vitals, door: Door) -> list[Route]:
    """The page, and the door that its form leads to; `site` gives the site as it is configured now."""

    async def status(request: Request) -> Response:
        from aggregator.render.status_page import render_status

        token = vitals.web.token
        is_open = token is not None and _is_known(request, token, door)
        standing = await vitals.standing()
        page = StatusPage(
            site=site(),
            standing=standing if is_open else _for_everybody(standing),
            number=_number(request.query_params.get("page", "1")),
            is_open=is_open,
            has_token=token is not None,
            was_wrong="wrong" in request.query_params and not is_open,
        )
        made = render_status(page)
        if made is None:
            raise HTTPException(404)
        return plain(request, made, HTML, 200, **{"X-Robots-Tag": "noindex"})

    async def enter(request: Request) -> Response:
        """With the right token, a cookie; out again without any. Its path is where this door stands, so that no other
        page is sent it, whatever prefix a proxy puts before us.
        """
        said, token = await _form(request), vitals.web.token
        if "leave" in said or token is None:
            return _back(request, **{"Set-Cookie": f"{COOKIE}=; Max-Age=0; {_attributes(request)}"})
        if not door.opens(request, said.get("token", [""])[0].strip(), token):
            return _back(request, "?wrong")
        kept = f"{COOKIE}={session(token, time.time())}; Max-Age={SESSION_SECONDS}; {_attributes(request)}"
        return _back(request, **{"Set-Cookie": kept})

    return [Route("/status", status), Route("/status/door", enter, methods=["POST"])]


def _is_known(request: Request, token: str, door: Door) -> bool:
    if "authorization" in request.headers:
        return door.bears(request, token)
    return is_session(request.cookies.get(COOKIE), token, time.time())


def _for_everybody(standing: Standing) -> Standing:
    """Without what is nobody else's business: sources that are not public, addresses, causes, the settings' faults."""
    return replace(
        standing,
        sources=tuple(
            replace(one, url=None, cause=None, held=None, prospect=()) for one in standing.sources if one.is_public
        ),
        refused=(),
    )


async def _form(request: Request) -> dict[str, list[str]]:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_FORM:
            raise HTTPException(413)
    return parse_qs(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=10)


def _back(request: Request, query: str = "", **headers: str) -> Response:
    return plain(request, b"", HTML, 303, Location=f"../status{query}", **headers)


def _attributes(request: Request) -> str:
    """Out of reach of scripts, never sent from another site, and only over TLS where that is how we were asked."""
    return "HttpOnly; SameSite=Strict" + ("; Secure" if request.url.scheme == "https" else "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0

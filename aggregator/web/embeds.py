"""What other sites embed: the list in a frame, the script that puts it there, and the page that makes the snippet.

Only the list may be framed. Of what is asked for, nothing but known values goes on (`models/embedding.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator.models.embedding import Embedding, Look, read_form
from aggregator.models.output import Rendered
from aggregator.render.assets import stored_file
from aggregator.render.rendered import rendered
from aggregator.web.answers import KEEP_A_DAY, answer

#: Anybody may frame it; its one script tells the page around it how high it is.
FRAMED = (
    "default-src 'none'; img-src https: http:; style-src 'self'; script-src 'self'; "
    "form-action 'none'; frame-ancestors *; base-uri 'none'"
)
#: The snippet's page shows what it makes.
SHOWING = (
    "default-src 'none'; img-src https: http:; style-src 'self'; frame-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
#: Of the script, whose address stands in pages that nobody will edit again.
KEEP_AN_HOUR = "public, max-age=3600"


def embed_routes(output: Callable[[str], Awaitable[Rendered]]) -> list[Route]:
    """The four addresses; `output` gives what stands at a place."""

    async def embed(request: Request) -> Response:
        wanted = Embedding.read(request.query_params)
        return answer(request, await output(_place("embed", wanted.query)), policy=FRAMED)

    async def style(request: Request) -> Response:
        wanted = Embedding(look=Look.read(request.query_params))
        return answer(request, await output(_place("embed.css", wanted.query)), cache_control=KEEP_A_DAY)

    async def snippet(request: Request) -> Response:
        wanted = read_form(request.query_params)
        return answer(request, await output(_place("embed/snippet/", wanted.query)), policy=SHOWING)

    async def script(request: Request) -> Response:
        return answer(request, _script(), cache_control=KEEP_AN_HOUR)

    return [
        Route("/embed", embed),
        Route("/embed.css", style),
        Route("/embed.js", script),
        Route("/embed/snippet/", snippet),
    ]


def _place(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=1)
def _script() -> Rendered:
    return rendered(stored_file("embed.js"), "text/javascript")

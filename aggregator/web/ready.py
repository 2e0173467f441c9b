"""The short way for what is asked for most: the front page and the combined feeds, from bytes that are ready."""

from __future__ import annotations

from collections.abc import Callable, Collection

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from aggregator.models.output import Rendered
from aggregator.web.answers import answer


class Ready:
    """Answers at once where the output of such a path is in memory and current; lets everything else pass.

    The answer is the one that the routes would give, without looking through all of them.
    """

    def __init__(
        self, app: ASGIApp, ready: Callable[[str], Rendered | None], pages: Collection[str], feeds: Collection[str]
    ) -> None:
        self.app, self.ready = app, ready
        self.paths = dict.fromkeys(pages, False) | dict.fromkeys(feeds, True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = self.app
        if scope["type"] == "http" and scope["method"] == "GET":
            is_feed = self.paths.get(scope["path"])
            if is_feed is not None and (output := self.ready(scope["path"][1:])) is not None:
                app = answer(Request(scope), output, is_feed=is_feed)
        await app(scope, receive, send)

"""The addresses of a blog that was moved in: they lead to the pages where its posts stand now."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from aggregator.publish.house import entry_path
from aggregator.store import old_addresses
from aggregator.store.engine import Store, Transaction
from aggregator.web.answers import plain


def old_address_routes(store: Store) -> list[Route]:
    """The last of all routes: what stands at no address of ours may have stood there once."""

    async def moved(request: Request) -> Response:
        path = request.path_params["path"].strip("/")
        query = request.scope["query_string"].decode("ascii", "ignore")
        wanted = [f"{path}?{query}", path] if query else [path]

        def find(tx: Transaction) -> tuple[str, str] | None:
            return next((found for one in wanted if one and (found := old_addresses.leads_to(tx, one))), None)

        found = await store.read(find)
        if found is None:
            raise HTTPException(404)
        up = "../" * (str(request.scope["path"]).count("/") - 1) or "./"
        return plain(request, b"", "text/html; charset=utf-8", 301, Location=up + entry_path(*found))

    return [_OnlyRead("/{path:path}", moved)]


class _OnlyRead(Route):
    """Stands nowhere for whoever would do more than read: to them there is no such address, rather than another way."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        found, more = super().matches(scope)
        return (found if found is Match.FULL else Match.NONE), more

"""Who comes to the desk: by a session's cookie, or by the word of a proxy that the settings trust.

Forms are believed when they carry the token that was given to this browser and come from a page of ours. Without any
account there is no desk, and nothing tells that there could be one.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aggregator.config.settings import Settings
from aggregator.editing import doors
from aggregator.editing.acts import Hand
from aggregator.editing.doors import Throttled, Visitor, form_token
from aggregator.passwords import FULL, Effort, new_secret
from aggregator.publish.house import House
from aggregator.render import desk as pages
from aggregator.render.messages import messages_for
from aggregator.store import accounts
from aggregator.store.engine import Store
from aggregator.web.answers import plain
from aggregator.web.desk.forms import Form, read_form

#: Passwords are hard to check on purpose: so many at a time.
CHECKED_AT_ONCE = 2
#: How long a browser may show the form to come in by.
LOG_IN_SECONDS = 3600
#: The pages' own addresses go along to ourselves, so that a form can tell where it comes from; nobody else gets them.
OWN_REFERRER = {"Referrer-Policy": "same-origin"}

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Backroom:
    """What the desk works with: the store, the settings in force, a clock, and what checking a password costs."""

    store: Store
    in_force: Callable[[], Settings]
    clock: Callable[[], datetime]
    effort: Effort = FULL
    limiter: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CHECKED_AT_ONCE))

    @property
    def house(self) -> House:
        return House(self.in_force())

    @property
    def words(self) -> dict[str, str]:
        return messages_for(self.house.site.language).desk

    def by(self, visitor: Visitor) -> Hand:
        """The visitor's hand, for the audit."""
        return Hand(visitor.account.name, self.clock(), self.in_force())


@dataclass(frozen=True, slots=True)
class Entrance:
    """Lets in, and turns away."""

    room: Backroom

    def page(self, show: Callable[[Request, Visitor], Awaitable[Response]], *, admin: bool = False) -> Endpoint:
        """An endpoint that shows a page to whoever is in, and the way in to others."""

        async def endpoint(request: Request) -> Response:
            await self._open(request)
            visitor = await self._visitor(request)
            if visitor is None:
                return _to(request, f"{_up(request)}desk/login")
            if admin and visitor.account.role != "admin":
                raise HTTPException(403)
            return _remembered(request, await show(request, visitor), visitor)

        return endpoint

    def form(self, act: Callable[[Request, Visitor, Form], Awaitable[Response]], *, admin: bool = False) -> Endpoint:
        """An endpoint that acts for whoever is in, by a form of their own; 403 for everybody else."""

        async def endpoint(request: Request) -> Response:
            await self._open(request)
            visitor = await self._visitor(request)
            form = await read_form(request)
            is_theirs = visitor is not None and hmac.compare_digest(
                form.one("token").encode(), visitor.form_token.encode()
            )
            if visitor is None or not is_theirs or not _is_from_us(request):
                raise HTTPException(403)
            if admin and visitor.account.role != "admin":
                raise HTTPException(403)
            return _remembered(request, await act(request, visitor, form), visitor)

        return endpoint

    async def show_log_in(self, request: Request) -> Response:
        """The form to come in by."""
        await self._open(request)
        if await self._visitor(request) is not None:
            return _to(request, "./")
        return self._log_in_page(request, 200, None)

    async def log_in(self, request: Request) -> Response:
        """Whoever gives the right name and password is in."""
        await self._open(request)
        form = await read_form(request)
        held = request.cookies.get(_cookie(request, "desk-login"), "")
        token = form.one("token").encode()
        if not held or not hmac.compare_digest(token, form_token(held).encode()) or not _is_from_us(request):
            return self._log_in_page(request, 403, self.room.words["stale"])
        name, password = form.one("name"), next(iter(form.all("password")), "")
        address = request.client.host if request.client else ""
        async with self.room.limiter:
            found = await anyio.to_thread.run_sync(
                doors.log_in, self.room.store, name, password, address, self.room.clock(), self.room.effort
            )
        if isinstance(found, Throttled):
            seconds = str(round(found.after.total_seconds()))
            return self._log_in_page(request, 429, self.room.words["throttled"], seconds)
        if found is None:
            return self._log_in_page(request, 403, self.room.words["wrong"])
        response = _to(request, "./")
        response.delete_cookie(_cookie(request, "desk-login"), secure=_is_secure(request), httponly=True)
        _give(request, response, found.secret)
        return response

    async def log_out(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """They leave: the session ends here, whatever the browser keeps."""
        limits = self.room.in_force().desk
        await self.room.store.write(lambda tx: doors.log_out(tx, visitor.secret, limits, self.room.clock()))
        response = _to(request, "login")
        response.delete_cookie(_cookie(request, "desk"), secure=_is_secure(request), httponly=True, samesite="strict")
        return response

    async def _open(self, request: Request) -> None:
        if not await self.room.store.read(accounts.any_made):
            raise HTTPException(404)

    async def _visitor(self, request: Request) -> Visitor | None:
        limits, now, store = self.room.in_force().desk, self.room.clock(), self.room.store
        secret = request.cookies.get(_cookie(request, "desk"), "")
        visitor = await store.read(lambda tx: doors.known_by(tx, secret, limits, now)) if secret else None
        named = _named_by_proxy(request, limits.user_header)
        if named is not None and (visitor is None or visitor.account.name != named):
            return await store.write(lambda tx: doors.vouched_for(tx, named, now))
        if visitor is not None and visitor.account.password_hash is None and named is None:
            return None  # known by a proxy's word alone, and it says nothing any more
        if visitor is not None and doors.is_to_be_seen(visitor, now):
            known = visitor
            await store.write(lambda tx: doors.see(tx, known, now))
        return visitor

    def _log_in_page(self, request: Request, status: int, fault: str | None, retry_after: str = "") -> Response:
        secret = new_secret()
        body = pages.render_log_in(self.room.house.site, form_token(secret), fault=fault)
        more = OWN_REFERRER | ({"Retry-After": retry_after} if retry_after else {})
        response = plain(request, body, pages.MEDIA_TYPE, status, **more)
        response.set_cookie(
            _cookie(request, "desk-login"),
            secret,
            max_age=LOG_IN_SECONDS,
            secure=_is_secure(request),
            httponly=True,
            samesite="strict",
        )
        return response


def shown(request: Request, body: bytes, status: int = 200) -> Response:
    """A page of the desk: kept nowhere."""
    return plain(request, body, pages.MEDIA_TYPE, status, **OWN_REFERRER)


def _to(request: Request, target: str) -> Response:
    """On to another page, by the way from here, so that it is right behind any proxy."""
    return plain(request, b"", pages.MEDIA_TYPE, 303, Location=target, **OWN_REFERRER)


def to(request: Request, place: str) -> Response:
    """On to another page by its place, as in `desk/log/`."""
    return _to(request, _up(request) + place)


def _up(request: Request) -> str:
    return "../" * (str(request.scope["path"]).count("/") - 1) or "./"


def _remembered(request: Request, response: Response, visitor: Visitor) -> Response:
    """A session that a proxy's word has just begun is given to the browser."""
    is_known = request.cookies.get(_cookie(request, "desk")) == visitor.secret
    if not is_known and b"set-cookie" not in dict(response.raw_headers):
        _give(request, response, visitor.secret)
    return response


def _give(request: Request, response: Response, secret: str) -> None:
    """The cookie ends with the browser's own session, ours long before."""
    response.set_cookie(_cookie(request, "desk"), secret, secure=_is_secure(request), httponly=True, samesite="strict")


def _cookie(request: Request, name: str) -> str:
    """Its name; under https one that browsers take from nobody but this very host."""
    return f"__Host-{name}" if _is_secure(request) else name


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _is_from_us(request: Request) -> bool:
    """What the browser says of where a form comes from; one that says nothing still needs the token."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _named_by_proxy(request: Request, header: str | None) -> str | None:
    """Who has logged in at a proxy that the settings trust, if it says so."""
    if header is None or not request.scope.get("vouched"):
        return None
    said = request.headers.get(header)
    return said.strip() if said and said.strip() else None

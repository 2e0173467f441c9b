"""Who may see what is not for everybody: bearers of `web.token`. Behind a proxy everybody is loopback, so no address
is a credential; it only tells whose guesses are counted.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request

#: So many wrong tokens from one address within so long; then it has to wait, even with the right one.
TRIES, WINDOW_SECONDS = 10, 60.0
#: So many addresses are watched; a flood of them drops those that tried longest ago.
_MOST_CLIENTS = 10_000
#: How long somebody who gave the token in a form is known by a cookie.
SESSION_SECONDS = 12 * 3600


class Door:
    """Compares tokens, in constant time and no faster than somebody types."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def bears(self, request: Request, token: str) -> bool:
        """Whether the request carries the token as its credential."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self.opens(request, given.strip(), token)

    def opens(self, request: Request, given: str, token: str) -> bool:
        """Whether what was given is the token. HTTPException 429 after too many wrong ones."""
        client, now = _client(request), self._clock()
        tries = self._wrong.get(client, deque())
        while tries and now - tries[0] > WINDOW_SECONDS:
            tries.popleft()
        if len(tries) >= TRIES:
            wait = int(WINDOW_SECONDS - (now - tries[0])) + 1
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        if hmac.compare_digest(given.encode(errors="replace"), token.encode()):
            return True
        tries.append(now)
        self._wrong[client] = tries
        self._wrong.move_to_end(client)
        if len(self._wrong) > _MOST_CLIENTS:
            self._wrong.popitem(last=False)
        return False


def session(token: str, now: float) -> str:
    """What stands in the cookie of somebody who gave the token: until when it holds, signed with the token itself."""
    until = int(now) + SESSION_SECONDS
    return f"{until}.{_signature(token, until)}"


def is_session(cookie: str | None, token: str, now: float) -> bool:
    """Whether it is such a cookie and still holds. Another token ends them all."""
    until, _, signature = (cookie or "").partition(".")
    if not (until.isascii() and until.isdigit() and len(until) <= 12 and now < int(until) <= now + SESSION_SECONDS):
        return False
    return hmac.compare_digest(signature.encode(errors="replace"), _signature(token, int(until)).encode())


def _signature(token: str, until: int) -> str:
    return hmac.new(token.encode(), f"status until {until}".encode(), hashlib.sha256).hexdigest()


def _client(request: Request) -> str:
    """The address, of IPv6 the network: whoever has one address of it has them all."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host

"""Who really asks, and by which scheme: what a proxy says of it counts only if it is one that the settings trust."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

Headers = Iterable[tuple[bytes, bytes]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PAIR = re.compile(r'\s*([A-Za-z]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*')
#: Longer chains are nobody's.
_MOST_HOPS = 20


class Proxies:
    """Puts the client and the scheme into the scope that trusted proxies vouch for, and that one did."""

    def __init__(self, app: ASGIApp, trusted: Callable[[], Sequence[str]]) -> None:
        """`trusted` gives the networks of the settings in force."""
        self.app, self.trusted = app, trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (networks := tuple(self.trusted())) and (client := scope.get("client")):
            found = vouched(client[0], scope["headers"], networks)
            if found is not None:
                address, scheme = found
                port = client[1] if address == client[0] else 0
                scope = {**scope, "client": (address, port), "scheme": scheme or scope["scheme"], "vouched": True}
        await self.app(scope, receive, send)


def vouched(peer: str, headers: Headers, trusted: Sequence[str]) -> tuple[str, str | None] | None:
    """The client's address, and the scheme if it is told; None unless the peer is a trusted proxy.

    Each proxy adds to the end, so the list is read from there: the first that is not trusted is who asks.
    """
    if not _is_trusted(peer, tuple(trusted)):
        return None
    hops = _forwarded(headers) or _x_forwarded(headers)
    address, scheme = peer, None
    for hop, by in reversed(hops[-_MOST_HOPS:]):
        scheme = by or scheme
        if hop is None:
            break
        address = hop
        if not _is_trusted(hop, tuple(trusted)):
            break
    return address, scheme


def _forwarded(headers: Headers) -> list[tuple[str | None, str | None]]:
    """RFC 7239: an address (None if it is hidden) and a scheme for each hop."""
    hops = []
    for element in _values(headers, b"forwarded"):
        pairs = {key.lower(): value.strip('"') for key, value in _PAIR.findall(element)}
        if pairs:
            hops.append((_address(pairs.get("for", "")), _scheme(pairs.get("proto", ""))))
    return hops


def _x_forwarded(headers: Headers) -> list[tuple[str | None, str | None]]:
    """As most proxies say it: the addresses in a list, the scheme of the first hop beside it."""
    addresses = [_address(text) for text in _values(headers, b"x-forwarded-for")]
    schemes = [_scheme(text) for text in _values(headers, b"x-forwarded-proto")]
    scheme = schemes[-1] if schemes else None
    return [(address, scheme) for address in addresses] or ([(None, scheme)] if scheme else [])


def _values(headers: Headers, wanted: bytes) -> list[str]:
    joined = b",".join(value for name, value in headers if name == wanted).decode("latin-1")
    return [part.strip() for part in joined.split(",") if part.strip()]


def _address(text: str) -> str | None:
    """The IP address in `1.2.3.4`, `1.2.3.4:5`, `[::1]:5` or `::1`."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return None


def _scheme(text: str) -> str | None:
    return text.lower() if text.lower() in ("http", "https") else None


@lru_cache(maxsize=1024)
def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in ipaddress.ip_network(network) for network in trusted)

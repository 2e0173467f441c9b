"""Which addresses may be dialled. What counts is the address behind the socket, not how anybody spelled it.

The guard sits in two places of the connection: names go through `resolve`, which refuses a name if any of its
addresses is refused and hands on exactly the addresses it judged; and every socket is made by `open_socket`, which sees
IP literals too. There is no third way out: no proxy, no second lookup.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from aggregator.errors import FetchError
from aggregator.fetch.causes import cause
from aggregator.fetch.lookup import Lookup, NameNotFound
from aggregator.outcomes import Cause

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: All that is handed out to anybody in IPv6 lies here. Beside it lie multicast, site-local and v4 in most wrappings:
#: v4-compatible and both NAT64 prefixes, which Python 3.11 counts as global.
_V6_UNICAST = ipaddress.IPv6Network("2000::/3")
#: What it counts as global too, though it leads elsewhere.
_DENIED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # the old relay of 6to4
        "224.0.0.0/4",  # multicast
        "2001::/23",  # Teredo and other protocol assignments
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)

_MOST_VERDICTS = 4096

#: Addresses that the lookup of this exchange found behind a name that `allow_private` lists with its port.
_vouched_for: ContextVar[set[tuple[str, int]]] = ContextVar("_vouched_for")


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What `allow_private` allows: whole networks, and single services by host (name or address) and port."""

    networks: tuple[Network, ...] = ()
    services: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def read(cls, texts: Iterable[str]) -> Exceptions:
        """From the words of the config. ValueError says which of them is neither a network nor host:port."""
        networks: list[Network] = []
        services: set[tuple[str, int]] = set()
        for text in texts:
            try:
                networks.append(ipaddress.ip_network(text, strict=False))
            except ValueError:
                services.add(_service(text))
        return cls(tuple(networks), frozenset(services))

    def allow_address(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self.networks)


def _service(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]").rstrip(".").lower()
    if not (colon and host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError(f"{text!r} is neither a network (10.0.0.0/8) nor a host with its port (intranet.example:8080)")
    return host, int(port)


class Guard(AbstractResolver):
    """Judges what is dialled, and looks up names for it."""

    def __init__(self, exceptions: Exceptions, lookup: Lookup, *, lookup_seconds: float = 5.0) -> None:
        self._exceptions, self._lookup, self._lookup_seconds = exceptions, lookup, lookup_seconds
        #: A verdict never changes, and each is asked for twice in every visit.
        self._judged = lru_cache(maxsize=_MOST_VERDICTS)(self._judge)

    def judge(self, address: str, port: int) -> Cause | None:
        """Why this address and port may not be dialled; None if they may."""
        return self._judged(address, port)

    def _judge(self, address: str, port: int) -> Cause | None:
        try:
            plain = _unmapped(ipaddress.ip_address(address))
        except ValueError:
            return cause("address_private", address=address)
        if (str(plain), port) in self._exceptions.services:
            return None
        if not is_web_port(port):
            return cause("address_port", port=port)
        if self._exceptions.allow_address(plain) or is_public(plain):
            return None
        return cause("address_private", address=address)

    def open_exchange(self) -> None:
        """Forget what the last exchange of this task found out."""
        _vouched_for.set(set())

    def open_socket(self, dialled: tuple[Any, ...]) -> socket.socket:
        """The socket for an address that may be dialled (aiohttp's `socket_factory`)."""
        family, kind, protocol, _, address = dialled
        host, port = address[0], address[1]
        if (host, port) not in _vouched_for.get(set()) and (refusal := self.judge(host, port)):
            raise FetchError(host, refusal)
        return socket.socket(family=family, type=kind, proto=protocol)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name, all of them judged: one bad one spoils the name."""
        addresses = await self._look_up(host)
        if _is_localhost(host):  # both loopbacks by definition (RFC 6761 §6.3), of which one may be allowed
            addresses = [address for address in addresses if self.judge(address, port) is None] or addresses
        if (host.rstrip(".").lower(), port) in self._exceptions.services:
            _vouched_for.get(set()).update((address, port) for address in addresses)
        elif refusal := next(filter(None, (self.judge(address, port) for address in addresses)), None):
            raise FetchError(host, refusal)
        return [_resolved(host, address, port) for address in addresses]

    async def close(self) -> None:
        """Nothing is held here: the lookup belongs to whoever gave it to us."""

    async def _look_up(self, host: str) -> list[str]:
        try:
            async with asyncio.timeout(self._lookup_seconds):
                addresses = list(dict.fromkeys(await self._lookup(host)))
        except TimeoutError as error:
            raise FetchError(host, cause("name_lookup_slow", host=host)) from error
        except NameNotFound as error:
            raise FetchError(host, cause("name_not_found", host=host)) from error
        except OSError as error:
            raise FetchError(host, cause("name_lookup_failed", host=host)) from error
        if not addresses:
            raise FetchError(host, cause("name_not_found", host=host))
        return addresses


def is_web_port(port: int) -> bool:
    return port in (80, 443) or port >= 1024


def is_public(address: Address) -> bool:
    """Whether the address is on the open internet, where anybody may call anybody."""
    if isinstance(address, ipaddress.IPv6Address) and (address.scope_id or address not in _V6_UNICAST):
        return False  # a zone id picks an interface of ours
    return address.is_global and not any(
        address.version == network.version and address in network for network in _DENIED
    )


def _is_localhost(host: str) -> bool:
    return host.rstrip(".").lower() == "localhost"


def _unmapped(address: Address) -> Address:
    return (address.ipv4_mapped or address) if isinstance(address, ipaddress.IPv6Address) else address


def _resolved(hostname: str, address: str, port: int) -> ResolveResult:
    return ResolveResult(
        hostname=hostname,
        host=address,
        port=port,
        family=socket.AF_INET6 if ":" in address else socket.AF_INET,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )

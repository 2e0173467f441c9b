"""Names → addresses, without the event loop's default executor: there six dead names would block every other one."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aiodns

#: Finds the addresses of a host name. It may raise OSError, `NameNotFound` above all, and may hang: we time it.
Lookup = Callable[[str], Awaitable[Sequence[str]]]


class NameNotFound(OSError):
    """The name does not exist, or has no address."""


class DnsLookup:
    """Asks the system's name servers (and the hosts file) through c-ares, which needs no thread for each name."""

    def __init__(self) -> None:
        self._resolver: aiodns.DNSResolver | None = None

    async def __call__(self, host: str) -> Sequence[str]:
        import aiodns

        if self._resolver is None:
            self._resolver = aiodns.DNSResolver(timeout=2.0, tries=2)
        try:
            found = await self._resolver.getaddrinfo(host, port=0, type=socket.SOCK_STREAM)
        except aiodns.error.DNSError as error:
            code = error.args[0] if error.args else None
            missing = code in (aiodns.error.ARES_ENOTFOUND, aiodns.error.ARES_ENODATA, aiodns.error.ARES_EBADNAME)
            raise (NameNotFound if missing else OSError)(f"{host}: {error}") from error
        return [_as_text(node.addr[0]) for node in found.nodes]

    async def close(self) -> None:
        if self._resolver is not None:
            await self._resolver.close()
            self._resolver = None


def _as_text(address: str | bytes) -> str:
    return address.decode("ascii") if isinstance(address, bytes) else address

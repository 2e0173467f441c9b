"""Where a redirect leads, and whether we go along. Pure: nothing is asked here."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx

from aggregator.errors import FetchError
from aggregator.fetch.addresses import join_address
from aggregator.fetch.causes import cause

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Trail:
    """The addresses that were asked so far, the present one last."""

    visited: tuple[httpx.URL, ...]
    #: Every redirect so far was a permanent one.
    is_permanent: bool = field(default=True)

    @property
    def here(self) -> httpx.URL:
        return self.visited[-1]

    @property
    def moved_to(self) -> str | None:
        """Where the first address has moved for good, if every server on the way says so."""
        return str(self.here) if self.is_permanent and len(self.visited) > 1 else None


def follow(trail: Trail, status: int, location: bytes | None, *, max_redirects: int, max_hosts: int) -> Trail:
    """The trail with its next address. FetchError if it goes nowhere, in a circle or too far."""
    if not location:
        raise FetchError(str(trail.here), cause("redirect_nowhere"), status=status)
    target = join_address(trail.here, _as_text(location))
    if target in trail.visited:
        raise FetchError(str(target), cause("redirect_loop"), status=status)
    visited = (*trail.visited, target)
    if len(visited) > max_redirects + 1:
        raise FetchError(str(target), cause("redirects_too_many", limit=max_redirects), status=status)
    if len({url.raw_host.lower() for url in visited}) > max_hosts:
        raise FetchError(str(target), cause("redirect_hosts_too_many", limit=max_hosts), status=status)
    return Trail(visited, trail.is_permanent and status in _PERMANENT)


def _as_text(location: bytes) -> str:
    try:
        return location.decode()
    except UnicodeDecodeError:
        return location.decode("latin-1")

"""Where a redirect leads, and whether we go along. Pure: nothing is asked here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import httpx

from aggregator.errors import FetchError
from aggregator.fetch.addresses import join_address
from aggregator.fetch.causes import cause
from aggregator.fetch.policy import Purpose

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
#: They promise that the same request is welcome over there; other statuses leave that open (RFC 9110, section 15.4).
_SAME_REQUEST = frozenset({307, 308})

Method = Literal["GET", "POST"]


def next_method(method: Method, status: int, purpose: Purpose) -> Method | None:
    """How to ask where an answer with this status leads; None if it leads nowhere, or we don't go along.

    What is sent to a hub is sent again where the hub lives now, after 301 and 302 too: RFC 9110 lets us, and a hub can
    do nothing with a GET. 303 says that it was taken, and where to read what became of it. A webhook follows the clear
    ones only: elsewhere a login page might take what was meant for a chat room.
    """
    if status not in REDIRECTS:
        return None
    if method == "GET" or status in _SAME_REQUEST:
        return method
    if purpose != "hub":
        return None
    return "GET" if status == 303 else method


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


def follow(
    trail: Trail,
    status: int,
    location: bytes | None,
    *,
    max_redirects: int,
    max_hosts: int,
    carries_content: bool = False,
    may_return: bool = False,
) -> Trail:
    """The trail with its next address. FetchError if it goes nowhere, in a circle or too far, or would carry in the
    open what was sent under cover. `may_return`: the next request is another one, so the same address is no circle.
    """
    if not location:
        raise FetchError(str(trail.here), cause("redirect_nowhere"), status=status)
    target = join_address(trail.here, _as_text(location))
    if carries_content and trail.here.scheme == "https" and target.scheme == "http":
        raise FetchError(str(target), cause("redirect_in_the_open"), status=status)
    if target in trail.visited and not may_return:
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

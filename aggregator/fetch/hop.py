"""One hop of a request: what is asked of one address, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from aggregator.http_cache import RawHeaders

#: The statuses that promise a body worth reading.
READABLE = frozenset({200, 203})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked."""

    url: httpx.URL
    headers: list[tuple[bytes, bytes]]
    method: str = "GET"
    content: bytes | None = None
    #: What is left of the time that the whole visit is allowed.
    seconds: float
    allowed_seconds: float
    max_bytes: int
    #: A longer body is cut there instead of refused.
    may_cut: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. The body is empty unless the status is a readable one."""

    status: int
    headers: RawHeaders
    body: bytes = b""

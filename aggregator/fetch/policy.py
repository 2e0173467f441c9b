"""What fetching is allowed to do (FetchPolicy) and what is asked of it (FetchRequest)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from aggregator import __version__
from aggregator.outcomes import Validators

Purpose = Literal["feed", "page", "robots", "icon", "image", "hub", "hook"]
RobotsPolicy = Literal["pages", "always", "never"]

MEBIBYTE = 1024 * 1024


def build_user_agent(site: str | None = None, contact: str | None = None) -> str:
    """Who we are and whom to ask about us: `aggregator/1.0 (+https://example.org/; news@example.org)`."""
    comment = "; ".join(part for part in (f"+{site}" if site else None, contact) if part)
    name = f"aggregator/{__version__}"
    return f"{name} ({comment})" if comment else name


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """The limits and manners of every request."""

    user_agent: str = build_user_agent()
    #: The whole visit, redirects included, waiting for a turn not.
    timeout_seconds: float = 30.0
    connect_seconds: float = 10.0
    #: The longest silence.
    read_seconds: float = 15.0
    lookup_seconds: float = 5.0
    #: A body that brings less than `min_bytes_per_second` over `min_speed_seconds` is given up.
    min_bytes_per_second: int = 100
    min_speed_seconds: float = 10.0
    #: Of the body, as sent and as unpacked.
    max_bytes: int = 10 * MEBIBYTE
    max_header_bytes: int = 65_536
    max_redirects: int = 5
    #: Different host names in one chain of redirects.
    max_redirect_hosts: int = 3
    per_host: int = 1
    per_host_gap_seconds: float = 2.0
    concurrency: int = 64
    #: Bodies that are fetched but not yet read through (see Fetcher.reading).
    bodies_at_once: int = 96
    #: What may be dialled although it isn't public: networks ("10.0.0.0/8") or "host:port".
    allow_private: tuple[str, ...] = ()
    robots: RobotsPolicy = "pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """One thing to fetch."""

    url: str
    purpose: Purpose = "feed"
    #: Sent only if the address that is asked is the one they came from.
    validators: Validators | None = None
    #: Sent only to the address' own origin, like `auth` (user, password).
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    accept: str | None = None
    #: Tighter or wider than the policy's.
    max_bytes: int | None = None
    timeout_seconds: float | None = None
    #: A domain whose hosts shall take turns as if they were one.
    host_key: str | None = None
    #: False: a Retry-After keeps only this source away, not everybody who asks the host.
    pauses_host: bool = True

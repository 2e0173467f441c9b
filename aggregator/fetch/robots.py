"""robots.txt (RFC 9309): what a site asks programs like ours not to read, and how fast we may read the rest."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import httpx

from aggregator.fetch.causes import cause
from aggregator.fetch.clock import Clock
from aggregator.fetch.policy import FetchRequest
from aggregator.outcomes import Cause, Failed, Fetched, FetchOutcome, Waiting

if TYPE_CHECKING:
    from protego import Protego

#: RFC 9309 §2.5: at least 500 KiB; what lies beyond is not read.
MAX_BYTES = 512 * 1024
LONGEST_CRAWL_DELAY_SECONDS = 30.0
_KEPT_FOR = timedelta(days=1)
_ASKED_AGAIN_AFTER = timedelta(hours=1)
#: Files are kept packed and parsed again when they are needed (0.3 ms): parsed, each takes some 18 KB.
_MOST_PACKED_BYTES = 16 * 1024 * 1024
_MOST_SITES = 20_000
_MOST_PARSED = 64
#: A larger file is parsed in a thread, lest it hold the event loop.
_SMALL_BYTES = 32 * 1024
#: A file that redirects without end counts as one that isn't there (RFC 9309 §2.3.1.2).
_AS_GOOD_AS_MISSING = frozenset({"redirect_loop", "redirects_too_many", "redirect_hosts_too_many", "redirect_nowhere"})


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether an address may be read (no `refusal`), and with which gap the site wishes to be asked."""

    refusal: Cause | None = None
    until: datetime | None = None
    crawl_delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a site's robots.txt came to. Neither `packed` nor `keep_out`: everything is allowed."""

    expires: datetime
    packed: bytes = b""
    keep_out: Cause | None = None


class _Site:
    __slots__ = ("lock", "rules")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.rules: _Rules | None = None


class Robots:
    """Knows the robots.txt of the sites that were asked for in the last day."""

    def __init__(self, fetch: Callable[[FetchRequest], Awaitable[FetchOutcome]], user_agent: str, clock: Clock) -> None:
        self._fetch, self._clock = fetch, clock
        self._product = user_agent.partition("/")[0].strip() or "*"
        #: By the address of the robots.txt; the last asked for stand last.
        self._sites: dict[str, _Site] = {}
        self._parsed: dict[str, Protego] = {}
        self._packed_bytes = 0

    async def permission(self, url: httpx.URL) -> Permission:
        address = str(url.copy_with(raw_path=b"/robots.txt", userinfo=b""))
        rules = await self._rules(address)
        if rules.keep_out:
            return Permission(rules.keep_out, until=rules.expires)
        if not rules.packed:
            return Permission()
        parsed = await self._parse(address, rules.packed)
        delay = min(parsed.crawl_delay(self._product) or 0.0, LONGEST_CRAWL_DELAY_SECONDS)
        refusal = None if parsed.can_fetch(str(url), self._product) else cause("robots_disallowed")
        return Permission(refusal, crawl_delay_seconds=max(delay, 0.0))

    async def _rules(self, address: str) -> _Rules:
        site = self._sites.pop(address, None) or _Site()
        self._sites[address] = site
        async with site.lock:  # ten pages of one site ask for its robots.txt once
            rules = site.rules
            if rules is None or rules.expires <= self._clock.now():
                rules = await self._read(address)
                self._keep(address, site, rules)
            return rules

    async def _read(self, address: str) -> _Rules:
        outcome = await self._fetch(FetchRequest(url=address, purpose="robots", max_bytes=MAX_BYTES))
        now = self._clock.now()
        if isinstance(outcome, Fetched):
            return _Rules(now + _KEPT_FOR, packed=zlib.compress(outcome.body))
        if isinstance(outcome, Failed) and _is_missing(outcome):
            return _Rules(now + _KEPT_FOR)
        if isinstance(outcome, Waiting) and outcome.until:
            return _Rules(outcome.until, keep_out=outcome.cause)  # the page would hear the same
        wait = outcome.hints.retry_after if isinstance(outcome, Failed) else None
        until = now + max(wait or _ASKED_AGAIN_AFTER, _ASKED_AGAIN_AFTER)
        return _Rules(until, keep_out=cause("robots_unreachable", reason=_reason(outcome)))

    def _keep(self, address: str, site: _Site, rules: _Rules) -> None:
        self._parsed.pop(address, None)
        if self._sites.get(address) is not site:
            return  # forgotten while it was read
        self._packed_bytes += len(rules.packed) - (len(site.rules.packed) if site.rules else 0)
        site.rules = rules
        while len(self._sites) > _MOST_SITES or (self._packed_bytes > _MOST_PACKED_BYTES and len(self._sites) > 1):
            forgotten = self._sites.pop(next(iter(self._sites)))
            self._packed_bytes -= len(forgotten.rules.packed) if forgotten.rules else 0

    async def _parse(self, address: str, packed: bytes) -> Protego:
        parsed = self._parsed.pop(address, None) or await _parse(zlib.decompress(packed))
        self._parsed[address] = parsed
        if len(self._parsed) > _MOST_PARSED:
            del self._parsed[next(iter(self._parsed))]
        return parsed


def _is_missing(outcome: Failed) -> bool:
    """4xx but for 429: there is no robots.txt, so all is allowed (RFC 9309 §2.3.1.3)."""
    if outcome.cause.code in _AS_GOOD_AS_MISSING:
        return True
    return outcome.status is not None and 400 <= outcome.status < 500 and outcome.status != 429


def _reason(outcome: FetchOutcome) -> str:
    return outcome.cause.message if isinstance(outcome, Failed | Waiting) else ""


async def _parse(body: bytes) -> Protego:
    from protego import Protego

    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    if len(body) <= _SMALL_BYTES:
        return Protego.parse(text)
    return await asyncio.to_thread(Protego.parse, text)

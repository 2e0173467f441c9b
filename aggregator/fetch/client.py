"""Fetcher: from a request to its outcome, by the rules of a policy. The way in to this room."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self

import httpx

from aggregator.errors import FetchError
from aggregator.fetch.addresses import origin, read_address, take_credentials, without_credentials
from aggregator.fetch.answers import THROTTLES, read_answer
from aggregator.fetch.causes import cause
from aggregator.fetch.clock import Clock
from aggregator.fetch.exchange import Wire
from aggregator.fetch.guard import Exceptions, Guard
from aggregator.fetch.headers import check_headers, request_headers
from aggregator.fetch.hop import Answer, Question
from aggregator.fetch.hosts import HostBusy, HostPause, HostPaused, Hosts
from aggregator.fetch.lookup import DnsLookup, Lookup
from aggregator.fetch.policy import FetchPolicy, FetchRequest
from aggregator.fetch.redirects import Method, Trail, follow, next_method
from aggregator.fetch.robots import Robots
from aggregator.http_cache import first_header, read_retry_after
from aggregator.outcomes import Failed, FetchOutcome, Validators, Waiting

#: When to try again after we were out of file descriptors, or another machine of ours had the host.
SHORTAGE = timedelta(minutes=1)


class Fetcher:
    """Fetches politely and safely. `async with Fetcher(policy) as fetcher: outcome = await fetcher.get(request)`.

    ValueError if the policy's `allow_private` can't be read. `lookup`, `clock` and `ssl_context` are for tests and
    unusual networks; `pauses` are those of the last run.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        pauses: Iterable[HostPause] = (),
        lookup: Lookup | None = None,
        clock: Clock | None = None,
        ssl_context: ssl.SSLContext | None = None,
        hosts: Hosts | None = None,
    ) -> None:
        self.policy = policy
        self._clock = clock or Clock()
        self._ssl_context = ssl_context
        self._dns = DnsLookup()
        self._guard = Guard(
            Exceptions.read(policy.allow_private), lookup or self._dns, lookup_seconds=policy.lookup_seconds
        )
        self._lookup = lookup
        self.hosts = hosts or Hosts(policy, self._clock, pauses)
        self._robots = Robots(self.get, policy.user_agent, self._clock)
        self._places = asyncio.Semaphore(policy.bodies_at_once)
        self._wire: Wire | None = None

    async def __aenter__(self) -> Self:
        self._wire = Wire(self.policy, self._guard, self._clock, self._ssl_context)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def successor(self, policy: FetchPolicy) -> Fetcher:
        """One that goes by another policy from now on; hosts are kept to their turns and pauses across the two."""
        return Fetcher(
            policy,
            lookup=self._lookup,
            clock=self._clock,
            ssl_context=self._ssl_context,
            hosts=self.hosts.successor(policy),
        )

    async def close(self) -> None:
        """Let go of all connections."""
        if self._wire is not None:
            await self._wire.close()
            self._wire = None
        await self._dns.close()

    def pauses(self) -> tuple[HostPause, ...]:
        """The hosts that asked to be left alone, for keeping over a restart."""
        return self.hosts.pauses()

    async def get(self, request: FetchRequest) -> FetchOutcome:
        """What the address has for us. Never raises for anything that the network does."""
        return await self._run(_Visit(request))

    @asynccontextmanager
    async def reading(self, request: FetchRequest) -> AsyncIterator[FetchOutcome]:
        """As `get`, with one of the policy's `bodies_at_once` places held until the caller is through with the body.

        Nothing is asked for while all places are taken, so that bodies don't pile up before whoever reads them.
        Don't fetch inside: that may wait for a host whose next visitor waits for this place.
        """
        visit = _Visit(request, places=self._places)
        try:
            yield await self._run(visit)
        finally:
            visit.leave()

    async def post(self, request: FetchRequest, content: bytes) -> FetchOutcome:
        """Sends something (its type is in the request's headers). Every 2xx is a success.

        Redirects are followed as `redirects.next_method` says.
        """
        return await self._run(_Visit(request, method="POST", content=content))

    async def _run(self, visit: _Visit) -> FetchOutcome:
        url = without_credentials(visit.request.url)
        try:
            return await self._follow(visit)
        except HostPaused as paused:
            until = paused.pause.until
            said = cause(
                "host_paused", host=paused.pause.host, until=f"{until:%H:%M} on {until.day} {until:%B %Y} (UTC)"
            )
            return Waiting(url=url, cause=said, until=until)
        except HostBusy as busy:
            return Waiting(url=url, cause=cause("host_busy", host=busy.host), until=self._clock.now() + SHORTAGE)
        except FetchError as fault:
            if fault.cause.code == "short_of_files":
                return Waiting(url=url, cause=fault.cause, until=self._clock.now() + SHORTAGE)
            return Failed(url=url, cause=fault.cause, status=fault.status, gone=fault.status == 410, hints=fault.hints)

    async def _follow(self, visit: _Visit) -> FetchOutcome:
        """Goes from address to address until one answers with something else than a redirect."""
        trail = visit.start()
        if visit.request.host_key:
            self.hosts.join(visit.request.host_key)
        while True:
            if refusal := await self._robots_refusal(visit, trail.here):
                return refusal
            asked_with = visit.validators_for(trail.here)
            answer = await self._ask(visit, trail.here, asked_with)
            method = next_method(visit.method, answer.status, visit.request.purpose)
            if method is None:
                return read_answer(
                    answer, trail, self._clock.now(), asked_with=asked_with, any_success=visit.content is not None
                )
            trail = follow(
                trail,
                answer.status,
                first_header(answer.headers, b"location"),
                max_redirects=self.policy.max_redirects,
                max_hosts=self.policy.max_redirect_hosts,
                carries_content=method == "POST",
                may_return=method != visit.method,
            )
            visit.method = method
            visit.leave()  # lest those who wait for the next host hold the places that its present visitor waits for

    async def _ask(self, visit: _Visit, url: httpx.URL, asked_with: Validators | None) -> Answer:
        """One hop, in its turn. Waiting for the turn costs none of the visit's time."""
        if self._wire is None:
            raise RuntimeError("Fetcher is used outside of `async with`")
        async with self.hosts.turn(url.host, visit.enter):
            started = self._clock.monotonic()
            answer = await self._wire.ask(visit.question(url, self.policy, asked_with))
            visit.seconds_spent += self._clock.monotonic() - started
            self._heed_throttle(visit, url, answer)  # still in our turn, so that nobody slips in between
            return answer

    def _heed_throttle(self, visit: _Visit, url: httpx.URL, answer: Answer) -> None:
        now = self._clock.now()
        if answer.status in THROTTLES and visit.request.pauses_host:
            wait = read_retry_after(answer.headers, now)
            if wait:
                self.hosts.pause(url.host, now + wait)

    async def _robots_refusal(self, visit: _Visit, url: httpx.URL) -> Waiting | None:
        if not self._asks_robots(visit):
            return None
        permission = await self._robots.permission(url)
        if permission.refusal is None:
            self.hosts.set_gap(url.host, permission.crawl_delay_seconds)
            return None
        return Waiting(url=without_credentials(visit.request.url), cause=permission.refusal, until=permission.until)

    def _asks_robots(self, visit: _Visit) -> bool:
        match self.policy.robots:
            case "never":
                return False
            case "pages":
                return visit.request.purpose == "page"
            case "always":
                return visit.request.purpose in ("page", "feed", "icon", "image")


class _Visit:
    """One request on its way through the redirects."""

    def __init__(
        self,
        request: FetchRequest,
        method: Method = "GET",
        content: bytes | None = None,
        places: asyncio.Semaphore | None = None,
    ) -> None:
        self.request, self.method, self.content = request, method, content
        self.seconds_spent = 0.0
        self._places, self._has_place = places, False
        self._kept = ExitStack() if places is not None else None
        self._first: httpx.URL | None = None

    def start(self) -> Trail:
        """The first address. Credentials written into it become the request's own, for its origin only."""
        check_headers(self.request.url, self.request.headers)
        url, written = take_credentials(read_address(self.request.url))
        self.request = replace(self.request, auth=self.request.auth or written)
        self._first = url
        return Trail((url,))

    async def enter(self) -> None:
        """Takes a place for the body that this hop may bring."""
        if self._places is not None and not self._has_place:
            await self._places.acquire()
            self._has_place = True

    def leave(self) -> None:
        """Gives the place back, and what a large body held."""
        if self._kept is not None:
            self._kept.close()
        if self._places is not None and self._has_place:
            self._places.release()
            self._has_place = False

    def validators_for(self, url: httpx.URL) -> Validators | None:
        """The validators, if this is the address that they came from."""
        validators = self.request.validators
        if validators is None or not (validators.etag or validators.last_modified):
            return None
        is_theirs = validators.url == str(url) or (validators.url == self.request.url and url == self._first)
        return validators if is_theirs else None

    def question(self, url: httpx.URL, policy: FetchPolicy, asked_with: Validators | None) -> Question:
        request = self.request
        allowed = request.timeout_seconds or policy.timeout_seconds
        return Question(
            url=url,
            headers=request_headers(
                policy,
                request,
                is_own_origin=self._is_own_origin(url),
                validators=asked_with,
                carries_content=self.method == "POST",
            ),
            method=self.method,
            content=self.content if self.method == "POST" else None,
            seconds=max(allowed - self.seconds_spent, 0.0),
            allowed_seconds=allowed,
            max_bytes=request.max_bytes or policy.max_bytes,
            may_cut=request.purpose == "robots",
            kept=self._kept,
        )

    def _is_own_origin(self, url: httpx.URL) -> bool:
        return self._first is not None and origin(url) == origin(self._first)

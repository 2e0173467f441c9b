"""One request on one connection: sent, answered, and the answer's body read within its bounds."""

from __future__ import annotations

import asyncio
import ssl
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from yarl import URL

from aggregator.errors import FetchError
from aggregator.fetch.causes import cause
from aggregator.fetch.clock import Clock
from aggregator.fetch.decode import BadBody, make_decoder
from aggregator.fetch.faults import FOREIGN, NoSecondTry, name_fault
from aggregator.fetch.guard import Guard
from aggregator.fetch.metered import MeteredConnection
from aggregator.fetch.policy import MEBIBYTE, FetchPolicy
from aggregator.http_cache import RawHeaders, first_header, header_values

#: A body is worth reading only with these.
READABLE = frozenset({200, 203})
#: After this much, packed and unpacked, the event loop gets a breath.
_BREATH_BYTES = 128 * 1024

#: The address as it stands in the question of this exchange; aiohttp would spell some characters its own way.
_exact_url: ContextVar[str] = ContextVar("_exact_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One hop of a request."""

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
    """What came back. The body is empty unless the status promises one that is worth reading."""

    status: int
    headers: RawHeaders
    body: bytes = b""


class Wire:
    """Asks questions, each on a connection of its own that is closed afterwards."""

    def __init__(
        self, policy: FetchPolicy, guard: Guard, clock: Clock, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        self._policy, self._guard, self._clock = policy, guard, clock
        context = ssl_context or httpx.create_ssl_context(trust_env=False)
        connector = aiohttp.TCPConnector(
            ssl=context,
            resolver=guard,
            socket_factory=guard.open_socket,
            use_dns_cache=False,  # who is dialled is judged and remembered for each exchange by itself
            force_close=True,
            limit=0,  # the hosts' queues limit us
        )
        # No public way leads there; if this one closes, the torrents in the tests say so.
        connector._factory = partial(  # type: ignore[assignment]  # a protocol of ours instead of aiohttp's
            MeteredConnection, asyncio.get_running_loop(), max_head_bytes=2 * policy.max_header_bytes
        )
        session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            middlewares=(_once,),
            max_line_size=policy.max_header_bytes,
            max_field_size=policy.max_header_bytes,
        )
        self._transport = AiohttpTransport(verify=context, trust_env=False, client=session)

    async def close(self) -> None:
        await self._transport.aclose()

    async def ask(self, question: Question) -> Answer:
        """The answer. FetchError for whatever the network does instead."""
        url, status = question.url, None
        self._guard.open_exchange()
        _exact_url.set(str(url))
        try:
            async with asyncio.timeout(question.seconds) as deadline:
                response = await self._transport.handle_async_request(self._request(question))
                status = response.status_code
                try:
                    return await self._read(question, response)
                finally:
                    await response.aclose()
        except BadBody as error:
            raise FetchError(str(url), error.cause, status=status) from error
        except FOREIGN as error:
            named = name_fault(error, url, read_seconds=self._policy.read_seconds)
            if deadline.expired():
                named = cause("timeout", seconds=f"{question.allowed_seconds:g}")
            raise FetchError(str(url), named, status=status) from error

    def _request(self, question: Question) -> httpx.Request:
        limits = {"connect": self._policy.connect_seconds, "read": self._policy.read_seconds}
        return httpx.Request(
            question.method,
            question.url,
            headers=question.headers,
            content=question.content,
            extensions={"timeout": limits},
        )

    async def _read(self, question: Question, response: httpx.Response) -> Answer:
        headers = response.headers.raw
        if sum(len(name) + len(value) + 4 for name, value in headers) > self._policy.max_header_bytes:
            raise BadBody(cause("headers_too_large", host=question.url.host))
        if response.status_code not in READABLE:
            return Answer(response.status_code, headers)
        if _declared_length(headers) > question.max_bytes and not question.may_cut:
            raise _too_large(question)
        return Answer(response.status_code, headers, await self._read_body(question, response))

    async def _read_body(self, question: Question, response: httpx.Response) -> bytes:
        decoder = make_decoder(b",".join(header_values(response.headers.raw, b"content-encoding")).decode("latin-1"))
        pace = _Pace(self._policy, self._clock, question.url)
        body, raw_bytes, breath = bytearray(), 0, _BREATH_BYTES
        async for piece in response.aiter_raw():
            raw_bytes += len(piece)
            pace.check(raw_bytes)
            for unpacked in decoder.feed(piece):
                body += unpacked
                if len(body) > question.max_bytes:
                    return _cut(question, body)
                if raw_bytes + len(body) > breath:
                    breath = raw_bytes + len(body) + _BREATH_BYTES
                    await asyncio.sleep(0)
            if raw_bytes > question.max_bytes:
                return _cut(question, body)
        decoder.finish()
        return bytes(body)


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Stands in aiohttp's way where it means too well: no second try of its own after a hang-up, no other spelling
    of the address, and no reason phrase, which httpx-aiohttp can't take unless it is UTF-8."""
    request.url = URL(_exact_url.get(), encoded=True)
    try:
        response = await handler(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise NoSecondTry from error
    response.reason = None
    return response


def _cut(question: Question, body: bytearray) -> bytes:
    """As much of a body that is too large as may be kept; BadBody if it is none or nothing."""
    if not question.may_cut:
        raise _too_large(question)
    return bytes(body[: question.max_bytes])


def _too_large(question: Question) -> BadBody:
    return BadBody(cause("body_too_large", limit=_size(question.max_bytes)))


class _Pace:
    """Gives up a body that only drips: the read timeout sees a byte a second as progress."""

    def __init__(self, policy: FetchPolicy, clock: Clock, url: httpx.URL) -> None:
        self._policy, self._clock, self._url = policy, clock, url
        self._since, self._bytes_then = clock.monotonic(), 0

    def check(self, raw_bytes: int) -> None:
        now = self._clock.monotonic()
        seconds = now - self._since
        if seconds < self._policy.min_speed_seconds:
            return
        if raw_bytes - self._bytes_then < self._policy.min_bytes_per_second * seconds:
            raise BadBody(cause("too_slow", host=self._url.host))
        self._since, self._bytes_then = now, raw_bytes


def _declared_length(headers: RawHeaders) -> int:
    declared = first_header(headers, b"content-length") or b""
    return int(declared[:18]) if declared.isdigit() else 0


def _size(count: int) -> str:
    return f"{count / MEBIBYTE:g} MiB" if count >= MEBIBYTE else f"{count / 1024:g} KiB"

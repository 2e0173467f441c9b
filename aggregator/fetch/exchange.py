"""One request on one connection: sent, answered, and the answer's body read within its bounds."""

from __future__ import annotations

import asyncio
import ssl
from contextvars import ContextVar
from functools import partial

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from yarl import URL

from aggregator.errors import FetchError
from aggregator.fetch.body import BodyReader
from aggregator.fetch.causes import cause
from aggregator.fetch.clock import Clock
from aggregator.fetch.decode import BadBody
from aggregator.fetch.faults import FOREIGN, NoSecondTry, name_fault
from aggregator.fetch.guard import Guard
from aggregator.fetch.hop import READABLE, Answer, Question
from aggregator.fetch.metered import MeteredConnection
from aggregator.fetch.policy import FetchPolicy

#: The address as it stands in the question of this exchange; aiohttp would spell some characters its own way.
_exact_url: ContextVar[str] = ContextVar("_exact_url")


class Wire:
    """Asks questions, each on a connection of its own that is closed afterwards."""

    def __init__(
        self, policy: FetchPolicy, guard: Guard, clock: Clock, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        self._policy, self._guard = policy, guard
        self._bodies = BodyReader(policy, clock)
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
        return Answer(response.status_code, headers, await self._bodies.read(question, response))


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

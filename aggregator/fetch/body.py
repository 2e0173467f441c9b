"""Reading a body within its bounds: bytes, speed, and how many large ones at once."""

from __future__ import annotations

import asyncio

import httpx

from aggregator.fetch.causes import cause
from aggregator.fetch.clock import Clock
from aggregator.fetch.decode import BadBody, make_decoder
from aggregator.fetch.hop import Question
from aggregator.fetch.policy import MEBIBYTE, FetchPolicy
from aggregator.http_cache import RawHeaders, first_header, header_values

#: After this much, packed and unpacked, the event loop gets a breath.
_BREATH_BYTES = 128 * 1024
#: Few documents are larger. Those are read two at a time, so that twenty bombs take no more memory than two.
_LARGE_BYTES = MEBIBYTE
_LARGE_AT_ONCE = 2


class BodyReader:
    """Reads bodies for everybody who asks."""

    def __init__(self, policy: FetchPolicy, clock: Clock) -> None:
        self._policy, self._clock = policy, clock
        self._large = asyncio.Semaphore(_LARGE_AT_ONCE)

    async def read(self, question: Question, response: httpx.Response) -> bytes:
        """The body, unpacked. BadBody if it is too large, too slow or damaged."""
        headers = response.headers.raw
        if _declared_length(headers) > question.max_bytes and not question.may_cut:
            raise _too_large(question)
        pace = _Pace(self._policy, self._clock, question.url.host)
        decoder = make_decoder(b",".join(header_values(headers, b"content-encoding")).decode("latin-1"))
        body = _Body(question.max_bytes, self._large)
        try:
            async for piece in response.aiter_raw():
                body.raw_bytes += len(piece)
                pace.check(body.raw_bytes)
                for unpacked in decoder.feed(piece):
                    await body.grow(unpacked)
                    if body.is_too_large:
                        return _cut(question, body)
                await body.breathe()  # many pieces may unpack to nothing
                if body.is_too_large:
                    return _cut(question, body)
            decoder.finish()
            return bytes(body.unpacked)
        finally:
            body.close()


class _Body:
    """A body while it grows."""

    def __init__(self, max_bytes: int, large: asyncio.Semaphore) -> None:
        self.unpacked = bytearray()
        self.raw_bytes = 0
        self._max_bytes, self._large = max_bytes, large
        self._is_large = False
        self._breath = _BREATH_BYTES

    @property
    def is_too_large(self) -> bool:
        return max(len(self.unpacked), self.raw_bytes) > self._max_bytes

    async def grow(self, unpacked: bytes) -> None:
        if not self._is_large and len(self.unpacked) + len(unpacked) > _LARGE_BYTES:
            await self._large.acquire()
            self._is_large = True
        self.unpacked += unpacked
        await self.breathe()

    async def breathe(self) -> None:
        """Lets others do something, now and then."""
        if (work := self.raw_bytes + len(self.unpacked)) > self._breath:
            self._breath = work + _BREATH_BYTES
            await asyncio.sleep(0)

    def close(self) -> None:
        if self._is_large:
            self._large.release()


class _Pace:
    """Gives up a body that only drips: the read timeout sees a byte a second as progress."""

    def __init__(self, policy: FetchPolicy, clock: Clock, host: str) -> None:
        self._policy, self._clock, self._host = policy, clock, host
        self._since, self._bytes_then = clock.monotonic(), 0

    def check(self, raw_bytes: int) -> None:
        now = self._clock.monotonic()
        seconds = now - self._since
        if seconds < self._policy.min_speed_seconds:
            return
        if raw_bytes - self._bytes_then < self._policy.min_bytes_per_second * seconds:
            raise BadBody(cause("too_slow", host=self._host))
        self._since, self._bytes_then = now, raw_bytes


def _declared_length(headers: RawHeaders) -> int:
    declared = first_header(headers, b"content-length") or b""
    return int(declared[:18]) if declared.isdigit() else 0


def _cut(question: Question, body: _Body) -> bytes:
    """As much of a body that is too large as may be kept; BadBody if it is all or nothing."""
    if not question.may_cut:
        raise _too_large(question)
    return bytes(body.unpacked[: question.max_bytes])


def _too_large(question: Question) -> BadBody:
    size = question.max_bytes
    return BadBody(
        cause("body_too_large", limit=f"{size / MEBIBYTE:g} MiB" if size >= MEBIBYTE else f"{size / 1024:g} KiB")
    )

"""Reading a body within its bounds: bytes, speed, and how many large ones at once."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import httpx

from aggregator.fetch.causes import cause
from aggregator.fetch.clock import Clock
from aggregator.fetch.decode import BadBody, make_decoder
from aggregator.fetch.hop import Question
from aggregator.fetch.policy import MEBIBYTE, FetchPolicy
from aggregator.http_cache import RawHeaders, first_header, header_values

#: After this much, packed and unpacked, the event loop gets a breath.
_BREATH_BYTES = 128 * 1024
#: One document in twenty is larger: three of them come at a time.
_LARGE_BYTES, _LARGE_AT_ONCE = MEBIBYTE, 3
#: Hardly any is larger than this. There is one at a time, until it has been read through (see Fetcher.reading), so that
#: twenty bombs take no more memory than one.
_HUGE_BYTES = 3 * MEBIBYTE


class BodyReader:
    """Reads bodies for everybody who asks."""

    def __init__(self, policy: FetchPolicy, clock: Clock) -> None:
        self._policy, self._clock = policy, clock
        self._large, self._huge = asyncio.Semaphore(_LARGE_AT_ONCE), asyncio.Semaphore(1)

    async def read(self, question: Question, response: httpx.Response, deadline: asyncio.Timeout) -> bytes:
        """The body, unpacked. BadBody if it is too large, too slow or damaged.

        The deadline is put off by as long as a large body waits for others.
        """
        headers = response.headers.raw
        if _declared_length(headers) > question.max_bytes and not question.may_cut:
            raise _too_large(question)
        decoder = make_decoder(b",".join(header_values(headers, b"content-encoding")).decode("latin-1"))
        pace = _Pace(self._policy, self._clock, question.url.host)
        body = _Body(question.max_bytes)
        with ExitStack() as held, ExitStack() as kept:
            async for piece in response.aiter_raw():
                pace.check(piece)
                body.raw_bytes += len(piece)
                for unpacked in decoder.feed(piece):
                    if body.passes(_LARGE_BYTES, unpacked):
                        await _wait_for(self._large, deadline, pace)
                        held.callback(self._large.release)
                    if body.passes(_HUGE_BYTES, unpacked):
                        await _wait_for(self._huge, deadline, pace)
                        kept.callback(self._huge.release)
                    body.add(unpacked)
                    await body.breathe()
                    if body.is_too_large:
                        return _cut(question, body)
                await body.breathe()  # many pieces may unpack to nothing
                if body.is_too_large:
                    return _cut(question, body)
            decoder.finish()
            if question.kept is not None:
                question.kept.callback(kept.pop_all().close)
            return body.joined()


class _Body:
    """A body while it grows."""

    def __init__(self, max_bytes: int) -> None:
        self.raw_bytes = 0
        self._max_bytes = max_bytes
        self._parts: list[bytes] = []
        self._bytes = 0
        self._breath = _BREATH_BYTES

    @property
    def is_too_large(self) -> bool:
        return max(self._bytes, self.raw_bytes) > self._max_bytes

    def passes(self, size: int, part: bytes) -> bool:
        """Whether it is larger than this with the next part, and was not before."""
        return self._bytes <= size < self._bytes + len(part)

    def add(self, part: bytes) -> None:
        self._parts.append(part)
        self._bytes += len(part)

    async def breathe(self) -> None:
        """Lets others do something, now and then."""
        if (work := self.raw_bytes + self._bytes) > self._breath:
            self._breath = work + _BREATH_BYTES
            await asyncio.sleep(0)

    def joined(self) -> bytes:
        return b"".join(self._parts)


class _Pace:
    """Gives up a body that only drips: the read timeout sees a byte a second as progress."""

    def __init__(self, policy: FetchPolicy, clock: Clock, host: str) -> None:
        self._policy, self._clock, self._host = policy, clock, host
        self.start()

    def start(self) -> None:
        """Measures from now on."""
        self._since, self._bytes = self._clock.monotonic(), 0

    def check(self, piece: bytes) -> None:
        self._bytes += len(piece)
        seconds = self._clock.monotonic() - self._since
        if seconds < self._policy.min_speed_seconds:
            return
        if self._bytes < self._policy.min_bytes_per_second * seconds:
            raise BadBody(cause("too_slow", host=self._host))
        self.start()


async def _wait_for(places: asyncio.Semaphore, deadline: asyncio.Timeout, pace: _Pace) -> None:
    """Takes a place for a large body. Time stands still while we wait for it."""
    loop = asyncio.get_running_loop()
    ends, waits_since = deadline.when(), loop.time()
    deadline.reschedule(None)
    await places.acquire()
    if ends is not None:
        deadline.reschedule(ends + loop.time() - waits_since)
    pace.start()


def _declared_length(headers: RawHeaders) -> int:
    declared = first_header(headers, b"content-length") or b""
    return int(declared[:18]) if declared.isdigit() else 0


def _cut(question: Question, body: _Body) -> bytes:
    """As much of a body that is too large as may be kept; BadBody if it is all or nothing."""
    if not question.may_cut:
        raise _too_large(question)
    return body.joined()[: question.max_bytes]


def _too_large(question: Question) -> BadBody:
    size = question.max_bytes
    return BadBody(
        cause("body_too_large", limit=f"{size / MEBIBYTE:g} MiB" if size >= MEBIBYTE else f"{size / 1024:g} KiB")
    )

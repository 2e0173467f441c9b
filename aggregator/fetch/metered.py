"""A connection on which a server can't keep us busy with nothing.

aiohttp bounds header lines and we bound the body, but a server may also send interim answers (103) or one-byte chunks
for as long as the visit lasts: measured, that takes a whole processor and holds the event loop for over a second.
"""

from __future__ import annotations

import asyncio

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader

#: What is parsed in one go.
_SLICE_BYTES = 16_384
#: What may go beside the body in chunk sizes and trailers, over and above as much as the body itself.
_WRAPPING_BYTES = 65_536
_SWITCHING_PROTOCOLS = 101


class Padded(aiohttp.ClientError):
    """The server sends more around its answer than any answer needs."""


class MeteredConnection(ResponseHandler):
    """aiohttp's connection, counting what comes in beside the one answer that we asked for."""

    def __init__(self, loop: asyncio.AbstractEventLoop, max_head_bytes: int) -> None:
        super().__init__(loop)
        self._max_head_bytes = max_head_bytes
        self._wire_bytes = 0
        self._body: StreamReader | None = None

    def data_received(self, data: bytes) -> None:
        if len(data) <= _SLICE_BYTES:
            self._take(data)
            return
        for start in range(0, len(data), _SLICE_BYTES):
            self._take(data[start : start + _SLICE_BYTES])

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        """Called by aiohttp for every response head. Answers after the first are to no question of ours."""
        message, body = data
        if message.code >= 200 or message.code == _SWITCHING_PROTOCOLS:
            if self._body is not None:
                return
            self._body = body
        super().feed_data(data, size)

    def _take(self, piece: bytes) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        super().data_received(piece)
        self._wire_bytes += len(piece)
        if self._wire_bytes > self._allowance():
            self._give_up()

    def _allowance(self) -> int:
        if self._body is None:
            return self._max_head_bytes
        return self._max_head_bytes + _WRAPPING_BYTES + 2 * self._body.total_bytes

    def _give_up(self) -> None:
        if self._body is not None and not self._body.is_eof():
            self._body.set_exception(Padded())
        self.set_exception(Padded())
        if self.transport is not None:
            self.transport.abort()

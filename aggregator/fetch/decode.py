"""A body as it was before the server packed it, in bounded slices: httpx makes 3 GB of 24 KB that were packed twice."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

from aggregator.fetch.causes import cause
from aggregator.outcomes import Cause

#: What we offer. brotli and zstd unpack without a bound.
OFFERED = "gzip, deflate"
#: The most that one step unpacks, so that nobody waits for us longer than a fraction of a millisecond.
SLICE_BYTES = 65_536

_GZIP = zlib.MAX_WBITS | 16
_GZIP_MAGIC = b"\x1f\x8b"


class BadBody(Exception):
    """The body can't be read, or not within its bounds."""

    def __init__(self, cause: Cause) -> None:
        self.cause = cause
        super().__init__(cause.message)


class Decoder(Protocol):
    """Unpacks a body piece by piece."""

    def feed(self, piece: bytes) -> Iterator[bytes]: ...

    def finish(self) -> None:
        """Raises BadBody if the end is missing."""


def make_decoder(codings: str) -> Decoder:
    """The decoder for a Content-Encoding header, of which we accept none or one of those we offered."""
    names = [name for part in codings.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    match names:
        case []:
            return _Plain()
        case ["gzip" | "x-gzip"]:
            return _Gzip()
        case ["deflate"]:
            return _Deflate()
    raise BadBody(cause("compression_unknown", coding=", ".join(names)[:60]))


class _Plain:
    def feed(self, piece: bytes) -> Iterator[bytes]:
        yield piece

    def finish(self) -> None:
        """Any end is as good as another."""


class _Gzip:
    """gzip, of which several members may follow each other (RFC 1952 §2.2); other bytes after one are ignored."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._started = self._padding = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        while piece and not self._padding:
            if self._member.eof:
                if piece[: len(_GZIP_MAGIC)] != _GZIP_MAGIC[: len(piece)]:
                    self._padding = True
                    return
                self._member = zlib.decompressobj(_GZIP)
            self._started = True
            yield from _unpack(self._member, piece)
            piece = self._member.unused_data

    def finish(self) -> None:
        if self._started and not self._member.eof:
            raise BadBody(cause("body_cut_short"))


class _Deflate:
    """deflate, which RFC 9110 §8.4.1.2 wraps in zlib and some servers don't."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._is_new = True

    def feed(self, piece: bytes) -> Iterator[bytes]:
        if not piece or self._stream.eof:
            return
        if self._is_new:
            self._is_new = False
            if not _is_zlib_header(piece[0]):
                self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        yield from _unpack(self._stream, piece)

    def finish(self) -> None:
        if not self._is_new and not self._stream.eof:
            raise BadBody(cause("body_cut_short"))


def _is_zlib_header(first: int) -> bool:
    """Whether a stream begins with zlib's "deflate, window up to 32 K" (RFC 1950 §2.2) and not with a raw block.

    One byte decides: it may be all that the first read brought. A raw block that begins like this is a stored
    one of type 00 with junk in its padding bits, which no known packer writes.
    """
    return first & 0x0F == 8 and first >> 4 <= 7


def _unpack(stream: zlib._Decompress, piece: bytes) -> Iterator[bytes]:
    """What a piece unpacks to, a slice at a time."""
    try:
        while not stream.eof:
            unpacked = stream.decompress(piece, SLICE_BYTES)
            piece = stream.unconsumed_tail
            if unpacked:
                yield unpacked
            if not piece and len(unpacked) < SLICE_BYTES:
                return
    except zlib.error as error:
        raise BadBody(cause("compression_broken")) from error

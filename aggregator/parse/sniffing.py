"""What a body begins like, told without the parsers behind it: most bodies are feeds, and need no other."""

from __future__ import annotations

import zlib

GZIP = b"\x1f\x8b"


def looks_like_sitemap(body: bytes) -> bool:
    """Whether bytes begin like a sitemap or an index of them, packed or not."""
    head = unpack(body[:2_000], 4_000) if body.startswith(GZIP) else body[:4_000]
    return b"<urlset" in head or b"<sitemapindex" in head


def unpack(body: bytes, max_bytes: int) -> bytes:
    """The bytes behind gzip, at most so many; what can't be unpacked ends there."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, max_bytes)
    except zlib.error:
        return b""

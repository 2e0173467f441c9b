"""The sector's pictures, drawn by code: an SVG mark for each outlet, and PNG landscapes."""

from __future__ import annotations

import math
import struct
import zlib
from functools import lru_cache
from hashlib import sha256

_WIDTH, _HEIGHT = 240, 135
#: Name → colours of sky, bank and water.
_PALETTES = {
    "otter": ((226, 214, 190), (104, 82, 60), (70, 110, 120)),
    "river": ((200, 222, 236), (92, 130, 84), (58, 104, 150)),
    "bridge": ((240, 206, 170), (110, 96, 104), (72, 84, 120)),
    "weir": ((206, 214, 220), (120, 132, 116), (150, 178, 190)),
    "boat": ((250, 226, 180), (150, 140, 90), (40, 90, 110)),
}
PICTURES = tuple(_PALETTES)


def icon(key: str) -> bytes:
    """A drop on a disc, in a colour of the outlet's own."""
    hue = sha256(key.encode()).digest()[0] * 360 // 256
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
        f'<circle cx="32" cy="32" r="31" fill="hsl({hue} 45% 32%)"/>'
        '<path d="M32 10c9 13 15 20 15 29a15 15 0 0 1-30 0c0-9 6-16 15-29z" fill="#fff"/>'
        f'<path d="M20 42q6-5 12 0t12 0" fill="none" stroke="hsl({hue} 45% 32%)" stroke-width="3"/></svg>\n'
    ).encode()


@lru_cache(maxsize=len(_PALETTES))
def landscape(name: str) -> bytes:
    """A PNG of sky, bank and water."""
    sky, bank, water = _PALETTES[name]
    phase = sum(name.encode())
    rows = bytearray()
    for y in range(_HEIGHT):
        rows.append(0)  # no filter
        for x in range(_WIDTH):
            horizon = 62 + 10 * math.sin((x + phase) / 31) + 4 * math.sin((x + phase) / 9)
            shore = 92 + 5 * math.sin((x + 2 * phase) / 40)
            colour = sky if y < horizon else bank if y < shore else water
            light = int(10 * math.sin(y / 3 + x / 17)) if colour is water else int((y - horizon) / 6)
            rows.extend(min(255, max(0, part + light)) for part in colour)
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

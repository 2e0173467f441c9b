"""Bytes made ready to serve: their gzip form and a strong ETag for each coding, from nothing but the bytes."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from hashlib import blake2b

from aggregator.models.output import Rendered
from aggregator.render import atom, json_feed, opml, rss

#: Firefox offers a download of what it has no viewer for, and Chrome shows it as bare text, without the style sheet.
_BROWSER_TYPES = {
    atom.MEDIA_TYPE: "application/xml",
    rss.MEDIA_TYPE: "application/xml",
    opml.MEDIA_TYPE: "application/xml",
    json_feed.MEDIA_TYPE: "application/json",
}
_PACKING_LEVEL = 6


def rendered(body: bytes, media_type: str, last_modified: datetime | None = None) -> Rendered:
    """The body as it is served. The same bytes give the same Rendered, on any day."""
    packed = gzip.compress(body, compresslevel=_PACKING_LEVEL, mtime=0)
    return again(body, packed if len(packed) < len(body) else None, media_type, last_modified)


def again(body: bytes, packed: bytes | None, media_type: str, last_modified: datetime | None) -> Rendered:
    """What was made elsewhere, packed bytes and all: another machine's library may pack the same otherwise."""
    mark = blake2b(body, digest_size=12).hexdigest()
    return Rendered(
        body=body,
        gzip=packed,
        content_type=_with_charset(media_type),
        browser_type=_with_charset(_BROWSER_TYPES[media_type]) if media_type in _BROWSER_TYPES else None,
        etag=f'"{mark}"',
        gzip_etag=f'"{mark}-gz"',
        last_modified=last_modified and last_modified.astimezone(UTC).replace(microsecond=0),
    )


def _with_charset(media_type: str) -> str:
    """JSON is always UTF-8 and has no such parameter; a picture has none either."""
    is_text = media_type.startswith("text/") or media_type.endswith("xml")
    return f"{media_type}; charset=utf-8" if is_text and not media_type.startswith("image/") else media_type

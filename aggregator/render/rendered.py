"""Bytes made ready to serve: their gzip form and a strong ETag for each coding, from nothing but the bytes."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from hashlib import blake2b

from aggregator.models.output import Rendered

#: Of 1 to 9.
_LEVEL = 6


def rendered(body: bytes, content_type: str, last_modified: datetime) -> Rendered:
    """The body as it is served. The same bytes give the same Rendered, on any machine and day."""
    mark = blake2b(body, digest_size=12).hexdigest()
    return Rendered(
        body=body,
        gzip=gzip.compress(body, compresslevel=_LEVEL, mtime=0),
        content_type=content_type,
        etag=f'"{mark}"',
        gzip_etag=f'"{mark}-gz"',
        last_modified=last_modified.astimezone(UTC).replace(microsecond=0),
    )

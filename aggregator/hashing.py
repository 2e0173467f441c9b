"""Fingerprints: of bytes, of a feed's document without what changes at every visit, of what an entry says."""

from __future__ import annotations

import re
from hashlib import blake2b

from aggregator.models.feed import Markup, ParsedEntry

#: Goes into every content hash. A new number makes every entry look edited once: raise it only together with a
#: migration that hashes the stored entries anew.
CONTENT_HASH_VERSION = 1

#: Where a feed speaks of itself and not of an entry: up to its first entry. Dates, counters and comments there move at
#: every request with some servers; inside an entry a date is news.
_FIRST_ENTRY = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]")
_VOLATILE = re.compile(
    rb"<(?:\w{1,20}:)?(lastBuildDate|pubDate|updated|modified|date|generator|updateBase|totalResults|startIndex"
    rb"|itemsPerPage)\b[^<>]{0,300}>[^<]{0,300}</",
    re.IGNORECASE,
)
#: How many readers commented: no field of ours, and it moves with every comment.
_COUNTER = re.compile(
    rb"<(slash:comments|thr:total)\b[^<>]{0,100}>[^<]{0,100}</"
    rb"|\b(thr:(?:count|updated))=(?:\"[^\"]{0,100}\"|'[^']{0,100}')"
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)


def fingerprint(data: bytes) -> bytes:
    """16 bytes that stand for these bytes."""
    return blake2b(data, digest_size=16).digest()


def body_fingerprint(body: bytes) -> bytes:
    """A fingerprint that stays when only volatile parts of a feed's document change.

    Left out: before the first entry the feed's own dates, counters, generator and XML comments; the counts of readers'
    comments; XML comments and white space after the last tag. Two bodies with one fingerprint have the same entries;
    the reverse is not promised.
    """
    first = _FIRST_ENTRY.search(body)
    at = first.start() if first else len(body)
    head, rest = _VOLATILE.sub(rb"<\1></", body[:at]), body[at:]
    if b"<![CDATA[" not in head:  # a comment's marks inside CDATA are text
        head = _COMMENT.sub(b"", head)
    if b"slash:" in rest or b"thr:" in rest:
        rest = _COUNTER.sub(rb"\1\2", rest)
    end = rest.rfind(b"</")
    rest = rest[:end] + _COMMENT.sub(b"", rest[end:]).rstrip() if end >= 0 else rest
    digest = blake2b(head, digest_size=16)
    digest.update(b"\0")
    digest.update(rest)
    return digest.digest()


def content_hash(entry: ParsedEntry) -> bytes:
    """16 bytes over what a reader would notice: two raw entries with one hash are the same text.

    The publisher's `updated` stays out, because many feeds move it without a change; so do labels' order and the
    sizes of enclosures.
    """
    digest = blake2b(digest_size=16)
    for part in _noticeable(entry):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()


def _noticeable(entry: ParsedEntry) -> list[str]:
    return [
        str(CONTENT_HASH_VERSION),
        entry.link or "",
        entry.title or "",
        *_markup(entry.summary),
        *_markup(entry.content),
        *_counted(entry.authors),
        *_counted(sorted(label.term for label in entry.labels)),
        entry.published.isoformat() if entry.published else entry.published_text or "",
        *_counted([enclosure.url for enclosure in entry.enclosures]),
        *_counted([image.url for image in entry.images]),
    ]


def _markup(markup: Markup | None) -> tuple[str, str]:
    return (markup.value, "html" if markup.is_html else "text") if markup else ("", "")


def _counted(values: tuple[str, ...] | list[str]) -> list[str]:
    return [str(len(values)), *values]

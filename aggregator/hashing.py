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
_COUNTERS = (
    (b"<slash:comments", re.compile(rb"<(slash:comments)\b[^<>]{0,100}>[^<]{0,100}</")),
    (b"<thr:total", re.compile(rb"<(thr:total)\b[^<>]{0,100}>[^<]{0,100}</")),
    (b"thr:", re.compile(rb"\b(thr:(?:count|updated))=(?:\"[^\"]{0,100}\"|'[^']{0,100}')")),
)
#: No feed says more of itself before its first entry, nor after its last. What lies beyond is hashed as it stands, so
#: that no document, however hostile, holds the event loop: a hash is quick, patterns are not.
_HEAD_BYTES = 64 * 1024
#: Longer ones are not searched for counts of comments, for the same reason.
_COUNTED_BYTES = 1024 * 1024


def fingerprint(data: bytes) -> bytes:
    """16 bytes that stand for these bytes."""
    return blake2b(data, digest_size=16).digest()


def body_fingerprint(body: bytes) -> bytes:
    """A fingerprint that stays when only volatile parts of a feed's document change.

    Left out: before the first entry the feed's own dates, counters, generator and XML comments; the counts of readers'
    comments; XML comments and white space after the last tag. Two bodies with one fingerprint have the same entries;
    the reverse is not promised.
    """
    first = _FIRST_ENTRY.search(body, 0, _HEAD_BYTES)
    at = first.start() if first else min(len(body), _HEAD_BYTES)
    head = _VOLATILE.sub(rb"<\1></", body[:at])
    if b"<![CDATA[" not in head:  # a comment's marks inside CDATA are text
        head = _without_comments(head)
    last = body.rfind(b"</", max(at, len(body) - _HEAD_BYTES))
    end = last if last >= 0 else len(body)
    if end - at <= _COUNTED_BYTES:
        rest: bytes | memoryview = _without_counts(body[at:end])
    else:
        rest = memoryview(body)[at:end]  # a copy would cost as much memory again
    digest = blake2b(head, digest_size=16)
    digest.update(b"\0")
    digest.update(rest)
    digest.update(_without_comments(body[end:]).rstrip())
    return digest.digest()


def _without_counts(markup: bytes) -> bytes:
    for mark, counter in _COUNTERS:
        if mark in markup:  # in few of them, and looking for words is quicker than patterns are
            markup = counter.sub(rb"\1", markup)
    return markup


def _without_comments(markup: bytes) -> bytes:
    """Without XML comments. Not by a pattern: one that never ends would be looked for from each beginning anew."""
    kept, at = [], 0
    while (start := markup.find(b"<!--", at)) >= 0 and (end := markup.find(b"-->", start + 4)) >= 0:
        kept.append(markup[at:start])
        at = end + 3
    return b"".join((*kept, markup[at:]))


def content_hash(entry: ParsedEntry) -> bytes:
    """16 bytes over what a reader would notice: two raw entries with one hash are the same text.

    The publisher's `updated` stays out, because many feeds move it without a change; so do labels' order and the
    sizes of enclosures.
    """
    digest = blake2b(digest_size=16)
    for part in _noticeable(entry):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
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

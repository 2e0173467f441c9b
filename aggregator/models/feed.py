"""What a publisher's document says, in one shape whatever the dialect. Nothing here is cleaned or guessed:
text is as written, markup is raw, and what is missing is `None` or empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Label:
    """The publisher's own word for an entry (RSS `category`, Atom `category`, JSON Feed `tags`)."""

    term: str
    #: The vocabulary the term belongs to, an address as a rule.
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with an entry. `length` is in bytes."""

    url: str
    type: str | None = None
    length: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture. Sizes are in pixels, as the publisher gives them."""

    url: str
    width: int | None = None
    height: int | None = None
    alt: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Markup:
    """A title, summary or body as published: `value` is HTML when `is_html`, else plain text."""

    value: str
    is_html: bool
    #: What relative addresses inside are relative to (xml:base, else the document's address).
    base: str | None = None


@dataclass(frozen=True, slots=True)
class PublisherClaim:
    """Who a feed says wrote an entry (RSS `source`, `atom:source`, `dc:publisher`). A claim, never an identity."""

    name: str | None = None
    url: str | None = None
    feed_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One item of a feed or listing. Addresses are absolute."""

    #: guid, atom:id or JSON Feed id, as written.
    entry_id: str | None = None
    #: The address of the piece: only http(s). A guid counts only if it is declared a permalink.
    link: str | None = None
    #: Plain text: entities and tags resolved, white space levelled.
    title: str | None = None
    summary: Markup | None = None
    content: Markup | None = None
    authors: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    #: UTC; None when missing or unreadable. `published_text` keeps what was written.
    published: datetime | None = None
    published_text: str | None = None
    updated: datetime | None = None
    enclosures: tuple[Enclosure, ...] = ()
    images: tuple[Image, ...] = ()
    publisher: PublisherClaim | None = None
    #: The publisher says that the text stands elsewhere (rel=via, rel=related).
    related: tuple[str, ...] = ()
    language: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True)
class FeedHints:
    """The publisher's wishes about how often to come (RSS ttl, sy:update*, skipHours, skipDays)."""

    #: The longest of ttl and sy:updatePeriod / sy:updateFrequency.
    interval: timedelta | None = None
    #: Hours of the day, 0 to 23, GMT.
    skip_hours: frozenset[int] = frozenset()
    #: Days of the week, Monday is 0.
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """One document, whatever its dialect."""

    #: Short and stable: "rss20", "rss10", "rss091", "atom10", "atom03", "json1", "json11", "cdf", or "page", "sitemap".
    dialect: str
    title: str | None = None
    link: str | None = None
    feed_id: str | None = None
    self_link: str | None = None
    hub: str | None = None
    subtitle: str | None = None
    language: str | None = None
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None
    updated: datetime | None = None
    hints: FeedHints = field(default_factory=FeedHints)
    entries: tuple[ParsedEntry, ...] = ()
    #: The ids of entries that the publisher says were deleted (at:deleted-entry, RFC 6721).
    withdrawn: tuple[str, ...] = ()
    #: How many entries stood in the document before the cut to the newest.
    entries_in_document: int = 0
    #: Plain notes on what was wrong but survivable ("not well-formed: …").
    warnings: tuple[str, ...] = ()

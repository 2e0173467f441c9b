"""What reading a fetched document comes to: what the feed says of itself, and its entries that are not yet known."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.models.entry import Prepared
from aggregator.models.feed import FeedHints
from aggregator.models.source import FeedFacts, Kind, ListingShape, PageSelectors, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A body that was fetched, with what its response said of it."""

    #: Where it came from, after redirects.
    url: str
    body: bytes
    content_type: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a document is to be read."""

    #: None: a feed or a sitemap, whichever it is.
    kind: Kind | None = None
    selectors: PageSelectors | None = None
    #: What the page's list usually looks like.
    shape: ListingShape | None = None
    #: What its entries are known by.
    trust: Trust = "id"
    max_entries: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A document that was read, and compared with what is known of its source."""

    kind: Kind
    dialect: str
    facts: FeedFacts
    hints: FeedHints
    #: What the feed calls its hub, and itself there.
    hub: str | None
    topic: str | None
    #: New and edited entries, in the document's order, not yet tagged.
    prepared: tuple[Prepared, ...]
    #: Of all its entries, the known ones too.
    identities: tuple[str, ...]
    #: How many entries stood there before the cut to the newest.
    entries_in_document: int
    #: Of entries that the publisher says were deleted.
    withdrawn: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    #: Of a listing page: what its list looks like, as far as the polls have taught.
    shape: ListingShape | None = None
    #: Where the list goes on: the next page, or the sitemaps that an index names.
    further: tuple[str, ...] = ()

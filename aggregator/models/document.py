"""What reading a fetched document comes to: what the feed says of itself, and its entries that are not yet known."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.models.entry import Prepared
from aggregator.models.feed import FeedHints
from aggregator.models.source import FeedFacts, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A body that was fetched, with what its response said of it."""

    #: Where it came from, after redirects.
    url: str
    body: bytes
    content_type: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A document that was read, and compared with what is known of its source."""

    kind: Kind
    dialect: str
    facts: FeedFacts
    hints: FeedHints
    hub: str | None
    #: New and edited entries, in the document's order, not yet tagged.
    prepared: tuple[Prepared, ...]
    #: Of all its entries, the known ones too.
    identities: tuple[str, ...]
    #: How many entries stood there before the cut to the newest.
    entries_in_document: int
    warnings: tuple[str, ...] = ()

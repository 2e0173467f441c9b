"""What the detector answers."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.models.feed import ParsedEntry, ParsedFeed
from aggregator.outcomes import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The main list of a page. An unsure one has no items; what was seen stands in `candidates`."""

    url: str
    items: tuple[ParsedEntry, ...] = ()
    #: What was found although it was not trusted.
    candidates: tuple[ParsedEntry, ...] = ()
    #: 0 to 1: how sure it is that these are the page's articles.
    confidence: float = 0.0
    unsure: bool = True
    #: What spoke for and against, in plain words, the weightiest first.
    reasons: tuple[str, ...] = ()
    title: str | None = None
    language: str | None = None
    #: Why there is no list, where the page says so itself (a login, a consent wall …).
    obstacle: Cause | None = None
    #: CSS selectors that would find the same items.
    selectors: tuple[tuple[str, str], ...] = ()


def to_feed(listing: Listing) -> ParsedFeed:
    """The listing as a document like any other, in page order."""
    return ParsedFeed(
        dialect="page",
        title=listing.title,
        link=listing.url,
        language=listing.language,
        entries=listing.items,
        entries_in_document=len(listing.items),
        warnings=() if listing.items else listing.reasons,
    )

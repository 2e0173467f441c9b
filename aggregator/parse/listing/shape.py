"""What a source's listing usually looks like, so that a page that breaks is noticed. Values only: others store them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from aggregator.models.source import ListingShape
from aggregator.outcomes import Cause
from aggregator.parse.listing.page import site_of
from aggregator.parse.listing.values import Listing

#: Shapes of links that are remembered, the newest first.
MAX_SHAPES = 20
#: How fast the usual count and share of dates follow a page that slowly changes.
_PACE = 0.25


def learn(listing: Listing, known: ListingShape | None = None) -> ListingShape:
    """The memory after one more good poll. A listing without items teaches nothing."""
    if not listing.items:
        return known or ListingShape(0.0, (), 0.0)
    shapes = _shapes(listing)
    dated = _share_dated(listing)
    if known is None or not known.link_shapes:
        return ListingShape(float(len(listing.items)), shapes, dated)
    merged = tuple(dict.fromkeys((*shapes, *known.link_shapes)))[:MAX_SHAPES]
    return ListingShape(
        usual_count=round(known.usual_count + _PACE * (len(listing.items) - known.usual_count), 2),
        link_shapes=merged,
        share_dated=round(known.share_dated + _PACE * (dated - known.share_dated), 3),
    )


def compare(known: ListingShape | None, listing: Listing) -> Cause | None:
    """What is wrong with a page that used to be fine, in a sentence for a volunteer; None if nothing is.

    Codes: those of obstacles.py, listing_unsure, listing_empty, listing_changed.
    """
    if not listing.items:
        return _without_items(known, listing)
    if known is None or not known.link_shapes:
        return None
    shapes = _shapes(listing)
    if set(shapes) & set(known.link_shapes):
        return None
    message = (
        f"The page shows entirely other links than before: they used to look like {known.link_shapes[0]}, "
        f"now like {shapes[0]}.{_proposal(listing)}"
    )
    if known.share_dated >= 0.5 and _share_dated(listing) < 0.1:
        message += " Their dates are gone, too."
    return Cause("listing_changed", message)


def _without_items(known: ListingShape | None, listing: Listing) -> Cause:
    usual = f" There used to be about {known.usual_count:.0f}." if known is not None and known.usual_count else ""
    if listing.obstacle is not None:
        return Cause(listing.obstacle.code, listing.obstacle.message + usual)
    if listing.candidates:
        seen = listing.candidates[0].title or listing.candidates[0].link or ""
        message = f"The page no longer looks like a list of articles; the best guess begins with “{seen[:80]}”."
        return Cause("listing_unsure", message + usual + _proposal(listing))
    return Cause("listing_empty", "The page shows no list of articles." + usual)


def _proposal(listing: Listing) -> str:
    if not listing.selectors:
        return ""
    said = ", ".join(f'{name}: "{selector}"' for name, selector in listing.selectors)
    return f" If these are right, write {said} at the source."


def _share_dated(listing: Listing) -> float:
    return sum(item.published is not None for item in listing.items) / len(listing.items)


def _shapes(listing: Listing) -> tuple[str, ...]:
    return most_usual(link_shape(item.link, listing.url) for item in listing.items if item.link)


def most_usual(shapes: Iterable[str]) -> tuple[str, ...]:
    """The shapes, each once, the most frequent first."""
    counted: dict[str, int] = {}
    for shape in shapes:
        counted[shape] = counted.get(shape, 0) + 1
    return tuple(sorted(counted, key=lambda shape: (-counted[shape], shape)))[:MAX_SHAPES]


def link_shape(url: str, page_url: str) -> str:
    """An address with its changing parts left out: `site.org/news/#/#/*`. Other sites are all of one shape, since
    lists of links name ever new ones.
    """
    if site_of(url) != site_of(page_url):
        return "other sites"
    parts = urlsplit(url)
    segments = [part for part in parts.path.split("/") if part]
    kept = [re.sub(r"\d+", "#", part) for part in segments[:-1][:4]]
    if len(kept) > 1:  # below the first folder come topics, which vary
        kept = [kept[0], *("#" if "#" in part else "*" for part in kept[1:])]
    names = sorted(pair.split("=", 1)[0] for pair in parts.query.split("&") if pair)[:4]
    tail = "*" if segments else ""
    if names:
        tail = (segments[-1] if segments else "") + "?" + "&".join(f"{name}=*" for name in names)
    return "/".join([site_of(url), *kept, tail])

"""`listing --batch`: a request line in, an answer line out."""

from __future__ import annotations

from datetime import datetime, time

from aggregator.parse.listing.values import Listing


def answer(request_id: str, listing: Listing) -> dict[str, object]:
    """What `listing --batch` says of a page."""
    return {
        "id": request_id,
        "unsure": listing.unsure,
        "items": [{"url": item.link, "title": item.title, "published": _iso(item.published)} for item in listing.items],
    }


def _iso(moment: datetime | None) -> str | None:
    """A day alone where the page gave no time of day."""
    if moment is None:
        return None
    return moment.date().isoformat() if moment.time() == time.min else moment.isoformat()

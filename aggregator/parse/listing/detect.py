"""The listing detector: a page's bytes and address in, its main list of articles out."""

from __future__ import annotations

from aggregator.models.feed import Markup, ParsedEntry
from aggregator.parse.listing.cards import Fields
from aggregator.parse.listing.clusters import Card, cluster
from aggregator.parse.listing.links import collect
from aggregator.parse.listing.page import Page, read_page
from aggregator.parse.listing.scoring import score
from aggregator.parse.listing.selection import select
from aggregator.parse.listing.values import Listing
from aggregator.parse.listing.verdict import SURE, judge


def find_listing(html: bytes, url: str, *, charset: str | None = None) -> Listing:
    """The main repeated list of article links on a page, found without being told where it is."""
    page = read_page(html, url, charset)
    scored = [one for group in cluster(page, collect(page)) if (one := score(page, group)) is not None]
    selection = select(scored)
    if selection is None:
        return _nothing(page, "no links stand alike on this page")
    confidence, evidence = judge(page, selection)
    entries = tuple(_entry(page, card, fields) for card, fields in selection.items)
    unsure = confidence < SURE
    return Listing(
        url=url,
        items=() if unsure else entries,
        candidates=entries if unsure else (),
        confidence=round(confidence, 3),
        unsure=unsure,
        reasons=tuple(f"{one.reason} ({one.weight:+.1f})" for one in evidence),
        title=page.title,
        language=page.language,
    )


def _nothing(page: Page, reason: str) -> Listing:
    return Listing(url=page.url, reasons=(reason,), title=page.title, language=page.language)


def _entry(page: Page, card: Card, fields: Fields) -> ParsedEntry:
    return ParsedEntry(
        link=card.link.url,
        title=fields.title,
        summary=Markup(fields.teaser, is_html=False) if fields.teaser else None,
        published=fields.published,
        published_text=fields.published_text,
        images=(fields.image,) if fields.image else (),
        language=page.language,
    )

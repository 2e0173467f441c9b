"""How much a cluster looks like a list of articles, from what its cards have in common."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from aggregator.parse.listing.addresses import slugginess
from aggregator.parse.listing.card_dates import writes_month_first
from aggregator.parse.listing.cards import Fields, date_from_group, lines_of_card, read_card
from aggregator.parse.listing.clusters import Card, Cluster
from aggregator.parse.listing.links import is_generic
from aggregator.parse.listing.page import Page, site_of
from aggregator.parse.listing.texts import word_count


@dataclass(slots=True)
class Scored:
    """A cluster with the fields of its cards and what speaks for it; shares are 0 to 1."""

    cluster: Cluster
    cards: list[Card]
    fields: list[Fields]
    titles: float = 0.0
    headings: float = 0.0
    dates: float = 0.0
    teasers: float = 0.0
    images: float = 0.0
    slugs: float = 0.0
    priced: float = 0.0
    foreign: float = 0.0
    inline: float = 0.0
    posts: float = 0.0
    located: float = 0.0
    score: float = 0.0

    @property
    def strength(self) -> float:
        """The score weighed by how many cards bear it."""
        return self.score * min(1.0, 0.35 + 0.22 * log2(len(self.cards) + 1))


def score(page: Page, cluster: Cluster) -> Scored | None:
    """The cluster measured, or None where its links have no words at all."""
    cards = cluster.cards
    if not cards:
        return None
    month_first = writes_month_first((line for card in cards[:40] for line in lines_of_card(card)[:12]), page.language)
    pairs = [(card, read_card(page, card, month_first=month_first)) for card in cards]
    pairs = [(card, fields) for card, fields in pairs if fields.title and not is_generic(fields.title)]
    if not pairs:
        return None
    if len(pairs) > 1 and not any(fields.published for _, fields in pairs):
        pairs = _dated_by_groups(page, pairs, month_first)
    scored = Scored(cluster, [card for card, _ in pairs], [fields for _, fields in pairs])
    _measure(page, scored)
    return scored


def _dated_by_groups(page: Page, pairs: list[tuple[Card, Fields]], month_first: bool) -> list[tuple[Card, Fields]]:
    """The cards with the days that stand above groups of them, if the first few show such days."""
    dated = [(card, date_from_group(page, card, fields, month_first=month_first)) for card, fields in pairs[:4]]
    if not any(fields.published for _, fields in dated):
        return pairs
    rest = pairs[4:]
    return dated + [(card, date_from_group(page, card, fields, month_first=month_first)) for card, fields in rest]


def _measure(page: Page, scored: Scored) -> None:
    count = len(scored.cards)
    own = site_of(page.url)
    scored.titles = sum(_title_quality(fields.title) for fields in scored.fields) / count
    scored.headings = sum(map(_headedness, scored.cards)) / count
    scored.dates = sum(fields.published is not None for fields in scored.fields) / count
    scored.teasers = sum(fields.teaser is not None for fields in scored.fields) / count
    scored.images = sum(fields.image is not None for fields in scored.fields) / count
    scored.slugs = sum(slugginess(card.link.url) for card in scored.cards) / count
    scored.priced = sum(fields.priced and not fields.is_post for fields in scored.fields) / count
    scored.foreign = sum(site_of(card.link.url) != own for card in scored.cards) / count
    scored.inline = sum(card.link.inline and not card.link.generic for card in scored.cards) / count
    scored.posts = sum(fields.is_post for fields in scored.fields) / count
    scored.located = sum(fields.located for fields in scored.fields) / count
    value = (
        0.30 * scored.titles
        + 0.16 * scored.headings
        + 0.24 * scored.dates
        + 0.14 * scored.teasers
        + 0.06 * scored.images
        + 0.20 * scored.slugs
        + 0.24 * scored.posts
        - 0.40 * scored.priced
        - 0.40 * sum(fields.borrowed for fields in scored.fields) / count
        - 0.50 * scored.inline
        - 0.10 * scored.foreign
    )
    if scored.cluster.is_side:
        value *= 0.4
    scored.score = max(0.0, min(1.0, value))


def _title_quality(title: str) -> float:
    """0 for a single word, 1 for a headline, less again for what goes on like a teaser."""
    words = word_count(title)
    if words > 24:
        return 0.5
    return min(1.0, max(0.0, (words - 1) / 4))


def _headedness(card: Card) -> float:
    """1 for a link whose title is a heading; little for one that merely stands under another's."""
    if card.link.heading is not None:
        return 1.0
    return (1.0 if card.link.generic else 0.3) * _has_heading(card)


def _has_heading(card: Card) -> bool:
    return any(next(part.element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is not None for part in card.parts)

"""Which clusters together make the page's main list: the strongest, and those beside it that are of its kind."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from dataclasses import dataclass, field

from aggregator.parse.listing.cards import Fields
from aggregator.parse.listing.clusters import Card
from aggregator.parse.listing.page import site_of
from aggregator.parse.listing.scoring import Scored
from aggregator.parse.listing.words import DOCUMENT

#: A list beside the main one must be this good: in itself, and against the main one.
LEAST_SCORE = 0.42
LEAST_SHARE = 0.6
#: Fewer cards than this are no repetition: they must look like the main list's.
REPEATED = 3


@dataclass(slots=True)
class Selection:
    """The chosen cards with their fields, in page order."""

    main: Scored
    items: list[tuple[Card, Fields]] = field(default_factory=list)


class _Covered:
    """The stretches of the page that chosen cards own."""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []

    def add(self, card: Card) -> None:
        for part in card.parts:
            insort(self.ranges, (part.order, part.end))

    def holds(self, order: int) -> bool:
        place = bisect_right(self.ranges, (order, 1 << 60))
        return any(start <= order <= end for start, end in self.ranges[max(0, place - 3) : place])


def select(scored: list[Scored]) -> Selection | None:
    """The main list, or None where nothing on the page repeats."""
    ranked = sorted(scored, key=lambda one: one.strength - 0.02 * _is_generic(one), reverse=True)
    main = next((one for one in ranked if len(one.cards) >= 2), None)
    if main is None:
        return None
    selection, covered, taken = Selection(main), _Covered(), set[str]()
    for one in [main, *(one for one in ranked if one is not main)]:
        if one is not main and not _belongs(one, main):
            continue
        pairs = [
            (card, fields)
            for card, fields in zip(one.cards, one.fields, strict=True)
            if card.link.url not in taken and not covered.holds(card.link.node.order)
        ]
        if one is not main and len(pairs) < REPEATED:
            pairs = [pair for pair in pairs if _resembles(pair, selection)]
        for card, fields in pairs:
            covered.add(card)
            taken.add(card.link.url)
            selection.items.append((card, fields))
    selection.items.sort(key=lambda pair: pair[0].link.node.order)
    return selection


def _is_generic(one: Scored) -> bool:
    return one.cluster.cards[0].link.generic


def _belongs(one: Scored, main: Scored) -> bool:
    if one.cluster.is_side != main.cluster.is_side:
        return False
    if len(one.cards) >= REPEATED and main.dates > 0.8 and one.dates < 0.2:
        return False
    if _is_recent(one) and not _is_recent(main) and len(one.cards) <= len(main.cards) and one.teasers < 0.5:
        return False
    if max(one.headings, one.dates, one.teasers) < 0.5 and not (_stands_beside(one, main) or _leads_alike(one, main)):
        return False  # a bare list elsewhere on the page is a menu as often as not
    return one.score >= LEAST_SCORE and one.score >= LEAST_SHARE * main.score and one.titles >= 0.5 * main.titles


def _is_recent(scored: Scored) -> bool:
    return scored.cards[0].root.recent


def _leads_alike(one: Scored, main: Scored) -> bool:
    """Whether headlines lead into the folder that the main list leads into."""
    folders = Counter(_folder(card.link.url) for card in main.cards)
    folder, count = folders.most_common(1)[0]
    if not folder or 2 * count < len(main.cards) or one.titles < 0.9:
        return False
    return sum(_folder(card.link.url) == folder for card in one.cards) >= 0.8 * len(one.cards)


def _folder(url: str) -> str:
    """The first folder of an address, empty at the site's root."""
    parts = url.split("?")[0].split("/")
    return parts[3] if len(parts) > 4 and parts[4] else ""


def _stands_beside(one: Scored, main: Scored) -> bool:
    """Whether two lists are parts of one: the elements that hold them are siblings, or the same."""
    return bool(_holders(one) & _holders(main))


def _holders(scored: Scored) -> set[int]:
    found = set()
    for card in scored.cards:
        holder = card.root.parent
        if holder is not None:
            found |= {holder.order, holder.parent.order if holder.parent is not None else holder.order}
    return found


def _resembles(pair: tuple[Card, Fields], selection: Selection) -> bool:
    """Whether a lone card (a lead story) is of the main list's kind: its host, its sort of address and title."""
    card, _ = pair
    main = selection.main
    hosts = {site_of(other.link.url) for other in main.cards}
    depths = {_depth(other.link.url) for other in main.cards}
    documents = {_is_document(other) for other in main.cards}
    return (
        site_of(card.link.url) in hosts
        and _is_document(card) in documents
        and _depth(card.link.url) in depths
        and (card.link.heading is not None or main.headings < 0.5)
    )


def _is_document(card: Card) -> bool:
    return DOCUMENT.search(card.link.url) is not None


def _depth(url: str) -> int:
    return len([part for part in url.split("?")[0].split("/")[3:] if part])

"""Links that stand alike → clusters, and for each link the block of the page that is its card."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from aggregator.parse.listing.links import Link
from aggregator.parse.listing.page import HEADINGS, Node, Page
from aggregator.parse.listing.words import Zone

MAX_ITEMS = 1_000
#: Fewer cards than this in one place make no list of their own.
MIN_REGION = 3
#: How far a card reaches over flat siblings that follow its heading.
MAX_SIBLINGS = 14
#: A card of one link without a like is at most this long.
MAX_LONE_TEXT = 1_500
_WRAPPERS = frozenset({"b", "strong", "em", "i", "span", "font", "u", "small", "center"})
_STOPS = frozenset({"html", "body", "main"})
_UNSTABLE = re.compile(
    r"\d|^(?:first|last|odd|even|active|current|alt|left|right|sticky|new|js|visited|row|col)\b|^(?:category|tag|post|status|type|format|author|term|item)-"
)

Key = tuple[object, ...]


@dataclass(slots=True)
class Card:
    """A link and its part of the page: one element, or a run of siblings."""

    link: Link
    parts: list[Node]
    #: Its visible lines, once they have been read.
    lines: list[str] | None = None

    @property
    def root(self) -> Node:
        return self.parts[0]


@dataclass(slots=True)
class Cluster:
    """Cards whose links stand alike, in page order, one for an address."""

    key: Key
    cards: list[Card] = field(default_factory=list)

    @property
    def is_side(self) -> bool:
        return self.key[0] is True


def cluster(page: Page, links: list[Link]) -> list[Cluster]:
    """The clusters of all links that could lead to an article; lone links are clusters of one."""
    groups: dict[Key, list[Link]] = defaultdict(list)
    for link in links:
        if link.meta or link.zone not in (None, Zone.SIDE):
            continue
        groups[_key(link)].append(link)
    return [
        Cluster(key, cards) for key, group in groups.items() for cards in _by_region(cards_of(page, group[:MAX_ITEMS]))
    ]


def _by_region(cards: list[Card]) -> list[list[Card]]:
    """Cards that stand alike in several places are several lists: a menu and the news may be of the same elements.

    Rows of a grid, and sections side by side, are one place. What stands in too small groups stays together.
    """
    regions: dict[tuple[object, ...], list[Card]] = defaultdict(list)
    for card in cards:
        regions[_region(card.root)].append(card)
    large = [group for group in regions.values() if len(group) >= MIN_REGION]
    if len(regions) == 1 or not large:
        return [cards]
    rest = [card for group in regions.values() if len(group) < MIN_REGION for card in group]
    return [*large, rest] if rest else large


def _region(root: Node) -> tuple[object, ...]:
    """What cards of one list share: the element around the one that holds them, and what kind that one is."""
    holder = root.parent
    if holder is None or holder.parent is None:
        return ()
    return (holder.parent.order, holder.tag, _stable(holder))


def _key(link: Link) -> Key:
    tags: list[str] = []
    above = link.node.parent
    parent_class: frozenset[str] | None = None
    while above is not None and len(tags) < 4:
        if above.tag not in _WRAPPERS:
            tags.append(above.tag)
            if parent_class is None:
                parent_class = _stable(above)
        above = above.parent
    heading = str(link.heading.tag) if link.heading is not None else ""
    return (
        link.zone is Zone.SIDE,
        link.generic,
        link.generic and link.has_image,
        heading,
        _stable(link.node),
        parent_class,
        *tags,
    )


def _stable(node: Node) -> frozenset[str]:
    classes = (node.element.get("class") or "").lower().split()
    return frozenset(name for name in classes[:8] if not _UNSTABLE.search(name))


def cards_of(page: Page, group: list[Link]) -> list[Card]:
    """A card for every address of the group: the largest element around its link that holds no other one's."""
    chosen: dict[str, Link] = {}
    for link in group:
        chosen.setdefault(link.url, link)
    addresses: dict[int, set[str]] = defaultdict(set)
    for link in group:
        above: Node | None = link.node
        while above is not None and len(addresses[above.order]) < 2:
            addresses[above.order].add(link.url)
            above = above.parent
    chains = {url: _chain(link, addresses) for url, link in chosen.items()}
    height = _usual_height([len(chain) for chain in chains.values()])
    roots = [(link, chains[url][min(height, len(chains[url])) - 1]) for url, link in chosen.items()]
    return _with_siblings(page, roots)


def _chain(link: Link, addresses: dict[int, set[str]]) -> list[Node]:
    """The elements from the link upwards that belong to it alone."""
    chain = [link.node]
    above = link.node.parent
    while above is not None and above.tag not in _STOPS and len(addresses[above.order]) < 2:
        chain.append(above)
        above = above.parent
    if len(addresses) and all(len(found) < 2 for found in addresses.values()):
        return _lone_chain(chain)
    return chain


def _lone_chain(chain: list[Node]) -> list[Node]:
    """Nothing repeats, so the card ends at the first article or list item, or before it grows too large."""
    kept = chain[:1]
    for node in chain[1:]:
        if node.text > MAX_LONE_TEXT or node.links > 8:
            break
        kept.append(node)
        if node.tag in ("article", "li", "tr"):
            break
    return kept


def _usual_height(heights: list[int]) -> int:
    counted = Counter(heights)
    most = max(counted.values())
    return min(height for height, count in counted.items() if count == most)


def _with_siblings(page: Page, roots: list[tuple[Link, Node]]) -> list[Card]:
    """Cards whose parts stand flat beside each other take in what follows, up to the next card."""
    if len(roots) == 1 and roots[0][1].tag not in HEADINGS:
        return [Card(link, [root]) for link, root in roots]
    starts = {root.order for _, root in roots}
    cards = [Card(link, [root, *_following(page, root, starts)]) for link, root in roots]
    if len(cards) > 1 and _leads(page, cards):
        return [Card(card.link, [card.root, *_before(page, card.root, starts)]) for card in cards]
    usual = Counter(len(card.parts) for card in cards[:-1]).most_common(1)
    if usual and len(cards) > 1:
        cards[-1].parts = cards[-1].parts[: usual[0][0]]
    return cards


def _following(page: Page, root: Node, starts: set[int]) -> list[Node]:
    if root.parent is None or root.tag in ("article", "li"):
        return []
    found: list[Node] = []
    for sibling in root.element.itersiblings():
        node = page.node(sibling)
        if node is None or node.order in starts or len(found) >= MAX_SIBLINGS:
            break
        if node.tag in HEADINGS and (root.tag not in HEADINGS or node.tag <= root.tag):
            break
        if any(node.order < start <= node.end for start in starts):
            break
        found.append(node)
    return found


def _before(page: Page, root: Node, starts: set[int]) -> list[Node]:
    found: list[Node] = []
    for sibling in root.element.itersiblings(preceding=True):
        node = page.node(sibling)
        if node is None or node.order in starts or len(found) >= 5:
            break
        found.append(node)
        if node.tag in HEADINGS:
            break
    return found


def _leads(page: Page, cards: list[Card]) -> bool:
    """Whether the parts stand before their link (dt before dd, a date line before a heading), not after it."""
    if cards[0].root.tag == "dd":
        return True
    if cards[0].link.generic and not _has_heading(cards[0].root):
        return any(_has_heading(node) for node in _before(page, cards[0].root, set()))
    first, last = cards[0].root, cards[-1]
    before = _before(page, first, set())
    return bool(
        len(cards[0].parts) > 1
        and len(last.parts) == 1
        and before
        and before[0].text <= 60
        and cards[0].parts[-1].tag == before[0].tag
    )


def _has_heading(node: Node) -> bool:
    return next(node.element.iter(*HEADINGS), None) is not None

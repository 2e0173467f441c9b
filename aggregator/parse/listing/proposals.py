"""CSS selectors that would find what the detector found, for users who want to hold a page to them."""

from __future__ import annotations

import re

from aggregator.parse.listing.clusters import Card
from aggregator.parse.listing.page import HEADINGS, Node
from aggregator.parse.listing.selection import Selection

_SAFE_CLASS = re.compile(r"-?[a-zA-Z_][\w-]{0,60}")


def selectors_for(selection: Selection) -> tuple[tuple[str, str], ...]:
    """`items` and what is needed inside them; nothing where the cards are no elements of their own."""
    cards = selection.main.cluster.cards
    roots = [card.root for card in cards]
    if any(len(card.parts) > 1 for card in cards) or len({root.tag for root in roots}) > 1:
        return ()
    items = _items(roots)
    if items is None:
        return ()
    found = [("items", items)]
    heading = _common_heading(cards)
    if heading is not None:
        found.append(("title", heading))
    if all(next(root.element.iter("time"), None) is not None for root in roots):
        found.append(("date", "time"))
    return tuple(found)


def _items(roots: list[Node]) -> str | None:
    """By the classes that all cards share, else by their place below the element that holds them."""
    shared = _classes(roots)
    if shared:
        return ".".join([roots[0].tag, *shared[:2]])
    parents = [root.parent for root in roots if root.parent is not None]
    if len({parent.order for parent in parents}) == 1 and (name := _own_name(parents[0])) is not None:
        return f"{name} > {roots[0].tag}"
    held = _classes(parents)
    return f"{'.'.join([parents[0].tag, *held[:2]])} > {roots[0].tag}" if held else None


def _classes(nodes: list[Node]) -> list[str]:
    if not nodes:
        return []
    first = [name for name in (nodes[0].element.get("class") or "").split() if _SAFE_CLASS.fullmatch(name)]
    sets = [set((node.element.get("class") or "").split()) for node in nodes]
    return [name for name in first if all(name in one for one in sets)]


def _own_name(node: Node) -> str | None:
    name = node.element.get("id") or ""
    if _SAFE_CLASS.fullmatch(name):
        return f"#{name}"
    classes = _classes([node])
    return ".".join([node.tag, *classes[:2]]) if classes else None


def _common_heading(cards: list[Card]) -> str | None:
    tags = {next((str(inner.tag) for inner in card.root.element.iter(*HEADINGS)), "") for card in cards}
    return tags.pop() if len(tags) == 1 and "" not in tags else None

"""The parts of a page that hold no items of its main list: navigation, footers, side columns, notices …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from aggregator.parse.listing.page import HEADINGS, Node, Page
from aggregator.parse.listing.texts import raw_text
from aggregator.parse.listing.words import (
    RECENT_LABEL,
    SHARE_NAME,
    SIDE_LABEL,
    TOPIC_PREFIXES,
    ZONE_PARTS,
    ZONE_TOKENS,
    Zone,
)

#: Headings like "Most read" that are heeded.
MAX_LABELS = 40
#: An element that holds more of the page's text than this is the page, whatever its class says.
LARGEST_ZONE = 0.6
#: But no element with less text than this.
SMALLEST_PAGE = 300

#: Of an element's classes and id, in characters.
MAX_NAMES = 400
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[-_]+")


def mark_zones(page: Page, *, by_name: bool = True) -> bool:
    """Says of every element whether it lies in navigation, a footer, a side column and the like; True if that
    changes what was said before. Without names only tags, roles and headings count.
    """
    before = [node.zone for node in page.nodes]
    for node in page.nodes:
        node.zone = None
    _mark_parts(page, by_name)
    _mark_labelled(page)
    return before != [node.zone for node in page.nodes]


def _mark_parts(page: Page, by_name: bool) -> None:
    """By tags, roles and, if so wished, by classes and ids."""
    whole = page.nodes[0].text or 1
    whole_links = page.nodes[0].links or 1
    for node in page.nodes:
        if node.zone is None and node.parent is not None:
            node.zone = node.parent.zone
        if node.mute or node.zone is not None or node.tag in ("html", "body", "main", "article"):
            continue
        zone = _zone_of(node, by_name)
        if (
            zone is None
            or node.text > max(SMALLEST_PAGE, LARGEST_ZONE * whole)
            or (node.links > 0.8 * whole_links and node.links > 8)
        ):
            continue
        if zone is not Zone.FOOTER and _holds_main(node):
            continue
        node.zone = zone


def _mark_labelled(page: Page) -> None:
    """By headings like "Most read", and those like "Recent posts", which are told apart later."""
    left = MAX_LABELS
    for node in page.nodes:
        if node.tag not in HEADINGS or node.tag == "h1" or node.zone is not None or node.links or node.text > 60:
            continue
        label = raw_text(node.element).strip(" :»›–-").lower()
        is_side, is_recent = SIDE_LABEL.fullmatch(label) is not None, RECENT_LABEL.fullmatch(label) is not None
        if not (is_side or is_recent):
            continue
        for inside in _labelled(page, node):
            inside.recent = inside.recent or is_recent
            if is_side:
                inside.zone = inside.zone or Zone.SIDE
        left -= 1
        if not left:
            return


def _zone_of(node: Node, by_name: bool) -> Zone | None:
    element, tag = node.element, node.tag
    role = (element.get("role") or "").lower()
    if tag == "nav" or role in ("navigation", "menu", "menubar"):
        return Zone.NAV
    if role == "contentinfo" or (tag == "footer" and not _inside(node, "article", "li", "td")):
        return Zone.FOOTER
    if tag == "aside" or role == "complementary":
        return Zone.SIDE
    if role == "banner":
        return Zone.HEADER
    if tag == "header" and not _inside(node, "article", "li", "main", "section") and node.links >= 6:
        return Zone.HEADER
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _zone_of_names(names[:MAX_NAMES]) if by_name and names != " " else None


@lru_cache(maxsize=4096)
def _zone_of_names(names: str) -> Zone | None:
    for name in names.split()[:20]:
        token = _CAMEL.sub("-", name).lower()
        if token in ZONE_TOKENS:
            return ZONE_TOKENS[token]
        if token.startswith(TOPIC_PREFIXES):
            continue
        if SHARE_NAME.fullmatch(token):
            return Zone.SOCIAL
        for part in _SPLIT.split(token):
            if part in ZONE_PARTS:
                return ZONE_PARTS[part]
    return None


def _inside(node: Node, *tags: str) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in tags:
            return True
        above = above.parent
    return False


def _holds_main(node: Node) -> bool:
    return next(node.element.iter("main", "h1"), None) is not None and node.text > 2000


def _labelled(page: Page, heading: Node) -> Iterator[Node]:
    """What stands under a heading: its following siblings, or those of what it alone fills, up to the next such."""
    top = heading
    while top.parent is not None and top.parent.links <= heading.links and top.parent.tag != "body":
        top = top.parent
    if top.parent is None or top.parent.links > LARGEST_ZONE * page.nodes[0].links:
        return
    first_class = top.element.get("class")
    for sibling in top.element.itersiblings():
        node = page.node(sibling)
        if node is None:
            continue
        if node.tag == top.tag and (node.tag in HEADINGS or (sibling.get("class") == first_class and node.links <= 1)):
            return
        yield from page.nodes[node.order : node.end + 1]

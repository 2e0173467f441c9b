"""Bytes → one bounded tree, with what the detector asks of every element measured once: text, links and zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from aggregator.parse.decoding import decode
from aggregator.parse.listing.words import SHARE_NAME, SIDE_LABEL, TOPIC_PREFIXES, ZONE_PARTS, ZONE_TOKENS, Zone
from aggregator.urls import absolutize, host_of

#: A listing page of honest make is far smaller; what stands behind is not read.
MAX_BYTES = 4 * 1024 * 1024
#: Elements looked at, in document order.
MAX_ELEMENTS = 40_000
#: Tags whose content is never read.
MUTE = frozenset({"script", "style", "template", "svg", "noscript", "iframe", "select", "math", "object", "head"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: An element that holds more of the page's text than this is the page, whatever its class says.
LARGEST_ZONE = 0.6

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[-_]+")


@dataclass(slots=True)
class Node:
    """What is known of one element: sizes count the whole subtree, in characters and links."""

    element: etree._Element
    tag: str
    parent: Node | None
    depth: int
    #: Place in document order.
    order: int
    #: Place of the last element inside.
    end: int = 0
    #: Of the text, what stands directly in the element.
    own: int = 0
    text: int = 0
    link_text: int = 0
    links: int = 0
    zone: Zone | None = None
    mute: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page read once. `base` is what links are relative to."""

    url: str
    base: str
    root: etree._Element
    nodes: list[Node]
    by_element: dict[etree._Element, Node]
    language: str | None

    @property
    def title(self) -> str | None:
        return level(self.root.findtext(".//title") or "") or None

    def node(self, element: etree._Element) -> Node | None:
        return self.by_element.get(element)


def level(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def read_page(html: bytes, url: str, charset: str | None = None) -> Page:
    """The measured tree of a page; anything that can be read gives one, be it an empty one."""
    root = parse(html, charset)
    base = next((href for href in root.xpath("//base/@href")[:1]), "")
    language = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().lower()
    nodes = _measure(root)
    page = Page(
        url=url,
        base=(absolutize(base, url) if base else None) or url,
        root=root,
        nodes=nodes,
        by_element={node.element: node for node in nodes},
        language=language or None,
    )
    mark_zones(page)
    return page


def text_of_page(html: bytes, charset: str | None = None) -> str:
    """The markup of at most MAX_BYTES of a page; the header's charset comes before the page's own word."""
    declared = _DECLARED.search(html[:4096])
    charset = charset or (declared.group(1).decode("ascii", "replace") if declared else None)
    return decode(html[:MAX_BYTES], charset).replace("\0", "")


def parse(html: bytes, charset: str | None = None) -> etree._Element:
    """The root element, without network or huge trees."""
    text = text_of_page(html, charset)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        root = None
    except etree.XMLSyntaxError:
        root = None
    return root if root is not None else etree.fromstring(b"<html><body></body></html>", etree.HTMLParser())


def _measure(root: etree._Element) -> list[Node]:
    """Every element in document order, its sizes summed over what it holds."""
    nodes: list[Node] = []
    by_element: dict[etree._Element, Node] = {}
    for element in root.iter(etree.Element):
        if len(nodes) >= MAX_ELEMENTS:
            break
        above = element.getparent()
        parent = by_element.get(above) if above is not None else None
        tag = str(element.tag)
        node = Node(element, tag, parent, parent.depth + 1 if parent else 0, len(nodes))
        node.end = node.order
        node.mute = tag in MUTE or (parent is not None and parent.mute)
        by_element[element] = node
        nodes.append(node)
        if not node.mute and element.text:
            node.own += len(element.text.strip())
        if parent is not None and not parent.mute and element.tail:
            parent.own += len(element.tail.strip())
    for node in reversed(nodes):
        node.text += node.own
        if node.tag == "a" and not node.mute and node.element.get("href"):
            node.links += 1
            node.link_text = node.text
        if node.parent is not None:
            node.parent.text += node.text
            node.parent.link_text += node.link_text
            node.parent.links += node.links
            node.parent.end = max(node.parent.end, node.end)
    return nodes


def mark_zones(page: Page, *, by_name: bool = True) -> bool:
    """Says of every element whether it lies in navigation, a footer, a side column and the like; True if that
    changes what was said before. Without names only tags, roles and headings count.
    """
    before = [node.zone for node in page.nodes]
    for node in page.nodes:
        node.zone = None
    whole = page.nodes[0].text or 1
    whole_links = page.nodes[0].links or 1
    for node in page.nodes:
        if node.zone is None and node.parent is not None:
            node.zone = node.parent.zone
        if node.mute or node.zone is not None or node.tag in ("html", "body", "main", "article"):
            continue
        zone = _zone_of(node, by_name)
        if zone is None or node.text > LARGEST_ZONE * whole or (node.links > 0.8 * whole_links and node.links > 8):
            continue
        if zone is not Zone.FOOTER and _holds_main(node):
            continue
        node.zone = zone
    for node in page.nodes:
        if node.tag in HEADINGS and node.tag != "h1" and node.zone is None and 2 < node.text <= 60 and not node.links:
            label = level("".join(node.element.itertext())).strip(" :»›–-").lower()
            if SIDE_LABEL.fullmatch(label):
                _mark_labelled(page, node)
    return before != [node.zone for node in page.nodes]


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
    return _zone_of_names(names) if by_name and names != " " else None


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


def _mark_labelled(page: Page, heading: Node) -> None:
    """What follows a heading like "Most read" is a side list, wherever it stands."""
    top = heading
    while top.parent is not None and top.parent.links <= heading.links and top.parent.tag != "body":
        top = top.parent
    if top.parent is None or top.parent.links > 0.6 * page.nodes[0].links:
        return
    first_class = top.element.get("class")
    for sibling in top.element.itersiblings():
        node = page.node(sibling)
        if node is None:
            continue
        if node.tag == top.tag and (node.tag in HEADINGS or (sibling.get("class") == first_class and node.links <= 1)):
            break
        for inside in page.nodes[node.order : node.end + 1]:
            inside.zone = inside.zone or Zone.SIDE


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The host of an address without its `www.`."""
    return host_of(url).removeprefix("www.")

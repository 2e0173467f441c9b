"""Bytes → one bounded tree, with what the detector asks of every element measured once: text, links and zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from aggregator.parse.decoding import decode
from aggregator.parse.listing.texts import MUTE, level
from aggregator.parse.listing.words import Zone
from aggregator.urls import absolutize, host_of, is_http

#: A listing page of honest make is far smaller; what stands behind is not read.
MAX_BYTES = 4 * 1024 * 1024
#: Elements looked at, in document order.
MAX_ELEMENTS = 40_000
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]{4000,}>?")
#: Between the attributes of one tag.
MAX_SEPARATORS = 1_000


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
    #: See zones.py.
    zone: Zone | None = None
    #: It stands under a heading like "Recent posts".
    recent: bool = False
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


def read_page(html: bytes, url: str, charset: str | None = None) -> Page:
    """The measured tree of a page; anything that can be read gives one, be it an empty one."""
    root = parse(html, charset)
    base = next((href for element in root.iter("base") if (href := element.get("href"))), None)
    language = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().lower()
    nodes = _measure(root)
    return Page(
        url=url,
        base=(absolutize(base, url) if base else None) or url,
        root=root,
        nodes=nodes,
        by_element={node.element: node for node in nodes},
        language=language or None,
    )


def text_of_page(html: bytes, charset: str | None = None) -> str:
    """The markup of at most MAX_BYTES of a page; the header's charset comes before the page's own word."""
    declared = _DECLARED.search(html[:4096])
    charset = charset or (declared.group(1).decode("ascii", "replace") if declared else None)
    return _LONG_TAG.sub(_without_attributes, decode(html[:MAX_BYTES], charset).replace("\0", ""))


def _without_attributes(tag: re.Match[str]) -> str:
    """libxml2 compares every attribute of an element with every other: 300,000 of them take minutes."""
    text = tag.group()
    many = sum(text.count(separator) for separator in "= /\t\n\r\f") > MAX_SEPARATORS
    return f"<{tag.group(1)}>" if many else text


def parse(html: bytes, charset: str | None = None) -> etree._Element:
    """The root element, without network or huge trees."""
    text = text_of_page(html, charset)
    root: etree._Element | None
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


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The host of an address without its `www.`."""
    return host_of(url).removeprefix("www.")


def own_address(html: bytes) -> str | None:
    """Where a saved page says that it came from: its canonical link, else og:url."""
    root = read_page(html, "http://localhost/", None).root
    links = [e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    metas = [e.get("content") for e in root.iter("meta") if (e.get("property") or "").lower() == "og:url"]
    return next((url.strip() for url in (*links, *metas) if url and is_http(url.strip())), None)

"""Anchors → the links that could lead to an article: their address, words, and where they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from aggregator.parse.listing.page import HEADINGS, Node, Page, site_of
from aggregator.parse.listing.texts import level, words_of
from aggregator.parse.listing.words import (
    DOCUMENT,
    GENERIC_TEXT,
    ITEM_PARAMETER,
    LIST_PARAMETERS,
    META_PATH,
    SOCIAL_HOSTS,
    Zone,
)
from aggregator.urls import MAX_LENGTH, absolutize, is_http

MAX_LINKS = 4_000
#: As many addresses under one text make it a button, if it is short enough for one.
REPEATED_TEXT = 3
MAX_BUTTON = 40
#: Inline wrappers that say nothing about a link's place.
_WRAPPERS = frozenset({"b", "strong", "em", "i", "span", "font", "u", "small", "center"})
#: A title that is an address names nothing.
_ADDRESS = re.compile(
    r"(?i:(?:https?://|www\.)\S*|[\w.-]+\.[a-z]{2,6}/\S*)|(?:[a-z\d-]+\.)+[a-z]{2,12}"  # a host alone: no capitals
)
_SOURCE_BEFORE = re.compile(
    r"\b(?:source|sources|via|photo|image|credit|quelle|fonte|fuente|bron|källa|kilde|foto)\s*:$", re.IGNORECASE
)


@dataclass(slots=True)
class Link:
    """One anchor that leads to another page."""

    node: Node
    url: str
    #: All words of the anchor, white space levelled.
    text: str
    #: The heading around or inside the anchor.
    heading: etree._Element | None
    has_image: bool
    zone: Zone | None
    #: The text leads nowhere by itself ("Read more", "12", nothing at all).
    generic: bool
    #: The address is of a list, a person, a share button …
    meta: bool
    #: It stands in the middle of a sentence.
    inline: bool


def collect(page: Page) -> list[Link]:
    """The page's links to other pages in document order, at most MAX_LINKS."""
    own = _bare(page.url)
    site_root = _bare(urljoin(page.url, "/"))
    links: list[Link] = []
    for node in page.nodes:
        if node.tag != "a" or node.mute or not node.links:
            continue
        url = absolute(page.base, node.element.get("href") or "")
        if url is None or _bare(url) in (own, site_root):
            continue
        links.append(_link(page, node, url))
        if len(links) >= MAX_LINKS:
            break
    _mark_repeated(links)
    return links


def _mark_repeated(links: list[Link]) -> None:
    """Words that lead to several places ("Go to story") say nothing of any of them, in whatever language."""
    places: dict[str, set[str]] = defaultdict(set)
    for link in links:
        places[link.text].add(link.url)
    for link in links:
        if len(places[link.text]) >= REPEATED_TEXT and len(link.text) <= MAX_BUTTON:
            link.generic = True


def absolute(base: str, href: str) -> str | None:
    """The http(s) address, or None if it leads nowhere else; of fragments only those that name a page (`#!`) stay."""
    href = href.strip()
    if not href or len(href) > MAX_LENGTH or href.startswith("javascript:") or re.match("#(?!!/)", href):
        return None
    return _absolute(base, href)


@lru_cache(maxsize=4096)  # cards repeat their address for picture, title and "Read more"
def _absolute(base: str, href: str) -> str | None:
    url = absolutize(href, base)
    return _of_page(url) if url is not None and is_http(url) else None


def _of_page(url: str) -> str:
    """The address of a page, wherever on it a link leads."""
    bare, fragment = urldefrag(url)
    return url if fragment.startswith("!/") else bare


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", _of_page(url)).rstrip("/")


def _link(page: Page, node: Node, url: str) -> Link:
    heading = _heading(node)
    text = words_of(node.element)
    return Link(
        node=node,
        url=url,
        text=text,
        heading=heading,
        has_image=next(node.element.iter("img", "picture", "svg"), None) is not None,
        zone=node.zone,
        generic=is_generic(text),
        meta=is_meta(url, node.element) or _names_source(node.element),
        inline=heading is None and _is_inline(node.element),
    )


def _heading(node: Node) -> etree._Element | None:
    above: Node | None = node.parent
    for _ in range(3):
        if above is None:
            break
        if above.tag in HEADINGS:
            return above.element
        if above.tag not in _WRAPPERS and above.tag not in ("div", "p"):
            break
        if above.links > 1:
            break
        above = above.parent
    return next(node.element.iter(*HEADINGS), None)


def _names_source(anchor: etree._Element) -> bool:
    """Whether the link follows "Source:" or the like."""
    return _SOURCE_BEFORE.search(_words_around(anchor)[0]) is not None


def _is_inline(anchor: etree._Element) -> bool:
    """Whether words run into the link or on from it."""
    before, after = _words_around(anchor)
    return (len(before) >= 25 and before[-1].isalnum()) or (len(after) >= 20 and after[0].islower())


def _words_around(anchor: etree._Element) -> tuple[str, str]:
    """The text directly before and behind a link."""
    around = anchor
    above = around.getparent()
    while above is not None and above.tag in _WRAPPERS and len(above) == 1:
        around, above = above, above.getparent()
    if above is None:
        return "", ""
    earlier = around.getprevious()
    return level((above.text if earlier is None else earlier.tail) or ""), level(around.tail or "")


def is_generic(text: str) -> bool:
    """Whether a link's words say nothing of its target."""
    if _ADDRESS.fullmatch(text):
        return True
    return len(text) <= 60 and (
        not text or GENERIC_TEXT.match(text.lower()) is not None or not any(c.isalpha() for c in text)
    )


def is_meta(url: str, element: etree._Element | None = None) -> bool:
    """Whether an address is of a list, a person or the site itself rather than of one piece."""
    parts = urlsplit(url)
    host = site_of(url)
    if host in SOCIAL_HOSTS:
        return True
    if element is not None and {"tag", "author", "category", "next", "prev", "nofollow author"} & set(
        (element.get("rel") or "").lower().split()
    ):
        return True
    if META_PATH.search(parts.path.lower()) is not None and not DOCUMENT.search(parts.path):
        return True
    return _is_list_query(parts.query)


def _is_list_query(query: str) -> bool:
    """Whether a query sorts, filters or pages a list and names no item."""
    if not query or ITEM_PARAMETER.search(query):
        return False
    names = {pair.split("=", 1)[0].lower() for pair in query.split("&")}
    return bool(names & LIST_PARAMETERS) or any("filter" in name for name in names)

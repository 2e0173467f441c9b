"""Anchors → the links that could lead to an article: their address, words, and where they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from aggregator.parse.listing.page import HEADINGS, MUTE, Node, Page, level, site_of
from aggregator.parse.listing.words import DOCUMENT, GENERIC_LEAD, GENERIC_TEXT, META_PATH, SOCIAL_HOSTS, Zone
from aggregator.urls import absolutize, is_http

MAX_LINKS = 4_000
#: As many addresses under one text make it a button, if it is short enough for one.
REPEATED_TEXT = 3
MAX_BUTTON = 40
#: A title is cut here; whole cards in one anchor can hold far more.
MAX_TITLE = 300
#: Inline wrappers that say nothing about a link's place.
BLOCKS = frozenset(
    [
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "section",
        "article",
        "header",
        "footer",
        "time",
        "table",
        "tr",
        "td",
        "br",
        "figure",
        "figcaption",
    ]
)
_APART = frozenset({"span", "a", "b", "strong", "em", "i", "small", "label", "button"})
_WRAPPERS = frozenset({"b", "strong", "em", "i", "span", "font", "u", "small", "center"})
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading|name|titre|titel|titulo|subject|header|hdl)(?:$|[\s_-])", re.IGNORECASE
)
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: A title that is an address names nothing.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*|[\w.-]+\.[a-z]{2,6}/\S*", re.IGNORECASE)
_SOURCE_BEFORE = re.compile(
    r"\b(?:source|sources|via|photo|image|credit|quelle|fonte|fuente|bron|källa|kilde|foto)\s*:$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{2,}")


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


@lru_cache(maxsize=8192)
def absolute(base: str, href: str) -> str | None:
    """The http(s) address without its fragment, or None if it leads nowhere else."""
    href = href.strip()
    if not href or href.startswith(("#", "javascript:")):
        return None
    url = absolutize(href, base)
    return urldefrag(url)[0] if url is not None and is_http(url) else None


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", urldefrag(url)[0]).rstrip("/")


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


def words_of(element: etree._Element) -> str:
    """The text inside an element, scripts left out."""
    if len(element) == 0:
        return level(element.text or "")
    if any(inner.tag in BLOCKS or inner.tag in MUTE for inner in element.iterdescendants()):
        return level(" ".join(lines_of(element)))
    return level("".join(element.itertext()))


def lines_of(element: etree._Element) -> list[str]:
    """The text of an element as lines, broken where a browser would break; empty ones are left out."""
    lines = [""]
    silent = 0
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner.tag in MUTE:
            silent += 1 if event == "start" else -1
        elif inner.tag in BLOCKS:
            lines.append("")
        elif inner.tag in _APART and lines[-1][-1:].isalnum():
            lines[-1] += " "  # browsers often show these apart although no space stands between them
        piece = inner.text if event == "start" else inner.tail if inner is not element else None
        if piece and not silent:
            lines[-1] += piece
    return [line for line in map(level, lines) if line]


def _has_blocks(element: etree._Element) -> bool:
    return any(inner.tag in BLOCKS for inner in element.iterdescendants())


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
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return META_PATH.search(path.lower()) is not None and not DOCUMENT.search(path)


def title_of(link: Link) -> str:
    """The words of a link that name its target: of the heading or the title element inside, else all of them."""
    inside = link.node.element
    if link.heading is not None:
        text = words_of(link.heading)
        if link.heading in set(inside.iterdescendants(*HEADINGS)) or len(text) <= len(link.text) * 1.3 + 8:
            return tidy(text if link.heading in set(inside.iterdescendants()) else link.text or text)
    if len(inside):
        for inner in inside.iterdescendants():
            if _TITLE_CLASS.search(inner.get("class") or "") or inner.get("itemprop") in ("headline", "name"):
                text = words_of(inner)
                if word_count(text) >= 2 or (text and len(text) < len(link.text) / 2):
                    return tidy(text)
    if len(link.text) > 80 or _has_blocks(inside):
        text = _first_line(inside)
        if text:
            return tidy(text)
    return tidy(link.text)


def _first_line(inside: etree._Element) -> str:
    """The longest of the first blocks of a card that is one anchor: titles are rarely shorter than labels and dates."""
    lines = lines_of(inside)
    strong = next(
        (words_of(inner) for inner in inside.iterdescendants("strong", "b") if word_count(words_of(inner)) >= 2), ""
    )
    if strong:
        return strong
    return next((line for line in lines if word_count(line) >= 3 and not is_generic(line)), lines[0] if lines else "")


def tidy(text: str) -> str:
    """A title without its "Read more:" and arrows, cut at MAX_TITLE."""
    lead = GENERIC_LEAD.match(text.lower())
    if lead is not None and len(text) - lead.end() >= 8:
        text = text[lead.end() :].strip(' "“”')
    return text[:MAX_TITLE].strip()


def word_count(text: str) -> float:
    """How many words a title has; two ideographs count as one."""
    ideographs = len(_IDEOGRAPHS.findall(text))
    if ideographs >= 4:
        return ideographs / 2
    return len(_WORD.findall(text))

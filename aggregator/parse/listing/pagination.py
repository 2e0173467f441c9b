"""Where a listing goes on: the address of its next page, for the first import."""

from __future__ import annotations

import re

from aggregator.parse.listing.links import absolute
from aggregator.parse.listing.page import Node, Page, read_page
from aggregator.parse.listing.texts import words_of
from aggregator.parse.listing.words import Zone
from aggregator.parse.listing.zones import mark_zones
from aggregator.urls import address_key, host_of

_NEXT = re.compile(
    r"[\W_]*(?:next(?: page)?|older(?: posts| entries| articles| news)?|nächste(?: seite)?|weiter|ältere beiträge|"
    r"suivante?|"
    r"page suivante|siguiente|próxima|successiv[ao]|avanti|volgende|nästa|neste|næste|następna|další|следующая|"
    r"далее|下一页|次へ|다음)"
    r"[\W_]*",
    re.IGNORECASE,
)
_ARROWS = frozenset("»›→>")


def next_page(html: bytes, url: str, *, charset: str | None = None) -> str | None:
    """The address of the listing's next page on the same site, if the page names one."""
    page = read_page(html, url, charset)
    mark_zones(page)
    anchors = [node for node in page.nodes if node.tag == "a" and node.links and not node.mute]
    found = [*_related(page), *_worded(anchors), *_numbered(anchors)]
    addresses = (absolute(page.base, href) for href in found)
    return next((found for found in addresses if found is not None and _goes_on(found, url)), None)


def _goes_on(found: str, url: str) -> bool:
    return host_of(found) == host_of(url) and address_key(found) != address_key(url)


def _related(page: Page) -> list[str]:
    """What the page itself calls its next one."""
    elements = page.root.iter("link", "a")
    return [element.get("href") or "" for element in elements if "next" in (element.get("rel") or "").lower().split()]


def _worded(anchors: list[Node]) -> list[str]:
    """Links that say "next", and arrows in the pagination."""
    found = []
    for node in anchors:
        words = words_of(node.element) or node.element.get("aria-label") or node.element.get("title") or ""
        if _NEXT.fullmatch(words) or (node.zone is Zone.PAGER and words in _ARROWS):
            found.append(node.element.get("href") or "")
    return found


def _numbered(anchors: list[Node]) -> list[str]:
    """Page two of a pagination in numbers, for the first page: there the current number is no link."""
    numbers = {words_of(node.element): node.element.get("href") or "" for node in anchors if node.zone is Zone.PAGER}
    return [numbers["2"]] if "2" in numbers and "1" not in numbers else []

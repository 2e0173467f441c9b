"""What a link calls its target."""

from __future__ import annotations

import re

from lxml import etree

from aggregator.parse.listing.card_dates import find_date
from aggregator.parse.listing.links import Link, is_generic
from aggregator.parse.listing.page import HEADINGS
from aggregator.parse.listing.texts import has_blocks, level, lines_of, word_count, words_of
from aggregator.parse.listing.words import GENERIC_LEAD

#: A title is cut here; whole cards in one anchor can hold far more.
MAX_TITLE = 300
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading|name|titre|titel|titulo|subject|header|hdl)(?:$|[\s_-])", re.IGNORECASE
)


def title_of(link: Link) -> str:
    """The words of a link that name its target: of the heading or the title element inside, else all of them."""
    anchor = link.node.element
    if link.heading is not None:
        text = words_of(link.heading)
        if link.heading in set(anchor.iterdescendants(*HEADINGS)):
            return tidy(text)
        if len(text) <= len(link.text) * 1.3 + 8 and not has_blocks(anchor):
            return tidy(link.text if link.text else text)
    if len(anchor):
        return tidy(_named(link) or _strong(anchor) or _of_pieces(anchor) or _of_lines(link) or link.text)
    return tidy(_unabridged(link) or link.text)


def _unabridged(link: Link) -> str | None:
    """The whole title, which often stands in an attribute where the page shows its beginning and dots."""
    shown = link.text.rstrip(".… ")
    if len(shown) == len(link.text) or not link.text.endswith(("…", "...")):
        return None
    whole = level(link.node.element.get("title") or link.node.element.get("aria-label") or "")
    return whole if len(whole) > len(shown) and whole.startswith(shown) else None


def _named(link: Link) -> str | None:
    """What a class or microdata calls the title."""
    for inner in link.node.element.iterdescendants():
        if _TITLE_CLASS.search(inner.get("class") or "") or inner.get("itemprop") in ("headline", "name"):
            text = words_of(inner)
            if word_count(text) >= 2 or (text and len(text) < len(link.text) / 2):
                return text
    return None


def _strong(anchor: etree._Element) -> str | None:
    """The words in bold, if they stand beside others."""
    for inner in anchor.iterdescendants("strong", "b"):
        text = words_of(inner)
        if word_count(text) >= 2:
            return text
    return None


def _of_pieces(anchor: etree._Element) -> str | None:
    """Of several inline elements side by side (a label, a title, a day) the one with the most words."""
    pieces = [words_of(inner) for inner in anchor.iterchildren("span", "em", "i", "small", "time")]
    pieces = [piece for piece in pieces if piece]
    loose = (anchor.text or "").strip() or any((inner.tail or "").strip() for inner in anchor)
    if len(pieces) < 2 or loose:
        return None
    told = [piece for piece in pieces if not is_generic(piece) and not _is_day(piece)]
    return max(told, key=word_count, default=None)


def _is_day(piece: str) -> bool:
    hit = find_date(piece)
    return hit is not None and len(piece) - len(hit.text) <= 6


def _of_lines(link: Link) -> str | None:
    """Of a whole card in one anchor the first line that is more than a label or a day."""
    if len(link.text) <= 80 and not has_blocks(link.node.element):
        return None
    lines = lines_of(link.node.element)
    return next((line for line in lines if word_count(line) >= 3 and not is_generic(line)), lines[0] if lines else None)


def tidy(text: str) -> str:
    """A title without its "Read more:" and arrows, cut at MAX_TITLE."""
    lead = GENERIC_LEAD.match(text.lower())
    if lead is not None and len(text) - lead.end() >= 8:
        text = text[lead.end() :].strip(' "“”')
    return text[:MAX_TITLE].strip()

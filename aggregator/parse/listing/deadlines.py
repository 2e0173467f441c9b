"""Which dates of a card say when something ends: the last day to apply, to answer, to book. None of them is its day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from aggregator.parse.listing.clusters import Card
from aggregator.parse.listing.texts import level, lines_of, words_of

#: A label longer than this is a sentence about something else.
MAX_LABEL = 60
#: How far above a date its label may stand beside it.
MAX_ABOVE = 3
#: Cells of one row that are looked at.
MAX_COLUMNS = 40
_ENDS = re.compile(
    r"\b(?:closing|closes?|close date|closed|deadline|expires?|expiry|apply by|applications?|interviews?|ends?|"
    r"until|due|valid (?:until|through)|respond by|book by|bewerbungsfrist|bewerbungsschluss|einsendeschluss|frist|"
    r"date limite|cl[oô]ture|avant le|jusqu.au|cierre|fecha límite|hasta el|scadenza|entro il|sluitingsdatum|"
    r"reageren voor|søknadsfrist|ansökningsdag|ansøgningsfrist|termin składania|dyddiad cau|prazo)\b[^\d]{0,20}$",
    re.IGNORECASE,
)
_CLASS = re.compile(r"clos(?:es|ing|e-?date|e_date)|deadline|expir|valid-?through|due-?date|end-?date", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Where a card says when something ends."""

    elements: frozenset[etree._Element] = frozenset()
    lines: frozenset[str] = frozenset()


def ends_in_deadline(text: str) -> bool:
    """Whether the words before a date say that it is a last day."""
    return _ENDS.search(text) is not None


def deadlines_of(card: Card) -> Deadlines:
    """The elements of a card that hold nothing but a last day."""
    elements = frozenset(found for part in card.parts for found in _in(part.element))
    return Deadlines(elements, frozenset(line for element in elements for line in lines_of(element)))


def _in(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter("time", "span", "td", "dd", "div", "p", "em", "b", "strong", "small", "abbr", "li"):
        if len(element) > 3:
            continue
        shown = words_of(element)
        if len(shown) > MAX_LABEL or not any(character.isdigit() for character in shown):
            continue
        named = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if _CLASS.search(named) or _is_labelled(element, root):
            yield from element.iter(etree.Element)


def _is_labelled(element: etree._Element, root: etree._Element) -> bool:
    """Whether the nearest words before it, or the head of its column, name a last day."""
    inner: etree._Element | None = element
    for _ in range(MAX_ABOVE):
        if inner is None:
            return False
        if inner.tag == "td" and ends_in_deadline(_column_head(inner)):
            return True
        before = _words_before(inner)
        if before:
            return len(before) <= MAX_LABEL and ends_in_deadline(before)
        if inner is root:
            return False
        inner = inner.getparent()
    return False


def _words_before(element: etree._Element) -> str:
    """The text directly before an element on its own level: loose words, else what the element before says."""
    above, earlier = element.getparent(), element.getprevious()
    if earlier is None:
        return level(above.text or "") if above is not None else ""
    loose = level(earlier.tail or "")
    if loose:
        return loose
    return "" if earlier.tag == "td" else words_of(earlier)


def _column_head(cell: etree._Element) -> str:
    """What the first row of its table says above a cell, if that row is another one."""
    place = sum(1 for _ in cell.itersiblings("td", "th", preceding=True))
    table = next(cell.iterancestors("table"), None)
    first = next(table.iter("tr"), None) if table is not None else None
    if first is None or place > MAX_COLUMNS or first is cell.getparent():
        return ""
    cells = [inner for inner in first if inner.tag in ("th", "td")]
    return words_of(cells[place]) if place < len(cells) else ""

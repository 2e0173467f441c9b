"""Texts that say what they are: plain, HTML, or XHTML that is written out again as feedparser writes it."""

from __future__ import annotations

from xml.sax.saxutils import escape

from lxml import etree

from aggregator.parse.fast.names import Unsure
from aggregator.parse.fast.place import Attributes, Place, attributes_of, bounded, repaired
from aggregator.parse.fast.reader import Reader, Values, has_text

PLAIN, HTML, XHTML = "text/plain", "text/html", "application/xhtml+xml"
#: What Atom calls them, and MIME. Other media are no texts, or feedparser decodes them.
TYPES = {"text": PLAIN, "plain": PLAIN, PLAIN: PLAIN, "html": HTML, HTML: HTML, "xhtml": XHTML, XHTML: XHTML}
_QUOTE = {'"': "&quot;"}


def read_typed(reader: Reader, element: etree._Element, attributes: Attributes, place: Place, default: str) -> Values:
    """A text that says what it is."""
    kind = TYPES.get(attributes.get("type", default))
    if kind is None or "mode" in attributes or "src" in attributes:
        raise Unsure("type")
    value = _xhtml(reader, element) if kind == XHTML else reader.text(element)
    language = place.language.replace("_", "-") if place.language else None
    return {"type": kind, "language": language, "base": place.base, "value": value}


def _xhtml(reader: Reader, element: etree._Element) -> str:
    """The markup inside, without the one `div` around it that Atom demands."""
    if not reader.is_atom:
        raise Unsure("XHTML in RSS")
    if len(element) == 1 and reader.name_of(element[0]) == "xhtml_div" and not has_text(element):
        element = element[0]
        attributes_of(element)  # go unread, but must be such as every parser takes
    pieces = [escape(element.text or "")]
    for child in element:
        _write(reader, child, pieces, 1)
    return repaired("".join(pieces).strip())


def _write(reader: Reader, element: etree._Element, pieces: list[str], depth: int) -> None:
    name = reader.name_of(element)
    if not name.startswith("xhtml_") or name in ("xhtml_body", "xhtml_svg", "xhtml_math"):
        raise Unsure(name)
    attributes = attributes_of(element)
    if any(":" in key and not key.startswith("xml:") for key in attributes):
        raise Unsure("attribute of another vocabulary")
    tag = name.removeprefix("xhtml_")
    written = "".join(f' {key}="{escape(value, _QUOTE)}"' for key, value in attributes.items())
    pieces.append(f"<{tag}{written}>{escape(element.text or '')}")
    for child in element:
        _write(reader, child, pieces, bounded(depth + 1))
    pieces.append(f"</{tag}>{escape(element.tail or '')}")

"""Entries, their texts and ids, the feed's picture, an entry's source."""

from __future__ import annotations

import re

from lxml import etree

from aggregator.parse.fast.names import Unsure
from aggregator.parse.fast.place import Attributes, Place, attributes_of, joined
from aggregator.parse.fast.reader import Reader, Values, check_no_cdf, has_text
from aggregator.parse.fast.texts import HTML, PLAIN, read_typed

_IN_PICTURE = frozenset(("title", "link", "description", "url", "width", "height"))
_IN_SOURCE = frozenset(
    (
        *("title", "link", "id", "guid", "updated", "published", "pubdate", "lastbuilddate", "author", "category"),
        *("rights", "copyright", "subtitle", "icon", "logo", "generator", "language"),
    )
)
#: Without one of these, feedparser does not ask whether plain text is HTML.
_MARKUP_SIGN = re.compile("[<&]")


def item(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    check_no_cdf(attributes)
    entry = reader.read_entry(element, place)
    if about := attributes.get("rdf:about"):
        entry["id"] = about


def title(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    detail = read_typed(reader, element, attributes, place, PLAIN)
    if not -1 < reader.title_depth <= place.depth:
        reader.keep_typed("title", detail, place)
    if detail["value"]:
        reader.title_depth = place.depth


def rights(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.keep_typed("rights", read_typed(reader, element, attributes, place, PLAIN), place)


def subtitle(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.keep_typed("subtitle", read_typed(reader, element, attributes, place, PLAIN), place)


def description(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    if reader.context is not reader.entry:
        reader.keep_typed("subtitle", read_typed(reader, element, attributes, place, HTML), place)
    else:
        _summarize(reader, element, attributes, place, HTML)


def summary(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    if reader.context is not reader.entry:
        raise Unsure("a summary of something else")
    _summarize(reader, element, attributes, place, PLAIN)


def _summarize(reader: Reader, element: etree._Element, attributes: Attributes, place: Place, default: str) -> None:
    """A second summary is taken for the content, unless that was there before it."""
    if "summary" in reader.context and not reader.has_content:
        content(reader, element, attributes, place)
    else:
        detail = read_typed(reader, element, attributes, place, default)
        _check_plain(reader, detail)
        reader.keep_typed("summary", detail, place)


def content(
    reader: Reader, element: etree._Element, attributes: Attributes, place: Place, default: str = "text/plain"
) -> None:
    if reader.context is not reader.entry:
        raise Unsure("content of something else")
    detail = read_typed(reader, element, attributes, place, default)
    _check_plain(reader, detail)
    reader.has_content = True
    reader.context.setdefault("content", []).append(detail)
    reader.context.setdefault("summary", detail["value"])


def content_encoded(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    content(reader, element, attributes, place, HTML)


def _check_plain(reader: Reader, detail: Values) -> None:
    """feedparser guesses whether what RSS calls plain is HTML."""
    if not reader.is_atom and detail["type"] == PLAIN and _MARKUP_SIGN.search(detail["value"]):
        raise Unsure("plain or not")


def guid(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.context.setdefault("permalink", attributes.get("ispermalink", "").strip().lower())
    reader.keep("entry_id", reader.text(element), place)


def source(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    entry = reader.entry
    if entry is None or reader.context is not entry:
        raise Unsure("source")
    origin: Values = {}
    reader.source = reader.context = origin
    reader.title_depth = -1
    if "url" in attributes:
        origin["href"] = joined(place.base, attributes["url"]) if attributes["url"] else ""
    for child in element:
        if reader.name_of(child) not in _IN_SOURCE:
            raise Unsure(str(child.tag))
        reader.visit(child, place)
    if len(element) and has_text(element):
        raise Unsure("text around the source")
    if name := "" if len(element) else reader.text(element):
        origin["title"] = name
    entry["source"] = origin
    reader.source, reader.context = None, entry


def picture(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.title_depth = -1
    if reader.context is not reader.feed:
        if reader.context is not reader.entry:
            raise Unsure("picture")
        reader.leaf(element)
        return
    reader.context = reader.feed.setdefault("image", {})
    for child in element:
        name = reader.name_of(child)
        if name not in _IN_PICTURE:
            raise Unsure(name)
        if name == "url":
            inside = place.inside(attributes_of(child))
            reader.keep("href", reader.address(child, inside), inside)
        else:
            reader.visit(child, place)
    reader.context = reader.feed


def search_box(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.title_depth = -1
    reader.leaf(element)


def hour(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.context.setdefault("hours", []).append(reader.text(element))


def day(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.context.setdefault("days", []).append(reader.text(element))

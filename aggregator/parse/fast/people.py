"""Who wrote an entry, as far as its elements name people."""

from __future__ import annotations

from lxml import etree

from aggregator.parse.fast.names import Unsure
from aggregator.parse.fast.place import Attributes, Place, attributes_of
from aggregator.parse.fast.reader import Reader, has_text

#: What stands inside a person → the key that it stands under.
_PARTS = {"name": "name", "itunes_name": "name", "email": "email", "itunes_email": "email"}
_PARTS |= dict.fromkeys(("url", "uri", "homepage"), "href")


def author(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.context.setdefault("authors", []).append({})
    for child in element:
        key = _PARTS.get(reader.name_of(child))
        inside = place.inside(attributes_of(child))
        if key is None:
            reader.skip(child)
            continue
        value = reader.address(child, inside) if key == "href" else reader.leaf(child)
        if key == "href":
            reader.keep("href", value, inside)
        _name_author(reader)
        reader.context["authors"][-1][key] = value
    if len(element) and has_text(element):
        raise Unsure("text around names")
    reader.keep("author", "" if len(element) else reader.text(element), place)
    _name_author(reader)


def _name_author(reader: Reader) -> None:
    """A person of whom nothing is said goes by the text of the last one."""
    people, text = reader.context["authors"], reader.context.get("author")
    if text and not people[-1]:
        people[-1]["name"] = text


def others(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    """People whom we don't name."""
    if reader.context is not reader.feed and reader.context is not reader.entry:
        raise Unsure("people")
    for child in element:
        place.inside(attributes_of(child))
        if reader.name_of(child) not in _PARTS:
            reader.skip(child)
        reader.leaf(child)


def owner(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    if reader.context is not reader.feed:
        raise Unsure("owner")
    others(reader, element, attributes, place)

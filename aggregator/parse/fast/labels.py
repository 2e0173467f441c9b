"""An entry's labels: categories, subjects and keywords of every vocabulary."""

from __future__ import annotations

from lxml import etree

from aggregator.parse.fast.names import Unsure
from aggregator.parse.fast.place import Attributes, Place
from aggregator.parse.fast.reader import Reader, has_text
from aggregator.parse.values import MAX_LABELS

_ITUNES, _MEDIA = "http://www.itunes.com/", "http://search.yahoo.com/mrss/category_schema"


def category(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    scheme = attributes.get("scheme", attributes.get("domain"))
    _label(reader, attributes.get("term"), scheme, attributes.get("label"))
    _label_in_text(reader, reader.text(element))


def media_category(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    category(reader, element, {"scheme": _MEDIA, **attributes}, place)


def itunes_category(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    _label(reader, attributes.get("text"), _ITUNES, None)
    for child in element:
        if reader.name_of(child) != "itunes_category":
            raise Unsure(str(child.tag))
        reader.visit(child, place)
    if len(element) and has_text(element):
        raise Unsure("text around labels")
    _label_in_text(reader, "" if len(element) else reader.text(element))


def media_keywords(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    _keywords(reader, element, attributes, None)


def itunes_keywords(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    _keywords(reader, element, attributes, _ITUNES)


def _keywords(reader: Reader, element: etree._Element, attributes: Attributes, scheme: str | None) -> None:
    text = reader.text(element)
    if not attributes:  # with some, feedparser does not come to the words
        for term in filter(None, map(str.strip, text.split(","))):
            _label(reader, term, scheme, None)


def _label(reader: Reader, term: str | None, scheme: str | None, label: str | None) -> None:
    labels = reader.context.setdefault("tags", [])
    value = {"term": term, "scheme": scheme, "label": label}
    if len(labels) < MAX_LABELS and (term or scheme or label) and value not in labels:
        labels.append(value)


def _label_in_text(reader: Reader, text: str) -> None:
    """An element's text is the term of the last label that has none, whichever that is."""
    labels = reader.context["tags"]
    if text and labels and not labels[-1]["term"]:
        labels[-1]["term"] = text
    elif text:
        _label(reader, text, None, None)

"""Links, enclosures, and the files and pictures of Media RSS and podcasts."""

from __future__ import annotations

import re

from lxml import etree

from aggregator.parse.fast.names import Unsure
from aggregator.parse.fast.place import Attributes, Place, joined
from aggregator.parse.fast.reader import Reader
from aggregator.parse.fast.texts import TYPES
from aggregator.parse.values import HTML_TYPES

#: feedparser takes `&b;` in `?a=1&b=2` for an entity cut in half.
_HALF_ENTITY = re.compile(r"&([A-Za-z0-9_]+);")


def link(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    link = dict(attributes)
    relation = link.setdefault("rel", "alternate")
    kind = link.setdefault("type", "application/atom+xml" if relation == "self" else "text/html")
    if "href" in _with_href(link):
        link["href"] = joined(place.base, link["href"])
    reader.context.setdefault("links", []).append(link)
    if "href" not in link:
        _link_in_text(reader, element, link, place)
    elif reader.leaf(element):
        raise Unsure("two addresses")
    elif relation == "alternate" and TYPES.get(kind, kind) in HTML_TYPES:
        reader.context["link"] = link["href"]


def _link_in_text(reader: Reader, element: etree._Element, link: Attributes, place: Place) -> None:
    address = reader.address(element, place)
    if reader.context is reader.entry:
        address = _HALF_ENTITY.sub(r"&\1", address.replace("&amp;", "&"))
    elif reader.in_feed or reader.source is not None:
        address = _HALF_ENTITY.sub(r"&\1", address)
    else:
        return
    reader.context["link"] = address
    if address or reader.context is not reader.entry:
        link["href"] = address


def enclosure(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.leaf(element)
    link = _with_href(_with_url(attributes, place))
    reader.context.setdefault("links", []).append({**link, "rel": "enclosure"})


def itunes_image(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.leaf(element)
    if address := attributes.get("href") or attributes.get("url"):
        reader.context["itunes_picture"] = joined(place.base, address)


def media_content(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    reader.context.setdefault("media_content", []).append(_with_url(attributes, place))
    reader.visit_all(element, place)


def media_thumbnail(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    medium = _with_url(attributes, place)
    if address := reader.address(element, place):
        medium.setdefault("url", address)
    reader.context.setdefault("media_thumbnail", []).append(medium)


def media_credit(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    credit = dict(attributes)
    if text := reader.text(element):
        credit["content"] = text
    reader.context.setdefault("media_credit", []).append(credit)


def _with_href(link: Attributes) -> Attributes:
    """The address goes by three names; it is "href" from here on."""
    address = link.get("url", link.get("uri", link.get("href")))
    if address:
        link.pop("url", None)
        link.pop("uri", None)
        link["href"] = address
    return link


def _with_url(attributes: Attributes, place: Place) -> Attributes:
    """The attributes with an absolute `url`, if they have one."""
    found = dict(attributes)
    if found.get("url"):
        found["url"] = joined(place.base, found["url"])
    return found

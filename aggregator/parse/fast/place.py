"""Where elements stand, what their attributes are called, and how feedparser mends addresses and texts."""

from __future__ import annotations

import contextlib
import re
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from aggregator.markup.characters import unusual
from aggregator.parse.fast.names import XML, Unsure, known_prefix
from aggregator.parse.values import MAX_ATTRIBUTES
from aggregator.urls import is_plain

#: Deeper documents go to the slow lane, which has a limit of its own.
_MAX_DEPTH = 100
#: Attributes that mean something somewhere: one of another vocabulary by the same name would be taken for ours.
_MEANT = frozenset(
    (
        *("base", "domain", "filesize", "height", "href", "ispermalink", "label", "lang", "lastmod", "length"),
        *("medium", "mode", "rel", "scheme", "src", "term", "text", "title", "type", "uri", "url", "width"),
    )
)
_EXTRA_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/+")
_C1 = re.compile("[\x80-\x9f]")
#: Windows-1252's characters for the C1 controls that it puts there; five it leaves alone.
_FROM_C1 = {code: bytes([code]).decode("cp1252") for code in range(128, 160) if code not in (129, 141, 143, 144, 157)}

Attributes = dict[str, str]
_NONE: Attributes = {}


class Place:
    """Where an element stands: how deep, and what holds there (xml:base, xml:lang)."""

    __slots__ = ("_below", "base", "depth", "language")

    def __init__(self, depth: int, base: str, language: str | None) -> None:
        self.depth, self.base, self.language = depth, base, language
        self._below: Place | None = None

    def inside(self, attributes: Attributes) -> Place:
        """The place of an element with these attributes that stands here, and of its text."""
        if not attributes:
            if self._below is None:
                self._below = Place(bounded(self.depth + 1), self.base, self.language)
            return self._below
        base = attributes.get("xml:base", attributes.get("base"))
        language = attributes.get("xml:lang", attributes.get("lang", self.language)) or None
        return Place(bounded(self.depth + 1), settled(joined(self.base, base)) if base else self.base, language)


def bounded(depth: int) -> int:
    """The depth; Unsure where it is more than we follow."""
    if depth > _MAX_DEPTH:
        raise Unsure("deep")
    return depth


def joined(base: str, address: str) -> str:
    """The address against its base, as feedparser joins them."""
    if is_plain(address):
        return address
    try:
        return urljoin(base, _EXTRA_SLASHES.sub(r"\1", address))
    except ValueError:
        return ""


def settled(base: str) -> str:
    """A base that can be joined with itself and stays: feedparser does that at every element."""
    if not base.startswith(("http://", "https://")) or joined(base, base) != base:
        raise Unsure("base")
    return base


def repaired(text: str) -> str:
    """UTF-8 that somebody read as latin-1 is read again, and C1 controls are what windows-1252 has in their place."""
    if text.isascii():
        return text
    with contextlib.suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(_FROM_C1) if _C1.search(unusual(text)) else text


def attributes_of(element: etree._Element) -> Attributes:
    """By name in lower case, as feedparser names them; Unsure where two would have one name."""
    names = element.keys()
    if not names:
        return _NONE
    if len(names) > MAX_ATTRIBUTES:  # reading their values is quadratic
        raise Unsure("attributes")
    found: Attributes = {}
    items: Any = element.items()  # lxml-stubs allow for bytes, which lxml itself never gives
    for tag, value in items:
        name = _attribute_name(tag) if tag[0] == "{" else tag.lower()
        if name in found or not tag.isascii():
            raise Unsure(name)
        found[name] = value.lower() if name in ("rel", "type") else value
    return found


def _attribute_name(tag: str) -> str:
    address, _, local = tag[1:].lower().partition("}")
    if address == XML.lower():
        return f"xml:{local}"
    prefix = known_prefix(address)
    if prefix:
        return f"{prefix}:{local}"
    if local in _MEANT:
        raise Unsure(tag)
    return f"{address}:{local}"

"""What the rules for elements share: the feed and the entries read so far, and where a value goes.

Which of several titles stands and which of two dates, follows feedparser, as the lanes must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from aggregator.parse.fast.names import Names, Unsure
from aggregator.parse.fast.place import Attributes, Place, attributes_of, joined, repaired, settled

#: How feedparser's own keys end, which an element by that name would overwrite.
_INNER_NAMES = ("_detail", "_parsed")

Values = dict[str, Any]


class Reader:
    """Reads a feed's tree into `feed` and `entries`."""

    def __init__(self, names: Names, rules: Mapping[str, Rule], *, is_atom: bool) -> None:
        self.name_of = names.of
        self.is_atom = is_atom
        self.feed: Values = {}
        self.entries: list[Values] = []
        #: Of what is being read: the feed, its picture, an entry, or an entry's source.
        self.context = self.feed
        self.entry: Values | None = None
        self.source: Values | None = None
        self.in_feed = False
        #: How deep the title stood; -1 before there is one. A second one counts only if it stands less deep.
        self.title_depth = -1
        self.has_content = False
        self._rules = rules
        #: Of the entry's values: how deep they stood, since what stands deeper does not replace them.
        self._depths: dict[str, int] = {}

    def read(self, root: etree._Element, url: str) -> None:
        """Everything from the root down, absolute against `url`."""
        attributes = attributes_of(root)
        place = Place(0, settled(joined(url, url)), None).inside(attributes)
        name = self.name_of(root)
        if name != "rdf_rdf" and place.language:
            self.feed["language"] = place.language.replace("_", "-")
        self.in_feed = name == "feed"
        for child in root:
            if not self.in_feed and self.name_of(child) == "channel":
                self._read_channel(child, place)
            else:
                self.visit(child, place)

    def _read_channel(self, channel: etree._Element, around: Place) -> None:
        attributes = attributes_of(channel)
        check_no_cdf(attributes)
        self.in_feed = True
        self.visit_all(channel, around.inside(attributes))
        self.in_feed = False

    def read_entry(self, element: etree._Element, place: Place) -> Values:
        """One entry with all that stands in it."""
        if self.context is not self.feed:
            raise Unsure("an entry inside something else")
        entry = self.entry = self.context = {}
        self.entries.append(entry)
        self._depths = {}
        self.title_depth = -1
        self.visit_all(element, place)
        self.entry, self.context, self.has_content = None, self.feed, False
        return entry

    def visit_all(self, element: etree._Element, place: Place) -> None:
        """What stands in an element, one after the other."""
        for child in element:
            self.visit(child, place)

    def visit(self, element: etree._Element, around: Place) -> None:
        """Takes one element for what it says; one that says nothing to us may hold some that do."""
        name = self.name_of(element)
        attributes = attributes_of(element)
        place = around.inside(attributes)
        if rule := self._rules.get(name):
            rule(self, element, attributes, place)
        elif name.endswith(_INNER_NAMES):
            raise Unsure(name)
        else:
            self.visit_all(element, place)

    def skip(self, element: etree._Element) -> None:
        """Passes over an element that says nothing where it stands; Unsure if it may."""
        name = self.name_of(element)
        if name in self._rules or name.endswith(_INNER_NAMES) or self.leaf(element):
            raise Unsure(name)

    def leaf(self, element: etree._Element) -> str:
        """The text of an element that may hold nothing else, as written."""
        if len(element):
            raise Unsure(str(element[0].tag))
        return (element.text or "").strip()

    def text(self, element: etree._Element) -> str:
        """The same, mended."""
        return repaired(self.leaf(element))

    def address(self, element: etree._Element, place: Place) -> str:
        """The address in an element's text, made absolute."""
        text = self.leaf(element)
        return repaired(joined(place.base, text)) if text else ""

    def keep(self, key: str, value: str, place: Place) -> None:
        """Stores a value of what is being read; the last one stands, in an entry of those that stand least deep."""
        if self.entry is not None and self.source is None:
            if place.depth <= self._depths.get(key, place.depth):
                self._depths[key] = place.depth
                self.entry[key] = value
        elif self.in_feed or self.source is not None:
            self.context[key] = value

    def keep_typed(self, key: str, detail: Values, place: Place) -> None:
        """Stores a text together with what it is."""
        self.keep(key, detail["value"], place)
        if self.in_feed or self.entry is not None:
            self.context[f"{key}_detail"] = detail


Rule = Callable[[Reader, etree._Element, Attributes, Place], None]


def check_no_cdf(attributes: Attributes) -> None:
    """Unsure if this is a channel or item of Microsoft's old format."""
    if "lastmod" in attributes or "href" in attributes:
        raise Unsure("CDF")


def has_text(element: etree._Element) -> bool:
    """Whether anything but white space stands between the elements inside."""
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))

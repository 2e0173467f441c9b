"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF → ParsedFeed, however broken. The only home of feedparser.

The slow lane: fast_lane.py reads what it is sure of, and nothing otherwise than this.

Its parsers are driven directly, because `feedparser.parse` decodes, handles DOCTYPEs and reads dates in ways that are
quadratic or wrong on hostile input (RELIABILITY §1); all of that is done before or after. What an entry's elements
mean is in feed_entry.py.
"""

from __future__ import annotations

import xml.sax
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.sax.handler import feature_external_ges, feature_external_pes, feature_namespaces
from xml.sax.xmlreader import InputSource

from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.exceptions import UndeclaredNamespace

from aggregator.errors import ParseError
from aggregator.models.feed import ParsedFeed
from aggregator.outcomes import Cause
from aggregator.parse.feed_entry import read_entry
from aggregator.parse.feed_head import dialect_of, read_head
from aggregator.parse.plain import line_of
from aggregator.parse.repair import Prolog, cut_after_root, keep_newest, level_references, warnings_of
from aggregator.parse.values import MAX_ATTRIBUTES, MAX_DEPTH, MAX_LABELS

MAX_WITHDRAWN = 2000
#: The namespace of `at:deleted-entry` (RFC 6721), in the prefix that most write.
_TOMBSTONES, _DELETED_ENTRY = "http://purl.org/atompub/tombstones/1.0", "at:deleted-entry"

#: The members of a feed or entry that are lists, and of what; and those that are dictionaries. All others are text.
_REPEATED: dict[str, type] = dict.fromkeys(
    ("links", "authors", "tags", "content", "media_content", "media_thumbnail", "media_credit"), dict
) | dict.fromkeys(("hours", "days"), str)
_STRUCTURED = frozenset({"source", "image"})
#: Elements that would overwrite such a member with their text.
_MISLEADING = ("authors", "links", "contributors", "hours", "days", "entry_id", "permalink", "itunes_picture")

#: What feedparser's code is known to raise on documents that it did not foresee.
_FEEDPARSER_FAULTS = (
    xml.sax.SAXException,
    UndeclaredNamespace,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class _NoRealFeedError(Exception):
    """Stops a parser at what only an attack or an accident holds; none of the errors that feedparser swallows."""

    def __init__(self, code: str, message: str) -> None:
        self.cause = Cause(code, message)
        super().__init__(message)


class _OurReading:
    """Where we read elements otherwise than feedparser, for both of its parsers.

    Dates and ids stay as written. Elements that describe a picture or repeat the summary get keys of their own, so that
    a caption never stands as the body. Addresses of media are made absolute where they stand, under their xml:base.
    What would be quadratic is bounded.
    """

    depth: int
    inentry: int
    #: The ids of entries that the feed says were deleted.
    withdrawn: dict[str, None]
    namespaces_in_use: dict[str, str]
    push: Callable[[str, int], None]
    pop: Callable[..., str | None]
    resolve_uri: Callable[[str], str]
    _get_context: Callable[[], dict[str, Any]]
    _save: Callable[..., None]

    def unknown_starttag(self, tag: str, attributes: Any) -> None:
        if self.depth >= MAX_DEPTH:
            raise _NoRealFeedError("too_deep", f"The feed nests more than {MAX_DEPTH} elements; no real feed does.")
        if tag.endswith("deleted-entry") and not self.inentry:
            self._note_withdrawn(tag, dict(attributes))
        super().unknown_starttag(tag, attributes)  # type: ignore[misc]  # feedparser's mixin stands behind this class

    def _note_withdrawn(self, tag: str, attributes: dict[str, str]) -> None:
        prefix, _, _ = tag.rpartition(":")
        is_tombstone = tag == _DELETED_ENTRY or self.namespaces_in_use.get(prefix) == _TOMBSTONES
        entry_id = line_of(attributes.get("ref"), 1 << 20)
        if is_tombstone and entry_id and len(self.withdrawn) < MAX_WITHDRAWN:
            self.withdrawn[entry_id] = None

    def _sync_author_detail(self, key: str = "author") -> None:
        """A person named by text alone. feedparser looks for a mail address in it, in quadratic time."""
        context = self._get_context()
        people, text = context.get(f"{key}s"), context.get(key)
        if people and text and not people[-1]:
            people[-1]["name"] = text

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        if len(self._get_context().setdefault("tags", [])) < MAX_LABELS:  # it looks each one up in the list
            super()._add_tag(term, scheme, label)  # type: ignore[misc]

    def _start_guid(self, attributes: dict[str, str]) -> None:
        self._save("permalink", attributes.get("ispermalink", "").strip().lower())
        self.push("entry_id", 1)

    def _end_guid(self) -> None:
        self.pop("entry_id")

    _start_id, _end_id = _start_guid, _end_guid

    def _end_date(self, element: str) -> None:
        self.pop(element)  # the text is all we take; feedparser tries ten patterns on each

    def _end_published(self) -> None:
        self._end_date("published")

    _end_pubdate = _end_issued = _end_published

    def _end_updated(self) -> None:
        self._end_date("updated")

    _end_modified = _end_lastbuilddate = _end_updated

    def _end_created(self) -> None:
        self._end_date("created")

    def _end_expirationdate(self) -> None:
        self._end_date("expired")

    def _start_hour(self, attributes: dict[str, str]) -> None:
        self.push("hour", 1)

    def _end_hour(self) -> None:
        self._get_context().setdefault("hours", []).append(self.pop("hour"))

    def _start_day(self, attributes: dict[str, str]) -> None:
        self.push("day", 1)

    def _end_day(self) -> None:
        self._get_context().setdefault("days", []).append(self.pop("day"))

    def _start_media_content(self, attributes: dict[str, str]) -> None:
        super()._start_media_content(self._absolute(attributes, "url"))  # type: ignore[misc]

    def _start_media_thumbnail(self, attributes: dict[str, str]) -> None:
        super()._start_media_thumbnail(self._absolute(attributes, "url"))  # type: ignore[misc]

    def _start_itunes_image(self, attributes: dict[str, str]) -> None:
        self.push("itunes_image", 0)
        address = attributes.get("href") or attributes.get("url")
        if address:
            self._get_context()["itunes_picture"] = self.resolve_uri(address)

    def _start_enclosure(self, attributes: dict[str, str]) -> None:
        super()._start_enclosure(self._absolute(attributes, "url"))  # type: ignore[misc]

    def _start_source(self, attributes: dict[str, str]) -> None:
        super()._start_source(self._absolute(attributes, "url"))  # type: ignore[misc]

    def _absolute(self, attributes: dict[str, str], name: str) -> dict[str, str]:
        if attributes.get(name):
            attributes[name] = self.resolve_uri(attributes[name])
        return attributes


def _keep_apart(element: str, key: str) -> None:
    """Stores an element's text under a key of its own."""

    def start(self: _OurReading, attributes: dict[str, str]) -> None:
        self.push(key, 1)

    def end(self: _OurReading) -> None:
        self.pop(key)

    setattr(_OurReading, f"_start_{element}", start)
    setattr(_OurReading, f"_end_{element}", end)


for _element in ("media_title", "media_description", "itunes_summary", "itunes_subtitle", "dc_description", "dc_date"):
    _keep_apart(_element, _element)
for _element in _MISLEADING:
    _keep_apart(_element, f"element_{_element}")


class _Strict(_OurReading, StrictFeedParser):  # type: ignore[misc]  # feedparser is untyped
    """Over expat: for well-formed documents. Text comes in many small pieces; joined, it costs a third less."""

    def __init__(self, url: str) -> None:
        super().__init__(url, None, "utf-8")
        self.withdrawn = {}
        self._pieces: list[str] = []
        self.characters = self._pieces.append

    def startElementNS(self, name: Any, qname: Any, attributes: Any) -> None:  # noqa: N802  # SAX's name
        if len(attributes) > MAX_ATTRIBUTES:  # reading them is quadratic
            raise _NoRealFeedError(
                "broken_feed", f"An element has over {MAX_ATTRIBUTES} attributes; no real feed does."
            )
        self._hand_on_text()
        super().startElementNS(name, qname, attributes)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        self._hand_on_text()
        super().endElementNS(name, qname)

    def _hand_on_text(self) -> None:
        if self._pieces:
            self.handle_data("".join(self._pieces))
            self._pieces.clear()


class _Loose(_OurReading, LooseFeedParser):  # type: ignore[misc]
    """Over an SGML parser that takes anything."""

    def __init__(self, url: str) -> None:
        super().__init__(url, None, "utf-8", {})
        self.withdrawn = {}


def parse_feed(prolog: Prolog, *, url: str, max_entries: int) -> ParsedFeed:
    """The feed that starts at this root element, absolute against `url`; ParseError when there is none to speak of."""
    text, is_whole = cut_after_root(prolog.text, prolog.root_tag)
    text, faults = level_references(text)
    warnings = warnings_of(prolog, faults)
    cut = keep_newest(text, max_entries)
    try:
        parser, fault = _run(cut.text, url)
    except _NoRealFeedError as error:
        raise ParseError(url, error.cause) from error
    if fault:
        warnings.append(f"not well-formed: {fault}")
    entries = [_vouched_for(entry) for entry in parser.entries]
    if not is_whole:
        warnings.append("the document stops in the middle")
        if parser.inentry and entries:
            entries.pop()  # cut off: its id may be half an id
    _check_substance(prolog, parser, entries, is_whole=is_whole, fault=fault, url=url)
    dialect = dialect_of(prolog)
    return replace(
        read_head(_vouched_for(parser.feeddata), dialect),
        entries=tuple(read_entry(entry, is_atom=dialect.startswith("atom")) for entry in entries[:max_entries]),
        withdrawn=tuple(parser.withdrawn),
        entries_in_document=cut.entries_in_document or len(entries),
        warnings=tuple(warnings),
    )


def _run(text: str, url: str) -> tuple[Any, str | None]:
    """The parser that got through the text, and why the strict one did not, if it didn't."""
    strict = _Strict(url)
    strict.resolve_relative_uris = strict.sanitize_html = False
    try:
        _feed_strictly(strict, text)
        return strict, None
    except _FEEDPARSER_FAULTS as error:
        fault = line_of(_fault_in_words(error), 200) or "unreadable"
    loose = _Loose(url)
    loose.resolve_relative_uris = loose.sanitize_html = False
    try:
        loose.feed(text)
    except _FEEDPARSER_FAULTS as error:
        cause = Cause("broken_feed", f"The feed is broken and could not be repaired ({fault}).")
        raise ParseError(url, cause) from error
    return loose, fault


def _feed_strictly(parser: Any, text: str) -> None:
    reader = xml.sax.make_parser()
    reader.setFeature(feature_namespaces, True)
    reader.setFeature(feature_external_ges, False)
    reader.setFeature(feature_external_pes, False)
    reader.setContentHandler(parser)
    reader.setErrorHandler(parser)
    source = InputSource()
    source.setEncoding("utf-8")
    source.setByteStream(BytesIO(text.encode("utf-8")))
    reader.parse(source)


def _vouched_for(values: dict[str, Any]) -> dict[str, Any]:
    """A plain dictionary of the members that have the type they should: feedparser stores elements that it does not
    know under their own names, as text or as their attributes, whatever those names mean elsewhere."""
    plain: dict[str, Any] = {}
    for key, value in values.items():
        if key in _REPEATED:
            if isinstance(value, list):
                plain[key] = [member for member in value if isinstance(member, _REPEATED[key])]
        elif isinstance(value, dict if key in _STRUCTURED or key.endswith("_detail") else str):
            plain[key] = value
    return plain


def _fault_in_words(error: Exception) -> str:
    if isinstance(error, xml.sax.SAXParseException):
        return f"line {error.getLineNumber()}: {error.getMessage()}"
    return str(error) or type(error).__name__


def _check_substance(
    prolog: Prolog, parser: Any, entries: list[Any], *, is_whole: bool, fault: str | None, url: str
) -> None:
    """No entries are fine in a feed that is whole and well-formed, and a fault in any other."""
    if entries:
        return
    if not is_whole:
        raise ParseError(url, Cause("truncated", "The feed stops in the middle, before its first whole entry."))
    if fault:
        raise ParseError(url, Cause("broken_feed", f"The feed is broken XML and holds no entry ({fault})."))
    if prolog.root == "rdf" and not parser.feeddata:
        raise ParseError(url, Cause("not_a_feed", "This is RDF, but there is no feed in it."))

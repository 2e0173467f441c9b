"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF → ParsedFeed. The only home of feedparser.

Its parsers are driven directly, because `feedparser.parse` decodes, handles DOCTYPEs and reads dates in ways that are
quadratic or wrong on hostile input (RELIABILITY §1); all of that is done before or after. What an entry's elements
mean is in feed_entry.py.
"""

from __future__ import annotations

import re
import xml.sax
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from xml.sax.handler import feature_external_ges, feature_external_pes, feature_namespaces
from xml.sax.xmlreader import InputSource

from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.exceptions import UndeclaredNamespace

from aggregator.dates import parse_date
from aggregator.errors import ParseError
from aggregator.models.feed import FeedHints, ParsedFeed
from aggregator.outcomes import Cause
from aggregator.parse.feed_entry import first_link, read_entry
from aggregator.parse.plain import MAX_RIGHTS, line_of, text_of
from aggregator.parse.repair import Prolog, cut_after_root, keep_newest, level_references
from aggregator.urls import is_http

#: RELIABILITY §3.
MAX_DEPTH = 256
MAX_LABELS = 50

_RSS_VERSIONS = {"0.90": "rss090", "0.91": "rss091", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_VERSION = re.compile(r"""\bversion\s*=\s*["']\s*([\d.]{1,8})""")
_HOURS = re.compile(r"\d{1,2}")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}

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


class _TooDeepError(Exception):
    """Stops a parser; deliberately none of the errors that feedparser swallows."""


class _OurReading:
    """Where we read elements otherwise than feedparser, for both of its parsers.

    Dates and ids stay as written. Elements that describe a picture or repeat the summary get keys of their own, so that
    a caption never stands as the body. Addresses of media are made absolute where they stand, under their xml:base.
    What would be quadratic is bounded.
    """

    depth: int
    inentry: int
    push: Callable[[str, int], None]
    pop: Callable[..., str | None]
    resolve_uri: Callable[[str], str]
    _get_context: Callable[[], dict[str, Any]]
    _save: Callable[..., None]

    def unknown_starttag(self, tag: str, attributes: Any) -> None:
        if self.depth >= MAX_DEPTH:
            raise _TooDeepError
        super().unknown_starttag(tag, attributes)  # type: ignore[misc]  # feedparser's mixin stands behind this class

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


def _kept_apart(element: str) -> dict[str, Callable[..., None]]:
    """Handlers that store an element's text under its own name."""

    def start(self: _OurReading, attributes: dict[str, str]) -> None:
        self.push(element, 1)

    def end(self: _OurReading) -> None:
        self.pop(element)

    return {f"_start_{element}": start, f"_end_{element}": end}


for _element in ("media_title", "media_description", "itunes_summary", "itunes_subtitle", "dc_description", "dc_date"):
    for _name, _handler in _kept_apart(_element).items():
        setattr(_OurReading, _name, _handler)


class _Strict(_OurReading, StrictFeedParser):  # type: ignore[misc]  # feedparser is untyped
    """Over expat: for well-formed documents."""


class _Loose(_OurReading, LooseFeedParser):  # type: ignore[misc]
    """Over an SGML parser that takes anything."""


def parse_feed(prolog: Prolog, *, url: str, max_entries: int) -> ParsedFeed:
    """The feed that starts at this root element, absolute against `url`; ParseError when there is none to speak of."""
    warnings = ["text before the document"] if prolog.had_junk else []
    text, is_whole = cut_after_root(prolog.text, prolog.root_tag)
    text, faults = level_references(text)
    if faults:
        warnings.append(f"{faults} undeclared entities or loose ampersands")
    cut = keep_newest(text, max_entries)
    try:
        parser, fault = _run(cut.text, url)
    except _TooDeepError as error:
        cause = Cause("too_deep", f"The feed nests more than {MAX_DEPTH} elements, which no real feed does.")
        raise ParseError(url, cause) from error
    if fault:
        warnings.append(f"not well-formed: {fault}")
    entries = list(parser.entries)
    if not is_whole:
        warnings.append("the document stops in the middle")
        if parser.inentry and entries:
            entries.pop()  # cut off: its id may be half an id
    _check_substance(prolog, parser, entries, is_whole=is_whole, fault=fault, url=url)
    dialect = _dialect(prolog)
    kept = entries[:max_entries]
    return _read_feed(parser.feeddata, dialect, url, kept, cut.entries_in_document or len(entries), tuple(warnings))


def _run(text: str, url: str) -> tuple[Any, str | None]:
    """The parser that got through the text, and why the strict one did not, if it didn't."""
    strict = _Strict(url, None, "utf-8")
    strict.resolve_relative_uris = strict.sanitize_html = False
    try:
        _feed_strictly(strict, text)
        return strict, None
    except _FEEDPARSER_FAULTS as error:
        fault = line_of(_fault_in_words(error), 200) or "unreadable"
    loose = _Loose(url, None, "utf-8", {})
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


def _dialect(prolog: Prolog) -> str:
    version = _VERSION.search(prolog.attributes)
    number = version.group(1) if version else ""
    if prolog.root == "rss":
        return _RSS_VERSIONS.get(number, "rss20")
    if prolog.root == "rdf":
        return "rss090" if "my.netscape.com/rdf/simple/0.9" in prolog.attributes else "rss10"
    if prolog.root == "channel":
        return "cdf"
    old = number in ("0.1", "0.2", "0.3") or "http://purl.org/atom/ns#" in prolog.attributes
    return "atom03" if old else "atom10"


def _read_feed(
    feed: dict[str, Any],
    dialect: str,
    url: str,
    entries: list[Any],
    entries_in_document: int,
    warnings: tuple[str, ...],
) -> ParsedFeed:
    is_atom = dialect.startswith("atom")
    links = [link for link in feed.get("links", []) if isinstance(link, dict)]
    return ParsedFeed(
        dialect=dialect,
        title=_text(feed, "title", is_atom),
        link=first_link(feed, links),
        feed_id=line_of(feed.get("entry_id"), 4096),
        self_link=_by_relation(links, "self"),
        hub=_by_relation(links, "hub"),
        subtitle=_text(feed, "subtitle", is_atom) or text_of(feed.get("itunes_summary"), is_html=True),
        language=line_of(feed.get("language"), 35),
        icon=_address(feed.get("icon")) or _address(feed.get("webfeeds_icon")),
        logo=_address(feed.get("logo")) or _logo(feed),
        rights=_text(feed, "rights", is_atom, MAX_RIGHTS),
        updated=_first_date(feed, "updated", "dc_date", "published"),
        hints=_hints(feed),
        entries=tuple(read_entry(entry, is_atom=is_atom) for entry in entries),
        entries_in_document=entries_in_document,
        warnings=warnings,
    )


def _text(feed: dict[str, Any], key: str, is_atom: bool, max_length: int = 1000) -> str | None:
    detail = dict.get(feed, f"{key}_detail") or {}
    is_html = not is_atom or dict.get(detail, "type") != "text/plain"
    return text_of(dict.get(feed, key), is_html=is_html, max_length=max_length)


def _by_relation(links: list[dict[str, str]], relation: str) -> str | None:
    for link in links:
        if link.get("rel") == relation and is_http(link.get("href")):
            return link["href"]
    return None


def _logo(feed: dict[str, Any]) -> str | None:
    image = dict.get(feed, "image")
    address = dict.get(image, "href") if isinstance(image, dict) else None
    return _address(address) or _address(feed.get("itunes_picture"))


def _address(value: object) -> str | None:
    return value if isinstance(value, str) and is_http(value) else None


def _first_date(values: dict[str, Any], *keys: str) -> Any:
    return next((moment for key in keys if (moment := parse_date(dict.get(values, key)))), None)


def _hints(feed: dict[str, Any]) -> FeedHints:
    ttl = _number(feed.get("ttl"))
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    frequency = _number(feed.get("sy_updatefrequency")) or 1
    wishes = [timedelta(minutes=ttl)] if ttl else []
    if period:
        wishes.append(period / frequency)
    hours = {int(text) % 24 for text in map(str, feed.get("hours", [])) if _HOURS.fullmatch(text) and int(text) <= 24}
    days = {_DAYS.index(day) for text in feed.get("days", []) if (day := str(text).strip().lower()) in _DAYS}
    return FeedHints(max(wishes, default=None), frozenset(hours), frozenset(days))


def _number(value: object) -> int:
    """A small positive number, 0 for anything else."""
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0

"""The user's own CSS selectors, for pages that the detector does not understand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import soupsieve
from bs4 import BeautifulSoup, Tag

from aggregator.dates import parse_date
from aggregator.errors import ParseError
from aggregator.models.feed import Image, Markup, ParsedEntry
from aggregator.outcomes import Cause
from aggregator.parse.listing.card_dates import date_in_address, find_date
from aggregator.parse.listing.links import absolute
from aggregator.parse.listing.page import level, text_of_page
from aggregator.parse.listing.patterns import is_wanted
from aggregator.parse.listing.values import Listing
from aggregator.urls import absolutize

#: Items read from one page (RELIABILITY §3).
MAX_ITEMS = 2_000
#: Selectors are asked of every element: beyond this size a page is cut.
MAX_CHARACTERS = 2_000_000
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """What `sources:` says of a page. All but `items` are looked for inside an item; None leaves it to the default."""

    items: str | None = None
    link: str | None = None
    title: str | None = None
    date: str | None = None
    summary: str | None = None
    image: str | None = None
    #: As for strptime.
    date_format: str | None = None
    #: Parts of addresses (see patterns.py).
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def selector_fault(selector: str) -> str | None:
    """Why a CSS selector can't be used, in one sentence; None when it can."""
    if not selector.strip():
        return "the selector is empty"
    try:
        soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError as error:
        return f"{selector!r} is no CSS selector: {str(error).splitlines()[0]}"
    except (NotImplementedError, ValueError) as error:
        return f"{selector!r} can't be used: {error}"
    return None


def select_listing(html: bytes, url: str, selectors: Selectors, *, charset: str | None = None) -> Listing:
    """The items that the selectors name, in page order. A selector that can't be used is a ParseError."""
    _check(url, selectors)
    soup = BeautifulSoup(text_of_page(html, charset)[:MAX_CHARACTERS], "lxml")
    base = _base(soup, url)
    found = soup.select(selectors.items or selectors.link or "a[href]", limit=MAX_ITEMS)
    entries: dict[str, ParsedEntry] = {}
    for item in found:
        entry = _entry(item, base, selectors)
        if entry is not None and entry.link and is_wanted(entry.link, selectors.include, selectors.exclude):
            entries.setdefault(entry.link, entry)
    language = soup.html.get("lang") if soup.html is not None else None
    return Listing(
        url=url,
        items=tuple(entries.values()),
        confidence=1.0 if entries else 0.0,
        unsure=not entries,
        reasons=(_told(selectors, len(found), len(entries)),),
        title=level(soup.title.get_text()) if soup.title is not None else None,
        language=language if isinstance(language, str) else None,
    )


def _check(url: str, selectors: Selectors) -> None:
    for field in fields(selectors):
        value = getattr(selectors, field.name)
        if field.name in ("date_format", "include", "exclude") or value is None:
            continue
        fault = selector_fault(value)
        if fault is not None:
            raise ParseError(url, Cause("bad_selector", f"{field.name}: {fault}"))


def _told(selectors: Selectors, found: int, kept: int) -> str:
    selector = selectors.items or selectors.link or "a[href]"
    return f"{found} elements fit {selector!r}, {kept} of them with a title and a link"


def _base(soup: BeautifulSoup, url: str) -> str:
    base = soup.find("base", href=True)
    href = base.get("href") if isinstance(base, Tag) else None
    return (absolutize(href, url) if isinstance(href, str) else None) or url


def _entry(item: Tag, base: str, selectors: Selectors) -> ParsedEntry | None:
    anchor = _anchor(item, selectors)
    link = absolute(base, _attribute(anchor, "href") or "") if anchor is not None else None
    title = _title(item, anchor, selectors)
    if link is None or not title:
        return None
    shown = _first(item, selectors.date, lambda: item.find("time"))
    published, published_text = _published(shown, selectors.date_format)
    summary = _first(item, selectors.summary, lambda: None)
    image = _image(_first(item, selectors.image, lambda: item.find("img")), base)
    return ParsedEntry(
        link=link,
        title=title,
        summary=Markup(level(summary.get_text(" ")), is_html=False) if summary is not None else None,
        published=published or date_in_address(link),
        published_text=published_text,
        images=(image,) if image is not None else (),
    )


def _first(item: Tag, selector: str | None, default: Callable[[], object]) -> Tag | None:
    found = item.select_one(selector) if selector else default()
    return found if isinstance(found, Tag) else None


def _anchor(item: Tag, selectors: Selectors) -> Tag | None:
    """The link: by its selector, else the item itself, the one in its heading, its first."""
    if selectors.link and selectors.items:
        chosen = item.select_one(selectors.link)
        inner = chosen.find("a", href=True) if chosen is not None and not chosen.has_attr("href") else chosen
        return inner if isinstance(inner, Tag) else None
    if item.name == "a" and item.has_attr("href"):
        return item
    heading = item.find(_HEADINGS)
    places = [heading, item] if isinstance(heading, Tag) else [item]
    return next((found for place in places if isinstance(found := place.find("a", href=True), Tag)), None)


def _title(item: Tag, anchor: Tag | None, selectors: Selectors) -> str:
    if selectors.title:
        chosen = item.select_one(selectors.title)
        return level(chosen.get_text(" ")) if chosen is not None else ""
    heading = item.find(_HEADINGS)
    words = level(heading.get_text(" ")) if isinstance(heading, Tag) else ""
    return words or (level(anchor.get_text(" ")) if anchor is not None else "")


def _published(shown: Tag | None, date_format: str | None) -> tuple[datetime | None, str | None]:
    """By the user's format if there is one, else from attributes for machines, else from the words."""
    if shown is None:
        return None, None
    words = level(shown.get_text(" "))
    if date_format is not None:
        return _by_format(words, date_format), words
    for name in ("datetime", "content", "title"):
        moment = parse_date(_attribute(shown, name))
        if moment is not None:
            return moment, words or _attribute(shown, name)
    hit = find_date(words)
    return parse_date(words) or (hit.day if hit is not None else None), words or None


def _by_format(words: str, date_format: str) -> datetime | None:
    try:
        moment = datetime.strptime(words, date_format)  # noqa: DTZ007  # the format may name a zone; else UTC is set below
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _image(shown: Tag | None, base: str) -> Image | None:
    if shown is None:
        return None
    inner = shown if shown.name == "img" else shown.find("img")
    if not isinstance(inner, Tag):
        return None
    address = next((value for name in _SOURCES if (value := _attribute(inner, name)) and value[:5] != "data:"), None)
    url = absolute(base, address) if address else None
    return Image(url, alt=_attribute(inner, "alt") or None) if url is not None else None


def _attribute(tag: Tag, name: str) -> str | None:
    value = tag.get(name)
    return value if isinstance(value, str) else None

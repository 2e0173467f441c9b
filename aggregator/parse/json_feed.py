"""JSON Feed 1.0 and 1.1 → ParsedFeed. A member of the wrong type counts as missing: nobody validates these feeds."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from aggregator.dates import parse_date
from aggregator.errors import ParseError
from aggregator.models.feed import Enclosure, Image, Label, Markup, ParsedEntry, ParsedFeed
from aggregator.outcomes import Cause
from aggregator.parse.plain import MAX_AUTHOR, MAX_LABEL, MAX_MARKUP, line_of, text_of, without_illegal
from aggregator.urls import absolutize, is_http

_MAX_AUTHORS, _MAX_LABELS, _MAX_FILES = 20, 50, 50
Object = dict[str, Any]


def parse_json_feed(text: str, *, url: str, max_entries: int) -> ParsedFeed:
    """The feed in this JSON text; ParseError when it isn't JSON or no feed."""
    feed = _load(text, url)
    items = feed.get("items")
    version = feed.get("version")
    claims = isinstance(version, str) and "jsonfeed.org/version/" in version
    if not isinstance(items, list) or not (claims or isinstance(feed.get("title"), str)):
        raise ParseError(url, Cause("not_a_feed", "This is JSON, but not a JSON Feed."))
    base = url
    entries = [_read_item(item, base) for item in items if isinstance(item, dict)]
    kept = _newest(entries, max_entries)
    return ParsedFeed(
        dialect="json1" if str(version).rstrip("/").endswith("/1") else "json11",
        title=text_of(_string(feed, "title"), is_html=True),
        link=_address(feed, "home_page_url", base),
        self_link=_address(feed, "feed_url", base),
        hub=_hub(feed, base),
        subtitle=text_of(_string(feed, "description"), is_html=True),
        language=line_of(_string(feed, "language"), 35),
        icon=_address(feed, "favicon", base),
        logo=_address(feed, "icon", base),
        entries=tuple(kept),
        entries_in_document=len(entries),
        warnings=() if claims else ("no version: read as JSON Feed 1.1",),
    )


def _load(text: str, url: str) -> Object:
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise ParseError(url, Cause("too_deep", "The JSON is nested deeper than any real feed.")) from error
    except ValueError as error:  # not JSON, or a number of more than 4,300 digits
        raise ParseError(
            url, Cause("broken_feed", f"The feed is not valid JSON ({line_of(str(error), 150)}).")
        ) from error
    if not isinstance(document, dict):
        raise ParseError(url, Cause("not_a_feed", "This is JSON, but not a JSON Feed."))
    return document


def _newest(entries: list[ParsedEntry], max_entries: int) -> list[ParsedEntry]:
    """The newest, in their order; undated ones count as oldest, and the earlier in the document as newer."""
    if len(entries) <= max_entries:
        return entries
    age = [-entry.published.timestamp() if entry.published else 0.0 for entry in entries]
    return [entries[i] for i in sorted(sorted(range(len(entries)), key=lambda i: (age[i], i))[:max_entries])]


def _read_item(item: Object, base: str) -> ParsedEntry:
    published_text = line_of(_string(item, "date_published"), 120)
    image_addresses = [_address(item, key, base) for key in ("image", "banner_image")]
    attachments = _attachments(item, base)
    pictures = [file.url for file in attachments if (file.type or "").startswith("image/")]
    return ParsedEntry(
        entry_id=_identifier(item.get("id")),
        link=_address(item, "url", base) or _permalink(item),
        title=text_of(_string(item, "title"), is_html=True),
        summary=_markup(_string(item, "summary"), False, base),
        content=_markup(_string(item, "content_html"), True, base)
        or _markup(_string(item, "content_text"), False, base),
        authors=_authors(item),
        labels=_labels(item),
        published=parse_date(published_text),
        published_text=published_text,
        updated=parse_date(_string(item, "date_modified")),
        enclosures=attachments,
        images=tuple(Image(address) for address in dict.fromkeys([*image_addresses, *pictures]) if address),
        related=tuple(address for address in [_address(item, "external_url", base)] if address),
        language=line_of(_string(item, "language"), 35),
    )


def _string(values: Object, key: str) -> str | None:
    value = values.get(key)
    return value if isinstance(value, str) and value.strip() else None


def _objects(values: Object, key: str) -> list[Object]:
    value = values.get(key)
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def _address(values: Object, key: str, base: str) -> str | None:
    value = _string(values, key)
    address = absolutize(value, base) if value else None
    return address if is_http(address) else None


def _identifier(value: object) -> str | None:
    """Ids are strings; numbers are common and mean their digits (JSON Feed 1.1, "id")."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and not isfinite(value):
        return None
    return line_of(str(value), 1 << 20)


def _permalink(item: Object) -> str | None:
    """An id that is the item's address, as the specification recommends it to be."""
    entry_id = _identifier(item.get("id"))
    return entry_id if is_http(entry_id) else None


def _markup(value: str | None, is_html: bool, base: str) -> Markup | None:
    text = without_illegal(value)[:MAX_MARKUP] if value else ""
    return Markup(text, is_html, base if is_html else None) if text.strip() else None


def _authors(item: Object) -> tuple[str, ...]:
    """`authors` of 1.1, else `author` of 1.0."""
    people = _objects(item, "authors") or [person for person in [item.get("author")] if isinstance(person, dict)]
    names = [text_of(_string(person, "name"), is_html=True, max_length=MAX_AUTHOR) for person in people]
    return tuple(dict.fromkeys(name for name in names if name))[:_MAX_AUTHORS]


def _labels(item: Object) -> tuple[Label, ...]:
    tags = item.get("tags")
    words = (
        [text_of(tag, is_html=True, max_length=MAX_LABEL) for tag in tags if isinstance(tag, str)]
        if isinstance(tags, list)
        else []
    )
    return tuple(Label(word) for word in dict.fromkeys(words) if word)[:_MAX_LABELS]


def _attachments(item: Object, base: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for file in _objects(item, "attachments"):
        if address := _address(file, "url", base):
            size = file.get("size_in_bytes")
            length = (
                int(size) if isinstance(size, int | float) and not isinstance(size, bool) and 0 <= size < 1e15 else None
            )
            kind = line_of(_string(file, "mime_type"), 100)
            found.setdefault(address, Enclosure(address, kind, length, line_of(_string(file, "title"), 300)))
    return tuple(found.values())[:_MAX_FILES]


def _hub(feed: Object, base: str) -> str | None:
    hubs = [
        _address(hub, "url", base) for hub in _objects(feed, "hubs") if str(hub.get("type", "")).lower() == "websub"
    ]
    return next((hub for hub in hubs if hub), None)

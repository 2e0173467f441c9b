"""What the elements of one RSS or Atom entry mean: feedparser's dictionary → ParsedEntry.

Keys that feedparser does not have itself (`entry_id`, `permalink`, `dc_date`, `media_description`) come from feed.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from aggregator.dates import parse_date
from aggregator.models.feed import Enclosure, Image, Label, Markup, ParsedEntry, PublisherClaim
from aggregator.parse.plain import MAX_AUTHOR, MAX_LABEL, MAX_MARKUP, MAX_RIGHTS, line_of, text_of, without_illegal
from aggregator.urls import absolutize, is_http

MAX_AUTHORS, MAX_LABELS, MAX_FILES = 20, 50, 50

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
_PUBLISHED = ("published", "dc_date", "created")


def read_entry(entry: dict[str, Any], *, is_atom: bool) -> ParsedEntry:
    """One entry as its publisher wrote it."""
    links = [link for link in dict.get(entry, "links", []) if isinstance(link, dict)]
    entry_id = line_of(dict.get(entry, "entry_id") or dict.get(entry, "id"), 1 << 20)
    published_text = next((text for key in _PUBLISHED if (text := line_of(dict.get(entry, key), 120))), None)
    updated_text = dict.get(entry, "updated")
    return ParsedEntry(
        entry_id=entry_id,
        link=_find_link(entry, links, entry_id),
        title=_text(entry, "title", is_atom) or text_of(dict.get(entry, "media_title"), is_html=True),
        summary=_find_summary(entry),
        content=_find_content(entry),
        authors=_authors(entry),
        labels=_labels(entry),
        published=parse_date(published_text),
        published_text=published_text,
        updated=parse_date(updated_text),
        enclosures=_enclosures(entry, links),
        images=_images(entry, links),
        publisher=_find_publisher(entry),
        related=_related(links),
        language=_find_language(entry),
        rights=_text(entry, "rights", is_atom, MAX_RIGHTS),
    )


def first_link(values: dict[str, Any], links: list[dict[str, Any]]) -> str | None:
    """The page that a feed or entry is about: the first alternate that is HTML, else any alternate."""
    alternates = [link for link in links if link.get("rel") == "alternate" and is_http(link.get("href"))]
    pages = [link for link in alternates if link.get("type") in _HTML_TYPES]
    for link in pages or alternates:
        return str(link["href"])
    return _address(dict.get(values, "link"))


def _find_link(entry: dict[str, Any], links: list[dict[str, Any]], entry_id: str | None) -> str | None:
    """FeedBurner's note of the address before its own redirector, the link, or a guid that is declared or by RSS's
    default is one."""
    permalink = dict.get(entry, "permalink") != "false" and entry_id and is_http(entry_id)
    return (
        _address(dict.get(entry, "feedburner_origlink"))
        or first_link(entry, links)
        or (entry_id if permalink else None)
    )


def _text(values: dict[str, Any], key: str, is_atom: bool, max_length: int = 1000) -> str | None:
    """Plain text of an element. RSS never says whether it holds HTML, so tags go there; Atom says so."""
    detail = dict.get(values, f"{key}_detail") or {}
    is_html = not is_atom or dict.get(detail, "type") != "text/plain"
    return text_of(dict.get(values, key), is_html=is_html, max_length=max_length)


def _find_summary(entry: dict[str, Any]) -> Markup | None:
    """The description or summary; without one, what other vocabularies call so. feedparser repeats the content as a
    summary where there is none: then there are no details of it."""
    detail = dict.get(entry, "summary_detail")
    if isinstance(detail, dict) and (summary := _markup(detail)):
        return summary
    for key in ("dc_description", "media_description", "itunes_summary", "itunes_subtitle"):
        if value := without_illegal(str(dict.get(entry, key) or "")).strip():
            return Markup(value[:MAX_MARKUP], is_html=True)
    return None


def _find_content(entry: dict[str, Any]) -> Markup | None:
    """The longest of the bodies in the best form; a body in another medium is no text."""
    bodies = [body for part in dict.get(entry, "content", []) if not dict.get(part, "src") and (body := _markup(part))]
    return max(bodies, key=lambda body: (body.is_html, len(body.value)), default=None)


def _markup(detail: dict[str, Any]) -> Markup | None:
    kind = str(dict.get(detail, "type") or "text/html")
    value = without_illegal(str(dict.get(detail, "value") or ""))[:MAX_MARKUP]
    if not value.strip() or not (kind in _HTML_TYPES or kind.startswith("text/")):
        return None
    return Markup(value, kind in _HTML_TYPES, dict.get(detail, "base") or None)


def _authors(entry: dict[str, Any]) -> tuple[str, ...]:
    """Names only. What a feed says of itself is no entry's author."""
    people = [dict.get(person, "name") for person in dict.get(entry, "authors", [])]
    names = [_name(str(person)) for person in people[: MAX_AUTHORS * 2] if person]
    return _unique(name for name in names if name)[:MAX_AUTHORS]


def _name(text: str) -> str | None:
    """`jane@example.org (Jane Doe)` and `Jane Doe <jane@example.org>` → Jane Doe."""
    name = text_of(text, is_html=True, max_length=MAX_AUTHOR)
    if name and "@" in name:
        name = _MAIL.sub("", name.replace("mailto:", "")).strip(" ()<>,;\"'")
    return name or None


def _labels(entry: dict[str, Any]) -> tuple[Label, ...]:
    found: dict[Label, None] = {}
    for tag in dict.get(entry, "tags", []):
        term = text_of(dict.get(tag, "label") or dict.get(tag, "term"), is_html=True, max_length=MAX_LABEL)
        if term:
            found[Label(term, line_of(dict.get(tag, "scheme"), MAX_LABEL))] = None
    return tuple(found)[:MAX_LABELS]


def _enclosures(entry: dict[str, Any], links: list[dict[str, Any]]) -> tuple[Enclosure, ...]:
    """Enclosures, and media:content that is no picture."""
    found: dict[str, Enclosure] = {}
    files = [link for link in links if link.get("rel") == "enclosure"]
    for item in [*files, *(media for media in _media(entry, "media_content") if not _is_picture(media))]:
        address = dict.get(item, "href") or dict.get(item, "url")
        if address and is_http(address):
            length = _number(dict.get(item, "length") or dict.get(item, "filesize"))
            enclosure = Enclosure(address, _type(item), length, line_of(dict.get(item, "title"), 300))
            found.setdefault(address, enclosure)
    return tuple(found.values())[:MAX_FILES]


def _images(entry: dict[str, Any], links: list[dict[str, Any]]) -> tuple[Image, ...]:
    """Pictures of the entry in the publisher's order: media:content, thumbnails, enclosures, the podcast's cover."""
    contents = [media for media in _media(entry, "media_content") if _is_picture(media)]
    caption = line_of(text_of(dict.get(entry, "media_title"), is_html=True), 500) if len(contents) == 1 else None
    credit = next((line_of(dict.get(c, "content"), 200) for c in dict.get(entry, "media_credit", [])), None)
    found: dict[str, Image] = {}
    for media in contents:
        _add_image(found, dict.get(media, "url"), media, caption, credit)
    for media in _media(entry, "media_thumbnail"):
        _add_image(found, dict.get(media, "url"), media, None, credit)
    for link in links:
        if link.get("rel") == "enclosure" and _is_picture(link):
            _add_image(found, link.get("href"), {}, None, None)
    _add_image(found, dict.get(entry, "itunes_picture"), {}, None, None)
    return tuple(found.values())[:MAX_FILES]


def _add_image(
    found: dict[str, Image], address: object, media: dict[str, Any], alt: str | None, credit: str | None
) -> None:
    if isinstance(address, str) and is_http(address := address.strip()):
        width, height = _number(dict.get(media, "width")), _number(dict.get(media, "height"))
        found.setdefault(address, Image(address, width, height, alt, credit))


def _media(entry: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [media for media in dict.get(entry, key, []) if isinstance(media, dict)]


def _is_picture(media: dict[str, Any]) -> bool:
    """By medium or type; an address alone must end like a picture's."""
    medium, kind = dict.get(media, "medium"), _type(media)
    if medium or kind:
        return medium == "image" or (not medium and str(kind).startswith("image/"))
    address = str(dict.get(media, "url") or dict.get(media, "href") or "")
    return is_http(address) and _PICTURE_NAME.search(urlsplit(address).path) is not None


def _type(item: dict[str, Any]) -> str | None:
    return line_of(str(dict.get(item, "type") or "").split(";")[0].lower(), 100)


def _find_publisher(entry: dict[str, Any]) -> PublisherClaim | None:
    source = dict.get(entry, "source")
    claim = _claim_of_source(source) if isinstance(source, dict) else None
    if claim:
        return claim
    name = line_of(dict.get(entry, "publisher"), MAX_AUTHOR)
    return PublisherClaim(name) if name else None


def _claim_of_source(source: dict[str, Any]) -> PublisherClaim | None:
    """RSS names the publisher's feed, and some the home page in its stead; Atom repeats the feed's head."""
    links = [link for link in dict.get(source, "links", []) if isinstance(link, dict)]
    page = first_link(source, links)
    own_feed = next((link["href"] for link in links if link.get("rel") == "self" and is_http(link.get("href"))), None)
    address = _address(dict.get(source, "href"))
    if address:
        is_home = urlsplit(address).path in ("", "/") and not urlsplit(address).query
        page, own_feed = (address, own_feed) if is_home else (page, address)
    name = text_of(dict.get(source, "title"), is_html=True, max_length=MAX_AUTHOR)
    return PublisherClaim(name, page, own_feed) if name or page or own_feed else None


def _related(links: list[dict[str, Any]]) -> tuple[str, ...]:
    found = [link.get("href") for link in links if link.get("rel") in ("via", "related")]
    return _unique(address for address in found if address and is_http(address))[:MAX_FILES]


def _find_language(entry: dict[str, Any]) -> str | None:
    details = [dict.get(entry, "title_detail"), dict.get(entry, "summary_detail"), *dict.get(entry, "content", [])]
    languages = [dict.get(entry, "language"), *(dict.get(d, "language") for d in details if isinstance(d, dict))]
    return next((line for language in languages if (line := line_of(language, 35))), None)


def _address(value: object) -> str | None:
    address = absolutize(value, None) if isinstance(value, str) else None
    return address if is_http(address) else None


def _number(value: object) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))

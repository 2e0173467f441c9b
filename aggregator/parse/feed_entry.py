"""What the elements of one RSS or Atom entry mean: feedparser's dictionary → ParsedEntry.

Keys that feedparser does not have itself (`entry_id`, `permalink`, `dc_date`, `media_description`) come from feed.py,
which also vouches for the types: texts are strings, what is repeated is a list of dictionaries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from aggregator.dates import parse_date
from aggregator.models.feed import Enclosure, Image, Label, Markup, ParsedEntry, PublisherClaim
from aggregator.parse.plain import MAX_AUTHOR, MAX_LABEL, MAX_MARKUP, MAX_RIGHTS, line_of, text_of, without_illegal
from aggregator.parse.values import HTML_TYPES, element_text, first_page, http_address, linked, links_of, whole_number
from aggregator.urls import is_http

MAX_AUTHORS, MAX_LABELS, MAX_FILES = 20, 50, 50

_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
_PUBLISHED = ("published", "dc_date", "created")


def read_entry(entry: dict[str, Any], *, is_atom: bool) -> ParsedEntry:
    """One entry as its publisher wrote it."""
    links = links_of(entry)
    entry_id = line_of(entry.get("entry_id") or entry.get("id"), 1 << 20)
    published_text = next((text for key in _PUBLISHED if (text := line_of(entry.get(key), 120))), None)
    updated_text = entry.get("updated")
    return ParsedEntry(
        entry_id=entry_id,
        link=_find_link(entry, links, entry_id),
        title=element_text(entry, "title", is_atom) or text_of(entry.get("media_title"), is_html=True),
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
        rights=element_text(entry, "rights", is_atom, MAX_RIGHTS),
    )


def _find_link(entry: dict[str, Any], links: list[dict[str, Any]], entry_id: str | None) -> str | None:
    """FeedBurner's note of the address before its own redirector, the link, or a guid that is declared or by RSS's
    default is one."""
    permalink = entry.get("permalink") != "false" and entry_id and is_http(entry_id)
    return (
        http_address(entry.get("feedburner_origlink")) or first_page(entry, links) or (entry_id if permalink else None)
    )


def _find_summary(entry: dict[str, Any]) -> Markup | None:
    """The description or summary; without one, what other vocabularies call so. feedparser repeats the content as a
    summary where there is none: then there are no details of it."""
    if summary := _markup(entry.get("summary_detail", {})):
        return summary
    for key in ("dc_description", "media_description", "itunes_summary", "itunes_subtitle"):
        if value := without_illegal(entry.get(key, "")).strip():
            return Markup(value[:MAX_MARKUP], is_html=True)
    return None


def _find_content(entry: dict[str, Any]) -> Markup | None:
    """The longest of the bodies in the best form; a body in another medium is no text."""
    bodies = [body for part in entry.get("content", []) if not part.get("src") and (body := _markup(part))]
    return max(bodies, key=lambda body: (body.is_html, len(body.value)), default=None)


def _markup(detail: dict[str, Any]) -> Markup | None:
    kind = str(detail.get("type") or "text/html")
    value = without_illegal(str(detail.get("value") or ""))[:MAX_MARKUP]
    if not value.strip() or not (kind in HTML_TYPES or kind.startswith("text/")):
        return None
    return Markup(value, kind in HTML_TYPES, detail.get("base") or None)


def _authors(entry: dict[str, Any]) -> tuple[str, ...]:
    """Names only. What a feed says of itself is no entry's author."""
    people = entry.get("authors", [])[: MAX_AUTHORS * 2]
    names = [_name(str(person["name"])) for person in people if person.get("name")]
    return _unique(name for name in names if name)[:MAX_AUTHORS]


def _name(text: str) -> str | None:
    """`jane@example.org (Jane Doe)` and `Jane Doe <jane@example.org>` → Jane Doe."""
    name = text_of(text, is_html=True, max_length=MAX_AUTHOR)
    if name and "@" in name:
        name = _MAIL.sub("", name.replace("mailto:", "")).strip(" ()<>,;\"'")
    return name or None


def _labels(entry: dict[str, Any]) -> tuple[Label, ...]:
    found: dict[Label, None] = {}
    for tag in entry.get("tags", []):
        term = text_of(tag.get("label") or tag.get("term"), is_html=True, max_length=MAX_LABEL)
        if term:
            found[Label(term, line_of(tag.get("scheme"), MAX_LABEL))] = None
    return tuple(found)[:MAX_LABELS]


def _enclosures(entry: dict[str, Any], links: list[dict[str, Any]]) -> tuple[Enclosure, ...]:
    """Enclosures, and media:content that is no picture."""
    found: dict[str, Enclosure] = {}
    others = [media for media in entry.get("media_content", []) if not _is_picture(media)]
    for item in [*linked(links, "enclosure"), *others]:
        if address := http_address(item.get("href") or item.get("url")):
            length = whole_number(item.get("length") or item.get("filesize"))
            found.setdefault(address, Enclosure(address, _type(item), length, line_of(item.get("title"), 300)))
    return tuple(found.values())[:MAX_FILES]


def _images(entry: dict[str, Any], links: list[dict[str, Any]]) -> tuple[Image, ...]:
    """Pictures of the entry in the publisher's order: media:content, thumbnails, enclosures, the podcast's cover."""
    contents = [media for media in entry.get("media_content", []) if _is_picture(media)]
    caption = _caption(entry) if len(contents) == 1 else None
    credit = next((line_of(credit.get("content"), 200) for credit in entry.get("media_credit", [])), None)
    found: dict[str, Image] = {}
    for media in contents:
        _add_image(found, media.get("url"), media, caption, credit)
    for media in entry.get("media_thumbnail", []):
        _add_image(found, media.get("url"), media, None, credit)
    for link in linked(links, "enclosure"):
        if _is_picture(link):
            _add_image(found, link.get("href"), {}, None, None)
    _add_image(found, entry.get("itunes_picture"), {}, None, None)
    return tuple(found.values())[:MAX_FILES]


def _caption(entry: dict[str, Any]) -> str | None:
    """What Media RSS says of a picture; its description may be the entry's only text, and then is not about it."""
    described = entry.get("media_description") if "summary_detail" in entry else None
    return text_of(described or entry.get("media_title"), is_html=True, max_length=500)


def _add_image(
    found: dict[str, Image], address: object, media: dict[str, Any], alt: str | None, credit: str | None
) -> None:
    if url := http_address(address):
        width, height = whole_number(media.get("width"), 6), whole_number(media.get("height"), 6)
        found.setdefault(url, Image(url, width, height, alt, credit))


def _is_picture(media: dict[str, Any]) -> bool:
    """By medium or type; an address alone must end like a picture's."""
    medium, kind = media.get("medium"), _type(media)
    if medium or kind:
        return medium == "image" or (not medium and str(kind).startswith("image/"))
    address = str(media.get("url") or media.get("href") or "")
    return is_http(address) and _PICTURE_NAME.search(urlsplit(address).path) is not None


def _type(item: dict[str, Any]) -> str | None:
    return line_of(str(item.get("type") or "").split(";")[0].lower(), 100)


def _find_publisher(entry: dict[str, Any]) -> PublisherClaim | None:
    if claim := _claim_of_source(entry.get("source", {})):
        return claim
    name = line_of(entry.get("publisher"), MAX_AUTHOR)
    return PublisherClaim(name) if name else None


def _claim_of_source(source: dict[str, Any]) -> PublisherClaim | None:
    """RSS names the publisher's feed, and some the home page in its stead; Atom repeats the feed's head."""
    links = links_of(source)
    page = first_page(source, links)
    own_feed = next((str(link["href"]) for link in linked(links, "self")), None)
    address = http_address(source.get("href"))
    if address:
        is_home = urlsplit(address).path in ("", "/") and not urlsplit(address).query
        page, own_feed = (address, own_feed) if is_home else (page, address)
    name = text_of(source.get("title"), is_html=True, max_length=MAX_AUTHOR)
    return PublisherClaim(name, page, own_feed) if name or page or own_feed else None


def _related(links: list[dict[str, Any]]) -> tuple[str, ...]:
    return _unique(str(link["href"]) for link in linked(links, "via", "related"))[:MAX_FILES]


def _find_language(entry: dict[str, Any]) -> str | None:
    details = [entry.get("title_detail", {}), entry.get("summary_detail", {}), *entry.get("content", [])]
    languages = [entry.get("language"), *(detail.get("language") for detail in details)]
    return next((line for language in languages if (line := line_of(language, 35))), None)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))

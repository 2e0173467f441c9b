"""The last gate before a format: whatever a publisher wrote becomes text that XML, JSON and HTML can hold and
addresses that are really web addresses. Renderers pass every value through here first, so none can forget a field.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

from aggregator.models.feed import Enclosure, Image
from aggregator.models.output import Channel, OutEntry, Related, Site, SourceCredit, Topic
from aggregator.render.messages import DEFAULT_LANGUAGE

Value = TypeVar("Value")

#: Not allowed in XML 1.0 or in HTML text, or turning the reading direction of what follows.
_FORBIDDEN_CHARACTERS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
)
_FORBIDDEN = re.compile(f"[{_FORBIDDEN_CHARACTERS}]")
_NEEDS_WORK = re.compile(rf"[{_FORBIDDEN_CHARACTERS}]|[^\S ]|  |^ | $")
_PLAIN_ADDRESS = re.compile(
    r"https?://[a-z0-9.-]+(?::\d+)?(?:[/?#](?:[A-Za-z0-9/?:@!$&'()*+,;=._~-]|%[0-9A-Fa-f]{2})*)?"
)
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")

#: Fields that hold markup, where white space matters.
_MARKUP_FIELDS = frozenset({"body_html"})
#: What an enclosure is when nobody says: by its ending. Our own list, since the system's differs between machines.
_TYPE_BY_ENDING = {
    "aac": "audio/aac",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odt": "application/vnd.oasis.opendocument.text",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
_UNKNOWN_TYPE = "application/octet-stream"
#: Where a credit leads that has no web address at all.
_NOWHERE = "about:blank"


@lru_cache(maxsize=512)  # the three feeds and the page of one output share the work
def outgoing(entry: OutEntry) -> OutEntry:
    """The entry with every text fit to be written and every unusable address left out."""
    entry = legible(entry)
    link = web_address(entry.link)
    source = _credited(entry.source, link)
    source_line = entry.source_line or host_and_path(link or source.home or source.url)
    return replace(
        entry,
        link=link,
        title=entry.title or entry.original_title or source_line,
        source=source,
        source_line=source_line,
        publisher=entry.publisher or source.name,
        publisher_url=web_address(entry.publisher_url),
        image=_picture(entry.image),
        enclosures=tuple(_attached(enclosure) for enclosure in entry.enclosures if web_address(enclosure.url)),
        related=tuple(
            Related(address, other.title) for other in entry.related if (address := web_address(other.url)) is not None
        ),
        authors=tuple(author for author in entry.authors if author),
        categories=_named(entry.categories),
        agencies=_named(entry.agencies),
        language=language_tag(entry.language),
    )


def outgoing_channel(channel: Channel) -> Channel:
    """The head of an output, likewise; it always has a title."""
    channel = legible(channel)
    site = outgoing_site(channel.site)
    return replace(channel, site=site, title=channel.title or site.title, categories=_named(channel.categories))


def outgoing_site(site: Site) -> Site:
    """The site, likewise; it always has a title and a language."""
    site = legible(site)
    return replace(site, title=site.title or site.url, language=language_tag(site.language) or DEFAULT_LANGUAGE)


def legible(value: Value) -> Value:
    """The same value (a text, a tuple or a dataclass, however deep) with only characters that every format can hold."""
    if isinstance(value, str):
        return _one_line(value) if _NEEDS_WORK.search(value) else value  # type: ignore[return-value]  # str to str
    if isinstance(value, tuple):
        return tuple(legible(member) for member in value)  # type: ignore[return-value]  # tuple to tuple
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return _legible_shared(value) if isinstance(value, SourceCredit | Topic | Site) else _legible_record(value)


def _legible_record(record: Value) -> Value:
    changed: dict[str, object] = {}
    kind: type = type(record)
    for name in _field_names(kind):
        before: object = getattr(record, name)
        if not before or isinstance(before, datetime):
            continue
        after = _FORBIDDEN.sub("", str(before)) if name in _MARKUP_FIELDS else legible(before)
        if after is not before and after != before:
            changed[name] = after
    return replace(record, **changed) if changed else record  # type: ignore[type-var]  # only dataclasses come here


#: Many entries carry the same ones.
_legible_shared = lru_cache(maxsize=1024)(_legible_record)


@lru_cache(maxsize=64)
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def web_address(url: str | None) -> str | None:
    """The address as a URI that any client takes, without user name and password; None unless it is http(s)."""
    if url is None or _PLAIN_ADDRESS.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("ascii" if (parts.hostname or "").isascii() else "idna").decode("ascii")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+", host):
        return None
    netloc = f"[{host}]" if ":" in host else host
    return urlunsplit(
        (
            parts.scheme,
            netloc if port is None else f"{netloc}:{port}",
            _escaped(parts.path),
            _escaped(parts.query),
            _escaped(parts.fragment),
        )
    )


def host_and_path(url: str) -> str:
    """An address as people read it: "www.independent.co.uk/news/uk"."""
    _, _, rest = url.partition("://")
    return re.split("[?#]", rest or url, maxsplit=1)[0].rstrip("/")


def language_tag(language: str | None) -> str | None:
    """A language as BCP 47 spells it, None if it is no such thing."""
    tag = (language or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def media_type_of(url: str) -> str:
    """What a file is, judged by the ending of its address."""
    _, _, ending = urlsplit(url).path.rpartition(".")
    return _TYPE_BY_ENDING.get(ending.lower(), _UNKNOWN_TYPE)


def _one_line(text: str) -> str:
    return " ".join(_FORBIDDEN.sub("", text).split())


def _escaped(text: str) -> str:
    return quote(_BAD_PERCENT.sub("%25", text), safe="/?:@!$&'()*+,;=._~-%")


def _credited(source: SourceCredit, link: str | None) -> SourceCredit:
    home = web_address(source.home)
    url = web_address(source.url) or home or link or _NOWHERE
    return replace(
        source,
        name=source.name or url,
        url=url,
        home=home,
        id=source.id if source.id and _ABSOLUTE_IRI.fullmatch(source.id) else url,
        icon=web_address(source.icon),
    )


def _named(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    return tuple(topic for topic in topics if topic.name)


def _picture(image: Image | None) -> Image | None:
    if image is None or (url := web_address(image.url)) is None:
        return None
    return replace(image, url=url, width=_positive(image.width), height=_positive(image.height))


def _attached(enclosure: Enclosure) -> Enclosure:
    url = web_address(enclosure.url) or enclosure.url
    media_type = enclosure.type if enclosure.type and _MEDIA_TYPE.fullmatch(enclosure.type) else None
    return replace(enclosure, url=url, type=media_type or media_type_of(url), length=_positive(enclosure.length))


def _positive(number: int | None) -> int | None:
    return number if number is not None and number > 0 else None

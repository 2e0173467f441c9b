"""WordPress's own export (WXR): RSS with what WordPress adds. Only what was published as a post is read."""

from __future__ import annotations

import re

from lxml import etree

from aggregator.dates import parse_date
from aggregator.errors import ParseError
from aggregator.models.feed import Image, Label, Markup, ParsedEntry
from aggregator.outcomes import Cause

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_WORDPRESS = re.compile(rb"xmlns:wp\s*=\s*[\"']http://wordpress\.org/export/[\d.]+/[\"']")
#: How far into a file its name space may stand.
_HEAD_BYTES = 20_000


def is_wxr(body: bytes) -> bool:
    """Whether this is such an export."""
    return _WORDPRESS.search(body[:_HEAD_BYTES]) is not None


def read_wxr(body: bytes, *, url: str) -> tuple[str | None, list[ParsedEntry]]:
    """The blog's title, and its published posts in the order of the file. Raises ParseError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(url, Cause("broken_feed", f"The export can't be read: {error}.")) from error
    channel = root.find("channel") if root is not None else None
    if channel is None:
        raise ParseError(url, Cause("not_a_feed", "There is no channel in this export."))
    items = channel.findall("item")
    pictures = {_wp(item, "post_id"): _wp(item, "attachment_url") for item in items if _wp(item, "attachment_url")}
    posts = [_post(item, pictures) for item in items if _is_published(item)]
    return _text(channel, "title"), posts


def _is_published(item: etree._Element) -> bool:
    return _wp(item, "post_type") in (None, "post") and _wp(item, "status") in (None, "publish")


def _post(item: etree._Element, pictures: dict[str | None, str | None]) -> ParsedEntry:
    content = _text(item, _CONTENT)
    said = _wp(item, "post_date_gmt") or _text(item, "pubDate")
    picture = next((pictures.get(thumb) for thumb in _meta(item, "_thumbnail_id") if pictures.get(thumb)), None)
    author = _text(item, _CREATOR)
    return ParsedEntry(
        entry_id=_text(item, "guid"),
        link=_text(item, "link"),
        title=_text(item, "title"),
        content=Markup(_paragraphs(content), is_html=True) if content else None,
        authors=(author,) if author else (),
        labels=tuple(Label(term) for label in item.findall("category") if (term := (label.text or "").strip())),
        published=parse_date(said) if said else None,
        published_text=said,
        images=(Image(picture),) if picture else (),
    )


def _paragraphs(content: str) -> str:
    """WordPress makes paragraphs of empty lines when it shows a post, not when it stores one."""
    if re.search(r"<(p|div|ul|ol|table|h[1-6])[\s>]", content):
        return content
    return "".join(f"<p>{part.strip()}</p>" for part in re.split(r"\n\s*\n", content) if part.strip())


def _meta(item: etree._Element, key: str) -> list[str | None]:
    return [
        _wp(meta, "meta_value") for meta in item if str(meta.tag).endswith("}postmeta") and _wp(meta, "meta_key") == key
    ]


def _wp(item: etree._Element, name: str) -> str | None:
    """A member of WordPress's own name space, whichever version."""
    for child in item:
        tag = str(child.tag)  # of a comment it is none
        if tag.startswith("{http://wordpress.org/export/") and tag.endswith("}" + name):
            return (child.text or "").strip() or None
    return None


def _text(item: etree._Element, name: str) -> str | None:
    return (item.findtext(name) or "").strip() or None

"""The dialects in which the sector's feeds are written, from RSS 0.91 to JSON Feed 1.1. A writer gives text."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from tests.sector.outlets import Outlet
from tests.sector.pages import AUDIO_BYTES, picture_path
from tests.sector.stories import Piece

Writer = Callable[[Outlet, Sequence[Piece], str], str]

_DOCTYPE_091 = (
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
    ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
)


def write_feed(outlet: Outlet, pieces: Sequence[Piece], base: str) -> bytes:
    """The outlet's feed in its own dialect and encoding. `base` is its address, without a last slash."""
    return WRITERS[outlet.dialect](outlet, pieces, base).encode(outlet.encoding)


def _rss091(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    items = "".join(
        f"<item>{_element('title', piece.title)}{_element('link', base + piece.path)}"
        f"{_element('description', piece.summary)}</item>\n"
        for piece in pieces
    )
    head = _channel_head(outlet, base) + _element("language", "en-gb")
    return f'{_declaration(outlet)}{_DOCTYPE_091}\n<rss version="0.91"><channel>{head}\n{items}</channel></rss>\n'


def _rss092(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    items = "".join(
        f"<item>{_element('title', piece.title)}{_element('link', base + piece.path)}"
        f"{_element('description', piece.html)}{_elements('category', piece.labels)}</item>\n"
        for piece in pieces
    )
    head = _channel_head(outlet, base)
    return f'{_declaration(outlet)}<rss version="0.92"><channel>{head}\n{items}</channel></rss>\n'


def _rss10(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    contents = "".join(f'<rdf:li rdf:resource="{base + piece.path}"/>' for piece in pieces)
    items = "".join(
        f'<item rdf:about="{base + piece.path}">{_element("title", piece.title)}{_element("link", base + piece.path)}'
        f"{_element('description', piece.summary)}{_element('content:encoded', piece.html)}"
        f"{_element('dc:creator', piece.author)}{_element('dc:date', _w3c(piece.published))}"
        f"{_elements('dc:subject', piece.labels)}</item>\n"
        for piece in pieces
    )
    return (
        f"{_declaration(outlet)}"
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f'<channel rdf:about="{base}{outlet.path}">{_channel_head(outlet, base)}'
        f"<items><rdf:Seq>{contents}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
    )


def _rss20_rich(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    def item(piece: Piece) -> str:
        picture = ""
        if piece.picture:
            picture = f'<media:content url="{base}{picture_path(piece.picture)}" medium="image" type="image/png"/>'
        guid = f'<guid isPermaLink="false">{outlet.key}-{piece.slug}</guid>'
        body = f"<content:encoded><![CDATA[{piece.html}]]></content:encoded>"
        return _rss20_item(
            piece, base, guid, _element("dc:creator", piece.author), _elements("category", piece.labels), body, picture
        )

    return _rss20(outlet, pieces, base, item)


def _rss20_plain(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    def item(piece: Piece) -> str:
        guid = f"<guid>{base + piece.path}</guid>"
        return _rss20_item(piece, base, guid, _elements("category", piece.labels))

    return _rss20(outlet, pieces, base, item)


def _rss20_without_guid(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    return _rss20(outlet, pieces, base, lambda piece: _rss20_item(piece, base, _element("dc:creator", piece.author)))


def _rss20_podcast(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    def item(piece: Piece) -> str:
        enclosure = f'<enclosure url="{base}/audio/{piece.slug}.mp3" length="{AUDIO_BYTES}" type="audio/mpeg"/>'
        guid = f'<guid isPermaLink="false">{outlet.key}:{piece.slug}</guid>'
        author = _element("itunes:author", piece.author)
        return _rss20_item(piece, base, guid, enclosure, author, "<itunes:duration>31:40</itunes:duration>")

    return _rss20(outlet, pieces, base, item)


def _rss20(outlet: Outlet, pieces: Sequence[Piece], base: str, item: Callable[[Piece], str]) -> str:
    items = "\n".join(item(piece) for piece in pieces)
    head = _channel_head(outlet, base) + _element("language", "en-GB")
    return (
        f"{_declaration(outlet)}"
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
        f"<channel>{head}{_element('lastBuildDate', format_datetime(_newest(pieces)))}\n{items}\n</channel></rss>\n"
    )


def _rss20_item(piece: Piece, base: str, *more: str) -> str:
    return (
        f"<item>{_element('title', piece.title)}{_element('link', base + piece.path)}"
        f"{_element('description', piece.summary)}{_element('pubDate', format_datetime(piece.published))}"
        f"{''.join(more)}</item>"
    )


def _atom03(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    entries = "".join(
        f"<entry>{_element('title', piece.title)}"
        f'<link rel="alternate" type="text/html" href="{base + piece.path}"/>'
        f"<id>tag:coracle.example,2004:{piece.slug}</id><author>{_element('name', piece.author)}</author>"
        f"{_element('issued', _w3c(piece.published))}{_element('modified', _w3c(piece.published))}"
        f'<summary type="text/plain">{escape(piece.summary)}</summary>'
        f'<content type="text/html" mode="escaped">{escape(piece.html)}</content></entry>\n'
        for piece in pieces
    )
    return (
        f'{_declaration(outlet)}<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="en-GB">'
        f'{_element("title", outlet.name)}<link rel="alternate" type="text/html" href="{base}/"/>'
        f"{_element('tagline', outlet.tagline)}{_element('modified', _w3c(_newest(pieces)))}\n{entries}</feed>\n"
    )


def _atom10_xhtml(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    def entry(piece: Piece) -> str:
        picture = f'<img src="{picture_path(piece.picture)}" alt=""/>' if piece.picture else ""
        return _atom10_entry(
            piece,
            link=piece.path.lstrip("/"),
            summary=f"<summary>{escape(piece.summary)}</summary>",
            content=f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{picture}{piece.html}</div></content>',
        )

    return _atom10(outlet, pieces, base, entry, attributes=f' xml:base="{base}/"')


def _atom10_html(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    def entry(piece: Piece) -> str:
        return _atom10_entry(
            piece,
            link=base + piece.path,
            summary=f'<summary type="html">{escape(f"<p>{escape(piece.summary)}</p>")}</summary>',
            content=f'<content type="html">{escape(piece.html)}</content>',
        )

    return _atom10(outlet, pieces, base, entry)


def _atom10(
    outlet: Outlet, pieces: Sequence[Piece], base: str, entry: Callable[[Piece], str], attributes: str = ""
) -> str:
    entries = "\n".join(entry(piece) for piece in pieces)
    return (
        f'{_declaration(outlet)}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"{attributes}>'
        f"{_element('title', outlet.name)}{_element('subtitle', outlet.tagline)}"
        f'<link href="{base}/"/><link rel="self" href="{base}{outlet.path}"/>'
        f"<id>tag:{outlet.key}.example,2010:feed</id>"
        f"{_element('updated', _w3c(_newest(pieces)))}<icon>{base}/icon.svg</icon>\n{entries}\n</feed>\n"
    )


def _atom10_entry(piece: Piece, *, link: str, summary: str, content: str) -> str:
    labels = "".join(f'<category term="{escape(label)}"/>' for label in piece.labels)
    return (
        f'<entry>{_element("title", piece.title)}<link rel="alternate" type="text/html" href="{link}"/>'
        f"<id>tag:stories.example,2010:{piece.slug}</id><author>{_element('name', piece.author)}</author>"
        f"{_element('published', _w3c(piece.published))}{_element('updated', _w3c(piece.published))}"
        f"{labels}{summary}{content}</entry>"
    )


def _json10(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    items = [{**_json_item(outlet, piece, base), "author": {"name": piece.author}} for piece in pieces]
    return _json_feed(outlet, base, "https://jsonfeed.org/version/1", items)


def _json11(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    items = [
        {**_json_item(outlet, piece, base), "authors": [{"name": piece.author}], "language": "en-GB"}
        for piece in pieces
    ]
    return _json_feed(outlet, base, "https://jsonfeed.org/version/1.1", items)


def _json_item(outlet: Outlet, piece: Piece, base: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"{outlet.key}/{piece.slug}",
        "url": base + piece.path,
        "title": piece.title,
        "summary": piece.summary,
        "content_html": piece.html,
        "date_published": _w3c(piece.published),
        "tags": list(piece.labels),
    }
    if piece.picture:
        item["image"] = base + picture_path(piece.picture)
    return item


def _json_feed(outlet: Outlet, base: str, version: str, items: list[dict[str, Any]]) -> str:
    feed = {
        "version": version,
        "title": outlet.name,
        "description": outlet.tagline,
        "home_page_url": f"{base}/",
        "feed_url": f"{base}{outlet.path}",
        "icon": f"{base}/icon.svg",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _declaration(outlet: Outlet) -> str:
    return f'<?xml version="1.0" encoding="{outlet.declared_encoding}"?>\n'


def _channel_head(outlet: Outlet, base: str) -> str:
    return f"{_element('title', outlet.name)}{_element('link', f'{base}/')}{_element('description', outlet.tagline)}"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _elements(name: str, texts: Sequence[str]) -> str:
    return "".join(_element(name, text) for text in texts)


def _w3c(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _newest(pieces: Sequence[Piece]) -> datetime:
    return max(piece.published for piece in pieces)


WRITERS: dict[str, Writer] = {
    "rss091": _rss091,
    "rss092": _rss092,
    "rss10": _rss10,
    "rss20-rich": _rss20_rich,
    "rss20-plain": _rss20_plain,
    "rss20-without-guid": _rss20_without_guid,
    "rss20-podcast": _rss20_podcast,
    "atom03": _atom03,
    "atom10-xhtml": _atom10_xhtml,
    "atom10-html": _atom10_html,
    "json10": _json10,
    "json11": _json11,
}

"""What the child processes do: pure stages composed, so that one trip brings a document from bytes to entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from html import escape, unescape
from typing import TYPE_CHECKING

from aggregator import markup, urls
from aggregator.hashing import content_hash
from aggregator.models.article import Article
from aggregator.models.document import Document, ReadDocument
from aggregator.models.entry import Prepared
from aggregator.models.feed import Image, Markup, ParsedEntry, ParsedFeed
from aggregator.models.source import FeedFacts

if TYPE_CHECKING:
    from aggregator.extract import ArticleHints

#: The longest summary that goes out, in characters.
SUMMARY_CHARS = 300
#: The longest title made from a text that has none.
MADE_TITLE_CHARS = 80
#: How much text search and tagging see of one entry, in characters.
TEXT_CHARS = 200_000


def read_feed(document: Document, known: Mapping[str, bytes], max_entries: int = 2000) -> ReadDocument:
    """Parse, identify, and clean what is new or edited; `known` is identity → content hash of what is stored.

    Raises ParseError when the document is no feed.
    """
    from aggregator.parse.document import parse_document
    from aggregator.parse.identity import identify

    feed = parse_document(
        document.body,
        url=document.url,
        content_type=document.content_type,
        charset=document.charset,
        max_entries=max_entries,
    )
    identified = identify(feed.entries)
    prepared = [
        prepare(item.identity, digest, item.entry, document.url)
        for item in identified
        if known.get(item.identity) != (digest := content_hash(item.entry))
    ]
    return ReadDocument(
        kind="feed",
        dialect=feed.dialect,
        facts=_facts(feed),
        hints=feed.hints,
        hub=feed.hub,
        prepared=tuple(prepared),
        identities=tuple(item.identity for item in identified),
        entries_in_document=feed.entries_in_document,
        warnings=feed.warnings,
    )


def read_article(document: Document, hints: ArticleHints, today: date) -> Article:
    """The article on a page. Raises ExtractError when there is no reading it."""
    from aggregator.extract import extract_article

    return extract_article(document.body, document.url, hints=hints, charset=document.charset)


def prepare(identity: str, digest: bytes, entry: ParsedEntry, document_url: str) -> Prepared:
    """The entry as it will be stored: clean, with a title and a summary whatever came in."""
    raw = entry.content or entry.summary
    body_html = _clean(raw, entry.link or document_url)
    text = markup.plain_text(body_html)
    summary = markup.first_sentences(_plain(entry.summary) or text, SUMMARY_CHARS)
    return Prepared(
        identity=identity,
        content_hash=digest,
        entry_id=entry.entry_id,
        link=entry.link,
        canonical_url=urls.canonicalize(entry.link) if entry.link else None,
        title=entry.title or markup.first_sentences(text, MADE_TITLE_CHARS) or entry.link or identity,
        summary=summary,
        body_html=body_html,
        raw_body=raw.value if raw else "",
        text=text[:TEXT_CHARS],
        is_whole=entry.content is not None,
        authors=entry.authors,
        labels=entry.labels,
        # Atom demands `updated` and leaves `published` to the publisher's pleasure: the first one seen stands for it
        published=entry.published or entry.updated,
        published_text=entry.published_text,
        updated=entry.updated,
        enclosures=entry.enclosures,
        image=find_image(entry, body_html),
        publisher=entry.publisher.name if entry.publisher else None,
        publisher_url=entry.publisher.url if entry.publisher else None,
        language=entry.language,
        rights=entry.rights,
    )


def find_image(entry: ParsedEntry, body_html: str) -> Image | None:
    """The picture to show, in order of trust: what the feed names as one, a picture enclosure, the body's first."""
    if entry.images:
        return max(entry.images, key=lambda image: image.width or 0)
    for enclosure in entry.enclosures:
        if enclosure.type and enclosure.type.startswith("image/"):
            return Image(enclosure.url)
    first = _IMG.search(body_html)
    return Image(unescape(first["src"])) if first else None


#: In clean HTML, whose attributes are always quoted.
_IMG = re.compile(r'<img\b[^>]*?\ssrc="(?P<src>https?://[^"]+)"')


def _clean(raw: Markup | None, base_url: str) -> str:
    if raw is None:
        return ""
    source = raw.value if raw.is_html else _paragraphs(raw.value)
    return markup.clean_html(source, base_url=raw.base or base_url)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def _plain(raw: Markup | None) -> str:
    if raw is None:
        return ""
    return markup.plain_text(raw.value) if raw.is_html else markup.clean_text(raw.value) or ""


def _facts(feed: ParsedFeed) -> FeedFacts:
    return FeedFacts(
        kind="feed",
        title=feed.title,
        link=feed.link,
        feed_id=feed.feed_id,
        icon=feed.icon,
        logo=feed.logo,
        rights=feed.rights,
        language=feed.language,
        updated=feed.updated,
    )

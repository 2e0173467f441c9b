"""What the child processes do: pure stages composed, so that one trip brings a document from bytes to entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from aggregator.errors import ParseError
from aggregator.hashing import content_hash
from aggregator.models.article import Article
from aggregator.models.document import Document, How, ReadDocument
from aggregator.models.feed import ParsedFeed
from aggregator.models.source import FeedFacts, Kind, ListingShape
from aggregator.workers.child import needs
from aggregator.workers.preparing import prepare

if TYPE_CHECKING:
    from aggregator.extract import ArticleHints
    from aggregator.parse.discover import Candidate
    from aggregator.parse.listing import Listing
    from aggregator.thumbnails import Thumbnail


def read_document(document: Document, known: Mapping[str, bytes], how: How) -> ReadDocument:
    """Parse, identify, and clean what is new or edited; `known` is identity → content hash of what is stored.

    Raises ParseError when the document is not what it should be, `html_instead_of_feed` above all; where `how` leaves
    the kind open, a page is no fault but named in that error for the caller to ask again as for a page.
    """
    from aggregator.parse.sniffing import looks_like_sitemap

    kind = how.kind or ("sitemap" if looks_like_sitemap(document.body) else "feed")
    match kind:
        case "page":
            return _read_page(document, known, how)
        case "sitemap":
            return _read_sitemap(document, known, how)
        case "feed":
            return _read_feed(document, known, how)


@needs("aggregator.extract.article", "aggregator.extract.vacancy")
def read_article(document: Document, hints: ArticleHints, today: date) -> Article:
    """The article on a page, with the vacancy if it is one. Raises ExtractError when there is no reading it."""
    from aggregator.extract.article import extract_from
    from aggregator.extract.tree import parse_page
    from aggregator.extract.vacancy import find_vacancy

    page = parse_page(document.body, document.url, document.charset)
    article = extract_from(page, hints)
    vacancy = find_vacancy(page.root, url=document.url, text=article.text, today=today)
    return replace(article, vacancy=vacancy)


@needs("aggregator.thumbnails", "PIL.Image", "PIL.ImageOps")
def make_thumbnail(content: bytes) -> Thumbnail:
    """The picture as we show it. Raises PictureError."""
    from aggregator.thumbnails import thumbnail

    return thumbnail(content)


def find_feeds(document: Document) -> list[Candidate]:
    """Where the page's feed may be, the likeliest first."""
    from aggregator.parse.discover import propose

    return propose(document.body, document.url, charset=document.charset)


def _read_feed(document: Document, known: Mapping[str, bytes], how: How) -> ReadDocument:
    from aggregator.parse.document import parse_document

    feed = parse_document(
        document.body,
        url=document.url,
        content_type=document.content_type,
        charset=document.charset,
        max_entries=how.max_entries,
    )
    return _compared("feed", feed, document, known, how)


def _read_sitemap(document: Document, known: Mapping[str, bytes], how: How) -> ReadDocument:
    from aggregator.parse.sitemap import parse_sitemap

    include, exclude = (how.selectors.include, how.selectors.exclude) if how.selectors else ((), ())
    sitemap = parse_sitemap(document.body, url=document.url, include=include, exclude=exclude)
    further = tuple(link.url for link in sitemap.sitemaps)
    return _compared("sitemap", sitemap.feed, document, known, how, further=further)


def _read_page(document: Document, known: Mapping[str, bytes], how: How) -> ReadDocument:
    from aggregator.parse.listing import compare, learn, next_page, to_feed

    listing = _listing(document, how)
    fault = compare(how.shape, listing)
    if fault is not None:
        raise ParseError(document.url, fault)
    following = next_page(document.body, document.url, charset=document.charset)
    return _compared(
        "page",
        to_feed(listing),
        document,
        known,
        how,
        shape=learn(listing, how.shape),
        further=(following,) if following else (),
    )


def _listing(document: Document, how: How) -> Listing:
    from aggregator.parse.listing import find_listing, select_listing

    selectors = how.selectors
    if selectors is not None and (selectors.items or selectors.link):
        return select_listing(document.body, document.url, selectors, charset=document.charset)
    listing = find_listing(document.body, document.url, charset=document.charset)
    return listing.only(selectors.include, selectors.exclude) if selectors is not None else listing


def _compared(
    kind: Kind,
    feed: ParsedFeed,
    document: Document,
    known: Mapping[str, bytes],
    how: How,
    *,
    shape: ListingShape | None = None,
    further: tuple[str, ...] = (),
) -> ReadDocument:
    from aggregator.parse.identity import identify, name_entry

    identified = identify(feed.entries, trust=how.trust)
    prepared = [
        prepare(item.identity, digest, item.entry, document.url, is_listed=kind != "feed")
        for item in identified
        if known.get(item.identity) != (digest := content_hash(item.entry))
    ]
    return ReadDocument(
        kind=kind,
        dialect=feed.dialect,
        facts=_facts(kind, feed, document),
        hints=feed.hints,
        hub=feed.hub,
        topic=feed.self_link,
        prepared=tuple(prepared),
        identities=tuple(item.identity for item in identified),
        entries_in_document=feed.entries_in_document,
        withdrawn=tuple(name_entry("id", entry_id=entry_id, address=None, text_name="") for entry_id in feed.withdrawn),
        warnings=_warnings(feed),
        shape=shape,
        further=further,
    )


def _warnings(feed: ParsedFeed) -> tuple[str, ...]:
    if len(feed.entries) >= feed.entries_in_document:
        return feed.warnings
    cut = f"It holds {feed.entries_in_document:,} entries, of which the newest {len(feed.entries):,} were read."
    return (cut, *feed.warnings)


def _facts(kind: Kind, feed: ParsedFeed, document: Document) -> FeedFacts:
    return FeedFacts(
        kind=kind,
        title=feed.title,
        link=feed.link if kind == "feed" else document.url,
        feed_id=feed.feed_id,
        icon=feed.icon,
        logo=feed.logo,
        rights=feed.rights,
        language=feed.language,
        updated=feed.updated,
    )

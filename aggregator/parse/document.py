"""Any body that came where a feed should be → ParsedFeed, or a ParseError that says plainly what it is instead."""

from __future__ import annotations

import re
from dataclasses import replace

from aggregator.errors import ParseError
from aggregator.models.feed import ParsedFeed
from aggregator.outcomes import Cause
from aggregator.parse.decoding import decode
from aggregator.parse.json_feed import parse_json_feed
from aggregator.parse.repair import Prolog, find_root

MAX_ENTRIES = 2000

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
#: Where the feed begins after what a broken server script printed before it.
_FEED_START = re.compile(r"<(?:[\w.-]{1,20}:)?(?:rss|feed|RDF)\s[^<>]{0,5000}?\b(?:xmlns|version)\b")
_HTML_NAMES = "html head body title meta link script style div p a img table center font h1 h2 h3 span br noscript main"
_HTML_ROOTS = frozenset(_HTML_NAMES.split())
_OTHER_ROOTS = {
    "opml": "This is an OPML list of feeds, not a feed.",
    "urlset": "This is a sitemap, not a feed.",
    "sitemapindex": "This is a sitemap, not a feed.",
    "svg": "This is a picture, not a feed.",
}


def parse_document(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    charset: str | None = None,
    max_entries: int = MAX_ENTRIES,
) -> ParsedFeed:
    """The feed in a response's body. `url` is where it came from in the end; `charset` is the header's.

    What it is, the bytes decide: content types are wrong too often to be asked. ParseError's cause has one of the
    codes empty_body, html_instead_of_feed, not_a_feed, broken_feed, truncated, too_deep.
    """
    if not body.strip(b"\0 \t\r\n"):
        raise ParseError(url, Cause("empty_body", "The server sent an empty document."))
    text = decode(body, charset)
    start = text.lstrip("\ufeff\0 \t\r\n")
    if start.startswith(("{", "[")):
        return parse_json_feed(start, url=url, max_entries=max_entries)
    prolog = find_feed(text)
    if prolog.root not in _FEED_ROOTS:
        raise ParseError(url, _what_it_is(prolog, content_type))
    from aggregator.parse.fast.lane import read_fast

    if feed := read_fast(prolog, url=url, max_entries=max_entries):
        return feed
    from aggregator.parse.feed import parse_feed  # feedparser takes a while to import

    return parse_feed(prolog, url=url, max_entries=max_entries)


def find_feed(text: str) -> Prolog:
    """The root element, or the feed further down where the root is no page but a warning printed before it."""
    prolog = find_root(text)
    if prolog.root in _FEED_ROOTS or prolog.root == "html" or prolog.doctype == "html":
        return prolog
    start = _FEED_START.search(text)
    return replace(find_root(text[start.start() :]), had_junk=True) if start else prolog


def _what_it_is(prolog: Prolog, content_type: str | None) -> Cause:
    if prolog.doctype == "html" or prolog.root in _HTML_ROOTS:
        return Cause("html_instead_of_feed", "The address answers with a web page, not with a feed.")
    if prolog.root in _OTHER_ROOTS:
        return Cause("not_a_feed", _OTHER_ROOTS[prolog.root])
    if prolog.root:
        return Cause("not_a_feed", f"This is XML (<{prolog.root[:40]}>), but not a feed.")
    sent_as = f", sent as {content_type[:60]}" if content_type else ""
    return Cause("not_a_feed", f"This is no feed: there is neither XML nor JSON in it{sent_as}.")

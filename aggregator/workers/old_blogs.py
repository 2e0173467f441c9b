"""What the child processes make of the documents of an old blog: its posts, or where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from aggregator.models.document import Document
from aggregator.models.feed import Image, Label, Markup, ParsedEntry
from aggregator.urls import is_http
from aggregator.workers.child import needs

#: An export holds all there ever was.
MOST_POSTS = 100_000
#: A longer line is a sentence about sources.
MOST_SOURCE_LINE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OldDocument:
    """A document of an old blog."""

    title: str | None = None
    #: Whole posts: of a feed or an export.
    posts: tuple[ParsedEntry, ...] = ()
    #: Posts that have pages of their own: of a list.
    listed: tuple[ParsedEntry, ...] = ()
    #: Where the list goes on.
    following: str | None = None


@needs("aggregator.parse.document", "aggregator.parse.listing")
def read_old_document(document: Document) -> OldDocument:
    """Whatever it is: an export, a feed or a page. Raises ParseError when it is none of these."""
    from aggregator.errors import ParseError
    from aggregator.parse.document import parse_document
    from aggregator.parse.wxr import is_wxr, read_wxr

    if is_wxr(document.body):
        title, posts = read_wxr(document.body, url=document.url)
        return OldDocument(title=title, posts=tuple(posts))
    try:
        feed = parse_document(
            document.body, url=document.url, content_type=document.content_type, max_entries=MOST_POSTS
        )
    except ParseError as error:
        if error.cause.code != "html_instead_of_feed":
            raise
        return _read_list(document)
    return OldDocument(title=feed.title, posts=feed.entries)


@needs("aggregator.extract.article")
def read_old_post(document: Document, listed: ParsedEntry) -> ParsedEntry | None:
    """The post on a page; what its list says of it counts where the page says nothing. None if there is no text."""
    from aggregator.errors import ExtractError
    from aggregator.extract.article import extract_from
    from aggregator.extract.clues import ArticleHints
    from aggregator.extract.tree import parse_page

    page = parse_page(document.body, document.url, document.charset)
    try:
        article = extract_from(page, ArticleHints(title=listed.title, published=listed.published))
    except ExtractError:
        return None
    if not article.html:
        return None
    labels = [" ".join(str(link.text_content()).split()) for link in page.root.iter("a") if _is_label(link.get("rel"))]
    return ParsedEntry(
        link=listed.link or document.url,
        title=article.title or listed.title,
        content=Markup(article.html + _source_line(page.root), is_html=True, base=document.url),
        authors=(article.author,) if article.author else (),
        labels=tuple(Label(label) for label in dict.fromkeys(labels) if label),
        published=article.published or listed.published,
        images=(Image(article.image.url, alt=article.image.alt),) if article.image else listed.images,
    )


def _source_line(root: Any) -> str:
    """The line under the text that credits the original, which is no part of the article: the last that begins so."""
    found = ""
    for element in root.iter("p", "div"):
        said = " ".join(str(element.text_content()).split())
        link = next(element.iter("a"), None)
        if len(said) <= MOST_SOURCE_LINE and said.lower().startswith("source") and link is not None:
            found = link.get("href") or ""
    return f'<p>Source: <a href="{escape(found)}">{escape(found)}</a></p>' if is_http(found) else ""


def _read_list(document: Document) -> OldDocument:
    from aggregator.parse.listing import find_listing, next_page

    listing = find_listing(document.body, document.url, charset=document.charset)
    return OldDocument(
        title=listing.title,
        listed=() if listing.unsure else listing.items,
        following=next_page(document.body, document.url, charset=document.charset),
    )


def _is_label(rel: str | None) -> bool:
    return "tag" in (rel or "").lower().split()

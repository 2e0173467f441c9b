"""Finding out what an address is, for `add`: a feed, a page that names its feed, a sitemap, or a listing page.

Asks politely and little: the address itself, then what the page names, then the usual places of the system it runs on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aggregator.errors import FeedError, WorkerError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.models.document import Document, How, ReadDocument
from aggregator.models.source import Kind
from aggregator.outcomes import Cause, Fetched
from aggregator.workers.jobs import find_feeds, read_document
from aggregator.workers.pool import Workers

if TYPE_CHECKING:
    from aggregator.parse.discover import Candidate

READ_SECONDS = 20.0
#: Proposed addresses that are asked at most.
MOST_ASKED = 8

_NOTHING = Cause("not_a_source", "There is no feed at this address, and no list of articles was found on the page.")


@dataclass(frozen=True, slots=True)
class Tried:
    """An address that was asked, and why it is not the one."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What an address came to. Without `read` it is no source, and `cause` says why."""

    #: Where to poll: the address itself, or the feed that it led to.
    url: str
    kind: Kind | None = None
    read: ReadDocument | None = None
    cause: Cause | None = None
    tried: list[Tried] = field(default_factory=list)


async def discover(url: str, *, fetcher: Fetcher, workers: Workers) -> Discovery:
    """What is at the address. A page's own feed is preferred to watching the page, unless it tells other things."""
    first = await _Asking(fetcher, workers).read(url, None)
    if isinstance(first, ReadDocument):
        return Discovery(url=url, kind=first.kind, read=first)
    if first.code != "html_instead_of_feed":
        return Discovery(url=url, cause=first)
    asking = _Asking(fetcher, workers)
    page, proposed = await asking.page(url)
    listing = page if isinstance(page, ReadDocument) else None
    feed = await _first_good_feed(asking, proposed, listing)
    if feed is not None:
        return feed
    if listing is not None:
        return Discovery(url=url, kind="page", read=listing, tried=asking.tried)
    cause = page if isinstance(page, Cause) and page.code not in ("listing_empty", "listing_unsure") else _NOTHING
    return Discovery(url=url, cause=cause, tried=asking.tried)


async def _first_good_feed(
    asking: _Asking, proposed: list[Candidate], listing: ReadDocument | None
) -> Discovery | None:
    for candidate in [one for one in proposed if not one.comments][:MOST_ASKED]:
        kind: Kind | None = "sitemap" if candidate.found == "sitemap" else None
        if kind == "sitemap" and listing is not None:
            continue  # a list made for people says more than a sitemap
        answer = await asking.read(candidate.url, kind)
        if isinstance(answer, Cause):
            asking.tried.append(Tried(candidate.url, answer.message))
        elif not answer.identities:
            asking.tried.append(Tried(candidate.url, "The feed is empty."))
        elif listing is not None and not _tells_the_same(answer, listing):
            asking.tried.append(Tried(candidate.url, "The feed tells other things than the page."))
        else:
            return Discovery(url=candidate.url, kind=answer.kind, read=answer, tried=asking.tried)
    return None


def _tells_the_same(feed: ReadDocument, listing: ReadDocument) -> bool:
    """Whether some of the page's articles stand in the feed too: a blog's feed often leaves the news section out."""
    links = {entry.canonical_url for entry in feed.prepared}
    return any(entry.canonical_url in links for entry in listing.prepared)


class _Asking:
    """Asks addresses, and keeps which were not it."""

    def __init__(self, fetcher: Fetcher, workers: Workers) -> None:
        self.fetcher, self.workers = fetcher, workers
        self.tried: list[Tried] = []

    async def read(self, url: str, kind: Kind | None) -> ReadDocument | Cause:
        """The document at the address, or why there is none."""
        async with self.fetcher.reading(FetchRequest(url=url, purpose="feed")) as answer:
            if not isinstance(answer, Fetched):
                return _cause(answer)
            try:
                how = How(kind=kind)
                return await self.workers.run(read_document, _document(answer), {}, how, limit_seconds=READ_SECONDS)
            except (FeedError, WorkerError) as error:
                return error.cause

    async def page(self, url: str) -> tuple[ReadDocument | Cause, list[Candidate]]:
        """The list on the page, or why there is none, and the feeds that it names."""
        async with self.fetcher.reading(FetchRequest(url=url, purpose="page")) as answer:
            if not isinstance(answer, Fetched):
                return _cause(answer), []
            document = _document(answer)
            try:
                proposed = await self.workers.run(find_feeds, document, limit_seconds=READ_SECONDS)
            except WorkerError:
                proposed = []
            try:
                how = How(kind="page")
                listing = await self.workers.run(read_document, document, {}, how, limit_seconds=READ_SECONDS)
            except (FeedError, WorkerError) as error:
                return error.cause, proposed
            return listing, proposed


def _document(answer: Fetched) -> Document:
    return Document(url=answer.url, body=answer.body, content_type=answer.content_type, charset=answer.charset)


def _cause(answer: object) -> Cause:
    cause = getattr(answer, "cause", None)
    return cause if isinstance(cause, Cause) else Cause("not_modified_unasked", "The server sent nothing.")

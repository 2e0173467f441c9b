"""Asking one source and reading its answer: what it is, whether it changed, and where it goes on. Stores nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.errors import FeedError, WorkerError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.hashing import body_fingerprint
from aggregator.models.document import Document, How, ReadDocument
from aggregator.models.entry import Prepared
from aggregator.models.rules import Verdict
from aggregator.models.source import FeedState, Kind, Source, Trust
from aggregator.outcomes import Cause, Failed, Fetched, NotModified, Waiting
from aggregator.tag.entry_input import tag_input
from aggregator.tag.tagger import Tagger
from aggregator.urls import may_share_secrets
from aggregator.workers.jobs import find_feeds, read_document
from aggregator.workers.pool import Workers

#: The longest that reading one document may take, in seconds of a worker.
READ_SECONDS = 20.0
#: The most sitemaps that are read of an index, the newest first.
MOST_SITEMAPS = 20
#: The most addresses that are tried where a page came instead of a feed.
MOST_CANDIDATES = 3
#: The code of the cause that proposes another address.
FEED_ELSEWHERE = "feed_elsewhere"
#: What is longer lets other documents pass, and never takes the last worker from them. Hardly any feed is.
HEAVY_BYTES = 3 * 2**20
#: What is longer is fingerprinted in a thread: the event loop waits for nobody.
SMALL_BYTES = 128 * 1024
#: Answers which entries of a source need no reading: identity → content hash.
Known = Callable[[], Awaitable[Mapping[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Visit:
    """What asking a source came to: the answer, and what its body said where it had to be read."""

    answer: Fetched | NotModified | Failed | Waiting
    body_hash: bytes | None = None
    read: ReadDocument | None = None
    #: Where a page that came instead of a feed may have its feed.
    candidates: tuple[str, ...] = ()
    #: Of each prepared entry.
    verdicts: tuple[Verdict, ...] = ()

    def judged(self) -> list[tuple[Prepared, Verdict]]:
        """The prepared entries with their tags, each beside its verdict."""
        prepared = self.read.prepared if self.read else ()
        return [
            (replace(entry, tags=verdict.tags) if verdict.tags else entry, verdict)  # most carry none, and copies cost
            for entry, verdict in zip(prepared, self.verdicts, strict=True)
        ]


async def ask(
    source: Source,
    state: FeedState,
    *,
    fetcher: Fetcher,
    workers: Workers,
    tagger: Tagger,
    known: Known,
    trust: Trust = "id",
) -> Visit:
    """Fetch a source, and read what was fetched if it is not what we had already. Stores nothing.

    What it is, is found out where neither the config nor an earlier poll says so. `trust` is what its entries are known
    by.
    """
    kind = source.kind or state.kind
    visit = await _ask_once(source, state, kind, trust, fetcher=fetcher, workers=workers, known=known)
    if kind is None and _shows_page(visit.answer):
        # robots.txt is asked before pages and not before feeds: so once more, as for a page
        page = await _ask_once(source, state, "page", trust, fetcher=fetcher, workers=workers, known=known)
        visit = visit if _has_no_list(page.answer) else page
    if visit.candidates and isinstance(visit.answer, Failed):
        said = await _find_new_place(source, state, visit.candidates, fetcher=fetcher, workers=workers)
        return Visit(replace(visit.answer, cause=said or visit.answer.cause))
    read = visit.read
    if read is None:
        return visit
    if read.kind == "sitemap" and read.further and isinstance(visit.answer, Fetched):
        # an index may stay as it is while the sitemaps that it names change: never "not modified", never "the same"
        visit = replace(visit, answer=replace(visit.answer, validators=None), body_hash=None)
    read = await _read_on(source, state, read, trust, fetcher=fetcher, workers=workers, known=known)
    # in a thread, since thousands of entries would hold up the loop
    return replace(visit, read=read, verdicts=await asyncio.to_thread(judge, tagger, source, read))


async def _ask_once(
    source: Source,
    state: FeedState,
    kind: Kind | None,
    trust: Trust,
    *,
    fetcher: Fetcher,
    workers: Workers,
    known: Known,
) -> Visit:
    has_secrets = bool(source.headers or source.auth)
    is_own = has_secrets and may_share_secrets(
        state.url, source.url
    )  # not so after a move, or in a list's further parts
    request = FetchRequest(
        url=state.url,
        purpose="page" if kind == "page" else "feed",
        validators=state.validators,
        headers=source.headers if is_own else (),
        auth=source.auth if is_own else None,
        host_key=source.queue,
        pauses_host=source.retry_after == "host",
    )
    async with fetcher.reading(request) as answer:
        if not isinstance(answer, Fetched):
            return Visit(answer)
        body_hash = await _fingerprint(answer.body)
        if body_hash == state.body_hash:
            return Visit(_without_body(answer), body_hash=body_hash)
        document = _document(answer)
        try:
            how = How(kind=kind, selectors=source.selectors, shape=state.shape, trust=trust)
            read = await _read(document, how, workers=workers, known=known)
        except (FeedError, WorkerError) as error:
            failed = Failed(url=answer.url, cause=error.cause, status=answer.status)
            candidates = await _proposed(document, workers) if kind == "feed" and _shows_page(failed) else ()
            return Visit(failed, candidates=candidates)
    return Visit(_without_body(answer), body_hash=body_hash, read=read)


async def _read(document: Document, how: How, *, workers: Workers, known: Known) -> ReadDocument:
    """What the document says that is not known yet. Raises FeedError or WorkerError."""
    return await workers.run(
        read_document,
        document,
        await known(),
        how,
        limit_seconds=READ_SECONDS,
        is_heavy=len(document.body) > HEAVY_BYTES,
    )


async def read_pushed(
    source: Source, state: FeedState, answer: Fetched, trust: Trust, *, workers: Workers, tagger: Tagger, known: Known
) -> Visit:
    """A document of the source that came without our asking, read as if we had. Raises FeedError or WorkerError."""
    how = How(kind=source.kind or state.kind, selectors=source.selectors, shape=state.shape, trust=trust)
    read = await _read(_document(answer), how, workers=workers, known=known)
    verdicts = await asyncio.to_thread(judge, tagger, source, read)
    return Visit(_without_body(answer), read=read, verdicts=verdicts)


async def _read_on(
    source: Source,
    state: FeedState,
    read: ReadDocument,
    trust: Trust,
    *,
    fetcher: Fetcher,
    workers: Workers,
    known: Known,
) -> ReadDocument:
    """The document with what stands in its further parts: the pages that the first import reads, an index's sitemaps.

    A part that can't be read is left out, since the first one was good.
    """
    if read.kind == "page":
        is_first = state.imported_at is None
        more = source.selectors.pages - 1 if source.selectors and is_first else 0
    else:
        more = MOST_SITEMAPS
    waiting, seen = list(read.further), {state.url}
    while waiting and more > 0:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        more -= 1
        part = await _ask_once(
            source,
            FeedState(url=url, shape=read.shape),
            read.kind,
            trust,
            fetcher=fetcher,
            workers=workers,
            known=known,
        )
        if part.read is not None:
            read = _joined(read, part.read)
            waiting += part.read.further
    return read


def _joined(first: ReadDocument, second: ReadDocument) -> ReadDocument:
    """Both parts as one document; what stands in both, stands where it came first."""
    new = set(second.identities) - set(first.identities)
    return replace(
        first,
        prepared=first.prepared + tuple(entry for entry in second.prepared if entry.identity in new),
        identities=first.identities + tuple(identity for identity in second.identities if identity in new),
        entries_in_document=first.entries_in_document + second.entries_in_document,
    )


def _shows_page(answer: Fetched | NotModified | Failed | Waiting) -> bool:
    return isinstance(answer, Failed) and answer.cause.code == "html_instead_of_feed"


def _has_no_list(answer: Fetched | NotModified | Failed | Waiting) -> bool:
    return isinstance(answer, Failed) and answer.cause.code in ("listing_empty", "listing_unsure")


async def _proposed(document: Document, workers: Workers) -> tuple[str, ...]:
    try:
        found = await workers.run(find_feeds, document, limit_seconds=READ_SECONDS)
    except WorkerError:
        return ()  # the poll failed already, for the reason that it has
    feeds = [candidate.url for candidate in found if candidate.found != "sitemap" and not candidate.comments]
    return tuple(feeds[:MOST_CANDIDATES])


async def _find_new_place(
    source: Source, state: FeedState, candidates: Sequence[str], *, fetcher: Fetcher, workers: Workers
) -> Cause | None:
    """Where the feed lives now, if the page in its place leads to one. Proposed only: the config is its owner's."""
    if state.cause is not None and state.cause.code == FEED_ELSEWHERE:
        return state.cause  # found before, so the site is spared the search
    for url in candidates:
        found = await _ask_once(
            source, FeedState(url=url), "feed", "id", fetcher=fetcher, workers=workers, known=_nothing_known
        )
        if found.read is not None and found.read.identities:
            said = f"The address answers with a web page now. There is a feed at {found.answer.url}"
            todo = "if it is the right one, put it into the settings, and the present address under `was`"
            return Cause(FEED_ELSEWHERE, f"{said}: {todo}.")
    return None


async def _nothing_known() -> Mapping[str, bytes]:
    return {}


def _document(answer: Fetched) -> Document:
    return Document(url=answer.url, body=answer.body, content_type=answer.content_type, charset=answer.charset)


def judge(tagger: Tagger, source: Source, read: ReadDocument) -> tuple[Verdict, ...]:
    """The verdict on each prepared entry."""
    return tuple(tagger.tag(tag_input(source, entry, entry.text)) for entry in read.prepared)


async def _fingerprint(body: bytes) -> bytes:
    if len(body) <= SMALL_BYTES:
        return body_fingerprint(body)
    return await asyncio.to_thread(body_fingerprint, body)


def _without_body(answer: Fetched) -> Fetched:
    """The answer without its bytes, which nobody needs any more."""
    return replace(answer, body=b"")

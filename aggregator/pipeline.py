"""The story of what comes in: fetch → parse → identify → clean → tag → store, source by source.

A poll always ends in a recorded outcome. What it stores, and how the source stands afterwards, lands in one
transaction, so that a poll that is killed at any moment has either happened or not. Going out is publish.py's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aggregator import schedule
from aggregator.admission import standings, wants_article
from aggregator.config.settings import Settings
from aggregator.errors import FeedError, StoreError, WorkerError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchPolicy, FetchRequest, build_user_agent
from aggregator.hashing import body_fingerprint
from aggregator.logs import get_logger
from aggregator.models.document import Document, How, ReadDocument
from aggregator.models.entry import Prepared, Standing
from aggregator.models.rules import Verdict
from aggregator.models.source import FeedState, Kind, Source
from aggregator.outcomes import Cause, Failed, Fetched, NotModified, PollOutcome, PollReport, Waiting
from aggregator.schedule import Pace
from aggregator.store import dropped, entries, sources, tombstones
from aggregator.store.engine import Store, Transaction
from aggregator.store.entries import Incoming
from aggregator.tag.entry_input import tag_input
from aggregator.tag.tagger import Tagger, compile_rules
from aggregator.urls import may_share_secrets, slugify
from aggregator.workers.jobs import find_feeds, read_document
from aggregator.workers.pool import Workers

log = get_logger(__name__)

#: The longest that reading one document may take, in seconds of a worker.
READ_SECONDS = 20.0
#: The most sitemaps that are read of an index, the newest first.
MOST_SITEMAPS = 20
#: The most addresses that are tried where a page came instead of a feed.
MOST_CANDIDATES = 3
#: The code of the cause that proposes another address.
FEED_ELSEWHERE = "feed_elsewhere"
#: Bodies that may wait for a worker, beyond those being fetched.
BODIES_WAITING = 32
#: What is longer lets other documents pass, and never takes the last worker from them. Hardly any feed is.
HEAVY_BYTES = 3 * 2**20
#: What is longer is fingerprinted in a thread: the event loop waits for nobody.
SMALL_BYTES = 128 * 1024
DAY = timedelta(days=1)

Clock = Callable[[], datetime]
#: Answers which entries of a source need no reading: identity → content hash.
Known = Callable[[], Awaitable[Mapping[str, bytes]]]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class PolledSource:
    """A source of the config with its place in the store."""

    id: int
    #: Half of every published id.
    first_url: str
    source: Source


def fetch_policy(settings: Settings) -> FetchPolicy:
    """The manners that the config asks for."""
    polling = settings.polling
    return FetchPolicy(
        user_agent=build_user_agent(settings.site.url, settings.site.contact),
        timeout_seconds=polling.timeout.total_seconds(),
        max_bytes=polling.max_bytes,
        per_host=polling.per_host,
        per_host_gap_seconds=polling.per_host_gap.total_seconds(),
        concurrency=polling.concurrency,
        bodies_at_once=polling.concurrency + BODIES_WAITING,
        allow_private=polling.allow_private,
        robots=polling.robots,
    )


def tagger_for(settings: Settings) -> Tagger:
    """The rules of the config, ready to tag with."""
    return compile_rules(
        categories=settings.categories,
        agencies=settings.agencies,
        relevance=settings.relevance,
        vacancy=settings.vacancies,
    )


def take_over(store_tx: Transaction, settings: Settings, now: datetime) -> dict[int, PolledSource]:
    """Make the store know the sources of the config; the ones to poll, by id."""
    configured = [(source, slugify(source.name)) for source in settings.sources]
    ids = sources.sync(store_tx, configured, now)
    stored = sources.load(store_tx)
    return {
        ids[source.name]: PolledSource(ids[source.name], stored[ids[source.name]].first_url, source)
        for source in settings.sources
        if not source.paused
    }


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
            (replace(entry, tags=verdict.tags), verdict) for entry, verdict in zip(prepared, self.verdicts, strict=True)
        ]


async def ask(
    source: Source,
    state: FeedState,
    *,
    fetcher: Fetcher,
    workers: Workers,
    tagger: Tagger,
    known: Known,
) -> Visit:
    """Fetch a source, and read what was fetched if it is not what we had already. Stores nothing.

    What it is, is found out where neither the config nor an earlier poll says so.
    """
    kind = source.kind or state.kind
    visit = await _ask_once(source, state, kind, fetcher=fetcher, workers=workers, known=known)
    if kind is None and _shows_page(visit.answer):
        # robots.txt is asked before pages and not before feeds: so once more, as for a page
        page = await _ask_once(source, state, "page", fetcher=fetcher, workers=workers, known=known)
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
    read = await _read_on(source, state, read, fetcher=fetcher, workers=workers, known=known)
    # in a thread, since thousands of entries would hold up the loop
    return replace(visit, read=read, verdicts=await asyncio.to_thread(judge, tagger, source, read))


async def _ask_once(
    source: Source, state: FeedState, kind: Kind | None, *, fetcher: Fetcher, workers: Workers, known: Known
) -> Visit:
    is_own = may_share_secrets(state.url, source.url)  # not so after a move, or in a list's further parts
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
        how = How(kind=kind, selectors=source.selectors, shape=state.shape)
        try:
            read = await workers.run(
                read_document,
                document,
                await known(),
                how,
                limit_seconds=READ_SECONDS,
                is_heavy=len(document.body) > HEAVY_BYTES,
            )
        except (FeedError, WorkerError) as error:
            failed = Failed(url=answer.url, cause=error.cause, status=answer.status)
            candidates = await _proposed(document, workers) if kind == "feed" and _shows_page(failed) else ()
            return Visit(failed, candidates=candidates)
    return Visit(_without_body(answer), body_hash=body_hash, read=read)


async def _read_on(
    source: Source, state: FeedState, read: ReadDocument, *, fetcher: Fetcher, workers: Workers, known: Known
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
            source, FeedState(url=url, shape=read.shape), read.kind, fetcher=fetcher, workers=workers, known=known
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
            source, FeedState(url=url), "feed", fetcher=fetcher, workers=workers, known=_nothing_known
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


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything a poll needs. `poll` is the whole story of one source; what is due and when is the caller's."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    settings: Settings
    tagger: Tagger
    clock: Clock = utc_now

    async def poll(self, polled: PolledSource) -> PollReport:
        """Visit the source and store what it has. Raises nothing but StoreError and cancellation."""
        started = time.monotonic()
        state = await self.store.read(lambda tx: sources.state(tx, polled.id))
        try:
            visit = await self._visit(polled, state)
        except StoreError:
            raise
        except Exception as error:  # the one border where the unexpected costs one source one poll
            log.exception("poll_crashed", source=polled.source.name, url=state.url)
            said = Cause("internal", f"The program made a mistake of its own ({type(error).__name__}); see the log.")
            visit = Visit(Failed(url=state.url, cause=said))
        report = await self.store.write(lambda tx: self._record(tx, polled, state, visit, time.monotonic() - started))
        _log(report)
        return report

    async def _visit(self, polled: PolledSource, state: FeedState) -> Visit:
        async def known() -> Mapping[str, bytes]:
            return await self.store.read(lambda tx: entries.known(tx, polled.id) | dropped.known(tx, polled.id))

        return await ask(
            polled.source, state, fetcher=self.fetcher, workers=self.workers, tagger=self.tagger, known=known
        )

    def _record(
        self, tx: Transaction, polled: PolledSource, state: FeedState, visit: Visit, seconds: float
    ) -> PollReport:
        """What the visit came to, in one transaction."""
        now, answer = self.clock(), visit.answer
        new = updated = 0
        if isinstance(answer, Fetched | NotModified) and (visit.read.kind if visit.read else state.kind) == "page":
            self._note_missing(tx, polled, visit, now)
        if visit.read is not None:
            new, updated = self._store(tx, polled, state, visit, now)
            sources.save_facts(tx, polled.id, visit.read.facts, now, with_date=bool(new or updated))
        pace = self.pace(tx, polled)  # now that its newest entries are known
        match answer:
            case Fetched() | NotModified():
                after = schedule.after_success(
                    state,
                    answer,
                    outcome=_outcome(answer, new),
                    pace=pace,
                    now=now,
                    read=visit.read,
                    body_hash=visit.body_hash,
                    had_entries=state.imported_at is not None and entries.count(tx, polled.id) > 0,
                )
            case Failed():
                after = schedule.after_failure(state, answer, pace=pace, now=now)
            case Waiting():
                after = schedule.after_waiting(state, answer, pace=pace, now=now)
        sources.save_state(tx, polled.id, after, new=new, updated=updated, seconds=seconds)
        return PollReport(
            source=polled.source.name,
            url=state.url,
            outcome=after.outcome or PollOutcome.FAILED,
            status=after.status,
            new=new,
            updated=updated,
            entries=entries.count(tx, polled.id),
            cause=after.cause,
            next_poll=after.next_poll,
            seconds=round(seconds, 3),
        )

    def _note_missing(self, tx: Transaction, polled: PolledSource, visit: Visit, now: datetime) -> None:
        """Vacancies that a list no longer shows may be gone; one that goes on elsewhere or was cut tells nothing."""
        read = visit.read
        if read is None:
            entries.note_missing(tx, polled.id, None, now)
        elif not read.further and read.entries_in_document == len(read.identities):
            entries.note_missing(tx, polled.id, frozenset(read.identities), now)

    def _store(
        self, tx: Transaction, polled: PolledSource, state: FeedState, visit: Visit, now: datetime
    ) -> tuple[int, int]:
        """New and edited entries into the store; how many of each."""
        buried = tombstones.buried(tx, polled.id)
        judged = [(entry, verdict) for entry, verdict in visit.judged() if entry.identity not in buried]
        present = entries.present(tx, polled.id, [entry.identity for entry, _ in judged])
        edited = [entry for entry, _ in judged if entry.identity in present]
        fresh = [(entry, verdict) for entry, verdict in judged if entry.identity not in present]
        kept = [entry for entry, verdict in fresh if verdict.relevant]
        standings = self._standings(tx, polled, state, kept, now)
        incoming = [
            Incoming(
                entry, standing, wants_article=standing is Standing.WAITING and wants_article(polled.source, entry)
            )
            for entry, standing in zip(kept, standings, strict=True)
        ]
        # oldest first, so that numbers and ids follow the document's own order
        entries.insert_new(tx, polled.id, polled.first_url, incoming[::-1], now)
        entries.update_changed(tx, polled.id, edited, now)
        dropped.forget(tx, polled.id, [entry.identity for entry in kept])
        left_out = [dropped.Dropped(entry, verdict.reasons) for entry, verdict in fresh if not verdict.relevant]
        if left_out:
            dropped.remember(tx, polled.id, left_out, now)
            dropped.tidy(tx, polled.id, now)
        return len(kept), len(edited)

    def _standings(
        self, tx: Transaction, polled: PolledSource, state: FeedState, kept: Sequence[Prepared], now: datetime
    ) -> list[Standing]:
        publish = self.settings.publish
        is_first = state.imported_at is None
        sent = 0
        if kept and state.imported_at is not None:
            sent = entries.sent_since(tx, polled.id, now - DAY, state.imported_at)
        return standings(
            kept,
            now=now,
            oldest=now - publish.first_import if is_first and publish.first_import else None,
            allowance=None if is_first and not publish.first_import else publish.per_source_per_day - sent,
            is_first_import=is_first,
        )

    def pace(self, tx: Transaction, polled: PolledSource) -> Pace:
        """How often the source wants to be visited, as things stand."""
        pace, polling = configured_pace(polled.source), self.settings.polling
        if not polled.source.adaptive:
            return pace
        newest = entries.newest_moments(tx, polled.id, schedule.RHYTHM_ENTRIES)
        return replace(
            pace,
            adaptive=(polling.adaptive_shortest, polling.adaptive_longest),
            gap=schedule.usual_gap(newest, now=self.clock()),
        )


def configured_pace(source: Source) -> Pace:
    """How often the config wants the source to be visited."""
    # the config lets no interval be shorter than its address may have
    return Pace(source=source.name, every=source.every, floor=schedule.PRIVATE_FLOOR)


async def poll_each(
    intake: Intake, polled: Iterable[PolledSource], on_report: Callable[[PollReport], None] | None = None
) -> list[PollReport]:
    """Poll these sources, as many at once as the manners allow; reports in the order in which they end."""
    reports: list[PollReport] = []

    async def poll(one: PolledSource) -> None:
        report = await intake.poll(one)
        reports.append(report)
        if on_report is not None:
            on_report(report)

    async with asyncio.TaskGroup() as group:
        for one in polled:
            group.create_task(poll(one))
    return reports


async def poll_due(
    intake: Intake, known: Mapping[int, PolledSource], on_report: Callable[[PollReport], None] | None = None
) -> list[PollReport]:
    """One pass over what is due now."""
    now = intake.clock()
    ids = await intake.store.read(lambda tx: sources.due(tx, now, latest=now + schedule.RETRY_AFTER_CEILING))
    return await poll_each(intake, [known[source_id] for source_id in ids if source_id in known], on_report)


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


def _outcome(answer: Fetched | NotModified, new: int) -> PollOutcome:
    if isinstance(answer, NotModified):
        return PollOutcome.NOT_MODIFIED
    return PollOutcome.NEW if new else PollOutcome.NOTHING_NEW


def _log(report: PollReport) -> None:
    failed = report.outcome in (PollOutcome.FAILED, PollOutcome.GONE)
    write = log.warning if failed else log.info
    write(
        "feed_polled",
        source=report.source,
        url=report.url,
        outcome=report.outcome.value,
        status=report.status,
        new=report.new,
        updated=report.updated,
        seconds=report.seconds,
        cause=report.cause.message if report.cause else None,
    )

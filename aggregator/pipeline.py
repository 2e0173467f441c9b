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
from aggregator.config.settings import Settings
from aggregator.errors import FeedError, StoreError, WorkerError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchPolicy, FetchRequest, build_user_agent
from aggregator.hashing import body_fingerprint
from aggregator.logs import get_logger
from aggregator.models.document import Document, ReadDocument
from aggregator.models.entry import Prepared, Standing
from aggregator.models.rules import Verdict
from aggregator.models.source import FeedState, Source
from aggregator.outcomes import Cause, Failed, Fetched, NotModified, PollOutcome, PollReport, Waiting
from aggregator.schedule import Pace
from aggregator.store import dropped, entries, sources
from aggregator.store.engine import Store, Transaction
from aggregator.store.entries import Incoming
from aggregator.tag.entry_input import tag_input
from aggregator.tag.tagger import Tagger, compile_rules
from aggregator.urls import slugify
from aggregator.workers.jobs import read_feed
from aggregator.workers.pool import Workers

log = get_logger(__name__)

#: The longest that reading one document may take, in seconds of a worker.
READ_SECONDS = 20.0
#: Bodies that may wait for a worker, beyond those being fetched.
BODIES_WAITING = 32
DAY = timedelta(days=1)

Clock = Callable[[], datetime]


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
    known: Callable[[], Awaitable[Mapping[str, bytes]]],
) -> Visit:
    """Fetch a source, and read what was fetched if it is not what we had already. Stores nothing.

    `known` answers which entries need no reading: identity → content hash.
    """
    request = FetchRequest(
        url=state.url, purpose="feed", validators=state.validators, headers=source.headers, auth=source.auth
    )
    async with fetcher.reading(request) as answer:
        if not isinstance(answer, Fetched):
            return Visit(answer)
        body_hash = body_fingerprint(answer.body)
        if body_hash == state.body_hash:
            return Visit(_without_body(answer), body_hash=body_hash)
        document = Document(url=answer.url, body=answer.body, content_type=answer.content_type, charset=answer.charset)
        try:
            read = await workers.run(read_feed, document, await known(), limit_seconds=READ_SECONDS)
        except (FeedError, WorkerError) as error:
            return Visit(Failed(url=answer.url, cause=error.cause, status=answer.status))
    verdicts = await asyncio.to_thread(_judge, tagger, source, read)  # thousands of entries would hold up the loop
    return Visit(_without_body(answer), body_hash=body_hash, read=read, verdicts=verdicts)


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
        pace = self._pace(polled.source)
        new = updated = 0
        match answer:
            case Fetched() | NotModified():
                if visit.read is not None:
                    new, updated = self._store(tx, polled, state, visit, now)
                    sources.save_facts(tx, polled.id, visit.read.facts, now, with_date=bool(new or updated))
                after = schedule.after_success(
                    state,
                    answer,
                    outcome=_outcome(answer, new),
                    pace=pace,
                    now=now,
                    read=visit.read,
                    body_hash=visit.body_hash,
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

    def _store(
        self, tx: Transaction, polled: PolledSource, state: FeedState, visit: Visit, now: datetime
    ) -> tuple[int, int]:
        """New and edited entries into the store; how many of each."""
        judged = visit.judged()
        present = entries.present(tx, polled.id, [entry.identity for entry, _ in judged])
        edited = [entry for entry, _ in judged if entry.identity in present]
        fresh = [(entry, verdict) for entry, verdict in judged if entry.identity not in present]
        kept = [entry for entry, verdict in fresh if verdict.relevant]
        standings = self._standings(tx, polled, state, kept, now)
        incoming = [
            Incoming(
                entry, standing, wants_article=standing is Standing.WAITING and _wants_article(polled.source, entry)
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

    def _pace(self, source: Source) -> Pace:
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


def _judge(tagger: Tagger, source: Source, read: ReadDocument) -> tuple[Verdict, ...]:
    return tuple(tagger.tag(tag_input(source, entry, entry.text)) for entry in read.prepared)


def standings(
    kept: Sequence[Prepared],
    *,
    now: datetime,
    oldest: datetime | None,
    allowance: int | None,
    is_first_import: bool,
) -> list[Standing]:
    """Which new entries of one poll go out in the combined feed, newest first in the document.

    At a first import: what is dated `oldest` or later; of undated ones, whose age nobody knows, `allowance` many.
    Later: `allowance` many of all. None lifts a bound.
    """
    decided: list[Standing] = []
    for entry in kept:
        limited = not is_first_import or entry.published is None
        if is_first_import and entry.published is not None:
            goes = oldest is None or entry.published >= oldest
        else:
            goes = allowance is None or allowance > 0
        if goes and limited and allowance is not None:
            allowance -= 1
        decided.append(Standing.WAITING if goes else Standing.KEPT_BACK)
    return decided


def _wants_article(source: Source, entry: Prepared) -> bool:
    """Whether the entry's own page is to be read: where the document left the body out, or the source says so."""
    if entry.link is None or source.extract == "never":
        return False
    return source.extract == "always" or not entry.text or (source.body == "full" and not entry.is_whole)


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

"""One poll, from the question to the recorded outcome.

A poll always ends in a recorded outcome. What it stores, and how the source stands afterwards, lands in one
transaction, so that a poll that is killed at any moment has either happened or not. Going out is another story.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator import history, schedule
from aggregator.config.settings import Settings
from aggregator.errors import StoreError
from aggregator.fetch.causes import cause
from aggregator.fetch.client import SHORTAGE, Fetcher
from aggregator.fetch.faults import is_shortage
from aggregator.logs import get_logger
from aggregator.models.source import FeedState, Habits, Source, Trust
from aggregator.outcomes import Cause, Failed, Fetched, NotModified, PollOutcome, PollReport, Waiting
from aggregator.pipeline import storing
from aggregator.pipeline.desk import Clock, PolledSource, utc_now
from aggregator.pipeline.lots import Lots
from aggregator.pipeline.redirects import resolved
from aggregator.pipeline.storing import Brought
from aggregator.pipeline.visit import Visit, ask
from aggregator.schedule import Pace
from aggregator.store import entries, habits, polling
from aggregator.store.engine import Store, Transaction
from aggregator.store.polling import Polled
from aggregator.tag.tagger import Tagger
from aggregator.workers.pool import Workers

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Before:
    """What a visit begins with: how the source stands, and what its entries are known by."""

    state: FeedState
    trust: Trust


@dataclass(frozen=True, slots=True)
class Ended:
    """A visit that is over and not yet recorded."""

    polled: PolledSource
    state: FeedState
    visit: Visit
    seconds: float


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything a poll needs. `poll` is the whole story of one source; what is due and when is the caller's."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    settings: Settings
    tagger: Tagger
    clock: Clock = utc_now
    #: Visits that end at the same time are recorded together.
    lots: Lots[Ended, PollReport] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lots", Lots(self.store, self._record_all))

    async def poll(self, polled: PolledSource, before: Before | None = None) -> PollReport:
        """Visit the source and store what it has. Raises nothing but StoreError and cancellation.

        `before` is how the source stands, for who has asked already.
        """
        started = time.monotonic()
        if before is None:
            before = (await self.store.read(lambda tx: stand(tx, [polled.id])))[polled.id]
        try:
            visit = await self._visit(polled, before)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001  # the one border where the unexpected costs one source one poll
            visit = Visit(self._accident(polled.source.name, before.state.url, error))
        report = await self.lots.add(Ended(polled, before.state, visit, time.monotonic() - started))
        _log(report)
        return report

    def _accident(self, name: str, url: str, error: Exception) -> Failed | Waiting:
        if is_shortage(error):  # no source is to blame that we are out of file descriptors
            return Waiting(url=url, cause=cause("short_of_files"), until=self.clock() + SHORTAGE)
        log.exception("poll_crashed", source=name, url=url)
        said = Cause("internal", f"The program made a mistake of its own ({type(error).__name__}); see the log.")
        return Failed(url=url, cause=said)

    async def _visit(self, polled: PolledSource, before: Before) -> Visit:
        async def known() -> Mapping[str, bytes]:
            await self.lots.room()  # what is read faster than it is written would pile up
            return await self.store.read(lambda tx: storing.known(tx, polled.id))

        visit = await ask(
            polled.source,
            before.state,
            fetcher=self.fetcher,
            workers=self.workers,
            tagger=self.tagger,
            known=known,
            trust=before.trust,
        )
        return await resolved(visit, known, self.fetcher)

    def _record_all(self, tx: Transaction, ended: Sequence[Ended]) -> list[PollReport]:
        """What these visits came to, in one transaction."""
        now, ids = self.clock(), [one.polled.id for one in ended]
        usual, stands = habits.of(tx, ids, for_writing=True), polling.for_saving(tx, ids)
        for one in ended:
            stands[one.polled.id].check(one.state)
        taken = self._take_in(tx, ended, usual, now)
        after = [self._record(tx, one, *taken.get(one.polled.id, (0, 0)), now) for one in ended]
        # else the settings gave it another address meanwhile
        polling.save_states(
            tx, [one for one, visit in zip(after, ended, strict=True) if stands[one.id].url == visit.state.url]
        )
        counts = entries.counts(tx, ids)
        return [_report(visit, one, counts[one.id]) for one, visit in zip(after, ended, strict=True)]

    def _take_in(
        self, tx: Transaction, ended: Sequence[Ended], usual: Mapping[int, Habits], now: datetime
    ) -> dict[int, tuple[int, int]]:
        """Stores what good visits brought; source id → how many entries are new, and how many edited."""
        good = [one for one in ended if isinstance(one.visit.answer, Fetched | NotModified)]
        brought = [
            Brought(
                polled=one.polled,
                state=one.state,
                read=one.visit.read,
                judged=one.visit.judged(),
                before=usual.get(one.polled.id, Habits()),
            )
            for one in good
        ]
        taken = storing.take_in(tx, brought, self.settings.publish, now)
        return {one.polled.id: counts for one, counts in zip(good, taken, strict=True)}

    def _record(self, tx: Transaction, ended: Ended, new: int, updated: int, now: datetime) -> Polled:
        """How the source of a visit stands afterwards, now that what it brought is stored."""
        polled, state, visit, answer = ended.polled, ended.state, ended.visit, ended.visit.answer
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
                    had_entries=_is_empty_now(visit)
                    and state.imported_at is not None
                    and entries.any_of(tx, polled.id),
                )
            case Failed():
                after = schedule.after_failure(state, answer, pace=pace, now=now)
            case Waiting():
                after = schedule.after_waiting(state, answer, pace=pace, now=now)
        after = self._counted(state, after, new, now)
        return Polled(polled.id, after, new=new, updated=updated, seconds=ended.seconds)

    def _counted(self, before: FeedState, after: FeedState, new: int, now: datetime) -> FeedState:
        """With the poll in its day's counts, unless nobody was asked."""
        if after.outcome is PollOutcome.WAITING:
            return after
        days = history.counted(
            before.days,
            now.astimezone(ZoneInfo(self.settings.site.timezone)).date(),
            failed=after.outcome in (PollOutcome.FAILED, PollOutcome.GONE),
            entries=new if before.imported_at is not None else 0,
        )
        return replace(after, days=days)

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


def stand(tx: Transaction, source_ids: Sequence[int]) -> dict[int, Before]:
    """How each of these sources stands, asked once for all of them."""
    usual = habits.of(tx, source_ids)
    return {
        source_id: Before(state, usual[source_id].trust if source_id in usual else Habits().trust)
        for source_id, state in polling.states_of(tx, source_ids).items()
    }


def configured_pace(source: Source) -> Pace:
    """How often the config wants the source to be visited."""
    # the config lets no interval be shorter than its address may have
    return Pace(source=source.name, every=source.every, floor=schedule.PRIVATE_FLOOR)


async def poll_each(
    intake: Intake, polled: Iterable[PolledSource], on_report: Callable[[PollReport], None] | None = None
) -> list[PollReport]:
    """Poll these sources, as many at once as the manners allow; reports in the order in which they end."""
    reports: list[PollReport] = []
    polled = list(polled)
    before = await intake.store.read(lambda tx: stand(tx, [one.id for one in polled]))

    async def poll(one: PolledSource) -> None:
        report = await intake.poll(one, before.pop(one.id))
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
    ids = await intake.store.read(lambda tx: polling.due(tx, now, latest=now + schedule.RETRY_AFTER_CEILING))
    return await poll_each(intake, [known[source_id] for source_id in ids if source_id in known], on_report)


def _is_empty_now(visit: Visit) -> bool:
    return visit.read is not None and not visit.read.identities


def _report(ended: Ended, after: Polled, entries_now: int) -> PollReport:
    state = after.state
    return PollReport(
        source=ended.polled.source.name,
        url=ended.state.url,
        outcome=state.outcome or PollOutcome.FAILED,
        status=state.status,
        new=after.new,
        updated=after.updated,
        entries=entries_now,
        cause=state.cause,
        next_poll=state.next_poll,
        seconds=round(after.seconds, 3),
    )


def _outcome(answer: Fetched | NotModified, new: int) -> PollOutcome:
    if isinstance(answer, NotModified):
        return PollOutcome.NOT_MODIFIED
    return PollOutcome.NEW if new else PollOutcome.NOTHING_NEW


def _log(report: PollReport) -> None:
    failed = report.outcome in (PollOutcome.FAILED, PollOutcome.GONE)
    log.log(
        logging.WARNING if failed else logging.INFO,
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

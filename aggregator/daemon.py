"""The daemon: ticks once a second, lets what is due be polled, sends out, and stops cleanly.

APScheduler only ticks; what is due is a question to the store.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aggregator import publish, schedule
from aggregator.articles import Articles
from aggregator.config.settings import Settings
from aggregator.errors import StoreError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.hosts import HostPause
from aggregator.housekeeping import close_vacancies, prune
from aggregator.logs import get_logger
from aggregator.pipeline.desk import PolledSource, fetch_policy, tagger_for, take_over, utc_now
from aggregator.pipeline.intake import Intake, configured_pace
from aggregator.retagging import Retagging
from aggregator.store import hosts, sources
from aggregator.store.engine import Store, Transaction
from aggregator.workers.pool import Workers

log = get_logger(__name__)

TICK_SECONDS = 1.0
#: How long polls in flight may go on once we were asked to stop.
GRACE_SECONDS = 3.0
#: A gap between ticks that only a sleeping machine or a jumping clock explains.
SLEPT = timedelta(minutes=2)


#: Serves until the event is set.
Serve = Callable[[asyncio.Event], Coroutine[None, None, None]]


async def run(settings: Settings, store: Store, outputs: publish.Outputs, *, serve: Serve) -> None:
    """Poll, publish and serve until SIGTERM or SIGINT, or until serving ends by itself. The caller holds the store."""
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        stack.enter_context(_until_signalled(stop))
        desk = await _open_desk(stack, settings, store, outputs)
        serving = asyncio.create_task(serve(stop))
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            desk.tick, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1, next_run_time=utc_now()
        )
        scheduler.start()
        log.info("daemon_started", sources=len(desk.known))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        log.info("daemon_stopping", polls_in_flight=len(desk.in_flight))
        stop.set()
        scheduler.pause()
        await asyncio.gather(serving, desk.finish())
        scheduler.shutdown(wait=False)  # would cancel a tick in the middle
    log.info("daemon_stopped")


async def _open_desk(stack: AsyncExitStack, settings: Settings, store: Store, outputs: publish.Outputs) -> Desk:
    now = utc_now()

    def prepare() -> tuple[dict[int, PolledSource], dict[str, datetime]]:
        with store.writing() as tx:
            known = take_over(tx, settings, now)
            publish.note_settings(tx, settings, now)
            return known, hosts.pauses(tx, now)

    known, pauses = await asyncio.to_thread(prepare)
    fetcher = await stack.enter_async_context(
        Fetcher(fetch_policy(settings), pauses=[HostPause(name, until) for name, until in pauses.items()])
    )
    workers = await stack.enter_async_context(Workers())
    intake = Intake(store, fetcher, workers, settings, tagger_for(settings))
    articles = Articles(store, fetcher, workers, intake.tagger, {one.id: one.source for one in known.values()}, utc_now)
    return Desk(intake=intake, articles=articles, known=known, outputs=outputs, saved_pauses=pauses)


@dataclass(slots=True, kw_only=True)
class Desk:
    """What a running daemon keeps in memory: the polls in flight, and outputs kept ready."""

    intake: Intake
    articles: Articles
    known: Mapping[int, PolledSource]
    outputs: publish.Outputs
    saved_pauses: dict[str, datetime]
    told: publish.Told = field(default_factory=publish.Told)
    in_flight: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    reading: asyncio.Task[None] | None = None
    retagging: asyncio.Task[None] | None = None
    last_tick: datetime | None = None
    kept_house_on: date | None = None
    ticking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tick(self) -> None:
        """Once a second. A fault of the database costs the tick, not the daemon."""
        async with self.ticking:
            await self._tick()

    async def _tick(self) -> None:
        try:
            await self._start_due()
            self._start_reading()
            self._start_retagging()
            await self._send_out()
            await self._save_pauses()
            await self._keep_house()
        except StoreError as error:
            log.error("store_failed", reason=error.reason)

    async def _start_due(self) -> None:
        store, now = self.intake.store, self.intake.clock()
        slept = self.last_tick is None or not timedelta(0) <= now - self.last_tick < SLEPT
        self.last_tick = now
        if slept:
            await store.write(lambda tx: self._settle(tx, now))
        ids = await store.read(lambda tx: sources.due(tx, now, latest=now + schedule.RETRY_AFTER_CEILING))
        for source_id in ids:
            if source_id in self.known and source_id not in self.in_flight:
                self.in_flight[source_id] = asyncio.create_task(self._poll(source_id))

    def _settle(self, tx: Transaction, now: datetime) -> None:
        """After a start, a long sleep or a jump of the clock: what lies beyond reach comes back, and what is overdue is
        not asked for all at once."""
        states = sources.states(tx)
        for source_id, polled in self.known.items():
            state = states[source_id]
            states[source_id] = schedule.mended(state, pace=configured_pace(polled.source), now=now)
            if states[source_id] != state:
                sources.save_times(tx, source_id, states[source_id])
        spread = schedule.spread_out(
            {str(source_id): state.next_poll for source_id, state in states.items() if state.next_poll is not None},
            now=now,
            at_once=self.intake.settings.polling.concurrency,
        )
        sources.postpone(tx, [(int(source_id), at) for source_id, at in spread.items()])

    async def _poll(self, source_id: int) -> None:
        try:
            await self.intake.poll(self.known[source_id])
        except StoreError as error:
            log.error("store_failed", reason=error.reason, source=self.known[source_id].source.name)
            await asyncio.sleep(GRACE_SECONDS)  # it stays due: not again in the same second
        finally:
            del self.in_flight[source_id]

    def _start_reading(self) -> None:
        """The pages that entries want are read beside the polls, a batch after the other."""
        if self.reading is None or self.reading.done():
            self.reading = asyncio.create_task(self._read_articles())

    async def _read_articles(self) -> None:
        try:
            await self.articles.read_due()
        except StoreError as error:
            log.error("store_failed", reason=error.reason)

    def _start_retagging(self) -> None:
        """Once after a start: what was tagged by other rules than today's is tagged anew, beside everything else."""
        if self.retagging is None:
            self.retagging = asyncio.create_task(self._retag())

    async def _retag(self) -> None:
        intake = self.intake
        try:
            retagging = await asyncio.to_thread(
                lambda: Retagging(intake.store, intake.settings, intake.tagger, clock=intake.clock, only_stale=True)
            )
            if not retagging.chosen:
                return
            log.info("retag_started", sources=len(retagging.chosen))
            batches = retagging.batches()
            # a batch at a time, so that stopping waits for no more than one
            while await asyncio.to_thread(next, batches, None) is not None:
                pass
            found = retagging.difference
            log.info(
                "retag_finished",
                entries=found.entries,
                changed=found.changed,
                returned=found.returning.number,
                dropped=found.leaving.number,
            )
        except StoreError as error:
            log.error("store_failed", reason=error.reason)

    async def _send_out(self) -> None:
        """Number what waits, and make ready what is out of date, by our doing or another process's."""
        store, now = self.intake.store, self.intake.clock()
        # in lots, so that polls can be written in between
        while await store.read(lambda tx: publish.is_waiting(tx, now)):
            await store.write(lambda tx: publish.publish(tx, self.intake.settings, now, self.told))
        if await asyncio.to_thread(self.outputs.notice):
            await asyncio.to_thread(self.outputs.make_ready)

    async def _keep_house(self) -> None:
        """At the start, and whenever a new day begins where the site lives."""
        now, timezone = self.intake.clock(), self.intake.settings.site.timezone
        today = now.astimezone(ZoneInfo(timezone)).date()
        if today != self.kept_house_on:
            await self.intake.store.write(lambda tx: close_vacancies(tx, timezone, now))
            removed = await prune(self.intake.store, self.intake.settings.retention, now)
            log.info("house_kept", removed=removed)
            self.kept_house_on = today

    async def _save_pauses(self) -> None:
        """Retry-After holds over a restart."""
        pauses = {pause.host: pause.until for pause in self.intake.fetcher.pauses()}
        if pauses != self.saved_pauses:
            await self.intake.store.write(lambda tx: hosts.save_pauses(tx, pauses))
            self.saved_pauses = pauses

    async def finish(self) -> None:
        """Let polls in flight come to an end, but not for long; what is being written is always finished."""
        async with self.ticking:
            pass  # what it would still start is then in flight too
        if self.in_flight:
            await asyncio.wait(self.in_flight.values(), timeout=GRACE_SECONDS)
        late = [*self.in_flight.values(), *(task for task in (self.reading, self.retagging) if task)]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


@contextlib.contextmanager
def _until_signalled(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

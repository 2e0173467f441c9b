"""What the daemon does once a second: lets what is due be polled, sends out, keeps house.

What is due is a question to the store. What takes long goes on beside the ticks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aggregator import publish, schedule
from aggregator.alarms import Watchman
from aggregator.articles import Articles
from aggregator.backups import back_up_when_due
from aggregator.config.settings import Settings
from aggregator.daemon.metrics import Metrics
from aggregator.daemon.network import Network
from aggregator.daemon.storing import Storing
from aggregator.delivery import deliver
from aggregator.errors import Problem, StoreError
from aggregator.fetch.client import Fetcher
from aggregator.housekeeping import close_vacancies, end_pins, prune
from aggregator.logs import get_logger
from aggregator.memory import give_back
from aggregator.models.source import FeedState
from aggregator.pipeline.amending import ask_sooner
from aggregator.pipeline.desk import PolledSource, fetch_policy, tagger_for, take_over
from aggregator.pipeline.intake import Before, Intake, configured_pace, stand
from aggregator.publish.proxy import PictureProxy
from aggregator.retagging import Retagging
from aggregator.settings_in_force import InForce, remember
from aggregator.store import hosts, polling
from aggregator.store.engine import Transaction

log = get_logger(__name__)

#: How long polls in flight may go on once we were asked to stop.
GRACE_SECONDS = 3.0
#: A gap between ticks that only a sleeping machine or a jumping clock explains.
SLEPT = timedelta(minutes=2)
#: How often we look whether it is the network, while polls fail as if it were.
LOOK_AT_NETWORK = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)
#: How often we look whether anybody is to be told of anything.
TELL_EVERY = timedelta(seconds=5)


def take_up(tx: Transaction, found: InForce, now: datetime) -> dict[int, PolledSource]:
    """Make the store know settings that hold from now on; the sources to poll, by id."""
    known = take_over(tx, found.settings, now)
    publish.note_settings(tx, found.settings, now)
    remember(tx, found.valid)
    return known


@dataclass(slots=True, kw_only=True)
class Desk:
    """What a running daemon keeps in memory: the settings in force, the polls in flight, and outputs kept ready."""

    intake: Intake
    articles: Articles
    known: Mapping[int, PolledSource]
    outputs: publish.Outputs
    saved_pauses: dict[str, datetime]
    pictures: PictureProxy
    told: publish.Told = field(default_factory=publish.Told)
    metrics: Metrics = field(default_factory=Metrics)
    storing: Storing = field(default_factory=Storing)
    network: Network = field(default_factory=Network)
    in_flight: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    reading: asyncio.Task[None] | None = None
    retagging: asyncio.Task[None] | None = None
    backing_up: asyncio.Task[None] | None = None
    telling: asyncio.Task[None] | None = None
    told_at: datetime | None = None
    watchman: Watchman = field(init=False)
    #: What is wrong with the settings file, while earlier settings hold.
    refused: tuple[Problem, ...] = ()
    asked_backup: datetime | None = None
    #: Whether rules changed since it was last begun.
    retag_wanted: bool = True
    last_tick: datetime | None = None
    kept_house_on: date | None = None
    looked_at_network: datetime | None = None
    #: Since when the memory of polls may lie about.
    keeps_since: datetime | None = None
    #: Sources whose poll could not be stored, and when they may be asked again.
    held_back: dict[int, datetime] = field(default_factory=dict)
    #: Fetchers of earlier settings, with the tasks that still use them.
    retired: list[tuple[Fetcher, tuple[asyncio.Task[Any], ...]]] = field(default_factory=list)
    ticking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.watchman = Watchman(self.intake.store)

    async def tick(self) -> None:
        """Once a second. A fault of the database costs the tick, not the daemon."""
        async with self.ticking:
            try:
                await self._tick()
            except StoreError as error:
                self.storing.failed(error)

    def failed(self, error: StoreError) -> None:
        """Something beside the ticks could not be stored."""
        self.storing.failed(error)

    async def _tick(self) -> None:
        if not await self.storing.is_open(self.intake.store):
            await self._refresh()  # reading may do, and what is served goes on
            return
        await self._look_at_network()
        await self._start_due()
        self._start_reading()
        self._start_retagging()
        self._start_backing_up()
        await self._send_out()
        await self._save_pauses()
        await self._keep_house()
        self._start_telling()
        await self._close_retired()
        await self._give_back_memory()

    async def adopt(self, found: InForce) -> None:
        """Let these settings hold from now on; polls in flight end by the earlier ones. StoreError: they don't yet."""
        settings, store = found.settings, self.intake.store
        tagger = await asyncio.to_thread(tagger_for, settings)
        async with self.ticking:
            now = self.intake.clock()
            self.known = await store.write(lambda tx: self._take_up_anew(tx, found, now))
            self.outputs.follow(settings)
            self.refused = found.refused
            fetcher = await self._fetcher_for(settings)
            self.intake = replace(self.intake, settings=settings, tagger=tagger, fetcher=fetcher)
            polled = {source_id: one.source for source_id, one in self.known.items()}
            self.articles = replace(self.articles, fetcher=fetcher, tagger=tagger, sources=polled)
            self.retag_wanted = True
            self.kept_house_on = None  # retention and time zone may be others

    def _take_up_anew(self, tx: Transaction, found: InForce, now: datetime) -> dict[int, PolledSource]:
        known = take_up(tx, found, now)
        other_manners = fetch_policy(found.settings) != self.intake.fetcher.policy
        ask_sooner(tx, self.known, known, now, other_manners=other_manners)
        return known

    async def _fetcher_for(self, settings: Settings) -> Fetcher:
        """The present one if its manners still hold; else its successor, and it leaves with the last that uses it."""
        fetcher, policy = self.intake.fetcher, fetch_policy(settings)
        if policy == fetcher.policy:
            return fetcher
        beside = (self.reading, self.telling)
        users = [*self.in_flight.values(), *self.pictures.tasks.values(), *(task for task in beside if task)]
        self.retired.append((fetcher, tuple(users)))
        return await fetcher.successor(policy).__aenter__()

    async def _close_retired(self) -> None:
        for fetcher, users in self.retired:
            if all(task.done() for task in users):
                await fetcher.close()
        self.retired = [(fetcher, users) for fetcher, users in self.retired if not all(one.done() for one in users)]

    async def close(self) -> None:
        """Let go of all connections."""
        for fetcher in (self.intake.fetcher, *(fetcher for fetcher, _ in self.retired)):
            await fetcher.close()

    async def _look_at_network(self) -> None:
        """Ask for those again that could not be reached because we could not."""
        now = self.intake.clock()
        last = self.looked_at_network
        if not (self.network.suspected or self.network.is_away):
            return
        if last is not None and timedelta(0) <= now - last < LOOK_AT_NETWORK:
            return
        self.looked_at_network = now
        states = await self.intake.store.read(polling.states)
        states = {source_id: state for source_id, state in states.items() if source_id in self.known}
        if wanted := self.network.look(states, now):
            await self.intake.store.write(lambda tx: self._ask_again(tx, wanted, now))

    async def _give_back_memory(self) -> None:
        """Once a minute, if anything was polled since."""
        now = self.intake.clock()
        if self.keeps_since is not None and not timedelta(0) <= now - self.keeps_since < MINUTE:
            await asyncio.to_thread(give_back)
            self.keeps_since = None

    def _ask_again(self, tx: Transaction, wanted: list[int], now: datetime) -> None:
        polling.make_due(tx, wanted, now)
        self._spread_out(tx, polling.states(tx), now)

    async def _start_due(self) -> None:
        store, now = self.intake.store, self.intake.clock()
        slept = self.last_tick is None or not timedelta(0) <= now - self.last_tick < SLEPT
        self.last_tick = now
        if slept:
            await store.write(lambda tx: self._settle(tx, now))
        under_way = set(self.in_flight)  # asked first: what ends meanwhile is stored too late for the answer
        ids = await store.read(lambda tx: polling.due(tx, now, latest=now + schedule.RETRY_AFTER_CEILING))
        self.held_back = {source_id: until for source_id, until in self.held_back.items() if until > now}
        passed_over = under_way | self.held_back.keys()
        starting = [source_id for source_id in ids if source_id in self.known and source_id not in passed_over]
        if not starting:
            return
        self.keeps_since = self.keeps_since or now
        before = await store.read(lambda tx: stand(tx, starting))
        for source_id in starting:
            self.in_flight[source_id] = asyncio.create_task(self._poll(self.known[source_id], before[source_id]))

    def _settle(self, tx: Transaction, now: datetime) -> None:
        """After a start, a long sleep or a jump of the clock: what lies beyond reach comes back, and what is overdue is
        not asked for all at once."""
        states = polling.states(tx)
        for source_id, polled in self.known.items():
            state = states[source_id]
            states[source_id] = schedule.mended(state, pace=configured_pace(polled.source), now=now)
            if states[source_id] != state:
                polling.save_times(tx, source_id, states[source_id])
        self._spread_out(tx, states, now)

    def _spread_out(self, tx: Transaction, states: Mapping[int, FeedState], now: datetime) -> None:
        spread = schedule.spread_out(
            {str(source_id): state.next_poll for source_id, state in states.items() if state.next_poll is not None},
            now=now,
            at_once=self.intake.settings.polling.concurrency,
        )
        polling.postpone(tx, [(int(source_id), at) for source_id, at in spread.items()])

    async def _poll(self, polled: PolledSource, before: Before) -> None:
        try:
            report = await self.intake.poll(polled, before)
            self.metrics.polled(report)
            self.network.polled(polled.id, report)
        except StoreError as error:
            self.storing.failed(error, polled.source.name)
            # it stays due, and its publisher can't help that we lost the answer
            self.held_back[polled.id] = self.intake.clock() + min(polled.source.every, schedule.FLOOR)
        finally:
            del self.in_flight[polled.id]

    def _start_reading(self) -> None:
        """The pages that entries want are read beside the polls, a batch after the other."""
        if self.reading is None or self.reading.done():
            self.reading = asyncio.create_task(self._read_articles())

    async def _read_articles(self) -> None:
        try:
            await self.articles.read_due()
        except* StoreError as errors:
            self.storing.failed(_first(errors))

    def _start_telling(self) -> None:
        """Alarms and letters go out beside everything else: a mail server may be slow."""
        now = self.intake.clock()
        if self.telling is not None and not self.telling.done():
            return
        if self.told_at is None or not timedelta(0) <= now - self.told_at < TELL_EVERY:
            self.told_at = now
            self.telling = asyncio.create_task(self._tell(now))

    async def _tell(self, now: datetime) -> None:
        store, settings = self.intake.store, self.intake.settings
        try:
            await self.watchman.look(
                settings,
                self.outputs.site,
                self.known.keys(),
                now,
                is_network_away=self.network.is_away,
                refused=self.refused,
            )
            if await store.read(lambda tx: publish.are_due(tx, settings, now)):
                written = await store.write(lambda tx: publish.write_due(tx, settings, now))
                log.info("letters_written", letters=written)
            await deliver(store, self.intake.fetcher, settings, now)
        except StoreError as error:
            self.storing.failed(error)

    def _start_backing_up(self) -> None:
        """A copy of the database is made beside everything else; whether one is due is asked once a minute."""
        now, every = self.intake.clock(), self.intake.settings.backup.every
        if every is None or (self.backing_up is not None and not self.backing_up.done()):
            return
        if self.asked_backup is not None and timedelta(0) <= now - self.asked_backup < MINUTE:
            return
        self.asked_backup = now
        self.backing_up = asyncio.create_task(self._back_up(every, now))

    async def _back_up(self, every: timedelta, now: datetime) -> None:
        wanted, url = self.intake.settings.backup, self.intake.store.url
        try:
            file = await asyncio.to_thread(
                lambda: back_up_when_due(url, wanted.folder, every=every, keep=wanted.keep, now=now)
            )
        except StoreError as error:
            log.error("backup_failed", message="It is tried again in a minute.", reason=error.reason)
        else:
            if file is not None:
                log.info("backup_made", file=str(file))

    def _start_retagging(self) -> None:
        """After a start, and after each change of the settings: what was tagged by other rules than today's is tagged
        anew, beside everything else."""
        if self.retag_wanted and (self.retagging is None or self.retagging.done()):
            self.retag_wanted = False
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
            self.storing.failed(error)
            self.retag_wanted = True

    async def _send_out(self) -> None:
        """Number what waits, and make ready what is out of date, by our doing or another process's."""
        store, now = self.intake.store, self.intake.clock()
        # in lots, so that polls can be written in between
        while await store.read(lambda tx: publish.is_waiting(tx, now)):
            await store.write(lambda tx: publish.publish(tx, self.intake.settings, now, self.told))
        await self._refresh()

    async def _refresh(self) -> None:
        if await asyncio.to_thread(self.outputs.notice):
            await asyncio.to_thread(self.outputs.make_ready)

    async def _keep_house(self) -> None:
        """At the start, and whenever a new day begins where the site lives."""
        now, timezone = self.intake.clock(), self.intake.settings.site.timezone
        today = now.astimezone(ZoneInfo(timezone)).date()
        if today != self.kept_house_on:
            await self.intake.store.write(lambda tx: close_vacancies(tx, timezone, now))
            await self.intake.store.write(lambda tx: end_pins(tx, now))
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
        # what was handed to a mail server should be noted too, or it is sent again
        awaited = [*self.in_flight.values(), *([self.telling] if self.telling else [])]
        if awaited:
            await asyncio.wait(awaited, timeout=GRACE_SECONDS)
        late: list[asyncio.Task[Any]] = [
            *self.in_flight.values(),
            *self.pictures.tasks.values(),
            *(task for task in (self.reading, self.retagging, self.backing_up, self.telling) if task),
        ]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        await self.intake.lots.settle()


def _first(errors: BaseExceptionGroup[StoreError]) -> StoreError:
    """One of a group, however deep."""
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, StoreError)
    return error

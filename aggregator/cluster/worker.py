"""What the jobs do: the work of the daemon's desk, cut into pieces that any worker may take up.

Each piece asks the store again whether it is still to be done, so doing one twice does no harm.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator import publish, schedule
from aggregator.alarms import Watchman
from aggregator.articles import Articles
from aggregator.cluster.clock import DatabaseClock
from aggregator.cluster.queue import Queue
from aggregator.cluster.rights import Rights
from aggregator.delivery import deliver
from aggregator.errors import Problem, StoreError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.hosts import HostBusy
from aggregator.housekeeping import close_vacancies, end_pins, prune
from aggregator.logs import get_logger
from aggregator.outcomes import PollOutcome, PollReport
from aggregator.pipeline.amending import ask_sooner
from aggregator.pipeline.desk import PolledSource, fetch_policy, tagger_for, take_over
from aggregator.pipeline.intake import Before, Intake, stand
from aggregator.retagging import Retagging
from aggregator.settings_in_force import InForce, remember
from aggregator.store import articles, hosts, numbers, polling, renditions
from aggregator.store.engine import Store, Transaction
from aggregator.urls import host_of
from aggregator.websub.pinger import Pinger
from aggregator.websub.subscriber import Subscriber

log = get_logger(__name__)

#: A job leaves its host to others after so long, and what is left to a job of its own.
JOB_SECONDS = 60.0
#: What one tick has deferred at most; the rest is due still with the next.
MOST_DUE, MOST_PAGES, MOST_IN_JOB = 50_000, 5_000, 500
#: Under which the day is remembered for which the house was kept.
_KEPT_HOUSE = "house_kept_on"


@dataclass(slots=True, kw_only=True)
class Worker:
    """What a worker keeps in memory: the settings in force, and what it polls with."""

    store: Store
    clock: DatabaseClock
    rights: Rights
    intake: Intake
    articles: Articles
    known: Mapping[int, PolledSource]
    queue: Queue = field(init=False)
    told: publish.Told = field(default_factory=publish.Told)
    watchman: Watchman = field(init=False)
    #: What is wrong with the settings that this worker was given last, while earlier ones hold.
    refused: tuple[Problem, ...] = ()
    #: Fetchers of earlier settings, and jobs on hosts that run now.
    retired: list[Fetcher] = field(default_factory=list)
    jobs_running: int = 0

    def __post_init__(self) -> None:
        self.watchman = Watchman(self.store)

    async def adopt(self, found: InForce) -> None:
        """Let these settings hold from now on; jobs that run end by the earlier ones. StoreError: they don't yet."""
        settings = found.settings
        tagger = await asyncio.to_thread(tagger_for, settings)
        self.known = await self.store.write(lambda tx: self._take_up_anew(tx, found))
        fetcher = self.intake.fetcher
        if fetch_policy(settings) != fetcher.policy:
            self.retired.append(fetcher)
            fetcher = await fetcher.successor(fetch_policy(settings)).__aenter__()
        join_domains(fetcher, self.known)
        self.rights.hosts = fetcher.hosts
        self.intake = replace(self.intake, settings=settings, tagger=tagger, fetcher=fetcher)
        polled = {source_id: one.source for source_id, one in self.known.items()}
        self.articles = replace(self.articles, fetcher=fetcher, tagger=tagger, sources=polled)
        self.refused = ()
        await self.queue.defer("retag")
        await self.defer_due()  # what is new need not wait for the next tick

    def refuse(self, found: InForce) -> None:
        """Go on by the settings that hold, and have told what is wrong with newer ones."""
        self.refused = found.refused

    def _take_up_anew(self, tx: Transaction, found: InForce) -> dict[int, PolledSource]:
        now, known = self.clock(), take_up(tx, found, self.clock())
        other_manners = fetch_policy(found.settings) != self.intake.fetcher.policy
        ask_sooner(tx, self.known, known, now, other_manners=other_manners)
        return known

    async def tick(self) -> None:
        """Have deferred what is due, and what waits."""
        await self.defer_due()
        now = self.clock()
        is_waiting, kept = await self.store.read(
            lambda tx: (publish.is_waiting(tx, now), numbers.fact(tx, _KEPT_HOUSE))
        )
        if is_waiting:
            await self.queue.defer("send_out")
        for task in ("tell", "subscribe", "ping"):
            await self.queue.defer(task)
        if kept != self._today():
            await self.queue.defer("house")

    async def defer_due(self) -> None:
        """Have deferred which sources and pages are due, host by host."""
        now = self.clock()
        due, wanted = await self.store.read(
            lambda tx: (
                polling.due_addresses(tx, now, latest=now + schedule.RETRY_AFTER_CEILING, limit=MOST_DUE),
                articles.wanted_addresses(tx, now, MOST_PAGES),
            )
        )
        polls = [(self._key(url), id_) for id_, url in due.items() if id_ in self.known]
        await self.queue.defer_hosts("poll", _by_host(polls))
        pages = [(self._key(link or ""), id_) for id_, link in wanted]
        await self.queue.defer_hosts("extract", _by_host(pages))

    async def poll_host(self, host: str, ids: list[int]) -> None:
        """Poll those of the sources that are still due, a minute long, and have the rest deferred."""
        now = self.clock()
        latest = now + schedule.RETRY_AFTER_CEILING
        due = await self.store.read(lambda tx: polling.due(tx, now, latest=latest, among=ids))
        due = [id_ for id_ in due if id_ in self.known]
        before = await self.store.read(lambda tx: stand(tx, due))
        left = await self._for_a_minute(host, due, lambda id_: self._poll(host, id_, before[id_]))
        if left:
            await self.queue.defer_hosts("poll", {host: left})

    async def read_pages(self, host: str, ids: list[int]) -> None:
        """As `poll_host`, for the pages of entries."""
        left = await self._for_a_minute(host, ids, self._read)
        if left:
            await self.queue.defer_hosts("extract", {host: left})
        await self._have_sent_out()

    async def send_out(self) -> None:
        """Number what waits. Publishing holds the counter, so that two who do so at once do so one after the other."""
        now, settings = self.clock(), self.intake.settings
        while await self.store.read(lambda tx: publish.is_waiting(tx, now)):
            await self.store.write(lambda tx: publish.publish(tx, settings, now, self.told))

    async def keep_house(self) -> None:
        """Once a day, where the site lives."""
        now, settings, today = self.clock(), self.intake.settings, self._today()
        if await self.store.read(lambda tx: numbers.fact(tx, _KEPT_HOUSE)) == today:
            return  # deferred once more while it was being done
        await self.store.write(lambda tx: close_vacancies(tx, settings.site.timezone, now))
        await self.store.write(lambda tx: end_pins(tx, now))
        removed = await prune(self.store, settings.retention, now)

        def tidy(tx: Transaction) -> None:
            hosts.forget_idle(tx, now)
            renditions.forget(tx, now - renditions.KEPT)
            numbers.remember(tx, _KEPT_HOUSE, today)

        await self.store.write(tidy)
        log.info("house_kept", removed=removed)

    async def retag(self) -> None:
        """Replay changed rules over what was tagged by others."""
        intake = self.intake
        retagging = await asyncio.to_thread(
            lambda: Retagging(intake.store, intake.settings, intake.tagger, clock=intake.clock, only_stale=True)
        )
        if not retagging.chosen:
            return
        batches = retagging.batches()
        while await asyncio.to_thread(next, batches, None) is not None:
            pass
        found = retagging.difference
        log.info("retag_finished", entries=found.entries, changed=found.changed)

    async def tell(self) -> None:
        """Alarms and letters that are due, and what waits to be sent."""
        now, settings = self.clock(), self.intake.settings
        site = publish.House(settings).site
        await self.watchman.look(settings, site, self.known.keys(), now, refused=self.refused)
        if await self.store.read(lambda tx: publish.are_due(tx, settings, now)):
            written = await self.store.write(lambda tx: publish.write_due(tx, settings, now))
            log.info("letters_written", letters=written)
        await deliver(self.store, self.intake.fetcher, settings, now)

    async def subscribe(self) -> None:
        """Agree with the hubs that sources name, and renew what ends soon. What they push comes in at web processes."""
        subscriber = Subscriber(self.store, self.intake.fetcher, self.intake.settings)
        await subscriber.tend(frozenset(self.known), self.clock())

    async def ping(self) -> None:
        """Tell our own hub what changed since anybody did."""
        await Pinger(self.store).tend(self.intake.fetcher, self.intake.settings, self.clock())

    async def close(self) -> None:
        """Finish what is being written, and let go of all connections."""
        await self.intake.lots.settle()
        for fetcher in (self.intake.fetcher, *self.retired):
            await fetcher.close()
        await self.rights.close()

    async def _for_a_minute(
        self, host: str, ids: list[int], one: Callable[[int], Coroutine[None, None, None]]
    ) -> list[int]:
        """Do one after the other, or as many at once as the host bears, with nobody else there; what is left."""
        waiting, ends = deque(ids), time.monotonic() + JOB_SECONDS

        async def lane() -> None:
            while waiting and time.monotonic() < ends:
                await one(waiting.popleft())

        self.jobs_running += 1
        try:
            async with self.rights(host), asyncio.TaskGroup() as group:
                for _ in range(min(self.intake.settings.polling.per_host, len(ids))):
                    group.create_task(lane())
        except HostBusy:
            log.info("host_busy", message="Another worker is still at it; it is tried again soon.", host=host)
            return []  # due still, so the next tick finds them
        finally:
            self.jobs_running -= 1
            await self._close_retired()
        return list(waiting)

    async def _poll(self, host: str, source_id: int, before: Before) -> None:
        polled = self.known.get(source_id)
        if polled is None:
            return  # it left the settings meanwhile
        try:
            report = await self.intake.poll(polled, before)
        except polling.Outrun:
            log.info("poll_outrun", message="Another worker has polled it meanwhile.", source=polled.source.name)
        except StoreError as error:
            await self._postpone(polled, error)
        else:
            await self._after(host, report)

    async def _after(self, host: str, report: PollReport) -> None:
        if report.status in (429, 503):
            await self.rights.tell(host)  # the next visitor of the host must know, whatever happens to us
        if report.outcome is PollOutcome.NEW:
            await self._have_sent_out()

    async def _read(self, entry_id: int) -> None:
        await self.articles.read(entry_id)

    async def _postpone(self, polled: PolledSource, error: StoreError) -> None:
        """Its publisher can't help that we lost the answer. StoreError: nothing at all can be stored."""
        log.error("store_failed", message="The poll is lost.", reason=error.reason, source=polled.source.name)
        later = self.clock() + min(polled.source.every, schedule.FLOOR)
        await self.store.write(lambda tx: polling.postpone(tx, [(polled.id, later)]))

    async def _have_sent_out(self) -> None:
        await self.queue.defer("send_out")

    async def _close_retired(self) -> None:
        """No job runs: nobody uses the fetchers of earlier settings any more."""
        while self.retired and not self.jobs_running:
            await self.retired.pop().close()

    def _key(self, url: str) -> str:
        """The host that is asked for this address, or the domain that it takes turns with."""
        return self.intake.fetcher.hosts.key(host_of(url))

    def _today(self) -> str:
        timezone = ZoneInfo(self.intake.settings.site.timezone)
        return self.clock().astimezone(timezone).date().isoformat()


def take_up(tx: Transaction, found: InForce, now: datetime) -> dict[int, PolledSource]:
    """Make the store know settings that hold from now on; the sources to poll, by id."""
    numbers.hold(tx, "change")  # workers that notice a change at once do so one after the other
    known = take_over(tx, found.settings, now)
    publish.note_settings(tx, found.settings, now)
    remember(tx, found.valid)
    return known


def join_domains(fetcher: Fetcher, known: Mapping[int, PolledSource]) -> None:
    """Sources whose hosts take turns as one do so in every worker alike, from the start."""
    for polled in known.values():
        if polled.source.queue:
            fetcher.hosts.join(polled.source.queue)


def _by_host(found: list[tuple[str, int]]) -> dict[str, list[int]]:
    by_host: dict[str, list[int]] = defaultdict(list)
    for host, id_ in found:
        if len(by_host[host]) < MOST_IN_JOB:
            by_host[host].append(id_)
    return by_host

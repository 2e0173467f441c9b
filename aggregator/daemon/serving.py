"""Serving without polling: the web alone, beside a daemon, workers or nobody, from what the store has.

While the store is away, what is in memory is served on. What hubs push is taken in here and goes out by whoever polls.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace

from aggregator import publish, supervisor
from aggregator.alarms import make_alarm_feed
from aggregator.config.settings import Web
from aggregator.daemon.hubs import Hubs
from aggregator.daemon.measuring import ASK_SECONDS, KEPT_SECONDS, Measured, measure
from aggregator.daemon.metrics import CONTENT_TYPE, Metrics
from aggregator.daemon.running import Serve, raise_file_limit, signals
from aggregator.errors import StoreError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.hosts import Hosts
from aggregator.logs import get_logger
from aggregator.models.status import Standing
from aggregator.pipeline.desk import Clock, fetch_policy, tagger_for, utc_now
from aggregator.pipeline.intake import Intake
from aggregator.publish.picture_files import PictureFiles
from aggregator.publish.proxy import PictureProxy
from aggregator.settings_in_force import InForce
from aggregator.standing import standings
from aggregator.store import sources
from aggregator.store.engine import Store, Transaction
from aggregator.thumbnails import Thumbnail
from aggregator.workers.pool import Workers

log = get_logger(__name__)

LOOK_SECONDS, ALIVE_SECONDS = 1.0, 10.0

#: Has changed settings applied, and tells why some are refused, until cancelled; at once when the event is set.
Follow = Callable[
    [Callable[[InForce], Awaitable[None]], Callable[[InForce], None], asyncio.Event], Coroutine[None, None, None]
]


@dataclass(slots=True)
class WebVitals:
    """How a process is that only serves."""

    store: Store
    in_force: InForce
    outputs: publish.Outputs
    metrics: Metrics = field(default_factory=Metrics)
    #: What is wrong with the store, while it is away.
    away: str | None = None
    faults: int = 0
    metrics_type: str = CONTENT_TYPE
    pictures: PictureProxy | None = None
    #: What pictures are fetched with, while it serves. The manners are those of the start.
    fetcher: Fetcher | None = None
    _measured: float = float("-inf")

    @property
    def web(self) -> Web:
        return self.in_force.settings.web

    async def alarm_feed(self) -> bytes | None:
        """The private feed of alarms; None if the settings want none."""
        if not self.in_force.settings.alarms.feed:
            return None
        return await self.store.read(lambda tx: make_alarm_feed(tx, self.outputs.site))

    async def review_feed(self) -> bytes | None:
        """The private feed of what waits at the desk; None if the settings want none."""
        settings = self.in_force.settings
        if not settings.alarms.review_feed:
            return None
        return await self.store.read(lambda tx: publish.make_review_feed(tx, settings))

    async def standing(self) -> Standing:
        """How the sources stand; StoreError if nobody can say."""
        now, settings = utc_now(), self.in_force.settings
        found = await self.store.read(lambda tx: standings(tx, settings, now))
        return Standing(at=now, sources=tuple(found), refused=tuple(str(one) for one in self.in_force.refused))

    async def picture(self, head: str, mark: str) -> Thumbnail | None:
        """The picture of an entry, if pictures come from us and there is one."""
        settings = self.in_force.settings
        if self.fetcher is None or self.pictures is None or settings.publish.images != "proxy":
            return None
        files = PictureFiles(settings.web.pictures_folder, settings.web.pictures)
        return await self.pictures.picture(head, mark, self.fetcher, files)

    def answered(self, kind: str, status: str) -> None:
        """The web gave an answer."""
        self.metrics.answers.labels(kind, status).inc()

    def stuck(self) -> list[str]:
        """Nothing that a new start would mend: what hangs here does not answer either."""
        return []

    async def unready(self) -> list[str]:
        """What is wrong with the settings or the store."""
        said = [
            f"The settings file is refused, the last valid one holds: {problem}" for problem in self.in_force.refused
        ]
        return said + ([f"What is served is from memory: {self.away}."] if self.away else [])

    async def exposition(self) -> bytes:
        """The metrics, measured now. Who polls counts polls, so here none are."""
        await self._measure_store()
        self.metrics.set(
            {
                "cache_bytes": self.outputs.cached_bytes,
                "store_up": float(self.away is None),
                "store_faults": self.faults,
                "settings_valid": float(not self.in_force.refused),
                "sources_misconfigured": len({problem.source for problem in self.in_force.settings.faulty}),
            }
        )
        return self.metrics.exposition()

    async def _measure_store(self) -> None:
        if time.monotonic() - self._measured < KEPT_SECONDS:
            return
        self._measured = time.monotonic()
        try:
            async with asyncio.timeout(ASK_SECONDS):
                self.metrics.set(*await self.store.read(self._measure))
        except (StoreError, TimeoutError):
            pass  # store_up tells; what was measured last stands

    def _measure(self, tx: Transaction) -> Measured:
        paused = {one.name for one in self.in_force.settings.sources if one.paused}
        polled = {id_ for id_, one in sources.load(tx).items() if one.active and one.name not in paused}
        return measure(tx, polled, (), utc_now())

    async def apply(self, found: InForce) -> None:
        """Let these settings hold from now on."""
        self.outputs.follow(found.settings)
        self.in_force = found
        self.metrics.reloads.labels("applied").inc()

    def refuse(self, found: InForce) -> None:
        """Newer settings can't be used."""
        self.in_force = found
        self.metrics.reloads.labels("refused").inc()

    def failed(self, error: StoreError) -> None:
        """The store could not be asked."""
        self.faults += 1
        if self.away != error.reason:
            log.error("store_failed", message="What is in memory is served on.", reason=error.reason)
        self.away = error.reason

    def recovered(self) -> None:
        """The store answers."""
        if self.away is not None:
            log.info("store_recovered", message="Outputs follow the store again.")
        self.away = None


@dataclass(slots=True)
class Receiving:
    """What pushes are taken in with, by the rules in force and the manners of the start."""

    intake: Intake
    failed: Callable[[StoreError], None]

    async def adopt(self, found: InForce) -> None:
        """Let these settings hold for what is pushed from now on."""
        tagger = await asyncio.to_thread(tagger_for, found.settings)
        self.intake = replace(self.intake, settings=found.settings, tagger=tagger)


async def serve_only(
    vitals: WebVitals, hubs: Hubs, *, hosts: Hosts, clock: Clock, follow: Follow, serve: Serve
) -> None:
    """Serve until SIGTERM or SIGINT, or until serving ends by itself. SIGHUP has the settings read at once.

    `hosts` are the turns that redirectors in pushed links are asked in.
    """
    raise_file_limit()
    stop, reload = asyncio.Event(), asyncio.Event()
    settings = vitals.in_force.settings
    policy = fetch_policy(settings)
    async with Fetcher(policy) as fetcher, Fetcher(policy, hosts=hosts) as asking, Workers() as workers:
        vitals.fetcher, vitals.pictures = fetcher, PictureProxy(vitals.store, workers)
        tagger = await asyncio.to_thread(tagger_for, settings)
        receiving = Receiving(Intake(vitals.store, asking, workers, settings, tagger, clock), vitals.failed)
        hubs.receiver = receiving
        with signals(stop, reload):
            await _serve(vitals, receiving, stop, reload, follow=follow, serve=serve)
        await hubs.finish()


async def _serve(
    vitals: WebVitals,
    receiving: Receiving,
    stop: asyncio.Event,
    reload: asyncio.Event,
    *,
    follow: Follow,
    serve: Serve,
) -> None:
    """Within the signals: until one comes, or serving ends by itself."""

    async def apply(found: InForce) -> None:
        await receiving.adopt(found)
        await vitals.apply(found)

    serving = asyncio.create_task(serve(stop))
    following = follow(apply, vitals.refuse, reload)
    beside = [asyncio.create_task(work) for work in (following, _refresh(vitals), _tell_supervisor())]
    supervisor.ready()
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    supervisor.stopping()
    stop.set()
    for task in (*beside, stopping):
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    await serving


async def _refresh(vitals: WebVitals) -> None:
    while True:
        try:
            if await asyncio.to_thread(vitals.outputs.notice):
                await asyncio.to_thread(vitals.outputs.make_ready)
        except StoreError as error:
            vitals.failed(error)
        else:
            vitals.recovered()
        await asyncio.sleep(LOOK_SECONDS)


async def _tell_supervisor() -> None:
    while True:
        supervisor.alive()
        await asyncio.sleep(ALIVE_SECONDS)

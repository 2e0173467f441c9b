"""How the daemon is, as the web asks for it: alive, ready, and in numbers. An empty answer means well."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from aggregator.alarms import make_alarm_feed
from aggregator.config.settings import Web
from aggregator.daemon.desk import Desk
from aggregator.daemon.measuring import ASK_SECONDS, KEPT_SECONDS, measure
from aggregator.daemon.metrics import CONTENT_TYPE, Metrics
from aggregator.daemon.pulse import Pulse
from aggregator.errors import StoreError
from aggregator.models.status import Standing
from aggregator.pipeline.desk import utc_now
from aggregator.publish import House, make_review_feed
from aggregator.publish.picture_files import PictureFiles
from aggregator.settings_in_force import InForce
from aggregator.standing import standings
from aggregator.store.engine import Store, Transaction
from aggregator.thumbnails import Thumbnail

#: What is longer than these has hung: a writer may wait half a minute for another program's transaction.
LAG_SECONDS, TICK_SECONDS, WRITER_SECONDS = 10.0, 150.0, 90.0
#: How the sources stand is for everybody to ask, so it is asked of the store no more often than this.
STANDING_SECONDS = 2.0


@dataclass(slots=True)
class Vitals:
    """Filled in while the daemon starts; the web asks it from the first moment on."""

    store: Store
    in_force: InForce
    metrics: Metrics = field(default_factory=Metrics)
    pulse: Pulse = field(default_factory=Pulse)
    desk: Desk | None = None
    is_stopping: bool = False
    metrics_type: str = CONTENT_TYPE
    _measured: float = float("-inf")
    _stood: tuple[float, Standing] | None = None
    _standing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def web(self) -> Web:
        return self.in_force.settings.web

    async def alarm_feed(self) -> bytes | None:
        """The private feed of alarms; None if the settings want none."""
        settings = self.in_force.settings
        if not settings.alarms.feed:
            return None
        return await self.store.read(lambda tx: make_alarm_feed(tx, House(settings).site))

    async def review_feed(self) -> bytes | None:
        """The private feed of what waits at the desk; None if the settings want none."""
        settings = self.in_force.settings
        if not settings.alarms.review_feed:
            return None
        return await self.store.read(lambda tx: make_review_feed(tx, settings))

    def answered(self, kind: str, status: str) -> None:
        """The web gave an answer."""
        self.metrics.answers.labels(kind, status).inc()

    def stuck(self) -> list[str]:
        """What hangs, so that only a new start would help."""
        said = []
        if self.pulse.lag_seconds > LAG_SECONDS:
            said.append(f"The event loop was held up for {self.pulse.lag_seconds:.0f} s within the last minute.")
        if self.pulse.seconds_since_tick > TICK_SECONDS and not self.is_stopping:
            said.append(f"The scheduler has not looked for {self.pulse.seconds_since_tick:.0f} s what is due.")
        if self.store.writing_seconds > WRITER_SECONDS:
            said.append(f"The writer has been at one transaction for {self.store.writing_seconds:.0f} s.")
        return said

    async def unready(self) -> list[str]:
        """What is wrong: with the settings, the database, or the polling."""
        said = [
            f"The settings file is refused, the last valid one holds: {problem}" for problem in self.in_force.refused
        ]
        try:
            async with asyncio.timeout(ASK_SECONDS):
                await asyncio.to_thread(self.store.check)
        except StoreError as error:
            said.append(f"The database can't be used: {error.reason}.")
        except TimeoutError:
            said.append(f"The database did not answer within {ASK_SECONDS:g} s.")
        if self.is_stopping:
            said.append("The daemon is stopping.")
        elif self.desk is None:
            said.append("The daemon is starting.")
        elif self.desk.storing.reason is not None:
            said.append(f"Nothing is polled, since nothing can be stored: {self.desk.storing.reason}.")
        elif self.pulse.seconds_since_tick > TICK_SECONDS:
            said.append("Nothing is polled: the scheduler hangs.")
        return said

    async def standing(self) -> Standing:
        """How the sources stand; StoreError if nobody can say."""
        async with self._standing:  # those who come meanwhile share the answer
            if self._stood is None or time.monotonic() - self._stood[0] > STANDING_SECONDS:
                now, settings = utc_now(), self.in_force.settings
                found = await self.store.read(lambda tx: standings(tx, settings, now))
                refused = tuple(str(problem) for problem in self.in_force.refused)
                self._stood = (time.monotonic(), Standing(at=now, sources=tuple(found), refused=refused))
            return self._stood[1]

    async def picture(self, head: str, mark: str) -> Thumbnail | None:
        """The picture of an entry, if pictures come from us and there is one."""
        settings = self.in_force.settings
        if self.desk is None or settings.publish.images != "proxy":
            return None
        files = PictureFiles(settings.web.pictures_folder, settings.web.pictures)
        return await self.desk.pictures.picture(head, mark, self.desk.intake.fetcher, files)

    async def exposition(self) -> bytes:
        """The metrics, measured now."""
        self._measure_ourselves()
        if self.desk is not None and time.monotonic() - self._measured > KEPT_SECONDS:
            self._measured = time.monotonic()
            try:
                async with asyncio.timeout(ASK_SECONDS):
                    await self.store.read(self._measure_store)
            except (StoreError, TimeoutError):
                pass  # store_up tells; what was measured last stands
        return self.metrics.exposition()

    def _measure_ourselves(self) -> None:
        desk = self.desk
        self.metrics.set(
            {
                "polls_in_flight": len(desk.in_flight) if desk else 0,
                "cache_bytes": desk.outputs.cached_bytes if desk else 0,
                "loop_lag_seconds": self.pulse.lag_seconds,
                "tick_age_seconds": self.pulse.seconds_since_tick,
                "writer_busy_seconds": self.store.writing_seconds,
                "store_up": float(desk is None or desk.storing.reason is None),
                "store_faults": desk.storing.faults if desk else 0,
                "network_up": float(desk is None or not desk.network.is_away),
                "settings_valid": float(not self.in_force.refused),
                "sources_misconfigured": len({problem.source for problem in self.in_force.settings.faulty}),
            }
        )

    def _measure_store(self, tx: Transaction) -> None:
        assert self.desk is not None
        self.metrics.set(*measure(tx, self.desk.known, self.desk.in_flight, self.desk.intake.clock()))

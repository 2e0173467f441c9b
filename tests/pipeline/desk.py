"""A desk in small: a store, a fetcher, a worker and rules, and a clock that the test turns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from aggregator import publish
from aggregator.articles import Articles
from aggregator.config.settings import Publish, Settings
from aggregator.fetch.client import Fetcher
from aggregator.fetch.clock import Clock
from aggregator.fetch.lookup import Lookup
from aggregator.models.entry import Entry
from aggregator.models.rules import CategoryRule, Phrase, Rule
from aggregator.models.source import FeedState, Source
from aggregator.outcomes import PollReport
from aggregator.pipeline.desk import PolledSource, tagger_for, take_over
from aggregator.pipeline.intake import Intake, poll_each
from aggregator.store import entries, polling, shown
from aggregator.store.engine import Store
from aggregator.store.shown import Selection
from aggregator.workers.pool import Workers
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.samples import NOON

SETTINGS = Settings(
    relevance=Rule(any=(Phrase("otter*"),)),
    categories=(
        CategoryRule(name="Wildlife", rule=Rule(any=(Phrase("otter*"),))),
        CategoryRule(name="Boats", rule=Rule(any=(Phrase("boat*"),))),
    ),
)


@dataclass
class Desk:
    store: Store
    fetcher: Fetcher
    workers: Workers
    settings: Settings
    now: datetime = NOON
    known: dict[int, PolledSource] = field(default_factory=dict)

    def follow(self, *configured: Source, **published: Any) -> None:
        """Take these sources over; keywords are settings of `publish:`."""
        self.settings = replace(
            self.settings, sources=configured, publish=Publish.model_validate(self.publish_values() | published)
        )
        with self.store.writing() as tx:
            self.known = take_over(tx, self.settings, self.now)

    def publish_values(self) -> dict[str, Any]:
        return {key: value for key, value in self.settings.publish if key in self.settings.publish.model_fields_set}

    @property
    def clock(self) -> Clock:
        """The fetcher's, so that a host's pauses pass as the test turns the hands."""
        return Clock(now=lambda: self.now)

    @property
    def intake(self) -> Intake:
        return Intake(
            self.store, self.fetcher, self.workers, self.settings, tagger_for(self.settings), clock=lambda: self.now
        )

    async def poll(self, after: timedelta = timedelta(0)) -> PollReport:
        """Poll the first source, some time later, and let go out what may."""
        self.now += after
        report = await self.intake.poll(next(iter(self.known.values())))
        with self.store.writing() as tx:
            publish.publish(tx, self.settings, self.now)
        return report

    async def poll_all(self, after: timedelta = timedelta(0)) -> dict[str, PollReport]:
        """Poll all sources at once, some time later; reports by name."""
        self.now += after
        return {report.source: report for report in await poll_each(self.intake, self.known.values())}

    async def read_articles(self, after: timedelta = timedelta(0)) -> int:
        """Read the pages that entries want, some time later, and let go out what may; how many were asked for."""
        self.now += after
        known = {source_id: polled.source for source_id, polled in self.known.items()}
        articles = Articles(
            self.store, self.fetcher, self.workers, tagger_for(self.settings), known, clock=lambda: self.now
        )
        asked = await articles.read_due()
        with self.store.writing() as tx:
            publish.publish(tx, self.settings, self.now)
        return asked

    @property
    def source_id(self) -> int:
        return next(iter(self.known))

    @property
    def state(self) -> FeedState:
        with self.store.reading() as tx:
            return polling.state(tx, self.source_id)

    def stored(self) -> list[Entry]:
        with self.store.reading() as tx:
            ids = shown.page(tx, Selection(kind="source", name=self.source_id), limit=1000)
            return entries.load(tx, ids, with_bodies=True)

    def out(self) -> list[str]:
        """The titles on the front page, newest first."""
        with self.store.reading() as tx:
            return [entry.title for entry in entries.load(tx, shown.page(tx, Selection(), limit=1000))]


@asynccontextmanager
async def a_desk(store: Store, lookup: Lookup | None = None, **limits: Any) -> AsyncIterator[Desk]:
    waits = dict.fromkeys(("timeout_seconds", "connect_seconds", "read_seconds", "min_speed_seconds"), 20.0)
    policy = quick_policy(**{**waits, "robots": "pages", **limits})
    hands: list[Desk] = []
    clock = Clock(now=lambda: hands[0].now)
    async with quick_fetcher(policy, clock=clock, lookup=lookup) as fetcher, Workers(size=1) as workers:
        hands.append(Desk(store, fetcher, workers, SETTINGS))
        yield hands[0]

"""The daemon's clockwork: what a start, a long sleep and a jumping clock do to many sources. No time passes here."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import event

from aggregator import daemon, publish
from aggregator.articles import Articles
from aggregator.config.last_valid import LastValid
from aggregator.config.settings import Backup, Polling, Settings, Site
from aggregator.daemon.pulse import Pulse
from aggregator.errors import StoreError
from aggregator.models.entry import Standing
from aggregator.models.rules import CategoryRule, Phrase, Rule
from aggregator.models.source import FeedState
from aggregator.pipeline.desk import tagger_for, take_over
from aggregator.pipeline.intake import Intake, stand
from aggregator.publish.proxy import PictureProxy
from aggregator.schedule import FLOOR
from aggregator.settings_in_force import InForce, last_valid
from aggregator.store import entries, polling, shown
from aggregator.store.engine import Store
from aggregator.store.entries import Incoming
from aggregator.store.shown import Selection
from aggregator.workers.pool import Workers
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.samples import NOON, a_prepared, a_source, save_state

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MANY, AT_ONCE = 120, 10


@dataclass
class Clockwork:
    """A daemon of which the test turns the clock. Its sources fail without a request: their addresses are private."""

    store: Store
    now: datetime = NOON
    desk: daemon.Desk = field(init=False)

    def overdue(self, by: timedelta) -> None:
        """Every source was polled long ago, one after the other."""
        with self.store.writing() as tx:
            for source_id, polled in self.desk.known.items():
                due = self.now - by + source_id * timedelta(seconds=1)
                save_state(tx, source_id, FeedState(url=polled.source.url, last_poll=due - HOUR, next_poll=due))

    async def tick(self, after: timedelta = timedelta(0)) -> list[int]:
        """The ids of the sources that were polled, after so much time."""
        self.now += after
        before = self.failures()
        await self.desk.tick()
        await asyncio.gather(*self.desk.in_flight.values())
        return [source_id for source_id, failures in self.failures().items() if failures != before[source_id]]

    def failures(self) -> dict[int, int]:
        with self.store.reading() as tx:
            return {source_id: state.failures for source_id, state in polling.states(tx).items()}

    async def minutes(self, count: int) -> list[list[int]]:
        return [await self.tick(MINUTE) for _ in range(count)]


@asynccontextmanager
async def a_clockwork(store: Store) -> AsyncIterator[Clockwork]:
    clockwork = Clockwork(store)
    settings = Settings(
        polling=Polling(concurrency=AT_ONCE),
        sources=tuple(
            a_source(f"S{number}", url=f"http://10.0.0.{number + 1}/", kind="feed") for number in range(MANY)
        ),
    )
    with store.writing() as tx:
        known = take_over(tx, settings, clockwork.now)
    async with quick_fetcher(quick_policy(allow_private=())) as fetcher, Workers(size=1) as workers:
        tagger, clock = tagger_for(settings), lambda: clockwork.now
        clockwork.desk = daemon.Desk(
            intake=Intake(store, fetcher, workers, settings, tagger, clock=clock),
            articles=Articles(store, fetcher, workers, tagger, {}, clock),
            known=known,
            outputs=publish.Outputs(store, settings),
            saved_pauses={},
            pictures=PictureProxy(store, workers),
        )
        yield clockwork
        await clockwork.desk.finish()


def assert_spread(first: list[int], later: list[list[int]]) -> None:
    """No more at once than the settings say, the rest over ten minutes, and nobody twice or forgotten."""
    assert len(first) == AT_ONCE
    assert max(len(started) for started in later) <= MANY // 10
    assert Counter([*first, *(one for started in later for one in started)]).most_common(1)[0][1] == 1
    assert len(first) + sum(len(started) for started in later) == MANY


async def test_a_backlog_at_the_start_is_spread_out(sqlite_store: Store) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        clockwork.overdue(by=DAY)
        assert_spread(await clockwork.tick(), await clockwork.minutes(10))


async def test_sources_that_are_new_are_asked_at_once(sqlite_store: Store) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        assert len(await clockwork.tick()) == MANY


async def test_a_poll_that_ends_while_the_store_is_asked_what_is_due_is_not_begun_again(sqlite_store: Store) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        await clockwork.tick()
        clockwork.overdue(by=timedelta(minutes=3))
        desk, asked, ended = clockwork.desk, threading.Event(), threading.Event()
        source_id, polled = next(iter(desk.known.items()))
        before = (await sqlite_store.read(lambda tx: stand(tx, [source_id])))[source_id]

        @event.listens_for(sqlite_store.engine, "after_cursor_execute")
        def answer_late(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
            if statement.startswith("SELECT sources.id") and "ORDER BY feed_states.next_poll" in statement:
                asked.set()
                ended.wait(30)

        async def end_late() -> None:
            await asyncio.to_thread(asked.wait, 30)
            await desk._poll(polled, before)
            ended.set()

        desk.in_flight[source_id] = asyncio.create_task(end_late())
        await clockwork.tick()
        assert clockwork.failures()[source_id] == 1


async def test_a_clock_that_jumps_a_day_forward_fires_no_backlog(sqlite_store: Store) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        await clockwork.tick()
        assert_spread(await clockwork.tick(DAY), await clockwork.minutes(10))


async def test_a_clock_that_jumps_a_day_back_forgets_nobody_and_asks_nobody_too_soon(sqlite_store: Store) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        clockwork.overdue(by=timedelta(minutes=3))
        await clockwork.tick()
        await clockwork.minutes(11)
        assert await clockwork.tick(-DAY) == []
        assert await clockwork.tick(HOUR - MINUTE) == []  # a long sleep: mended again, and nobody due
        soon = await clockwork.minutes(8)
        assert sum(len(started) for started in soon) == MANY
        with clockwork.store.reading() as tx:
            assert all(
                state.last_poll is None or state.last_poll <= clockwork.now for state in polling.states(tx).values()
            )


async def test_rules_that_changed_while_it_was_down_reach_what_is_stored_once(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        desk = clockwork.desk
        source_id, polled = next(iter(desk.known.items()))
        with sqlite_store.writing() as tx:
            entries.insert_new(
                tx, source_id, polled.first_url, [Incoming(a_prepared(title="Otters"), Standing.WAITING)], NOON
            )
        rule = CategoryRule(name="Wildlife", rule=Rule(any=(Phrase("otter*"),)))
        settings = replace(desk.intake.settings, categories=(rule,))
        desk.intake = replace(desk.intake, settings=settings, tagger=tagger_for(settings))
        assert await _retagged(clockwork, caplog) == ["retag_started", "retag_finished"]
        with sqlite_store.reading() as tx:
            (entry,) = entries.load(tx, shown.page(tx, Selection(kind="source", name=source_id), limit=10))
        assert entry.categories == ("Wildlife",)
        desk.retag_wanted = True
        assert await _retagged(clockwork, caplog) == []


async def _retagged(clockwork: Clockwork, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the daemon logs of the retagging that a tick starts."""
    caplog.clear()
    with caplog.at_level("INFO", logger="aggregator.daemon.desk"):
        await clockwork.tick()
        assert clockwork.desk.retagging is not None
        await clockwork.desk.retagging
    said = [str(record.msg) for record in caplog.records]
    return [action for action in ("retag_started", "retag_finished") if any(action in one for one in said)]


def in_force(settings: Settings) -> InForce:
    return InForce(settings, LastValid("sources: []\n"))


async def test_while_nothing_can_be_stored_nobody_is_asked_and_it_is_told_once(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        refuse = StoreError("the disk is full")
        with caplog.at_level("INFO", logger="aggregator.daemon.storing"):
            for _ in range(3):
                clockwork.desk.storing.failed(refuse)
            assert await clockwork.tick() == []
            clockwork.desk.storing._tried -= 10  # time passes
            assert len(await clockwork.tick()) == MANY
        said = " ".join(str(record.msg) for record in caplog.records)
        assert said.count("store_failed") == 1
        assert said.count("store_recovered") == 1


async def test_a_read_only_disk_costs_the_poll_and_whoever_answered_in_vain_is_left_alone_for_a_while(
    sqlite_store: Store,
) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        await clockwork.tick()
        clockwork.overdue(by=timedelta(minutes=3))
        is_read_only = True

        @event.listens_for(sqlite_store.engine, "checkout")
        def take(connection: Any, *_: object) -> None:
            connection.execute(f"PRAGMA query_only = {int(is_read_only)}")

        assert await clockwork.tick() == []
        assert clockwork.desk.storing.reason is not None
        assert clockwork.desk.storing.reason.endswith("it is read-only")
        assert clockwork.desk.held_back.keys() == clockwork.desk.known.keys()
        assert clockwork.desk.outputs.produce("rss.xml") is not None
        is_read_only = False
        clockwork.desk.storing._tried -= 10  # time passes
        assert await clockwork.tick() == []
        assert clockwork.desk.storing.reason is None
        assert len(await clockwork.tick(FLOOR)) > 0


async def test_the_next_tick_is_fetched_back_when_the_clock_was_put_back() -> None:
    ticked = asyncio.Event()

    async def tick() -> None:
        ticked.set()

    scheduler = AsyncIOScheduler(timezone="UTC")
    tomorrow = datetime.now(UTC) + DAY
    job = scheduler.add_job(tick, "interval", seconds=1, next_run_time=tomorrow)
    scheduler.start()
    beating = asyncio.create_task(Pulse().beat(job, lambda: datetime.now(UTC)))
    async with asyncio.timeout(30):
        await ticked.wait()
    beating.cancel()
    scheduler.shutdown(wait=False)


async def test_other_settings_hold_from_the_next_tick_on(sqlite_store: Store) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        await clockwork.tick()
        desk = clockwork.desk
        before = desk.intake.fetcher
        settings = replace(
            desk.intake.settings,
            sources=(*desk.intake.settings.sources[1:], a_source("New", url="http://10.1.0.1/", kind="feed")),
            polling=Polling(concurrency=AT_ONCE, timeout=timedelta(seconds=5)),
            site=Site(title="Another title"),
        )
        await desk.adopt(in_force(settings))
        assert desk.outputs.site.title == "Another title"
        assert desk.intake.fetcher is not before
        assert desk.intake.fetcher.policy.timeout_seconds == 5
        (new,) = await clockwork.tick(MINUTE)
        assert desk.known[new].source.name == "New"
        assert desk.retired == []
        with sqlite_store.reading() as tx:
            assert last_valid(tx) == LastValid("sources: []\n")
        await desk.close()


async def test_manners_that_stay_keep_the_fetcher(sqlite_store: Store) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        desk = clockwork.desk
        desk.intake = replace(desk.intake, settings=replace(desk.intake.settings, polling=Polling()))
        await desk.adopt(in_force(desk.intake.settings))
        adopted = desk.intake.fetcher
        await desk.adopt(in_force(replace(desk.intake.settings, site=Site(title="Another title"))))
        assert desk.intake.fetcher is adopted
        await desk.close()


async def test_who_could_not_be_asked_for_want_of_a_setting_is_asked_soon_after_it_was_set(sqlite_store: Store) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        desk = clockwork.desk
        while await clockwork.tick(MINUTE):
            pass
        assert min(clockwork.failures().values()) == 1, "their addresses are private"
        assert await clockwork.tick(FLOOR) == [], "they wait for an hour"
        allowed = desk.intake.settings.polling.model_copy(update={"allow_private": ("10.0.0.0/8",)})
        await desk.adopt(in_force(replace(desk.intake.settings, polling=allowed)))
        with sqlite_store.reading() as tx:
            waits = [one.next_poll for one in polling.states(tx).values() if one.next_poll]
        assert max(waits) <= clockwork.now
        await desk.close()


async def test_a_source_that_was_given_another_address_in_mid_poll_is_asked_there(sqlite_store: Store) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        desk = clockwork.desk
        await clockwork.desk.tick()
        moved = desk.intake.settings.sources[0]
        elsewhere = replace(moved, url="http://10.2.0.1/", was=(moved.url,))
        await desk.adopt(
            in_force(replace(desk.intake.settings, sources=(elsewhere, *desk.intake.settings.sources[1:])))
        )
        await asyncio.gather(*desk.in_flight.values())
        with sqlite_store.reading() as tx:
            state = polling.states(tx)[next(one.id for one in desk.known.values() if one.source.name == moved.name)]
        assert state.url == "http://10.2.0.1/"
        await desk.close()


async def test_a_copy_of_the_database_is_made_when_one_is_due(sqlite_store: Store, tmp_path: Path) -> None:
    async with a_clockwork(sqlite_store) as clockwork:
        desk = clockwork.desk
        wanted = Backup(every=timedelta(hours=1), folder=tmp_path / "copies")
        desk.intake = replace(desk.intake, settings=replace(desk.intake.settings, backup=wanted))
        for after in (timedelta(0), 2 * MINUTE, HOUR):
            await clockwork.tick(after)
            assert desk.backing_up is not None
            await desk.backing_up
        assert len(list(wanted.folder.iterdir())) == 2

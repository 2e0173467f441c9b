"""Workers within one process: what keeps two of them from doing the same, whatever their clocks say."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from aggregator.cluster import worker as work
from aggregator.cluster.clock import DatabaseClock
from aggregator.cluster.queue import QUEUES
from aggregator.cluster.running import open_worker, run
from aggregator.cluster.worker import Worker
from aggregator.fetch.hosts import HostBusy
from aggregator.settings_in_force import InForce, find_in_force, follow_stored, push, pushed
from aggregator.store import migrations, polling
from aggregator.store.engine import Store, open_store
from aggregator.store.migrations import Steps
from tests.acceptance.desk import Desk, wait_until
from tests.acceptance.test_hubs import Hub, configure, hub
from tests.cluster.hosts import Hosts, hosts
from tests.samples import save_state

__all__ = ["hub"]
MINUTES = timedelta(minutes=1)


@pytest.fixture
def desk(postgresql_url: str) -> Iterator[Store]:
    with open_store(postgresql_url) as store:
        yield store


def in_force(sites: Hosts, folder: Path, **polling: object) -> InForce:
    (folder / "feeds.yaml").write_text(sites.settings(**polling))
    return find_in_force(folder / "feeds.yaml", None)


async def stays(*_: object) -> None:
    """Settings that never change."""


@asynccontextmanager
async def opened(store: Store, found: InForce, clock: DatabaseClock | None = None) -> AsyncIterator[Worker]:
    async with AsyncExitStack() as stack:
        yield await open_worker(stack, store, found, clock or DatabaseClock())


@asynccontextmanager
async def running(store: Store, found: InForce, *clocks: DatabaseClock) -> AsyncIterator[None]:
    """A worker for each of the clocks, until the block ends."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for clock in clocks:
            group.create_task(run(store, found, follow=stays, concurrency=4, queues=QUEUES, clock=clock, stop=stop))
        try:
            yield
        finally:
            stop.set()


async def until(condition: Callable[[], object]) -> None:
    await asyncio.to_thread(wait_until, condition)


def jobs(store: Store) -> Counter[str]:
    with store.reading() as tx:
        return Counter(tx.execute(text("SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo'")).scalars())


def polled(store: Store) -> int:
    with store.reading() as tx:
        return polling.progress(tx)[0]


@contextmanager
def no_errors(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.WARNING):
        yield
    assert [record.getMessage() for record in caplog.records if record.name.startswith("aggregator")] == []


async def test_ticks_of_two_workers_at_once_defer_each_host_once(desk: Store, tmp_path: Path) -> None:
    with hosts(5, feeds=3) as sites:
        found = in_force(sites, tmp_path)
        async with opened(desk, found) as one, opened(desk, found) as other:
            await asyncio.gather(one.tick(), other.tick(), one.tick())
        waiting = jobs(desk)
        assert {lock: count for lock, count in waiting.items() if lock.startswith("poll:")} == {
            f"poll:{host}": 1 for host in sites.names
        }


async def test_hubs_hear_of_the_desk_once_however_many_workers_there_are(desk: Store, tmp_path: Path, hub: Hub) -> None:
    configure(Desk(tmp_path), hub, 1, publish=f", hub: '{hub.url}ours'")
    found = find_in_force(tmp_path / "feeds.yaml", None)
    asked: list[str] = []
    hub.asked = lambda form: asked.append(form["hub.mode"][0])  # type: ignore[method-assign]  # who asks, is counted
    async with opened(desk, found) as one, opened(desk, found) as other:
        await one.poll_host(hub.host, list(one.known))
        await one.send_out()
        await asyncio.gather(one.tick(), other.tick())
        waiting = jobs(desk)
        assert (waiting["desk:subscribe"], waiting["desk:ping"]) == (1, 1)
        for worker in (one, other, one):
            await worker.subscribe()
            await worker.ping()
        assert sorted(asked) == ["publish", "subscribe"]


async def test_the_house_is_kept_once_a_day_and_ends_pins_whose_days_are_over(desk: Store, tmp_path: Path) -> None:
    with hosts(1, feeds=1) as sites:
        async with opened(desk, in_force(sites, tmp_path)) as worker:
            await worker.poll_host(sites.names[0], list(worker.known))
            over = {"over": worker.clock() - MINUTES}
            with desk.writing() as tx:
                tx.execute(text("UPDATE entries SET pinned_until = :over"), over)
            await worker.keep_house()
            with desk.writing() as tx:
                assert tx.execute(text("SELECT count(pinned_until) FROM entries")).scalar() == 0
                tx.execute(text("UPDATE entries SET pinned_until = :over"), over)
            await worker.keep_house()
            with desk.reading() as tx:
                assert tx.execute(text("SELECT count(pinned_until) FROM entries")).scalar() == 3


async def test_workers_whose_clocks_are_five_minutes_apart_poll_every_source_once(
    desk: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fast = DatabaseClock(own=lambda: datetime.now(UTC) + 3 * MINUTES)
    slow = DatabaseClock(own=lambda: datetime.now(UTC) - 2 * MINUTES)
    with hosts(6, feeds=4) as sites:
        found = in_force(sites, tmp_path)
        with no_errors(caplog):
            async with running(desk, found, fast, slow):
                await until(lambda: polled(desk) == 24)
                await asyncio.sleep(6)  # another tick
        assert sites.polls == Counter({(host, path): 1 for host in sites.names for path in sites.paths})
        with desk.reading() as tx:
            states = polling.states(tx).values()
        assert all(abs(state.last_poll - datetime.now(UTC)) < MINUTES for state in states if state.last_poll)


async def test_a_job_that_comes_twice_finds_nothing_left_to_do(desk: Store, tmp_path: Path) -> None:
    with hosts(1, feeds=3) as sites:
        async with opened(desk, in_force(sites, tmp_path)) as worker:
            (host,), ids = sites.names, list(worker.known)
            await worker.poll_host(host, ids)
            await worker.poll_host(host, ids)
        assert set(sites.polls.values()) == {1}
        assert len(sites.polls) == 3


async def test_a_job_leaves_its_host_after_its_minute_and_has_the_rest_deferred(
    desk: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "JOB_SECONDS", 0.2)
    with hosts(1, feeds=6, seconds=0.15) as sites:
        async with opened(desk, in_force(sites, tmp_path)) as worker:
            await worker.poll_host(sites.names[0], list(worker.known))
            assert 1 <= sum(sites.polls.values()) < 6
            assert jobs(desk)[f"poll:{sites.names[0]}"] == 1


async def test_what_a_host_asked_one_worker_the_next_one_heeds(desk: Store, tmp_path: Path) -> None:
    with hosts(1, feeds=2) as sites:
        found, host = in_force(sites, tmp_path), sites.names[0]
        sites.refusing[host] = 600
        async with opened(desk, found) as one, opened(desk, found) as other:
            first, second = one.known
            await one.poll_host(host, [first])
            await other.poll_host(host, [second])
        assert sum(sites.polls.values()) == 1
        with desk.reading() as tx:
            state = polling.state(tx, second)
        assert state.cause is not None
        assert state.cause.code == "host_paused"
        assert state.next_poll is not None
        assert state.next_poll > datetime.now(UTC) + 8 * MINUTES


async def test_the_gap_after_a_host_holds_from_one_worker_to_the_next(desk: Store, tmp_path: Path) -> None:
    with hosts(1, feeds=2, seconds=0) as sites:
        found, host = in_force(sites, tmp_path, per_host_gap="1s"), sites.names[0]
        async with opened(desk, found) as one, opened(desk, found) as other:
            first, second = one.known
            await one.poll_host(host, [first])
            await other.poll_host(host, [second])
        (_, ended), (began, _) = sites.spans[host]
        assert began - ended > 0.9


async def test_a_host_is_asked_by_one_worker_at_a_time_also_where_another_leads_there(
    desk: Store, tmp_path: Path
) -> None:
    with hosts(2, feeds=2, seconds=0.3) as sites:
        here, there = sites.names
        sites.redirects["/feed0"] = there
        found = in_force(sites, tmp_path)
        async with opened(desk, found) as one, opened(desk, found) as other:
            by_name = {polled.source.name: id_ for id_, polled in one.known.items()}
            await asyncio.gather(
                one.poll_host(here, [by_name[f"{here}/feed0"]]),
                other.poll_host(there, [by_name[f"{there}/feed0"], by_name[f"{there}/feed1"]]),
            )
        assert sites.most_at_once[there] == 1
        assert len(sites.spans[there]) == 3


async def test_a_right_ends_with_the_worker_that_has_it(desk: Store, tmp_path: Path) -> None:
    with hosts(1) as sites:
        found = in_force(sites, tmp_path)
        async with opened(desk, found) as one:
            async with opened(desk, found) as other:
                dies_with_it = other.rights("a.example")
                await dies_with_it.__aenter__()
                with pytest.raises(HostBusy):
                    async with one.rights("a.example"):
                        pass
            async with one.rights("a.example"):
                pass


async def test_a_worker_back_from_the_dead_stores_nothing(desk: Store, tmp_path: Path) -> None:
    with hosts(1, feeds=1, seconds=0.2) as sites:
        async with opened(desk, in_force(sites, tmp_path)) as worker:
            ((source_id, source),) = worker.known.items()
            slow = asyncio.create_task(worker.intake.poll(source))
            await until(lambda: sum(sites.in_flight.values()) > 0)
            with desk.writing() as tx:  # another worker was through with it in the meantime
                save_state(tx, source_id, polling.state(tx, source_id))
            with pytest.raises(polling.Outrun):
                await slow
        with desk.reading() as tx:
            assert tx.execute(text("SELECT count(*) FROM entries")).scalar() == 0
            assert polling.state(tx, source_id).last_poll is None


async def test_a_migration_while_workers_run_costs_no_poll(
    desk: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    steps = Steps(tmp_path / "migrations", "0002")
    (steps.folder / "versions").mkdir(parents=True)
    for file in (*migrations.OURS.folder.glob("*.py"), *migrations.OURS.folder.glob("versions/*.py")):
        (steps.folder / file.relative_to(migrations.OURS.folder)).write_text(file.read_text())
    (steps.folder / "versions/0002_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        "revision, down_revision = '0002', '0001'\n"
        "def upgrade():\n"
        "    op.add_column('feed_states', sa.Column('mood', sa.Text(), nullable=True))\n"
        "    op.execute('SELECT pg_sleep(1)')\n"
    )
    with hosts(4, feeds=10, seconds=0.05) as sites:
        found = in_force(sites, tmp_path)
        with no_errors(caplog):
            async with running(desk, found, DatabaseClock(), DatabaseClock()):
                await until(lambda: polled(desk) > 3)
                await asyncio.to_thread(migrations.upgrade, desk.engine, steps)
                await until(lambda: polled(desk) == 40)
        assert set(sites.polls.values()) == {1}


async def test_settings_that_are_pushed_hold_within_seconds(desk: Store, tmp_path: Path) -> None:
    with hosts(2, feeds=1) as sites:
        with desk.writing() as tx:
            assert pushed(tx) is None
            push(tx, in_force(Hosts(1, feeds=1, port=sites.port), tmp_path).valid)
        with desk.reading() as tx:
            found = pushed(tx)
        assert found is not None
        async with opened(desk, found) as worker:
            assert len(worker.known) == 1
            following = asyncio.create_task(follow_stored(desk, found, worker.adopt, worker.refuse))
            with desk.writing() as tx:
                push(tx, in_force(sites, tmp_path).valid)
            await until(lambda: len(worker.known) == 2)
            assert worker.intake.settings.sources[1].name == f"{sites.names[1]}/feed0"
            following.cancel()


async def test_pushed_settings_that_a_worker_cannot_use_are_its_alarm_until_it_can(
    desk: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hosts(1, feeds=1) as sites:
        found = in_force(sites, tmp_path)
        async with opened(desk, found) as worker:
            following = asyncio.create_task(follow_stored(desk, found, worker.adopt, worker.refuse))
            monkeypatch.setenv("DESK_CONTACT", "desk@rivers.example")
            (tmp_path / "feeds.yaml").write_text(sites.settings().replace("desk@rivers.example", "${DESK_CONTACT}"))
            other = find_in_force(tmp_path / "feeds.yaml", None)
            monkeypatch.delenv("DESK_CONTACT")  # as on a machine where nobody thought of it
            with desk.writing() as tx:
                push(tx, other.valid)
            await until(lambda: worker.refused)
            assert "DESK_CONTACT" in str(worker.refused[0])
            with desk.writing() as tx:
                push(tx, in_force(sites, tmp_path, timeout="9s").valid)
            await until(lambda: not worker.refused)
            following.cancel()


async def test_what_is_new_in_the_settings_waits_for_no_tick(desk: Store, tmp_path: Path) -> None:
    with hosts(2, feeds=1) as sites:
        async with opened(desk, in_force(Hosts(1, feeds=1, port=sites.port), tmp_path)) as worker:
            await worker.adopt(in_force(sites, tmp_path))
            assert jobs(desk)[f"poll:{sites.names[1]}"] == 1

"""The pool: hard limits, no hostages, no orphans."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from aggregator.errors import ParseError, WorkerCrashed, WorkerError, WorkerTimeout
from aggregator.workers.pool import Workers
from tests.workers import jobs

ROOT = Path(__file__).parents[2]


def is_alive(pid: int) -> bool:
    """Whether the process still runs (one that nobody has buried yet does not)."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_pool_works_on_either_loop(new_loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    async def story() -> tuple[list[int], str, bytes]:
        async with Workers() as workers:
            doubled = await asyncio.gather(*(workers.run(jobs.double, n) for n in range(20)))
            with pytest.raises(WorkerTimeout):
                await workers.run(jobs.sleep, 60, limit_seconds=0.05)
            with pytest.raises(WorkerCrashed):
                await workers.run(jobs.leave)
            return list(doubled), await workers.run(jobs.sleep, 0), await workers.run(jobs.blob, 3_000_000)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        doubled, rested, blob = runner.run(story())
    assert doubled == [n * 2 for n in range(20)]
    assert rested == "rested"
    assert blob == b"x" * 3_000_000


async def test_children_start_on_demand_and_never_more_than_the_size() -> None:
    async with Workers(size=2) as workers:
        assert not workers.pids
        first = await workers.run(jobs.whoami)
        assert await workers.run(jobs.whoami) == first  # the idle one is taken before another starts
        assert list(workers.pids) == [first]
        seen = await asyncio.gather(*(workers.run(jobs.whoami) for _ in range(20)))
        assert len(set(seen)) == 2
        assert set(workers.pids) == set(seen)
        assert all(is_alive(pid) for pid in workers.pids)
        pids = workers.pids
    assert not any(is_alive(pid) for pid in pids)


async def test_child_imports_only_what_its_jobs_need() -> None:
    async with Workers(size=1) as workers:
        for name in ("lxml", "feedparser", "sqlalchemy", "asyncio", "aggregator.workers.pool"):
            assert not await workers.run(jobs.has_module, name), name


async def test_job_that_outruns_its_limit_is_killed_and_the_others_run_on() -> None:
    async with Workers(size=2) as workers:
        slow = asyncio.create_task(workers.run(jobs.burn_without_end, limit_seconds=0.4))
        await until(lambda: workers.pids)
        (victim,) = workers.pids
        quick = await asyncio.gather(*(workers.run(jobs.double, n) for n in range(10)))
        with pytest.raises(WorkerTimeout) as caught:
            await slow
        assert caught.value.limit_seconds == 0.4
        assert quick == [n * 2 for n in range(10)]
        await until(lambda: not is_alive(victim))
        assert await workers.run(jobs.double, 4) == 8


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        (jobs.crash, "signal 11"),
        (jobs.leave, "exit code 7"),
        (jobs.hoard, "more memory"),
    ],
)
async def test_child_that_dies_costs_its_document_only(job: Callable[[], object], reason: str) -> None:
    async with Workers(size=1) as workers:
        endings = await asyncio.gather(
            workers.run(jobs.double, 1), workers.run(job), workers.run(jobs.double, 2), return_exceptions=True
        )
        assert [endings[0], endings[2]] == [2, 4]
        assert isinstance(endings[1], WorkerCrashed)
        assert isinstance(endings[1], WorkerError)
        assert reason in str(endings[1])


async def test_memory_is_limited_and_a_child_that_has_grown_is_replaced() -> None:
    async with Workers(size=1, memory_bytes=256 * 1024**2) as workers:
        small = await workers.run(jobs.whoami)
        assert await workers.run(jobs.grow, 70_000_000) == 70_000_000  # fits, but leaves a large child
        assert await workers.run(jobs.whoami) != small
        with pytest.raises(WorkerCrashed, match="more memory"):
            await workers.run(jobs.grow, 400_000_000)


async def test_errors_of_ours_come_back_as_themselves() -> None:
    async with Workers(size=1) as workers:
        with pytest.raises(ParseError) as caught:
            await workers.run(jobs.refuse, "https://a.example/")
        assert (caught.value.url, caught.value.cause.code) == ("https://a.example/", "not_a_feed")
        pid = await workers.run(jobs.whoami)
        with pytest.raises(ValueError, match="a stone in the way") as stumbled:
            await workers.run(jobs.stumble)
        assert "in stumble" in stumbled.value.__notes__[0]
        assert await workers.run(jobs.whoami) == pid  # an exception costs no process


async def test_what_cannot_cross_the_border_is_told_as_an_error() -> None:
    async with Workers(size=1) as workers:
        with pytest.raises(RuntimeError, match="Stubborn: one"):
            await workers.run(jobs.refuse_stubbornly)
        with pytest.raises((AttributeError, TypeError), match=r"pickle|local object"):
            await workers.run(jobs.unportable)
        assert await workers.run(jobs.double, 3) == 6


async def test_only_the_culprit_of_a_batch_fails_and_nothing_is_done_twice(tmp_path: Path) -> None:
    tally = tmp_path / "tally"
    async with Workers(size=1) as workers:
        endings = await workers.run_batch(jobs.hang_on, [(n, 3, tally) for n in range(7)], limit_seconds=0.8)
    assert [type(ending) if isinstance(ending, Exception) else ending for ending in endings] == [
        0,
        1,
        2,
        WorkerTimeout,
        4,
        5,
        6,
    ]
    assert tally.read_text().split() == [str(n) for n in range(7)]


async def test_empty_batch_starts_nobody() -> None:
    async with Workers() as workers:
        assert await workers.run_batch(jobs.double, []) == []
        assert not workers.pids


async def test_time_limit_is_for_each_document_and_not_for_the_start() -> None:
    async with Workers(size=1) as workers:
        assert await workers.run_batch(jobs.sleep, [(0.2,)] * 4, limit_seconds=0.7) == ["rested"] * 4


async def test_large_answers_leave_the_loop_free() -> None:
    pauses = []
    async with Workers(size=1) as workers:
        await workers.run(jobs.double, 1)
        for _ in range(3):  # other programs pause us too; what we do ourselves shows every time
            watch = asyncio.create_task(longest_pause())
            assert len(await workers.run(jobs.blob, 10_000_000)) == 10_000_000
            assert len(await workers.run(jobs.lines, 30_000)) == 30_000
            watch.cancel()
            pauses.append(await watch)
    assert 0 < min(pauses) < 0.1


async def longest_pause() -> float:
    longest, last = 0.0, time.perf_counter()
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(0.002)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
    return longest


async def test_cancelled_call_ends_its_child_and_its_answer_reaches_nobody_else() -> None:
    async with Workers(size=1) as workers:
        await workers.run(jobs.double, 1)
        (pid,) = workers.pids
        call = asyncio.create_task(workers.run(jobs.sleep, 0.2))
        await asyncio.sleep(0.05)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await workers.run(jobs.double, 21) == 42
        await until(lambda: not is_alive(pid))


async def test_call_that_is_cancelled_in_the_queue_takes_nobody_with_it() -> None:
    async with Workers(size=1) as workers:
        running = asyncio.create_task(workers.run(jobs.sleep, 0.1))
        queued = asyncio.create_task(workers.run(jobs.double, 1))
        await asyncio.sleep(0.02)
        queued.cancel()
        assert await running == "rested"
        assert await workers.run(jobs.double, 2) == 4


async def test_closing_in_mid_job_is_quick_and_leaves_nobody() -> None:
    workers = Workers(size=2)
    calls = [asyncio.create_task(workers.run(jobs.burn_without_end)) for _ in range(5)]
    await until(lambda: len(workers.pids) == 2)
    pids = workers.pids
    began = time.monotonic()
    await workers.close()
    assert time.monotonic() - began < 2
    assert all(isinstance(ending, WorkerCrashed) for ending in await asyncio.gather(*calls, return_exceptions=True))
    assert not any(is_alive(pid) for pid in pids)
    with pytest.raises(WorkerCrashed, match="closed"):
        await workers.run(jobs.double, 1)


async def test_idle_child_leaves_and_another_comes_on_demand() -> None:
    async with Workers(size=1, idle_seconds=0.4) as workers:
        first = await workers.run(jobs.whoami)
        await asyncio.sleep(0.1)
        assert await workers.run(jobs.whoami) == first  # work puts the leaving off
        await until(lambda: not workers.pids)
        await until(lambda: not is_alive(first))
        assert await workers.run(jobs.whoami) != first


async def test_child_killed_in_its_sleep_is_replaced_unnoticed() -> None:
    async with Workers(size=1) as workers:
        first = await workers.run(jobs.whoami)
        os.kill(first, signal.SIGKILL)
        await until(lambda: not is_alive(first))
        await asyncio.sleep(0.05)
        assert await workers.run(jobs.whoami) != first


async def test_signals_to_the_group_are_for_the_parent() -> None:
    async with Workers(size=1) as workers:
        assert await workers.run(jobs.signal_answers) == (True, True)
        assert await workers.run(jobs.own_session)


async def test_what_a_library_prints_does_not_disturb_the_answers() -> None:
    async with Workers(size=1) as workers:
        assert await workers.run(jobs.chatter, "hello") == "hello"
        assert await workers.run(jobs.double, 3) == 6


PARENT = """\
import asyncio, sys
from pathlib import Path
from aggregator.workers.pool import Workers
from tests.workers import jobs

async def main():
    async with Workers(size=2) as workers:
        await asyncio.gather(*(workers.run(jobs.sleep_and_note, 60, Path(note)) for note in sys.argv[1:]))

asyncio.run(main())
"""


async def test_death_of_the_parent_leaves_no_orphans(tmp_path: Path) -> None:
    notes = [tmp_path / "first", tmp_path / "second"]
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, *map(str, notes), cwd=ROOT)
    try:
        await until(lambda: all(note.exists() and note.read_text() for note in notes), seconds=20)
    finally:
        parent.kill()
        await parent.wait()
    children = [int(note.read_text()) for note in notes]
    await until(lambda: not any(is_alive(pid) for pid in children))


async def test_heavy_jobs_leave_a_child_for_the_light_ones() -> None:
    async with Workers(size=2) as workers:
        await asyncio.gather(workers.run(jobs.sleep, 0), workers.run(jobs.sleep, 0))  # both are awake
        heavy = [asyncio.create_task(workers.run(jobs.sleep, 2, is_heavy=True)) for _ in range(2)]
        await asyncio.sleep(0)
        assert await asyncio.gather(*(workers.run(jobs.double, number) for number in range(5))) == [0, 2, 4, 6, 8]
        assert not any(one.done() for one in heavy)
        for one in heavy:
            one.cancel()
        await asyncio.gather(*heavy, return_exceptions=True)


async def test_a_large_parent_makes_no_child_look_large() -> None:
    ballast = bytearray(400 * 1024 * 1024)
    ballast[::4096] = b"x" * len(ballast[::4096])  # really held
    async with Workers(size=1, memory_bytes=512 * 1024 * 1024) as workers:
        first = await workers.run(jobs.whoami)
        assert await workers.run(jobs.whoami) == first
    assert len(ballast) > 0


async def test_loading_what_a_job_needs_is_no_part_of_its_time() -> None:
    async with Workers(size=1) as workers:
        assert await workers.run(jobs.in_a_moment, limit_seconds=0.5) == "loaded"

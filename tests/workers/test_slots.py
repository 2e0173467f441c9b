"""The line before the workers: first come, first served, but for those who let all others pass."""

from __future__ import annotations

import asyncio

import pytest

from aggregator.workers.slots import Slots


async def line_up(slots: Slots, *names: str) -> tuple[list[str], dict[str, asyncio.Task[None]]]:
    """Everybody waits for a place in this order, those in capitals let others pass; who got one, as they get it."""
    served: list[str] = []

    async def wait(name: str) -> None:
        await slots.acquire(yields=name.isupper())
        served.append(name)

    tasks = {}
    for name in names:
        tasks[name] = asyncio.create_task(wait(name))
        await asyncio.sleep(0)
    return served, tasks


async def serve(slots: Slots, count: int) -> None:
    for _ in range(count):
        slots.release()
        await asyncio.sleep(0)


@pytest.mark.parametrize(("comers", "served"), [("abc", "abc"), ("Abc", "bcA"), ("ABc", "cAB")])
async def test_the_line_keeps_its_order(comers: str, served: str) -> None:
    slots = Slots(1)
    await slots.acquire()
    order, _ = await line_up(slots, *comers)
    assert order == []
    await serve(slots, 3)
    assert order == list(served)


async def test_places_that_are_free_are_taken_at_once() -> None:
    slots = Slots(2)
    order, _ = await line_up(slots, "a", "b", "c")
    assert order == ["a", "b"]
    await serve(slots, 1)
    assert order == ["a", "b", "c"]


@pytest.mark.parametrize("is_served", [False, True])
async def test_whoever_leaves_the_line_costs_nobody_a_place(is_served: bool) -> None:
    slots = Slots(1)
    await slots.acquire()
    order, tasks = await line_up(slots, "a", "b")
    if is_served:
        slots.release()  # it is a's now, though a does not know yet
    tasks["a"].cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True) if is_served else await asyncio.sleep(0)
    if not is_served:
        await serve(slots, 1)
    assert order == ["b"]

"""Writing in lots: what waits lands together, and a fault costs only the item that has it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from aggregator.pipeline.lots import MOST_IN_LOT, MOST_WAITING, Lots
from aggregator.store import numbers
from aggregator.store.engine import Store, Transaction

TOO_MUCH = "too much"


class Written:
    """Remembers each item in the store, and which came together."""

    def __init__(self) -> None:
        self.lots: list[list[str]] = []

    def write(self, tx: Transaction, items: Sequence[str]) -> list[str]:
        self.lots.append(list(items))
        for item in items:
            if item == TOO_MUCH:
                raise ValueError(item)
            numbers.remember(tx, item, "written")
        return [f"{item}, written" for item in items]


def stored(store: Store, item: str) -> bool:
    with store.reading() as tx:
        return numbers.fact(tx, item) is not None


async def test_what_comes_together_is_written_together_and_answered_each(sqlite_store: Store) -> None:
    written = Written()
    lots = Lots(sqlite_store, written.write)
    answers = await asyncio.gather(*(lots.add(f"item {number}") for number in range(7)))
    assert answers == [f"item {number}, written" for number in range(7)]
    assert written.lots == [[f"item {number}" for number in range(7)]]


async def test_an_answer_comes_after_the_commit(sqlite_store: Store) -> None:
    lots = Lots(sqlite_store, Written().write)
    await lots.add("item")
    assert stored(sqlite_store, "item")


async def test_a_fault_costs_only_the_item_that_has_it(sqlite_store: Store) -> None:
    lots = Lots(sqlite_store, Written().write)
    answers = await asyncio.gather(*(lots.add(item) for item in ("a", TOO_MUCH, "b")), return_exceptions=True)
    assert [answers[0], answers[2]] == ["a, written", "b, written"]
    assert isinstance(answers[1], ValueError)
    assert [stored(sqlite_store, item) for item in ("a", TOO_MUCH, "b")] == [True, False, True]


async def test_a_long_line_is_written_in_several_lots(sqlite_store: Store) -> None:
    written = Written()
    lots = Lots(sqlite_store, written.write)
    await asyncio.gather(*(lots.add(f"item {number}") for number in range(MOST_IN_LOT + 5)))
    assert [len(lot) for lot in written.lots] == [MOST_IN_LOT, 5]


async def test_what_was_added_is_written_though_nobody_waits_for_it_any_more(sqlite_store: Store) -> None:
    lots = Lots(sqlite_store, Written().write)
    adding = asyncio.create_task(lots.add("item"))
    await asyncio.sleep(0)
    adding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await adding
    await lots.settle()
    assert stored(sqlite_store, "item")


async def test_there_is_no_room_while_many_wait_and_room_again_when_they_are_written(sqlite_store: Store) -> None:
    lots = Lots(sqlite_store, Written().write)
    await asyncio.wait_for(lots.room(), 1)
    adding = [asyncio.create_task(lots.add(f"item {number}")) for number in range(MOST_WAITING)]
    await asyncio.sleep(0)
    room = asyncio.create_task(lots.room())
    await asyncio.sleep(0)
    assert not room.done()
    await asyncio.gather(*adding)
    await asyncio.wait_for(room, 1)

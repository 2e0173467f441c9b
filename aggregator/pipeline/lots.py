"""Writing in lots: what many want to write at the same time lands in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from aggregator.store.engine import Store, Transaction

T = TypeVar("T")
R = TypeVar("R")

#: A lot is closed after so many, so that nobody waits long for the writer: neither other processes nor the desk.
MOST_IN_LOT = 100
#: With so many waiting there is no room for more.
MOST_WAITING = 32
#: How long the first of a lot waits for others to join.
GATHERING_SECONDS = 0.005


class Lots(Generic[T, R]):
    """Writes items in lots. Whoever adds one is answered when it is committed, and not before.

    `write` writes a lot, in order, with an answer for each. A lot that fails is rolled back and its items are written
    alone, so that a fault costs only the item that has it.
    """

    def __init__(self, store: Store, write: Callable[[Transaction, Sequence[T]], list[R]]) -> None:
        self._store, self._write = store, write
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._has_room = asyncio.Event()
        self._has_room.set()

    async def add(self, item: T) -> R:
        """The answer to this item; it is written even if the caller is cancelled."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if len(self._waiting) >= MOST_WAITING:
            self._has_room.clear()
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_lots())
        return await answer

    async def room(self) -> None:
        """Waits while many wait already: whoever makes more meanwhile only fills the memory."""
        await self._has_room.wait()

    async def settle(self) -> None:
        """Waits until nothing is left to write."""
        if self._writing is not None:
            await asyncio.shield(self._writing)

    async def _write_lots(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(GATHERING_SECONDS)
                lot, self._waiting = self._waiting[:MOST_IN_LOT], self._waiting[MOST_IN_LOT:]
                if len(self._waiting) < MOST_WAITING:
                    self._has_room.set()
                await self._write_lot(lot)
        finally:
            self._writing = None

    async def _write_lot(self, lot: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        items = [item for item, _ in lot]
        try:
            answers = await self._store.write(lambda tx: self._write(tx, items))
        except Exception as error:  # noqa: BLE001  # whoever added the item raises it
            if len(lot) == 1:
                _answer(lot[0][1], error)
            else:
                for one in lot:
                    await self._write_lot([one])
            return
        for (_, future), answer in zip(lot, answers, strict=True):
            if not future.done():
                future.set_result(answer)


def _answer(future: asyncio.Future[R], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)

"""Hubs: what they ask and push, taken by whoever serves, and what the daemon says to them beside its ticks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from aggregator.daemon.desk import Desk
from aggregator.errors import StoreError
from aggregator.fetch.headers import read_content_type
from aggregator.logs import get_logger
from aggregator.pipeline.desk import PolledSource, polled_source
from aggregator.pipeline.intake import Intake
from aggregator.pipeline.pushes import Pushed, ask_soon, take_push
from aggregator.store import subscriptions
from aggregator.store.engine import Store
from aggregator.websub.pinger import Pinger
from aggregator.websub.signatures import is_signed
from aggregator.websub.subscriber import Subscriber, answer_hub

log = get_logger(__name__)

#: How often we look for something to say: to the hubs that sources name, and to our own.
SUBSCRIBE_SECONDS, PING_SECONDS = 3.0, 1.0
#: Pushes that may wait to be read; a hub is asked to come back with more.
MOST_WAITING = 16


class Receiver(Protocol):
    """Whoever takes in what hubs push: the daemon's desk, or a process that only serves."""

    @property
    def intake(self) -> Intake:
        """What a push is read and stored with."""

    def failed(self, error: StoreError) -> None:
        """The store could not take it."""


@dataclass(slots=True)
class Hubs:
    """What the web hands on from hubs. Until there is a receiver, nobody is expected."""

    store: Store
    receiver: Receiver | None = None
    _taking: set[asyncio.Task[None]] = field(default_factory=set)

    async def answer(self, callback: str, asked: Mapping[str, str]) -> str | None:
        """What to say to a hub that asks whether we meant it."""
        if self.receiver is None or await self.store.read(lambda tx: subscriptions.find(tx, callback)) is None:
            return None  # strangers cost no writing transaction
        now = self.receiver.intake.clock()
        answer = await self.store.write(lambda tx: answer_hub(tx, callback, asked, now))
        return answer.challenge

    async def expects(self, callback: str) -> bool:
        """Whether a hub may push there."""
        found = await self.store.read(lambda tx: subscriptions.find(tx, callback))
        return found is not None and self.receiver is not None and found.is_active(self.receiver.intake.clock())

    async def doubt(self, callback: str) -> None:
        """Somebody pushed there who can't say who they are: the source is asked itself, when it may be."""
        found = await self.store.read(lambda tx: subscriptions.find(tx, callback))
        if found is None or self.receiver is None:
            return
        polled = await self._polled(self.receiver.intake, found.source_id)
        if polled is not None:
            await ask_soon(self.receiver.intake, polled)

    def is_busy(self) -> bool:
        """Whether no more can be taken at the moment."""
        return len(self._taking) >= MOST_WAITING

    async def take(self, callback: str, body: bytes, signature: str, content_type: str | None) -> None:
        """Have a push read, if its signature is right; else forget it."""
        found = await self.store.read(lambda tx: subscriptions.find(tx, callback))
        if found is None or not await asyncio.to_thread(is_signed, found.secret, body, signature):
            return
        task = asyncio.create_task(self._take(found.source_id, body, content_type))
        self._taking.add(task)
        task.add_done_callback(self._taking.discard)

    async def _take(self, source_id: int, body: bytes, content_type: str | None) -> None:
        receiver = self.receiver
        if receiver is None:
            return
        media_type, charset = read_content_type(content_type.encode("latin-1", "replace") if content_type else None)
        pushed = Pushed(body, media_type, charset)

        async def take_in() -> None:
            polled = await self._polled(receiver.intake, source_id)
            if polled is not None:
                await take_push(receiver.intake, polled, pushed)

        await _carefully(receiver, take_in())

    async def _polled(self, intake: Intake, source_id: int) -> PolledSource | None:
        return await self.store.read(lambda tx: polled_source(tx, intake.settings, source_id))

    async def finish(self) -> None:
        """Let what was pushed be stored."""
        await asyncio.gather(*self._taking, return_exceptions=True)


async def talk(desk: Desk) -> None:
    """Until cancelled: agree with the hubs of sources, and tell our own what changed."""
    pinger = Pinger(desk.intake.store)

    async def subscribe() -> None:
        intake = desk.intake
        subscriber = Subscriber(intake.store, intake.fetcher, intake.settings)
        await subscriber.tend(frozenset(desk.known), intake.clock())

    async def ping() -> None:
        await pinger.tend(desk.intake.fetcher, desk.intake.settings, desk.intake.clock())

    await asyncio.gather(_again(desk, subscribe, SUBSCRIBE_SECONDS), _again(desk, ping, PING_SECONDS))


async def _again(desk: Desk, tend: Callable[[], Awaitable[None]], seconds: float) -> None:
    while True:
        if desk.storing.reason is None:
            await _carefully(desk, tend())
        await asyncio.sleep(seconds)


async def _carefully(receiver: Receiver, work: Awaitable[object]) -> None:
    """What goes wrong costs this round or this push."""
    try:
        await work
    except StoreError as error:
        receiver.failed(error)
    except Exception as error:  # the border of what a hub may cost
        log.exception("hub_crashed", reason=type(error).__name__)

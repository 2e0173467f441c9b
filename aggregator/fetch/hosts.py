"""Politeness: who may ask a host, and when. One queue for each host name, first come, first served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.fetch.clock import Clock
from aggregator.fetch.policy import FetchPolicy
from aggregator.http_cache import LONGEST_WAIT
from aggregator.models.host import HostManners

#: Idle queues are forgotten when there are this many, and then when twice as many are left as at that time.
_MANY_QUEUES = 4096


@dataclass(frozen=True, slots=True)
class HostPause:
    """A host that asked to be left alone. `host` may be a whole domain, if a source made its hosts one."""

    host: str
    until: datetime


class HostPaused(Exception):
    """It isn't time to ask this host."""

    def __init__(self, pause: HostPause) -> None:
        self.pause = pause
        super().__init__(f"{pause.host} asked to be left alone until {pause.until}")


class HostBusy(Exception):
    """Another machine of ours asks this host now."""

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(f"another machine asks {host}")


#: The right to ask a host that several machines ask: held for as long as the context. Raises HostBusy.
Right = Callable[[str], AbstractAsyncContextManager[None]]


class _Queue:
    """Those who want to ask one host."""

    __slots__ = ("gap_seconds", "next_start", "slots", "users")

    def __init__(self, slots: int, gap_seconds: float) -> None:
        self.slots = asyncio.Semaphore(slots)  # wakes its waiters in the order they came
        self.gap_seconds = gap_seconds
        #: On the monotonic clock.
        self.next_start = 0.0
        #: Waiting or asking.
        self.users = 0


class Hosts:
    """Gives out turns: `per_host` at once and a gap after each, `concurrency` at once in all."""

    def __init__(
        self,
        policy: FetchPolicy,
        clock: Clock,
        pauses: Iterable[HostPause] = (),
        right: Right | None = None,
    ) -> None:
        self._policy, self._clock, self._right = policy, clock, right or _alone
        self._everyone = asyncio.Semaphore(policy.concurrency)
        self._queues: dict[str, _Queue] = {}
        self._forget_at = _MANY_QUEUES
        self._domains: set[str] = set()
        self._pauses: dict[str, datetime] = {}
        for pause in pauses:
            self.pause(pause.host, pause.until)

    def successor(self, policy: FetchPolicy) -> Hosts:
        """Turns by another policy. Who asks or waits now still counts, unless `per_host` itself is another."""
        after = Hosts(policy, self._clock, self.pauses(), self._right)
        after._domains = set(self._domains)
        if policy.per_host == self._policy.per_host:
            after._queues = dict(self._queues)
            for queue in after._queues.values():
                queue.gap_seconds = policy.per_host_gap_seconds
        return after

    def pauses(self) -> tuple[HostPause, ...]:
        """The hosts to be left alone now, for keeping over a restart."""
        now = self._clock.now()
        return tuple(HostPause(host, until) for host, until in sorted(self._pauses.items()) if until > now)

    def pause(self, host: str, until: datetime) -> None:
        """Nobody asks this host before `until`, 7 days from now at most. An earlier pause is never shortened."""
        key = self.key(host)
        until = min(until, self._clock.now() + LONGEST_WAIT)
        if until > self._pauses.get(key, self._clock.now()):
            self._pauses[key] = until

    def join(self, domain: str) -> None:
        """From now on all hosts of this domain take turns as one."""
        self._domains.add(_plain(domain))

    def set_gap(self, host: str, wished_seconds: float) -> None:
        """The gap that a host wishes for (Crawl-delay) holds from now on, but never less than the policy's."""
        self._queue(self.key(host)).gap_seconds = max(self._policy.per_host_gap_seconds, wished_seconds)

    def manners(self, host: str) -> HostManners:
        """What the next visitor should know of this host, as far as we do."""
        key = self.key(host)
        queue, until = self._queue(key), self._pauses.get(key)
        return HostManners(
            paused_seconds=max((until - self._clock.now()).total_seconds(), 0.0) if until else 0.0,
            gap_seconds=queue.gap_seconds if queue.gap_seconds > self._policy.per_host_gap_seconds else 0.0,
            free_in_seconds=max(queue.next_start - self._clock.monotonic(), 0.0),
        )

    def heed(self, host: str, manners: HostManners) -> None:
        """Take over what the last visitor of this host knew."""
        if manners.paused_seconds:
            self.pause(host, self._clock.now() + timedelta(seconds=manners.paused_seconds))
        if manners.gap_seconds:
            self.set_gap(host, manners.gap_seconds)
        if manners.free_in_seconds:
            queue = self._queue(self.key(host))
            queue.next_start = max(queue.next_start, self._clock.monotonic() + manners.free_in_seconds)

    @asynccontextmanager
    async def turn(self, host: str, admission: Callable[[], Awaitable[None]] | None = None) -> AsyncIterator[None]:
        """Waits until this host may be asked. HostPaused, at once, if it wants to be left alone.

        `admission` is awaited when it is our turn with the host, before one of the `concurrency` places is taken.
        """
        key = self.key(host)
        self._refuse_if_paused(key)
        queue = self._queue(key)
        queue.users += 1
        try:
            async with queue.slots, self._right(key):
                self._refuse_if_paused(key)
                await self._keep_gap(queue)
                if admission is not None:
                    await admission()
                self._refuse_if_paused(key)
                async with self._everyone:
                    try:
                        yield
                    finally:
                        queue.next_start = max(queue.next_start, self._clock.monotonic() + queue.gap_seconds)
        finally:
            queue.users -= 1
            self._forget_idle_queues()

    async def _keep_gap(self, queue: _Queue) -> None:
        now = self._clock.monotonic()
        start = max(now, queue.next_start)
        queue.next_start = start + queue.gap_seconds
        if start > now:
            await self._clock.sleep(start - now)

    def _refuse_if_paused(self, key: str) -> None:
        until = self._pauses.get(key)
        if until is None:
            return
        if until > self._clock.now():
            raise HostPaused(HostPause(key, until))
        del self._pauses[key]

    def _queue(self, key: str) -> _Queue:
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = _Queue(self._policy.per_host, self._policy.per_host_gap_seconds)
        return queue

    def key(self, host: str) -> str:
        """What this host takes turns as: its name, or the domain that it was joined to."""
        name = _plain(host)
        if not self._domains:
            return name
        return next((domain for domain in _parents(name) if domain in self._domains), name)

    def _forget_idle_queues(self) -> None:
        if len(self._queues) < self._forget_at:
            return
        now = self._clock.monotonic()
        self._queues = {key: queue for key, queue in self._queues.items() if queue.users or queue.next_start > now}
        self._forget_at = max(_MANY_QUEUES, 2 * len(self._queues))


def _alone(host: str) -> AbstractAsyncContextManager[None]:
    """Nobody else asks."""
    return nullcontext()


def _plain(host: str) -> str:
    return host.rstrip(".").lower()


def _parents(name: str) -> Iterator[str]:
    """The name and the domains it lies in, the widest first."""
    labels = name.split(".")
    return (".".join(labels[start:]) for start in range(len(labels) - 1, -1, -1))

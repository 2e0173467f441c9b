"""The right to ask a host, which one worker has at a time.

A job holds it for its host as long as it runs; a redirect to another host gets that one's for the single request, or
does without: waiting for long would let two jobs wait for each other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aggregator.errors import StoreError
from aggregator.fetch.hosts import HostBusy, Hosts
from aggregator.logs import get_logger
from aggregator.models.host import HostManners
from aggregator.store.engine import Store
from aggregator.store.hosts import Leases

log = get_logger(__name__)

#: How long is waited for a host that another worker asks.
PATIENCE_SECONDS = 5.0
_LOOK_SECONDS = 0.2
_NO_WORD = HostManners()


@dataclass(slots=True)
class _Right:
    """This worker's hold on a host."""

    users: int = 0
    is_ours: bool = False
    found: HostManners = _NO_WORD
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Rights:
    """The rights of one worker. `hosts` is the memory of whoever asks now."""

    def __init__(self, store: Store) -> None:
        self.hosts: Hosts | None = None
        self._leases = Leases(store, self._lost)
        self._held: dict[str, _Right] = {}

    @asynccontextmanager
    async def __call__(self, host: str) -> AsyncIterator[None]:
        """Ask this host, and nobody else does. Raises HostBusy. StoreError is told as that too: nobody may be sure."""
        try:
            right = await self._enter(host)
        except StoreError as error:
            raise HostBusy(host) from error
        try:
            yield
        finally:
            await self._leave(host, right)

    async def tell(self, host: str) -> None:
        """Leave word how the host wants to be asked, now rather than at the end: we might not come to that."""
        right = self._held.get(host)
        if self.hosts is not None and right is not None:
            manners = self.hosts.manners(host)
            if manners != _NO_WORD or right.found != _NO_WORD:
                await self._leases.tell(host, manners)

    async def close(self) -> None:
        """Give back all."""
        await self._leases.close()

    async def _enter(self, host: str) -> _Right:
        right = self._held.setdefault(host, _Right())
        right.users += 1
        try:
            async with right.changing:
                if not right.is_ours:
                    await self._take(host, right)
        except BaseException:
            self._drop(host, right)
            raise
        return right

    async def _take(self, host: str, right: _Right) -> None:
        started = asyncio.get_running_loop().time()
        while (found := await self._leases.take(host)) is None:
            if asyncio.get_running_loop().time() - started > PATIENCE_SECONDS:
                raise HostBusy(host)
            await asyncio.sleep(_LOOK_SECONDS)
        right.is_ours, right.found = True, found
        if self.hosts is not None:
            self.hosts.heed(host, found)

    async def _leave(self, host: str, right: _Right) -> None:
        async with right.changing:
            try:
                if right.users == 1 and right.is_ours:
                    right.is_ours = False
                    await self.tell(host)
                    await self._leases.give_back(host)
            except StoreError as error:
                log.warning(
                    "host_not_given_back", message="It ends with the connection.", host=host, reason=error.reason
                )
            finally:
                self._drop(host, right)

    def _drop(self, host: str, right: _Right) -> None:
        right.users -= 1
        if not right.users:
            del self._held[host]

    def _lost(self) -> None:
        """With the connection: whoever asks next takes it anew."""
        for right in self._held.values():
            right.is_ours = False

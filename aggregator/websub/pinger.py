"""Telling our own hub which feeds changed: as often as they do, but a burst of changes as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from aggregator.config.settings import Settings
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.logs import get_logger
from aggregator.outcomes import Failed, Waiting
from aggregator.publish.feeds import changed_feeds
from aggregator.publish.house import House
from aggregator.store import numbers
from aggregator.store.engine import Store, Transaction

log = get_logger(__name__)

_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
#: The shortest time between two pings; what changes meanwhile goes with the next.
GAP = timedelta(seconds=5)
#: After a failure: doubled each time.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
_PINGED = "hub_pinged"


@dataclass(slots=True)
class Pinger:
    """Remembers over a restart what the hub was told, and for how long to leave it alone."""

    store: Store
    _next: datetime | None = None
    _failures: int = 0

    async def tend(self, fetcher: Fetcher, settings: Settings, now: datetime) -> None:
        """Tell the hub what changed since it was last told, unless it wants to be left alone."""
        hub = settings.publish.hub
        if hub is None or (self._next is not None and now < self._next <= now + LONGEST_PAUSE):
            return
        change, topics = await self.store.read(lambda tx: _news(tx, House(settings), hub))
        if not topics:
            return
        form = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)])
        answer = await fetcher.post(FetchRequest(url=hub, purpose="hub", headers=_FORM), form.encode("ascii"))
        if isinstance(answer, Failed | Waiting):
            self._next = now + min(FIRST_PAUSE * (1 << min(self._failures, 20)), LONGEST_PAUSE)
            self._failures += 1
            log.warning("hub_ping_failed", hub=hub, cause=answer.cause.message)
            return
        self._next, self._failures = now + GAP, 0
        await self.store.write(lambda tx: numbers.remember(tx, _PINGED, f"{change} {hub}"))
        log.info("hub_pinged", hub=hub, feeds=len(topics))


def _news(tx: Transaction, house: House, hub: str) -> tuple[int, list[str]]:
    """How far the store has come, and the addresses of the feeds that changed since this hub was last told."""
    change = numbers.revision(tx, "change").number
    told, _, whom = (numbers.fact(tx, _PINGED) or "").partition(" ")
    # a hub that was never told anything knows what is there only from now on
    since = int(told) if whom == hub else change - 1
    return change, [] if change <= since else [house.site.address(place) for place in changed_feeds(tx, house, since)]

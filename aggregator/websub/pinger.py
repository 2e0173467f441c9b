"""Telling our own hub which feeds changed: as often as they do, but a burst of changes as one."""

from __future__ import annotations

import json
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
    """Remembers in the store what the hub was told, and for how long to leave it alone: whoever looks next knows."""

    store: Store

    async def tend(self, fetcher: Fetcher, settings: Settings, now: datetime) -> None:
        """Tell the hub what changed since it was last told, unless it wants to be left alone."""
        hub = settings.publish.hub
        if hub is None:
            return
        said = await self.store.read(lambda tx: _said(tx, hub))
        if said.until is not None and now < said.until <= now + LONGEST_PAUSE:
            return
        change, topics = await self.store.read(lambda tx: _news(tx, House(settings), said))
        if not topics:
            return
        form = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)])
        answer = await fetcher.post(FetchRequest(url=hub, purpose="hub", headers=_FORM), form.encode("ascii"))
        if isinstance(answer, Failed | Waiting):
            pause = min(FIRST_PAUSE * (1 << min(said.failures, 20)), LONGEST_PAUSE)
            said = _Said(change - 1 if said.change is None else said.change, now + pause, said.failures + 1)
            log.warning("hub_ping_failed", hub=hub, cause=answer.cause.message)
        else:
            said = _Said(change, now + GAP)
            log.info("hub_pinged", hub=hub, feeds=len(topics))
        await self.store.write(lambda tx: numbers.remember(tx, _PINGED, said.noted(hub)))


@dataclass(frozen=True, slots=True)
class _Said:
    """How far a hub was told, and until when it is left alone after how many failures."""

    change: int | None = None
    until: datetime | None = None
    failures: int = 0

    def noted(self, hub: str) -> str:
        return json.dumps([hub, self.change, self.until and self.until.isoformat(), self.failures])


def _said(tx: Transaction, hub: str) -> _Said:
    kept = numbers.fact(tx, _PINGED)
    if kept is None:
        return _Said()
    whom, change, until, failures = json.loads(kept)
    return _Said(change, datetime.fromisoformat(until), failures) if whom == hub else _Said()


def _news(tx: Transaction, house: House, said: _Said) -> tuple[int, list[str]]:
    """How far the store has come, and the addresses of the feeds that changed since the hub was last told."""
    change = numbers.revision(tx, "change").number
    # a hub that was never told anything knows what is there only from now on
    since = change - 1 if said.change is None else said.change
    return change, [] if change <= since else [house.site.address(place) for place in changed_feeds(tx, house, since)]

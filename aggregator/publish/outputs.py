"""Every output by its place, rendered when asked for or when the store moved, and kept while it is current."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.models.output import Emptiness, Rendered, Site
from aggregator.publish.house import House
from aggregator.publish.lists import read_place, render_feed, render_list, render_sources
from aggregator.store import numbers, shown, sources
from aggregator.store.engine import Store, Transaction

#: What rendered outputs may take in memory.
CACHE_BYTES = 32 * 1024 * 1024
#: Kept ready: made anew whenever something moved, not when somebody asks.
READY = ("", "rss.xml", "atom.xml", "feed.json")


class Outputs:
    """Every output by its place ("", "rss.xml", "category/SLUG/atom.xml", …), rendered when asked for or when moved.

    Rendered bytes are kept up to `cache_bytes`, the longest unused leaving first. Shared by threads.
    """

    def __init__(self, store: Store, settings: Settings, *, cache_bytes: int = CACHE_BYTES) -> None:
        self._store, self._cache_bytes = store, cache_bytes
        self._house = House(settings)
        self._lock = threading.Lock()
        self._cache: OrderedDict[str, tuple[_Revision, Rendered]] = OrderedDict()
        self._cached_bytes = 0
        self._current: _Revision | None = None

    @property
    def site(self) -> Site:
        return self._house.site

    def follow(self, settings: Settings) -> None:
        """Make outputs by these settings from now on."""
        with self._lock:
            self._house = House(settings)
            self._cache.clear()
            self._cached_bytes = 0

    @property
    def cached_bytes(self) -> int:
        return self._cached_bytes

    def notice(self) -> bool:
        """Look whether the store moved, by us or by another process; True if outputs are now out of date."""
        with self._store.reading() as tx:
            found = _revision(tx)
        with self._lock:
            moved, self._current = found != self._current, found
        return moved

    def make_ready(self) -> None:
        """Render what is kept ready."""
        for place in READY:
            self.produce(place)

    def ready(self, place: str) -> Rendered | None:
        """The output if it is in memory and current; answers at once."""
        with self._lock:
            kept = self._cache.get(place)
            if kept is None or kept[0] != self._current:
                return None
            self._cache.move_to_end(place)
            return kept[1]

    def produce(self, place: str) -> Rendered | None:
        """The output, rendered if need be; None if there is no such thing."""
        house = self._house
        with self._store.reading() as tx:
            revision = _revision(tx)
            with self._lock:
                kept = self._cache.get(place)
                if kept is not None and kept[0] == revision:
                    return kept[1]
            output = self._render(tx, house, place, revision)
        if output is not None and house is self._house:  # else other settings hold meanwhile
            self._keep(place, revision, output)
        return output

    def _keep(self, place: str, revision: _Revision, output: Rendered) -> None:
        with self._lock:
            if (before := self._cache.pop(place, None)) is not None:
                self._cached_bytes -= _size(before[1])
            self._cache[place] = (revision, output)
            self._cached_bytes += _size(output)
            while self._cached_bytes > self._cache_bytes:
                _, (_, leaving) = self._cache.popitem(last=False)
                self._cached_bytes -= _size(leaving)

    def _render(self, tx: Transaction, house: House, place: str, revision: _Revision) -> Rendered | None:
        # imported here: feedgen, Jinja2 and lxml are only needed by whoever renders
        from aggregator.render import opml
        from aggregator.render.rendered import rendered

        if place == "opml.xml":
            return rendered(render_sources(tx, house), opml.MEDIA_TYPE, revision.moved_at)
        where = read_place(tx, house, place)
        if where is None:
            return None
        made = render_feed(tx, house, where) if where.file else render_list(tx, house, where, revision.emptiness)
        return None if made is None else rendered(*made, revision.moved_at)


@dataclass(frozen=True, slots=True)
class _Revision:
    """What outputs depend on: the change number, and while there is nothing to show, why."""

    number: int
    moved_at: datetime
    emptiness: Emptiness | None


def _revision(tx: Transaction) -> _Revision:
    change = numbers.revision(tx, "change")
    return _Revision(change.number, change.moved_at, _emptiness(tx))


def _emptiness(tx: Transaction) -> Emptiness | None:
    if shown.any_out(tx):
        return None
    polled, succeeded = sources.progress(tx)
    if not polled:
        return "starting"
    return "nothing" if succeeded else "unreachable"


def _size(output: Rendered) -> int:
    return len(output.body) + len(output.gzip or b"")

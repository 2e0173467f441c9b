"""Every output by its place, rendered when asked for or when what it shows moved, and kept while it is current."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.models.output import Emptiness, Gone, Moved, Rendered, Site
from aggregator.publish.embeds import find_embed, is_embed
from aggregator.publish.feeds import Output, find_feed
from aggregator.publish.house import MADE_WITH, House
from aggregator.publish.pages import Pages
from aggregator.publish.places import SEARCH
from aggregator.publish.shared import shared
from aggregator.publish.source_list import render_sources
from aggregator.store import numbers, polling, shown, sources
from aggregator.store.engine import Store, Transaction

#: Kept ready: made anew whenever what they show moved, not when somebody asks.
READY = ("", "rss.xml", "atom.xml", "feed.json")
#: Where the sources stand as OPML.
SOURCES_FILE = "opml.xml"
#: Embedded lists come in as many colours as there are; so many are kept, lest they push the rest out.
MOST_EMBEDS = 100


class Outputs:
    """Every output by its place ("", "rss.xml", "category/SLUG/atom.xml", …), rendered when asked for or when moved.

    Rendered bytes are kept up to `web.cache`, the longest unused leaving first. Shared by threads. `in_cluster`: other
    processes serve the same, so bytes are shared with them through the database.
    """

    def __init__(self, store: Store, settings: Settings, *, in_cluster: bool = False) -> None:
        self._in_cluster = in_cluster
        self._store, self._cache_bytes = store, settings.web.cache
        self._pages = Pages(House(settings))
        self._lock = threading.Lock()
        self._cache: OrderedDict[str, _Kept] = OrderedDict()
        self._cached_bytes = 0
        #: How far the store has come that we know of, and that was told by `notice`.
        self._current: Revision | None = None
        self._noticed: Revision | None = None

    @property
    def site(self) -> Site:
        return self._pages.house.site

    def follow(self, settings: Settings) -> None:
        """Make outputs by these settings from now on."""
        with self._lock:
            self._pages, self._cache_bytes = Pages(House(settings)), settings.web.cache
            for place, kept in self._cache.items():  # compared with once more: the same bytes keep their date
                self._cache[place] = replace(kept, seen_at=None, mark=None)

    @property
    def cached_bytes(self) -> int:
        return self._cached_bytes

    def notice(self) -> bool:
        """Look whether the store moved, by us or by another process; True if outputs may be out of date."""
        with self._store.reading() as tx:
            found = revision_of(tx)
        with self._lock:
            moved, self._current, self._noticed = found != self._noticed, found, found
        return moved

    def make_ready(self) -> None:
        """Render what is kept ready."""
        for place in READY:
            self.produce(place)

    def ready(self, place: str) -> Rendered | None:
        """The output if it is in memory and known to be current; answers at once."""
        with self._lock:
            kept = self._cache.get(place)
            if kept is None or kept.seen_at is None or kept.seen_at != self._current:
                return None
            self._cache.move_to_end(place)
            return kept.rendered

    def produce(self, place: str) -> Rendered | Moved | Gone | None:
        """The output, rendered if need be, or what became of it; None if there is no such thing."""
        pages = self._pages
        with self._store.reading() as tx:
            revision = revision_of(tx)
            with self._lock:
                kept = self._cache.get(place)
                if self._current is not None and revision.number > self._current.number:
                    self._current = revision  # who was given this one is given nothing older any more
            if kept is not None and kept.seen_at == revision:
                return kept.rendered
            output = find_output(tx, pages, place, revision)
            if not isinstance(output, Output):
                return output
            # these are as many as readers' ideas, so that keeping them would only push others out
            is_kept = not place.startswith(SEARCH)
            if kept and kept.mark == output.mark:
                rendered = kept.rendered
            elif self._in_cluster and is_kept:
                made = shared(self._store, tx, place, output, revision.number, revision.moved_at)
                rendered = replace(made, link=output.link)
            else:
                rendered = _rendered(output, revision, kept)
        if is_kept and pages is self._pages:  # else other settings hold meanwhile
            self._keep(place, _Kept(revision, output.mark, rendered))
        return rendered

    def _keep(self, place: str, kept: _Kept) -> None:
        with self._lock:
            if (before := self._cache.pop(place, None)) is not None:
                self._cached_bytes -= before.size
            self._cache[place] = kept
            self._cached_bytes += kept.size
            if is_embed(place) and len(embeds := [one for one in self._cache if is_embed(one)]) > MOST_EMBEDS:
                self._cached_bytes -= self._cache.pop(embeds[0]).size
            while self._cached_bytes > self._cache_bytes:
                _, leaving = self._cache.popitem(last=False)
                self._cached_bytes -= leaving.size


def find_output(tx: Transaction, pages: Pages, place: str, revision: Revision) -> Output | Moved | Gone | None:
    """What stands at a place, or what became of it; None if there is no such thing."""
    # imported here: feedgen, Jinja2 and lxml are only needed by whoever renders
    from aggregator.render import opml

    if place == SOURCES_FILE:
        mark = (numbers.fact(tx, MADE_WITH), sources.revision(tx))
        return Output(mark, lambda: (render_sources(tx, pages.house), opml.MEDIA_TYPE))
    if is_embed(place):
        return find_embed(tx, pages.house, place)
    if (feed := find_feed(tx, pages.house, place)) is not None:
        return feed
    page = pages.make(tx, place, revision.number, revision.emptiness)
    # a page counts everything beside its list, so it moves with everything
    return Output(revision, lambda: page) if isinstance(page, tuple) else page


@dataclass(frozen=True, slots=True)
class _Kept:
    """An output in memory."""

    #: How far the store had come when it was last known to be current.
    seen_at: Revision | None
    #: What it was made of.
    mark: Hashable
    rendered: Rendered

    @property
    def size(self) -> int:
        return len(self.rendered.body) + len(self.rendered.gzip or b"")


def _rendered(output: Output, revision: Revision, before: _Kept | None) -> Rendered:
    """The same bytes as before keep their date."""
    from aggregator.render.rendered import rendered

    made = replace(rendered(*output.make(), revision.moved_at), link=output.link)
    return before.rendered if before is not None and before.rendered.etag == made.etag else made


@dataclass(frozen=True, slots=True)
class Revision:
    """What outputs depend on: the change number, and while there is nothing to show, why."""

    number: int
    moved_at: datetime
    emptiness: Emptiness | None


def revision_of(tx: Transaction) -> Revision:
    """The state that the store is in."""
    change = numbers.revision(tx, "change")
    return Revision(change.number, change.moved_at, _emptiness(tx))


def _emptiness(tx: Transaction) -> Emptiness | None:
    if shown.any_out(tx):
        return None
    polled, succeeded = polling.progress(tx)
    if not polled:
        return "starting"
    return "nothing" if succeeded else "unreachable"

"""The story of what goes out: entries get their publication numbers, and outputs are made of what is stored.

No output reads the clock, so the same store gives the same bytes. Going out is an event of its own, after storing:
what was stored by a process that then died goes out with the next one.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid5

from aggregator import __version__
from aggregator.config.settings import Settings
from aggregator.hashing import fingerprint
from aggregator.models.entry import Entry, Prepared
from aggregator.models.output import (
    BrowseLink,
    Channel,
    Emptiness,
    OutEntry,
    Outline,
    Page,
    Rendered,
    Site,
    SourceCredit,
    Topic,
)
from aggregator.models.rules import Verdict
from aggregator.models.source import Source
from aggregator.render.titles import framed, title_frame
from aggregator.store import entries, numbers, sources
from aggregator.store.engine import Store, Transaction
from aggregator.store.entries import Departure, Selection
from aggregator.store.sources import StoredSource
from aggregator.urls import slugify

#: The combined feed reaches back this far before its newest entry, if that is more than `publish.entries`.
REACH = timedelta(days=7)
MOST_BY_REACH = 500
#: Entries on one page of a list.
PAGE_SIZE = 40
#: What rendered outputs may take in memory.
CACHE_BYTES = 32 * 1024 * 1024
#: Kept ready: made anew whenever something moved, not when somebody asks.
READY = ("", "rss.xml", "atom.xml", "feed.json")

_PLACE = re.compile(
    r"(?P<directory>(?:(?P<kind>category|agency|source)/(?P<slug>[a-z0-9-]+)/)?)"
    r"(?:page/(?P<number>[1-9][0-9]{0,5})/|(?P<file>rss\.xml|atom\.xml|feed\.json))?"
)


def publish(tx: Transaction, settings: Settings, now: datetime) -> int:
    """Let go out what waits, oldest first; how many went."""
    waiting = sorted(entries.waiting(tx), key=lambda entry: (entry.sort_at, entry.id))
    stored = sources.load(tx)
    style = House(settings)
    entries.send_out(tx, [Departure(entry.id, style.frame(entry, stored[entry.source_id])) for entry in waiting], now)
    return len(waiting)


def is_waiting(tx: Transaction) -> bool:
    """Whether there is anything to let go out."""
    return bool(entries.waiting(tx, limit=1))


def note_settings(tx: Transaction, settings: Settings, now: datetime) -> None:
    """Let outputs move if they would be made differently than last time: by other settings, or another version."""
    parts = (settings.site, settings.publish, [rule.name for rule in settings.categories + settings.agencies])
    made_with = fingerprint(repr((__version__, *parts)).encode()).hex()
    if numbers.fact(tx, "outputs_made_with") != made_with:
        numbers.take(tx, "change", now)
        numbers.remember(tx, "outputs_made_with", made_with)


@dataclass(frozen=True, slots=True)
class Preview:
    """An entry as it would go out, before it is stored."""

    title: str
    link: str | None
    published: datetime | None
    source_line: str
    #: Its categories, then its agencies.
    tags: tuple[str, ...]


def preview(settings: Settings, source: Source, judged: Iterable[tuple[Prepared, Verdict]]) -> list[Preview]:
    """What would be published of these entries of a source."""
    house = House(settings)
    return [
        Preview(
            title=framed(
                house.frame_of(
                    entry.title,
                    categories=[tag.name for tag in verdict.tags],
                    publisher=entry.publisher or source.publisher or source.name,
                    source=source.name,
                ),
                entry.title,
            ),
            link=entry.link,
            published=entry.published,
            source_line=source_line(entry.link or source.url),
            tags=tuple(tag.name for tag in verdict.tags),
        )
        for entry, verdict in judged
        if verdict.relevant
    ]


class House:
    """The desk's own words and addresses, as its settings give them."""

    def __init__(self, settings: Settings) -> None:
        self.publish = settings.publish
        self.site = Site(
            title=settings.site.title,
            url=settings.site.url,
            description=settings.site.description,
            language=settings.site.language,
            timezone=settings.site.timezone,
        )
        self.ttl_minutes = max(1, round(settings.polling.every.total_seconds() / 60))
        self.categories = {
            rule.name: Topic(rule.name, f"category/{slugify(rule.name)}/") for rule in settings.categories
        }
        self.agencies = {rule.name: Topic(rule.name, f"agency/{slugify(rule.name)}/") for rule in settings.agencies}
        self._by_path = {topic.path: topic for topic in (*self.categories.values(), *self.agencies.values())}

    def topic(self, path: str) -> Topic | None:
        """The category or agency that lives there."""
        return self._by_path.get(path)

    def frame(self, entry: Entry, source: StoredSource) -> str:
        """The frame of an entry's title if it went out now."""
        return self.frame_of(
            entry.title, categories=entry.categories, publisher=_publisher(entry, source), source=source.name
        )

    def frame_of(self, title: str, *, categories: Collection[str], publisher: str, source: str) -> str:
        """The frame of this title: the first category that applies, in the order of the config, leads."""
        category = next((name for name in self.categories if name in categories), None)
        return title_frame(self.publish.title, title, category=category, publisher=publisher, source=source)

    def out_entry(self, entry: Entry, source: StoredSource, newest: datetime | None) -> OutEntry:
        """The entry as every output shows it; `newest` is the date of its source's newest entry."""
        link = entry.link or source.facts.link or source.url
        return OutEntry(
            published_id=entry.published_id,
            link=entry.link,
            title=framed(entry.title_frame or self.frame(entry, source), entry.title),
            original_title=entry.title,
            summary="" if source.body == "none" else entry.summary,
            body_html=entry.body_html if source.body == "full" else None,
            authors=entry.authors,
            categories=tuple(topic for name, topic in self.categories.items() if name in entry.categories),
            agencies=tuple(topic for name, topic in self.agencies.items() if name in entry.agencies),
            published=entry.sort_at,
            updated=entry.changed_at,
            source=_credit(source, newest),
            publisher=_publisher(entry, source),
            publisher_url=entry.publisher_url,
            source_line=source_line(link),
            image=entry.image,
            enclosures=entry.enclosures,
            language=entry.language,
            rights=entry.rights,
        )


def source_line(link: str) -> str:
    """`host/path` of an address, as the closing line says it."""
    parts = urlsplit(link)
    return f"{parts.hostname or ''}{parts.path.rstrip('/')}"


def _publisher(entry: Entry, source: StoredSource) -> str:
    return entry.publisher or source.publisher or source.name


def _credit(source: StoredSource, newest: datetime | None) -> SourceCredit:
    return SourceCredit(
        name=source.name,
        url=source.url,
        is_feed=source.facts.kind in (None, "feed"),
        home=source.facts.link,
        id=source.facts.feed_id,
        icon=source.facts.icon,
        rights=source.facts.rights,
        updated=source.facts.updated or newest,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """An address of ours, read: the list it is about, and which page or feed of it."""

    directory: str
    selection: Selection
    name: str
    number: int
    file: str | None


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
        with self._store.reading() as tx:
            revision = _revision(tx)
            with self._lock:
                kept = self._cache.get(place)
                if kept is not None and kept[0] == revision:
                    return kept[1]
            output = self._render(tx, place, revision)
        if output is not None:
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

    def _render(self, tx: Transaction, place: str, revision: _Revision) -> Rendered | None:
        # imported here: feedgen, Jinja2 and lxml are only needed by whoever renders
        from aggregator.render import opml
        from aggregator.render.rendered import rendered

        if place == "opml.xml":
            return rendered(_opml(tx, self._house), opml.MEDIA_TYPE, revision.moved_at)
        where = self._read_place(tx, place)
        if where is None:
            return None
        made = _feed(tx, self._house, where) if where.file else _page(tx, self._house, where, revision)
        return None if made is None else rendered(*made, revision.moved_at)

    def _read_place(self, tx: Transaction, place: str) -> _Place | None:
        read = _PLACE.fullmatch(place)
        if read is None:
            return None
        number = int(read["number"] or 1)
        if read["kind"] is None:
            return _Place("", Selection(), "", number, read["file"])
        if read["kind"] == "source":
            source = next((one for one in sources.load(tx).values() if one.slug == read["slug"] and one.public), None)
            if source is None:
                return None
            selection, name = Selection(kind="source", name=source.id), source.name
        else:
            topic = self._house.topic(read["directory"])
            if topic is None:
                return None
            selection, name = Selection(kind=topic.kind, name=topic.name), topic.name
        return _Place(read["directory"], selection, name, number, read["file"])


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
    if entries.any_out(tx):
        return None
    polled, succeeded = sources.progress(tx)
    if not polled:
        return "starting"
    return "nothing" if succeeded else "unreachable"


def _size(output: Rendered) -> int:
    return len(output.body) + len(output.gzip or b"")


def _opml(tx: Transaction, house: House) -> bytes:
    from aggregator.render.opml import render_opml

    groups: dict[str, list[SourceCredit]] = {}
    for source in sources.load(tx).values():
        if source.active and source.public:
            groups.setdefault(source.agency or house.site.title, []).append(_credit(source, None))
    return render_opml(house.site, [Outline(name=name, sources=tuple(group)) for name, group in groups.items()])


def _feed(tx: Transaction, house: House, where: _Place) -> tuple[bytes, str]:
    from aggregator.render import atom, json_feed, rss

    if where.selection.kind == "all":
        ids = entries.newest_out(
            tx,
            at_least=house.publish.entries,
            at_most=max(house.publish.entries, MOST_BY_REACH),
            window=REACH,
        )
    else:
        ids = entries.page(tx, where.selection, limit=house.publish.entries)
    shown = _load(tx, house, ids)
    channel = _channel(tx, house, where, shown)
    match where.file:
        case "atom.xml":
            return atom.render_atom(channel, shown), atom.MEDIA_TYPE
        case "rss.xml":
            return rss.render_rss(channel, shown), rss.MEDIA_TYPE
        case _:
            return json_feed.render_json_feed(channel, shown), json_feed.MEDIA_TYPE


def _page(tx: Transaction, house: House, where: _Place, revision: _Revision) -> tuple[bytes, str] | None:
    from aggregator.render import html

    total = entries.size(tx, where.selection)
    first = (where.number - 1) * PAGE_SIZE
    if where.number > 1 and first >= total:
        return None
    shown = _load(tx, house, entries.page(tx, where.selection, limit=PAGE_SIZE, offset=first))
    page = Page(
        channel=_channel(tx, house, where, shown),
        heading=where.name or house.site.title,
        entries=tuple(shown),
        total=total,
        categories=_browse(tx, "category", house.categories, where.directory),
        agencies=_browse(tx, "agency", house.agencies, where.directory),
        newer=_page_path(where.directory, where.number - 1) if where.number > 1 else None,
        older=_page_path(where.directory, where.number + 1) if first + PAGE_SIZE < total else None,
        number=where.number,
        emptiness=revision.emptiness or "nothing",
        path=_page_path(where.directory, where.number),
    )
    return html.render_page(page), html.MEDIA_TYPE


def _page_path(directory: str, number: int) -> str:
    return directory if number == 1 else f"{directory}page/{number}/"


def _browse(tx: Transaction, kind: str, topics: dict[str, Topic], here: str) -> tuple[BrowseLink, ...]:
    counts = entries.tag_counts(tx, "category" if kind == "category" else "agency")
    return tuple(
        BrowseLink(name=topic.name, path=topic.path, count=counts.get(topic.name, 0), is_current=topic.path == here)
        for topic in topics.values()
    )


def _channel(tx: Transaction, house: House, where: _Place, shown: Sequence[OutEntry]) -> Channel:
    site = house.site
    return Channel(
        site=site,
        title=f"{where.name} – {site.title}" if where.name else site.title,
        description=site.description,
        path=where.directory,
        feed_id=uuid5(numbers.desk_id(tx), where.directory).urn,
        updated=max((entry.updated for entry in shown), default=None),
        ttl_minutes=house.ttl_minutes,
        categories=tuple(house.categories.values()) if not where.directory else (),
    )


def _load(tx: Transaction, house: House, ids: Sequence[int]) -> list[OutEntry]:
    """The entries as they go out, newest first by the date they bear."""
    found = entries.load(tx, ids, with_bodies=True)
    found.sort(key=lambda entry: (entry.sort_at, entry.id), reverse=True)
    stored = sources.load(tx)
    newest = entries.newest_of_sources(tx, {entry.source_id for entry in found})
    return [house.out_entry(entry, stored[entry.source_id], newest.get(entry.source_id)) for entry in found]

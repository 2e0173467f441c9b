"""Which feed stands at a place: what it holds, which of its archives or pages it is, and when it has to be made anew.

Feeds of everything have archives by publication number (RFC 5005, section 4). The others are views that may gain old
entries, by a new source or another rule, so they have pages (section 3). See docs/decisions/0014.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote
from uuid import uuid5

from aggregator.config.settings import OutputName
from aggregator.models.output import Archive, Channel, OutEntry, Pages
from aggregator.publish.house import MADE_WITH, House
from aggregator.publish.paging import HEAD, Part, from_newest, from_oldest, numbers_from_oldest, page_path
from aggregator.render.heads import ATOM_FILE, JSON_FILE, RSS_FILE
from aggregator.store import browsing, entries, numbers, shown, sources, stories
from aggregator.store.engine import Transaction
from aggregator.store.shown import Selection

#: A feed reaches back this far before its newest entry, if that is more than `publish.entries`.
REACH = timedelta(days=7)
MOST_BY_REACH = 500
#: An archive is a run of so many publication numbers.
RUN = 100
CALENDAR_FILE = "jobs.ics"
#: How many vacancies the calendar holds: the next to close.
MOST_DATES = 500
#: The longest that somebody may search for.
LONGEST_QUERY = 200

_FEED = re.compile(
    r"(?:(?P<kind>category|agency|source)/(?P<slug>[a-z0-9-]+)/|(?P<lone>jobs|search)/)?"
    r"(?:page/(?P<page>[1-9][0-9]{0,5})/|archive/(?P<first>[1-9][0-9]{0,17})-(?P<last>[1-9][0-9]{0,17})/)?"
    r"(?P<file>rss\.xml|atom\.xml|feed\.json)(?:\?(?P<query>q=[^&;\s]*))?"
)


@dataclass(frozen=True, slots=True)
class Output:
    """Something to be served: as long as its mark is the same, so are its bytes."""

    mark: Hashable
    #: The bytes and their media type.
    make: Callable[[], tuple[bytes, str]]
    #: What its Link header says.
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feed:
    """A feed document before its entries are loaded."""

    output: OutputName
    selection: Selection
    #: Where the list lives, and the list's name; the site's title stands for an empty one.
    directory: str
    name: str
    file: str
    #: Newest first.
    ids: Sequence[int]
    archive: Archive = field(default_factory=Archive)
    pages: Pages = field(default_factory=Pages)
    #: Where this part of the feed stands, if it is not the feed itself.
    part: str = ""
    query: str = ""


def find_feed(tx: Transaction, house: House, place: str) -> Output | None:
    """The feed or calendar at a place; None if there is none."""
    if place == CALENDAR_FILE:
        return _calendar(tx, house)
    read = _FEED.fullmatch(place)
    feed = _read(tx, house, read) if read else None
    if feed is None:
        return None
    mark = mark_of(tx, feed.ids, feed.archive, feed.pages)
    return Output(mark, lambda: _render(tx, house, feed), _link_header(house, feed))


def _link_header(house: House, feed: _Feed) -> str | None:
    """What a feed that has a hub says of it in its headers too (WebSub, section 4)."""
    if not _has_hub(feed) or house.hub is None:
        return None
    return f'<{house.hub}>; rel="hub", <{house.site.address(feed.directory + feed.file)}>; rel="self"'


def _has_hub(feed: _Feed) -> bool:
    """Searches and further parts of feeds are not announced: nobody would know which to announce."""
    return not feed.part and not feed.query


def _read(tx: Transaction, house: House, read: re.Match[str]) -> _Feed | None:
    kind, slug, file = read["kind"] or read["lone"], read["slug"], read["file"]
    if (kind == "search") != (read["query"] is not None) or (kind and read["first"]):
        return None
    match kind:
        case None if read["page"]:
            return None
        case None:
            return _everything(tx, house, file, read["first"], read["last"])
        case "search":
            return _search(tx, house, file, read["query"], read["page"])
        case "jobs":
            return _view(tx, house, "jobs", Selection(kind="jobs"), "jobs/", house.jobs, file, read["page"])
        case "source":
            source = sources.with_slug(tx, slug)
            if source is None:
                return None
            selection = Selection(kind="source", name=source.id)
            return _view(tx, house, "sources", selection, f"source/{slug}/", source.name, file, read["page"])
        case _:
            topic = house.topic(f"{kind}/{slug}/")
            if topic is None:
                return None
            output: OutputName = "agencies" if topic.kind == "agency" else "categories"
            selection = Selection(kind=topic.kind, name=topic.name)
            return _view(tx, house, output, selection, topic.path, topic.name, file, read["page"])


# Everything, and its archives


def _everything(tx: Transaction, house: House, file: str, first: str | None, last: str | None) -> _Feed | None:
    if first is not None and last is not None:
        return _archived(tx, file, int(first), int(last))
    ids = shown.newest_out(
        tx,
        at_least=house.publish.entries,
        at_most=max(house.publish.entries, MOST_BY_REACH),
        window=REACH,
    )
    oldest = shown.lowest_number(tx, ids)
    archive = Archive(previous=None if oldest is None else _archive_before(tx, oldest))
    return _Feed(output="everything", selection=Selection(), directory="", name="", file=file, ids=ids, archive=archive)


def _archived(tx: Transaction, file: str, first: int, last: int) -> _Feed | None:
    """The archive that holds these numbers. It may be empty by now, but leads on to what is still kept."""
    newest = numbers.revision(tx, "publication").number
    if first % RUN != 1 or not first <= last < first + RUN or last > newest:
        return None
    following = f"archive/{first + RUN}-{first + 2 * RUN - 1}/" if newest >= first + 2 * RUN - 1 else None
    return _Feed(
        output="everything",
        selection=Selection(),
        directory="",
        name="",
        file=file,
        ids=shown.run(tx, first, last),
        archive=Archive(previous=_archive_before(tx, first), next=following, current=""),
        part=f"archive/{first}-{last}/",
    )


def _archive_before(tx: Transaction, number: int) -> str | None:
    """The archive that ends with the newest entry before this number: the whole run, or as much of it as went out.

    A run that is still filling bears in its address how far it goes, so that no address ever gains an entry.
    """
    older = shown.number_before(tx, number)
    if older is None:
        return None
    first = (older - 1) // RUN * RUN + 1
    is_full = numbers.revision(tx, "publication").number >= first + RUN - 1
    return f"archive/{first}-{first + RUN - 1 if is_full else older}/"


def archive_folders(tx: Transaction, house: House) -> Iterator[str]:
    """Where the archives stand that lead back from the combined feed, newest first."""
    feed = _everything(tx, house, ATOM_FILE, None, None)
    folder = feed.archive.previous if feed else None
    while folder is not None:
        yield folder
        folder = _archive_before(tx, int(folder.removeprefix("archive/").partition("-")[0]))


# Views, and their pages


def _view(
    tx: Transaction,
    house: House,
    output: OutputName,
    selection: Selection,
    directory: str,
    name: str,
    file: str,
    page: str | None,
) -> _Feed | None:
    number = int(page or HEAD)
    part = _part(tx, house, selection, number)
    if part is None:
        return None
    if number == HEAD:
        ids: Sequence[int] = shown.reaching_back(
            tx, selection, at_least=part.limit, at_most=max(part.limit, MOST_BY_REACH), window=REACH
        )
    else:
        ids = shown.page(tx, selection, limit=part.limit, offset=part.offset)
        if not ids:
            return None
    return _Feed(
        output=output,
        selection=selection,
        directory=directory,
        name=name,
        file=file,
        ids=ids,
        pages=Pages(
            first=directory if number != HEAD else None,
            newer=None if part.newer is None else page_path(directory, part.newer),
            older=None if part.older is None else page_path(directory, part.older),
        ),
        part=page_path(directory, number) if number != HEAD else "",
    )


def _part(tx: Transaction, house: House, selection: Selection, number: int) -> Part | None:
    size = house.publish.entries
    if house.site.is_static:
        return from_oldest(number, browsing.size(tx, selection, None).total, size)
    # whether one more follows is soon found out, how many there are is not
    reach = max(number, 1) * size
    return from_newest(number, reach + len(shown.page(tx, selection, limit=1, offset=reach)), size)


def feed_numbers(tx: Transaction, house: House, directory: str) -> range:
    """The numbers of the further pages of a list's feeds, as they lie in files."""
    read = _FEED.fullmatch(directory + ATOM_FILE)
    feed = _read(tx, house, read) if read else None
    total = browsing.size(tx, feed.selection, None).total if feed else 0
    return numbers_from_oldest(total, house.publish.entries)


def _search(tx: Transaction, house: House, file: str, query: str, page: str | None) -> _Feed | None:
    words = searched_words(query)
    if not words or page:
        return None
    selection = Selection(kind="search", name=words)
    return _Feed(
        output="search",
        selection=selection,
        directory="search/",
        name=words,
        file=file,
        ids=shown.page(tx, selection, limit=house.publish.entries),
        query=f"q={quote(words, safe='')}",
    )


def searched_words(query: str) -> str:
    """What the query of an address (`q=…`) searches for, in one spelling."""
    return " ".join(parse_qs(query).get("q", [""])[0].split())[:LONGEST_QUERY]


def changed_feeds(tx: Transaction, house: House, change: int) -> list[str]:
    """The places of the feeds that have a hub and may have moved since that change number.

    What was removed is only missed in the feeds of everything.
    """
    lists = shown.lists_since(tx, change)
    topics = {(topic.kind, topic.name): topic.path for topic in (*house.categories.values(), *house.agencies.values())}
    directories = [path for key, path in topics.items() if key in lists.topics]
    directories += [f"source/{slug}/" for slug in lists.sources]
    directories += ["jobs/"] if lists.has_jobs else []
    return [directory + file for directory in ("", *directories) for file in (RSS_FILE, ATOM_FILE, JSON_FILE)]


# Making them


def mark_of(tx: Transaction, ids: Sequence[int], *more: Hashable) -> Hashable:
    """Whatever the output of these entries depends on. Polls that bring it nothing leave it alone."""
    marks = shown.marks(tx, ids)
    source_ids = {source_id for _, _, source_id in marks}
    credited = [(one.id, one.change_number) for one in sources.load(tx, source_ids).values()]
    newest = shown.newest_of_sources(tx, source_ids)
    return (numbers.fact(tx, MADE_WITH), marks, tuple(credited), tuple(sorted(newest.items())), more)


def _render(tx: Transaction, house: House, feed: _Feed) -> tuple[bytes, str]:
    from aggregator.render import atom, json_feed, rss

    listed = load(tx, house, feed.ids, feed.output)
    if house.site.is_static and feed.part:
        listed = _as_of_then(listed)
    channel = _channel(tx, house, feed, listed)
    match feed.file:
        case file if file == ATOM_FILE:
            return atom.render_atom(channel, listed), atom.MEDIA_TYPE
        case file if file == RSS_FILE:
            return rss.render_rss(channel, listed), rss.MEDIA_TYPE
        case _:
            return json_feed.render_json_feed(channel, listed), json_feed.MEDIA_TYPE


def _as_of_then(listed: Sequence[OutEntry]) -> list[OutEntry]:
    """The entries with their sources as they stood when the newest of these came: else a page that is full would change
    whenever one of its sources brings something."""
    newest: dict[str, datetime] = {}
    for entry in listed:
        newest[entry.source.url] = max(newest.get(entry.source.url, entry.updated), entry.updated)
    return [replace(entry, source=replace(entry.source, updated=newest[entry.source.url])) for entry in listed]


def _channel(tx: Transaction, house: House, feed: _Feed, listed: Sequence[OutEntry]) -> Channel:
    site = house.site
    known_by = f"{feed.directory}?{feed.query}" if feed.query else feed.directory
    return Channel(
        site=site,
        title=f"{feed.name} – {site.title}" if feed.name else site.title,
        description=site.description,
        path=feed.part or feed.directory,
        query=feed.query,
        home=feed.directory if feed.part else None,
        # archives and pages are parts of one feed, and say so by its id
        feed_id=uuid5(numbers.desk_id(tx), known_by).urn,
        updated=max((entry.updated for entry in listed), default=None),
        ttl_minutes=house.ttl_minutes,
        hub=house.hub if _has_hub(feed) else None,
        archive=feed.archive,
        pages=feed.pages,
        categories=tuple(house.categories.values()) if not feed.directory else (),
    )


def _calendar(tx: Transaction, house: House) -> Output:
    ids = shown.closing(tx, MOST_DATES)

    def make() -> tuple[bytes, str]:
        from aggregator.render import calendar

        name = f"{house.jobs} – {house.site.title}"
        events = _events(tx, house, ids)
        return calendar.render_calendar(house.site, name, CALENDAR_FILE, events, house.ttl_minutes), calendar.MEDIA_TYPE

    return Output(mark_of(tx, ids), make)


def _events(tx: Transaction, house: House, ids: Sequence[int]) -> list[str]:
    """Newest first. What was made of an entry is kept as long as it and its source are the same: of hundreds of events
    a change moves one or two."""
    from aggregator.render.calendar import render_event

    marks = shown.marks(tx, ids)
    moved = {one.id: one.change_number for one in sources.load(tx, {mark[2] for mark in marks}).values()}
    style = numbers.fact(tx, MADE_WITH)
    keys: dict[int, Hashable] = {mark[0]: (style, *mark, moved[mark[2]]) for mark in marks}
    kept = house.events
    missing = [id_ for id_, key in keys.items() if key not in kept]
    loaded = load(tx, house, missing, "jobs", with_bodies=False, keep_order=True)
    made = {
        keys[id_]: (entry.published, id_, render_event(house.site, entry))
        for id_, entry in zip(missing, loaded, strict=True)
    }
    house.events = held = {key: kept.get(key) or made[key] for key in keys.values()}
    return [event for _, _, event in sorted(held.values(), reverse=True)]


def load(
    tx: Transaction,
    house: House,
    ids: Sequence[int],
    output: OutputName,
    *,
    with_bodies: bool = True,
    keep_order: bool = False,
) -> list[OutEntry]:
    """The entries as they go out there, newest first by the date they bear unless they keep their order."""
    found = entries.load(tx, ids, with_bodies=with_bodies)
    if not keep_order:
        found.sort(key=lambda entry: (entry.sort_at, entry.id), reverse=True)
    stored = sources.load(tx, {entry.source_id for entry in found})
    newest = shown.newest_of_sources(tx, {entry.source_id for entry in found})
    related = stories.related(tx, ids)
    return [
        house.out_entry(
            entry, stored[entry.source_id], newest.get(entry.source_id), output, related=related.get(entry.id, ())
        )
        for entry in found
    ]

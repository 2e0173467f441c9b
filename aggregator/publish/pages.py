"""The pages for people, by their places: a page of a list, or the page of an entry. Feeds are made elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid5

from aggregator.models.entry import Entry
from aggregator.models.output import (
    BrowseLink,
    Channel,
    Emptiness,
    EntryPage,
    Filing,
    Gone,
    Moved,
    OutEntry,
    Page,
    Sidebar,
)
from aggregator.publish.house import House
from aggregator.publish.paging import HEAD, Part, from_newest, from_oldest, numbers_from_newest, numbers_from_oldest
from aggregator.publish.places import SEARCH, Place, read_entry, read_list
from aggregator.publish.sidebar import Sidebars, lasting
from aggregator.store import browsing, entries, numbers, shown, sources, stories
from aggregator.store.engine import Transaction
from aggregator.store.shown import Selection

#: Entries on one page of a list.
PAGE_SIZE = 30
#: What is made of a page: its bytes and their media type.
Made = tuple[bytes, str]


class Pages:
    """Every page by its place. `revision` tells which state of the store the counts beside it hold for."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._sidebars = Sidebars(house)

    def make(
        self, tx: Transaction, place: str, revision: int, emptiness: Emptiness | None
    ) -> Made | Moved | Gone | None:
        """What stands at a place, or where it stands now; None if there is no such page.

        `emptiness` says why nothing can be listed yet.
        """
        head = read_entry(place)
        if head is not None:
            return self._entry(tx, place, head, revision)
        where = read_list(tx, self.house, place)
        return None if where is None else self._list(tx, where, revision, emptiness)

    def _list(self, tx: Transaction, where: Place, revision: int, emptiness: Emptiness | None) -> Made | None:
        from aggregator.render import html

        size = browsing.size(tx, where.selection, where.span)
        part = self._part(where, size.total)
        if part is None or (where.span and not size.total):
            return None
        ids = browsing.listed(tx, where.selection, where.span, limit=part.limit, offset=part.offset)
        pinned = shown.pinned(tx) if where.path(where.number) == "" else []
        page = Page(
            channel=self._channel(tx, where),
            heading=where.name or self.house.site.title,
            pinned=tuple(self._load(tx, pinned)),
            entries=tuple(self._load(tx, [id_ for id_ in ids if id_ not in pinned])),
            by_closing=where.selection.kind == "jobs",
            searched=str(where.selection.name) if where.selection.kind == "search" else None,
            total=None if self._lasts(where) else size.total,
            closed=size.closed,
            sidebar=self._sidebar(tx, where, revision),
            newer=None if part.newer is None else where.path(part.newer),
            older=None if part.older is None else where.path(part.older),
            number=where.number,
            emptiness=_why_empty(where, emptiness),
            path=where.path(where.number),
            is_unlisted=where.directory == SEARCH,
        )
        return html.render_page(page), html.MEDIA_TYPE

    def numbers(self, tx: Transaction, directory: str) -> range:
        """The numbers of a list's pages besides its head."""
        where = read_list(tx, self.house, directory)
        if where is None:
            return range(0)
        total = browsing.size(tx, where.selection, where.span).total
        return (numbers_from_oldest if self._goes_upwards(where) else numbers_from_newest)(total, PAGE_SIZE)

    def _part(self, where: Place, total: int) -> Part | None:
        return (from_oldest if self._goes_upwards(where) else from_newest)(where.number, total, PAGE_SIZE)

    def _goes_upwards(self, where: Place) -> bool:
        """Whether page 1 is the oldest. Vacancies stand by closing date, and leave: they have no oldest page."""
        return self.house.site.is_static and where.selection.kind != "jobs"

    def _lasts(self, where: Place) -> bool:
        """Whether it is a file that stays as it is while newer entries come."""
        return self.house.site.is_static and where.number != HEAD

    def _sidebar(self, tx: Transaction, where: Place, revision: int) -> Sidebar:
        """In files only the front page counts, and only the heads of lists have the months: the others would be
        rewritten for each entry, or each month."""
        sidebar = self._sidebars.at(tx, where.directory, revision)
        if not self.house.site.is_static or (where.directory == "" and where.number == HEAD):
            return sidebar
        return lasting(sidebar, with_months=where.number == HEAD)

    def _entry(self, tx: Transaction, place: str, head: str, revision: int) -> Made | Moved | Gone | None:
        from aggregator.render import entry_page, html

        entry_id = browsing.found(tx, head)
        if entry_id is None:
            return Gone() if browsing.was_removed(tx, head) else None
        ((entry, out),) = self._loaded(tx, [entry_id], with_bodies=True)
        if out.path is not None and out.path != place:
            return Moved(out.path)
        sidebar = self._sidebars.at(tx, place, revision)
        newer, older = (self._neighbour(tx, id_) for id_ in browsing.neighbours(tx, entry.id, entry.sort_at))
        page = EntryPage(
            channel=self._channel(tx, Place(directory="", selection=Selection())),
            entry=out,
            filed=self._filed(entry),
            newer=newer,
            older=older,
            sidebar=lasting(sidebar, with_months=False) if self.house.site.is_static else sidebar,
            path=place,
        )
        return entry_page.render_entry(page), html.MEDIA_TYPE

    def _filed(self, entry: Entry) -> tuple[Filing, ...]:
        """Its categories, then its agencies, as far as the config still has them, with the reasons for each."""
        reasons = {(tag.kind, tag.name): tag.reasons for tag in entry.tags}
        known = (*self.house.categories.values(), *self.house.agencies.values())
        return tuple(
            Filing(topic, reasons[topic.kind, topic.name]) for topic in known if (topic.kind, topic.name) in reasons
        )

    def _neighbour(self, tx: Transaction, entry_id: int | None) -> BrowseLink | None:
        if entry_id is None:
            return None
        (out,) = self._load(tx, [entry_id])
        return BrowseLink(name=out.title, path=out.path or "")

    def _channel(self, tx: Transaction, where: Place) -> Channel:
        """What the page says of its feeds: those of its list, else those of everything."""
        site = self.house.site
        has_feeds = where.span is None and (where.directory != SEARCH or bool(where.query))
        directory, name = (where.directory, where.name) if has_feeds else ("", "")
        return Channel(
            site=site,
            title=f"{name} – {site.title}" if name else site.title,
            description=site.description,
            path=directory,
            query=where.query,
            feed_id=uuid5(numbers.desk_id(tx), directory).urn,
        )

    def _load(self, tx: Transaction, ids: Sequence[int]) -> list[OutEntry]:
        return [out for _, out in self._loaded(tx, ids, with_bodies=False)]

    def _loaded(self, tx: Transaction, ids: Sequence[int], *, with_bodies: bool) -> list[tuple[Entry, OutEntry]]:
        """The entries in this order, as they are stored and as they go out."""
        found = entries.load(tx, ids, with_bodies=with_bodies)
        credited = sources.load(tx, {entry.source_id for entry in found})
        related = stories.related(tx, ids)
        return [
            (
                entry,
                self.house.out_entry(
                    entry, credited[entry.source_id], None, "pages", related=related.get(entry.id, ())
                ),
            )
            for entry in found
        ]


def _why_empty(where: Place, emptiness: Emptiness | None) -> Emptiness:
    match where.selection:
        case Selection(kind="search", name=""):
            return "not_asked"
        case Selection(kind="search"):
            return "not_found"
        case Selection(kind="jobs"):
            return emptiness or "no_jobs"
        case _:
            return emptiness or "nothing"

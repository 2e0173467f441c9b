"""What stands at a place that is a page: the list it is about, and that list as HTML. Feeds are in feeds.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid5

from aggregator.models.output import BrowseLink, Channel, Emptiness, OutEntry, Outline, Page, SourceCredit, Topic
from aggregator.publish.feeds import load
from aggregator.publish.house import House, credit_of
from aggregator.store import numbers, shown, sources
from aggregator.store.engine import Transaction
from aggregator.store.shown import Selection

#: Entries on one page of a list.
PAGE_SIZE = 40

_PLACE = re.compile(
    r"(?P<directory>(?:(?P<kind>category|agency|source)/(?P<slug>[a-z0-9-]+)/)?)"
    r"(?:page/(?P<number>[1-9][0-9]{0,5})/)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """An address of ours, read: the list it is about, and which page of it."""

    directory: str
    selection: Selection
    name: str
    number: int


def read_place(tx: Transaction, house: House, place: str) -> Place | None:
    """What stands at a place; None if there is no such list."""
    read = _PLACE.fullmatch(place)
    if read is None:
        return None
    number = int(read["number"] or 1)
    if read["kind"] is None:
        return Place("", Selection(), "", number)
    if read["kind"] == "source":
        source = next((one for one in sources.load(tx).values() if one.slug == read["slug"] and one.public), None)
        if source is None:
            return None
        selection, name = Selection(kind="source", name=source.id), source.name
    else:
        topic = house.topic(read["directory"])
        if topic is None:
            return None
        selection, name = Selection(kind=topic.kind, name=topic.name), topic.name
    return Place(read["directory"], selection, name, number)


def render_sources(tx: Transaction, house: House) -> bytes:
    """The sources as OPML."""
    from aggregator.render.opml import render_opml

    groups: dict[str, list[SourceCredit]] = {}
    for source in sources.load(tx).values():
        if source.active and source.public:
            groups.setdefault(source.agency or house.site.title, []).append(credit_of(source, None))
    return render_opml(house.site, [Outline(name=name, sources=tuple(group)) for name, group in groups.items()])


def render_list(tx: Transaction, house: House, where: Place, emptiness: Emptiness | None) -> tuple[bytes, str] | None:
    """The page and its media type; None beyond the last one. `emptiness` says why nothing can be listed yet."""
    from aggregator.render import html

    total = shown.size(tx, where.selection)
    first = (where.number - 1) * PAGE_SIZE
    if where.number > 1 and first >= total:
        return None
    listed = load(tx, house, shown.page(tx, where.selection, limit=PAGE_SIZE, offset=first), "pages")
    page = Page(
        channel=_channel(tx, house, where, listed),
        heading=where.name or house.site.title,
        entries=tuple(listed),
        total=total,
        categories=_browse(tx, "category", house.categories, where.directory),
        agencies=_browse(tx, "agency", house.agencies, where.directory),
        newer=_page_path(where.directory, where.number - 1) if where.number > 1 else None,
        older=_page_path(where.directory, where.number + 1) if first + PAGE_SIZE < total else None,
        number=where.number,
        emptiness=emptiness or "nothing",
        path=_page_path(where.directory, where.number),
    )
    return html.render_page(page), html.MEDIA_TYPE


def _page_path(directory: str, number: int) -> str:
    return directory if number == 1 else f"{directory}page/{number}/"


def _browse(tx: Transaction, kind: str, topics: dict[str, Topic], here: str) -> tuple[BrowseLink, ...]:
    counts = shown.tag_counts(tx, "category" if kind == "category" else "agency")
    return tuple(
        BrowseLink(name=topic.name, path=topic.path, count=counts.get(topic.name, 0), is_current=topic.path == here)
        for topic in topics.values()
    )


def _channel(tx: Transaction, house: House, where: Place, listed: Sequence[OutEntry]) -> Channel:
    site = house.site
    return Channel(
        site=site,
        title=f"{where.name} – {site.title}" if where.name else site.title,
        description=site.description,
        path=where.directory,
        feed_id=uuid5(numbers.desk_id(tx), where.directory).urn,
        updated=max((entry.updated for entry in listed), default=None),
        ttl_minutes=house.ttl_minutes,
        categories=tuple(house.categories.values()) if not where.directory else (),
    )

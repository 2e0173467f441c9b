"""The addresses of pages, read: which list is meant, which page of it, or which entry. Nothing is joined to a path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aggregator.publish.feeds import searched_words
from aggregator.publish.house import ENTRY_ID_LENGTH, House
from aggregator.publish.paging import HEAD, page_path
from aggregator.render.messages import messages_for
from aggregator.store import sources
from aggregator.store.browsing import Span
from aggregator.store.engine import Transaction
from aggregator.store.shown import Selection

JOBS, SEARCH = "jobs/", "search/"

_LIST = re.compile(
    r"(?P<directory>(?:(?:category|agency)/[a-z0-9-]+/|source/(?P<source>[a-z0-9-]+)/|jobs/|search/"
    r"|(?P<year>19[0-9]{2}|20[0-9]{2})/(?P<month>0[1-9]|1[0-2])/)?)"
    r"(?:page/(?P<number>[1-9][0-9]{0,5})/)?"
    r"(?:\?(?P<query>q=[^&;\s]*))?"
)
_ENTRY = re.compile(rf"entry/(?P<head>[0-9a-f]{{{ENTRY_ID_LENGTH}}})(?:/[a-z0-9-]*/?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page of a list."""

    directory: str
    selection: Selection
    #: The list's name; the site's title stands for an empty one.
    name: str = ""
    number: int = HEAD
    span: Span | None = None
    #: As it stands in the address.
    query: str = ""

    def path(self, number: int) -> str:
        """Where a page of this list stands."""
        part = page_path(self.directory, number)
        return f"{part}?{self.query}" if self.query else part


def read_list(tx: Transaction, house: House, place: str) -> Place | None:
    """The page of a list that stands at a place; None if there is no such list."""
    read = _LIST.fullmatch(place)
    if read is None or (read["query"] is not None and read["directory"] != SEARCH):
        return None
    directory, number = read["directory"], int(read["number"] or HEAD)
    if read["year"]:
        return _month(house, directory, int(read["year"]), int(read["month"]), number)
    if directory == SEARCH:
        return _search(house, read["query"] or "", number)
    if directory == JOBS:
        return Place(directory=JOBS, selection=Selection(kind="jobs"), name=house.jobs, number=number)
    chosen = _source(tx, read["source"]) if read["source"] else _topic(house, directory)
    if chosen is None:
        return None
    selection, name = chosen
    return Place(directory=directory, selection=selection, name=name, number=number)


def _source(tx: Transaction, slug: str) -> tuple[Selection, str] | None:
    source = sources.with_slug(tx, slug)
    return None if source is None else (Selection(kind="source", name=source.id), source.name)


def _topic(house: House, directory: str) -> tuple[Selection, str] | None:
    if directory == "":
        return Selection(), ""
    topic = house.topic(directory)
    return None if topic is None else (Selection(kind=topic.kind, name=topic.name), topic.name)


def read_entry(place: str) -> str | None:
    """How the published id of the entry begins that stands at a place; None if none can."""
    read = _ENTRY.fullmatch(place)
    if read is None:
        return None
    head = read["head"]
    return f"urn:uuid:{head[:8]}-{head[8:12]}-{head[12:]}-"


def month_span(year: int, month: int, timezone: str) -> Span:
    """A month as people in that zone live it."""
    zone = ZoneInfo(timezone)
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    first, after = (datetime(*start, 1, tzinfo=zone).astimezone(UTC) for start in ((year, month), following))
    return Span(first, after)


def _month(house: House, directory: str, year: int, month: int, number: int) -> Place:
    span = month_span(year, month, house.site.timezone)
    name = messages_for(house.site.language).dates.month_of(date(year, month, 1))
    return Place(directory=directory, selection=Selection(kind="every"), name=name, number=number, span=span)


def _search(house: House, query: str, number: int) -> Place:
    name = messages_for(house.site.language).words["search"]
    words = searched_words(query)
    return Place(
        directory=SEARCH,
        selection=Selection(kind="search", name=words),
        name=f"{name}: {words}" if words else name,
        number=number,
        query=f"q={quote(words, safe='')}" if words else "",
    )

"""The sidebar of pages: what there is to browse and how much of it, counted once for each state of the store."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from aggregator.models.output import BrowseLink, Sidebar, Topic, Year
from aggregator.publish.house import House
from aggregator.publish.places import JOBS, month_span
from aggregator.render.messages import messages_for
from aggregator.store import browsing
from aggregator.store.engine import Transaction


@dataclass(frozen=True, slots=True)
class _Counts:
    out: int
    jobs: int
    categories: dict[str, int]
    agencies: dict[str, int]
    #: First day of the month → its entries, newest first; only those that have any.
    months: tuple[tuple[date, int], ...]


class Sidebars:
    """The sidebar of each page. Shared by threads."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._kept: tuple[int, _Counts] | None = None

    def at(self, tx: Transaction, directory: str, revision: int) -> Sidebar:
        """The sidebar as it stands on a page of this directory; counts hold for the revision."""
        counts, house = self._counts(tx, revision), self._house
        words = messages_for(house.site.language).words
        lists = [BrowseLink(name=words["all"], path="", count=counts.out, is_current=directory == "")]
        lists.append(BrowseLink(name=house.jobs, path=JOBS, count=counts.jobs, is_current=directory == JOBS))
        return Sidebar(
            lists=tuple(lists),
            categories=_topics(house.categories, counts.categories, directory),
            agencies=_topics(house.agencies, counts.agencies, directory),
            years=_years(counts.months, house, directory),
        )

    def _counts(self, tx: Transaction, revision: int) -> _Counts:
        with self._lock:
            kept = self._kept
        if kept is not None and kept[0] == revision:
            return kept[1]
        topics = browsing.topic_counts(tx)
        counts = _Counts(
            out=browsing.out_count(tx),
            jobs=browsing.job_count(tx),
            categories=topics["category"],
            agencies=topics["agency"],
            months=month_counts(tx, self._house.site.timezone),
        )
        with self._lock:
            self._kept = (revision, counts)
        return counts


def lasting(sidebar: Sidebar, *, with_months: bool) -> Sidebar:
    """The sidebar without what moves with every entry (its counts), and without its months if so wished."""
    return Sidebar(
        lists=_uncounted(sidebar.lists),
        categories=_uncounted(sidebar.categories),
        agencies=_uncounted(sidebar.agencies),
        years=tuple(replace(year, months=_uncounted(year.months)) for year in sidebar.years) if with_months else (),
    )


def _uncounted(links: tuple[BrowseLink, ...]) -> tuple[BrowseLink, ...]:
    return tuple(replace(link, count=None) for link in links)


def month_counts(tx: Transaction, timezone: str) -> tuple[tuple[date, int], ...]:
    """The first day of each month that has entries, with how many, newest first."""
    reach = browsing.reach(tx)
    if reach is None:
        return ()
    first, last = (moment.astimezone(ZoneInfo(timezone)) for moment in reach)
    numbers = range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    months = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    counts = browsing.span_counts(tx, [month_span(month.year, month.month, timezone) for month in months])
    return tuple((month, count) for month, count in zip(months, counts, strict=True) if count)


def _topics(topics: dict[str, Topic], counts: dict[str, int], here: str) -> tuple[BrowseLink, ...]:
    return tuple(
        BrowseLink(name=topic.name, path=topic.path, count=counts.get(topic.name, 0), is_current=topic.path == here)
        for topic in topics.values()
    )


def _years(months: tuple[tuple[date, int], ...], house: House, here: str) -> tuple[Year, ...]:
    dates = messages_for(house.site.language).dates

    def link(month: date, count: int) -> BrowseLink:
        path = f"{month:%Y/%m}/"
        return BrowseLink(name=dates.month_name(month), path=path, count=count, is_current=path == here)

    return tuple(
        Year(name=str(year), months=tuple(link(month, count) for month, count in members))
        for year, members in groupby(months, key=lambda pair: pair[0].year)
    )

"""What outputs show: entries on their way out, and the lists that pages and feeds are made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause, Row, Select, bindparam, func, literal, or_, select, true, update

from aggregator.models.entry import Standing
from aggregator.store import numbers, search, stories
from aggregator.store.engine import Transaction
from aggregator.store.entries import batches
from aggregator.store.tables import entries, sources, tags

#: Over entries: the desk neither hides it nor has yet to approve it. What is held is in no list but its source's.
MAY_BE_SEEN = entries.c.hidden_at.is_(None) & (entries.c.standing != Standing.REVIEW)
IS_LISTED = entries.c.hidden_at.is_(None) & entries.c.standing.not_in((Standing.HELD, Standing.REVIEW))
#: Over entries: it has a number, and does not tell by now what another one stands for.
WENT_OUT = entries.c.publication_number.is_not(None) & (entries.c.standing != Standing.JOINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which entries an output shows: all that went out, every one, those of a category, agency or source, vacancies
    that are open, or what says the words that somebody searches for.
    """

    kind: Literal["all", "every", "category", "agency", "source", "jobs", "search"] = "all"
    #: The name of the category or agency; the id of the source; the words.
    name: str | int = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """An entry that goes out now, in the frames of house style that stay with it."""

    entry_id: int
    title_frame: str
    #: Name of an output that has a style of its own → the frame there.
    output_frames: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is asked of an entry when it goes out: its place in the order, and what its title is made of."""

    id: int
    source_id: int
    sort_at: datetime
    title: str
    publisher: str | None
    categories: tuple[str, ...]


def waiting(tx: Transaction, limit: int = 1000) -> list[Leaving]:
    """Entries that may go out, oldest first.

    What wants its own page read waits for the first try; what has no title but its address, until one is found.
    """
    has_title = entries.c.link.is_(None) | (entries.c.title != entries.c.link)
    page_asked = entries.c.article_due.is_(None) | ((entries.c.article_tries > 0) & has_title)
    ids = select(entries.c.id).where(entries.c.standing == Standing.WAITING, page_asked).order_by(entries.c.id)
    return leaving(tx, list(tx.execute(ids.limit(limit)).scalars()))


def leaving(tx: Transaction, entry_ids: Sequence[int]) -> list[Leaving]:
    """These entries, in this order, as far as going out asks."""
    rows: dict[int, Row[Any]] = {}
    carried: dict[int, list[str]] = {}
    for some in batches(entry_ids):
        rows |= {row.id: row for row in tx.execute(select(*_LEAVING_BY).where(entries.c.id.in_(some)))}
        of_those = (tags.c.kind == "category") & tags.c.entry_id.in_(some)
        for row in tx.execute(select(tags.c.entry_id, tags.c.name).where(of_those).order_by(tags.c.position)):
            carried.setdefault(row.entry_id, []).append(row.name)
    return [
        Leaving(row.id, row.source_id, row.sort_at, row.title, row.publisher, tuple(carried.get(row.id, ())))
        for row in (rows[id_] for id_ in entry_ids if id_ in rows)
    ]


_LEAVING_BY = (entries.c.id, entries.c.source_id, entries.c.sort_at, entries.c.title, entries.c.publisher)


def send_out(tx: Transaction, departures: Sequence[Departure], now: datetime) -> None:
    """Give each its publication number, in this order, unless it has one from before another stood for its story."""
    if not departures:
        return
    number = numbers.take(tx, "publication", now, len(departures))
    change = numbers.take(tx, "change", now, len(departures))
    tx.execute(
        _SEND_OUT,
        [
            {
                "of_id": departure.entry_id,
                "publication_number": number + offset,
                "title_frame": departure.title_frame,
                "output_frames": dict(departure.output_frames),
                "went_out_at": now,
                "change_number": change + offset,
            }
            for offset, departure in enumerate(departures)
        ],
    )


_STAYING = ("publication_number", "title_frame", "output_frames", "went_out_at")
#: The same for all, so that it is made and prepared once.
_SEND_OUT = (
    update(entries)
    .where(
        entries.c.id == bindparam("of_id"),
        or_(entries.c.standing == Standing.WAITING, entries.c.standing == Standing.JOINED),
    )
    .values(
        {"standing": Standing.OUT, "change_number": bindparam("change_number")}
        | {name: func.coalesce(entries.c[name], bindparam(name, type_=entries.c[name].type)) for name in _STAYING}
    )
)


def newest_out(tx: Transaction, *, at_least: int, at_most: int, window: timedelta) -> list[int]:
    """The ids that the combined feed holds: the newest `at_least` by publication number, or all that went out in
    the given time before its newest if that is more, never more than `at_most`. Newest number first.
    """
    statement = (
        select(entries.c.id, entries.c.went_out_at)
        .select_from(entries.join(sources))
        .where(is_shown(tx, Selection()))
        .order_by(entries.c.publication_number.desc())
        .limit(max(at_least, at_most))
    )
    rows = tx.execute(statement).all()
    recent = [row for row in rows[:at_most] if (rows[0].went_out_at - row.went_out_at) <= window]
    return [row.id for row in rows[: max(at_least, len(recent))]]


def run(tx: Transaction, first: int, last: int) -> list[int]:
    """The ids of what went out under these numbers and is still shown."""
    numbered = entries.c.publication_number.between(first, last)
    return list(tx.execute(_ids(is_shown(tx, Selection()) & numbered)).scalars())


def number_before(tx: Transaction, number: int) -> int | None:
    """The highest publication number below this one whose entry is still shown."""
    older = is_shown(tx, Selection()) & (entries.c.publication_number < number)
    statement = select(entries.c.publication_number).select_from(entries.join(sources)).where(older)
    found: int | None = tx.execute(
        statement.order_by(entries.c.publication_number.desc()).limit(1)
    ).scalar_one_or_none()
    return found


def lowest_number(tx: Transaction, entry_ids: Collection[int]) -> int | None:
    """The lowest publication number of these entries."""
    of_those = select(func.min(entries.c.publication_number)).where(entries.c.id.in_(entry_ids))
    found: int | None = tx.execute(of_those).scalar_one()
    return found


def reaching_back(
    tx: Transaction, selection: Selection, *, at_least: int, at_most: int, window: timedelta
) -> list[int]:
    """The ids of the newest `at_least` entries by the date they bear, or all within the given time before the newest
    if that is more, never more than `at_most`. Newest first.
    """
    dated = _newest_first(tx, selection)
    rows = tx.execute(dated.add_columns(entries.c.sort_at).limit(max(at_least, at_most))).all()
    recent = [row for row in rows[:at_most] if rows[0].sort_at - row.sort_at <= window]
    return [row.id for row in rows[: max(at_least, len(recent))]]


def closing(tx: Transaction, limit: int) -> list[int]:
    """The ids of open vacancies with a closing date, the next to close first."""
    with_date = is_shown(tx, Selection(kind="jobs")) & entries.c.closes_on.is_not(None)
    return list(tx.execute(_ids(with_date, entries.c.closes_on, entries.c.id).limit(limit)).scalars())


def marks(tx: Transaction, entry_ids: Sequence[int]) -> tuple[tuple[int, int, int], ...]:
    """Of each of these entries its id, change number and source: whatever an output may show of it moves the mark."""
    found = {}
    for some in batches(entry_ids):
        columns = select(entries.c.id, entries.c.change_number, entries.c.source_id)
        found.update({row.id: tuple(row) for row in tx.execute(columns.where(entries.c.id.in_(some)))})
    return tuple(found[id_] for id_ in entry_ids)


def page(tx: Transaction, selection: Selection, *, limit: int, offset: int = 0) -> list[int]:
    """The ids that a selection shows, newest first."""
    statement = _newest_first(tx, selection)
    return list(tx.execute(statement.limit(limit).offset(offset)).scalars())


def pinned(tx: Transaction) -> list[int]:
    """The ids of what the desk has pinned to the front page, newest first."""
    # asked for first by themselves, or SQLite reads every entry in the order wanted
    marked = select(entries.c.id).where(entries.c.pinned_until.is_not(None))
    is_pinned = is_shown(tx, Selection(kind="every")) & entries.c.id.in_(marked)
    return list(tx.execute(_ids(is_pinned, entries.c.sort_at.desc(), entries.c.id.desc())).scalars())


@dataclass(frozen=True, slots=True)
class Lists:
    """Some lists: topics by kind and name, sources by slug, and whether vacancies are among them."""

    topics: frozenset[tuple[str, str]]
    sources: tuple[str, ...]
    has_jobs: bool


def lists_since(tx: Transaction, change: int) -> Lists:
    """The lists in which an entry stands that changed after that change number."""
    changed = sources.c.public & (entries.c.change_number > change)
    joined = entries.join(sources)
    carried = select(tags.c.kind, tags.c.name).select_from(joined.join(tags, tags.c.entry_id == entries.c.id))
    slugs = select(sources.c.slug).select_from(joined).where(changed).distinct().order_by(sources.c.slug)
    jobs = select(entries.c.id).select_from(joined).where(changed, entries.c.vacancy.is_not(None)).limit(1)
    return Lists(
        frozenset(tuple(row) for row in tx.execute(carried.where(changed).distinct())),
        tuple(tx.execute(slugs).scalars()),
        tx.execute(jobs).first() is not None,
    )


def any_out(tx: Transaction) -> bool:
    """Whether there is anything to show yet."""
    return tx.execute(_ids(is_shown(tx, Selection())).limit(1)).first() is not None


def newest_of_sources(tx: Transaction, source_ids: Collection[int]) -> dict[int, datetime]:
    """Source id → the date of its newest entry."""
    # one look at the index for each: a GROUP BY would read all that these sources ever brought
    newest = select(func.max(entries.c.sort_at)).where(entries.c.source_id == sources.c.id).scalar_subquery()
    found = tx.execute(select(sources.c.id, newest).where(sources.c.id.in_(source_ids)))
    return dict(found.all())


def _newest_first(tx: Transaction, selection: Selection) -> Select[int]:
    if selection.kind not in ("category", "agency"):
        return _ids(is_shown(tx, selection), entries.c.sort_at.desc(), entries.c.id.desc())
    # tags know the place of their entry in the lists, so that one index holds a topic in the order of its pages
    joined = tags.join(entries, entries.c.id == tags.c.entry_id).join(sources, sources.c.id == entries.c.source_id)
    carried = (tags.c.kind == selection.kind) & (tags.c.name == selection.name)
    stands = IS_LISTED & stands_in(selection.kind, literal(selection.name))
    statement = select(entries.c.id).select_from(joined).where(carried, sources.c.public, stands)
    return statement.order_by(tags.c.sort_at.desc(), tags.c.entry_id.desc())


def _ids(condition: ColumnElement[bool], *order: ColumnElement[Any]) -> Select[int]:
    return select(entries.c.id).select_from(entries.join(sources)).where(condition).order_by(*order)


def is_shown(tx: Transaction, selection: Selection) -> ColumnElement[bool]:
    """The condition over entries joined with sources. Only what may be republished is ever shown."""
    match selection.kind:
        case "all":
            # said by the number rather than by the standing: its index has the order of feeds and archives
            return sources.c.public & WENT_OUT & entries.c.hidden_at.is_(None)
        case "every":
            return sources.c.public & IS_LISTED
        case "source":
            return sources.c.public & MAY_BE_SEEN & (entries.c.source_id == selection.name)
        case "jobs":
            is_listed = sources.c.public & IS_LISTED & is_open(entries)
            return is_listed & stories.stands_for_itself(is_open)
        case "search":
            said = entries.c.id.in_(search.matching(tx, str(selection.name)))
            return sources.c.public & IS_LISTED & said
        case kind:
            carriers = select(tags.c.entry_id).where(tags.c.kind == kind, tags.c.name == selection.name)
            is_listed = sources.c.public & IS_LISTED & entries.c.id.in_(carriers)
            return is_listed & stands_in(kind, literal(selection.name))


def stands_in(kind: str, name: ColumnElement[str]) -> ColumnElement[bool]:
    """An agency always sees its own; in a category somebody stands for the story."""
    return stories.stands_for_itself(lambda others: _carries(others, kind, name)) if kind == "category" else true()


def _carries(others: FromClause, kind: str, name: ColumnElement[str]) -> ColumnElement[bool]:
    carried = tags.alias()
    is_it = (carried.c.entry_id == others.c.id) & (carried.c.kind == kind) & (carried.c.name == name)
    return select(carried.c.entry_id).where(is_it).correlate(others, tags).exists()


def is_open(others: FromClause) -> ColumnElement[bool]:
    """Over a table of entries: a vacancy that one can still apply for."""
    return others.c.vacancy.is_not(None) & others.c.closed_at.is_(None)

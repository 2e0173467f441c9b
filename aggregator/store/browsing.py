"""What pages ask that feeds don't: a part of a list, the neighbours of an entry, and how much there is of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from aggregator.models.entry import Standing
from aggregator.store import shown
from aggregator.store.engine import Transaction
from aggregator.store.shown import IS_LISTED, MAY_BE_SEEN, Selection, is_shown
from aggregator.store.tables import Utc, entries, sources, tags, tombstones

#: Over entries joined with sources: only what may be republished is counted, and only what is not over.
_COUNTED = entries.c.closed_at.is_(None) & IS_LISTED & sources.c.public


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, such as a month."""

    first: datetime
    #: The first moment after it.
    after: datetime

    @property
    def holds(self) -> ColumnElement[bool]:
        return (entries.c.sort_at >= self.first) & (entries.c.sort_at < self.after)


@dataclass(frozen=True, slots=True)
class Size:
    """How many entries a list has, and how many of them are vacancies that are closed."""

    total: int
    closed: int


def listed(tx: Transaction, selection: Selection, span: Span | None, *, limit: int, offset: int) -> list[int]:
    """The ids that a list shows: newest first, but vacancies by closing date, those without one last."""
    if span is None and selection.kind != "jobs":
        return shown.page(tx, selection, limit=limit, offset=offset)
    order: tuple[ColumnElement[object], ...] = (entries.c.sort_at.desc(), entries.c.id.desc())
    if selection.kind == "jobs":
        closing = case((entries.c.closes_on.is_(None), 1), else_=0)
        order = (closing, entries.c.closes_on, *order)
    statement = select(entries.c.id).select_from(entries.join(sources)).where(_within(tx, selection, span))
    return list(tx.execute(statement.order_by(*order).limit(limit).offset(offset)).scalars())


def size(tx: Transaction, selection: Selection, span: Span | None) -> Size:
    """How much there is in a list."""
    counted = select(func.count(), func.count(entries.c.closed_at)).select_from(entries.join(sources))
    return Size(*tx.execute(counted.where(_within(tx, selection, span))).one())


def _within(tx: Transaction, selection: Selection, span: Span | None) -> ColumnElement[bool]:
    of_list = is_shown(tx, selection)
    return of_list if span is None else of_list & span.holds


def found(tx: Transaction, head: str) -> int | None:
    """The id of the public entry whose published id begins like this; the first, should there ever be two."""
    begins = entries.c.published_id.between(head, head + "~")
    statement = select(entries.c.id).select_from(entries.join(sources)).where(sources.c.public, MAY_BE_SEEN, begins)
    return tx.execute(statement.order_by(entries.c.id).limit(1)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Address:
    """What the address of an entry's page is made of, and when the entry last changed."""

    published_id: str
    title: str
    changed_at: datetime


def every_address(tx: Transaction) -> list[Address]:
    """Of every public entry, oldest first."""
    columns = select(entries.c.published_id, entries.c.title, entries.c.changed_at)
    public = columns.select_from(entries.join(sources)).where(sources.c.public, MAY_BE_SEEN)
    return [Address(*row) for row in tx.execute(public.order_by(entries.c.sort_at, entries.c.id))]


def was_removed(tx: Transaction, head: str) -> bool:
    """Whether an entry was taken out whose published id begins like this."""
    begins = tombstones.c.published_id.between(head, head + "~")
    return tx.execute(select(tombstones.c.source_id).where(begins).limit(1)).first() is not None


def neighbours(tx: Transaction, entry_id: int, sort_at: datetime) -> tuple[int | None, int | None]:
    """The ids of what comes right after an entry in the combined list (newer) and right before it (older)."""
    at, id_ = entries.c.sort_at, entries.c.id
    newer = or_(at > sort_at, and_(at == sort_at, id_ > entry_id))
    older = or_(at < sort_at, and_(at == sort_at, id_ < entry_id))
    # the bounds that are bare let an index be walked from there
    return _nearest(tx, newer & (at >= sort_at), at, id_), _nearest(tx, older & (at <= sort_at), at.desc(), id_.desc())


def _nearest(tx: Transaction, beyond: ColumnElement[bool], *order: ColumnElement[object]) -> int | None:
    there = is_shown(tx, Selection()) & beyond
    statement = select(entries.c.id).select_from(entries.join(sources)).where(there).order_by(*order).limit(1)
    return tx.execute(statement).scalar_one_or_none()


def topic_counts(tx: Transaction) -> dict[str, dict[str, int]]:
    """Of categories and of agencies, by name: how many entries the list of each shows.

    All that carry it, less those that aren't shown there: they are few, and the others need not be looked at.
    """
    carried = select(tags.c.kind, tags.c.name, func.count()).group_by(tags.c.kind, tags.c.name)
    is_odd = or_(~_COUNTED, entries.c.standing == Standing.JOINED)
    odd = select(entries.c.id).select_from(entries.join(sources)).where(is_odd)
    stands = or_(tags.c.kind != "category", shown.stands_in("category", tags.c.name))
    joined = tags.join(entries, entries.c.id == tags.c.entry_id).join(sources, sources.c.id == entries.c.source_id)
    unseen = carried.select_from(joined).where(tags.c.entry_id.in_(odd), ~(_COUNTED & stands))
    less = {(kind, name): count for kind, name, count in tx.execute(unseen)}
    counts: dict[str, dict[str, int]] = {"category": {}, "agency": {}}
    for kind, name, count in tx.execute(carried):
        if left := count - less.get((kind, name), 0):
            counts[kind][name] = left
    return counts


def out_count(tx: Transaction) -> int:
    """How many entries went out."""
    counted = select(func.count()).select_from(entries.join(sources)).where(shown.WENT_OUT, _COUNTED)
    return tx.execute(counted).scalar_one()


def job_count(tx: Transaction) -> int:
    """How many vacancies are open."""
    return size(tx, Selection(kind="jobs"), None).total


def reach(tx: Transaction) -> tuple[datetime, datetime] | None:
    """The dates of the oldest and the newest entry; None if there is none."""
    # one look at each end of the index
    oldest, newest = (tx.execute(select(end(entries.c.sort_at))).scalar_one() for end in (func.min, func.max))
    return None if oldest is None or newest is None else (oldest, newest)


def span_counts(tx: Transaction, spans: Sequence[Span]) -> list[int]:
    """How many entries each of the spans holds."""
    counts: list[int] = []
    for start in range(0, len(spans), _AT_ONCE):
        some = [spans[min(number, len(spans) - 1)] for number in range(start, start + _AT_ONCE)]
        bounds = {f"first_{number}": span.first for number, span in enumerate(some)}
        bounds |= {f"after_{number}": span.after for number, span in enumerate(some)}
        counts += tx.execute(_SPAN_COUNTS, bounds).one()
    return counts[: len(spans)]


def _span_count(number: int) -> ColumnElement[int]:
    first, after = (bindparam(f"{end}_{number}", type_=Utc) for end in ("first", "after"))
    held = (entries.c.sort_at >= first) & (entries.c.sort_at < after)
    counted = select(func.count()).select_from(entries.join(sources)).where(held, _COUNTED)
    return counted.scalar_subquery().label(f"span_{number}")


#: So many spans go into one statement, always the same, so that it is made and prepared once.
_AT_ONCE = 12
_SPAN_COUNTS = select(*(_span_count(number) for number in range(_AT_ONCE)))

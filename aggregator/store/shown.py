"""What outputs show: entries on their way out, and the lists that pages and feeds are made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, literal, select, true, update

from aggregator.models.entry import Entry, Standing
from aggregator.store import numbers, stories
from aggregator.store.engine import Transaction
from aggregator.store.entries import load
from aggregator.store.tables import entries, sources, tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which entries an output shows: what went out, or everything of one category, agency or source."""

    kind: Literal["all", "category", "agency", "source"] = "all"
    #: The name of the category or agency; the id of the source.
    name: str | int = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """An entry that goes out now, in the frame of house style that stays with it."""

    entry_id: int
    title_frame: str


def waiting(tx: Transaction, limit: int = 1000) -> list[Entry]:
    """Entries that may go out, oldest first."""
    page_asked = entries.c.article_due.is_(None) | (entries.c.article_tries > 0)
    ids = select(entries.c.id).where(entries.c.standing == Standing.WAITING, page_asked).order_by(entries.c.id)
    return load(tx, list(tx.execute(ids.limit(limit)).scalars()))


def send_out(tx: Transaction, departures: Sequence[Departure], now: datetime) -> None:
    """Give each its publication number, in this order."""
    if not departures:
        return
    number = numbers.take(tx, "publication", now, len(departures))
    change = numbers.take(tx, "change", now, len(departures))
    for offset, departure in enumerate(departures):
        tx.execute(
            update(entries)
            .where(entries.c.id == departure.entry_id, entries.c.standing.in_((Standing.WAITING, Standing.JOINED)))
            .values(
                standing=Standing.OUT,
                publication_number=number + offset,
                title_frame=departure.title_frame,
                went_out_at=now,
                change_number=change + offset,
            )
        )


def newest_out(tx: Transaction, *, at_least: int, at_most: int, window: timedelta) -> list[int]:
    """The ids that the combined feed holds: the newest `at_least` by publication number, or all that went out in
    the given time before its newest if that is more, never more than `at_most`. Newest number first.
    """
    statement = (
        select(entries.c.id, entries.c.went_out_at)
        .select_from(entries.join(sources))
        .where(_shown(Selection()))
        .order_by(entries.c.publication_number.desc())
        .limit(max(at_least, at_most))
    )
    rows = tx.execute(statement).all()
    recent = [row for row in rows[:at_most] if (rows[0].went_out_at - row.went_out_at) <= window]
    return [row.id for row in rows[: max(at_least, len(recent))]]


def page(tx: Transaction, selection: Selection, *, limit: int, offset: int = 0) -> list[int]:
    """The ids that a selection shows, newest first."""
    statement = _ids(_shown(selection), entries.c.sort_at.desc(), entries.c.id.desc())
    return list(tx.execute(statement.limit(limit).offset(offset)).scalars())


def size(tx: Transaction, selection: Selection) -> int:
    """How many entries a selection shows."""
    return tx.execute(select(func.count()).select_from(entries.join(sources)).where(_shown(selection))).scalar_one()


def any_out(tx: Transaction) -> bool:
    """Whether there is anything to show yet."""
    return tx.execute(_ids(_shown(Selection())).limit(1)).first() is not None


def newest_of_sources(tx: Transaction, source_ids: Collection[int]) -> dict[int, datetime]:
    """Source id → the date of its newest entry."""
    found = tx.execute(
        select(entries.c.source_id, func.max(entries.c.sort_at))
        .where(entries.c.source_id.in_(source_ids))
        .group_by(entries.c.source_id)
    )
    return dict(found.all())


def tag_counts(tx: Transaction, kind: Literal["category", "agency"]) -> dict[str, int]:
    """Category or agency → how many public entries carry it."""
    joined = tags.join(entries, entries.c.id == tags.c.entry_id).join(sources, sources.c.id == entries.c.source_id)
    found = tx.execute(
        select(tags.c.name, func.count())
        .select_from(joined)
        .where(tags.c.kind == kind, sources.c.public, _stands_in(kind, tags.c.name))
        .group_by(tags.c.name)
    )
    return dict(found.all())


def _ids(condition: ColumnElement[bool], *order: ColumnElement[Any]) -> Select[int]:
    return select(entries.c.id).select_from(entries.join(sources)).where(condition).order_by(*order)


def _shown(selection: Selection) -> ColumnElement[bool]:
    """The condition over entries joined with sources. Only what may be republished is ever shown."""
    match selection.kind:
        case "all":
            return sources.c.public & (entries.c.standing == Standing.OUT)
        case "source":
            return sources.c.public & (entries.c.source_id == selection.name)
        case kind:
            carriers = select(tags.c.entry_id).where(tags.c.kind == kind, tags.c.name == selection.name)
            return sources.c.public & entries.c.id.in_(carriers) & _stands_in(kind, literal(selection.name))


def _stands_in(kind: str, name: ColumnElement[str]) -> ColumnElement[bool]:
    """An agency always sees its own; in a category somebody stands for the story."""
    return stories.stands_for_itself(name) if kind == "category" else true()

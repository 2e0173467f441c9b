"""Stories as somebody at the desk puts them: an entry taken out of its story, or stories put together.

Grouping places only what waits, so what is put here stays put. The story of an entry that was taken out bears a number
below zero, which is no entry's id: the story that the entry began may go on without it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from aggregator.models.entry import Standing
from aggregator.store import numbers, stories
from aggregator.store.engine import Transaction
from aggregator.store.tables import entries, sources

#: Why somebody is in a story, if it was put there at the desk.
BY_HAND = "somebody at the desk put them together"


@dataclass(frozen=True, slots=True)
class Place:
    """In which story an entry is; None while nobody else has told it."""

    entry_id: int
    story_id: int | None
    #: When the story went out.
    since: datetime | None
    by_hand: bool


def places(tx: Transaction, entry_ids: Sequence[int]) -> list[Place]:
    """Where these entries are, in this order; those that are gone are left out."""
    rows = {row.id: row for row in tx.execute(select(entries).where(entries.c.id.in_(entry_ids)))}
    return [_to_place(rows[one]) for one in entry_ids if one in rows]


def told_with(tx: Transaction, entry_id: int) -> list[int]:
    """Everybody in the story of an entry, itself first."""
    own = select(entries.c.story_id).where(entries.c.id == entry_id).scalar_subquery()
    others = select(entries.c.id).where(entries.c.story_id == own, entries.c.id != entry_id)
    return [entry_id, *tx.execute(others.order_by(entries.c.id)).scalars()]


def went_out_at(tx: Transaction, entry_ids: Collection[int]) -> datetime | None:
    """When the first of these, or the story of it, went out."""
    began = select(func.min(func.coalesce(entries.c.story_since, entries.c.went_out_at)))
    moment: datetime | None = tx.execute(began.where(entries.c.id.in_(entry_ids))).scalar_one()
    return moment


def new_story(tx: Transaction, now: datetime) -> int:
    """A number for a story of its own, never given before."""
    return -numbers.take(tx, "change", now)


def put(tx: Transaction, wanted: Sequence[Place], now: datetime) -> None:
    """Let entries be where they are wanted, and every story they leave or come to have one lead: who went out first."""
    before = {place.entry_id: place for place in places(tx, [one.entry_id for one in wanted])}
    for place in wanted:
        values: dict[str, Any] = {"story_id": place.story_id, "story_since": place.since}
        if place.entry_id in before and before[place.entry_id].story_id != place.story_id:
            values["joined_because"] = BY_HAND if place.by_hand else None
        tx.execute(update(entries).where(entries.c.id == place.entry_id).values(**values))
    for place in wanted:
        if place.story_id is None:
            _stay_with_who_joined(tx, place.entry_id)
        _change(tx, place.entry_id, {}, now)
    touched = [*before.values(), *places(tx, list(before))]
    for story_id in dict.fromkeys(place.story_id or place.entry_id for place in touched):
        _settle(tx, story_id, now)
    stories.show_leads(tx, {place.story_id for place in touched if place.story_id is not None}, now)


def _stay_with_who_joined(tx: Transaction, entry_id: int) -> None:
    """Who told the same after it is known by its id, and keeps it in the story."""
    began = select(func.min(entries.c.story_since)).where(entries.c.story_id == entry_id)
    if (since := tx.execute(began).scalar_one()) is not None:
        values = {"story_id": entry_id, "story_since": since}
        tx.execute(update(entries).where(entries.c.id == entry_id).values(**values))


def _settle(tx: Transaction, story_id: int, now: datetime) -> None:
    """Who went out first stands for the story. A story of which nobody has gone out is left to its successors."""
    in_it = (entries.c.story_id == story_id) | ((entries.c.id == story_id) & entries.c.story_id.is_(None))
    been_out = (
        select(entries)
        .join(sources)
        .where(in_it, entries.c.publication_number.is_not(None))
        .where(entries.c.standing.in_((Standing.OUT, Standing.JOINED)))
        .order_by(~sources.c.public, entries.c.hidden_at.is_not(None), entries.c.publication_number)
    )
    found = tx.execute(been_out).all()
    leads = [row for row in found if row.standing == Standing.OUT] or found
    for row in found:
        standing = Standing.OUT if row.id == leads[0].id else Standing.JOINED
        if row.standing != standing:
            _change(tx, row.id, {"standing": standing}, now)


def _change(tx: Transaction, entry_id: int, values: dict[str, Any], now: datetime) -> None:
    """Outputs show it anew; when a reader should notice the entry does not move."""
    moved = values | {"change_number": numbers.take(tx, "change", now)}
    tx.execute(update(entries).where(entries.c.id == entry_id).values(**moved))


def _to_place(row: Row[Any]) -> Place:
    return Place(row.id, row.story_id, row.story_since, row.joined_because == BY_HAND)

"""Stories in the store: what was told lately, who joined whom, who leads, and who would be next.

A story is known by the id of the entry that it began with, whether that is still there or not, or by a number below
zero where somebody at the desk took an entry out of another. Its lead is the member that is out; the others have joined
it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, func, select, update

from aggregator.grouping.reading import TEXT_CHARS
from aggregator.grouping.telling import Telling
from aggregator.models.entry import Standing
from aggregator.models.output import Related
from aggregator.store import numbers
from aggregator.store.engine import Transaction
from aggregator.store.tables import bodies, entries, sources, tags

_TOLD = (Standing.OUT, Standing.JOINED)


@dataclass(frozen=True, slots=True)
class Joining:
    """An entry that comes into a story which others tell too, and why."""

    entry_id: int
    story_id: int
    why: str
    #: It has gone out and stands for the others.
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of a story, as `explain` names it."""

    entry_id: int
    story_id: int
    published_id: str
    title: str
    source: str
    is_lead: bool
    #: What made it join; None for who was first.
    why: str | None


def told(tx: Transaction, *, after: int, since: datetime) -> Iterator[tuple[Telling, int]]:
    """What was told since that moment and came or changed after that change number, with the id of its story."""
    rows = tx.execute(
        _tellings(entries.c.story_id)
        .where(entries.c.standing.in_(_TOLD), entries.c.sort_at >= since, entries.c.change_number > after)
        .order_by(entries.c.sort_at, entries.c.id)
    )
    for row in rows:
        yield _telling(row), row.story_id or row.id


def tellings(tx: Transaction, entry_ids: Collection[int]) -> dict[int, Telling]:
    """These entries as grouping reads them. What may not be republished tells nothing."""
    found = tx.execute(_tellings().where(entries.c.id.in_(entry_ids)))
    return {row.id: _telling(row) for row in found}


def is_told(tx: Transaction, entry_id: int) -> bool:
    """Whether the entry is still there, alone or in a story."""
    is_it = (entries.c.id == entry_id) & entries.c.standing.in_(_TOLD)
    return tx.execute(select(entries.c.id).where(is_it)).first() is not None


def led(tx: Transaction, story_ids: Collection[int]) -> set[int]:
    """Those of the stories that have a lead."""
    found = tx.execute(
        select(func.coalesce(entries.c.story_id, entries.c.id))
        .select_from(entries.join(sources))
        .where(_leads(), entries.c.story_id.in_(story_ids) | entries.c.id.in_(story_ids))
    )
    return set(found.scalars())


def join(tx: Transaction, joinings: Sequence[Joining], now: datetime) -> None:
    """Let entries come into their stories. Leads are shown anew, but are no newer for it."""
    for story_id in dict.fromkeys(one.story_id for one in joinings):
        theirs = [one.entry_id for one in joinings if one.story_id == story_id]
        began_it = (entries.c.id == story_id) & entries.c.story_id.is_(None)  # unless it was taken out by hand
        in_it = (entries.c.story_id == story_id) | began_it | entries.c.id.in_(theirs)
        began = select(func.min(func.coalesce(entries.c.story_since, entries.c.went_out_at))).where(in_it)
        since = tx.execute(began).scalar_one() or now
        tx.execute(update(entries).where(in_it).values(story_id=story_id, story_since=since))
    for one in joinings:
        values: dict[str, Any] = {"joined_because": one.why or None}
        if not one.leads:
            values |= {"standing": Standing.JOINED, "change_number": numbers.take(tx, "change", now)}
        tx.execute(update(entries).where(entries.c.id == one.entry_id).values(values))
    show_leads(tx, {one.story_id for one in joinings}, now)


def show_leads(tx: Transaction, story_ids: Collection[int], now: datetime) -> None:
    """Let outputs show the leads of these stories anew: who else tells it has changed."""
    leads = select(entries.c.id).where(entries.c.story_id.in_(story_ids), entries.c.standing == Standing.OUT)
    for entry_id in tx.execute(leads.order_by(entries.c.id)).scalars().all():
        tx.execute(
            update(entries).where(entries.c.id == entry_id).values(change_number=numbers.take(tx, "change", now))
        )


def joined_by(tx: Transaction, entry_ids: Collection[int]) -> set[int]:
    """The stories that these entries have joined without leading them."""
    found = select(entries.c.story_id).where(entries.c.id.in_(entry_ids), entries.c.standing == Standing.JOINED)
    return {story_id for story_id in tx.execute(found).scalars() if story_id is not None}


def successors(tx: Transaction, since: datetime) -> list[int]:
    """For every story that went out since then and has lost its lead the entry that is next: a member's post if there
    is one, else the earliest.
    """
    leads = (
        select(entries.c.story_id).select_from(entries.join(sources)).where(_leads(), entries.c.story_since >= since)
    )
    found = tx.execute(
        select(entries.c.id, entries.c.story_id)
        .select_from(entries.join(sources))
        .where(
            sources.c.public,
            entries.c.hidden_at.is_(None),
            entries.c.standing == Standing.JOINED,
            entries.c.story_since >= since,
            entries.c.story_id.not_in(leads),
        )
        .order_by(sources.c.agency.is_(None), entries.c.sort_at, entries.c.id)
    )
    first: dict[int, int] = {}
    for row in found:
        first.setdefault(row.story_id, row.id)
    return sorted(first.values())


def related(tx: Transaction, entry_ids: Collection[int]) -> Mapping[int, tuple[Related, ...]]:
    """For those of the entries that lead a story: where else it is told, by whom, the earliest first."""
    # standings are compared here: SQLite would think them rare, and read all entries that have them
    asked = select(entries.c.id, entries.c.story_id, entries.c.standing)
    leads: dict[int, list[int]] = {}
    for one in tx.execute(asked.where(entries.c.id.in_(entry_ids), entries.c.story_id.is_not(None))):
        if one.standing == Standing.OUT:
            leads.setdefault(one.story_id, []).append(one.id)
    if not leads:
        return {}
    found = tx.execute(
        select(
            entries.c.story_id,
            entries.c.standing,
            entries.c.link,
            entries.c.publisher,
            sources.c.publisher.label("speaker"),
            sources.c.name,
        )
        .select_from(entries.join(sources))
        .where(
            entries.c.story_id.in_(leads),
            sources.c.public,
            entries.c.hidden_at.is_(None),
            entries.c.link.is_not(None),
        )
        .order_by(entries.c.sort_at, entries.c.id)
    )
    told_at: dict[int, list[Related]] = {}
    for row in found:
        if row.standing == Standing.JOINED:
            related = Related(row.link, row.publisher or row.speaker or row.name)
            for lead in leads[row.story_id]:
                told_at.setdefault(lead, []).append(related)
    return {lead: tuple(dict.fromkeys(others)) for lead, others in told_at.items()}


def members(tx: Transaction, entry_ids: Collection[int]) -> list[Member]:
    """Everybody in the stories that these entries are in, the first to tell it first."""
    theirs = select(entries.c.story_id).where(entries.c.id.in_(entry_ids), entries.c.story_id.is_not(None))
    found = tx.execute(
        select(entries, sources.c.name.label("source_name"))
        .join(sources)
        .where(entries.c.story_id.in_(theirs))
        .order_by(entries.c.story_id, entries.c.sort_at, entries.c.id)
    )
    return [
        Member(
            entry_id=row.id,
            story_id=row.story_id,
            published_id=row.published_id,
            title=row.title,
            source=row.source_name,
            is_lead=row.standing == Standing.OUT,
            why=row.joined_because,
        )
        for row in found
    ]


def stands_for_itself(is_listed: Callable[[FromClause], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The condition over entries that a list shows one, given the condition for another table of entries that it would:
    nobody else there leads its story, or came before it. So a story stands there once, and where its lead belongs to
    other lists only, not never.
    """
    others = entries.alias()
    is_first = (others.c.standing == Standing.OUT) | (others.c.id < entries.c.id)
    stands_before = is_first & others.c.hidden_at.is_(None)
    in_its_story = (others.c.story_id == entries.c.story_id) & (others.c.id != entries.c.id)
    other = select(others.c.id).where(in_its_story, stands_before, is_listed(others))
    return (entries.c.standing != Standing.JOINED) | ~other.correlate(entries, tags).exists()


def _leads() -> ColumnElement[bool]:
    """Over entries joined with sources: it is out, and may be shown."""
    return sources.c.public & entries.c.hidden_at.is_(None) & (entries.c.standing == Standing.OUT)


def _telling(row: Row[Any]) -> Telling:
    return Telling(
        id=row.id,
        source=row.source_id,
        publisher=row.publisher or row.speaker or row.name,
        title=row.title,
        summary=row.summary,
        text=row.text,
        url=row.url,
        at=row.sort_at,
        is_member=row.agency is not None,
        is_vacancy=row.is_vacancy,
    )


def _tellings(*more: ColumnElement[Any]) -> Select[Any]:
    return (
        select(
            entries.c.id,
            entries.c.source_id,
            entries.c.publisher,
            sources.c.publisher.label("speaker"),
            sources.c.name,
            sources.c.agency,
            entries.c.title,
            entries.c.summary,
            func.substr(bodies.c.text, 1, TEXT_CHARS).label("text"),
            func.coalesce(entries.c.canonical_url, entries.c.link).label("url"),
            entries.c.sort_at,
            entries.c.vacancy.is_not(None).label("is_vacancy"),
            *more,
        )
        .select_from(entries.join(sources).join(bodies, bodies.c.entry_id == entries.c.id))
        .where(sources.c.public)
    )

"""What the desk looks through: entries that came in, wait, are hidden or carry no category, and what was dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, select

from aggregator.models.entry import Standing
from aggregator.models.rules import Reason
from aggregator.store import search
from aggregator.store.engine import Transaction
from aggregator.store.tables import dropped, entries, sources, tags
from aggregator.store.tagging import to_reasons

#: What came in, what waits for review, what is hidden, what no rule gave a category, what is pinned.
Queue = Literal["news", "waiting", "hidden", "unplaced", "pinned"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for in a queue."""

    words: str = ""
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that relevance left out."""

    source: str
    title: str
    link: str | None
    dropped_at: datetime
    reasons: tuple[Reason, ...]


def found(tx: Transaction, queue: Queue, wanted: Wanted, *, limit: int, offset: int) -> list[int]:
    """The ids of the entries in a queue, those that came last first."""
    statement = select(entries.c.id).where(*_conditions(tx, queue, wanted))
    return list(tx.execute(statement.order_by(entries.c.id.desc()).limit(limit).offset(offset)).scalars())


def size(tx: Transaction, queue: Queue, wanted: Wanted = Wanted()) -> int:
    """How many there are in it."""
    return tx.execute(select(func.count()).select_from(entries).where(*_conditions(tx, queue, wanted))).scalar_one()


def waiting_of(tx: Transaction, source_id: int) -> list[int]:
    """The ids of what waits for review of a source."""
    waits = select(entries.c.id).where(*_conditions(tx, "waiting", Wanted(source_id=source_id)))
    return list(tx.execute(waits.order_by(entries.c.id)).scalars())


def with_head(tx: Transaction, head: str) -> int | None:
    """The id of the entry whose published id begins like this, shown or not."""
    begins = f"urn:uuid:{head[:8]}-{head[8:12]}-{head[12:16]}-"
    of_head = select(entries.c.id).where(entries.c.published_id.between(begins, begins + "~"))
    return tx.execute(of_head.order_by(entries.c.id).limit(1)).scalar_one_or_none()


def left_out(tx: Transaction, wanted: Wanted, *, limit: int, offset: int) -> list[LeftOut]:
    """What was dropped, the newest first."""
    columns = (dropped.c.title, dropped.c.link, dropped.c.dropped_at, dropped.c.reasons, sources.c.name)
    statement: Select[Any] = select(*columns).join(sources, sources.c.id == dropped.c.source_id)
    statement = statement.where(*_of_dropped(wanted)).order_by(dropped.c.dropped_at.desc(), dropped.c.identity)
    return [
        LeftOut(row.name, row.title, row.link, row.dropped_at, to_reasons(row.reasons))
        for row in tx.execute(statement.limit(limit).offset(offset))
    ]


def left_out_count(tx: Transaction, wanted: Wanted) -> int:
    """How much was dropped."""
    return tx.execute(select(func.count()).select_from(dropped).where(*_of_dropped(wanted))).scalar_one()


def source_names(tx: Transaction) -> dict[int, str]:
    """Every source that may have entries, by id, in the order of the alphabet."""
    return dict(tx.execute(select(sources.c.id, sources.c.name).order_by(sources.c.name)).all())


def _conditions(tx: Transaction, queue: Queue, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [_in(queue)]
    if wanted.source_id is not None:
        conditions.append(entries.c.source_id == wanted.source_id)
    if wanted.words:
        conditions.append(entries.c.id.in_(search.matching(tx, wanted.words)))
    return conditions


def _in(queue: Queue) -> ColumnElement[bool]:
    waits = entries.c.standing == Standing.REVIEW
    match queue:
        case "news":
            return ~waits & entries.c.hidden_at.is_(None)
        case "waiting":
            return waits & entries.c.hidden_at.is_(None)
        case "hidden":
            return entries.c.hidden_at.is_not(None)
        case "unplaced":
            placed = select(tags.c.entry_id).where(tags.c.kind == "category")
            return ~waits & entries.c.hidden_at.is_(None) & entries.c.id.not_in(placed)
        case "pinned":
            return entries.c.pinned_until.is_not(None)


def _of_dropped(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.source_id is not None:
        conditions.append(dropped.c.source_id == wanted.source_id)
    for word in wanted.words.split()[:10]:
        conditions.append(dropped.c.title.icontains(word, autoescape=True))
    return conditions

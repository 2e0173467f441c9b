"""The audit: who did what at the desk, when, what it was before and after, and what was taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from aggregator.store.engine import Transaction
from aggregator.store.tables import acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of somebody at the desk."""

    id: int
    at: datetime
    who: str
    act: str
    #: None where it was about a source as a whole.
    published_id: str | None
    source_id: int | None
    #: What it was called then; empty once it was taken down.
    title: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    #: The act that took this one back, and the one that this took back.
    undone_by: int | None
    undoes: int | None


def note(
    tx: Transaction,
    *,
    who: str,
    act: str,
    at: datetime,
    title: str,
    published_id: str | None = None,
    source_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    undoes: int | None = None,
) -> int:
    """Write down an act; its number."""
    values = {
        "at": at,
        "who": who,
        "act": act,
        "published_id": published_id,
        "source_id": source_id,
        "title": title,
        "before": dict(before or {}),
        "after": dict(after or {}),
        "undoes": undoes,
    }
    number: int = tx.execute(insert(acts).values(**values).returning(acts.c.id)).scalar_one()
    if undoes is not None:
        tx.execute(update(acts).where(acts.c.id == undoes).values(undone_by=number))
    return number


def find(tx: Transaction, number: int) -> Act | None:
    """The act with this number."""
    row = tx.execute(select(acts).where(acts.c.id == number).with_for_update()).one_or_none()
    return _to_act(row) if row else None


def newest(tx: Transaction, *, published_id: str | None = None, limit: int, offset: int = 0) -> list[Act]:
    """What was done, the newest first: of all, or about one entry."""
    statement = select(acts).order_by(acts.c.id.desc()).limit(limit).offset(offset)
    if published_id is not None:
        statement = statement.where(acts.c.published_id == published_id)
    return [_to_act(row) for row in tx.execute(statement)]


def approved(tx: Transaction, source_id: int) -> int:
    """How many entries of a source were approved, and stayed so."""
    counted = select(func.count()).where(
        acts.c.source_id == source_id, acts.c.act == "approve", acts.c.undone_by.is_(None)
    )
    return tx.execute(counted).scalar_one()


def forget_words(tx: Transaction, published_ids: Collection[str]) -> None:
    """Keep that something was done to these entries, but nothing of what they said."""
    tx.execute(update(acts).where(acts.c.published_id.in_(published_ids)).values(title="", before=None, after=None))


def _to_act(row: Row[Any]) -> Act:
    return Act(
        id=row.id,
        at=row.at,
        who=row.who,
        act=row.act,
        published_id=row.published_id,
        source_id=row.source_id,
        title=row.title,
        before=row.before or {},
        after=row.after or {},
        undone_by=row.undone_by,
        undoes=row.undoes,
    )

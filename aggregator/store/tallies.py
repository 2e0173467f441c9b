"""What came in, counted: for the watch and for the weekly note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, select

from aggregator.store.engine import Transaction
from aggregator.store.tables import dropped, entries, sources, tags


def moments(tx: Transaction, since: datetime) -> Iterator[tuple[int, list[datetime]]]:
    """Source id and the dates of its entries since then, for each source that had any."""
    # answered by the index alone
    dates = select(entries.c.source_id, entries.c.sort_at).where(entries.c.sort_at > since)
    rows = tx.execute(dates.order_by(entries.c.source_id, entries.c.sort_at))
    for source_id, members in groupby(rows, key=lambda row: row.source_id):
        yield source_id, [row.sort_at for row in members]


def came_in(tx: Transaction, since: datetime, until: datetime) -> dict[int, int]:
    """Source id → how many entries it brought."""
    return _counted(tx, entries.c.source_id, entries.c.first_seen, since, until)


def left_out(tx: Transaction, since: datetime, until: datetime) -> dict[int, int]:
    """Source id → how many of its entries relevance left out."""
    return _counted(tx, dropped.c.source_id, dropped.c.dropped_at, since, until)


def by_category(tx: Transaction, since: datetime, until: datetime) -> dict[str, int]:
    """Category → how many entries came in that carry it."""
    carried = select(tags.c.name, func.count()).join(entries, entries.c.id == tags.c.entry_id)
    found = carried.where(tags.c.kind == "category", *_within(entries.c.first_seen, since, until))
    return dict(tx.execute(found.group_by(tags.c.name)).all())


def unplaced(tx: Transaction, since: datetime, until: datetime) -> int:
    """How many entries went out that no rule placed."""
    counted = select(func.count()).select_from(entries).where(*_unplaced(since, until))
    return tx.execute(counted).scalar_one()


def newest_unplaced(tx: Transaction, since: datetime, until: datetime, limit: int) -> list[int]:
    """The ids of those, the newest first."""
    ids = select(entries.c.id).where(*_unplaced(since, until)).order_by(entries.c.publication_number.desc())
    return list(tx.execute(ids.limit(limit)).scalars())


def went_out(tx: Transaction, since: datetime, until: datetime) -> list[int]:
    """The ids of what went out and is still shown, the newest first."""
    is_shown = sources.c.public & entries.c.publication_number.is_not(None)
    ids = select(entries.c.id).join(sources, sources.c.id == entries.c.source_id)
    found = ids.where(is_shown, *_within(entries.c.went_out_at, since, until))
    return list(tx.execute(found.order_by(entries.c.publication_number.desc())).scalars())


def _unplaced(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    is_placed = select(tags.c.entry_id).where(tags.c.entry_id == entries.c.id).exists()
    return *_within(entries.c.went_out_at, since, until), ~is_placed


def _counted(tx: Transaction, source_id: Any, moment: Any, since: datetime, until: datetime) -> dict[int, int]:
    counted = select(source_id, func.count()).where(*_within(moment, since, until)).group_by(source_id)
    return dict(tx.execute(counted).all())


def _within(moment: Any, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return moment > since, moment <= until

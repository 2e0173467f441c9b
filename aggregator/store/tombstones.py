"""Removed entries: what was taken out is remembered by its identity, so that no poll brings it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, func, insert, select

from aggregator.models.entry import Prepared
from aggregator.store import numbers, search, space, stories
from aggregator.store.engine import Transaction
from aggregator.store.entries import as_published_id
from aggregator.store.tables import bodies, dropped, entries, hand_tags, headlines, tags, tombstones

#: Too old, deleted by its publisher, or taken down by the desk.
Reason = Literal["outlived", "withdrawn", "taken_down"]


@dataclass(frozen=True, slots=True)
class Removal:
    """When an entry was taken out, and why."""

    removed_at: datetime
    reason: Reason


def remove(tx: Transaction, entry_ids: Sequence[int], now: datetime, reason: Reason) -> int:
    """Take these entries out, text and all, and leave a tombstone of each; how many."""
    rows = tx.execute(select(entries).where(entries.c.id.in_(list(entry_ids)))).all()
    if not rows:
        return 0
    ids = [row.id for row in rows]
    told_in = stories.joined_by(tx, ids)
    change = numbers.take(tx, "change", now, len(rows))
    search.remove(tx, ids)
    tx.execute(
        insert(tombstones),
        [
            {
                "source_id": row.source_id,
                "identity": row.identity,
                "published_id": row.published_id,
                "publication_number": row.publication_number,
                "removed_at": now,
                "reason": reason,
                "address": row.address,
                "text_name": row.text_name,
                "change_number": change + offset,
            }
            for offset, row in enumerate(rows)
        ],
    )
    for table in (hand_tags, headlines, tags, bodies):
        tx.execute(delete(table).where(table.c.entry_id.in_(ids)))
    tx.execute(delete(entries).where(entries.c.id.in_(ids)))
    stories.show_leads(tx, told_in, now)
    return len(ids)


def take_down(tx: Transaction, entry_ids: Sequence[int], now: datetime) -> int:
    """Take these entries out for good, at the wish of a person; how many. Nothing of what they said stays."""
    space.overwrite_what_goes(tx)
    return remove(tx, entry_ids, now, "taken_down")


def bury(tx: Transaction, source_id: int, item: Prepared, published_id: str, now: datetime) -> None:
    """Keep out for good what was left out anyway, and forget what it said."""
    space.overwrite_what_goes(tx)
    values = {
        "source_id": source_id,
        "identity": item.identity,
        "published_id": published_id,
        "removed_at": now,
        "reason": "taken_down",
        "address": item.address,
        "text_name": item.text_name,
        "change_number": numbers.take(tx, "change", now),
    }
    tx.execute(insert(tombstones).values(**values))
    tx.execute(delete(dropped).where(dropped.c.source_id == source_id, dropped.c.identity == item.identity))


def find(tx: Transaction, said: str) -> Removal | None:
    """How the entry of this published id (with or without `urn:uuid:`) was taken out; None if it was not."""
    of_id = tombstones.c.published_id == as_published_id(said)
    row = tx.execute(select(tombstones.c.removed_at, tombstones.c.reason).where(of_id)).one_or_none()
    return Removal(row.removed_at, row.reason) if row else None


def outlived(tx: Transaction, oldest: datetime, keep_at_least: int, limit: int) -> list[int]:
    """Entries dated before `oldest`, the oldest first, but never the newest `keep_at_least` of a source."""
    counted = select(entries.c.source_id, func.count().label("count")).group_by(entries.c.source_id)
    found: list[int] = []
    for source_id, count in tx.execute(counted).all():
        if count <= keep_at_least or len(found) >= limit:
            continue
        of_source = select(entries.c.id).where(entries.c.source_id == source_id, entries.c.sort_at < oldest)
        spare = min(count - keep_at_least, limit - len(found))
        found += tx.execute(of_source.order_by(entries.c.sort_at, entries.c.id).limit(spare)).scalars()
    return found

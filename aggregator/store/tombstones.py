"""Removed entries: what was taken out is remembered by its identity, so that no poll brings it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from aggregator.store import numbers, search, stories
from aggregator.store.engine import Transaction
from aggregator.store.entries import as_published_id
from aggregator.store.tables import bodies, entries, hand_tags, tags, tombstones


def remove(tx: Transaction, entry_ids: Sequence[int], now: datetime) -> int:
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
                "change_number": change + offset,
            }
            for offset, row in enumerate(rows)
        ],
    )
    for table in (hand_tags, tags, bodies):
        tx.execute(delete(table).where(table.c.entry_id.in_(ids)))
    tx.execute(delete(entries).where(entries.c.id.in_(ids)))
    stories.show_leads(tx, told_in, now)
    return len(ids)


def buried(tx: Transaction, source_id: int) -> set[str]:
    """The identities of a source's removed entries."""
    return set(tx.execute(select(tombstones.c.identity).where(tombstones.c.source_id == source_id)).scalars())


def removed_at(tx: Transaction, said: str) -> datetime | None:
    """When the entry of this published id (with or without `urn:uuid:`) was taken out; None if it was not."""
    moment: datetime | None = tx.execute(
        select(tombstones.c.removed_at).where(tombstones.c.published_id == as_published_id(said))
    ).scalar_one_or_none()
    return moment


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

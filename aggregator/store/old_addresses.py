"""Where posts of a blog that was moved in used to stand."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from aggregator.store.engine import Transaction
from aggregator.store.tables import entries, old_addresses


def remember(tx: Transaction, paths: Iterable[str], published_id: str) -> None:
    """These paths lead to this entry from now on."""
    for path in dict.fromkeys(paths):
        tx.execute(delete(old_addresses).where(old_addresses.c.path == path))
        tx.execute(insert(old_addresses).values(path=path, published_id=published_id))


def leads_to(tx: Transaction, path: str) -> tuple[str, str] | None:
    """The published id and the title of the entry that stood there, while it is here."""
    joined = old_addresses.join(entries, entries.c.published_id == old_addresses.c.published_id)
    found = select(entries.c.published_id, entries.c.title).select_from(joined).where(old_addresses.c.path == path)
    row = tx.execute(found).one_or_none()
    return (row.published_id, row.title) if row else None

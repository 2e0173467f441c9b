"""Entries that their source edited: what follows an edit, and what an edit leaves alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update

from aggregator.models.entry import Prepared
from aggregator.store import hand, numbers, search, stories, tagging
from aggregator.store.engine import Transaction
from aggregator.store.entries import batches, body_values, content_values
from aggregator.store.tables import bodies, entries, headlines

#: Edits of an entry that nothing but its hash gives away and that still count: a page that prints the time makes one at
#: each visit.
MOST_HASH_CHANGES = 24


def update_changed(tx: Transaction, source_id: int, changed: Sequence[Prepared], now: datetime) -> list[str]:
    """Store what a source edited; the identities whose edits count.

    Identity, published id, first seen and place in the lists stay. An earlier headline is kept. After
    `MOST_HASH_CHANGES` an edit that moves neither title nor the publisher's `updated` is noise: nothing that outputs
    show follows it.
    """
    if not changed:
        return []
    by_identity = {entry.identity: entry for entry in changed}
    statement: Select[Any] = select(*_BEFORE_EDIT).where(entries.c.source_id == source_id)
    found = [
        row for some in batches(list(by_identity)) for row in tx.execute(statement.where(entries.c.identity.in_(some)))
    ]
    written = hand.theirs(tx, [row.id for row in found])
    edits: list[_Edit] = []
    for row in found:
        edit = _Edit(row, by_identity[row.identity], written.get(row.id, {}))
        if row.hash_changes < MOST_HASH_CHANGES or not edit.is_hash_only:
            edits.append(edit)
        else:
            values = {"content_hash": edit.entry.content_hash, "fetched_at": now}
            tx.execute(update(entries).where(entries.c.id == row.id).values(**values))
    _store_edits(tx, edits, now)
    return [edit.row.identity for edit in edits]


_BEFORE_EDIT = (
    entries.c.id,
    entries.c.identity,
    entries.c.link,
    entries.c.title,
    entries.c.updated,
    entries.c.changed_at,
    entries.c.hash_changes,
)


@dataclass(frozen=True, slots=True)
class _Edit:
    """An entry as it is stored, as its source has it now, and what the source said where the desk wrote by hand."""

    row: Row[Any]
    entry: Prepared
    written: Mapping[str, Any]

    @property
    def said_title(self) -> str:
        """What the source called it so far."""
        title: str = self.written.get("title", self.row.title)
        return title

    @property
    def is_hash_only(self) -> bool:
        return bool(self.said_title == self.entry.title and self.row.updated == self.entry.updated)


def _store_edits(tx: Transaction, edits: Sequence[_Edit], now: datetime) -> None:
    if not edits:
        return
    ids = [edit.row.id for edit in edits]
    search.remove(tx, ids)
    change = numbers.take(tx, "change", now, len(edits))
    for offset, edit in enumerate(edits):
        row, entry = edit.row, edit.entry
        values = hand.without_ours(tx, row.id, content_values(entry), edit.written) | {
            "fetched_at": now,
            "change_number": change + offset,
            "changed_at": max(row.changed_at, now),
            "hash_changes": row.hash_changes + edit.is_hash_only,
        }
        # the publisher's date stays as first given: an edit never moves an entry
        del values["published"], values["published_text"]
        if row.link == entry.link:
            del values["canonical_url"]  # where a redirector led was found out once
        tx.execute(update(entries).where(entries.c.id == row.id).values(**values))
        if row.title != values.get("title", row.title):
            tx.execute(insert(headlines).values(entry_id=row.id, title=row.title, until=now))
    tx.execute(delete(bodies).where(bodies.c.entry_id.in_(ids)))
    tx.execute(insert(bodies), [body_values(edit.row.id, edit.entry) for edit in edits])
    tagging.write(tx, {edit.row.id: edit.entry.tags for edit in edits})
    search.add(tx, ids)
    stories.show_leads(tx, stories.joined_by(tx, ids), now)

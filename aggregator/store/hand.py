"""What the desk decided about single entries: hidden, kept, pinned, approved, mailed or not, and written anew.

An entry's row holds what is shown. What its source says in place of what was written by hand is kept beside it, so that
a poll overwrites nothing and the desk can leave the field to the source again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Row, delete, insert, select, update

from aggregator.models.entry import Standing
from aggregator.store import numbers, search, stories
from aggregator.store.engine import Transaction
from aggregator.store.tables import bodies, entries, hand_edits, sources

#: What can be written by hand.
Field = Literal["title", "summary", "image"]
FIELDS: tuple[Field, ...] = ("title", "summary", "image")
Mark = Literal["hidden_at", "kept_at", "pinned_until", "approved_at", "not_mailed_at", "mailed_first_at"]
MARKS: tuple[Mark, ...] = get_args(Mark)


@dataclass(frozen=True, slots=True)
class Written:
    """A field of an entry as it is shown, and whether somebody at the desk wrote it."""

    value: Any
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an entry by hand, as it is kept: as written, as shown, as searched, and a hash of it."""

    raw: bytes
    html: str
    text: str
    content_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the desk can change about an entry, as it stands now."""

    id: int
    published_id: str
    source_id: int
    standing: Standing
    first_seen: datetime
    published: datetime | None
    marks: Mapping[Mark, datetime | None]
    fields: Mapping[Field, Written]


def load(tx: Transaction, ids: Sequence[int], *, for_writing: bool = False) -> list[Decided]:
    """How these entries stand with the desk, in the order of their ids; `for_writing` keeps others from changing them
    until the transaction ends.
    """
    statement = select(entries).where(entries.c.id.in_(ids)).order_by(entries.c.id)
    rows = tx.execute(statement.with_for_update() if for_writing else statement).all()
    written = theirs(tx, ids)
    return [_to_decided(row, written.get(row.id, {})) for row in rows]


def find(tx: Transaction, published_id: str) -> list[int]:
    """The id of the entry with this published id, if it is there."""
    return list(tx.execute(select(entries.c.id).where(entries.c.published_id == published_id)).scalars())


def theirs(tx: Transaction, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Of those entries that were written by hand: field → what the source says there."""
    found: dict[int, dict[str, Any]] = {}
    for row in tx.execute(select(hand_edits).where(hand_edits.c.entry_id.in_(ids))):
        found.setdefault(row.entry_id, {})[row.field] = _plain(row.field, row.theirs)
    return found


def mark(tx: Transaction, entry_id: int, marks: Mapping[Mark, datetime | None], now: datetime) -> None:
    """Set or clear marks, and let outputs show it. When a reader should notice the entry does not move."""
    values = dict(marks) | {"change_number": numbers.take(tx, "change", now)}
    tx.execute(update(entries).where(entries.c.id == entry_id).values(**values))
    if "hidden_at" in marks:  # whoever leads its story names it, or not
        stories.show_leads(tx, stories.joined_by(tx, [entry_id]), now)


def mailing(tx: Transaction, since: datetime, until: datetime) -> tuple[set[int], set[int]]:
    """Which entries of those that went out in this time are not to be in the newsletter, and which are first there."""
    chosen = entries.c.not_mailed_at.is_not(None) | entries.c.mailed_first_at.is_not(None)
    found = select(entries.c.id, entries.c.not_mailed_at).where(
        chosen, entries.c.went_out_at > since, entries.c.went_out_at <= until
    )
    rows = tx.execute(found).all()
    left_out = {row.id for row in rows if row.not_mailed_at is not None}
    return left_out, {row.id for row in rows} - left_out


def stand(tx: Transaction, entry_id: int, standing: Standing, now: datetime) -> None:
    """Give the entry another standing."""
    values = {"standing": standing, "change_number": numbers.take(tx, "change", now)}
    tx.execute(update(entries).where(entries.c.id == entry_id).values(**values))


def write(tx: Transaction, entry_id: int, field: Field, value: Any, now: datetime) -> None:
    """Show this from now on, whatever the source says."""
    before = theirs(tx, [entry_id]).get(entry_id, {})
    row = tx.execute(select(entries).where(entries.c.id == entry_id)).one()
    said = before[field] if field in before else getattr(row, field)
    _forget(tx, entry_id, field)
    tx.execute(insert(hand_edits).values(entry_id=entry_id, field=field, ours=value, theirs=said))
    _show(tx, row, field, value, now)


def leave_to_source(tx: Transaction, entry_id: int, field: Field, now: datetime) -> None:
    """Show what the source says again."""
    before = theirs(tx, [entry_id]).get(entry_id, {})
    if field in before:
        row = tx.execute(select(entries).where(entries.c.id == entry_id)).one()
        _forget(tx, entry_id, field)
        _show(tx, row, field, before[field], now)


def raw_body(tx: Transaction, entry_id: int, first_url: str) -> bytes | None:
    """What the entry's text was made of, if it is of the source with this first address."""
    found = select(bodies.c.raw).join(entries, entries.c.id == bodies.c.entry_id).join(sources)
    raw: bytes | None = tx.execute(
        found.where(entries.c.id == entry_id, sources.c.first_url == first_url)
    ).scalar_one_or_none()
    return raw


def write_body(tx: Transaction, entry_id: int, body: Body, summary: str, now: datetime) -> None:
    """Show this text from now on, and of it this summary unless another was written by hand."""
    row = tx.execute(select(entries).where(entries.c.id == entry_id)).one()
    said = without_ours(tx, entry_id, {"summary": summary}, theirs(tx, [entry_id]).get(entry_id, {}))
    values = said | {
        "content_hash": body.content_hash,
        "change_number": numbers.take(tx, "change", now),
        "changed_at": max(row.changed_at, now),
    }
    search.remove(tx, [entry_id])
    tx.execute(update(entries).where(entries.c.id == entry_id).values(**values))
    shown = {"raw": body.raw, "html": body.html, "text": body.text}
    tx.execute(update(bodies).where(bodies.c.entry_id == entry_id).values(**shown))
    search.add(tx, [entry_id])


def without_ours(tx: Transaction, entry_id: int, said: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    """What a source says of an entry but for the fields in `written`, which are kept beside what the desk wrote."""
    for field in written.keys() & said.keys():
        row = tx.execute(select(hand_edits.c.ours).where(*_is(entry_id, field))).one()
        if _plain(field, row.ours) != said[field]:  # an article that was read gives back what was shown
            tx.execute(update(hand_edits).where(*_is(entry_id, field)).values(theirs=said[field]))
    return {name: value for name, value in said.items() if name not in written}


def forget(tx: Transaction, ids: Sequence[int]) -> None:
    """Drop all that was written about these entries."""
    tx.execute(delete(hand_edits).where(hand_edits.c.entry_id.in_(ids)))


def end_pins(tx: Transaction, now: datetime) -> int:
    """Take down the pins whose days are over; how many."""
    over = select(entries.c.id).where(entries.c.pinned_until <= now)
    ids = list(tx.execute(over).scalars())
    for entry_id in ids:
        mark(tx, entry_id, {"pinned_until": None}, now)
    return len(ids)


def _show(tx: Transaction, row: Row[Any], field: Field, value: Any, now: datetime) -> None:
    values: dict[str, Any] = {field: value, "change_number": numbers.take(tx, "change", now)}
    if field != "image" and getattr(row, field) != value:
        values["changed_at"] = max(row.changed_at, now)
    search.remove(tx, [row.id])
    tx.execute(update(entries).where(entries.c.id == row.id).values(**values))
    search.add(tx, [row.id])


def _forget(tx: Transaction, entry_id: int, field: str) -> None:
    tx.execute(delete(hand_edits).where(*_is(entry_id, field)))


def _is(entry_id: int, field: str) -> tuple[Any, Any]:
    return hand_edits.c.entry_id == entry_id, hand_edits.c.field == field


def _plain(field: str, value: Any) -> Any:
    """Empty texts are kept as NULL."""
    return value or "" if field != "image" else value


def _to_decided(row: Row[Any], written: Mapping[str, Any]) -> Decided:
    return Decided(
        id=row.id,
        published_id=row.published_id,
        source_id=row.source_id,
        standing=Standing(row.standing),
        first_seen=row.first_seen,
        published=row.published,
        marks={name: getattr(row, name) for name in MARKS},
        fields={name: Written(getattr(row, name), name in written) for name in FIELDS},
    )

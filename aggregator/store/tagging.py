"""The tags of entries: as rules gave them, as corrected by hand, and how changed rules are replayed over them.

Whoever writes tags does it through `write`, so that no way of arriving at new ones passes a correction over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, insert, select, update

from aggregator.models.entry import Standing
from aggregator.models.feed import Label
from aggregator.models.rules import HandTag, Reason, Tag
from aggregator.store import numbers
from aggregator.store.engine import Transaction
from aggregator.store.tables import bodies, entries, hand_tags, tags
from aggregator.tag.hand import with_hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A stored entry as tagging sees it, with the tags that it carries now."""

    id: int
    source_id: int
    standing: Standing
    title: str
    summary: str
    text: str
    link: str | None
    authors: tuple[str, ...]
    labels: tuple[Label, ...]
    publisher: str | None
    is_vacancy: bool
    published_id: str
    tags: tuple[Tag, ...]
    corrections: tuple[HandTag, ...]


_SEEN = (
    entries.c.id,
    entries.c.source_id,
    entries.c.standing,
    entries.c.title,
    entries.c.summary,
    entries.c.link,
    entries.c.authors,
    entries.c.labels,
    entries.c.publisher,
    entries.c.published_id,
    entries.c.vacancy.is_not(None).label("is_vacancy"),
    bodies.c.text,
)


def after(tx: Transaction, entry_id: int, limit: int) -> list[tuple[int, int]]:
    """The next entries by their ids, each with its source's id."""
    found = select(entries.c.id, entries.c.source_id).where(entries.c.id > entry_id).order_by(entries.c.id)
    return [(row.id, row.source_id) for row in tx.execute(found.limit(limit))]


def load(tx: Transaction, ids: Sequence[int], *, for_writing: bool = False) -> list[Tagged]:
    """These entries as tagging sees them; `for_writing` keeps others from changing them until the transaction ends."""
    joined = entries.join(bodies, bodies.c.entry_id == entries.c.id)
    statement: Select[Any] = select(*_SEEN).select_from(joined).where(entries.c.id.in_(ids))
    if for_writing:
        statement = statement.with_for_update(of=entries)
    rows = tx.execute(statement.order_by(entries.c.id)).all()
    carried: dict[int, list[Tag]] = {}
    for row in tx.execute(select(tags).where(tags.c.entry_id.in_(ids)).order_by(tags.c.position)):
        carried.setdefault(row.entry_id, []).append(to_tag(row))
    corrected = corrections(tx, ids)
    return [_to_tagged(row, tuple(carried.get(row.id, ())), corrected.get(row.id, ())) for row in rows]


def write(tx: Transaction, carried: Mapping[int, Sequence[Tag]]) -> None:
    """Entries carry these tags from now on, but for what was corrected by hand. Their place in the lists is known."""
    ids = list(carried)
    corrected = corrections(tx, ids)
    tx.execute(delete(tags).where(tags.c.entry_id.in_(ids)))
    places = tx.execute(select(entries.c.id, entries.c.sort_at).where(entries.c.id.in_(ids)))
    sort_at: dict[int, datetime] = dict(places.all())
    add(tx, [(one, sort_at[one], with_hand(given, corrected.get(one, ()))) for one, given in carried.items()])


def add(tx: Transaction, carried: Iterable[tuple[int, datetime, Sequence[Tag]]]) -> None:
    """Entries that carry none yet, and were never corrected, get their tags; each with its place in the lists."""
    values = [
        _tag_values(entry_id, position, tag) | {"sort_at": sort_at}
        for entry_id, sort_at, given in carried
        for position, tag in enumerate(given)
    ]
    if values:
        tx.execute(insert(tags), values)


def show(tx: Transaction, ids: Sequence[int], now: datetime) -> None:
    """Outputs show these entries anew. When a reader should notice them does not move."""
    if not ids:
        return
    change = numbers.take(tx, "change", now, len(ids))
    of_entry = update(entries).where(entries.c.id == bindparam("of_id")).values(change_number=bindparam("number"))
    tx.execute(of_entry, [{"of_id": entry_id, "number": change + offset} for offset, entry_id in enumerate(ids)])


def corrections(tx: Transaction, ids: Sequence[int]) -> dict[int, tuple[HandTag, ...]]:
    """Entry id → what was decided by hand, in the order in which it was."""
    found = select(hand_tags).where(hand_tags.c.entry_id.in_(ids)).order_by(hand_tags.c.set_at, hand_tags.c.name)
    corrected: dict[int, tuple[HandTag, ...]] = {}
    for row in tx.execute(found):
        one = HandTag(kind=row.kind, name=row.name, added=row.added)
        corrected[row.entry_id] = (*corrected.get(row.entry_id, ()), one)
    return corrected


def correct(tx: Transaction, entry_id: int, decided: Iterable[HandTag], now: datetime) -> None:
    """Keep what was decided by hand, in place of what was decided earlier about the same tags."""
    for one in decided:
        leave_to_rules(tx, entry_id, one)
        values = {"entry_id": entry_id, "kind": one.kind, "name": one.name, "added": one.added, "set_at": now}
        tx.execute(insert(hand_tags).values(**values))


def leave_to_rules(tx: Transaction, entry_id: int, tag: HandTag | Tag) -> None:
    """Forget what was decided by hand about this tag."""
    of_tag = (hand_tags.c.kind == tag.kind) & (hand_tags.c.name == tag.name)
    tx.execute(delete(hand_tags).where(hand_tags.c.entry_id == entry_id, of_tag))


def _to_tagged(row: Row[Any], carried: tuple[Tag, ...], corrected: tuple[HandTag, ...]) -> Tagged:
    return Tagged(
        id=row.id,
        source_id=row.source_id,
        standing=Standing(row.standing),
        title=row.title,
        summary=row.summary,
        text=row.text,
        link=row.link,
        authors=tuple(row.authors or ()),
        labels=tuple(Label(*label) for label in row.labels or ()),
        publisher=row.publisher,
        is_vacancy=bool(row.is_vacancy),
        published_id=row.published_id,
        tags=carried,
        corrections=corrected,
    )


def _tag_values(entry_id: int, position: int, tag: Tag) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "kind": tag.kind,
        "name": tag.name,
        "position": position,
        "reasons": reasons_value(tag.reasons),
    }


def to_tag(row: Row[Any]) -> Tag:
    """A row of the table as a value."""
    return Tag(kind=row.kind, name=row.name, reasons=to_reasons(row.reasons))


def reasons_value(reasons: Sequence[Reason]) -> list[list[str | None]]:
    """Reasons as they are kept."""
    return [[reason.rule, reason.phrase, reason.field, reason.place] for reason in reasons]


def to_reasons(value: Any) -> tuple[Reason, ...]:
    """Reasons as they were kept."""
    return tuple(
        Reason(rule=rule, phrase=phrase, field=field, place=place) for rule, phrase, field, place in value or ()
    )

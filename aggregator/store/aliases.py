"""The names of what a source has presented so far: stored, removed, and under which other identities it came."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, insert, or_, select

from aggregator.models.source import Trust
from aggregator.parse.identity import ambiguous_id, name_entry
from aggregator.store import hand
from aggregator.store.engine import Transaction
from aggregator.store.entries import batches
from aggregator.store.tables import aliases, entries, sources, tombstones


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is remembered of an entry or, with its text gone, of a removed one."""

    identity: str
    address: str | None
    text_name: str
    #: These three: None of a removed one.
    content_hash: bytes | None
    title: str | None
    published: datetime | None
    #: None while it is there.
    removed_at: datetime | None
    #: By the desk: for good, whatever comes under its address.
    is_taken_down: bool


def with_anything_known(tx: Transaction, source_ids: Sequence[int]) -> set[int]:
    """Those of the sources that have presented anything so far that was kept, or removed."""
    presented = (
        select(one.c.source_id).where(one.c.source_id == sources.c.id).exists() for one in (entries, tombstones)
    )
    wanted = select(sources.c.id).where(or_(*presented))
    return {
        found for some in batches(source_ids) for found in tx.execute(wanted.where(sources.c.id.in_(some))).scalars()
    }


def load(tx: Transaction, source_id: int) -> dict[str, str]:
    """Alias → identity of an entry or a tombstone."""
    found = select(aliases.c.alias, aliases.c.identity).where(aliases.c.source_id == source_id)
    return dict(tx.execute(found).all())


def known(tx: Transaction, source_id: int) -> dict[str, bytes]:
    """Alias → content hash of the entry that came under it."""
    of_source = aliases.c.source_id == source_id
    joined = aliases.join(
        entries, (entries.c.source_id == aliases.c.source_id) & (entries.c.identity == aliases.c.identity)
    )
    found = select(aliases.c.alias, entries.c.content_hash).select_from(joined).where(of_source)
    return dict(tx.execute(found).all())


def remember(tx: Transaction, source_id: int, names: Mapping[str, str]) -> None:
    """From now on these aliases stand for these identities."""
    if not names:
        return
    for some in batches(list(names)):
        tx.execute(delete(aliases).where(aliases.c.source_id == source_id, aliases.c.alias.in_(some)))
    rows = [{"source_id": source_id, "alias": alias, "identity": identity} for alias, identity in names.items()]
    tx.execute(insert(aliases), rows)


def name_all(tx: Transaction, source_id: int, trust: Trust) -> None:
    """Everything of the source is known by what is still trusted too; of several with one name, the newest."""
    names = {
        name_entry(trust, entry_id=None, address=one.address, text_name=one.text_name): one.identity
        for one in _remembered(tx, source_id, None)
    }
    remember(tx, source_id, {name: identity for name, identity in names.items() if name and name != identity})


def ambiguous_ids(tx: Transaction, source_id: int) -> set[str]:
    """The ids that the source has used on several addresses."""

    def split(names: ColumnElement[str]) -> ColumnElement[bool]:
        is_split = names.like("id+url:%")
        # the index serves no LIKE there, and elsewhere a language's order of letters is no range
        return is_split & names.between("id+url:", "id+url;") if tx.dialect.name == "sqlite" else is_split

    stored = select(entries.c.identity).where(entries.c.source_id == source_id, split(entries.c.identity))
    called = select(aliases.c.alias).where(aliases.c.source_id == source_id, split(aliases.c.alias))
    return {found for name in tx.execute(stored.union(called)).scalars() if (found := ambiguous_id(name))}


def by_identity(tx: Transaction, source_id: int, identities: Collection[str]) -> dict[str, Remembered]:
    """What is remembered under these identities."""
    return {one.identity: one for one in _matching(tx, source_id, "identity", list(identities))}


def by_address(tx: Transaction, source_id: int, addresses: Collection[str]) -> list[Remembered]:
    """What is remembered at these addresses."""
    return _matching(tx, source_id, "address", list(addresses))


def by_text(tx: Transaction, source_id: int, names: Collection[str]) -> list[Remembered]:
    """What is remembered of these texts."""
    return _matching(tx, source_id, "text_name", list(names))


def _matching(tx: Transaction, source_id: int, column: str, values: Sequence[str]) -> list[Remembered]:
    return [one for some in batches(values) for one in _remembered(tx, source_id, (column, some))]


def _remembered(tx: Transaction, source_id: int, wanted: tuple[str, Sequence[str]] | None) -> list[Remembered]:
    """Removed ones first, then by age, so that the newest comes last."""
    buried = select(tombstones).where(_chosen(tombstones, source_id, wanted)).order_by(tombstones.c.removed_at)
    stored = select(*_OF_ENTRY).where(_chosen(entries, source_id, wanted)).order_by(entries.c.id)
    rows = tx.execute(stored).all()
    written = hand.theirs(tx, [row.id for row in rows]) if wanted else {}
    return [
        *(
            Remembered(
                identity=row.identity,
                address=row.address,
                text_name=row.text_name,
                content_hash=None,
                title=None,
                published=None,
                removed_at=row.removed_at,
                is_taken_down=row.reason == "taken_down",
            )
            for row in tx.execute(buried)
        ),
        *(
            Remembered(
                identity=row.identity,
                address=row.address,
                text_name=row.text_name,
                content_hash=row.content_hash,
                # by what its source calls it, whatever the desk does
                title=written.get(row.id, {}).get("title", row.title),
                published=row.published,
                removed_at=None,
                is_taken_down=False,
            )
            for row in rows
        ),
    ]


_OF_ENTRY = (
    entries.c.id,
    entries.c.identity,
    entries.c.address,
    entries.c.text_name,
    entries.c.content_hash,
    entries.c.title,
    entries.c.published,
)


def _chosen(table: Table, source_id: int, wanted: tuple[str, Sequence[str]] | None) -> ColumnElement[bool]:
    of_source = table.c.source_id == source_id
    return of_source & table.c[wanted[0]].in_(wanted[1]) if wanted else of_source

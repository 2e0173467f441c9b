"""Entries with their tags and bodies: how they come in, change, and are loaded."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Select, delete, func, insert, select, update

from aggregator.models.article import Vacancy
from aggregator.models.entry import Entry, Prepared, Standing
from aggregator.models.feed import Enclosure, Image, Label
from aggregator.models.rules import Tag
from aggregator.parse.identity import published_id
from aggregator.store import numbers, search, stories, tagging
from aggregator.store.engine import Transaction
from aggregator.store.tables import bodies, entries, headlines, sources, tags
from aggregator.urls import canonicalize

T = TypeVar("T")
#: Edits of an entry that nothing but its hash gives away and that still count: a page that prints the time makes one at
#: each visit.
MOST_HASH_CHANGES = 24
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A prepared entry that the store has not seen, with its standing.

    With `wants_article` it goes out only after its own page was asked for what the document left out.
    """

    prepared: Prepared
    standing: Standing
    wants_article: bool = False
    #: When it first came, if it was kept out until now.
    first_seen: datetime | None = None


def known(tx: Transaction, source_id: int) -> dict[str, bytes]:
    """Identity → content hash of every entry of a source."""
    found = tx.execute(select(entries.c.identity, entries.c.content_hash).where(entries.c.source_id == source_id))
    return dict(found.all())


def present(tx: Transaction, source_id: int, identities: Sequence[str]) -> set[str]:
    """Those of the identities that are stored."""
    found: set[str] = set()
    for some in batches(identities):
        rows = tx.execute(
            select(entries.c.identity).where(entries.c.source_id == source_id, entries.c.identity.in_(some))
        )
        found.update(rows.scalars())
    return found


def ids_of(tx: Transaction, source_id: int, identities: Collection[str]) -> list[int]:
    """The ids of those of the identities that are stored."""
    found: list[int] = []
    for some in batches(list(identities)):
        of_source = (entries.c.source_id == source_id) & entries.c.identity.in_(some)
        found += tx.execute(select(entries.c.id).where(of_source)).scalars()
    return found


def sent_since(tx: Transaction, source_id: int, moment: datetime, imported_at: datetime) -> int:
    """How many entries of a source went out, or wait to, that came since `moment` and after its first import."""
    return tx.execute(
        select(func.count()).where(
            entries.c.source_id == source_id,
            entries.c.first_seen >= moment,
            entries.c.first_seen > imported_at,
            entries.c.standing.in_((Standing.WAITING, Standing.OUT)),
        )
    ).scalar_one()


def counts(tx: Transaction, source_ids: Sequence[int]) -> dict[int, int]:
    """Source id → how many entries it has."""
    found = dict.fromkeys(source_ids, 0)
    for some in batches(source_ids):
        counted = select(entries.c.source_id, func.count()).where(entries.c.source_id.in_(some))
        found.update(tx.execute(counted.group_by(entries.c.source_id)).all())
    return found


def any_of(tx: Transaction, source_id: int) -> bool:
    """Whether a source has entries."""
    return tx.execute(select(entries.c.id).where(entries.c.source_id == source_id).limit(1)).first() is not None


def of_source(tx: Transaction, source_id: int, limit: int) -> list[int]:
    """The ids of a source's entries, the oldest first."""
    found = select(entries.c.id).where(entries.c.source_id == source_id).order_by(entries.c.id).limit(limit)
    return list(tx.execute(found).scalars())


def total(tx: Transaction) -> int:
    """How many entries there are."""
    return tx.execute(select(func.count()).select_from(entries)).scalar_one()


def newest_moments(tx: Transaction, source_id: int, limit: int) -> list[datetime]:
    """When the newest entries of a source came out."""
    newest = select(entries.c.sort_at).where(entries.c.source_id == source_id).order_by(entries.c.sort_at.desc())
    return list(tx.execute(newest.limit(limit)).scalars())


def insert_new(
    tx: Transaction, source_id: int, first_url: str, incoming: Sequence[Incoming], now: datetime
) -> list[int]:
    """Store entries that a source presents for the first time; their ids, in order."""
    if not incoming:
        return []
    change = numbers.take(tx, "change", now, len(incoming))
    ids = _next_ids(tx, len(incoming))
    rows = []
    for offset, (id_, item) in enumerate(zip(ids, incoming, strict=True)):
        entry, first_seen = item.prepared, item.first_seen or now
        sort_at = min(entry.published, first_seen) if entry.published else first_seen
        rows.append(
            _content_values(entry)
            | {
                "id": id_,
                "published_id": published_id(first_url, entry.identity),
                "source_id": source_id,
                "identity": entry.identity,
                "first_seen": first_seen,
                "fetched_at": now,
                "sort_at": sort_at,
                "standing": item.standing,
                "article_due": now if item.wants_article else None,
                "article_tries": 0,
                "missed": 0,
                "hash_changes": 0,
                "change_number": change + offset,
                "changed_at": sort_at,
            }
        )
    tx.execute(insert(entries), rows)
    arrived = [(id_, item.prepared, row["sort_at"]) for id_, item, row in zip(ids, incoming, rows, strict=True)]
    tx.execute(insert(bodies), [_body_values(id_, entry) for id_, entry, _ in arrived])
    tagging.add(tx, [(id_, sort_at, entry.tags) for id_, entry, sort_at in arrived])
    search.add(tx, ids)
    return ids


def _next_ids(tx: Transaction, count: int) -> list[int]:
    """Ids for rows to come. Asked for beforehand, since rows that tell theirs are inserted one by one."""
    if tx.dialect.name == "sqlite":  # nobody else can write until we are through
        newest = tx.execute(select(func.coalesce(func.max(entries.c.id), 0))).scalar_one()
        return list(range(newest + 1, newest + 1 + count))
    drawn = select(func.nextval(func.pg_get_serial_sequence("entries", "id"))).select_from(
        func.generate_series(1, count).alias()
    )
    return sorted(tx.execute(drawn).scalars())


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
    edits: list[tuple[Row[Any], Prepared]] = []
    for row in found:
        entry = by_identity[row.identity]
        if row.hash_changes < MOST_HASH_CHANGES or not _is_hash_only(row, entry):
            edits.append((row, entry))
        else:
            values = {"content_hash": entry.content_hash, "fetched_at": now}
            tx.execute(update(entries).where(entries.c.id == row.id).values(**values))
    _store_edits(tx, edits, now)
    return [row.identity for row, _ in edits]


_BEFORE_EDIT = (
    entries.c.id,
    entries.c.identity,
    entries.c.link,
    entries.c.title,
    entries.c.updated,
    entries.c.changed_at,
    entries.c.hash_changes,
)


def _is_hash_only(row: Row[Any], entry: Prepared) -> bool:
    return bool(row.title == entry.title and row.updated == entry.updated)


def _store_edits(tx: Transaction, edits: Sequence[tuple[Row[Any], Prepared]], now: datetime) -> None:
    if not edits:
        return
    ids = [row.id for row, _ in edits]
    search.remove(tx, ids)
    change = numbers.take(tx, "change", now, len(edits))
    for offset, (row, entry) in enumerate(edits):
        values = _content_values(entry) | {
            "fetched_at": now,
            "change_number": change + offset,
            "changed_at": max(row.changed_at, now),
            "hash_changes": row.hash_changes + _is_hash_only(row, entry),
        }
        # the publisher's date stays as first given: an edit never moves an entry
        del values["published"], values["published_text"]
        if row.link == entry.link:
            del values["canonical_url"]  # where a redirector led was found out once
        tx.execute(update(entries).where(entries.c.id == row.id).values(**values))
        if row.title != entry.title:
            tx.execute(insert(headlines).values(entry_id=row.id, title=row.title, until=now))
    tx.execute(delete(bodies).where(bodies.c.entry_id.in_(ids)))
    tx.execute(insert(bodies), [_body_values(row.id, entry) for row, entry in edits])
    tagging.write(tx, {row.id: entry.tags for row, entry in edits})
    search.add(tx, ids)
    stories.show_leads(tx, stories.joined_by(tx, ids), now)


def earlier_headlines(tx: Transaction, entry_ids: Sequence[int]) -> dict[int, list[tuple[str, datetime]]]:
    """Entry id → what it was called before, and until when, oldest first."""
    found: dict[int, list[tuple[str, datetime]]] = {}
    rows = select(headlines).where(headlines.c.entry_id.in_(list(entry_ids))).order_by(headlines.c.id)
    for row in tx.execute(rows):
        found.setdefault(row.entry_id, []).append((row.title, row.until))
    return found


def find(tx: Transaction, wanted: str) -> list[int]:
    """The ids of the entries that somebody means by a published id (with or without `urn:uuid:`) or by an address.

    An address may be that of several sources' entries.
    """
    one = wanted.strip()
    published = as_published_id(one)
    if published is not None:
        is_meant = entries.c.published_id == published
    else:
        is_meant = (entries.c.link == one) | (entries.c.canonical_url == canonicalize(one))
    return list(tx.execute(select(entries.c.id).where(is_meant).order_by(entries.c.id)).scalars())


def as_published_id(said: str) -> str | None:
    """The published id that somebody typed, with or without `urn:uuid:`; None if it is none."""
    bare = said.strip().lower().removeprefix("urn:uuid:")
    return f"urn:uuid:{bare}" if _UUID.fullmatch(bare) else None


def load(tx: Transaction, entry_ids: Sequence[int], *, with_bodies: bool = False) -> list[Entry]:
    """The entries with these ids, in this order; bodies are only read when asked for, else empty."""
    rows: dict[int, Row[Any]] = {}
    carried: dict[int, list[Tag]] = {}
    html: dict[int, str] = {}
    for some in batches(entry_ids):
        found = tx.execute(
            select(entries, sources.c.name.label("source_name")).join(sources).where(entries.c.id.in_(some))
        )
        rows |= {row.id: row for row in found}
        for row in tx.execute(select(tags).where(tags.c.entry_id.in_(some)).order_by(tags.c.position)):
            carried.setdefault(row.entry_id, []).append(tagging.to_tag(row))
        if with_bodies:
            found = tx.execute(select(bodies.c.entry_id, bodies.c.html).where(bodies.c.entry_id.in_(some)))
            html |= dict(found.all())
    return [_to_entry(rows[id_], tuple(carried.get(id_, ())), html.get(id_, "")) for id_ in entry_ids if id_ in rows]


def batches(keys: Sequence[T], size: int = 500) -> list[Sequence[T]]:
    """The keys in lots that one statement can take."""
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def _content_values(entry: Prepared) -> dict[str, Any]:
    return {
        "content_hash": entry.content_hash,
        "entry_id": entry.entry_id,
        "link": entry.link,
        "canonical_url": entry.canonical_url,
        "address": entry.address,
        "text_name": entry.text_name,
        "title": entry.title,
        "summary": entry.summary,
        "authors": list(entry.authors),
        "labels": [[label.term, label.scheme] for label in entry.labels],
        "published": entry.published,
        "published_text": entry.published_text,
        "updated": entry.updated,
        "enclosures": [[file.url, file.type, file.length, file.title] for file in entry.enclosures],
        "image": image_value(entry.image),
        "publisher": entry.publisher,
        "publisher_url": entry.publisher_url,
        "language": entry.language,
        "rights": entry.rights,
    }


def image_value(image: Image | None) -> list[Any] | None:
    """A picture as it is kept."""
    return [image.url, image.width, image.height, image.alt, image.credit] if image else None


def _to_entry(row: Row[Any], carried: tuple[Tag, ...], body_html: str) -> Entry:
    return Entry(
        id=row.id,
        published_id=row.published_id,
        source_id=row.source_id,
        source_name=row.source_name,
        identity=row.identity,
        content_hash=row.content_hash,
        entry_id=row.entry_id,
        link=row.link,
        canonical_url=row.canonical_url,
        title=row.title,
        summary=row.summary,
        body_html=body_html,
        authors=tuple(row.authors or ()),
        labels=tuple(Label(*label) for label in row.labels or ()),
        published=row.published,
        updated=row.updated,
        first_seen=row.first_seen,
        fetched_at=row.fetched_at,
        sort_at=row.sort_at,
        enclosures=tuple(Enclosure(*enclosure) for enclosure in row.enclosures or ()),
        image=Image(*row.image) if row.image else None,
        publisher=row.publisher,
        publisher_url=row.publisher_url,
        language=row.language,
        rights=row.rights,
        tags=carried,
        vacancy=_to_vacancy(row.vacancy),
        closed_at=row.closed_at,
        standing=Standing(row.standing),
        publication_number=row.publication_number,
        title_frame=row.title_frame,
        output_frames=row.output_frames or {},
        went_out_at=row.went_out_at,
        story_id=row.story_id,
        change_number=row.change_number,
        changed_at=row.changed_at,
    )


def to_prepared(entry: Entry, *, raw_body: bytes, text: str, **unloaded: Any) -> Prepared:
    """The stored entry as if it had not been stored yet; whether the document brought all of its body is forgotten.

    `unloaded` are `published_text`, `address` and `text_name`, which only this needs.
    """
    same = {name: getattr(entry, name) for name in Prepared.__dataclass_fields__ if hasattr(entry, name)}
    return Prepared(**same, raw_body=raw_body, text=text, **unloaded)


def vacancy_value(vacancy: Vacancy | None) -> dict[str, Any] | None:
    """A vacancy as it is kept."""
    if vacancy is None:
        return None
    said = {name: getattr(vacancy, name) for name in Vacancy.__dataclass_fields__}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items() if value}


def _to_vacancy(value: dict[str, Any] | None) -> Vacancy | None:
    if value is None:
        return None
    fields: dict[str, Any] = dict(value)
    for name in ("closes", "interview"):
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    return Vacancy(**fields)


def _body_values(entry_id: int, entry: Prepared) -> dict[str, Any]:
    return {"entry_id": entry_id, "raw": entry.raw_body, "html": entry.body_html, "text": entry.text}

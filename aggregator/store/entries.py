"""Entries with their tags and bodies: how they come in, change, and are loaded."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Row, func, insert, select

from aggregator.models.article import Vacancy
from aggregator.models.entry import Entry, Prepared, Standing
from aggregator.models.feed import Enclosure, Image, Label
from aggregator.models.rules import Tag
from aggregator.parse.identity import published_id
from aggregator.store import numbers, search, tagging
from aggregator.store.engine import Transaction
from aggregator.store.tables import bodies, entries, headlines, sources, tags
from aggregator.urls import canonicalize

T = TypeVar("T")
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


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Incoming entries of one source; its first address is half of every published id."""

    source_id: int
    first_url: str
    incoming: Sequence[Incoming]


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
    return insert_all(tx, [Arrivals(source_id, first_url, incoming)], now)


def insert_all(tx: Transaction, arrivals: Sequence[Arrivals], now: datetime) -> list[int]:
    """Store entries that sources present for the first time; their ids, in order."""
    arriving = [(of, item) for of in arrivals for item in of.incoming]
    if not arriving:
        return []
    change = numbers.take(tx, "change", now, len(arriving))
    ids = _next_ids(tx, len(arriving))
    rows = [
        _new_values(of, item, now) | {"id": id_, "change_number": change + offset}
        for offset, (id_, (of, item)) in enumerate(zip(ids, arriving, strict=True))
    ]
    tx.execute(insert(entries), rows)
    tx.execute(insert(bodies), [body_values(id_, item.prepared) for id_, (_, item) in zip(ids, arriving, strict=True)])
    carried = zip(ids, rows, arriving, strict=True)
    tagging.add(tx, [(id_, row["sort_at"], item.prepared.tags) for id_, row, (_, item) in carried])
    for some in batches(ids):
        search.add(tx, some)
    return ids


def _new_values(of: Arrivals, item: Incoming, now: datetime) -> dict[str, Any]:
    entry, first_seen = item.prepared, item.first_seen or now
    sort_at = min(entry.published, first_seen) if entry.published else first_seen
    return content_values(entry) | {
        "published_id": published_id(of.first_url, entry.identity),
        "source_id": of.source_id,
        "identity": entry.identity,
        "first_seen": first_seen,
        "fetched_at": now,
        "sort_at": sort_at,
        "standing": item.standing,
        "article_due": now if item.wants_article else None,
        "article_tries": 0,
        "missed": 0,
        "hash_changes": 0,
        "changed_at": sort_at,
    }


def _next_ids(tx: Transaction, count: int) -> list[int]:
    """Ids for rows to come. Asked for beforehand, since rows that tell theirs are inserted one by one."""
    if tx.dialect.name == "sqlite":  # nobody else can write until we are through
        newest = tx.execute(select(func.coalesce(func.max(entries.c.id), 0))).scalar_one()
        return list(range(newest + 1, newest + 1 + count))
    drawn = select(func.nextval(func.pg_get_serial_sequence("entries", "id"))).select_from(
        func.generate_series(1, count).alias()
    )
    return sorted(tx.execute(drawn).scalars())


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


def content_values(entry: Prepared) -> dict[str, Any]:
    """What a source says in an entry, as it is kept."""
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


def body_values(entry_id: int, entry: Prepared) -> dict[str, Any]:
    """A body as it is kept, beside its entry."""
    return {"entry_id": entry_id, "raw": entry.raw_body, "html": entry.body_html, "text": entry.text}

"""Entries with their tags and bodies: how they come in, change, go out, and are read for the outputs."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, select, update

from aggregator.models.article import Vacancy
from aggregator.models.entry import Entry, Prepared, Standing
from aggregator.models.feed import Enclosure, Image, Label
from aggregator.models.rules import Reason, Tag
from aggregator.parse.identity import published_id
from aggregator.store import numbers, search
from aggregator.store.engine import Transaction
from aggregator.store.tables import bodies, entries, sources, tags

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A prepared entry that the store has not seen, with its standing.

    With `wants_article` it goes out only after its own page was asked for what the document left out.
    """

    prepared: Prepared
    standing: Standing
    wants_article: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which entries an output shows: what went out, or everything of one category, agency or source."""

    kind: Literal["all", "category", "agency", "source"] = "all"
    #: The name of the category or agency; the id of the source.
    name: str | int = ""


def known(tx: Transaction, source_id: int) -> dict[str, bytes]:
    """Identity → content hash of every entry of a source."""
    found = tx.execute(select(entries.c.identity, entries.c.content_hash).where(entries.c.source_id == source_id))
    return dict(found.all())


def present(tx: Transaction, source_id: int, identities: Sequence[str]) -> set[str]:
    """Those of the identities that are stored."""
    found: set[str] = set()
    for some in _batches(identities):
        rows = tx.execute(
            select(entries.c.identity).where(entries.c.source_id == source_id, entries.c.identity.in_(some))
        )
        found.update(rows.scalars())
    return found


def sent_since(tx: Transaction, source_id: int, moment: datetime, imported_at: datetime) -> int:
    """How many entries of a source went out, or wait to, that came since `moment` and after its first import."""
    return tx.execute(
        select(func.count()).where(
            entries.c.source_id == source_id,
            entries.c.first_seen >= moment,
            entries.c.first_seen > imported_at,
            entries.c.standing != Standing.KEPT_BACK,
        )
    ).scalar_one()


def count(tx: Transaction, source_id: int) -> int:
    """How many entries a source has."""
    return tx.execute(select(func.count()).where(entries.c.source_id == source_id)).scalar_one()


def insert_new(
    tx: Transaction, source_id: int, first_url: str, incoming: Sequence[Incoming], now: datetime
) -> list[int]:
    """Store entries that a source presents for the first time; their ids, in order."""
    if not incoming:
        return []
    change = numbers.take(tx, "change", now, len(incoming))
    rows = []
    for offset, item in enumerate(incoming):
        entry = item.prepared
        sort_at = min(entry.published, now) if entry.published else now
        rows.append(
            _content_values(entry)
            | {
                "published_id": published_id(first_url, entry.identity),
                "source_id": source_id,
                "identity": entry.identity,
                "first_seen": now,
                "fetched_at": now,
                "sort_at": sort_at,
                "standing": item.standing,
                "article_due": now if item.wants_article else None,
                "article_tries": 0,
                "change_number": change + offset,
                "changed_at": sort_at,
            }
        )
    statement = insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
    ids = list(tx.execute(statement, rows).scalars())
    prepared = [item.prepared for item in incoming]
    _insert_parts(tx, ids, prepared)
    search.add(tx, ids)
    return ids


def update_changed(tx: Transaction, source_id: int, changed: Sequence[Prepared], now: datetime) -> None:
    """Store what a source edited. Identity, published id, first seen and place in the lists stay."""
    if not changed:
        return
    by_identity = {entry.identity: entry for entry in changed}
    found = tx.execute(
        select(entries.c.id, entries.c.identity, entries.c.changed_at).where(
            entries.c.source_id == source_id, entries.c.identity.in_(by_identity)
        )
    ).all()
    ids = [row.id for row in found]
    search.remove(tx, ids)
    change = numbers.take(tx, "change", now, len(found))
    for offset, row in enumerate(found):
        entry = by_identity[row.identity]
        values = _content_values(entry) | {
            "fetched_at": now,
            "change_number": change + offset,
            "changed_at": max(row.changed_at, now),
        }
        # the publisher's date stays as first given: an edit never moves an entry
        del values["published"], values["published_text"]
        tx.execute(update(entries).where(entries.c.id == row.id).values(**values))
    tx.execute(delete(tags).where(tags.c.entry_id.in_(ids)))
    tx.execute(delete(bodies).where(bodies.c.entry_id.in_(ids)))
    _insert_parts(tx, ids, [by_identity[row.identity] for row in found])
    search.add(tx, ids)


def _insert_parts(tx: Transaction, ids: Sequence[int], prepared: Sequence[Prepared]) -> None:
    pairs = list(zip(ids, prepared, strict=True))
    tx.execute(insert(bodies), [_body_values(entry_id, entry) for entry_id, entry in pairs])
    carried = [
        _tag_values(entry_id, position, tag) for entry_id, entry in pairs for position, tag in enumerate(entry.tags)
    ]
    if carried:
        tx.execute(insert(tags), carried)


# --- what an entry's own page adds ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WantedArticle:
    """An entry whose own page is to be read."""

    entry: Entry
    #: What search and tagging see so far.
    text: str
    tries: int


def wanted_articles(tx: Transaction, now: datetime, limit: int = 100) -> list[WantedArticle]:
    """Entries whose pages are due to be read, oldest wish first."""
    found = tx.execute(
        select(entries.c.id, entries.c.article_tries, bodies.c.text)
        .join(bodies, bodies.c.entry_id == entries.c.id)
        .where(entries.c.article_due <= now)
        .order_by(entries.c.article_due, entries.c.id)
        .limit(limit)
    ).all()
    loaded = {entry.id: entry for entry in load(tx, [row.id for row in found], with_bodies=True)}
    return [WantedArticle(loaded[row.id], row.text, row.article_tries) for row in found]


def postpone_article(tx: Transaction, entry_id: int, due: datetime | None) -> None:
    """The page could not be read: try again then, or never."""
    tries = entries.c.article_tries + 1
    tx.execute(update(entries).where(entries.c.id == entry_id).values(article_due=due, article_tries=tries))


def save_article(
    tx: Transaction, entry: Entry, *, text: str, html: str, tags_carried: Sequence[Tag], now: datetime
) -> None:
    """Store what an entry's page added; `entry` carries the new fields. Nothing that subscribers saw moves.

    `html` replaces the clean body unless empty.
    """
    search.remove(tx, [entry.id])
    values = {
        "title": entry.title,
        "summary": entry.summary,
        "authors": list(entry.authors),
        "image": _image_value(entry.image),
        "published": entry.published,
        "sort_at": entry.sort_at,
        "publisher": entry.publisher,
        "publisher_url": entry.publisher_url,
        "language": entry.language,
        "vacancy": _vacancy_value(entry.vacancy),
        "article_due": None,
        "article_tries": entries.c.article_tries + 1,
        "change_number": numbers.take(tx, "change", now),
    }
    tx.execute(update(entries).where(entries.c.id == entry.id).values(**values))
    changed = {"text": text} | ({"html": html} if html else {})
    tx.execute(update(bodies).where(bodies.c.entry_id == entry.id).values(**changed))
    tx.execute(delete(tags).where(tags.c.entry_id == entry.id))
    if tags_carried:
        tx.execute(insert(tags), [_tag_values(entry.id, position, tag) for position, tag in enumerate(tags_carried)])
    search.add(tx, [entry.id])


# --- going out -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Departure:
    """An entry that goes out now, in the frame of house style that stays with it."""

    entry_id: int
    title_frame: str


def waiting(tx: Transaction, limit: int = 1000) -> list[Entry]:
    """Entries that may go out, oldest first."""
    page_asked = entries.c.article_due.is_(None) | (entries.c.article_tries > 0)
    ids = select(entries.c.id).where(entries.c.standing == Standing.WAITING, page_asked).order_by(entries.c.id)
    return load(tx, list(tx.execute(ids.limit(limit)).scalars()))


def send_out(tx: Transaction, departures: Sequence[Departure], now: datetime) -> None:
    """Give each its publication number, in this order."""
    if not departures:
        return
    number = numbers.take(tx, "publication", now, len(departures))
    change = numbers.take(tx, "change", now, len(departures))
    for offset, departure in enumerate(departures):
        tx.execute(
            update(entries)
            .where(entries.c.id == departure.entry_id, entries.c.standing == Standing.WAITING)
            .values(
                standing=Standing.OUT,
                publication_number=number + offset,
                title_frame=departure.title_frame,
                went_out_at=now,
                change_number=change + offset,
            )
        )


# --- reading for the outputs -----------------------------------------------------------------------------------------


def newest_out(tx: Transaction, *, at_least: int, at_most: int, window: timedelta) -> list[int]:
    """The ids that the combined feed holds: the newest `at_least` by publication number, or all that went out in
    the given time before its newest if that is more, never more than `at_most`. Newest number first.
    """
    statement = (
        select(entries.c.id, entries.c.went_out_at)
        .select_from(entries.join(sources))
        .where(_shown(Selection()))
        .order_by(entries.c.publication_number.desc())
        .limit(max(at_least, at_most))
    )
    rows = tx.execute(statement).all()
    recent = [row for row in rows[:at_most] if (rows[0].went_out_at - row.went_out_at) <= window]
    return [row.id for row in rows[: max(at_least, len(recent))]]


def page(tx: Transaction, selection: Selection, *, limit: int, offset: int = 0) -> list[int]:
    """The ids that a selection shows, newest first."""
    statement = _ids(_shown(selection), entries.c.sort_at.desc(), entries.c.id.desc())
    return list(tx.execute(statement.limit(limit).offset(offset)).scalars())


def size(tx: Transaction, selection: Selection) -> int:
    """How many entries a selection shows."""
    return tx.execute(select(func.count()).select_from(entries.join(sources)).where(_shown(selection))).scalar_one()


def any_out(tx: Transaction) -> bool:
    """Whether there is anything to show yet."""
    return tx.execute(_ids(_shown(Selection())).limit(1)).first() is not None


def newest_of_sources(tx: Transaction, source_ids: Collection[int]) -> dict[int, datetime]:
    """Source id → the date of its newest entry."""
    found = tx.execute(
        select(entries.c.source_id, func.max(entries.c.sort_at))
        .where(entries.c.source_id.in_(source_ids))
        .group_by(entries.c.source_id)
    )
    return dict(found.all())


def tag_counts(tx: Transaction, kind: Literal["category", "agency"]) -> dict[str, int]:
    """Category or agency → how many public entries carry it."""
    joined = tags.join(entries, entries.c.id == tags.c.entry_id).join(sources, sources.c.id == entries.c.source_id)
    found = tx.execute(
        select(tags.c.name, func.count())
        .select_from(joined)
        .where(tags.c.kind == kind, sources.c.public)
        .group_by(tags.c.name)
    )
    return dict(found.all())


def load(tx: Transaction, entry_ids: Sequence[int], *, with_bodies: bool = False) -> list[Entry]:
    """The entries with these ids, in this order; bodies are only read when asked for, else empty."""
    rows: dict[int, Row[Any]] = {}
    carried: dict[int, list[Tag]] = {}
    html: dict[int, str] = {}
    for some in _batches(entry_ids):
        found = tx.execute(
            select(entries, sources.c.name.label("source_name")).join(sources).where(entries.c.id.in_(some))
        )
        rows |= {row.id: row for row in found}
        for row in tx.execute(select(tags).where(tags.c.entry_id.in_(some)).order_by(tags.c.position)):
            carried.setdefault(row.entry_id, []).append(_to_tag(row))
        if with_bodies:
            found = tx.execute(select(bodies.c.entry_id, bodies.c.html).where(bodies.c.entry_id.in_(some)))
            html |= dict(found.all())
    return [_to_entry(rows[id_], tuple(carried.get(id_, ())), html.get(id_, "")) for id_ in entry_ids if id_ in rows]


def _batches(keys: Sequence[T], size: int = 500) -> list[Sequence[T]]:
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def _ids(condition: ColumnElement[bool], *order: ColumnElement[Any]) -> Select[int]:
    return select(entries.c.id).select_from(entries.join(sources)).where(condition).order_by(*order)


def _shown(selection: Selection) -> ColumnElement[bool]:
    """The condition over entries joined with sources. Only what may be republished is ever shown."""
    match selection.kind:
        case "all":
            return sources.c.public & (entries.c.standing == Standing.OUT)
        case "source":
            return sources.c.public & (entries.c.source_id == selection.name)
        case kind:
            carriers = select(tags.c.entry_id).where(tags.c.kind == kind, tags.c.name == selection.name)
            return sources.c.public & entries.c.id.in_(carriers)


# --- rows and values -------------------------------------------------------------------------------------------------


def _content_values(entry: Prepared) -> dict[str, Any]:
    return {
        "content_hash": entry.content_hash,
        "entry_id": entry.entry_id,
        "link": entry.link,
        "canonical_url": entry.canonical_url,
        "title": entry.title,
        "summary": entry.summary,
        "authors": list(entry.authors),
        "labels": [[label.term, label.scheme] for label in entry.labels],
        "published": entry.published,
        "published_text": entry.published_text,
        "updated": entry.updated,
        "enclosures": [[file.url, file.type, file.length, file.title] for file in entry.enclosures],
        "image": _image_value(entry.image),
        "publisher": entry.publisher,
        "publisher_url": entry.publisher_url,
        "language": entry.language,
        "rights": entry.rights,
    }


def _image_value(image: Image | None) -> list[Any] | None:
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
        standing=Standing(row.standing),
        publication_number=row.publication_number,
        title_frame=row.title_frame,
        went_out_at=row.went_out_at,
        change_number=row.change_number,
        changed_at=row.changed_at,
    )


def _vacancy_value(vacancy: Vacancy | None) -> dict[str, Any] | None:
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
    # level 1: four fifths of the saving at a third of the time
    raw = zlib.compress(entry.raw_body.encode("utf-8", "surrogatepass"), 1)
    return {"entry_id": entry_id, "raw": raw, "html": entry.body_html, "text": entry.text}


def _tag_values(entry_id: int, position: int, tag: Tag) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "kind": tag.kind,
        "name": tag.name,
        "position": position,
        "reasons": [[reason.rule, reason.phrase, reason.field, reason.place] for reason in tag.reasons],
    }


def _to_tag(row: Row[Any]) -> Tag:
    reasons = tuple(
        Reason(rule=rule, phrase=phrase, field=field, place=place) for rule, phrase, field, place in row.reasons or ()
    )
    return Tag(kind=row.kind, name=row.name, reasons=reasons)

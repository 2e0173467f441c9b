"""Sources: what feeds.yaml says of them, and what outputs credit. When and how they are visited, polling.py keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, bindparam, func, insert, select, update

from aggregator.models.rules import LabelRule, Scope
from aggregator.models.source import BodyPolicy, FeedFacts, FeedState, Habits, Source
from aggregator.store import habits, numbers, polling
from aggregator.store.engine import Transaction
from aggregator.store.entries import batches
from aggregator.store.tables import entries, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource:
    """A source as outputs credit it."""

    id: int
    #: Half of every published id; never changes.
    first_url: str
    url: str
    name: str
    slug: str
    agency: str | None
    publisher: str | None
    scope: str
    body: str
    public: bool
    #: What it gives to its entries: categories to all, and to those with a publisher's label.
    categories: tuple[str, ...]
    label_rules: tuple[LabelRule, ...]
    active: bool
    facts: FeedFacts
    change_number: int

    def as_source(self) -> Source:
        """What is known of the source once feeds.yaml says nothing of it any more."""
        return Source(
            name=self.name,
            url=self.url,
            agency=self.agency,
            publisher=self.publisher,
            categories=self.categories,
            label_rules=self.label_rules,
            scope=cast(Scope, self.scope),
            body=cast(BodyPolicy, self.body),
            public=self.public,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStanding:
    """A source beside how it stands: a row of `status`."""

    source: StoredSource
    state: FeedState
    habits: Habits
    entries: int
    last_new: int
    last_updated: int
    last_seconds: float


def sync(tx: Transaction, configured: Sequence[tuple[Source, str]], now: datetime) -> dict[str, int]:
    """Make the rows say what feeds.yaml says; name → id. Each source comes with its slug.

    A source is recognised by its address, or by an address or name in `was`; one that left the file keeps its row.
    """
    rows = {row.id: row for row in tx.execute(select(sources))}
    ids = _recognised(rows.values(), [source for source, _ in configured])
    _retire(tx, [row for row in rows.values() if row.id not in ids.values() and row.active], now)
    for position, (source, slug) in enumerate(configured):
        values = _configured_values(source, slug, position)
        if source.name in ids:
            _change(tx, rows[ids[source.name]], values, now)
        else:
            ids[source.name] = _add(tx, source, values, now)
    return ids


def recognised(tx: Transaction, configured: Sequence[Source]) -> dict[int, Source]:
    """Those of feeds.yaml that the store knows, by id; changes nothing."""
    by_name = {source.name: source for source in configured}
    return {id_: by_name[name] for name, id_ in _recognised(tx.execute(select(sources)), configured).items()}


def _recognised(rows: Iterable[Row[Any]], configured: Sequence[Source]) -> dict[str, int]:
    rows = list(rows)
    by_address = {row.first_url: row.id for row in rows} | {row.url: row.id for row in rows}
    by_name = {row.name: row.id for row in rows}
    ids: dict[str, int] = {}
    for source in configured:
        known = _recognise(source, by_address, by_name, taken=set(ids.values()))
        if known is not None:
            ids[source.name] = known
    return ids


def _recognise(source: Source, by_address: dict[str, int], by_name: dict[str, int], taken: set[int]) -> int | None:
    origins = [by_address.get(source.url)]
    origins += [by_address.get(former) or by_name.get(former) for former in source.was]
    return next((known for known in origins if known is not None and known not in taken), None)


def _configured_values(source: Source, slug: str, position: int) -> dict[str, Any]:
    return {
        "url": source.url,
        "name": source.name,
        "slug": slug,
        "agency": source.agency,
        "publisher": source.publisher,
        "scope": source.scope,
        "body": source.body,
        "public": source.public,
        # read as None when empty, so compared as None
        "categories": list(source.categories) or None,
        "label_rules": [[rule.label, rule.category] for rule in source.label_rules] or None,
        "active": True,
        "position": position,
    }


def _add(tx: Transaction, source: Source, values: dict[str, Any], now: datetime) -> int:
    change = numbers.take(tx, "change", now)
    added = tx.execute(
        insert(sources).values(first_url=source.url, change_number=change, **values).returning(sources.c.id)
    )
    source_id: int = added.scalar_one()
    polling.begin(tx, source_id, source.url)
    return source_id


def add_own(tx: Transaction, first_url: str, source: Source, slug: str, facts: FeedFacts, now: datetime) -> int:
    """The id of a source that nobody polls, known by `first_url`: the desk's own, or a blog that was moved in.

    It is made if need be, and brought up to date.
    """
    values = _configured_values(source, slug, _AFTER_ALL_OTHERS) | {"active": False}
    row = tx.execute(select(sources).where(sources.c.first_url == first_url)).one_or_none()
    if row is None:
        source_id = _add(tx, replace(source, url=first_url), values, now)
    else:
        source_id = row.id
        _change(tx, row, values, now)
    save_facts(tx, source_id, facts, now)
    return source_id


def known_by(tx: Transaction, first_url: str) -> int | None:
    """The id of the source that was first known by this address."""
    found = select(sources.c.id).where(sources.c.first_url == first_url)
    return tx.execute(found).scalar_one_or_none()


#: What no output shows of a source.
_UNSEEN = {"position", "categories", "label_rules"}
_AFTER_ALL_OTHERS = 1_000_000


def _change(tx: Transaction, row: Row[Any], values: dict[str, Any], now: datetime) -> None:
    changed = {key: value for key, value in values.items() if getattr(row, key) != value}
    if not changed:
        return
    if changed.keys() - _UNSEEN:
        changed["change_number"] = numbers.take(tx, "change", now)
    tx.execute(update(sources).where(sources.c.id == row.id).values(**changed))
    if "url" in changed:
        polling.begin_anew(tx, row.id, changed["url"])


def _retire(tx: Transaction, rows: Sequence[Row[Any]], now: datetime) -> None:
    for row in rows:
        change = numbers.take(tx, "change", now)
        tx.execute(update(sources).where(sources.c.id == row.id).values(active=False, change_number=change))


@dataclass(frozen=True, slots=True)
class NewFacts:
    """What a document says of its source.

    Without `with_date` the feed's own date does not count: many feeds print the time of day there, and no output may
    change for that.
    """

    source_id: int
    facts: FeedFacts
    with_date: bool = True


def save_facts(tx: Transaction, source_id: int, facts: FeedFacts, now: datetime) -> None:
    """What outputs credit, with a new change number if it differs from what they credited so far."""
    save_all_facts(tx, [NewFacts(source_id, facts)], now)


def save_all_facts(tx: Transaction, found: Sequence[NewFacts], now: datetime) -> None:
    """The same of many sources."""
    ids = [one.source_id for one in found]
    before = {
        row.id: _to_facts(row)
        for some in batches(ids)
        for row in tx.execute(select(sources.c.id, *_FACTS).where(sources.c.id.in_(some)))
    }
    changed: dict[int, FeedFacts] = {}
    for one in found:
        credited = before[one.source_id]
        facts = one.facts if one.with_date else replace(one.facts, updated=credited.updated)
        if facts != credited:
            changed[one.source_id] = facts
    if changed:
        change = numbers.take(tx, "change", now, len(changed))
        rows = [
            _facts_values(facts) | {"of_id": source_id, "change_number": change + offset}
            for offset, (source_id, facts) in enumerate(changed.items())
        ]
        tx.execute(_SAVE_FACTS, rows)


def load(tx: Transaction, only: Collection[int] | None = None) -> dict[int, StoredSource]:
    """Every source that is or was in feeds.yaml, in its order; or those with these ids."""
    statement = select(sources).order_by(sources.c.active.desc(), sources.c.position, sources.c.id)
    rows = tx.execute(statement if only is None else statement.where(sources.c.id.in_(only)))
    return {row.id: _to_source(row) for row in rows}


def names(tx: Transaction) -> dict[int, str]:
    """What each source is called."""
    return dict(tx.execute(select(sources.c.id, sources.c.name)).all())


def with_slug(tx: Transaction, slug: str) -> StoredSource | None:
    """The public source whose list lives under this slug."""
    found = select(sources).where(sources.c.slug == slug, sources.c.public).order_by(sources.c.active.desc())
    row = tx.execute(found.order_by(sources.c.position, sources.c.id).limit(1)).first()
    return None if row is None else _to_source(row)


def revision(tx: Transaction) -> int:
    """What moves with anything that outputs say of sources."""
    return tx.execute(select(func.max(sources.c.change_number))).scalar_one() or 0


def tagged_with(tx: Transaction) -> dict[int, str | None]:
    """Source id → the fingerprint of the rules that all its entries were last tagged by."""
    return dict(tx.execute(select(sources.c.id, sources.c.tagged_with)).all())


def save_tagged_with(tx: Transaction, fingerprints: Mapping[int, str | None]) -> None:
    """Remember by which rules the entries of these sources are tagged now."""
    for source_id, fingerprint in fingerprints.items():
        tx.execute(update(sources).where(sources.c.id == source_id).values(tagged_with=fingerprint))


def standings(tx: Transaction) -> list[SourceStanding]:
    """The rows of `status`: the sources in feeds.yaml, in its order."""
    counts: dict[int, int] = dict(
        tx.execute(select(entries.c.source_id, func.count()).group_by(entries.c.source_id)).all()
    )
    polled = polling.last(tx)
    special = habits.every(tx)
    return [
        SourceStanding(
            source=source,
            state=polled[source.id].state,
            habits=special.get(source.id, Habits()),
            entries=counts.get(source.id, 0),
            last_new=polled[source.id].new,
            last_updated=polled[source.id].updated,
            last_seconds=polled[source.id].seconds,
        )
        for source in load(tx).values()
        if source.active
    ]


_MADE_FIELDS = ("facts", "categories", "label_rules")
_PLAIN_FIELDS = tuple(name for name in StoredSource.__dataclass_fields__ if name not in _MADE_FIELDS)


def _to_source(row: Row[Any]) -> StoredSource:
    return StoredSource(
        facts=_to_facts(row),
        categories=tuple(row.categories or ()),
        label_rules=tuple(LabelRule(label=label, category=category) for label, category in row.label_rules or ()),
        **{name: getattr(row, name) for name in _PLAIN_FIELDS},
    )


def _to_facts(row: Row[Any]) -> FeedFacts:
    return FeedFacts(
        kind=row.feed_kind,
        title=row.feed_title,
        link=row.feed_link,
        feed_id=row.feed_id,
        icon=row.feed_icon,
        logo=row.feed_logo,
        rights=row.feed_rights,
        language=row.feed_language,
        updated=row.feed_updated,
    )


def _facts_values(facts: FeedFacts) -> dict[str, Any]:
    return {
        "feed_kind": facts.kind,
        "feed_title": facts.title,
        "feed_link": facts.link,
        "feed_id": facts.feed_id,
        "feed_icon": facts.icon,
        "feed_logo": facts.logo,
        "feed_rights": facts.rights,
        "feed_language": facts.language,
        "feed_updated": facts.updated,
    }


_FACTS = tuple(sources.c[name] for name in _facts_values(FeedFacts()))
#: The same for all polls, so that it is made and prepared once.
_SAVE_FACTS = (
    update(sources)
    .where(sources.c.id == bindparam("of_id"))
    .values({column.name: bindparam(column.name) for column in (*_FACTS, sources.c.change_number)})
)

"""Sources and how they stand: what feeds.yaml says, what the polls taught us, and what outputs credit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, insert, select, update

from aggregator.errors import StoreError
from aggregator.models.feed import FeedHints
from aggregator.models.rules import LabelRule, Scope
from aggregator.models.source import BodyPolicy, DayCount, FeedFacts, FeedState, Habits, ListingShape, Move, Source
from aggregator.outcomes import Cause, PollOutcome, Validators
from aggregator.store import habits, numbers
from aggregator.store.engine import Transaction
from aggregator.store.entries import batches
from aggregator.store.tables import entries, feed_states, sources


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


@dataclass(frozen=True, slots=True)
class Polled:
    """How a source stands after a poll, and what the poll brought."""

    id: int
    state: FeedState
    new: int = 0
    updated: int = 0
    seconds: float = 0.0


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
    tx.execute(
        insert(feed_states).values(
            source_id=source_id, version=0, **_state_values(FeedState(url=source.url)), **_NO_POLL
        )
    )
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
_NO_POLL = {"last_new": 0, "last_updated": 0, "last_seconds": 0}


def _change(tx: Transaction, row: Row[Any], values: dict[str, Any], now: datetime) -> None:
    changed = {key: value for key, value in values.items() if getattr(row, key) != value}
    if not changed:
        return
    if changed.keys() - _UNSEEN:
        changed["change_number"] = numbers.take(tx, "change", now)
    tx.execute(update(sources).where(sources.c.id == row.id).values(**changed))
    if "url" in changed:
        # the old address's validators, moves and failures say nothing about the new one
        values = _state_values(FeedState(url=changed["url"])) | {"version": feed_states.c.version + 1}
        del values["days"]  # which are the source's
        tx.execute(update(feed_states).where(feed_states.c.source_id == row.id).values(**values, **_NO_POLL))


def _retire(tx: Transaction, rows: Sequence[Row[Any]], now: datetime) -> None:
    for row in rows:
        change = numbers.take(tx, "change", now)
        tx.execute(update(sources).where(sources.c.id == row.id).values(active=False, change_number=change))


def due(
    tx: Transaction, now: datetime, *, latest: datetime | None = None, among: Collection[int] | None = None
) -> list[int]:
    """The ids of the sources whose next poll is at or before `now`, longest due first; never polled ones lead.
    Only `among` these, if they are given.

    A next poll after `latest` counts as due too: nobody asks for that much patience, so the clock must have jumped.
    Not so for a source that said 410, which waits until somebody asks for it.
    """
    statement = _longest_due(_is_due(now, latest), sources.c.id)
    if among is not None:
        statement = statement.where(sources.c.id.in_(among))
    return list(tx.execute(statement).scalars())


def due_addresses(tx: Transaction, now: datetime, *, latest: datetime, limit: int) -> dict[int, str]:
    """As `due`: the id of each source and the address that is to be asked."""
    found = _longest_due(_is_due(now, latest), sources.c.id, feed_states.c.url).limit(limit)
    return dict(tx.execute(found).all())


def _is_due(now: datetime, latest: datetime | None) -> ColumnElement[bool]:
    is_due = (feed_states.c.next_poll.is_(None)) | (feed_states.c.next_poll <= now)
    if latest is not None:
        jumped = (feed_states.c.next_poll > latest) & (func.coalesce(feed_states.c.outcome, "") != PollOutcome.GONE)
        is_due |= jumped
    return is_due


def _longest_due(is_due: ColumnElement[bool], *columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*columns)
        .select_from(sources)
        .join(feed_states, feed_states.c.source_id == sources.c.id)
        .where(sources.c.active, is_due)
        .order_by(feed_states.c.next_poll.is_not(None), feed_states.c.next_poll, sources.c.position)
    )


def postpone(tx: Transaction, times: Iterable[tuple[int, datetime]]) -> None:
    """Give sources another next poll, and nothing else."""
    for source_id, at in times:
        tx.execute(update(feed_states).where(feed_states.c.source_id == source_id).values(next_poll=at))


def states(tx: Transaction) -> dict[int, FeedState]:
    """How each source in feeds.yaml stands."""
    rows = tx.execute(select(feed_states).join(sources).where(sources.c.active))
    return {row.source_id: _to_state(row) for row in rows}


def save_times(tx: Transaction, source_id: int, state: FeedState) -> None:
    """Replace when a source was and will be visited, and nothing else."""
    names = ("last_poll", "last_success", "ailing_since", "next_poll")
    values = {name: getattr(state, name) for name in names}
    tx.execute(update(feed_states).where(feed_states.c.source_id == source_id).values(**values))


def make_due(tx: Transaction, source_ids: Sequence[int], now: datetime) -> None:
    """Ask whoever polls to visit these sources at once."""
    tx.execute(update(feed_states).where(feed_states.c.source_id.in_(list(source_ids))).values(next_poll=now))


def states_of(tx: Transaction, source_ids: Sequence[int]) -> dict[int, FeedState]:
    """How each of these sources stands."""
    found: dict[int, FeedState] = {}
    for some in batches(source_ids):
        rows = tx.execute(select(feed_states).where(feed_states.c.source_id.in_(some)))
        found |= {row.source_id: _to_state(row) for row in rows}
    return found


def state(tx: Transaction, source_id: int) -> FeedState:
    """How a source stands."""
    return _to_state(tx.execute(select(feed_states).where(feed_states.c.source_id == source_id)).one())


class Outrun(StoreError):
    """Somebody else has saved the source's state since it was read: what was made of it is out of date."""

    def __init__(self) -> None:
        super().__init__("another process has polled the source meanwhile; nothing of this poll was kept")


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a source stands now that what came of a visit is to be saved."""

    url: str
    version: int

    def check(self, before: FeedState) -> None:
        """Raises Outrun if the source is asked at the same address still, and was saved since the visit began."""
        if self.url == before.url and self.version != before.version:
            raise Outrun


def for_saving(tx: Transaction, source_ids: Sequence[int]) -> dict[int, Stand]:
    """Where each of these sources stands; on PostgreSQL nobody else saves them until the transaction ends."""
    found: dict[int, Stand] = {}
    columns = select(feed_states.c.source_id, feed_states.c.url, feed_states.c.version)
    for some in batches(sorted(source_ids)):  # in order, lest two wait for each other
        is_one = feed_states.c.source_id.in_(some)
        rows = tx.execute(columns.where(is_one).order_by(feed_states.c.source_id).with_for_update())
        found.update((row.source_id, Stand(row.url, row.version)) for row in rows)
    return found


def save_state(
    tx: Transaction, source_id: int, state: FeedState, *, new: int = 0, updated: int = 0, seconds: float = 0.0
) -> None:
    """Replace a source's state with what a poll made of it."""
    save_states(tx, [Polled(source_id, state, new=new, updated=updated, seconds=seconds)])


def save_states(tx: Transaction, polled: Sequence[Polled]) -> None:
    """Replace the states of these sources with what polls made of them."""
    if polled:
        tx.execute(_SAVE_STATE, [_poll_values(one) for one in polled])


def save_facts(tx: Transaction, source_id: int, facts: FeedFacts, now: datetime, *, with_date: bool = True) -> None:
    """What outputs credit, with a new change number if it differs from what they credited so far.

    Without `with_date` the feed's own date does not count: many feeds print the time of day there, and no output may
    change for that.
    """
    row = tx.execute(select(sources).where(sources.c.id == source_id)).one()
    if not with_date:
        facts = replace(facts, updated=row.feed_updated)
    if _to_facts(row) != facts:
        change = numbers.take(tx, "change", now)
        values = _facts_values(facts) | {"change_number": change}
        tx.execute(update(sources).where(sources.c.id == source_id).values(**values))


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


def progress(tx: Transaction) -> tuple[int, int]:
    """How many sources of feeds.yaml were ever polled, and how many with success."""
    counted = select(func.count(feed_states.c.last_poll), func.count(feed_states.c.last_success))
    polled, succeeded = tx.execute(
        counted.join(sources, sources.c.id == feed_states.c.source_id).where(sources.c.active)
    ).one()
    return polled, succeeded


def standings(tx: Transaction) -> list[SourceStanding]:
    """The rows of `status`: the sources in feeds.yaml, in its order."""
    counts: dict[int, int] = dict(
        tx.execute(select(entries.c.source_id, func.count()).group_by(entries.c.source_id)).all()
    )
    states = {row.source_id: row for row in tx.execute(select(feed_states))}
    special = habits.every(tx)
    return [
        SourceStanding(
            source=source,
            state=_to_state(states[source.id]),
            habits=special.get(source.id, Habits()),
            entries=counts.get(source.id, 0),
            last_new=states[source.id].last_new,
            last_updated=states[source.id].last_updated,
            last_seconds=states[source.id].last_seconds / 1000,
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


def _to_state(row: Row[Any]) -> FeedState:
    return FeedState(
        url=row.url,
        version=row.version,
        next_poll=row.next_poll,
        last_poll=row.last_poll,
        last_success=row.last_success,
        imported_at=row.imported_at,
        outcome=PollOutcome(row.outcome) if row.outcome else None,
        cause=Cause(row.cause_code, row.cause_message) if row.cause_code else None,
        status=row.status,
        failures=row.failures,
        ailing_since=row.ailing_since,
        wished_until=row.wished_until,
        notes=tuple(row.notes or ()),
        validators=Validators(row.validators_url, row.etag, row.last_modified) if row.validators_url else None,
        body_hash=row.body_hash,
        hints=_to_hints(row.hints),
        move=Move(row.move_to, row.move_since, row.move_count) if row.move_to else None,
        kind=row.kind,
        dialect=row.dialect,
        hub=row.hub,
        topic=row.topic,
        shape=_to_shape(row.shape),
        days=tuple(DayCount(date.fromisoformat(day), *counts) for day, *counts in row.days or ()),
    )


def _shape_value(shape: ListingShape | None) -> list[Any] | None:
    return [shape.usual_count, list(shape.link_shapes), shape.share_dated] if shape else None


def _to_shape(value: list[Any] | None) -> ListingShape | None:
    return ListingShape(value[0], tuple(value[1]), value[2]) if value else None


def _to_hints(value: dict[str, Any] | None) -> FeedHints | None:
    if value is None:
        return None
    return FeedHints(
        interval=timedelta(seconds=value["interval"]) if "interval" in value else None,
        skip_hours=frozenset(value.get("skip_hours", ())),
        skip_days=frozenset(value.get("skip_days", ())),
    )


def _hints_value(hints: FeedHints | None) -> dict[str, Any] | None:
    if hints is None:
        return None
    value: dict[str, Any] = {}
    if hints.interval is not None:
        value["interval"] = hints.interval.total_seconds()
    if hints.skip_hours:
        value["skip_hours"] = sorted(hints.skip_hours)
    if hints.skip_days:
        value["skip_days"] = sorted(hints.skip_days)
    return value


def _state_values(state: FeedState) -> dict[str, Any]:
    return {
        "url": state.url,
        "next_poll": state.next_poll,
        "last_poll": state.last_poll,
        "last_success": state.last_success,
        "imported_at": state.imported_at,
        "outcome": state.outcome,
        "cause_code": state.cause.code if state.cause else None,
        "cause_message": state.cause.message if state.cause else None,
        "status": state.status,
        "failures": state.failures,
        "ailing_since": state.ailing_since,
        "wished_until": state.wished_until,
        "notes": state.notes,
        "etag": state.validators.etag if state.validators else None,
        "last_modified": state.validators.last_modified if state.validators else None,
        "validators_url": state.validators.url if state.validators else None,
        "body_hash": state.body_hash,
        "hints": _hints_value(state.hints),
        "move_to": state.move.to if state.move else None,
        "move_since": state.move.since if state.move else None,
        "move_count": state.move.count if state.move else None,
        "kind": state.kind,
        "dialect": state.dialect,
        "hub": state.hub,
        "topic": state.topic,
        "shape": _shape_value(state.shape),
        "days": [[one.day.isoformat(), one.polls, one.faults, one.entries] for one in state.days],
    }


def _poll_values(polled: Polled) -> dict[str, Any]:
    return _state_values(polled.state) | {
        "of_id": polled.id,
        "last_new": polled.new,
        "last_updated": polled.updated,
        "last_seconds": round(polled.seconds * 1000),
    }


#: The same for all polls, so that it is made and prepared once.
_SAVE_STATE = (
    update(feed_states)
    .where(feed_states.c.source_id == bindparam("of_id"))
    .values(
        {column: bindparam(column) for column in (*_state_values(FeedState(url="")), *_NO_POLL)}
        | {"version": feed_states.c.version + 1}
    )
)

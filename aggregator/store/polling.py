"""How sources stand with us: when each is due, what the last poll came to, and what to ask with next time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, insert, select, update

from aggregator.errors import StoreError
from aggregator.models.feed import FeedHints
from aggregator.models.source import DayCount, FeedState, ListingShape, Move
from aggregator.outcomes import Cause, PollOutcome, Validators
from aggregator.store.engine import Transaction
from aggregator.store.entries import batches
from aggregator.store.tables import feed_states, sources

_NO_POLL = {"last_new": 0, "last_updated": 0, "last_seconds": 0}


@dataclass(frozen=True, slots=True)
class Polled:
    """How a source stands after a poll, and what the poll brought."""

    id: int
    state: FeedState
    new: int = 0
    updated: int = 0
    seconds: float = 0.0


def begin(tx: Transaction, source_id: int, url: str) -> None:
    """A source that was never visited."""
    values = _state_values(FeedState(url=url))
    tx.execute(insert(feed_states).values(source_id=source_id, version=0, **values, **_NO_POLL))


def begin_anew(tx: Transaction, source_id: int, url: str) -> None:
    """The source is asked at another address: the old one's validators, moves and failures say nothing about it."""
    values = _state_values(FeedState(url=url)) | {"version": feed_states.c.version + 1}
    del values["days"]  # which are the source's
    tx.execute(update(feed_states).where(feed_states.c.source_id == source_id).values(**values, **_NO_POLL))


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


def save_states(tx: Transaction, polled: Sequence[Polled]) -> None:
    """Replace the states of these sources with what polls made of them."""
    if polled:
        tx.execute(_SAVE_STATE, [_poll_values(one) for one in polled])


def last(tx: Transaction) -> dict[int, Polled]:
    """What the last poll of each source came to."""
    return {
        row.source_id: Polled(row.source_id, _to_state(row), row.last_new, row.last_updated, row.last_seconds / 1000)
        for row in tx.execute(select(feed_states))
    }


def progress(tx: Transaction) -> tuple[int, int]:
    """How many sources of feeds.yaml were ever polled, and how many with success."""
    counted = select(func.count(feed_states.c.last_poll), func.count(feed_states.c.last_success))
    polled, succeeded = tx.execute(
        counted.join(sources, sources.c.id == feed_states.c.source_id).where(sources.c.active)
    ).one()
    return polled, succeeded


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

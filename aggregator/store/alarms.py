"""Alarms: what stands, what of it somebody was told, and what is over.

A row is open until it was told that it is over, so that trouble which returns before is the same trouble.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from aggregator.models.alarm import Alarm, KeptAlarm
from aggregator.store.engine import Transaction
from aggregator.store.sayings import pack, unpack
from aggregator.store.tables import alarms


@dataclass(frozen=True, slots=True)
class Untold:
    """What changed since anybody was told."""

    raised: tuple[KeptAlarm, ...] = ()
    over: tuple[KeptAlarm, ...] = ()


def note(tx: Transaction, standing: Sequence[Alarm], now: datetime) -> None:
    """Let exactly these stand from now on. What came and went without being told leaves no trace."""
    stands = {alarm.key: alarm for alarm in standing}
    opened = {row.key: row for row in tx.execute(select(alarms).where(alarms.c.closed_at.is_(None)))}
    for key, row in opened.items():
        if key in stands and row.over_at is not None:
            _set(tx, [row.id], over_at=None)
        elif key not in stands and row.told_at is None and row.kind != "network":
            tx.execute(delete(alarms).where(alarms.c.id == row.id))
        elif key not in stands and row.over_at is None:
            # when the network came back must be known, told or not
            _set(tx, [row.id], over_at=now, **({} if row.told_at else {"told_at": now, "closed_at": now}))
    for key, alarm in stands.items():
        if key not in opened:
            values = {name: getattr(alarm, name) for name in ("kind", "mark", "subject")}
            tx.execute(insert(alarms).values(key=key, since=now, told=pack(alarm.told), **values))


def untold(tx: Transaction) -> Untold:
    """What is to be told, in the order in which it came about."""
    is_open = select(alarms).where(alarms.c.closed_at.is_(None)).order_by(alarms.c.since, alarms.c.id)
    kept = [_to_kept(row) for row in tx.execute(is_open)]
    return Untold(
        tuple(one for one in kept if one.told_at is None),
        tuple(one for one in kept if one.told_at is not None and one.over_at is not None),
    )


def mark_told(tx: Transaction, told: Untold, now: datetime) -> None:
    """It was told, or is about to be, by messages that nothing loses."""
    _set(tx, [one.id for one in told.raised], told_at=now)
    _set(tx, [one.id for one in told.over], closed_at=now)


def last_told(tx: Transaction) -> datetime | None:
    """When anything was last told."""
    told, closed = tx.execute(select(func.max(alarms.c.told_at), func.max(alarms.c.closed_at))).one()
    return max((moment for moment in (told, closed) if moment), default=None)


def open_keys(tx: Transaction) -> set[str]:
    """The keys of what stands."""
    stands = alarms.c.closed_at.is_(None) & alarms.c.over_at.is_(None)
    return set(tx.execute(select(alarms.c.key).where(stands)).scalars())


def network_back_at(tx: Transaction) -> datetime | None:
    """When the network last came back."""
    found: datetime | None = tx.execute(
        select(func.max(alarms.c.over_at)).where(alarms.c.kind == "network")
    ).scalar_one()
    return found


def standing(tx: Transaction) -> list[KeptAlarm]:
    """What stands and was told, the oldest first."""
    stands = alarms.c.told_at.is_not(None) & alarms.c.over_at.is_(None)
    return _kept(tx, select(alarms).where(stands).order_by(alarms.c.since, alarms.c.id))


def over_since(tx: Transaction, since: datetime, until: datetime) -> list[KeptAlarm]:
    """What was told and ended in this time, the first to end first."""
    ended = alarms.c.told_at.is_not(None) & (alarms.c.over_at > since) & (alarms.c.over_at <= until)
    return _kept(tx, select(alarms).where(ended).order_by(alarms.c.over_at, alarms.c.id))


def newest(tx: Transaction, limit: int) -> list[KeptAlarm]:
    """What was told last, the newest first."""
    told = select(alarms).where(alarms.c.told_at.is_not(None))
    return _kept(tx, told.order_by(alarms.c.told_at.desc(), alarms.c.id.desc()).limit(limit))


def tidy(tx: Transaction, before: datetime) -> None:
    """Forget what has been over for longer."""
    tx.execute(delete(alarms).where(alarms.c.closed_at < before))


def _set(tx: Transaction, ids: Iterable[int], **values: datetime | None) -> None:
    tx.execute(update(alarms).where(alarms.c.id.in_(list(ids))).values(**values))


def _kept(tx: Transaction, statement: Any) -> list[KeptAlarm]:
    return [_to_kept(row) for row in tx.execute(statement)]


def _to_kept(row: Row[Any]) -> KeptAlarm:
    return KeptAlarm(
        id=row.id,
        alarm=Alarm(kind=row.kind, mark=row.mark, subject=row.subject, told=unpack(row.told)),
        since=row.since,
        told_at=row.told_at,
        over_at=row.over_at,
    )

"""Numbers that only grow, and facts about the desk itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, case, delete, insert, select, update

from aggregator.store.engine import Transaction
from aggregator.store.tables import counters, facts

#: "change" moves with everything an output may show; "publication" with every entry that goes out.
Counter = Literal["change", "publication"]


@dataclass(frozen=True, slots=True)
class Revision:
    """How far a counter has come, and when it last moved."""

    number: int
    moved_at: datetime


def take(tx: Transaction, counter: Counter, now: datetime, count: int = 1) -> int:
    """Reserve `count` numbers and return the first. A transaction that is rolled back gives them back."""
    value: int = tx.execute(_TAKE, {"counter": counter, "count": count, "now": now}).scalar_one()
    return value - count + 1


_NOW = bindparam("now", type_=counters.c.moved_at.type)
#: Made once, since every poll that brings something takes some.
_TAKE = (
    update(counters)
    .where(counters.c.name == bindparam("counter"))
    .values(
        value=counters.c.value + bindparam("count", type_=counters.c.value.type),
        # never backwards, even if the clock went: Last-Modified is made of it
        moved_at=case((counters.c.moved_at > _NOW, counters.c.moved_at), else_=_NOW),
    )
    .returning(counters.c.value)
)


def hold(tx: Transaction, counter: Counter) -> None:
    """Let nobody else take such numbers until the transaction ends, nor hold them."""
    tx.execute(select(counters.c.value).where(counters.c.name == counter).with_for_update())


def revision(tx: Transaction, counter: Counter) -> Revision:
    """The newest number given, 0 before the first, and when."""
    row = tx.execute(select(counters.c.value, counters.c.moved_at).where(counters.c.name == counter)).one()
    return Revision(row.value, row.moved_at)


def raise_to(tx: Transaction, counter: Counter, least: int) -> None:
    """Let a counter go on from here if it stands lower, so that no number beyond it is given again."""
    tx.execute(update(counters).where(counters.c.name == counter, counters.c.value < least).values(value=least))


def desk_id(tx: Transaction) -> UUID:
    """What this desk's own outputs are known by; made with the database, kept when it is copied."""
    return UUID(tx.execute(select(facts.c.value).where(facts.c.name == "desk_id")).scalar_one())


def fact(tx: Transaction, name: str) -> str | None:
    """What is remembered under this name."""
    value: str | None = tx.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()
    return value


def remember(tx: Transaction, name: str, value: str) -> None:
    """Remember one fact, in place of its earlier value."""
    tx.execute(delete(facts).where(facts.c.name == name))
    tx.execute(insert(facts).values(name=name, value=value))


def forget(tx: Transaction, name: str) -> None:
    """Remember it no longer."""
    tx.execute(delete(facts).where(facts.c.name == name))

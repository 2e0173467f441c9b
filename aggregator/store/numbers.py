"""Numbers that only grow, and facts about the desk itself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select, update

from aggregator.store.engine import Transaction
from aggregator.store.tables import counters, facts

#: "change" moves with everything an output may show; "publication" with every entry that goes out.
Counter = Literal["change", "publication"]


def take(tx: Transaction, counter: Counter, count: int = 1) -> int:
    """Reserve `count` numbers and return the first. A transaction that is rolled back gives them back."""
    statement = (
        update(counters)
        .where(counters.c.name == counter)
        .values(value=counters.c.value + count)
        .returning(counters.c.value)
    )
    last: int = tx.execute(statement).scalar_one()
    return last - count + 1


def current(tx: Transaction, counter: Counter) -> int:
    """The newest number given; 0 before the first."""
    value: int = tx.execute(select(counters.c.value).where(counters.c.name == counter)).scalar_one()
    return value


def made_at(tx: Transaction) -> datetime:
    """When this database was made: the `updated` of outputs that hold nothing yet."""
    text = tx.execute(select(facts.c.value).where(facts.c.name == "made_at")).scalar_one()
    return datetime.fromisoformat(text)

"""What we agreed on with the hubs that sources name."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import delete, insert, select, update

from aggregator.models.subscription import Subscription
from aggregator.store.engine import Transaction
from aggregator.store.tables import feed_states, sources, subscriptions

_FIELDS = [field.name for field in fields(Subscription)]
_COLUMNS = [subscriptions.c[name] for name in _FIELDS]


def named(tx: Transaction) -> dict[int, tuple[str, str]]:
    """Source id → the hub that the source names, and what it calls itself there; only of those in the settings."""
    topic = feed_states.c.topic
    statement = select(feed_states.c.source_id, feed_states.c.hub, topic, feed_states.c.url).select_from(
        feed_states.join(sources)
    )
    rows = tx.execute(statement.where(sources.c.active, feed_states.c.hub.is_not(None)))
    return {row.source_id: (row.hub, row.topic or row.url) for row in rows}


def every(tx: Transaction) -> list[Subscription]:
    """All of them, oldest first."""
    return [Subscription(**row._mapping) for row in tx.execute(select(*_COLUMNS).order_by(subscriptions.c.id))]


def find(tx: Transaction, callback: str) -> Subscription | None:
    """The one whose hub calls there."""
    row = tx.execute(select(*_COLUMNS).where(subscriptions.c.callback == callback)).one_or_none()
    return None if row is None else Subscription(**row._mapping)


def add(tx: Transaction, subscription: Subscription) -> None:
    """A new one."""
    tx.execute(insert(subscriptions).values(_values(subscription)))


def save(tx: Transaction, subscription: Subscription) -> None:
    """Replace what is known of it, if anything still is."""
    mine = subscriptions.c.callback == subscription.callback
    tx.execute(update(subscriptions).where(mine).values(_values(subscription)))


def forget(tx: Transaction, callback: str) -> None:
    """It is over."""
    tx.execute(delete(subscriptions).where(subscriptions.c.callback == callback))


def _values(subscription: Subscription) -> dict[str, object]:
    return {name: getattr(subscription, name) for name in _FIELDS}

"""Hosts that asked for a pause: Retry-After holds over a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from aggregator.store.engine import Transaction
from aggregator.store.tables import host_pauses


def pauses(tx: Transaction, now: datetime) -> dict[str, datetime]:
    """Host → the end of its pause."""
    rows = tx.execute(select(host_pauses.c.host, host_pauses.c.until).where(host_pauses.c.until > now))
    return dict(rows.all())


def save_pauses(tx: Transaction, pauses: Mapping[str, datetime]) -> None:
    """Remember these, and only these."""
    tx.execute(delete(host_pauses))
    if pauses:
        tx.execute(insert(host_pauses), [{"host": host, "until": until} for host, until in pauses.items()])

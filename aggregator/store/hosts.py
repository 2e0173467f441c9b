"""Hosts that asked for a pause: Retry-After holds over a restart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select

from aggregator.outcomes import Cause
from aggregator.store.engine import Transaction
from aggregator.store.tables import host_pauses


def pauses(tx: Transaction, now: datetime) -> dict[str, tuple[datetime, Cause]]:
    """Host to the end of its pause and why."""
    rows = tx.execute(select(host_pauses).where(host_pauses.c.until > now))
    return {row.host: (row.until, Cause(row.cause_code, row.cause_message)) for row in rows}


def save_pause(tx: Transaction, host: str, until: datetime, cause: Cause) -> None:
    """Remember one pause; a later one replaces it."""
    forget(tx, [host])
    tx.execute(insert(host_pauses).values(host=host, until=until, cause_code=cause.code, cause_message=cause.message))


def forget(tx: Transaction, hosts: Iterable[str]) -> None:
    """Drop the pauses of these hosts."""
    tx.execute(delete(host_pauses).where(host_pauses.c.host.in_(list(hosts))))

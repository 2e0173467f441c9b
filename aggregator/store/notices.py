"""The outbox: messages that were written in the same transaction as what they tell, and are sent until that is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from aggregator.models.notice import Notice
from aggregator.store.engine import Transaction
from aggregator.store.tables import notices

#: A next try beyond this can only come of a clock that jumped.
FURTHEST = timedelta(days=1)


def put(tx: Transaction, written: Sequence[Notice]) -> None:
    """Let these be sent."""
    for notice in written:
        tx.execute(
            insert(notices).values(
                message_id=notice.message_id,
                channel=notice.channel,
                recipient=notice.recipient,
                about=notice.about,
                written_at=notice.written_at,
                content=dict(notice.content),
                tries=notice.tries,
                next_try=notice.written_at,
            )
        )


def due(tx: Transaction, now: datetime, limit: int) -> list[Notice]:
    """What is to be tried now, the oldest first."""
    is_due = (notices.c.next_try <= now) | (notices.c.next_try > now + FURTHEST)
    found = select(notices).where(is_due).order_by(notices.c.written_at, notices.c.id).limit(limit)
    return [_to_notice(row) for row in tx.execute(found)]


def sent(tx: Transaction, notice_id: int, now: datetime) -> None:
    """It is out. What it said is no longer needed."""
    values: dict[str, Any] = {"sent_at": now, "next_try": None, "content": None, "fault": None}
    tx.execute(update(notices).where(notices.c.id == notice_id).values(**values))


def failed(tx: Transaction, notice_id: int, fault: str, next_try: datetime | None) -> None:
    """It could not be sent; without a next try it is given up."""
    values: dict[str, Any] = {"tries": notices.c.tries + 1, "fault": fault, "next_try": next_try}
    if next_try is None:
        values["content"] = None
    tx.execute(update(notices).where(notices.c.id == notice_id).values(**values))


def tidy(tx: Transaction, before: datetime) -> None:
    """Forget what was settled long ago."""
    tx.execute(delete(notices).where(notices.c.next_try.is_(None), notices.c.written_at < before))


def _to_notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        message_id=row.message_id,
        channel=row.channel,
        recipient=row.recipient,
        about=row.about,
        written_at=row.written_at,
        content=row.content or {},
        tries=row.tries,
    )

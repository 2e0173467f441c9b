"""What broad sources presented and relevance left out: remembered with its reason, within bounds, so that it can be
explained and so that a changed rule can bring it back without a poll.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select

from aggregator.models.entry import Prepared
from aggregator.models.feed import Enclosure, Image, Label
from aggregator.models.rules import Reason
from aggregator.store.engine import Transaction
from aggregator.store.tables import dropped

#: How long a dropped entry is remembered, and how many of a source at most.
REMEMBERED = timedelta(days=30)
MOST_PER_SOURCE = 2_000


@dataclass(frozen=True, slots=True)
class Dropped:
    """An entry that was left out, and why."""

    prepared: Prepared
    reasons: tuple[Reason, ...]


def known(tx: Transaction, source_id: int) -> dict[str, bytes]:
    """Identity → content hash of what a source presented and we left out."""
    found = tx.execute(select(dropped.c.identity, dropped.c.content_hash).where(dropped.c.source_id == source_id))
    return dict(found.all())


def remember(tx: Transaction, source_id: int, items: Sequence[Dropped], now: datetime) -> None:
    """Keep these, in place of earlier versions of them."""
    if not items:
        return
    forget(tx, source_id, [item.prepared.identity for item in items])
    tx.execute(insert(dropped), [_to_values(source_id, item, now) for item in items])


def forget(tx: Transaction, source_id: int, identities: Sequence[str]) -> None:
    """Drop these for good: they came in after all, or changed."""
    if identities:
        tx.execute(delete(dropped).where(dropped.c.source_id == source_id, dropped.c.identity.in_(list(identities))))


def tidy(tx: Transaction, source_id: int, now: datetime) -> None:
    """Keep to the bounds. What is forgotten while its source still presents it is simply judged again."""
    of_source = dropped.c.source_id == source_id
    tx.execute(delete(dropped).where(of_source, dropped.c.dropped_at < now - REMEMBERED))
    beyond = (
        select(dropped.c.dropped_at)
        .where(of_source)
        .order_by(dropped.c.dropped_at.desc())
        .offset(MOST_PER_SOURCE)
        .limit(1)
    )
    oldest_kept = tx.execute(beyond).scalar_one_or_none()
    if oldest_kept is not None:
        tx.execute(delete(dropped).where(of_source, dropped.c.dropped_at <= oldest_kept))


def of_source(tx: Transaction, source_id: int) -> list[Dropped]:
    """Everything remembered of a source, newest first."""
    rows = tx.execute(select(dropped).where(dropped.c.source_id == source_id).order_by(dropped.c.dropped_at.desc()))
    return [_to_dropped(row) for row in rows]


def by_link(tx: Transaction, link: str) -> list[tuple[int, Dropped]]:
    """What was left out under this address, with the id of its source."""
    rows = tx.execute(select(dropped).where(dropped.c.link == link))
    return [(row.source_id, _to_dropped(row)) for row in rows]


def _to_values(source_id: int, item: Dropped, now: datetime) -> dict[str, Any]:
    entry = item.prepared
    packed = json.dumps(asdict(entry), ensure_ascii=True, default=_plain).encode("ascii")
    return {
        "source_id": source_id,
        "identity": entry.identity,
        "content_hash": entry.content_hash,
        "dropped_at": now,
        "title": entry.title,
        "link": entry.link,
        "reasons": [[reason.rule, reason.phrase, reason.field, reason.place] for reason in item.reasons],
        "prepared": zlib.compress(packed, 1),
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} can't be kept")


def _to_dropped(row: Row[Any]) -> Dropped:
    value = json.loads(zlib.decompress(row.prepared))
    value["content_hash"] = bytes.fromhex(value["content_hash"])
    for name in ("published", "updated"):
        value[name] = datetime.fromisoformat(value[name]) if value[name] else None
    value["authors"] = tuple(value["authors"])
    value["labels"] = tuple(Label(**label) for label in value["labels"])
    value["enclosures"] = tuple(Enclosure(**enclosure) for enclosure in value["enclosures"])
    value["image"] = Image(**value["image"]) if value["image"] else None
    value["tags"] = ()  # given anew whenever it is judged again
    reasons = tuple(
        Reason(rule=rule, phrase=phrase, field=field, place=place) for rule, phrase, field, place in row.reasons or ()
    )
    return Dropped(Prepared(**value), reasons)

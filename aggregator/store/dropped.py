"""What broad sources presented and relevance left out: remembered with its reason, within bounds, so that it can be
explained and so that a changed rule can bring it back without a poll.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, tuple_, update

from aggregator.models.entry import Prepared
from aggregator.models.feed import Enclosure, Image, Label
from aggregator.models.rules import Reason
from aggregator.parse.identity import published_id
from aggregator.store import numbers, search, stories
from aggregator.store.engine import Transaction
from aggregator.store.entries import as_published_id, batches, load, to_prepared
from aggregator.store.tables import bodies, dropped, entries, sources
from aggregator.store.tagging import reasons_value, to_reasons
from aggregator.urls import canonicalize

#: How long a dropped entry is remembered, and how many of a source at most.
REMEMBERED = timedelta(days=30)
MOST_PER_SOURCE = 2_000


@dataclass(frozen=True, slots=True)
class Dropped:
    """An entry that was left out, and why."""

    prepared: Prepared
    reasons: tuple[Reason, ...]
    #: When it first came; None: now.
    first_seen: datetime | None = None


def known(tx: Transaction, source_id: int) -> dict[str, bytes]:
    """Identity → content hash of what a source presented and we left out."""
    found = tx.execute(select(dropped.c.identity, dropped.c.content_hash).where(dropped.c.source_id == source_id))
    return dict(found.all())


def sources_with(tx: Transaction, source_ids: Sequence[int]) -> set[int]:
    """Those of the sources of which something is remembered."""
    any_of = select(dropped.c.source_id).where(dropped.c.source_id == sources.c.id).exists()
    wanted = select(sources.c.id).where(any_of)
    return {
        found for some in batches(source_ids) for found in tx.execute(wanted.where(sources.c.id.in_(some))).scalars()
    }


def remember(tx: Transaction, source_id: int, items: Sequence[Dropped], now: datetime) -> None:
    """Keep these, in place of earlier versions of them."""
    if not items:
        return
    identities = [item.prepared.identity for item in items]
    earlier = select(dropped.c.identity, dropped.c.first_seen)
    seen: dict[str, datetime] = dict(
        tx.execute(earlier.where(dropped.c.source_id == source_id, dropped.c.identity.in_(identities))).all()
    )
    forget(tx, source_id, identities)
    tx.execute(
        insert(dropped),
        [_to_values(source_id, item, now, item.first_seen or seen.get(item.prepared.identity, now)) for item in items],
    )


def move_out(tx: Transaction, why: Mapping[int, tuple[Reason, ...]], now: datetime) -> None:
    """Make stored entries dropped ones, each for its reasons. They must not have gone out: subscribers keep what
    they got, and remember it by its published id.
    """
    ids = list(why)
    parts = {row.entry_id: row for row in tx.execute(select(bodies).where(bodies.c.entry_id.in_(ids)))}
    unloaded = select(entries.c.id, entries.c.published_text, entries.c.address, entries.c.text_name)
    stated = {row.id: row for row in tx.execute(unloaded.where(entries.c.id.in_(ids)))}
    for entry in load(tx, ids, with_bodies=True):
        body = parts[entry.id]
        of_entry = stated[entry.id]
        prepared = to_prepared(
            entry,
            raw_body=body.raw,
            text=body.text,
            published_text=of_entry.published_text,
            address=of_entry.address,
            text_name=of_entry.text_name,
        )
        remember(tx, entry.source_id, [Dropped(prepared, why[entry.id], entry.first_seen)], now)
    told_in = stories.joined_by(tx, ids)
    search.remove(tx, ids)
    tx.execute(delete(entries).where(entries.c.id.in_(ids)))
    stories.show_leads(tx, told_in, now)
    numbers.take(tx, "change", now)  # the source's own page showed them


def batch(tx: Transaction, after: tuple[int, str], limit: int) -> list[tuple[int, Dropped]]:
    """The next of all that is remembered, in the order of source id and identity, each with its source's id."""
    key = tuple_(dropped.c.source_id, dropped.c.identity)
    rows = tx.execute(select(dropped).where(key > after).order_by(dropped.c.source_id, dropped.c.identity).limit(limit))
    return [(row.source_id, _to_dropped(row)) for row in rows]


def explain_anew(tx: Transaction, source_id: int, identity: str, reasons: Sequence[Reason]) -> None:
    """It stays out, but for other reasons than were remembered."""
    one = (dropped.c.source_id == source_id) & (dropped.c.identity == identity)
    tx.execute(update(dropped).where(one).values(reasons=reasons_value(reasons)))


def forget(tx: Transaction, source_id: int, identities: Sequence[str]) -> None:
    """Drop these for good: they came in after all, or changed."""
    if identities:
        tx.execute(delete(dropped).where(dropped.c.source_id == source_id, dropped.c.identity.in_(list(identities))))


def forget_source(tx: Transaction, source_id: int) -> None:
    """Drop all that a source ever presented in vain."""
    tx.execute(delete(dropped).where(dropped.c.source_id == source_id))


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


def find(tx: Transaction, wanted: str) -> list[tuple[int, Dropped]]:
    """What was left out that somebody means by its address, or by the published id that it would have, with the ids of
    their sources.
    """
    one = wanted.strip()
    is_meant = dropped.c.link.in_((one, canonicalize(one)))
    published = as_published_id(one)
    if published is not None:
        # not kept, since hardly ever asked for
        known = select(dropped.c.source_id, dropped.c.identity, sources.c.first_url).join(sources)
        key = tuple_(dropped.c.source_id, dropped.c.identity)
        is_meant = key.in_(
            [
                (row.source_id, row.identity)
                for row in tx.execute(known)
                if published_id(row.first_url, row.identity) == published
            ]
        )
    return [(row.source_id, _to_dropped(row)) for row in tx.execute(select(dropped).where(is_meant))]


def _to_values(source_id: int, item: Dropped, now: datetime, first_seen: datetime) -> dict[str, Any]:
    entry = item.prepared
    packed = json.dumps(asdict(entry), ensure_ascii=True, default=_plain).encode("ascii")
    return {
        "source_id": source_id,
        "identity": entry.identity,
        "content_hash": entry.content_hash,
        "dropped_at": now,
        "first_seen": first_seen,
        "title": entry.title,
        "link": entry.link,
        "reasons": reasons_value(item.reasons),
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
    for name in ("content_hash", "raw_body"):
        value[name] = bytes.fromhex(value[name])
    for name in ("published", "updated"):
        value[name] = datetime.fromisoformat(value[name]) if value[name] else None
    value["authors"] = tuple(value["authors"])
    value["labels"] = tuple(Label(**label) for label in value["labels"])
    value["enclosures"] = tuple(Enclosure(**enclosure) for enclosure in value["enclosures"])
    value["image"] = Image(**value["image"]) if value["image"] else None
    value["tags"] = ()  # given anew whenever it is judged again
    return Dropped(Prepared(**value), to_reasons(row.reasons), row.first_seen)

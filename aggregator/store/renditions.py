"""Outputs that one web process made, kept for all of a cluster, so that every one serves the same bytes and ETag."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from aggregator.models.output import Rendition
from aggregator.store.engine import Transaction
from aggregator.store.tables import renditions

#: What shows nothing newer than this need not be kept: it is made again when somebody asks.
KEPT = timedelta(days=30)
_FIELDS = tuple(name for name in Rendition.__dataclass_fields__ if name != "place")


def load(tx: Transaction, place: str) -> Rendition | None:
    """The one that stands there."""
    row = tx.execute(select(renditions).where(renditions.c.place == place)).one_or_none()
    return None if row is None else Rendition(place=place, **{name: getattr(row, name) for name in _FIELDS})


def keep(tx: Transaction, made: Rendition) -> None:
    """Let it stand, unless what stands there was made at least as late."""
    values = {name: getattr(made, name) for name in _FIELDS}
    statement = upsert(renditions).values(place=made.place, **values)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["place"], set_=values, where=renditions.c.revision < statement.excluded.revision
        )
    )


def forget(tx: Transaction, before: datetime) -> None:
    """Those that were last made anew before then leave."""
    tx.execute(delete(renditions).where(renditions.c.last_modified < before))

"""Take-downs, and sources let go: what can't be taken back, but stands in the audit."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.editing.acts import Hand
from aggregator.parse.identity import published_id
from aggregator.pipeline import holding
from aggregator.store import acts, dropped, entries, sources, tombstones
from aggregator.store.engine import Transaction
from aggregator.store.sources import StoredSource


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What was taken down, by its published id, and whose it was."""

    published_id: str
    source: str


def take_down(tx: Transaction, by: Hand, what: str) -> list[TakenDown]:
    """Take down for good whatever is meant by a published id or an address, stored or left out.

    The audit says that it was done, but nothing of what it was.
    """
    meant = entries.load(tx, entries.find(tx, what))
    left_out = dropped.find(tx, what)
    known = sources.load(tx)
    tombstones.take_down(tx, [entry.id for entry in meant], by.now)
    taken = [(entry.published_id, known[entry.source_id]) for entry in meant]
    for source_id, item in left_out:
        one = published_id(known[source_id].first_url, item.prepared.identity)
        tombstones.bury(tx, source_id, item.prepared, one, by.now)
        taken.append((one, known[source_id]))
    for one, source in taken:
        note(tx, by, "remove", source, published=one)
    return [TakenDown(one, source.name) for one, source in taken]


def release(tx: Transaction, by: Hand, source: StoredSource) -> int | None:
    """Let a held source go; how many entries go out now. None if it was not held."""
    going = holding.release(tx, source.id, per_day=by.settings.publish.per_source_per_day, now=by.now)
    if going is not None:
        note(tx, by, "release", source, title=source.name)
    return going


def note(
    tx: Transaction, by: Hand, act: str, source: StoredSource, *, title: str = "", published: str | None = None
) -> None:
    """Write down what was done to a source, or to an entry of it that is gone."""
    acts.note(tx, who=by.who, act=act, at=by.now, title=title, published_id=published, source_id=source.id)

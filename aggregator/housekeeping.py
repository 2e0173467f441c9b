"""What has to be done from time to time, whether anything comes in or not: vacancies close, old entries leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aggregator.config.settings import Retention
from aggregator.errors import AggregatorError
from aggregator.store import articles, dropped, entries, hand, sources, space, tombstones
from aggregator.store.engine import Store, Transaction
from aggregator.store.sources import StoredSource

#: Entries that leave in one transaction: a writer must not keep polls waiting.
BATCH = 500


class SourceInUse(AggregatorError):
    """Its entries would come back with the next poll."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is still in the settings. Take it out of `sources:` first.")


class NoSuchSource(AggregatorError):
    """No source was ever called so."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no source {name!r}, and there was none.")


def close_vacancies(tx: Transaction, timezone: str, now: datetime) -> int:
    """Close the vacancies whose last day is over where the site lives; how many.

    Also right after days slept through. Outputs read what is stored here and never the clock.
    """
    return articles.close_due(tx, now.astimezone(ZoneInfo(timezone)).date(), now)


def end_pins(tx: Transaction, now: datetime) -> int:
    """Take down the pins whose days are over; how many."""
    return hand.end_pins(tx, now)


async def remove_source(store: Store, name: str, now: datetime) -> int:
    """Take out everything of a source that has left the settings; how many entries.

    Its row stays for the tombstones, so that nothing returns should the source ever come back. Raises SourceInUse
    while it is in the settings, NoSuchSource if there never was one of that name.
    """
    with store.reading() as tx:
        source_id = _removable(sources.load(tx).values(), name)
    removed = 0
    while True:
        count = await store.write(lambda tx: tombstones.take_down(tx, entries.of_source(tx, source_id, BATCH), now))
        removed += count
        if count < BATCH:
            await store.write(lambda tx: dropped.forget_source(tx, source_id))
            return removed


def _removable(stored: Iterable[StoredSource], name: str) -> int:
    named = [source for source in stored if source.name == name]
    if any(source.active for source in named):
        raise SourceInUse(name)
    if not named:
        raise NoSuchSource(name)
    return named[0].id


async def prune(store: Store, retention: Retention, now: datetime) -> int:
    """Remove entries that are older than the settings keep, but never the newest few of a source; how many.

    What is removed leaves a tombstone, so that a feed which still carries it brings nothing back. Its space goes back
    to the disk.
    """
    if not retention.days:
        return 0
    oldest = now - timedelta(days=retention.days)
    removed = 0
    while count := await store.write(lambda tx: _remove_outlived(tx, oldest, retention.keep_at_least, now)):
        removed += count
    if removed:
        while await store.write(space.give_back):  # in small steps: a writer must not keep polls waiting
            pass
    return removed


def _remove_outlived(tx: Transaction, oldest: datetime, keep_at_least: int, now: datetime) -> int:
    return tombstones.remove(tx, tombstones.outlived(tx, oldest, keep_at_least, BATCH), now, "outlived")

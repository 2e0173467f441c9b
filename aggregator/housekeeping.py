"""What has to be done from time to time, whether anything comes in or not: vacancies close, old entries leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aggregator.config.settings import Retention
from aggregator.store import articles, space, tombstones
from aggregator.store.engine import Store, Transaction

#: Entries that leave in one transaction: a writer must not keep polls waiting.
BATCH = 500


def close_vacancies(tx: Transaction, timezone: str, now: datetime) -> int:
    """Close the vacancies whose last day is over where the site lives; how many.

    Also right after days slept through. Outputs read what is stored here and never the clock.
    """
    return articles.close_due(tx, now.astimezone(ZoneInfo(timezone)).date(), now)


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

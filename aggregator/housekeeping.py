"""What has to be done from time to time, whether anything comes in or not: closing vacancies whose day is over."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.store import entries
from aggregator.store.engine import Transaction


def keep_house(tx: Transaction, timezone: str, now: datetime) -> int:
    """Close the vacancies whose last day is over where the site lives; how many.

    Also right after days slept through. Outputs read what is stored here and never the clock.
    """
    return entries.close_due(tx, now.astimezone(ZoneInfo(timezone)).date(), now)

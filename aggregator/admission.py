"""How a new entry is let in: whether it may go out in the combined feed, and whether its own page is read first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aggregator.models.entry import Prepared, Standing
from aggregator.models.source import Source


def standings(
    kept: Sequence[Prepared],
    *,
    now: datetime,
    oldest: datetime | None,
    allowance: int | None,
    is_first_import: bool,
) -> list[Standing]:
    """Which new entries of one poll go out in the combined feed, newest first in the document.

    At a first import: what is dated `oldest` or later; of undated ones, whose age nobody knows, `allowance` many.
    Later: `allowance` many of all. None lifts a bound.
    """
    decided: list[Standing] = []
    for entry in kept:
        limited = not is_first_import or entry.published is None
        if is_first_import and entry.published is not None:
            goes = oldest is None or entry.published >= oldest
        else:
            goes = allowance is None or allowance > 0
        if goes and limited and allowance is not None:
            allowance -= 1
        decided.append(Standing.WAITING if goes else Standing.KEPT_BACK)
    return decided


def wants_article(source: Source, entry: Prepared) -> bool:
    """Whether the entry's own page is to be read: where the document left the body out, or the source says so."""
    if entry.link is None or source.extract == "never":
        return False
    if source.extract == "always" or not entry.text:
        return True
    return not entry.is_whole and (entry.is_listed or source.body == "full")

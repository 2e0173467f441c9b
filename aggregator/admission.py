"""How new entries are let in: whether they may go out in the combined feed, whether their own pages are read first, and
whether their source is held because it does not look itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.models.entry import Prepared, Standing
from aggregator.models.source import Habits, Hold, Source
from aggregator.outcomes import Cause

#: An entry that comes so long after it was dated is old. Counted back from the last good poll, so that neither the
#: source's outage nor ours counts.
OLD = timedelta(days=7)
#: More than so many, and more than half of a document, are a flood.
MANY = 10
#: Polls without cause after which a source is let go by itself.
QUIET_POLLS = 3
#: Clocks differ a little.
AHEAD = timedelta(minutes=15)


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


def is_reviewed(source: Source, approved: int) -> bool:
    """Whether what comes from the source waits for somebody at the desk, who has approved so many of it."""
    return source.review is True or (source.review is not False and approved < source.review)


def wants_article(source: Source, entry: Prepared) -> bool:
    """Whether the entry's own page is to be read: where the document left the body out, or the source says so."""
    if entry.link is None or source.extract == "never":
        return False
    if source.extract == "always" or not entry.text:
        return True
    return not entry.is_whole and (entry.is_listed or source.body == "full")


def find_flood(new: Sequence[Prepared], *, redated: int, listed: int, last_good: datetime) -> Cause | None:
    """Why a source is to be held: old entries by the dozen, as after a move to another system, or new dates on most.

    `redated` of the `listed` entries of the document bear another date than at first.
    """
    old = sum(entry.published is not None and entry.published < last_good - OLD for entry in new)
    if _is_flood(old, listed):
        return Cause("old_entries", f"It presents {old} old entries all at once, as after a move to another system.")
    if _is_flood(redated, listed):
        return Cause("redated", f"It gives {redated} of its {listed} entries another date than before.")
    return None


def _is_flood(number: int, listed: int) -> bool:
    return number > MANY and number * 2 > listed


def watched(habits: Habits, cause: Cause | None, *, last_good: datetime, now: datetime) -> Habits:
    """The source after a good poll: held, held still, or with one quiet poll more."""
    hold = habits.hold
    if cause is not None and cause.code not in habits.tolerated:
        since, old_before = (hold.since, hold.old_before) if hold else (now, last_good - OLD)
        return replace(habits, hold=Hold(cause=cause, since=since, old_before=old_before))
    return replace(habits, hold=replace(hold, quiet_polls=hold.quiet_polls + 1)) if hold else habits


def with_clock(habits: Habits, new: Sequence[Prepared], now: datetime) -> Habits:
    """The source with what the dates of its new entries say about its clock."""
    dates = [entry.published for entry in new if entry.published is not None]
    ahead = sum(published > now + AHEAD for published in dates)
    return replace(habits, is_ahead=ahead * 2 > len(dates)) if dates else habits

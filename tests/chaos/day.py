"""Hours of a town and its desk: driven step by step, and the server's log held against the schedule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.acceptance.desk import Desk
from tests.chaos.driven import Driven
from tests.chaos.town import HOUR, Paper, Town

#: Less than the daemon takes for a long sleep.
STEP = timedelta(seconds=115)
CEILING = timedelta(hours=24)


def pass_time(
    town: Town, driven: Driven, length: timedelta, *, fast_by: timedelta = timedelta(0)
) -> Iterator[datetime]:
    """Let so much time pass; every moment on the way. The daemon's clock may be fast, or slow."""
    end = town.now + length
    while town.now < end:
        town.now += STEP
        driven.at(town.now + fast_by)
        yield town.now


def late_or_early(town: Town) -> list[str]:
    """The visits that did not come when they were due: after the interval and up to a tenth more, or backed off."""
    found = []
    for paper in town.papers:
        moments = [visit.at for visit in town.visits if visit.paper == paper]
        for number, (last, visited) in enumerate(zip(moments, [*moments[1:], town.now + STEP], strict=True), 1):
            due = _backed_off(paper, number) if paper.is_ill else paper.pace
            is_last = number == len(moments)
            if (visited - last < due and not is_last) or visited - last > due * 1.1 + 2 * STEP:
                found.append(f"{paper.name}: due {due} after {last}, visited after {visited - last}")
        if not moments:
            found.append(f"{paper.name} was never visited")
    return found


def _backed_off(paper: Paper, failures: int) -> timedelta:
    return max(paper.pace, min(HOUR * (1 << failures - 1), CEILING))


def stored(desk: Desk) -> dict[str, list[str]]:
    """The addresses that each source's entries have."""
    found: dict[str, list[str]] = {}
    for entry in desk.entries():
        found.setdefault(entry[0], []).append(entry[4])
    return found


def missed_or_doubled(town: Town, desk: Desk) -> list[str]:
    """What is not as it came out. Of each paper, what came after its last visit may be missing."""
    have, found = stored(desk), []
    for paper in town.papers:
        if paper.is_ill:
            continue
        addresses = have.get(paper.name, [])
        seen_at = max(visit.at for visit in town.visits if visit.paper == paper and visit.status in (200, 304))
        expected = town.expected(seen_at)[paper.name]
        if len(addresses) != len(set(addresses)) or set(addresses) != expected:
            found.append(f"{paper.name}: {len(addresses)} stored, {len(set(addresses))} of them one of a kind, "
                         f"{len(expected)} came out")  # fmt: skip
    return found

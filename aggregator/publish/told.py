"""The stories of the last days, as the store has them: what waits is put to one of them, or begins another.

What is kept in memory is only a copy of what the store says, brought up to date in every transaction that lets entries
out. So it does not matter which process does so, nor whether it has just been started.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.grouping.stories import Stories, lead_of
from aggregator.grouping.telling import Placing, Telling
from aggregator.grouping.window import SPAN
from aggregator.store import numbers, stories
from aggregator.store.engine import Transaction
from aggregator.store.stories import Joining


@dataclass(frozen=True, slots=True)
class Placed:
    """What becomes of entries that wait."""

    going_out: tuple[int, ...]
    joining: tuple[Joining, ...]


class Told:
    """A copy of the last days' stories. Whoever lets entries out has one; it serves one transaction at a time."""

    def __init__(self) -> None:
        self._stories = Stories()
        self._seen = 0

    def forget(self) -> None:
        """Know nothing, as after a transaction that came to nothing: the store is asked again."""
        self._stories, self._seen = Stories(), 0

    def place(self, tx: Transaction, waiting: Sequence[int], now: datetime) -> Placed:
        """Which of these go out, and which join a story that another one leads."""
        self._catch_up(tx, now)
        tellings = stories.tellings(tx, waiting)
        lot = sorted(tellings.values(), key=lambda one: (one.at, one.id))
        here = set(tellings)
        placings = self._stories.place(
            lot, now, lambda id_: id_ in here or (isinstance(id_, int) and stories.is_told(tx, id_))
        )
        joining = _joining(tx, lot, placings)
        staying = {one.entry_id for one in joining if not one.leads}
        return Placed(tuple(id_ for id_ in waiting if id_ not in staying), tuple(joining))

    def _catch_up(self, tx: Transaction, now: datetime) -> None:
        newest = numbers.revision(tx, "change").number
        if newest < self._seen:  # another database, or an older state of it
            self.forget()
        for telling, story_id in stories.told(tx, after=self._seen, since=now - SPAN):
            self._stories.know(telling, story_id)
        self._seen = newest


def _joining(tx: Transaction, lot: Sequence[Telling], placings: Sequence[Placing]) -> list[Joining]:
    """Who comes into a story that others tell too. One that is out already keeps its lead."""
    by_story: dict[int, list[tuple[Telling, Placing]]] = {}
    for telling, placing in zip(lot, placings, strict=True):
        by_story.setdefault(int(placing.story), []).append((telling, placing))
    led = stories.led(tx, [story_id for story_id, parts in by_story.items() if _is_older(story_id, parts)])
    joining = []
    for story_id, parts in by_story.items():
        lead = None if story_id in led else lead_of([telling for telling, _ in parts])
        if lead is None or len(parts) > 1 or _is_older(story_id, parts):
            joining += [Joining(int(one.id), story_id, placing.why, leads=one is lead) for one, placing in parts]
    return joining


def _is_older(story_id: int, parts: Sequence[tuple[Telling, Placing]]) -> bool:
    return all(telling.id != story_id for telling, _ in parts)

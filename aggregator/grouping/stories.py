"""Which story each entry tells, in the order in which they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from aggregator.grouping.telling import Placing, Telling
from aggregator.grouping.verdict import Match
from aggregator.grouping.window import SPAN, Window

#: Whether an entry that memory has is still there.
StillThere = Callable[[int | str], bool]


class Stories:
    """The stories of the last days. Not shared by threads; whoever keeps it feeds it everything that goes out."""

    def __init__(self) -> None:
        self._window = Window()
        self._story_of: dict[int | str, int | str] = {}
        self._members: dict[int | str, dict[int | str, int | str]] = {}

    def __len__(self) -> int:
        return len(self._window)

    def know(self, telling: Telling, story: int | str) -> None:
        """An entry that was placed before, by whomever; or that was edited since."""
        self._window.add(telling)
        self._enter(telling.id, telling.source, story)

    def place(self, lot: Iterable[Telling], now: datetime, still_there: StillThere = lambda _: True) -> list[Placing]:
        """Place entries that go out together, the oldest first, and know them from now on.

        What is older than the span, seen from now, tells a story of its own and costs nothing.
        """
        self.forget_before(now - SPAN)
        lot = list(lot)
        for telling in lot:
            self.forget(telling.id)  # what was tried before and came to nothing
        placed = []
        for telling in lot:
            if telling.at < now - SPAN:
                placed.append(Placing(telling.id, telling.id))
                continue
            placing = self._place(telling, still_there)
            self._enter(telling.id, telling.source, placing.story)
            placed.append(placing)
        return placed

    def forget_before(self, moment: datetime) -> None:
        """Forget what is older."""
        for id_ in self._window.forget_before(moment):
            self._leave(id_)

    def forget(self, id_: int | str) -> None:
        """Forget an entry that is no more."""
        self._window.remove(id_)
        self._leave(id_)

    def _place(self, telling: Telling, still_there: StillThere) -> Placing:
        reading = self._window.add(telling)
        for id_, match in self._window.matches(reading):
            if not still_there(id_):
                self.forget(id_)
                continue
            story = self._story_of[id_]
            # a source tells a story once: what it says next is another
            if telling.source not in self._members[story].values():
                return Placing(telling.id, story, id_, in_words(match))
        return Placing(telling.id, telling.id)

    def _enter(self, id_: int | str, source: int | str, story: int | str) -> None:
        self._leave(id_)
        self._story_of[id_] = story
        self._members.setdefault(story, {})[id_] = source

    def _leave(self, id_: int | str) -> None:
        story = self._story_of.pop(id_, None)
        if story is not None:
            members = self._members[story]
            del members[id_]
            if not members:
                del self._members[story]


def lead_of(members: Sequence[Telling]) -> Telling:
    """Who stands for a story that goes out: a member's post if there is one, else the earliest."""
    earliest = sorted(members, key=lambda one: (not one.is_member, one.at, str(one.id)))
    return earliest[0]


def in_words(match: Match) -> str:
    """Why two entries tell one story, for `explain`."""
    shared = ", ".join(match.shared)
    match match.rule:
        case "address":
            return f"both lead to {shared}"
        case "title":
            return "they have the same title"
        case "copy":
            return f"one is a copy of the other (both say {shared})"
        case "vacancy":
            return f"they offer the same post (both say {shared})"
        case _:
            return f"they are alike ({match.strength:.1f}; both say {shared})"

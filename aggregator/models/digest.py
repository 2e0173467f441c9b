"""The letters of the week before they have a form: the desk note and the newsletter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.models.alarm import KeptAlarm
from aggregator.models.output import OutEntry, Site
from aggregator.outcomes import Cause


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of something."""

    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """An entry that no rule placed, and how to ask why."""

    title: str
    source: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The desk note: what those who run the desk should know of the time since the last."""

    site: Site
    since: datetime
    until: datetime
    #: New entries, by source and by category, the most first.
    by_source: tuple[Tally, ...] = ()
    by_category: tuple[Tally, ...] = ()
    #: What is wrong now, and what was and is over.
    standing: tuple[KeptAlarm, ...] = ()
    over: tuple[KeptAlarm, ...] = ()
    #: The newest of those that no rule placed, and how many there are.
    unplaced: tuple[Unplaced, ...] = ()
    unplaced_number: int = 0
    #: Sources that are held, and why.
    held: tuple[tuple[str, Cause], ...] = ()
    #: What relevance left out, by source.
    dropped: tuple[Tally, ...] = ()

    @property
    def entries(self) -> int:
        return sum(tally.number for tally in self.by_source)

    @property
    def left_out(self) -> int:
        return sum(tally.number for tally in self.dropped)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEntry:
    """An entry that waits at the desk for somebody to approve it."""

    published_id: str
    title: str
    summary: str
    source: str
    came: datetime
    #: The place of its page at the desk.
    path: str


@dataclass(frozen=True, slots=True)
class Section:
    """Entries of one category; of none, if it has no name."""

    name: str
    #: Of the category's page.
    path: str
    entries: tuple[OutEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """What went out since the last, for readers."""

    site: Site
    since: datetime
    until: datetime
    sections: tuple[Section, ...] = ()
    #: Open ones, the next to close first.
    vacancies: tuple[OutEntry, ...] = ()
    #: How many more went out than it holds.
    more: int = 0

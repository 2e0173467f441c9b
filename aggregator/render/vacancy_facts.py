"""The facts of a vacancy one by one, for pages that have room for a table."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.models.output import OutEntry
from aggregator.render.messages import Messages


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the table."""

    name: str
    value: str


def standing_facts(entry: OutEntry, messages: Messages) -> tuple[Fact, ...]:
    """What the post is; empty for what is no vacancy."""
    vacancy, words = entry.vacancy, messages.words
    if vacancy is None:
        return ()
    told = (
        (words["employer"], vacancy.employer),
        (words["place"], vacancy.location),
        (words["salary"], vacancy.salary),
        (words["hours"], vacancy.hours),
        (words["interview"], messages.dates.date_of(vacancy.interview) if vacancy.interview else None),
    )
    return tuple(Fact(name, value) for name, value in told if value)


def all_facts(entry: OutEntry, messages: Messages) -> tuple[Fact, ...]:
    """The same after the closing date."""
    vacancy, words = entry.vacancy, messages.words
    if vacancy is None:
        return ()
    closing = messages.dates.date_of(vacancy.closes) if vacancy.closes else None
    if entry.is_closed:
        closing = words["closed"] if closing is None else words["closed_on"].format(date=closing)
    first = (Fact(words["closing_date"], closing),) if closing else ()
    return first + standing_facts(entry, messages)

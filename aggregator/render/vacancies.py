"""The terms of a vacancy in one line: closing date, employer, place, pay, hours."""

from __future__ import annotations

from aggregator.models.output import OutEntry
from aggregator.render.messages import Messages


def vacancy_terms(entry: OutEntry, messages: Messages) -> str:
    """What stands below the title of a vacancy, as plain text; empty for other entries."""
    vacancy = entry.vacancy
    if vacancy is None:
        return ""
    words = messages.words
    if entry.is_closed:
        closing = words["closed"]
    else:
        closing = words["closes"].format(date=messages.dates.date_of(vacancy.closes)) if vacancy.closes else ""
    interview = words["interviews"].format(date=messages.dates.date_of(vacancy.interview)) if vacancy.interview else ""
    told = (closing, vacancy.employer, vacancy.location, vacancy.salary, vacancy.hours, interview)
    return " · ".join(part for part in told if part)

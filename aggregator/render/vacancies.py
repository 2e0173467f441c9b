"""The terms of a vacancy: in one line for people, and its pay as a number where the wording allows one."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class YearlySalary:
    """What a post pays at the start."""

    #: A plain number.
    amount: str
    #: As ISO 4217 has it.
    currency: str


#: Signs that stand for one currency; a dollar may be anybody's.
_CURRENCIES = {"£": "GBP", "€": "EUR", "GBP": "GBP", "EUR": "EUR", "USD": "USD", "AUD": "AUD", "CAD": "CAD"}
_AMOUNT = re.compile(r"(£|€|\b(?:GBP|EUR|USD|AUD|CAD))\s?(\d{1,3}(?:,\d{3})+|\d{4,7})(?:\.\d\d)?(?!\d|,\d|\s?k\b)")
_NOT_A_YEAR = re.compile(r"\b(?:hour|hourly|day|daily|week|weekly|month|monthly|session|shift|night)\b", re.IGNORECASE)


def yearly_salary(wording: str | None) -> YearlySalary | None:
    """The first amount that a wording names ("£28,000 to £31,000 a year"); None where it may not be for a year."""
    found = _AMOUNT.search(wording or "")
    if found is None or _NOT_A_YEAR.search(wording or ""):
        return None
    return YearlySalary(found[2].replace(",", ""), _CURRENCIES[found[1]])

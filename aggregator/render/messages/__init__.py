"""The message catalogue: every word that outputs say of themselves. A language is a TOML file in this folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from aggregator.outcomes import Cause

DEFAULT_LANGUAGE = "en"

#: A file as TOML reads it: part, key, words.
Catalogue = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class DateWords:
    """How a language tells dates."""

    day: str
    calendar: str
    month: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]

    def weekday_of(self, day: date) -> str:
        return self.weekdays[day.weekday()]

    def date_of(self, day: date) -> str:
        return self.calendar.format(day=day.day, month=self.month_name(day), year=day.year)

    def month_name(self, day: date) -> str:
        return self.months[day.month - 1]

    def month_of(self, day: date) -> str:
        return self.month.format(month=self.month_name(day), year=day.year)


@dataclass(frozen=True, slots=True)
class Messages:
    """One language's words."""

    language: str
    words: dict[str, str]
    reasons: dict[str, str]
    notices: dict[str, str]
    errors: dict[str, str]
    feed: dict[str, str]
    desk: dict[str, str]
    embed: dict[str, str]
    status: dict[str, str]
    causes: dict[str, str]
    health: dict[str, str]
    sayings: dict[str, str]
    letters: dict[str, str]
    dates: DateWords

    def cause(self, cause: Cause | None) -> str:
        """What is wrong, in this language if it knows the code, else as it was noted; nothing where nothing is."""
        return self.causes.get(cause.code, cause.message) if cause else ""


@lru_cache(maxsize=8)
def messages_for(language: str) -> Messages:
    """The catalogue for a language tag: `de-AT` takes de-AT, else de, else English."""
    known = {entry.name.removesuffix(".toml") for entry in files(__name__).iterdir() if entry.name.endswith(".toml")}
    wanted = (language, language.split("-")[0], DEFAULT_LANGUAGE)
    chosen = next(name for name in wanted if name in known)
    return combined(chosen, _load(chosen))


def combined(language: str, catalogue: Catalogue) -> Messages:
    """A catalogue's words; what it leaves out is said in English."""
    said = {part: words | catalogue.get(part, {}) for part, words in _load(DEFAULT_LANGUAGE).items()}
    dates = said["dates"]
    return Messages(
        language=language,
        words=said["words"],
        reasons=said["reasons"],
        notices=said["notices"],
        errors=said["errors"],
        feed=said["feed"],
        desk=said["desk"],
        embed=said["embed"],
        status=said["status"],
        causes=said["causes"],
        health=said["health"],
        sayings=said["sayings"],
        letters=said["letters"],
        dates=DateWords(
            day=dates["day"],
            calendar=dates["date"],
            month=dates["month"],
            weekdays=tuple(dates["weekdays"]),
            months=tuple(dates["months"]),
        ),
    )


def _load(name: str) -> Catalogue:
    said: Catalogue = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return said

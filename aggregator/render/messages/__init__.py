"""The message catalogue: every word that outputs say of themselves. A language is a TOML file in this folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

DEFAULT_LANGUAGE = "en"

#: A file as TOML reads it: part, key, words.
Catalogue = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class DateWords:
    """How a language tells dates."""

    day: str
    short: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]

    def tell(self, moment: date, pattern: str) -> str:
        return pattern.format(
            weekday=self.weekdays[moment.weekday()],
            day=moment.day,
            month=self.months[moment.month - 1],
            year=moment.year,
        )


@dataclass(frozen=True, slots=True)
class Messages:
    """One language's words."""

    language: str
    words: dict[str, str]
    notices: dict[str, str]
    errors: dict[str, str]
    feed: dict[str, str]
    dates: DateWords


@lru_cache(maxsize=8)
def messages_for(language: str) -> Messages:
    """The catalogue for a language tag: `de-AT` takes de-AT, else de, else English. What it leaves out is English."""
    folder = files(__name__)
    known = {entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    wanted = (language, language.split("-")[0], DEFAULT_LANGUAGE)
    chosen = next(name for name in wanted if name in known)
    return _read(chosen, *(_load(folder, name) for name in (DEFAULT_LANGUAGE, chosen)))


def _load(folder: Traversable, name: str) -> Catalogue:
    said: Catalogue = tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return said


def _read(language: str, english: Catalogue, theirs: Catalogue) -> Messages:
    said = {part: english[part] | theirs.get(part, {}) for part in english}
    dates = said["dates"]
    return Messages(
        language=language,
        words=said["words"],
        notices=said["notices"],
        errors=said["errors"],
        feed=said["feed"],
        dates=DateWords(
            day=dates["day"],
            short=dates["short"],
            weekdays=tuple(dates["weekdays"]),
            months=tuple(dates["months"]),
        ),
    )

"""A sentence before it has words: what it says, and of what. Whoever shows it finds the words (`render/sayings.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from aggregator.outcomes import Cause

#: What can be filled in: each is told as the language and the place have it.
Value: TypeAlias = "str | int | float | date | datetime | timedelta | Cause | Saying | tuple[str, ...]"


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence, or a part of one."""

    #: Which of the message catalogue's sayings.
    key: str
    #: What is filled in, by name.
    values: tuple[tuple[str, Value], ...] = ()


def saying(key: str, **values: Value) -> Saying:
    """The saying of this key."""
    return Saying(key, tuple(values.items()))

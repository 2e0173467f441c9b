"""Visible dates: finds a day in the words of a card or in an address. What the words mean is `dates`' business.

A day without a year ("12 March") and an age ("3 days ago") are none here: they mean another day at every reading, and a
page read again must say the same. Such an entry stands at its first seen, until its own page gives the whole date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from aggregator.dates import parse_date
from aggregator.parse.listing.deadlines import ends_in_deadline

_YEAR = r"(?:19|20)\d\d"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|er|re)\b|[.ºª°])?"
_MONTH = r"[^\W\d_]{3,12}"
_LINK = r"(?:(?:of|de|del|di|den)\s+)?"
#: The shapes a day is written in; whether the word in the middle is a month is tried afterwards.
_SHAPES = (
    re.compile(
        rf"(?<![\d.,:/])\d{{1,2}}{_ORDINAL}[\s\-/.,]*{_LINK}{_MONTH}\.?[\s,\-/]*{_LINK}(?:{_YEAR}|['’]?\d\d)(?!\d|:\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![^\W\d_]){_MONTH}\.?[\s\-]*\d{{1,2}}{_ORDINAL}[\s,.\-]+{_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d){_YEAR}\s?[-/.年년]\s?\d{{1,2}}\s?[-/.月월]\s?\d{{1,2}}(?!\d)[日일]?"),
    re.compile(rf"(?<!\d){_YEAR}[\s\-.,]+{_MONTH}\.?[\s\-.,]*\d{{1,2}}(?!\d)", re.IGNORECASE),
)
_NUMBERS = re.compile(r"(?<![\d.:/-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?((?:19|20)?\d\d)(?!:?\d|[./-]\d)")
#: A moment to the second is a name that a system gave a folder, and no day of a piece.
_IN_PATH = re.compile(
    rf"/({_YEAR})[/_-](\d{{1,2}}|[a-z]{{3,9}})[/_-](\d{{1,2}})(?=[/_.-]|$)(?!-\d\d-\d\d-\d\d)", re.IGNORECASE
)
_RUN_IN_PATH = re.compile(rf"(?<!\d)({_YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d{{3}})")


#: Longer texts are looked through anew every time.
MAX_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: the day, the words that say it, and where they stand."""

    day: datetime
    text: str
    start: int
    end: int


def find_date(text: str, *, month_first: bool = False) -> Found | None:
    """The first date in a text that is not said to be a deadline."""
    return _find_again(text, month_first) if len(text) <= MAX_REMEMBERED else _find(text, month_first)


def _find(text: str, month_first: bool) -> Found | None:
    if not any(character.isdigit() for character in text):
        return None
    found = [hit for hit in _all(text, month_first) if not ends_in_deadline(text[max(0, hit.start - 40) : hit.start])]
    return min(found, key=lambda hit: hit.start, default=None)


#: A card's lines are asked for dates several times.
_find_again = lru_cache(maxsize=1024)(_find)


def _all(text: str, month_first: bool) -> Iterable[Found]:
    for shape in (*_SHAPES, _NUMBERS):
        for hit in shape.finditer(text):
            words = hit.group().replace("’", "").replace("'", "")
            day = parse_date(words, day_first=not month_first)
            if day is not None:
                yield Found(day, hit.group(), hit.start(), hit.end())


def writes_month_first(texts: Iterable[str], language: str | None) -> bool:
    """Whether the numbers 3/4/2024 mean March: one date that can't be read otherwise decides, else the language."""
    american = british = 0
    for text in texts:
        for hit in _NUMBERS.finditer(text):
            american += int(hit.group(3)) > 12 and hit.group(2) != "."
            british += int(hit.group(1)) > 12
    if american != british:
        return american > british
    return (language or "").lower() in ("en-us", "en_us")


def date_in_address(url: str) -> datetime | None:
    """The day that an address carries in its path."""
    path = urlsplit(url).path
    hit = _IN_PATH.search(path) or _RUN_IN_PATH.search(path)
    return parse_date("-".join(hit.groups())) if hit is not None else None

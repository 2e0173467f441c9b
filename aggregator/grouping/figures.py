"""The numbers in a text, levelled: "£2.3m" and "2.3 million pounds" are one, and so are "54%" and "54 per cent"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONES_IN_ORDER = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_TENS_IN_ORDER = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: number for number, word in enumerate(_ONES_IN_ORDER.split())}
_TENS = {word: 10 * number for number, word in enumerate(_TENS_IN_ORDER.split(), start=2)}
_SCALES = {"hundred": 100, "thousand": 1000, "k": 1000, "m": 10**6, "mn": 10**6, "million": 10**6}
_SCALES |= {"bn": 10**9, "billion": 10**9}
_SPELT = "|".join((*_TENS, *_ONES))
_FIGURE = re.compile(
    r"(?P<money>[£$€])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<scale>bn|mn|m|k|million|billion|thousand)\b)?"
    r"(?:\s?(?P<unit>%|per\s?cent|percent|p\b|mph|am\b|pm\b|st\b|nd\b|rd\b|th\b))?(?P<word>[a-z]*)"
    rf"|\b(?P<spelt>(?:{_SPELT})(?:[\s-](?:{_SPELT}|hundred|thousand|million|billion|and(?=\s(?:{_SPELT})\b)))*)\b",
    re.IGNORECASE,
)
_YEARS = range(1900, 2100)
_MONTH = "jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
_MONTH = rf"(?:{_MONTH}|january|february|march|april|august|september|october|november|december)"
_MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th)?(?:\sof)?\s({_MONTH})\b", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"\b({_MONTH})\s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a text says it."""

    #: The same for every way to write it.
    key: str
    #: What kind of number it is; only two of one kind can speak against each other.
    unit: str
    #: From 0 to 1: how unlikely it is that two texts share it by chance.
    weight: float
    start: int
    end: int


def find_figures(text: str) -> list[Figure]:
    """The numbers of a text in their order; small ones spelt out are left out, everybody uses them."""
    found = []
    for hit in _FIGURE.finditer(text):
        figure = _spelt(hit) if hit["spelt"] else _written(hit)
        if figure is not None:
            found.append(figure)
    return found


def _written(hit: re.Match[str]) -> Figure | None:
    digits = hit["digits"].replace(",", "")
    if len(digits) <= 2 and (month := _month(hit)) is not None:
        return Figure(f"{int(digits)} {month}", "day", 0.3, hit.start(), hit.end())
    if hit["word"] and not hit["unit"]:
        return None  # part of a name: "17a", "Q1x"
    if (
        len(digits) == 4
        and digits.isdigit()
        and int(digits) in _YEARS
        and "," not in hit["digits"]
        and not hit["money"]
    ):
        return Figure(f"y{digits}", "year", 0.1, hit.start(), hit.end())
    value = float(digits[:15]) * _SCALES.get((hit["scale"] or "").lower(), 1)
    unit = _unit(hit)
    return Figure(_key(value), unit, _weight(value, digits, unit), hit.start(), hit.end())


def _month(hit: re.Match[str]) -> str | None:
    """The month that makes a day of this number."""
    text = hit.string
    beside = _MONTH_AFTER.match(text, hit.end("digits")) or _MONTH_BEFORE.search(
        text[max(hit.start() - 12, 0) : hit.start()]
    )
    return beside[1][:3].lower() if beside else None


def _unit(hit: re.Match[str]) -> str:
    if hit["money"]:
        return "money"
    unit = (hit["unit"] or "").lower().replace(" ", "")
    return {"%": "share", "percent": "share", "p": "pence", "am": "hour", "pm": "hour"}.get(unit, unit or "count")


def _key(value: float) -> str:
    return f"{value:.10g}"


def _weight(value: float, digits: str, unit: str) -> float:
    """By how many digits say something: 78,150 is hardly said by chance, 30 often."""
    telling = len(digits.replace(".", "").strip("0"))
    if telling >= 4:
        return 1.0
    if telling == 3:
        return 0.9
    if telling == 2:
        return 0.6 if value > 12 else 0.2
    if value >= 1000:
        return 0.5
    return 0.3 if value > 12 or unit in ("money", "share") else 0.1


def _spelt(hit: re.Match[str]) -> Figure | None:
    words = re.split(r"[\s-]+", hit["spelt"].lower())
    total = part = 0
    for word in words:
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                part = max(part, 1) * 100
            else:
                total, part = total + max(part, 1) * scale, 0
        elif word != "and":
            part += _ONES.get(word, 0) + _TENS.get(word, 0)
    total += part
    if total < 3:
        return None
    return Figure(_key(total), "count", _weight(total, str(total), "count"), hit.start(), hit.end())

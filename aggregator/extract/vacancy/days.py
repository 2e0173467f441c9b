"""Days as people write them inside a sentence, each with its place, resolved against the day of reading.

`aggregator.dates` reads a whole string that is a date; here dates are found in text, may lack their year, may be ranges
or weeks. What can't be fixed without guessing is reported as vague, never as a day.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from aggregator.dates import FIRST_YEAR, LAST_YEAR
from aggregator.datewords import MONTHS

_MONTH_NAMES = (
    r"jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?"
    r"|dec(?:ember)?"
)
_WEEKDAY_NAMES = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_WEEKDAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_WEEKDAY = rf"(?:\b(?P<weekday>{_WEEKDAY_NAMES})\b\.?,?\s+(?:the\s+)?)?"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th)\b)?"
_TIME = (
    r"(?:\s*(?:,|at|by|@)?\s*\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?|noon|midday|midnight|hrs)"
    r"|,?\s*(?:at\s+)?(?:12\s+)?(?:noon|midday|midnight))"
)
_YEAR = (
    r"(?:,?\s*(?P<year>(?:19|20)\d{2}\b|['’]\d{2}\b|\d{2}\b(?!\s*(?:[ap]\.?m|noon|midday|midnight|hours|hrs|[:.]\d"
    r"|[-–/]\d|%|st|nd|rd|th))))?"
)
_JOIN = (
    rf"\s*(?:-|–|—|/|&|,|\bto\b|\band\b|\bor\b|\buntil\b|,\s*and\b)\s*(?:(?:{_WEEKDAY_NAMES})\b\.?,?\s+)?(?:the\s+)?"
)

_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(?<![\d:.£])(?P<day>\d{{1,2}}){_ORDINAL}(?P<more>(?:{_JOIN}\d{{1,2}}{_ORDINAL}){{0,4}})"
    rf"(?:\s+|\s?-\s?|\s*/\s*)?(?:(?:day\s+)?of\s+)?(?P<month>{_MONTH_NAMES})\b\.?(?:{_TIME}(?=,?\s*20\d\d))?-?{_YEAR}",
    re.I,
)
_MONTH_DAY = re.compile(
    rf"{_WEEKDAY}\b(?P<month>{_MONTH_NAMES})\b\.?\s+(?:the\s+)?(?P<day>\d{{1,2}}){_ORDINAL}(?!\d|[:.]\d\d"
    rf"|\s*[ap]\.?m|,\d{{3}})"
    rf"(?P<more>(?:{_JOIN}\d{{1,2}}{_ORDINAL}(?!\d|[:.]\d|\s*[ap]\.?m)){{0,4}}){_YEAR}",
    re.I,
)
_NUMBERS = re.compile(
    rf"{_WEEKDAY}(?<![\d/.£-])"
    rf"(?P<day>\d{{1,2}})\s?(?P<mark>[/.-])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?(?P<year>\d{{4}}|\d{{2}})(?![\d/])",
    re.I,
)
_ISO = re.compile(r"(?<![\d/.-])(?P<year>20\d{2})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_SHORT_NUMBERS = re.compile(
    rf"{_WEEKDAY}(?<![\d/.£-])(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})(?![\d/%]|\.\d|\s*(?:hours|hrs|[ap]\.?m))", re.I
)
_END_OF_MONTH = re.compile(
    rf"\b(?:the\s+)?(?:end|last\s+day)\s+of\s+(?P<month>{_MONTH_NAMES})\b\.?,?\s*(?P<year>20\d{{2}})?", re.I
)
_NEAR = re.compile(
    r"\b(?P<today>today|tonight)\b|\b(?P<tomorrow>tomorrow)\b"
    r"|\b(?:in\s+)?(?P<days>\d{1,2})\s+days?\s*(?P<left>left|to\s+go|remaining|from\s+today|from\s+now)?",
    re.I,
)
#: A date after these names a week, or some day near it.
_VAGUE_BEFORE = re.compile(
    r"(?:\bw\s?[/.\\]\s?[cb]\.?|\bwc|\bweek(?:s)?(?:\s+(?:commencing|beginning|starting|of|from|ending))?|\baround"
    r"|\babout|\bafter|\bcirca|\bon or around"
    r"|\bearly|\blate|\bmid)[\s:.-]*(?:on\s+)?(?:the\s+)?(?:of\s+)?$",
    re.I,
)
#: Words that make a date of 3/7.
_SAYS_A_DATE = re.compile(
    r"(?:interviews?|dates?|closing|closes|deadline|apply|by|before|until)\s*:?\s*(?:is\s|are\s|on\s|by\s|held\s)*$",
    re.I,
)
_NUMBER = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Days:
    """A day, or a run of them from `first` to `last`, between two places of the text. Vague: no day can be named."""

    first: date
    last: date
    start: int
    end: int
    is_vague: bool = False


def find_days(text: str, today: date) -> list[Days]:
    """All days that the text names, in order, none inside another. A missing year is the nearest that fits."""
    found: list[Days] = []
    has_digits = _NUMBER.search(text) is not None
    for pattern in (_ISO, _NUMBERS, _DAY_MONTH, _MONTH_DAY, _END_OF_MONTH, _SHORT_NUMBERS):
        if not has_digits and pattern is not _END_OF_MONTH:
            continue
        for match in pattern.finditer(text):
            if any(match.start() < days.end and days.start < match.end() for days in found):
                continue
            if days := _read(pattern, match, today):
                found.append(days)
    return sorted(found, key=lambda days: days.start)


def find_near_days(text: str, today: date) -> list[Days]:
    """Days counted from the day of reading: "closing today", "5 days left". Only badges mean them so."""
    found = []
    for match in _NEAR.finditer(text):
        if match["days"] and not (match["left"] or match.group().lower().startswith("in")):
            continue
        day = today + timedelta(days=int(match["days"] or (1 if match["tomorrow"] else 0)))
        found.append(Days(day, day, match.start(), match.end()))
    return found


def nearest(day: int, month: int, anchor: date, weekday: int | None = None) -> date | None:
    """The day of the year nearest to `anchor`; the weekday decides if it fits any. None halfway between two years."""
    around = [found for year in range(anchor.year - 1, anchor.year + 2) if (found := _date(year, month, day))]
    fitting = [found for found in around if weekday is not None and found.weekday() == weekday]
    near = sorted(fitting or around, key=lambda found: abs(found - anchor))
    if not near:
        return None
    if not fitting and len(near) > 1 and abs(near[1] - anchor) - abs(near[0] - anchor) < timedelta(days=20):
        return None
    return near[0]


def _read(pattern: re.Pattern[str], match: re.Match[str], today: date) -> Days | None:
    groups = match.groupdict()
    is_vague = bool(_VAGUE_BEFORE.search(match.string[max(0, match.start() - 40) : match.start()]))
    if pattern is _NUMBERS:
        first = last = _read_numbers(groups, match.string)
    elif pattern is _SHORT_NUMBERS:
        is_said = _SAYS_A_DATE.search(match.string[max(0, match.start() - 25) : match.start()])
        if not (is_said or groups["weekday"] or (len(groups["day"]) == 2 and len(groups["month"]) == 2)):
            return None
        first = last = nearest(int(groups["day"]), int(groups["month"]), today, _weekday(groups["weekday"]))
    elif pattern is _ISO:
        first = last = _date(int(groups["year"]), int(groups["month"]), int(groups["day"]))
    elif pattern is _END_OF_MONTH:
        first = last = _end_of_month(_month(groups["month"]), _year(groups["year"], today), today)
    else:
        first, last = _read_words(groups, today)
    return Days(first, last, match.start(), match.end(), is_vague) if first and last else None


def _read_words(groups: dict[str, str | None], today: date) -> tuple[date | None, date | None]:
    numbers = [int(groups["day"] or 0), *(int(number) for number in _NUMBER.findall(groups.get("more") or ""))]
    month, year = _month(groups["month"]), _year(groups["year"], today)
    weekday = _weekday(groups["weekday"])
    days = [_date(year, month, number) if year else nearest(number, month, today, weekday if place == 0 else None)
            for place, number in enumerate(numbers)]  # fmt: skip
    first = days[0]
    if first and not year:  # the others belong to the same year as the first
        days = [_date(first.year, month, number) for number in numbers]
    real = [day for day in days if day]
    return (min(real), max(real)) if first and real else (None, None)


def _read_numbers(groups: dict[str, str | None], text: str) -> date | None:
    """Day first, as the UK and most of the world write; the weekday or a number over 12 can say otherwise."""
    day, month, year = int(groups["day"] or 0), int(groups["month"] or 0), int(groups["year"] or 0)
    year += 2000 if year < 100 else 0
    day_first, month_first = _date(year, month, day), _date(year, day, month)
    weekday = _weekday(groups["weekday"])
    if day_first and month_first and weekday is not None and month_first.weekday() == weekday != day_first.weekday():
        return month_first
    return day_first or month_first


def _end_of_month(month: int, year: int | None, today: date) -> date | None:
    if year is None:
        near = nearest(28, month, today)
        if near is None:
            return None
        year = near.year
    return _date(year, month, calendar.monthrange(year, month)[1])


def _month(name: str | None) -> int:
    return MONTHS[(name or "").lower()] if (name or "").lower() in MONTHS else MONTHS[(name or "")[:3].lower()]


def _weekday(name: str | None) -> int | None:
    return _WEEKDAYS[name[:3].lower()] if name else None


def _year(digits: str | None, today: date) -> int | None:
    """Two digits are a year only where they are near today's: `14 March 12` may go on with `noon`."""
    if not digits:
        return None
    digits = digits.strip("'’")
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits)
    return year if abs(year - today.year) <= 2 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None

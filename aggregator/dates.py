"""Dates as publishers write them → moments in UTC. Finding a date inside a longer text is left to others.

Feeds mostly write RFC 822 or ISO 8601: those two go through one regular expression each. Everything else (words of a
dozen languages, numbers in any order, digits run together) goes through `_parse_freely`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from aggregator.datewords import FILLERS, MONTHS, WEEKDAYS, WEEKDAYS_LIKE_MONTHS, ZONES

#: Other years are a fault of the publisher's clock or software, not a date (RELIABILITY §2).
FIRST_YEAR, LAST_YEAR = 1970, 2100
#: No date needs more; bounds the work on hostile text.
MAX_LENGTH = 120

_RFC_822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4}|\d{2,3})"
    r"(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*(?![AaPp][Mm]\b)([A-Za-z]{1,5}|(?:GMT|UTC?)?[+-]\d{1,2}:?(?:\d{2})?))?)?"
    r"(?:\s*\([^()]*\))?",
    re.ASCII,
)
_ISO_8601 = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:(?:\s*[Tt]\s*|\s+)(\d{2})(?::?(\d{2})(?::?(\d{2}))?)?(?:[.,]\d+)?\s*(?![AaPp][Mm]\b)([A-Za-z]{1,5}|[+-]\d{2}:?(?:\d{2})?)?)?",
    re.ASCII,
)
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?", re.ASCII)
_ISO_ORDINAL = re.compile(r"(\d{4})-(\d{3})", re.ASCII)
#: Seconds since 1970 from 2001 to 2286, or thousandths or millionths of them: no date in digits looks like that.
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(\d{3})?(?:\.\d+)?", re.ASCII)
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?", re.ASCII)

_OFFSET = re.compile(r"(?:gmt|utc?)?\s*([+-])(\d{1,2}):?(\d{2})?", re.ASCII | re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d.:/-])(?P<hour>\d{1,2})"
    r"(?:(?::|(?<=\d)h)(?P<minute>\d{2})(?:[:.m](?P<second>\d{2})(?:[.,]\d+)?)?s?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
    r"|[.](?P<minute_dot>\d{2})(?:\s*(?P<half_dot>[ap])\.?\s?m\b\.?|\s*uhr\b)"
    r"|\s*(?P<half_only>[ap])\.?\s?m\b\.?)"
    r"(?:\s*uhr\b|\s*h\b)?"
)
#: A zone after the time: an offset, or up to five letters in capitals' place.
_ZONE = re.compile(r"\s*(?:(?P<offset>(?:gmt|utc?)?\s*[+-]\d{1,2}:?(?:\d{2})?)(?!\d)|(?P<name>[a-z]{1,5})\b)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re|eme|[ºª°])(?![a-z])")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
#: The zone's name after its offset, as JavaScript prints dates.
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
#: A weekday in whatever language, or "Published:".
_LEADING_WORD = re.compile(r"^\s*[^\W\d_]{2,20}\.?\s*[,:]")
_NO_ACCENT_TO_TAKE_OFF = str.maketrans("øłı", "oli")
_NOON = re.compile(r"(?:\b12\s*)?\b(?:noon|midday)\b")
_CJK = re.compile(r"(?<=\d)\s*[年月日년월일]")


def parse_date(text: str | None, *, day_first: bool = True, zone: tzinfo = UTC) -> datetime | None:
    """The moment that a publisher's date stands for, in UTC; None when it is missing, unreadable or out of bounds.

    `day_first` reads 03/04/2025 as the 3rd of April (as the UK does) rather than the 4th of March; a number over 12
    decides for itself. `zone` holds where the text names none. A date without a time is its midnight.
    """
    text = text.strip() if text and len(text) <= MAX_LENGTH else ""
    if not text:
        return None
    try:
        found = _parse_rfc_822(text, zone) or _parse_iso_8601(text, zone) or _parse_digits(text, zone)
        return _within_bounds(found or _parse_freely(text, day_first, zone))
    except (ValueError, OverflowError):  # the 31st of February, hour 25, year 0
        return None


def _within_bounds(moment: datetime | None) -> datetime | None:
    return moment if moment and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _parse_rfc_822(text: str, zone: tzinfo) -> datetime | None:
    """`Fri, 14 Mar 2025 10:00:00 GMT`, without weekday, seconds, time or zone too, and `14-Mar-25` (RFC 850)."""
    match = _RFC_822.fullmatch(text)
    if not match:
        return None
    day, month_name, year, hour, minute, second, zone_name = match.groups()
    month = MONTHS.get(month_name.lower())
    if not month:
        return None
    return _moment(_full_year(year), month, int(day), hour, minute, second, _zone(zone_name, zone))


def _parse_iso_8601(text: str, zone: tzinfo) -> datetime | None:
    match = _ISO_8601.fullmatch(text)
    if match:
        year, month, day, hour, minute, second, zone_name = match.groups()
        return _moment(int(year), int(month), int(day), hour, minute, second, _zone(zone_name, zone))
    if match := _ISO_MONTH.fullmatch(text):  # W3C-DTF allows it
        return _moment(int(match[1]), int(match[2]), 1, None, None, None, zone)
    if match := _ISO_WEEK.fullmatch(text):
        first = datetime.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1))
        return first.replace(tzinfo=zone).astimezone(UTC)
    if match := _ISO_ORDINAL.fullmatch(text):
        if not 1 <= int(match[2]) <= 366:
            return None
        start = datetime(int(match[1]), 1, 1, tzinfo=zone)
        return (start + timedelta(days=int(match[2]) - 1)).astimezone(UTC)
    return None


def _parse_digits(text: str, zone: tzinfo) -> datetime | None:
    """`20250314100000`, or seconds, milliseconds or microseconds since 1970."""
    if match := _RUN_TOGETHER.fullmatch(text):
        year, month, day, hour, minute, second = match.groups()
        if FIRST_YEAR <= int(year) <= LAST_YEAR:
            return _moment(int(year), int(month), int(day), hour, minute, second, zone)
    if match := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(match[1]), UTC)
    return None


def _parse_freely(text: str, day_first: bool, zone: tzinfo) -> datetime | None:
    """A date in words or numbers: its time and zone are taken out first, what is left must be a date and no more."""
    text = _NOON.sub(" 12:00 ", _CJK.sub(" ", _fold(_REMARK.sub("", text))))
    hour, minute, second, found_zone, text = _take_time(text)
    date = _find_date(_ORDINAL.sub("", _LEADING_WORD.sub("", text, count=1)), day_first)
    return _moment(*date, hour, minute, second, found_zone or zone) if date else None


def _fold(text: str) -> str:
    """Lower case without accents, so that one spelling of a month is enough."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_NO_ACCENT_TO_TAKE_OFF))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _take_time(text: str) -> tuple[str | None, str | None, str | None, tzinfo | None, str]:
    match = _TIME.search(text)
    if not match:
        return None, None, None, None, text
    half = match["half"] or match["half_dot"] or match["half_only"]
    hour = int(match["hour"])
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    before, after = text[: match.start()], text[match.end() :]
    zone, after = _take_zone(after)
    return str(hour), match["minute"] or match["minute_dot"] or "0", match["second"], zone, f"{before} {after}"


def _take_zone(text: str) -> tuple[tzinfo | None, str]:
    match = _ZONE.match(text)
    if not match:
        return None, text
    if match["offset"]:
        return _zone(match["offset"], UTC), text[match.end() :]
    name = match["name"]
    if name.upper() not in ZONES or name in FILLERS or name in MONTHS:
        return None, text
    return _zone(name, UTC), text[match.end() :]


def _find_date(text: str, day_first: bool) -> tuple[int, int, int] | None:
    numbers: list[str] = []
    months: list[str] = []
    for word in _WORDS.findall(text):
        if word.isdigit():
            numbers.append(word)
        elif word in MONTHS:
            months.append(word)
        elif word not in WEEKDAYS and word not in FILLERS:
            return None
    if len(months) == 2 and months[0] in WEEKDAYS_LIKE_MONTHS:
        months = months[1:]
    if len(months) == 1 and len(numbers) == 2:
        return _day_and_year(numbers, MONTHS[months[0]])
    if not months and len(numbers) == 3:
        return _three_numbers(numbers, day_first)
    return None


def _day_and_year(numbers: list[str], month: int) -> tuple[int, int, int]:
    first, second = numbers
    if len(first) > 2:
        return _full_year(first), month, int(second)
    return _full_year(second), month, int(first)


def _three_numbers(numbers: list[str], day_first: bool) -> tuple[int, int, int] | None:
    first, second, third = numbers
    if len(first) == 4 and len(second) <= 2 and len(third) <= 2:
        return int(first), int(second), int(third)
    if len(first) > 2 or len(second) > 2 or len(third) not in (2, 4):
        return None
    day, month = (first, second) if day_first else (second, first)
    if int(month) > 12:
        day, month = month, day
    return _full_year(third), int(month), int(day)


def _full_year(digits: str) -> int:
    """RFC 5322 §4.3 for short years, except that the window opens in 1970: nothing here is older."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 70 else 1900)
    return year + 1900 if len(digits) == 3 else year


def _zone(name: str | None, default: tzinfo) -> tzinfo:
    """The zone that a name or offset stands for. Unknown names and military letters are UTC (RFC 5322 §4.3)."""
    if not name:
        return default
    if match := _OFFSET.fullmatch(name):
        sign = -1 if match[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(match[2]), minutes=int(match[3] or 0)))
    minutes = ZONES.get(name.upper(), 0)
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def _moment(
    year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None, zone: tzinfo
) -> datetime:
    """Second 60 is a leap second and hour 24 the end of the day (ISO 8601): both belong to what comes next."""
    hours, minutes, seconds = int(hour or 0), int(minute or 0), int(second or 0)
    carry = timedelta()
    if seconds == 60:
        seconds, carry = 59, timedelta(seconds=1)
    if hours == 24 and minutes == seconds == 0:
        hours, carry = 0, timedelta(days=1)
    local = datetime(year, month, day, hours, minutes, seconds, tzinfo=zone) + carry
    return local.astimezone(UTC)

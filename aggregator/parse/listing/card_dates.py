"""Visible dates: finds a day in the words of a card or in an address. English and other main languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

#: Month names by number, as their languages write them in dates; three letters or more, endings left open.
_MONTHS: dict[int, str] = {
    1: "jan january januar januari janvier enero ene janeiro gennaio gen stycznia styczeń sty ledna leden januára január jan. января январь янв январ tammikuuta tammi ocak ianuarie jänner janv gener xaneiro ιανουαρίου sausio січня siječnja januára",
    2: "feb february februar februari février fevrier févr fev febrero fevereiro febbraio lutego luty února únor február февраля февраль фев helmikuuta helmi şubat subat februarie φεβρουαρίου лютого veljače feber febr",
    3: "mar march märz marz mrz mars marzo março marco maart mrt marca marzec března březen március márc марта март мар maaliskuuta maalis mart martie maerz μαρτίου березня ožujka mär",
    4: "apr april avril avr abril abr aprile kwietnia kwiecień dubna duben április ápr апреля апрель апр huhtikuuta huhti nisan aprilie απριλίου квітня travnja aprila",
    5: "may mai maj mei mayo maio maggio mag maja května květen május máj мая май toukokuuta touko mayıs μαΐου травня svibnja",
    6: "jun june juni juin junio junho giugno giu czerwca czerwiec června červen június jún июня июнь июн kesäkuuta kesä haziran iunie ιουνίου червня lipnja",
    7: "jul july juli juillet juil julio julho luglio lug lipca lipiec července červenec július júl июля июль июл heinäkuuta heinä temmuz iulie ιουλίου липня srpnja",
    8: "aug august augustus août aout agosto ago sierpnia sierpień srpna srpen augusztus августа август авг elokuuta elo ağustos αυγούστου серпня kolovoza augusti",
    9: "sep sept september septembre septiembre setembro settembre set września wrzesień září szeptember szept сентября сентябрь сен сент syyskuuta syys eylül septembrie σεπτεμβρίου вересня rujna",
    10: "oct okt october oktober octobre octubre outubro out ottobre ott października październik října říjen október октября октябрь окт lokakuuta loka ekim octombrie οκτωβρίου жовтня",
    11: "nov november novembre noviembre novembro novembris listopadu listopad listopada ноября ноябрь ноя marraskuuta marras kasım kasim noiembrie νοεμβρίου листопада studenoga studeni",
    12: "dec dez dic december dezember décembre decembre déc diciembre dezembro dicembre grudnia grudzień prosince prosinec декабря декабрь дек joulukuuta joulu aralık decembrie δεκεμβρίου грудня prosinca des desember",
}
MONTH_NUMBER = {name: number for number, names in _MONTHS.items() for name in names.split()}
_NAME = "|".join(sorted(map(re.escape, MONTH_NUMBER), key=len, reverse=True))
_YEAR = r"((?:19|20)\d\d)"
_SHORT_YEAR = r"((?:19|20)\d\d|['’]?\d\d)"
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|°|ª)?"
_DAY_MONTH = re.compile(
    rf"(?<![\d.])(\d{{1,2}}){_ORDINAL}[\s\-/.,]*(?:of |de |d['’])?\s*({_NAME})\b[\s.,\-/']*(?:de |del |of )?{_SHORT_YEAR}\b",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(rf"\b({_NAME})\b[.\s\-]*(\d{{1,2}}){_ORDINAL}[\s,.\-]+{_YEAR}\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?<!\d){_YEAR}\s?[-/.年년]\s?(\d{{1,2}})\s?[-/.月월]\s?(\d{{1,2}})(?!\d)")
_YEAR_NAME = re.compile(rf"(?<!\d){_YEAR}[\s\-.,]+({_NAME})\b[\s\-.,]*(\d{{1,2}})(?!\d)", re.IGNORECASE)
_NUMBERS = re.compile(rf"(?<![\d.:/])(\d{{1,2}})\s?([./-])\s?(\d{{1,2}})\s?\2\s?((?:19|20)?\d\d)(?![\d:])")
_WORDS = re.compile(
    r"\b(?:closing|closes?|close date|deadline|expires?|expiry|apply by|application|applications|interviews?|ends?|until|due|bewerbungsfrist|date limite|cierre|scadenza|sluitingsdatum)\b[^\d]{0,20}$",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/_-](\d{1,2}|[a-z]{3,9})[/_-](\d{1,2})(?=[/_.-]|$)", re.IGNORECASE)
_RUN_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d{3})")


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: the day, the words that say it, and where they stand."""

    day: datetime
    text: str
    start: int
    end: int


def find_date(text: str, *, month_first: bool = False) -> Found | None:
    """The first date in a text that is not said to be a deadline."""
    found = [hit for hit in _all(text, month_first) if _WORDS.search(text[max(0, hit.start - 40) : hit.start]) is None]
    return min(found, key=lambda hit: hit.start, default=None)


def _all(text: str, month_first: bool) -> Iterable[Found]:
    if not any(character.isdigit() for character in text):
        return
    for pattern, order in ((_DAY_MONTH, "dmy"), (_MONTH_DAY, "mdy"), (_YEAR_FIRST, "ymd"), (_YEAR_NAME, "ymd")):
        for hit in pattern.finditer(text):
            parts = dict(zip(order, hit.groups(), strict=True))
            day = _day(parts["y"], parts["m"], parts["d"])
            if day is not None:
                yield Found(day, hit.group(), hit.start(), hit.end())
    for hit in _NUMBERS.finditer(text):
        first, second, year = hit.group(1), hit.group(3), hit.group(4)
        american = (month_first and int(first) <= 12) or int(second) > 12
        day = _day(year, first if american else second, second if american else first)
        if day is not None:
            yield Found(day, hit.group(), hit.start(), hit.end())


def writes_month_first(texts: Iterable[str], language: str | None) -> bool:
    """Whether the numbers 3/4/2024 mean March: one date that can't be read otherwise decides, else the language."""
    american = british = 0
    for text in texts:
        for hit in _NUMBERS.finditer(text):
            if hit.group(2) != "/":
                continue
            american += int(hit.group(3)) > 12
            british += int(hit.group(1)) > 12
    if american != british:
        return american > british
    return (language or "").lower() in ("en-us", "en_us")


def date_in_address(url: str) -> datetime | None:
    """The day that an address carries in its path."""
    path = urlsplit(url).path
    hit = _IN_PATH.search(path)
    if hit is not None:
        return _day(*hit.groups())
    run = _RUN_IN_PATH.search(path)
    return _day(*run.groups()) if run is not None else None


def _day(year: str, month: str, day: str) -> datetime | None:
    year = year.strip("'’")
    number = int(month) if month.isdigit() else MONTH_NUMBER.get(month.lower(), 0)
    full = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)
    try:
        found = date(full, number, int(day))
    except ValueError:
        return None
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if 1970 <= found.year <= 2100 else None

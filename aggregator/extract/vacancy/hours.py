"""How much of a week a post takes, as the advert words it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aggregator.extract.vacancy.closing import sentences
from aggregator.extract.vacancy.labelled import Labelled
from aggregator.extract.vacancy.lines import Line

_NUMBER = (
    r"(?:\d{1,2}(?:\.\d{1,2}|½|¼|¾)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|sixteen"
    r"|eighteen|twenty|thirty|thirty-five|thirty-seven)"
)
_A_WEEK = (
    r"(?:(?:per|a|each|every|/)\s?(?:week|wk|month|fortnight)|p\.?/?w\b\.?|weekly|/\s?w(?:ee)?k|(?:in|of) (?:the"
    r"|a) week)"
)
_SPAN = (
    r"(?:(?:up to|between|around|about|approximately|approx\.?|at least|minimum(?: of)?"
    rf"|average(?: of)?)\s)?{_NUMBER}(?:\s?(?:-|–|to|or|and)\s?{_NUMBER})?"
)
_HOURS = (
    rf"{_SPAN}[\s-]?(?:hours|hrs|hpw|hour|hr)\b(?:\s\d{{1,2}}\s?min(?:ute)?s?\b)?(?:\s(?:of work\s)?{_A_WEEK}"
    rf"|{_A_WEEK})?"
)
_DAYS = rf"{_SPAN}[\s-]?days?\b(?:\s?{_A_WEEK})?"
_FTE = (
    r"(?:0?\.\d{1,2}|1(?:\.0)?)\s?(?:-\s?(?:0?\.\d{1,2}|1(?:\.0)?)\s?)?(?:FTE|WTE|of full[- ]time)|(?:FTE"
    r"|WTE)\s?(?:of\s)?(?:0?\.\d{1,2}|1(?:\.0)?)"
)
_TIME = (
    r"(?:full[\s-]?time|part[\s-]?time|zero[\s-]hours?|term[\s-]time(?: only)?|job[\s-]share|casual|sessional|bank"
    r"|flexible hours|as and when)"
)
_FULL_OR_PART = rf"{_TIME}(?:\s?(?:,|or|/|and|&)\s?{_TIME})?"
_EXACT = re.compile(
    r"(?<![\w.£])(?:"
    rf"(?P<days>(?:{_DAYS}|{_HOURS})\s?\((?:{_HOURS}|{_DAYS}|{_FTE})[^()]{{0,20}}\)|(?:{_FULL_OR_PART}"
    rf"|{_FTE})\s?[(,:–-]\s?(?:{_HOURS}|{_DAYS}|{_FTE})(?:\s?[(,]\s?(?:{_HOURS}|{_DAYS}|{_FTE}))?\)?"
    rf"|{_DAYS},\s?{_HOURS}|{_HOURS},\s?(?:over\s)?{_DAYS})"
    rf"|(?P<hours>{_HOURS})|(?P<week>{_DAYS})|(?P<fte>{_FTE})|(?P<time>{_FULL_OR_PART}))",
    re.I,
)
#: No hours without one of these: spares most sentences the long search.
_MAY_HOLD = re.compile(r"hour|hrs?\b|hpw|day|fte|wte|time|casual|sessional|bank|zero|share|and when", re.I)
_NOT_WORKED = re.compile(
    r"\b(?:notice|annual leave|holiday|training|within|supervision|cpd|days['’]? (?:leave|holiday)|response|leave"
    r"|opening hours|course|voyage|old|office opening|phone lines?|every|last|past|next|first|for)\b",
    re.I,
)
_WEEKLY = re.compile(_A_WEEK, re.I)
_TODAY = re.compile(r"(?:1 day|24 hours|48 hours|24[\s-]hour|24/7|one day|1 hour|one hour)\s*$", re.I)
_MAX = 110


def find_hours(lines: Sequence[Line], labelled: Iterable[Labelled]) -> str | None:
    """The hours as written; "part-time" is an answer where no number is given."""
    pairs = list(labelled)
    for pair in pairs:
        if (
            pair.field == "hours"
            and (text := _tidy(pair.value))
            and (re.search(r"\d", text) or _EXACT.search(text) or len(text) < 60)
        ):
            return text
    found = [text for pair in pairs if pair.field == "contract" and (text := _contract_hours(pair.value))]
    in_text = _in_text(lines)
    if found and not re.search(r"\d", found[0]) and in_text and re.search(r"\d", in_text):
        return in_text
    return found[0] if found else in_text


def is_hours(text: str) -> bool:
    """A short piece that is nothing but hours."""
    match = _EXACT.search(text) if _MAY_HOLD.search(text) else None
    return bool(match and len(match.group()) >= 0.5 * len(text.strip()) and not _NOT_WORKED.search(text))


def _tidy(text: str) -> str | None:
    parts = sentences(text)
    if len(text) > _MAX or len(parts) > 1:
        text = next(
            (
                part
                for part in parts
                if (_EXACT.search(part) or (part is parts[0] and part[:1].isdigit())) and len(part) <= _MAX
            ),
            None,
        ) or (match.group() if (match := _EXACT.search(text)) else "")
    return text.strip(" .;,|–—-") or None


def _contract_hours(text: str) -> str | None:
    match = _EXACT.search(text)
    if not match or (match.lastgroup == "week" and not _WEEKLY.search(match.group())):
        return None
    return match.group().strip(" ,;–—-")


def _in_text(lines: Sequence[Line]) -> str | None:
    best: tuple[int, str] | None = None
    for line in lines:
        for sentence in filter(_MAY_HOLD.search, sentences(line.text)):
            for match in _EXACT.finditer(sentence):
                score = _score(match, sentence)
                if score > 0 and (best is None or score > best[0]):
                    best = (score, match.group().strip(" ,;–—-"))
    return best[1] if best else None


def _score(match: re.Match[str], sentence: str) -> int:
    text, kind = match.group(), match.lastgroup
    is_weekly = bool(_WEEKLY.search(text))
    around = sentence[max(0, match.start() - 25) : match.start()] + " | " + sentence[match.end() : match.end() + 22]
    if _TODAY.search(text) or (_NOT_WORKED.search(around) and not is_weekly and kind not in ("time", "fte")):
        return 0
    if kind == "days":
        return 9
    if kind == "hours":
        return (
            8
            if is_weekly
            else 6
            if re.search(r"\bwork|\bpost|\brole|\bhours|\bpart|\bfull|[,;|–]", around, re.I) or len(sentence) < 60
            else 3
        )
    if kind == "week":
        if is_weekly and not re.search(r"\b(?:office|in the|remote|home|on site|onsite)\b", around, re.I):
            return 7
        return 4 if len(text) > 0.3 * len(sentence) or re.search(r"[,;|]\s*(?:\||$)", around) else 0
    return 5 if kind == "fte" else 4 if re.match(r"full|part|term|zero|job", text, re.I) else 2

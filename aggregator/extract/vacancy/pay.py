"""What a post pays, as the advert words it: with its unit, pro rata and FTE, since they change what a figure means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aggregator.extract.vacancy.closing import sentences
from aggregator.extract.vacancy.labelled import Labelled
from aggregator.extract.vacancy.lines import Line

_FIGURE = r"(?:£|€|\$|GBP\s?|EUR\s?)\s?\d[\d,]*(?:\.\d{1,2})?(?!\d)(?:\s?[kK]\b)?"
_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d{2,3}\s?[kK]\b|\d{5,6}\b|\d{1,3}\.\d{2}|\d+\s?[kK]?\b"
_UNIT = (
    r"(?:per|an?|each|/|every)\s?(?:annum|year|hour|hr|day|week|month|session|shift|night|sleep-?in|meeting|yr"
    r"|calendar month|half[- ]day|case|report|assessment|panel|service|lesson|class|visit)\b|p\.?\s?a\b\.?"
    r"|p\.?h\b\.?|p/h\b|p/?w\b|pcm\b|p/?d\b"
    r"|hourly|annually|yearly|daily|weekly|monthly"
)
_MEANING = (
    rf"(?:{_UNIT}|\(?\s?(?:actual|gross|net|pro[- ]?rata(?:'?d)?|pro-?rat(?:ed?|ing)|FTE|full[- ]time equivalent"
    r"|WTE|based on|inclusive|including|dependent|depending|negotiable|subject to|rising|basic|OTE"
    rf"|equivalent to)\b[^()|;.]{{0,50}}?\)?(?=[,;.)|–—-]|\s[–—|-]|$)"
    rf"|\((?=[^()]*(?:pro[- ]?rata|FTE|full[- ]time equivalent|actual|{_UNIT}|£|grade|scale|NJC|SCP|point"
    rf"|band))[^()]{{1,80}}\))"
)
_RANGE = rf"{_FIGURE}(?:\s*(?:-|–|—|to|up to|rising to|and|/)\s*(?:{_FIGURE}|{_PLAIN}))?"
_GRADE = (
    r"(?:(?:NJC|SCP|Grade|Band|Scale|Spine|Level|Point|Pay (?:scale|band|point|grade|spine)|Points|PO|SO"
    r"|Agenda for Change|AfC)\b[^£.;|]{0,40}?"
    r"|(?:circa|c\.|c|up to|from|starting at|starting from|around|approx\.?|approximately|to)\b[^£.;|\w]{0,3})"
)
_PAY = re.compile(
    rf"(?:(?<![\w£]){_GRADE}[\s,:(–-]*)?(?<![\w£]){_RANGE}(?P<after>(?:\s(?:umbrella|paye|gross|net"
    rf"|ltd))?(?:\)?[\s,]*{_MEANING}){{0,4}}\)?)",
    re.I,
)
#: Figures without a currency sign count only with their unit.
_BARE = re.compile(
    rf"(?<![\w£.,])(?=\d){_PLAIN}(?:\s*(?:-|–|to)\s*(?:{_PLAIN}))?\s*(?:{_UNIT}|GBP|pounds)(?:[\s,]*{_MEANING})*", re.I
)
_SPOKEN_FOR = re.compile(
    r"\b(?:salar(?:y|ies)|pay(?:s|ing)?|paid|earn(?:s|ing)?|wage|remuneration|rate|per annum|pro[- ]?rata|FTE"
    r"|an hour|per hour|grade|NJC|SCP|scale|stipend|honorarium|band)\b",
    re.I,
)
_NOT_PAY = re.compile(
    r"\b(?:grants?|budgets?|rais(?:e|es|ed|ing)|turnover|income|worth|bonus(?:es)?|expenses|allowances?|vouchers?"
    r"|referral|donat\w+|debts?|million|fund(?:s|ing|ed)?|invest\w*|contracts? (?:of|worth)|mileage|"
    r"fees?|cost(?:s|ing)?|sav(?:e|es|ed|ing)|revenue|assets|welcome payment|relocation|membership|tickets?|prize"
    r"|sponsor\w*|reimburs\w+|up to £[\d,]+ (?:towards|for)|retainer|join(?:ing)? for|golden hello|campaign"
    r"|portfolio|spend|awarded|award of|worth of)\b"
    r"|£\s?[\d.,]+\s?(?:m|mn|bn|million|billion|p)\b",
    re.I,
)
_WORDS_FOR_PAY = re.compile(
    r"\b(?:(?:a |an )?(?:highly )?(?:competitive|attractive|generous|excellent|negotiable) (?:salary|pay|rate|rates"
    r"|package|remuneration|salaries)(?: package| of pay| and benefits)?"
    r"|salary (?:is )?(?:competitive|negotiable|dependent on experience|depending on experience"
    r"|according to experience|commensurate with experience|to be agreed|on application|tbc|doe)"
    r"|pay (?:is )?(?:negotiable|dependent on experience)|(?:real|national|london) (?:living|minimum) wage"
    r"|(?:unpaid|voluntary)(?= (?:role|post|position|basis|and|but|with|,|\.|;))|unremunerated|expenses only"
    r"|(?:unpaid|voluntary)(?=$|[,.;)]))",
    re.I,
)
_VOLUNTARY = re.compile(
    r"\b(?:unpaid|unremunerated|not (?:paid|remunerated)|voluntary|volunteer(?:s|ing)?)\b[^.]{0,40}"
    r"|\bexpenses (?:only|are paid|will be paid|paid)\b",
    re.I,
)
_HAS_FIGURE = re.compile(rf"{_FIGURE}|\d{{2}},\d{{3}}|\d\s?k\b|{_UNIT}", re.I)
_UNKNOWN = re.compile(
    r"^(?:n/?a|none|tbc|-+|–|not (?:specified|stated|disclosed|given|applicable)|see (?:advert|below|above"
    r"|job description|attached).*)\.?$",
    re.I,
)
_SCALE = re.compile(r"\b(?:grade|scale|band|point|scp|njc|level|spine|mps|range)\b", re.I)
_DIGIT = re.compile(r"\d")
_FEE = re.compile(r"\bfees?\b", re.I)
#: What comes on top is no part of the figure.
_EXTRAS = re.compile(r"\s*(?:,\s*)?(?:\+|plus\b|with\b|and\b)")
#: Below and above is no pay for so long.
_BOUNDS = tuple(
    (re.compile(unit, re.I), least, most)
    for unit, least, most in (
        (r"hour|\bhr\b|(?<![a-z])p\.?h\b|p/h|/h", 6, 300),
        (r"session|meeting|shift|night|sleep|panel|case|report|assessment|service|lesson|class|visit", 10, 3_000),
        (r"day|daily|p/?d\b", 40, 3_000),
        (r"week|p/?w\b", 50, 5_000),
        (r"month|pcm", 300, 30_000),
    )
)
_MAX = 140


def find_salary(lines: Sequence[Line], labelled: Iterable[Labelled]) -> str | None:
    """The pay as written: the label's value, else the figure that sentences or bullets speak of as pay."""
    pairs = [pair for pair in labelled if pair.field in ("salary", "grade") and not _UNKNOWN.match(pair.value)]
    grades = [value for value in (tidy_pay(pair.value) for pair in pairs if pair.field == "grade") if value]
    pays = [value for value in (tidy_pay(pair.value) for pair in pairs if pair.field == "salary") if value]
    stated = [value for value in [*pays, *filter(_HAS_FIGURE.search, grades)] if _is_post_pay(value)]
    if stated:
        return next(filter(_HAS_FIGURE.search, stated), stated[0])
    return _in_text(lines) or next(iter(grades), None) or _in_words(lines)


def _is_post_pay(value: str) -> bool:
    """A label may also stand over a fee or an allowance: a figure that no post pays."""
    is_sum = _HAS_FIGURE.search(value) and not _SCALE.search(value)
    return not _is_allowance(value) and (not is_sum or _is_plausible(value))


def is_pay(text: str) -> bool:
    """A short piece that is nothing but pay: a bullet, a part of a line of facts."""
    match = (_PAY.search(text) or _BARE.search(text)) if _DIGIT.search(text) else None
    return bool(
        match
        and (len(match.group().strip()) >= 0.5 * len(text.strip()) or _SPOKEN_FOR.search(text))
        and not _NOT_PAY.search(text)
        and _is_plausible(match.group())
    )


def tidy_pay(text: str) -> str | None:
    """A label's value, cut where prose begins."""
    text = text.strip(" .;,|–—-")
    if len(text) > _MAX:
        parts = sentences(text, at_semicolons=False)
        text = parts[0] if len(parts[0]) <= _MAX and _HAS_FIGURE.search(parts[0]) else ""
        if not text and (match := next((match for match in _PAY.finditer(" ".join(parts))), None)):
            text = match.group()
    else:
        parts = sentences(text, at_semicolons=False)
        if len(parts) > 1 and _HAS_FIGURE.search(parts[0]):
            text = parts[0]
    return text.strip(" .;,|–—") or None


def _in_text(lines: Sequence[Line]) -> str | None:
    best: tuple[int, str] | None = None
    for line in lines:
        for sentence in filter(_DIGIT.search, sentences(line.text)):
            for match in [*_PAY.finditer(sentence), *_BARE.finditer(sentence)]:
                text = _closed(match.group())
                score = _score(match, text, sentence)
                if score > 0 and (best is None or score > best[0]):
                    best = (score, text)
    return best[1] if best else None


def _score(match: re.Match[str], text: str, sentence: str) -> int:
    near = sentence[max(0, match.start() - 60) : match.end() + 30]
    if not _is_plausible(text) or (_is_allowance(near) and not _EXTRAS.match(sentence, match.end())):
        return 0
    score = 2 * bool(_SPOKEN_FOR.search(near)) + bool(re.search(_UNIT, text, re.I)) + (len(text) > 0.5 * len(sentence))
    score += bool(re.search(r"\d\s*(?:-|–|to)\s*£?\d", text))
    before = sentence[max(0, match.start() - 45) : match.start()]
    after = "" if _EXTRAS.match(sentence, match.end()) else sentence[match.end() : match.end() + 25]
    if re.search(_UNIT, text, re.I):
        before = _FEE.sub("", before)
    if _NOT_PAY.search(before) or _NOT_PAY.search(after) or _NOT_PAY.search(text):
        score -= 3
    return score + 1


def _is_allowance(text: str) -> bool:
    return bool(re.search(r"\ballowances?\b", text, re.I)) and not re.search(
        r"\b(?:salary|car allowance|weighting|\+|plus|annum|pro rata|market)\b|\+", text, re.I
    )


def _is_plausible(text: str) -> bool:
    """Too little for a year's pay, without another unit, is some other sum."""
    figures = re.findall(r"\d[\d,]*(?:\.\d+)?\s?k?\b", text, re.I)
    amounts = [
        float(re.sub(r"[^\d.]", "", figure)) * (1000 if figure.lower().endswith("k") else 1)
        for figure in figures
        if re.search(r"\d", figure)
    ]
    largest = max(amounts, default=0.0)
    if re.search(r"(?:\d\s?m|million|bn)\b", text, re.I):
        return False
    for unit, least, most in _BOUNDS:
        if unit.search(text):
            return least <= largest <= most or 7_000 <= largest <= 400_000
    return 7_000 <= largest <= 400_000


def _in_words(lines: Sequence[Line]) -> str | None:
    for line in lines:
        if match := _WORDS_FOR_PAY.search(line.text):
            return re.sub(r"^an? ", "", match.group().strip(), flags=re.I)
    return None


def is_voluntary(text: str) -> bool:
    return bool(_VOLUNTARY.search(text))


def _closed(text: str) -> str:
    """Without a parenthesis that is only half inside, and without the comma at the end."""
    text = text.strip(" ,;–—-")
    if text.count("(") > text.count(")"):
        text = (
            f"{text})"
            if text.rfind("(") > len(text) * 0.2 and text.count("(") == text.count(")") + 1
            else text.replace("(", "")
        )
    elif text.count(")") > text.count("("):
        text = text.rstrip(")")
    return text.strip(" ,;–—-")

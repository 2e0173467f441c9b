"""Where a post is, as the advert words it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aggregator.datewords import MONTHS, WEEKDAYS
from aggregator.extract.vacancy.closing import sentences
from aggregator.extract.vacancy.hours import is_hours
from aggregator.extract.vacancy.labelled import Labelled, field_of
from aggregator.extract.vacancy.lines import Line
from aggregator.extract.vacancy.pay import is_pay
from aggregator.extract.vacancy.roles import ends_in_role, is_role
from aggregator.extract.vacancy.vocabulary import NO_PLACE

_NAME = (
    r"(?:(?:St|Co)\.|[A-Z][\w’'-]*)(?:[ -](?:upon|on|of|le|by|under|in|and|the|&|next|super|y|yr)[ -]"
    r"(?:the[ -])?[A-Z][\w’'-]*"
    r"| (?:(?:St|Co)\.|[A-Z][\w’'-]*))*"
)
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?(?: ?\d[A-Z]{2})?"
_PLACE = rf"{_NAME}(?:, (?:{_POSTCODE}|{_NAME})){{0,3}}(?: \((?:[^()]{{2,40}})\))?"
_REMOTE = (
    r"(?:fully |mainly |primarily |largely )?(?:remote|home[ -]based|homebased|home working|homeworking|hybrid"
    r"|work(?:ing)? from home|from home|anywhere in|nationwide|uk[ -]wide|multiple locations|various locations"
    r"|field[ -]based|community[ -]based|peripatetic)"
)
_STARTS_REMOTE = re.compile(rf"^(?:location[: ]+)?(?P<place>{_REMOTE}\b[^.;|]{{0,70}})", re.I)
_REMOTE_ANYWHERE = re.compile(
    rf"\b(?P<place>(?:hybrid|remote|home[ -]based)(?: working| role| post)?(?: \([^)]{{2,30}}\))?(?:,? (?:with|and"
    rf"|in|from|near|across|within) (?:[\w’-]+ ){{0,4}}{_NAME})?|anywhere in (?:the )?{_NAME})",
    re.I,
)
_BASED = re.compile(
    r"\b(?:based|located|situated|stationed|working)\s+(?:primarily |mainly |largely |either )?(?:in|at|from|near"
    r"|around|out of|across|within|between)\s+(?:our (?:offices? |base |house |centre )?(?:in|at|near)?\s?|the "
    rf"|offices? in |central |beautiful |sunny )?(?P<place>{_PLACE})"
)
_OFFICE = re.compile(
    rf"\b(?:our|the|your|its|their) (?P<before>{_NAME})(?:-based)? (?:offices?|hub|base|branch|shop|store|centre"
    r"|home|team|school|site|house|service)\b|\b(?:office|offices|house|home|hub|shop|centre|base|school|service"
    rf"|team|branch|premises|project|unit|site)(?: is| are)? (?:in|at|near) (?P<after>{_PLACE})"
)
_AREA = re.compile(rf"\b(?:across|covering|throughout|around) (?:the )?(?P<place>{_PLACE})")
_IN = re.compile(rf"(?<!\bborn )(?<!\binterest )\b(?:in|at|out of) (?:the )?(?P<place>{_PLACE})")
_PLACE_SHAPE = re.compile(rf"(?:the )?{_PLACE}(?:(?:,? (?:with|and|or|&|plus) |\s?/\s?|, (?=[A-Z\d]))[^.]{{0,60}})?")
_SURE = re.compile(
    r"\b(?:UK|United Kingdom|England|Wales|Scotland|Northern Ireland|Ireland|London|remote|hybrid|home[ -]based"
    r"|nationwide|(?:[A-Z][a-z]+shire)|North (?:West|East)|South (?:West|East)|Midlands|Yorkshire|Kent|Essex"
    rf"|Surrey|Sussex|Devon|Cornwall|Norfolk|Suffolk|Cumbria|{_POSTCODE})\b"
)
_ORGANISATION = re.compile(
    r"\b(?:Ltd|Limited|Trust|Council|Charity|Fund|Foundation|Society|Services?|Association|Group"
    r"|Agency|Partnership|University|College|School|Academy|Church|CIC|plc|Inc|Company|Project|Network|Centre"
    r"|Federation|Union|Commission|Institute|Alliance|NHS|Care|Hospice|Hospital|Friends|Families|Kids"
    r"|Children['’]s)\b"
)
_FACT_BREAK = re.compile(r"\s+[–—|·•/-]\s+|\s*[|·•]\s*|;\s+|\s*[\u2300-\u27bf\U0001f300-\U0001faff]\ufe0f?\s*")
_UNKNOWN = re.compile(r"^(?:n/?a|tbc|none|-+|see (?:above|below|advert))\.?$", re.I)
_PLACE_NAMES = frozenset(("location", "locality", "place", "address", "town", "region", "city", "area"))
_OTHER_FACT = re.compile(
    r"\b(?:permanent|temporary|fixed[ -]term|contract|clos(?:es|ing|e)|deadline|posted|apply|interview|full[ -]time"
    r"|part[ -]time|voluntary|unpaid|salary|sessional|maternity|ref|months?|immediate|dbs|jobs?|vacanc(?:y|ies)"
    r"|pension|leave|hours|expenses|competitive|start|share|save|home page|menu|days?)\b|\d{4}|£",
    re.I,
)
#: "in Honiton on Thursday".
_BEFORE_A_DAY = re.compile(
    r"\s(?:on|in|and|by|the)\s(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June"
    r"|July|August|September|October|November|December)\b"
)
_BEHIND = re.compile(rf"(?P<place>{_NAME}(?:, {_NAME})?)(?=[,.]|$)")
_MAX = 110


def find_location(lines: Sequence[Line], labelled: Iterable[Labelled], known: Sequence[str]) -> str | None:
    """The place: a label's value, a fact beside pay and hours, else what sentences say of it. `known`: names that are
    no places (role, employer, site)."""
    for pair in labelled:
        if (
            pair.field == "location"
            and not _UNKNOWN.match(pair.value)
            and not is_pay(pair.value)
            and (place := tidy_place(pair.value))
        ):
            return place
    return (
        _from_facts(lines, known)
        or _from_heading(lines)
        or _after_a_name(lines, known)
        or _from_sentences(lines, known)
    )


def tidy_place(text: str) -> str | None:
    """A label's value, cut where prose begins."""
    text = text.strip(" .;,|–—-")
    parts = sentences(text, at_semicolons=False)
    if parts and (len(text) > _MAX or len(parts) > 1):
        text = parts[0] if len(parts[0]) <= _MAX else ""
    return text.strip(" .;,|–—-") or None


def facts_of(line: Line) -> list[str]:
    """The parts of a short line that lists facts; the line itself if it is one fact."""
    if len(line.text) > 220:
        return []
    return [part.strip(" ,.") for part in _FACT_BREAK.split(line.text) if part.strip(" ,.")]


def _from_facts(lines: Sequence[Line], known: Sequence[str]) -> str | None:
    for line in lines:
        if (
            line.names & _PLACE_NAMES
            and len(line.text) <= _MAX
            and not line.level
            and not _OTHER_FACT.search(line.text)
        ):
            return tidy_place(line.text)
    facts = [
        (place, _without_known(fact, known))
        for place, line in enumerate(lines[:120])
        if not line.level
        for fact in _line_facts(line)
    ]
    marks = {place for place, fact in facts if is_pay(fact) or is_hours(fact)}
    near_marks = {place for mark in marks if len(lines[mark].text) <= 80 for place in range(mark - 3, mark + 4)} | marks
    near_marks |= {
        place + step
        for place, line in enumerate(lines)
        if line.level and _is_known(line.text, known[:1])
        for step in (1, 2, 3)
    }
    near = [fact for place, fact in facts if place in near_marks]
    fitting = [fact for fact in near if _is_place_fact(fact, known)]
    sure = [fact for fact in fitting if _SURE.search(fact) or _STARTS_REMOTE.match(fact)]
    return next(iter(sure or fitting), None)


def _from_heading(lines: Sequence[Line]) -> str | None:
    """ "Shop Manager, Keswick"."""
    for line in lines:
        parts = re.split(r",\s+|\s+[–—|-]\s+", line.text) if line.level else []
        if (
            len(parts) == 2
            and ends_in_role(parts[0])
            and re.fullmatch(_NAME, parts[1])
            and _is_place_fact(parts[1], ())
        ):
            return parts[1]
    return None


def _after_a_name(lines: Sequence[Line], known: Sequence[str]) -> str | None:
    """ "The governors of Brook School, Penrith, seek": what stands behind the employer's name."""
    for name in known[1:3]:
        for line in lines:
            place = line.text.find(f"{name}, ")
            match = _BEHIND.match(line.text, place + len(name) + 2) if place >= 0 else None
            if match and _is_place_fact(match["place"], ()):
                return match["place"]
    return None


def _line_facts(line: Line) -> list[str]:
    """The short pieces of a line that state something without a verb: between dots, bars, full stops."""
    if len(line.pieces) > 1 and any(is_pay(piece) or is_hours(piece) for piece in line.pieces if len(piece) <= 60):
        return [piece for piece in line.pieces if len(piece) <= 80]
    found = []
    for sentence in sentences(line.text):
        for fact in facts_of(Line(sentence)):
            parts = fact.split(", ")
            terms = [is_pay(part) or is_hours(part) for part in parts]
            if len(fact) <= 110 and any(terms) and not all(terms):
                found += _joined_places(parts)
            elif len(fact) <= 80:
                found.append(fact)
    return found


def _without_known(fact: str, known: Sequence[str]) -> str:
    """ "Kite Trust, Ludlow" without the Kite Trust."""
    for name in known:
        if fact.casefold().startswith(f"{name.casefold()}, "):
            return fact[len(name) + 2 :]
    return fact


def _joined_places(parts: Sequence[str]) -> list[str]:
    """Parts between commas: pay and hours apart, what stands between them together ("Boston, Lincolnshire")."""
    joined: list[str] = []
    fresh = True
    for part in parts:
        if is_pay(part) or is_hours(part):
            joined.append(part)
            fresh = True
        elif fresh or _OTHER_FACT.search(part):
            joined.append(part)
            fresh = bool(_OTHER_FACT.search(part))
        else:
            joined[-1] = f"{joined[-1]}, {part}"
    return joined


def _is_place_fact(fact: str, known: Sequence[str]) -> bool:
    if len(fact) > 80 or len(fact) < 3 or is_pay(fact) or is_hours(fact) or fact.endswith(("?", "!", ":")):
        return False
    if _STARTS_REMOTE.match(fact):
        return True
    if _is_known(fact, known) or is_role(fact) or field_of(fact) or _OTHER_FACT.search(fact):
        return False
    if fact.isupper() and (len(fact) < 5 or "/" in fact) and not _SURE.search(fact):
        return False  # letters for a grade, a qualification, a system
    return bool(_PLACE_SHAPE.fullmatch(fact)) and not _ORGANISATION.search(fact) and _starts_like_a_place(fact)


def _from_sentences(lines: Sequence[Line], known: Sequence[str]) -> str | None:
    texts = [sentence for line in lines if not line.level for sentence in sentences(line.text)]
    for pattern in (_BASED, _STARTS_REMOTE, _REMOTE_ANYWHERE, _OFFICE, _IN, _AREA):
        for text in texts:
            text = _without_names(text, known)
            for match in (
                pattern.finditer(text) if pattern is not _STARTS_REMOTE else filter(None, [pattern.match(text)])
            ):
                place = _BEFORE_A_DAY.split(next(value for value in match.groupdict().values() if value))[0].strip(
                    " ,.–-"
                )
                if pattern in (_STARTS_REMOTE, _REMOTE_ANYWHERE) or (
                    _starts_like_a_place(place)
                    and not _is_known(place, known)
                    and not is_role(place)
                    and not _ORGANISATION.search(place)
                ):
                    return place
    return None


def _without_names(text: str, known: Sequence[str]) -> str:
    """The names that are no places, made unreadable: "Theatre in the Barn" says nothing of a barn."""
    for name in known:
        if " in " in name or " at " in name:
            text = text.replace(name, "…")
    return text


def _starts_like_a_place(text: str) -> bool:
    first = re.split(r"[\s,’'-]", text.removeprefix("the "), maxsplit=1)[0].casefold()
    return first not in NO_PLACE and first not in MONTHS and first.rstrip("s") not in WEEKDAYS


def _is_known(text: str, known: Sequence[str]) -> bool:
    folded = text.casefold()
    return any(name.casefold() in folded for name in known if name)

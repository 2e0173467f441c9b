"""The last day to apply and the first day of interviews, from labels and sentences.

A day belongs to the nearest words that say what it is for. Where the page names several and nothing tells which
counts, there is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from aggregator.extract.vacancy.days import Days, find_days, find_near_days
from aggregator.extract.vacancy.labelled import Labelled
from aggregator.extract.vacancy.lines import Line

Use = Literal["closes", "interview", "other"]

#: What a day is for, said before or after it.
_CUES = re.compile(
    r"""
    (?P<interview>\binterview\w*(?:\s+(?:will|are|to|be|expected|likely|planned)){0,3}\s+(?:commenc\w+|start\w*|begin\w*)|\binterview\w*|\b(?:assessment|selection)\s+(?:day|centre|event|process)s?|\b(?:see|meet|meeting|talk(?:ing)?\sto|invite|seeing)\s+
        (?:with\s+|the\s+|our\s+|up\s+with\s+)?(?:(?:shortlisted\s+|short-listed\s+|selected\s+|successful\s+|promising\s+)?(?:people|candidates|applicants)|those\s+(?:we\s+)?(?:shortlist|short-list|select)\w*)
        |\b(?:candidates|applicants)\s+(?:will\s+be\s+)?(?:seen|met)|\bpanel\s+(?:will\s+)?(?:meets?|sits?)|\b(?:chats?|conversations?|meetings?|calls?|discussions?)\s+with\s+(?:the\s+)?(?:short-?listed|selected)|\bauditions?\b)
    |(?P<other>\blet\s(?:\w+\s){1,3}know\b(?:[^.;]{0,30}?\bby\b)?|\b(?:hear[d]?|notified|notify|contacted|contact|informed|inform|told|tell|shortlist\w*|short-list\w*|decision\w*|start\w*|references|funded|respond\sto|get\sback)\b(?:[^.;]{0,50}?\bby\b)?|\bshort-?list(?:ing|ed)?\b|\bposted\b|\bpublished\b|\bstart(?:s|ing|\sdate)?\b|\bcommenc\w+|\bcorrect\sas\b
        |\bas\s(?:of|at)\b|\bopen\s(?:day|evening|house)\b|\binfo(?:rmation)?\s(?:session|event|evening|day|webinar)|\bdrop-?in|\bwebinar|\bvisit(?:s|ing)?\b|\bconference|\bevent\b
        |\bfixed[\s-]term\b|\bcontract\b|\bfund(?:ed|ing)\b|\bin\spost\b|\btake\sup\b|\bbegin(?:s|ning)?\b|\bannounced?\b|\bleav(?:es|ing)\b|\bretir\w+|\bupdated\b|\badded\b|\bopened\b|\bopens\b|\bopen\s(?:from|on)\b
        |\bmaternity\b|\bcover\suntil\b|\bends\son\b|\bcomments\b|\bcall(?:s|ing)?\b|\bchat\b|\bquestions\b|\benquir\w+|\bq\s?&\s?a\b|\bback\sfrom\b|\baway\b|\bregister(?:ed)?\b|\breferences\b|\bappointed\b
        |\bterm\b|\bevaluat\w+|\bcelebrat\w+|\bestablished\b|\bsince\b|\bfounded\b|\blaunch\w*|\bextended\sto\scover\b|\binduction\b|\btraining\b|\btrustee\smeeting|\bboard\smeet\w+|\bagm\b|\bremoved\b)
    |(?P<closes>\bclos(?:es?|ing|ed|ure)\b|\bdead-?line\b|\bapply(?:ing)?\b|\bapplications?\b|\bnot?\slater\sthan\b|\b(?:must|should|to)\s(?:be\s(?:received|with\s(?:us|me|him|her)|submitted|returned|in\b|sent|made)|reach|arrive)
        |\blast\s(?:day|date)\b|\bcut-?off\b|\bexpir(?:es|y|ing)\b|\b(?:advert|vacancy|job|post|listing|it|this)\s(?:ends|runs\suntil|is\sopen\suntil|stays\sopen|comes\sdown)|\bopen\suntil\b|\baccepting\b|\bexpress(?:ions?)?\s(?:of\s|an\s|your\s)?interest
        |\b(?:send|submit|return|email|e-mail|post|get|let\sus\shave|write|forward|drop|complete)\b(?:[^.;]|\.(?=\S)){0,60}?\b(?:by|before)\b|\b(?:cvs?|letters?|forms?|covering?\sletters?)\b(?:[^.;]|\.(?=\S)){0,50}?\b(?:by|before|with)\b|\b(?:eois?|notes?\sof\sinterest)\b(?:[^.;]|\.(?=\S)){0,50}?\b(?:by|before)\b|\bin\sby\b|\bwith\sus\sby\b|\bby\s(?=(?:the\s)?(?:end\sof\s)?(?:\d|noon|midday|midnight|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b))|\bextended\b|\b(?:open|accept\w*|appl\w+|live|running|stays?\sup|welcome)\b[^.;]{0,30}?\buntil\b)
    """,
    re.I | re.X,
)
_STRONG_CLOSES = re.compile(r"clos|dead-?line|last\s+da|cut-?off|expir|no later|extended", re.I)
_INTERNAL = re.compile(
    r"\binternal\b(?!\s+and\s+external)|\bredeploy\w*|\bexisting (?:staff|employees)|\bpriority\b|\bat[ -]risk\b", re.I
)
_EARLY = re.compile(
    r"\b(?:first|initial|early|1st)\s+(?:review|sift|round|deadline|closing|shortlist\w*|cut-?off|batch)"
    r"|\breview(?:ing|ed)?\s+(?:of\s+)?applications?|\bapplications?\s+(?:are|will be)\s+(?:first\s+)?reviewed"
    r"|\breferences?\b|\bearly applications",
    re.I,
)
_EXTENDED = re.compile(
    r"\bextended\b|\bextension\b|\bnew (?:closing|deadline|date)|\brevised\b|\bnow (?:closes|closing|until"
    r"|open until)|\bre-?opened\b|\bre-?advertis",
    re.I,
)
_WITHDRAWN = re.compile(
    r"\b(?:originally|previously|previous|original|formerly|was|not|instead of|rather than|from)\s+(?:(?:closing"
    r"|deadline|date|the|on|of|is|closed|was)\s+)*$",
    re.I,
)
_ROLLING = re.compile(
    r"\b(?:no|without a|there is no)\s+(?:fixed\s+|set\s+)?(?:closing date|deadline|end date)|\brolling\b"
    r"|\bongoing\b|\bopen[- ]ended\b|\buntil (?:filled|the (?:post|role|position|vacancy) is filled|we (?:find"
    r"|have found|fill))"
    r"|\b(?:closes?|closing|close) (?:when|once|as soon as)\b|\bwhen (?:filled|the right)|\bas (?:soon as|and when)\b",
    re.I,
)
#: The end of a sentence; not after "p.m." or "Fri.".
_FULL_STOP = re.compile(
    r"(?<=[.!?])(?<!\b[ap]\.m\.)(?<!\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Aug|Oct|Nov|Dec|e\.g|i\.e|w\.c)\.)"
    r"(?<!\b(?:no|Co|St|Dr|Mr)\.)(?<!\bSept\.)(?<!\bMrs\.)\s+(?=[A-Z0-9\"'“‘(£])"
)
_SENTENCE = re.compile(_FULL_STOP.pattern + r"|\s*[•|·]\s+|;\s+")
_LINKING = re.compile(
    r"^\W*(?:is|are|was|will be|being|as|for|=|\(|–|—|-|:|,)?\s*(?:the|our|its|an?|your)?\s*(?:final\s+"
    r"|application\s+|online\s+)?(?:(?:day|date)\s+(?:of|for)\s+(?:the\s+|our\s+)?)?$",
    re.I,
)
_MAY_HOLD_A_DAY = re.compile(r"\d|\b(?:end|last day) of\b", re.I)
_BADGE = re.compile(r"\b(?:clos(?:es|ing)|deadline|expir|ends|last day|apply by)", re.I)
_LEFT = re.compile(r"\b(?:left|to go|remaining)", re.I)
_OF_APPLYING = re.compile(r"\b(?:appl|clos|deadline|end date|recruit|vacanc|advert|interview|considered)", re.I)
_OPENED = re.compile(r"\bopen(?:s|ed|ing)?\b", re.I)
_UP_TO = re.compile(r"\s*(?:to|until|till|and closes?|-|–|—)\s*(?:on\s+)?", re.I)


@dataclass(frozen=True, slots=True)
class _Claim:
    days: Days
    use: Use
    #: 3 a label, 2 plain words ("closing date"), 1 weaker words ("apply … by").
    weight: int
    is_extended: bool = False
    is_lesser: bool = False


def find_closing(lines: Sequence[Line], labelled: Iterable[Labelled], today: date) -> date | None:
    """The last day to apply, also when it has passed; None for rolling adverts and for what contradicts itself."""
    claims = [claim for claim in _claims(lines, labelled, today) if claim.use == "closes" and not claim.days.is_vague]
    return _choose(claims) or _near_closing(lines, today)


def find_interview(
    lines: Sequence[Line], labelled: Iterable[Labelled], today: date, closes: date | None
) -> date | None:
    """The first day that is named for interviews; a week is none."""
    claims = [claim for claim in _claims(lines, labelled, closes or today) if claim.use == "interview"]
    exact = [claim.days.first for claim in claims if not claim.days.is_vague]
    after = [day for day in exact if closes is None or day >= closes]
    return min(after or exact, default=None)


def is_rolling(text: str) -> bool:
    """The text says that there is no last day."""
    return any(_ROLLING.search(sentence) and _OF_APPLYING.search(sentence) for sentence in sentences(text))


def sentences(text: str, *, at_semicolons: bool = True) -> list[str]:
    """The text's sentences, and the parts of a line set apart by dots or bars."""
    parts = (_SENTENCE if at_semicolons else _FULL_STOP).split(text)
    return [part for part in parts if part and part.strip()]


def _claims(lines: Sequence[Line], labelled: Iterable[Labelled], today: date) -> Iterator[_Claim]:
    for pair in labelled:
        if pair.field in ("closes", "interview"):
            yield from _from_label(pair, today)
    asked: Use | None = None
    for line in lines:
        if _MAY_HOLD_A_DAY.search(line.text):
            yield from _from_line(line.text, today, asked)
        asked = _asked(line.text) if line.level or line.text.endswith(("?", ":")) else None


def _from_label(pair: Labelled, today: date) -> Iterator[_Claim]:
    """The label speaks for every day of its value that no words of their own claim."""
    for sentence in sentences(pair.value):
        for days, use, before in _uses(sentence, today):
            is_own = use is None or use == pair.field
            if not is_own and use == "other" and not _CUES.search(before):
                is_own = True
            meant: Use = pair.field if is_own else (use or "other")  # type: ignore[assignment]  # only the two dates come here
            context = f"{pair.label} {before}"
            yield _claim(days, meant, 3 if is_own else 2, context, sentence)


def _from_line(text: str, today: date, asked: Use | None) -> Iterator[_Claim]:
    """`asked`: what the heading or question above wants to know."""
    carried = asked
    for sentence in sentences(text):
        for days, use, before in _uses(sentence, today):
            if use is None and carried:
                use = carried
            if use:
                weight = 2 if use == "closes" and _STRONG_CLOSES.search(sentence) else 1
                yield _claim(days, use, weight, before, sentence)
        carried = _asked(sentence) if sentence.endswith(("?", ":")) else None


def _asked(text: str) -> Use | None:
    """What a short question or heading asks for."""
    cues = list(_CUES.finditer(text)) if len(text) <= 70 else []
    return _use(cues[-1]) if cues else None


def _claim(days: Days, use: Use, weight: int, before: str, sentence: str) -> _Claim:
    lesser = bool(_INTERNAL.search(before[-60:]) or _EARLY.search(before[-60:]) or _WITHDRAWN.search(before))
    return _Claim(days, use, weight, bool(_EXTENDED.search(before)), lesser)


def _uses(sentence: str, today: date) -> Iterator[tuple[Days, Use | None, str]]:
    """Each day of the sentence, what the nearest words say it is for, and the text before it back to the last day."""
    found = find_days(sentence, today)
    cues = list(_CUES.finditer(sentence)) if found else []
    end, carried, context = 0, None, ""
    for days in found:
        between = sentence[end : days.start]
        before = [cue for cue in cues if end <= cue.start() and cue.end() <= days.start]
        following = next((cue for cue in cues if cue.start() >= days.end), None)
        use = _use(before[-1]) if before else None
        context = between if use or end == 0 else context + between
        end = days.end
        if use is None and carried == "other" and _OPENED.search(context) and _UP_TO.fullmatch(between):
            use = "closes"  # "open from 3 to 24 March"
        elif use is None and following and (carried is None or _LINKING.match(sentence[end : following.start()])):
            use = _use(following)
            end = following.end()  # what the words after this day said, they do not say of the next
        elif use is None:
            use = carried
        yield days, use, context
        carried = use


def _use(cue: re.Match[str]) -> Use:
    return cue.lastgroup  # type: ignore[return-value]  # the groups are named as the uses


def _choose(claims: Sequence[_Claim]) -> date | None:
    claims = [claim for claim in claims if not claim.is_lesser] or list(claims)
    claims = [claim for claim in claims if claim.is_extended] or claims
    if not claims:
        return None
    weight = max(claim.weight for claim in claims)
    days = {claim.days.last for claim in claims if claim.weight == weight}
    return days.pop() if len(days) == 1 else None


def _near_closing(lines: Sequence[Line], today: date) -> date | None:
    """From a badge: "Closing today", "Closes in 3 days"."""
    badges = [sentence for line in lines if len(line.text) <= 60 for sentence in sentences(line.text)]
    found = {
        days.first
        for badge in badges
        for days in find_near_days(badge, today)
        if _BADGE.search(badge[: days.start]) or _LEFT.search(badge[days.start : days.end])
    }
    return found.pop() if len(found) == 1 else None

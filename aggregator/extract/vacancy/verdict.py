"""Is the page one vacancy? Not a list of them, news of jobs, a course, a grant, an appeal, or a post that has closed.

Evidence for and against, added up; a few things decide alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.extract.vacancy.labelled import Labelled
from aggregator.extract.vacancy.lines import Line
from aggregator.extract.vacancy.roles import clean_title, ends_in_role, is_role_heading
from aggregator.models.article import Vacancy

_CLOSED = re.compile(
    r"\b(?:vacancy|post|position|role|job|advert(?:isement)?|opportunity|recruitment|listing"
    r"|posting)s?\s+(?:[\w ,()–-]{0,40}?\s)?"
    r"(?:(?:is|are|has|have)\s+(?:now\s+|already\s+|since\s+|been\s+)*"
    r"(?:closed|filled(?! with)|expired|withdrawn|unavailable|taken down|appointed to)\b"
    r"|(?:is|are)\s+no longer\s+(?:available|open|accepting|being|vacant|live|advertised|recruiting))"
    r"|\b(?:no longer|stopped|not(?: currently| now)?) (?:accepting|taking|receiving) (?:any )?(?:further |more "
    r"|new )?applications"
    r"|\bno longer (?:available|recruiting|accepting)\b|\bapplications?\s+(?:for this \w+ )?(?:are|have|is"
    r"|has)\s+(?:now\s+|been\s+)*closed\b"
    r"|\b(?:now closed|(?:position|vacancy|post|job|role) (?:filled|closed|expired)|have now appointed"
    r"|has now been filled"
    r"|(?:closing date|deadline)(?: [\w ]{0,30}?)? (?:has|is) (?:now )?(?:passed|past)"
    r"|thank you to everyone who applied)\b"
    r"|^(?:closed|filled|expired)\b[.!:]?(?:$|\s)|[\[(–-]\s*(?:closed|filled|expired)[\])]?\s*$",
    re.I,
)
_COURSE = re.compile(
    r"\b(?:courses?|training (?:day|programme|session|course)s?|webinars?|conference|workshop|masterclass|seminar"
    r"|tender|itt\b|invitation to (?:tender|quote)|request for (?:proposals?|quotations?)|grants?\b(?! \w+(?:er|or"
    r"|ant)\b)|awards?|nominat\w+|bursar(?:y|ies)|scholarships?|consultation|survey|competition|festival|voyage"
    r"|open (?:day|evening)|information (?:evening|event|session)|fundraising (?:event|challenge)|funding"
    r"|call for (?:papers|evidence|proposals|abstracts)|job alert|annual report|appeal|placements? available"
    r"|holiday club|qualification|diploma|apprenticeship standard|certificate|raffle|marathon|have your say"
    r"|petition|party|celebration|training)\b",
    re.I,
)
_NEWS = re.compile(
    r"\b(?:said|says|told|added|announced|welcomed|councillor|spokes(?:person|man|woman)|has been appointed"
    r"|have been appointed|appointed as|was appointed|takes up (?:the|her|his)|will create|new jobs|job losses"
    r"|jobs (?:promised|boost|at risk)|redundan\w+|strike)\b",
    re.I,
)
_BYLINE = re.compile(r"(?:written )?by:? [A-Z][\w’'-]+ [A-Z][\w’'-]+(?:,| ·| \||$)", re.I)
_APPOINTED = re.compile(
    r"\b(?:appoints|appointed|appointment of|joins|joined|welcomes?|new (?:chief executive|chair|director"
    r"|ceo)\b.*(?:named|announced)|named (?:as )?|steps down|promoted|retires)\b",
    re.I,
)
_APPEAL = re.compile(
    r"\b(?:spare (?:bed)?room|(?:open|share) your (?:home|house|heart|door)|in your (?:own )?home|into your home"
    r"|your (?:own )?home and (?:heart|family)|weekly allowance|(?:carers?|hosts?|parents|families|homes"
    r"|people) (?:are )?(?:urgently )?(?:needed|wanted)|could you (?:host|be a|offer a home)"
    r"|allowance of (?:up to )?£|allowances? (?:of|from|up to|per)|(?:per|for each|for every) (?:child|young person"
    r"|guest|placement)|into (?:their|his|her) homes?|change a (?:child['’]s )?life|"
    r"(?:request|ask for|order) (?:an?|your|our) (?:information|free) (?:pack|guide|brochure)|enquir(?:e"
    r"|y) (?:today|now|form)|home visit|approval process|assessment process|become an? (?:\w+ ){0,2}(?:carer|host"
    r"|parent|guardian|family)|free information pack|tax[- ]free|no (?:qualifications"
    r"|experience) (?:are )?(?:needed|necessary|required)[^.]{0,40}(?:home|room))\b",
    re.I,
)
#: Who shares a home rather than takes a post.
_HOUSEHOLD = re.compile(
    r"\b(?:carers?|hosts?|parents?|famil(?:y|ies)|households?|guardians?|landlords?|landlad(?:y|ies))"
    r"(?: in .*)?$",
    re.I,
)
#: Many hands for a day, rather than a role.
_HELPERS = re.compile(r"(?:\w+ )?(?:volunteers|helpers|stewards|marshals)\b", re.I)
_APPLY = re.compile(
    r"\b(?:how to apply|apply (?:now|online|here|by|before|via|through|for this|to|early|soon)|to apply\b"
    r"|(?:advert|vacancy|post|job|role) (?:will close|closes|will stay open|stays open)"
    r"|applications? (?:form|pack|in|by|should|must|to|are|close|will|welcome|from)|applicants?\b|candidates?\b"
    r"|cv\b|cvs\b|cover(?:ing)? letter|job (?:description|pack)|person spec\w*|role description|application pack"
    r"|recruitment pack|closing (?:date|on|at)|deadline|closes|interviews?|"
    r"shortlist\w*|expressions? of interest|informal (?:chat|conversation|discussion)|send (?:us )?(?:your|a) (?:cv"
    r"|letter)|letters? (?:should|must|to)|pass this on|(?:notes?|letters?|expressions?) of interest|get in touch"
    r"|if you(?:['’]re| are) interested|please contact|interested\?)\b",
    re.I,
)
_RECRUITS = re.compile(
    r"\b(?:we(?:['’]re| are| have|['’]ve)?\b[^.]{0,30}\b(?:recruiting|hiring|looking for|seeking|need|want)|(?:is"
    r"|are) (?:now |currently )?(?:recruiting|hiring|looking for|looking to (?:recruit|appoint)|seeking)|seeks an?"
    r"|wish(?:es)? to (?:appoint|recruit)|would like to (?:find|appoint|recruit)|invit\w+ (?:applications"
    r"|expressions)|#hiring|has arisen|exciting opportunity|fantastic opportunity"
    r"|(?:shall|will|['’]ll) need|to join (?:our|us"
    r"|the)|join our (?:team|board)|you will (?:be|have|work|lead|support|manage|need)|you['’]ll (?:be|have|work"
    r"|lead|support|manage|need)|the (?:post-?holder|successful (?:candidate|applicant))|the (?:role|post|job"
    r"|position) (?:is|will|involves|has|comes|requires)|this (?:role|post|job|position|is an? (?:full|part"
    r"|permanent|fixed|temporary|voluntary))|wanted|needed|vacancy|vacancies|reporting to|responsible for|permanent"
    r"|fixed[ -]term|full[ -]time|part[ -]time|maternity cover|sessional|needs an?)\b",
    re.I,
)
_ADVERT_PATH = re.compile(
    r"/(?:jobs?|vacanc(?:y|ies)|careers?|work-(?:for|with)-us|recruitment|join-us|join-our-team|current-vacancies"
    r"|opportunit(?:y|ies)|roles?|positions?|join|work-with-us|working-(?:for|with)-us|volunteer(?:ing)?)[/_-].{3,}"
    r"|vacancy|[?&]job",
    re.I,
)
#: The least of our own adverts reaches it, the likeliest of our lookalikes does not (tests/vacancy/adverts.jsonl).
_ENOUGH = 8
TERMS = frozenset(("salary", "hours", "closes", "location", "interview", "contract", "grade", "title"))
_GENERAL = re.compile(
    r"^(?:work(?:ing)? (?:for|with|at) .*|careers?(?: at .*)?|join (?:us|our team|the team)|(?:current |our "
    r"|latest |all |job )*(?:vacancies|jobs|opportunities|roles|careers)(?: (?:at|with) .*)?|why work .*"
    r"|jobs? (?:in|at) .*|recruitment|volunteer(?:ing)?(?: (?:with us|for us|at .*))?|search results.*|\d+ (?:jobs"
    r"|vacancies|results).*|jobs board|job search)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdict is made of."""

    heading: str
    page_title: str
    url: str
    lines: Sequence[Line]
    labelled: Sequence[Labelled]
    found: Vacancy
    has_posting: bool = False
    is_news: bool = False
    #: The page shows a few adverts, each with its terms.
    adverts: int = 0


def is_vacancy(evidence: Evidence) -> bool:
    """The page advertises a post, or a few in full, that people may apply for."""
    text = "\n".join(line.text for line in evidence.lines)[:60_000]
    if has_closed(evidence.lines, evidence.heading) or is_appeal(text, evidence):
        return False
    return _points(text, evidence) >= _ENOUGH


def has_closed(lines: Sequence[Line], heading: str) -> bool:
    """The page says that the post has gone; a sentence about what will happen once it has is not that."""
    if _CLOSED.search(heading):
        return True
    for line in lines:
        for sentence in re.split(r"(?<=[.!?])\s+", line.text):
            if (
                len(sentence) < 160
                and _CLOSED.search(sentence)
                and not re.search(
                    r"\b(?:once|when|if|until|unless|before|after|may|might|could|will|as soon as|previous(?:ly)?"
                    r"|last year|should|early|earlier|agenc\w+|recruiters|speculative|sponsor\w*|visas?"
                    r"|late applications|offices?)\b",
                    sentence,
                    re.I,
                )
            ):
                return True
    return False


def is_appeal(text: str, evidence: Evidence) -> bool:
    """Asks households or helpers to come forward, with an allowance rather than pay: no post on offer."""
    appeals = {
        match.group().lower() for match in _APPEAL.finditer(f"{evidence.page_title}\n{evidence.heading}\n{text}")
    }
    terms = sum(value is not None for value in (evidence.found.salary, evidence.found.hours, evidence.found.closes))
    if _HOUSEHOLD.search(evidence.found.title or "") and not re.search(r"hour|annum", evidence.found.salary or ""):
        return len(appeals) >= 1
    return len(appeals) >= (2 if terms < 3 else 3)


def _points(text: str, evidence: Evidence) -> int:
    """What speaks for an advert less what speaks against it."""
    applies, recruits = _kinds(_APPLY, text), _kinds(_RECRUITS, text)
    terms = len({pair.field for pair in evidence.labelled} & TERMS)
    words = min(2, applies) + min(2, recruits) + min(3, terms)
    return _stated(evidence) + words - _missing(evidence, terms, applies, recruits) - _against(text, evidence)


def _kinds(pattern: re.Pattern[str], text: str) -> int:
    """How many different words of the pattern the text has; their beginnings tell them apart."""
    return len({match.group().lower()[:12] for match in pattern.finditer(text)})


def _stated(evidence: Evidence) -> int:
    found = evidence.found
    points = 2 * sum(value is not None for value in (found.title, found.salary, found.closes, found.interview))
    points += sum(value is not None for value in (found.hours, found.location))
    points += any(is_role_heading(line.text) for line in evidence.lines if line.level)
    points += bool(_ADVERT_PATH.search(evidence.url))
    return points + 4 * evidence.has_posting + 5 * (evidence.adverts > 1)


def _missing(evidence: Evidence, terms: int, applies: int, recruits: int) -> int:
    """What an advert without markup can hardly lack: a role, a way to apply, a word of recruiting or its terms."""
    found = evidence.found
    if evidence.has_posting:
        return 0
    doubts = 3 * (found.title is None and evidence.adverts < 2)
    doubts += 3 * (not applies and found.closes is None and (found.salary is None or found.hours is None))
    is_paid_work = found.salary is not None and (found.hours is not None or found.closes is not None)
    return doubts + 3 * (not recruits and applies < 2 and terms < 2 and not is_paid_work)


def _against(text: str, evidence: Evidence) -> int:
    heading = evidence.heading
    against = 0
    is_role = is_role_heading(heading)
    names_role = ends_in_role(clean_title(heading))
    if _COURSE.search(heading) and not names_role:
        against += 9
    elif _COURSE.search(evidence.page_title) and not (is_role or names_role):
        against += 3
    if _APPOINTED.search(heading):
        against += 6
    if evidence.is_news:
        against += 3
    if any(_BYLINE.match(line.text) for line in evidence.lines[:8]):
        against += 3
    if _HELPERS.match(evidence.found.title or "") and not {pair.field for pair in evidence.labelled} & TERMS:
        against += 4
    against += min(4, len({match.group().lower() for match in _NEWS.finditer(text)}) * 2) * (not is_role)
    if _GENERAL.match(heading.strip(" .!")) and not evidence.found.closes and evidence.adverts < 2:
        against += 4
    return against + _list_points(evidence)


def _list_points(evidence: Evidence) -> int:
    """A list links to many roles; an advert names one."""
    links = [line for line in evidence.lines if line.is_link and is_role_heading(line.text)]
    others = {line.text.casefold() for line in links} - {evidence.heading.casefold()}
    if len(others) >= 2:
        return 8 if not is_role_heading(evidence.heading) else 3
    return 2 * len(others)

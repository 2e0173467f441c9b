"""The name of the post: what is a role at all, which line names it, and what is no part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aggregator.extract.vacancy.labelled import Labelled
from aggregator.extract.vacancy.lines import Line
from aggregator.extract.vacancy.vocabulary import OCCUPATIONS

_ROLE = re.compile(rf"\b(?:{'|'.join(OCCUPATIONS)})s?\b|\b(?:head|director|secretary|chair|clerk) of\b", re.I)
_PERSON_NOUN = re.compile(
    r"\b[A-Za-z]{3,}(?:worker|keeper|master|minder|taker|maker|grapher|smith|ologist|ician)s?\b", re.I
)
#: Who does something, by the word's end. Places and things that end so are left out.
_DOER = re.compile(
    r"\b(?!centre|center|newsletter|letter|number|summer|winter|order|paper|october|november|december|september"
    r"|other|water"
    r"|tender|register|calendar|dinner|banner|answer|computer|matter|chapter|quarter|river|power|floor|door|error"
    r"|factor"
    r"|sector|tour|harbou?r|charter|career|shelter|transfer|poster|disaster|cluster|easter|offer|\w*(?:chester"
    r"|cester|caster)"
    r"|dover|exeter|twitter|consumer|customer|user|winner|december|under|over|after|never|ever|together|better|per"
    r"|her|their"
    r"|your|our|for|folder|flyer|cover|hour|four|father|mother|sister|brother|youngster|cancer|gender|manor|moor"
    r"|minor|major)"
    r"[A-Za-z]{3,}(?:er|or)s?$",
    re.I,
)
#: A heading that speaks of a role without naming a post: by its first words, its verb, its last word.
_NOT_A_ROLE = re.compile(
    r"^(?:join|how|why|what|who|when|where|your|our|we['’]re proud|meet|welcome to|about|contact (?:us|our|the"
    r"|details)|privacy|cookies?|"
    r"apply|key (?:facts|dates|duties|details|information|responsibilities|tasks)|benefits(?: of| and|$)|essential"
    r"|desirable|my|"
    r"a (?:day|week|year|job|career|role)|life (?:as|in|at)|behind|spotlight|working (?:for|with|at|as)|day in"
    r"|being|becoming|from|"
    r"responsibilities|thank|have your say)\b"
    r"|\b(?:says?|said|appointed|appoints|joins|named|urges?|calls? for|finds?|falls?|wins?|won|celebrates?"
    r"|announces?|was|is|are|has|have|"
    r"will|in the life|training (?:course|day)|guide to)\b"
    r"|\b(?:jobs|vacancies|careers|opportunities|roles|positions|posts|stories|story|blog|policy|report|awards?"
    r"|interviews?|statement|"
    r"course|webinar|conference|survey|findings|benefits|journey|diary|day|evening|event|forum)$|[!?]$",
    re.I,
)
_PREFIX = re.compile(
    r"^(?:(?:job|current|new|live|latest)?\s*(?:vacancy|vacancies|advert(?:isement)?|opportunity|position|role|post"
    r"|job|recruitment|recruiting|recruiting for|job (?:title|description|advert|opportunity|details|posting"
    r"|vacancy|opening)|career opportunity|now hiring|we(?:['’]| a)re (?:hiring|recruiting|looking for)|hiring"
    r"|wanted|required|situations? vacant|urgent|"
    r"volunteer(?:ing)? (?:role|opportunity|vacancy)|trustee vacancy|"
    r"exciting opportunity|new role|join (?:us|our team)(?: as)?|come and work (?:with|for) us|work (?:with|for) us"
    r"|join the team|apply now|closing soon|new|featured|extended|deadline extended|re-?advertised?(?:ment)?"
    r"|internal/external)\s*(?::|–|—|-(?=\s)|\||\.|!)\s*|(?:we(?:['’]| a)re )?#?(?:hiring|recruiting|looking for"
    r"|seeking)(?: an?| our(?: next| new)?| for an?)? |"
    r"we (?:need|want|require|seek) (?:an?|our next|another) |(?:vacancy|wanted|opportunity) for (?:an? )?"
    r"|(?:could you be|be|become|come and be|come and work as|join us as|would you like to be|do you want to be"
    r"|want to be|join our team as|can you be) (?:an?|our(?: next| new)?) |job:? )",
    re.I,
)
_SUFFIX = re.compile(
    r"\s*(?:[–—|:-]\s*|\()(?:(?:job )?vacancy|job|(?:fixed[ -]term|permanent|maternity cover|temporary|ft|pt"
    r"|full[ -]time|part[ -]time|remote|hybrid|new|re-?advertised?(?:ment)?|\d[\d.]* ?(?:hours?|hrs|days?|fte"
    r"|months?)\b.*|ref\.?:? ?.*|£.*|closing .*|closes .*|apply .*|deadline.*|job details?|x ?\d|\d posts?"
    r"|two posts|up to £.*|from £.*|salary.*|grade .*))[)\]]?\s*$"
    r"|\s+(?:needed|wanted|required|sought)\b.*$|\s+(?:vacancy|job opportunity|opportunity|position available"
    r"|job)!?$|,?\s+£[\d,].*$"
    r"|\s*\((?:ref|job ref)[^)]*\)|\s+–?\s*closing date.*$|[.!?]+$",
    re.I,
)
_TAIL = re.compile(r"\s+[|–—·»-]\s+|\s*[|»]\s*|\s+::\s+")
#: "Kite Trust: Finance Officer".
_OWNED = re.compile(r"(?P<owner>[A-Z][^:]{2,60}): (?P<role>[A-Z][^:]{3,80})")
_SOUGHT = re.compile(
    r"(?:\b(?:recruit(?:ing|s|ment of)?|looking for|look for|seek(?:ing|s)?|appoint(?:ing)?|hir(?:e|ing)|find"
    r"|need(?:s|ing)?|want(?:s|ing)?|require(?:s)?|advertising for|searching for|search for|after|vacancy for"
    r"|opening for|opportunity for|opportunity has arisen for|have a vacancy for|position of|post of|role of|job of"
    r"|role as|join (?:us|our team|the team) as|work as|"
    r"advertise for|replace (?:her|him|them) as|successor as)\s+(?:(?:to )?(?:recruit|appoint|hire"
    r"|find) )?(?:(?:an?|our|the|another|one|two|three|new|next|first|its|their|someone as|for)\s+){0,3}"
    r"|#hiring\s+(?:an?\s+)?|\bas\s+(?:our\s+(?:new\s+|next\s+)?|an?\s+)?|\bleaving\b[^.]{0,40}\bas\s+)"
    r"(?P<role>(?:(?:full|part)-time\s+|experienced\s+|qualified\s+|enthusiastic\s+|passionate\s+|motivated\s+"
    r"|dedicated\s+|permanent\s+|temporary\s+|skilled\s+|talented\s+"
    r"|exceptional\s+)*[A-Za-z][\w'’/&-]*(?:[ ,/]+(?:[A-Z][\w'’/&()-]*|of|and|for|the|in|to|&|–)){0,7})"
)
_QUALITIES = re.compile(
    r"^(?:(?:an?|the|our|new|one|two|three|four|five|six|several|some|more|next|full-time|part-time|experienced"
    r"|qualified|enthusiastic|passionate|motivated|dedicated|permanent|temporary|skilled|talented|exceptional"
    r"|another|fantastic|brilliant|committed|dynamic|caring)\s+)+",
    re.I,
)
#: "Lunch club cook needed".
_NEEDED = re.compile(
    r"(?P<role>\b[A-Za-z][\w'’-]*(?: [\w'’-]+){0,3}?) (?:is |are )?(?:urgently )?(?:needed|wanted|sought|required)\b"
)
_AND_A_DAY = re.compile(
    r"\s(?:in|on|from|by|this|next|for)\s(?:the\s)?(?:\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January"
    r"|February|March|April"
    r"|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|Winter)"
)
_LOWER_ROLE = re.compile(
    r"\b(?:recruiting|looking for|seeking|seeks?|needs?|wants?|hiring|appoint|find|require[sd]?|vacancy for|post of"
    r"|role of|after)\s+(?:to recruit\s+|to appoint\s+)?(?:an?|our (?:next|new)?|one|two|another|the)?\s*"
    r"(?P<role>(?:[a-z][\w'’-]+\s+){0,4}?[\w'’-]+)(?=\s+(?:to|who|for|in|at|with|on|based|from|and)\b|[,.;:!(]|$)",
    re.I,
)
_BREAK = re.compile(r"\s*[,(–—/:|]|\s+-\s+")
#: What may follow the noun: "Teacher of Mathematics".
_HEAD_ENDS = re.compile(r"\s+(?:of|for|in|to|at|with)\s+", re.I)
#: Nouns after a role noun that make another thing of it.
_THING = re.compile(
    r"\b(?:diploma|courses?|training|awards?|survey|certificate|qualification|apprenticeships|pay|week|day|jobs"
    r"|level \d|conference|event)"
    r"(?: \d{4})?$",
    re.I,
)
_PLAIN_WORDS = re.compile(r"[^\W\d_]+")
_MAX_TITLE = 110


def is_role(text: str) -> bool:
    """The text names something a person may be employed or appointed as."""
    if len(text) > _MAX_TITLE or text[:1] in "£€$":
        return False
    return bool(_ROLE.search(text) or _PERSON_NOUN.search(text))


def is_role_heading(text: str) -> bool:
    """A heading that is a role, rather than a sentence with one in it."""
    cleaned = clean_title(text)
    if not is_role(cleaned) or _NOT_A_ROLE.search(cleaned) or len(cleaned.split()) > 12:
        return False
    return ends_in_role(cleaned) or all(word[:1].isupper() or len(word) <= 3 for word in _PLAIN_WORDS.findall(cleaned))


def ends_in_role(text: str) -> bool:
    """The noun that the heading is about is a role: "Grants and Awards Officer (Wales)", not "Social Worker awards"."""
    whole = _BREAK.split(text)[0]
    head = _HEAD_ENDS.split(whole)[0]
    last = " ".join(head.split()[-2:])
    return is_role(last) and not _THING.search(head) and not _THING.search(whole)


def clean_title(text: str, *, without: Iterable[str] = ()) -> str:
    """The role without "Vacancy:", pay, hours, place after a dash, or the employer's name."""
    text = " ".join(text.split()).strip(" \"“”'|–—-:")
    for _ in range(3):
        before = text
        text = _PREFIX.sub("", text, count=1).strip()
        for name in without:
            if name and len(name) > 3:
                text = re.sub(
                    rf"\s*(?:[|–—:-]|\bat\b|\bfor\b|\bwith\b|,|\()\s*(?:the )?{re.escape(name)}\)?\s*$"
                    rf"|^(?:the )?{re.escape(name)}\s*(?:[|–—:]|-\s|seeks|is hiring|is recruiting)\s*(?:an?\s)?",
                    "",
                    text,
                    flags=re.I,
                )
        text = _SUFFIX.sub("", text).strip(" |–—-:,")
        if text == before:
            break
    parts = _TAIL.split(text)
    if len(parts) > 1 and is_role(parts[0]):
        text = parts[0]
    if (owned := _OWNED.fullmatch(text)) and not is_role(owned["owner"]) and ends_in_role(owned["role"]):
        text = owned["role"]
    return text[:1].upper() + text[1:] if text and not text[:1].isupper() else text


def find_title(
    lines: Sequence[Line], labelled: Iterable[Labelled], page_title: str | None, employer_names: Sequence[str]
) -> str | None:
    """The role: its label, the heading that is one, the page's title, else what the text says is sought."""
    pairs = list(labelled)
    labels = [
        pair.value for pair in pairs if pair.field == "title" and is_role(pair.value) and len(pair.value) <= _MAX_TITLE
    ]
    if labels:
        return clean_title(labels[0], without=employer_names)
    headings = [line for line in lines if line.level]
    for line in sorted(headings, key=lambda line: line.level != 1):
        if is_role_heading(line.text):
            return clean_title(line.text, without=employer_names)
    if sought := _sought(lines):
        return sought
    for part in _TAIL.split(page_title or ""):
        if is_role_heading(part):
            return clean_title(part, without=employer_names)
    for line in lines:
        if len(line.text) <= 70 and len(line.pieces) == 1 and not line.is_link and is_role_heading(line.text):
            return clean_title(line.text, without=employer_names)
    return _unknown_role(_main_heading(lines, page_title), pairs, lines, employer_names)


def _main_heading(lines: Sequence[Line], page_title: str | None) -> str:
    """The page's h1; where nothing is marked as a heading, the first line if the page's title begins with it."""
    marked = next((line.text for line in lines if line.level == 1), "")
    if marked or not lines or any(line.level for line in lines):
        return marked
    first = lines[0].text
    return first if _TAIL.split(page_title or "")[0].casefold() == first.casefold() else ""


def _unknown_role(
    heading: str, labelled: Sequence[Labelled], lines: Sequence[Line], employer_names: Sequence[str]
) -> str | None:
    """The main heading over labelled terms of employment, or that the text seeks, though we know no such occupation."""
    terms = {pair.field for pair in labelled} & {"salary", "hours", "closes", "contract", "grade"}
    title = clean_title(heading, without=employer_names)
    if not title or len(heading.split()) > 8 or _NOT_A_ROLE.search(heading):
        return None
    enough = 1 if _DOER.search(_BREAK.split(title)[0]) else 2
    return title if len(terms) >= enough or _is_sought(title, lines) else None


def _is_sought(title: str, lines: Sequence[Line]) -> bool:
    """Whether a sentence says that just this is looked for."""
    wanted = title.casefold()
    return any(
        _QUALITIES.sub("", match["role"]).casefold().startswith(wanted)
        for line in lines
        for match in _SOUGHT.finditer(line.text)
    )


def _sought(lines: Sequence[Line]) -> str | None:
    for line in lines:
        for match in _SOUGHT.finditer(line.text):
            role = _until_role(_QUALITIES.sub("", match["role"].strip(" ,–&")))
            if role and is_role(role) and role[:1].isupper():
                return clean_title(role)
    for pattern in (_NEEDED, _LOWER_ROLE):
        for line in lines:
            for match in pattern.finditer(line.text):
                role = _QUALITIES.sub("", match["role"].strip())
                if is_role(role) and len(role.split()) <= 6:
                    return clean_title(role)
    return None


def _until_role(words: str) -> str:
    """Without the small words that the capitals ended in: "House Manager for the"."""
    words = _AND_A_DAY.split(words)[0]
    return re.sub(r"(?:[ ,/]+(?:of|and|for|the|in|to|&|–))+$", "", words).strip()

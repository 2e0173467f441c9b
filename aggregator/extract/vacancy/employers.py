"""Who employs: not the board that shows the advert, nor the agency that recruits for somebody else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from aggregator.datewords import MONTHS
from aggregator.extract.vacancy.hours import is_hours
from aggregator.extract.vacancy.labelled import Labelled, field_of
from aggregator.extract.vacancy.lines import Line, Lines
from aggregator.extract.vacancy.pay import is_pay
from aggregator.extract.vacancy.places import facts_of
from aggregator.extract.vacancy.roles import ends_in_role, is_role
from aggregator.extract.vacancy.vocabulary import NO_NAME
from aggregator.markup import clean_text

_ORG = (
    r"(?:The )?[A-Z0-9][\w’'.&!+-]*(?:(?: (?:of|for|and|the|in|on|with|&|at|to|by|de|y|-|–) (?:the )?"
    r"| )[A-Z0-9&][\w’'.&!+-]*){0,8}"
)
_SEEKS = (
    r"(?:is|are) (?:now |currently |actively |delighted to be |pleased to be |proud to be )?(?:recruiting|looking"
    r"|seeking|hiring|searching|advertising|inviting|appointing|offering|growing|expanding)|(?:seeks?|needs?|wants?"
    r"|requires?|has|have) (?:to (?:appoint|recruit|hire|find) |a |an |the |its |our |their |two |three |one "
    r"|another |someone |been |arisen |just )"
    r"|wishes to (?:appoint|recruit)|(?:would|will) like to (?:appoint|recruit|hear)|invites? (?:applications"
    r"|expressions|interest)|(?:is|are) offering|offers|is looking"
)
_SUBJECT = re.compile(
    rf"(?:^|(?<=[.!?:] )|(?<=, )|\bat |\bHere at |\bHere, at )(?P<name>{_ORG})(?:,[^,.]{{3,80}},"
    rf"| \([^)]{{2,30}}\))?,? (?:{_SEEKS})"
)
_JOIN = re.compile(
    r"\b(?:join|work(?:ing)? (?:for|with|at)|career (?:at|with)|role (?:at|with)|post (?:at|with)|employed by"
    r"|on behalf of|vacancy (?:at|with)|opportunity (?:at|with|for)|part of|for our client,?) (?:the team at "
    rf"|us at |our team at |the )?(?P<name>{_ORG})"
)
_IS = re.compile(
    rf"(?:^|(?<=[.!?] ))(?P<name>{_ORG})(?:,[^,.]{{3,80}},| \([^)]{{2,30}}\))? (?:is|are) (?:an? |the |one of "
    r"|Scotland|England|Wales|London|Britain|about|proud|committed|here|part of)"
)
_DOES = re.compile(
    rf"(?:^|(?<=[.!?] ))(?P<name>{_ORG}) (?:[a-z]+s|work|support|provide|run|help|believe|exist|offer"
    r"|care) (?!is\b)(?:[a-z’'-]+|[A-Z][a-z]+)"
)
_ABOUT = re.compile(
    r"^(?:About|Why work (?:for|at|with)|Working (?:for|at|with)|Who (?:is|are)|Join) (?P<name>(?!the (?:role|job"
    rf"|post|team)\b|us\b|you\b|this\b){_ORG})\??$"
)
_AT_WORK = re.compile(rf"\b(?:at|of|for|@) (?P<name>{_ORG})(?=\s*(?:[·|,]|$))")
_BY = re.compile(rf"^(?:by|with|at|for|from|employer:?)\s+(?P<name>{_ORG})(?P<rest>, .*)?$", re.I)
#: "Oakfield Academy in Swindon".
_IN_A_PLACE = re.compile(r"(?<=\w\w) in [A-Z][\w-]+(?:,.*)?$")
_BEHALF = re.compile(rf"\b(?:on behalf of|for our client,?) (?:the )?(?P<name>{_ORG})")
_GOVERNED = re.compile(
    r"\b(?:governors|trustees|board|directors|committee"
    rf"|governing body) of (?:the )?(?P<name>{_ORG}),? (?:[A-Z]\w+, )?(?:{_SEEKS}|wish|invite|seek)"
)
_AT_ORGANISATION = re.compile(rf"(?P<role>.{{3,60}}?),? at (?:the )?(?P<name>{_ORG})")
_SITE_TAIL = re.compile(r"\s+[|–—·»-]\s+|\s*[|»]\s*|\s+::\s+|,\s(?=[A-Z])")
_BOARD_NAME = re.compile(
    r"\b\w*(?:jobs?|careers?|recruit(?:ment|ers?|ing)?|vacanc(?:y|ies)|hiring|talent|staffing|employment|resourcing"
    r"|headhunt\w*|noticeboard|classifieds?|gazette|herald|news|times|bulletin|search|personnel|jobsite|jobboard"
    r"|linkedin|network|forum|directory|opportunities)\b",
    re.I,
)
_BOARD_WORDS = re.compile(
    r"\b(?:(?:related|similar|more|recommended|latest|search|browse|all|find|save|saved|back to|post"
    r"|advertise) (?:a |this |the |your |to )?(?:jobs?|vacanc(?:y|ies)|roles|job search|adverts?|search results"
    r"|results|listings?|noticeboard)|job ?alerts?|for (?:recruiters|employers|advertisers)|recruiters?"
    r"|post(?:ed)? by|noticeboard|register your cv|upload (?:your )?cv|jobs by email|sign in|jobseekers?"
    r"|sector jobs|report this job|advertise with us)\b",
    re.I,
)
_AGENT = re.compile(
    r"\b(?:our client|on behalf of (?:our|a|an|the)|my client|recruitment (?:agency|partner|consultan\w+)"
    r"|acting as an employment|employment (?:agency|business))\b",
    re.I,
)
_BRAND_NAMES = frozenset(("logo", "brand", "branding"))
_ORGANISATION_NAMES = frozenset(
    ("org", "organisation", "organization", "employer", "company", "recruiter", "advertiser")
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:copyright)?\s*(?:\d{4}(?:\s?[-–]\s?\d{4})?)?,?\s*(?P<name>[^.|·,©\d]{3,60}?)"
    r"(?:\s*(?:\d{4}|[.|·,]|all rights|registered|ltd\b|$))",
    re.I,
)
_HOME_WORDS = re.compile(
    r"\s*(?:\b(?:home|front|start) ?page\b|\bhome\b|\bback to\b|\blogo\b|\bwebsite\b|[-–|:]\s*$)\s*", re.I
)
_AFTER_NAME = re.compile(r", | (?:is|are|was) (?:an?|the|part|registered)\b")
_MAX_NAME = 70


@dataclass(frozen=True, slots=True)
class Site:
    """Whose pages these are, as far as the page says."""

    name: str | None
    #: All the names it goes by here, the surest first.
    names: tuple[str, ...] = ()
    #: It shows others' adverts.
    is_board: bool = False


def read_site(root: HtmlElement, lines: Lines) -> Site:
    """The site's name by its meta element, logo, head and foot, and the end of the page's title."""
    names: list[str] = []
    for meta in root.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() in ("og:site_name", "application-name"):
            names.append(meta.get("content") or "")
    names += _logos(root)
    names += [
        line.text for line in [*lines.around, *lines.own[:3]] if line.names & _BRAND_NAMES and not is_role(line.text)
    ]
    parts = _SITE_TAIL.split(page_title(root) or "")
    heading = " ".join(line.text for line in lines.own if line.level == 1)
    tails = [part for part in (parts[-1], parts[0]) if len(parts) > 1 and not is_role(part) and part not in heading]
    heads = [line.text for line in lines.around[:4] if not line.names & {"cookie", "consent"} and len(line.text) <= 50]
    feet = [match["name"] for line in lines.around for match in _COPYRIGHT.finditer(line.text[:200])]
    first = next((line.text for line in lines.own if line.level == 1), "")
    if not is_role(first) and re.fullmatch(_ORG, first) and (_is_org(first) or first in parts):
        tails.insert(0, first)
    names += [*tails, *feet]
    found = [name for name in dict.fromkeys(map(_plain_name, names)) if name]
    shown = " ".join(line.text for line in [*lines.around, *lines.own])[:20_000]
    if not found:
        heads += [line.text for line in lines.own[:3] if _is_org(line.text) and re.fullmatch(_ORG, line.text)]
        counted = Counter(
            name for name in map(_plain_name, [*heads, *(line.text for line in lines.around[-3:])]) if name
        )
        found = [name for name in counted if counted[name] > 1 or _is_org(name)]
    name = max(found[:4], key=lambda name: (_mentions(shown, name) > 0, -found.index(name)), default=None)
    board_words = {match.group().lower() for match in _BOARD_WORDS.finditer(shown + " " + " ".join(_everything(root)))}
    is_board = bool(name and _BOARD_NAME.search(name)) or len(board_words) >= 2
    return Site(name, tuple(found), is_board)


def page_title(root: HtmlElement) -> str | None:
    """The title element's text."""
    element = root.find(".//title")
    return clean_text(element.text_content()) or None if element is not None else None


def find_employer(lines: Lines, labelled: Iterable[Labelled], site: Site, title: str | None) -> str | None:
    """The employer: its label, the line made for it, the site if it is no board, else whom the text speaks of."""
    for pair in labelled:
        if pair.field == "employer" and 2 < len(pair.value) <= _MAX_NAME and not pair.value[:1].islower():
            return pair.value.strip(" .")
    own = lines.own
    for line in own:
        if (
            line.names & _ORGANISATION_NAMES
            and len(line.text) <= 100
            and line.level != 1
            and not is_role(line.text)
            and not is_pay(line.text)
        ):
            return _first_fact(line.text)
    if said := _subjects(own, (_BEHALF, _GOVERNED), title):
        return said
    recruiting = _subjects(own, (_SUBJECT,), title)
    if recruiting and not _BOARD_NAME.search(recruiting):
        return _as_the_site_writes_it(recruiting, site)
    if named := _in_heading(own):
        return named
    agent = any(_AGENT.search(line.text) for line in own)
    if agent:
        return _subjects(own, (_JOIN,), title)
    near = _near_title(own, title)
    if site.name and not site.is_board and not (near and " " in near and not _is_mentioned(site.name, own)):
        return _fuller(site, own)
    return near or _subjects(own, (_JOIN, _ABOUT, _IS, _DOES, _AT_WORK), title)


def _in_heading(lines: Sequence[Line]) -> str | None:
    """ "Coordinator at Kite Trust"."""
    for line in lines:
        if line.level and (match := _AT_ORGANISATION.fullmatch(line.text)) and ends_in_role(match["role"]):
            return match["name"] if " " in match["name"] and not is_role(match["name"]) else None
    return None


def _subjects(lines: Sequence[Line], patterns: Iterable[re.Pattern[str]], title: str | None) -> str | None:
    for pattern in patterns:
        for line in lines:
            for match in pattern.finditer(line.text[:1_000]):
                name = _IN_A_PLACE.sub("", match["name"]).strip(" .,–-")
                if _may_be_a_name(name, title):
                    return name
    return None


def _may_be_a_name(name: str, title: str | None) -> bool:
    words = name.split()
    if (
        not words
        or len(name) > _MAX_NAME
        or len(name) < 3
        or re.match(r"\d+\.", name)
        or any(word.casefold() in MONTHS for word in words)
        or re.split("[’']", words[0].casefold())[0] in NO_NAME
    ):
        return False
    if title and (name.casefold() in title.casefold() or title.casefold() in name.casefold()):
        return False
    return not (is_role(words[-1]) and not _is_org(name))


def _near_title(lines: Sequence[Line], title: str | None) -> str | None:
    """The short line under the role: "Young Minds, Leeds", "by Acme Trust"."""
    place = next(
        (
            place
            for place, line in enumerate(lines)
            if title and line.level and title.casefold() in line.text.casefold()
        ),
        None,
    )
    if place is None:
        return None
    for line in lines[place + 1 : place + 5]:
        facts = facts_of(line)
        if match := _BY.match(line.text):
            return match["name"]
        for fact in facts:
            name = fact.split(", ")[0] if len(fact) <= _MAX_NAME + 30 else ""
            if (
                name
                and re.fullmatch(_ORG, name)
                and not (is_pay(fact) or is_hours(fact) or field_of(name))
                and _may_be_a_name(name, title)
                and (len(line.text) <= 100)
            ):
                return name
    return None


def _first_fact(text: str) -> str:
    if match := _BY.match(text):
        return match["name"]
    return facts_of(Line(text))[0] if facts_of(Line(text)) else text


def _as_the_site_writes_it(name: str, site: Site) -> str:
    for known in site.names:
        if known.casefold().startswith(name.casefold()) and len(name) >= 0.6 * len(known):
            return known
    return name


def _fuller(site: Site, lines: Sequence[Line]) -> str:
    """The site's name, or a fuller form that stands alone on a line of the advert."""
    name = site.name or ""
    for line in lines[:15]:
        if (
            name.casefold() in line.text.casefold()
            and len(line.text) <= min(len(name) / 0.6, 60)
            and re.fullmatch(_ORG, line.text)
        ):
            return line.text
    return name


def _logos(root: HtmlElement) -> list[str]:
    found = []
    for count, image in enumerate(root.iter("img")):
        if count > 30:
            break
        link = next(image.iterancestors("a"), None)
        if "logo" in f"{image.get('src')} {image.get('class')} {image.get('alt')}".lower() or (
            link is not None and (link.get("href") or "").rstrip("/") in ("", "#")
        ):
            found.append(image.get("alt") or "")
    for count, link in enumerate(root.iter("a")):
        if count > 30:
            break
        if (
            link.get("rel") == "home"
            or {"logo", "brand", "site-title", "site-logo"} & set((link.get("class") or "").split())
            or (link.get("href") == "/" and "home" not in link.text_content().lower())
        ):
            found.append(link.text_content()[:200])
    return found


def _plain_name(text: str) -> str:
    name = _HOME_WORDS.sub(" ", _AFTER_NAME.split(clean_text(text))[0]).strip(" |–—-:·,.")
    words = name.split()
    if (
        not 2 < len(name) <= _MAX_NAME
        or len(words) > 9
        or name.casefold() in NO_NAME
        or all(word.casefold() in NO_NAME for word in words)
    ):
        return ""
    return name if any(character.isupper() for character in name) or "." not in name else ""


def _is_org(name: str) -> bool:
    return bool(
        re.search(
            r"\b(?:Ltd|Limited|Trust|Council|Charity|Fund|Foundation|Society|Services?|Association|Group|Agency"
            r"|Partnership|University|College|School|Academy|Church|CIC|plc|Company|Project|Network|Centre"
            r"|Federation|Union|Commission|Institute|Alliance|NHS|Care|Hospice|Hospital|Friends|Families|Kids"
            r"|Housing|Community|House|Collective|Co-?op\w*|Office|Clinic|Theatre|Museum|Library|Nursery|Club"
            r"|Museums|Arts)\b",
            name,
            re.I,
        )
    )


def _is_mentioned(name: str, lines: Sequence[Line]) -> bool:
    return any(name.casefold() in line.text.casefold() for line in lines)


def _mentions(text: str, name: str) -> int:
    return text.casefold().count(name.casefold())


def _everything(root: HtmlElement) -> Iterable[str]:
    """Headings and links, also those of sections that are not read: boards show themselves in them."""
    for count, element in enumerate(root.iter("a", "h2", "h3", "h4", "button")):
        if count > 150:
            return
        yield element.text_content()[:80]

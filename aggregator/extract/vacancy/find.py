"""Puts a vacancy together: what the page shows first, what its markup says where it shows nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from aggregator.dates import parse_date
from aggregator.extract.json_ld import read_json_ld, types_of
from aggregator.extract.tree import decode
from aggregator.extract.vacancy.closing import find_closing, find_interview, is_rolling
from aggregator.extract.vacancy.employers import Site, find_employer, page_title, read_site
from aggregator.extract.vacancy.hours import find_hours
from aggregator.extract.vacancy.labelled import Labelled, find_labelled
from aggregator.extract.vacancy.lines import Line, Lines, lines_of, read_lines
from aggregator.extract.vacancy.pay import find_salary, is_voluntary
from aggregator.extract.vacancy.places import find_location
from aggregator.extract.vacancy.posting import Posting, read_postings
from aggregator.extract.vacancy.roles import clean_title, find_title, is_role_heading
from aggregator.extract.vacancy.verdict import TERMS, Evidence, is_vacancy
from aggregator.models.article import Vacancy

#: Bytes of a page that are read; adverts are short.
MAX_BYTES = 2_000_000
#: Kinds of piece that are no advert, as their markup names them.
_NEWS_TYPES = frozenset(
    ("NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle", "Event", "Course")
)


def find_vacancy(html: bytes | HtmlElement, *, url: str, text: str | None = None, today: date) -> Vacancy | None:
    """The vacancy that the page advertises, None if it is no single vacancy. `today` is the day of reading.

    `text` is the article's own, for pages whose markup shows nothing.
    """
    root = _parse(html) if isinstance(html, bytes) else html
    if root is None:
        return None
    lines = read_lines(root)
    if not lines.own and text:
        lines = lines_of(text)
    postings = read_postings(root, url)
    posting = postings[0] if len(postings) == 1 else _own_posting(postings, url, lines)
    if posting is None and not _may_advertise(lines.own, today):
        return None
    if posting is not None and len(" ".join(line.text for line in lines.own)) < 200 and posting.description:
        lines = replace(lines, own=(*lines.own, *lines_of(posting.description).own))
    site = read_site(root, lines)
    vacancy, labelled, adverts = _read(root, lines, posting, site, today)
    heading = next((line.text for line in lines.own if line.level == 1), "") or next(
        (line.text for line in lines.own if line.level), ""
    )
    evidence = Evidence(
        heading,
        page_title(root) or "",
        url,
        lines.own,
        labelled,
        vacancy,
        posting is not None,
        _is_news(root, url),
        adverts,
    )
    return vacancy if is_vacancy(evidence) else None


def _may_advertise(lines: Sequence[Line], today: date) -> bool:
    """The page states some terms of a post. Most articles state none and are not looked at any further."""
    labelled = find_labelled(lines)
    if len({pair.field for pair in labelled} & TERMS) > 1 or find_closing(lines, labelled, today):
        return True
    return find_salary(lines, labelled) is not None or find_hours(lines, labelled) is not None


def _parse(html: bytes) -> HtmlElement | None:
    text = decode(html[:MAX_BYTES])
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
    return root if isinstance(root, HtmlElement) else None


def _own_posting(postings: Sequence[Posting], url: str, lines: Lines) -> Posting | None:
    """Among several, the one with the page's address or heading."""
    heading = next((line.text for line in lines.own if line.level == 1), "").casefold()
    for posting in postings:
        if (posting.url and posting.url.rstrip("/") == url.rstrip("/")) or (
            posting.title and heading and posting.title.casefold() == heading
        ):
            return posting
    return None


def _read(
    root: HtmlElement, lines: Lines, posting: Posting | None, site: Site, today: date
) -> tuple[Vacancy, list[Labelled], int]:
    labelled = find_labelled(lines.own)
    sections = _adverts(lines.own)
    title = page_title(root)
    if len(sections) < 2:
        return _read_one(lines, labelled, posting, site, title, today), labelled, 1
    each = [
        _read_one(replace(lines, own=section), find_labelled(section), None, site, None, today) for section in sections
    ]
    return (
        _common(each, _read_one(replace(lines, own=_before(lines.own, sections)), [], None, site, None, today)),
        labelled,
        len(sections),
    )


def _read_one(
    lines: Lines, labelled: Sequence[Labelled], posting: Posting | None, site: Site, title: str | None, today: date
) -> Vacancy:
    said = posting or Posting()
    names = [name for name in (said.employer, *site.names) if name]
    role = (clean_title(said.title, without=names) if said.title else None) or find_title(
        lines.own, labelled, title, names
    )
    employer = said.employer or find_employer(lines, labelled, site, role)
    known = [role or "", *(name for name in (employer, *site.names) if name)]
    closes = find_closing(lines.own, labelled, today)
    if closes is None and said.valid_through and not is_rolling(" ".join(line.text for line in lines.own)):
        moment = parse_date(said.valid_through)
        closes = moment.date() if moment else None
    return Vacancy(
        title=role,
        employer=employer,
        location=_labelled_or(said.location, labelled, "location", lambda: find_location(lines.own, labelled, known)),
        salary=_labelled_or(said.salary, labelled, "salary", lambda: find_salary(lines.own, labelled))
        or _voluntary(lines.own, role),
        hours=_labelled_or(said.hours, labelled, "hours", lambda: find_hours(lines.own, labelled)) or said.employment,
        closes=closes,
        interview=find_interview(lines.own, labelled, today, closes),
    )


def _labelled_or(
    said: str | None, labelled: Iterable[Labelled], field: str, find: Callable[[], str | None]
) -> str | None:
    """What the page labels for its readers, then its markup, then its sentences."""
    if said is None or any(pair.field == field for pair in labelled):
        return find() or said
    return said


def _voluntary(lines: Sequence[Line], role: str | None) -> str | None:
    return "Voluntary" if role and any(is_voluntary(line.text) for line in lines[:60]) else None


def _adverts(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The sections of a page that shows a few adverts in full: each a role as heading and its own terms."""
    marks = [
        place for place, line in enumerate(lines) if line.level >= 2 and not line.is_link and is_role_heading(line.text)
    ]
    sections = [tuple(lines[start:end]) for start, end in pairwise([*marks, len(lines)])]
    full = [
        section
        for section in sections
        if find_salary(section, found := find_labelled(section)) or find_hours(section, found)
    ]
    return full if len(full) >= 2 else []


def _before(lines: Sequence[Line], sections: Sequence[tuple[Line, ...]]) -> tuple[Line, ...]:
    first = sections[0][0]
    return tuple(lines[: next(place for place, line in enumerate(lines) if line is first)])


def _common(each: Sequence[Vacancy], above: Vacancy) -> Vacancy:
    """What the adverts of one page share. What differs between them is left out."""

    def shared(field: str) -> object:
        values = {getattr(vacancy, field) for vacancy in each}
        stated = {value for value in values if value is not None}
        return stated.pop() if len(stated) == 1 else getattr(above, field) if not stated else None

    merged = {field: shared(field) for field in ("employer", "location", "salary", "hours", "closes", "interview")}
    return Vacancy(title=each[0].title if len({vacancy.title for vacancy in each}) == 1 else None, **merged)  # type: ignore[arg-type]  # the fields' own types


def _is_news(root: HtmlElement, url: str) -> bool:
    return any(types_of(node) & _NEWS_TYPES for node in read_json_ld(root, url).nodes)

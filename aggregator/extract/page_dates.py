"""When the article was published: what the page says of itself, then what it shows, then its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement

from aggregator.dates import parse_date
from aggregator.extract.clues import Clues, Found
from aggregator.extract.json_ld import texts
from aggregator.extract.names import is_for_comments, is_in_other_piece, words_of
from aggregator.extract.tables import any_of, listed
from aggregator.markup import clean_text
from aggregator.urls import host_of

_META = listed(
    """
    article:published_time og:article:published_time article:published og:published_time datepublished
    publishdate publish-date publish_date published_time pubdate publication_date published parsely-pub-date
    sailthru.date article.published dc.date.issued dcterms.issued dcterms.created dc.date.created
    citation_publication_date citation_online_date cxenseparse:recs:publishtime bt:pubdate
    article_date_original originalpublicationdate rnews:datepublished iso-8601-publish-date datecreated
    displaydate shareaholic:article_published_time article:publication_date
    """
)
#: Often the day of the whole site, or of the last change; asked after what the page shows.
_LOOSE_META = listed(
    """
    date dc.date dcterms.date created revision_date dcterms.available
    """
)
_WEAK_META = listed(
    """
    article:modified_time og:updated_time dcterms.modified datemodified last-modified lastmod
    """
)
_DATE_WORDS = frozenset(
    listed(
        """
    date datum published publish time timestamp datetime pubdate dateline posted created fecha meta byline
    info
    """
    )
)
_NOT_DATE = frozenset(
    listed(
        """
    comment comments modified updated related sidebar footer copyright calendar event events archive
    """
    )
)
#: In the class of a time element: that it is the piece's own.
_OWN_TIME = frozenset(("published", "entry"))
_DIGIT = re.compile(r"\d")
#: A month's name in any language: whether it is one is judged where it is read.
_MONTH = r"[^\W\d_]{3,14}\.?"
#: Bytes of a page that htmldate is asked about.
_MAX_GUESSED = 400_000
_YEAR = re.compile(rb"(?<!\d)(?:19|20)\d\d(?!\d)|\d[./]\d\d(?!\d)")
#: The web is no older.
_FIRST_YEAR = 1995
_OFFSET = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*([+-])(\d{2}):?(\d{2})?$")
_HOUR = re.compile(r"\d\s*(?:[ap]\.?m\b|uhr|h\d)|T\d\d|^\d{9,16}$", re.I)
_HOUR_LONG = timedelta(hours=1)
_NOTHING = timedelta()
#: By country as in addresses and locales.
_ZONES = {
    **dict.fromkeys(listed("de at ch li it pl nl be lu cz sk hu dk no se si hr"), "Europe/Berlin"),
    **dict.fromkeys(("uk", "gb"), "Europe/London"),
    "ie": "Europe/Dublin",
    "fr": "Europe/Paris",
    "es": "Europe/Madrid",
    "pt": "Europe/Lisbon",
    "gr": "Europe/Athens",
    "fi": "Europe/Helsinki",
    "ro": "Europe/Bucharest",
    "in": "Asia/Kolkata",
    "jp": "Asia/Tokyo",
    "nz": "Pacific/Auckland",
    "za": "Africa/Johannesburg",
}
#: The country most pages in a language come from, where that country has one zone.
_HOME = {language: language for language in listed("de it pl nl fi hu fr")} | {
    "cs": "cz",
    "da": "dk",
    "sv": "se",
    "nb": "no",
    "ja": "jp",
}
_SHOWN = any_of(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
    r"\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)?\d{2}",
    r"\d{1,2}-\d{1,2}-\d{4}",
    rf"\d{{1,2}}(?:(?:\.|st|nd|rd|th|er|º)?\s+(?:(?:de|di|of)\s+)?|\.){_MONTH},?\s+(?:del?\s+)?(?:19|20)\d{{2}}",
    rf"{_MONTH}\s+\d{{1,2}}\s+\d\d:\d\d(?::\d\d)?\s+(?:[A-Z]{{3,4}}\s+)?(?:19|20)\d{{2}}",
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}}",
    rf"\d{{1,2}}[-/]{_MONTH}[-/](?:19|20)\d{{2}}",
    r"\d{4}\.\s\d{1,2}\.\s\d{1,2}\.",
    r"\d{4}年\s?\d{1,2}月\s?\d{1,2}日?",
    before=r"(?<![\d/.-])",
    after=r"(?![\d/-])",
)
#: Before a date: that it is not the first one's, or not the page's.
_CHANGED = any_of(
    r"updated?|modified|changed|edited|accessed|aktualisiert|änderung|geändert|bearbeitet|stand|abgerufen|zugriff",
    r"mis à jour|mise à jour|modifié|consulté|actualizad[oa]|modificad[oa]|aggiornat[oa]|gewijzigd|bijgewerkt",
    r"atualizad[oa]|aktualizacja|zaktualizowano",
    before=r"\b",
    after=r"\b[^.\d]{0,30}$",
)
_PUBLISHED = any_of(
    r"(?:first )?(?:published|posted|released)|publication date|(?:erst)?veröffentlicht|veröffentlichung",
    r"erschienen|erstellt|eingestellt|online seit|publiziert|publié|publication|publicado|fecha|pubblicato|geplaatst",
    r"gepubliceerd|opublikowano|data publikacji|date|datum|data",
    before=r"^\W*",
    after=r"\b[^.\d]{0,30}$",
)
_IN_ADDRESS = re.compile(
    r"/(19[9]\d|20\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=\D|$)|(?<!\d)(20\d{2})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)"
)


def find_published(
    clues: Clues, above: Sequence[str] = (), below: Sequence[str] = (), lines: Iterable[str] = ()
) -> Found[datetime] | None:
    """The moment, by the clock of the place that the page is for: late in the evening there, UTC has another day.

    `above` and `below` are the lines about the text's beginning and its end, `lines` all of the page.
    """
    zone = _zone_of(clues)
    for origin, text in _sources(clues, above, below, lines):
        text = text.strip()[:120]
        has_time = ":" in text or _HOUR.search(text) is not None
        moment = parse_date(text, zone=zone if has_time else UTC)
        if moment is not None and moment.year >= _FIRST_YEAR:
            own = _shown_clock(clues.page.root, moment) or zone
            return Found(_by_own_clock(moment, text, own) if has_time else moment, origin)
    return None


def _zone_of(clues: Clues) -> tzinfo:
    """The time zone of the country that the site's address or language names, where the country has but one."""
    language = clues.page.root.get("lang") or next(
        (found.value for found in clues.meta.each(("og:locale", "content-language"))), ""
    )
    for country in (
        host_of(clues.page.url).rsplit(".", 1)[-1],
        language[3:5].lower(),
        _HOME.get(language[:2].lower(), ""),
    ):
        if country in _ZONES:
            return ZoneInfo(_ZONES[country])
    return UTC


def _shown_clock(root: HtmlElement, moment: datetime) -> tzinfo | None:
    """The clock by which a time element without zone repeats the moment to the second, so many whole hours apart."""
    for element in _times(root):
        text = (element.get("datetime") or "").strip()
        shown = parse_date(text, zone=UTC) if len(text) == 19 else None
        if shown is not None and abs(apart := shown - moment) < timedelta(hours=15) and apart % _HOUR_LONG == _NOTHING:
            return timezone(apart)
    return None


def _by_own_clock(moment: datetime, text: str, zone: tzinfo) -> datetime:
    match = _OFFSET.search(text)
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) if match else timedelta()
    if match and timedelta() < offset < timedelta(hours=15):
        zone = timezone(-offset if match[1] == "-" else offset)
    return moment.astimezone(zone)


def _sources(
    clues: Clues, above: Sequence[str], below: Sequence[str], lines: Iterable[str]
) -> Iterator[tuple[str, str]]:
    linked, root = clues.linked.article, clues.page.root
    for key in ("datePublished", "uploadDate", "datePosted", "dateCreated"):
        for text in texts(linked.get(key))[:1]:
            yield "json-ld", text
    for found in clues.meta.each(_META):
        yield found.origin, found.value
    for element in _marked(root):
        yield "microdata", element.get("content") or element.get("datetime") or element.text_content()[:200]
    near, far = _by_place(_times(root), above)
    yield from (("time", text) for text in near)
    yield from (("byline", text) for text in _labelled_in(lines))
    yield from (("byline", text) for text in _shown_in(above))
    yield from (("time", text) for text in far)
    yield from (("byline", text) for text in _shown_dates(root))
    yield from (("byline", text) for text in _shown_in(below))
    yield from (("byline", text) for text in _shown_in([*above, *below], changed=True))
    for found in clues.meta.each(_LOOSE_META):
        yield found.origin, found.value
    if match := _IN_ADDRESS.search(clues.page.url):
        yield "address", "-".join(part for part in match.groups() if part)
    if clues.hints.published:
        yield "hint", clues.hints.published.isoformat()
    for text in texts(linked.get("dateModified"))[:1]:
        yield "json-ld:dateModified", text
    for found in clues.meta.each(_WEAK_META):
        yield found.origin, found.value
    yield from _by_htmldate(root)


def _shown_in(lines: Sequence[str], *, changed: bool = False) -> Iterator[str]:
    """The first date of each short line, and the one that a long line opens with: those of changes, or the others."""
    for line in lines:
        for shown in _SHOWN.finditer(line[:200] if len(line) < 200 else line[:60]):
            opens = len(line) < 200 or line[shown.end() :].lstrip()[:1] in ("-", "–", "—", ":", "|", ")")
            if opens and (_CHANGED.search(line[: shown.start()]) is not None) is changed:
                yield shown[0]
                break


def _labelled_in(lines: Iterable[str]) -> Iterator[str]:
    """The dates of short lines that begin by saying that the page was published then."""
    for line in lines:
        if len(line) >= 200 or not _DIGIT.search(line):
            continue
        if (shown := _SHOWN.search(line)) and _PUBLISHED.search(line[: shown.start()]):
            yield shown[0]


def _marked(root: HtmlElement) -> list[HtmlElement]:
    found = root.xpath(
        "//*[contains(@itemprop, 'datePublished') or contains(@property, 'datePublished') or @pubdate"
        " or contains(@class, 'dt-published')]"
    )
    return [element for element in found if not is_in_other_piece(element)][:5]


def _times(root: HtmlElement) -> list[HtmlElement]:
    """The time elements: those that say so first, then the nearest to the page's heading."""
    times = [element for element in root.iter("time") if not is_in_other_piece(element)][:20]
    plain = [element for element in times if _NOT_DATE.isdisjoint(words_of(element.get("class") or ""))]
    heading = next(root.iter("h1"), root)
    depths = {element: depth for depth, element in enumerate(reversed([heading, *heading.iterancestors()]))}

    def place(element: HtmlElement) -> tuple[bool, int]:
        shared = next((depths[each] for each in element.iterancestors() if each in depths), 0)
        return _OWN_TIME.isdisjoint(words_of(element.get("class") or "")), -shared

    return sorted(plain, key=place)[:8]


def _by_place(times: Sequence[HtmlElement], above: Sequence[str]) -> tuple[list[str], list[str]]:
    """What time elements say: those seen over the text, or marked as the piece's own; and those of anything else."""
    near: list[str] = []
    far: list[str] = []
    for element in times:
        shown = clean_text(element.text_content()[:200])
        is_near = not _OWN_TIME.isdisjoint(words_of(element.get("class") or "")) or (
            shown and any(shown in line for line in above)
        )
        (near if is_near else far).append(element.get("datetime") or shown)
    return near, far


def _shown_dates(root: HtmlElement) -> Iterator[str]:
    """Dates written in small elements that are named after dates."""
    for element in root.iter(
        "span", "div", "p", "li", "small", "abbr", "em", "td", "dd", "strong", "a", "h4", "h5", "h6"
    ):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if not names or _DATE_WORDS.isdisjoint(words := words_of(names)) or not _NOT_DATE.isdisjoint(words):
            continue
        text = clean_text(f"{element.get('title') or ''} {element.text_content()[:400]}")
        if len(text) < 200 and (shown := _SHOWN.search(text)) and not is_in_other_piece(element):
            yield shown[0]


def _by_htmldate(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """htmldate's guess; it looks into every text, so only where that is soon done."""
    copy = deepcopy(root)
    for element in list(copy.iter("div", "section", "ol", "ul", "li", "article")):
        if is_for_comments(element) and element.getparent() is not None:
            element.drop_tree()
    if len(etree.tostring(copy)) > _MAX_GUESSED:
        etree.strip_elements(copy, "script", "style", with_tail=False)
    source = etree.tostring(copy)
    # Without a year on the page it can't find anything.
    if len(source) > _MAX_GUESSED or _YEAR.search(source) is None:
        return
    # Its extensive search would load dateparser, which takes two seconds the first time.
    if text := find_date(copy, original_date=True, extensive_search=False):
        yield "htmldate", text

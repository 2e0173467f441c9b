"""The fields of one card: title, date, teaser, picture."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from aggregator.dates import parse_date
from aggregator.models.feed import Image
from aggregator.parse.listing.card_dates import Found, date_in_address, find_date
from aggregator.parse.listing.clusters import Card
from aggregator.parse.listing.deadlines import MAX_LABEL, Deadlines, deadlines_of, ends_in_deadline
from aggregator.parse.listing.links import absolute, is_generic
from aggregator.parse.listing.page import HEADINGS, Page
from aggregator.parse.listing.texts import level, lines_of, word_count, words_of
from aggregator.parse.listing.titles import tidy, title_of
from aggregator.parse.listing.words import READ_ON

#: Text of a card that is looked through; whole posts go on for longer.
MAX_LINES = 80
MIN_TEASER = 40
#: Siblings looked at for a date above a group of cards.
MAX_LOOK_BACK = 12
MAX_TEASER = 1_000
#: A line this short that holds a date is a date line; in a longer one it must stand at an end.
DATE_LINE = 110
_DATE_CLASS = re.compile(r"date|time|published|posted|datum|fecha|stamp", re.IGNORECASE)
_PRICE = re.compile(
    r"(?:[£$€¥₽₹]\s?\d|\d[\d.,]*\s?(?:€|£|zł|kr\b|руб|₽|元|円|USD|EUR|GBP)|add to (?:cart|basket|bag)|"
    r"in den warenkorb|ajouter au panier|в корзину|加入购物车)",
    re.IGNORECASE,
)
_PER_TIME = re.compile(
    r"per (?:annum|year|hour|week|month)|p\.?a\.?\b|salary|/ ?(?:year|yr|hour|hr)|k\b", re.IGNORECASE
)
_OF_A_POST = re.compile(
    r"\b(?:salary|closing date|closes|apply by|deadline|per annum|per hour|pro rata|full[ -]time|part[ -]time|"
    r"permanent|fixed[ -]term|"
    r"hours per week|hybrid|gehalt|vollzeit|teilzeit|befristet|bewerbungsfrist|temps plein|temps partiel|cdi|cdd|"
    r"jornada completa|voltijd|heltid|deltid)\b",
    re.IGNORECASE,
)
#: British, Irish and North American ways to write where somebody lives or answers the telephone.
_LOCATION = re.compile(
    r"\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b|\b(?:tel|phone|telephone|call|fax|téléphone|telefon)\b\.?:?\s*\+?[\d(]|"
    r"(?<![\d.])(?:\+\d{2}|\(?0\d{2,4}\)?)[ \d-]{7,12}\d(?!\d)|(?<!\d)\(\d{3}\) ?\d{3}-\d{4}(?!\d)",
)
_IMAGE_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "src")
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)


@dataclass(slots=True)
class Fields:
    """What a card says. `dated_by` names where the date came from."""

    title: str
    published: datetime | None
    published_text: str | None
    dated_by: str | None
    teaser: str | None
    image: Image | None
    priced: bool
    #: The words of the title lead elsewhere: this link is a lesser one of another piece's card.
    borrowed: bool
    #: A second link says "Read more" or the like.
    reads_on: bool
    #: It names a salary, a closing date or the like.
    is_post: bool
    #: It gives a postal address or a telephone number.
    located: bool


def read_card(page: Page, card: Card, *, month_first: bool) -> Fields:
    """The fields of a card, each from the most trusted place that has it."""
    lines = lines_of_card(card)
    title = find_title(card, lines)
    published, text, origin = find_published(card, lines, title, month_first=month_first)
    return Fields(
        title=title,
        published=published,
        published_text=text,
        dated_by=origin,
        teaser=find_teaser(lines, title, text),
        image=find_image(page, card),
        priced=is_priced(lines),
        borrowed=card.link.generic and (_stands_inside(card.link.text, title) or _leads_elsewhere(page, card, title)),
        reads_on=_reads_on(card),
        is_post=any(len(line) <= 80 and _OF_A_POST.search(line) for line in lines[:25]),
        located=any(len(line) <= 80 and _LOCATION.search(line) for line in lines[:25]),
    )


def _reads_on(card: Card) -> bool:
    return any(READ_ON.match(words_of(anchor)) for part in card.parts for anchor in part.element.iter("a"))


def _leads_elsewhere(page: Page, card: Card, title: str) -> bool:
    for part in card.parts:
        for anchor in part.element.iter("a"):
            url = absolute(page.base, anchor.get("href") or "")
            if url is not None and url != card.link.url and _is_of(words_of(anchor), title):
                return True
    return False


def _stands_inside(words: str, title: str) -> bool:
    """Whether a button is part of the line that was taken for its title: a strip of links under a title."""
    return len(words) >= 4 and words in title and not title.endswith(words)


def _is_of(words: str, title: str) -> bool:
    """Whether the words are a title, or nearly all that stands in its line."""
    return words == title or (word_count(words) >= 3 and title.startswith(words))


def lines_of_card(card: Card) -> list[str]:
    """The visible lines of a card."""
    if card.lines is not None:
        return card.lines
    found: list[str] = []
    for part in card.parts:
        found += lines_of(part.element)
        tail = level(part.element.tail or "")
        if tail and len(card.parts) > 1:
            found.append(tail)
        if len(found) > MAX_LINES:
            break
    card.lines = found[:MAX_LINES]
    return card.lines


def find_title(card: Card, lines: list[str]) -> str:
    """The link's own words; for "Read more" the heading of the card, else its picture's text or its first line."""
    link = card.link
    if not link.generic:
        title = title_of(link)
        if title and not is_generic(title):
            return title
    for part in card.parts:
        for heading in part.element.iter(*HEADINGS):
            title = words_of(heading)
            if title and not is_generic(title):
                return tidy(title)
    label = level(link.node.element.get("title") or link.node.element.get("aria-label") or "")
    if word_count(label) >= 2 and not is_generic(label):
        return tidy(label)
    for picture in link.node.element.iter("img"):
        label = level(picture.get("alt") or "")
        if word_count(label) >= 2:
            return tidy(label)
    return tidy(
        next((line for line in map(_without_date, lines) if word_count(line) >= 3 and not is_generic(line)), "")
    )


def _without_date(line: str) -> str:
    hit = find_date(line)
    return line if hit is None else (line[: hit.start] + line[hit.end :]).strip(" -–—|:,()")


def find_published(
    card: Card, lines: list[str], title: str, *, month_first: bool
) -> tuple[datetime | None, str | None, str | None]:
    """The day a card gives: a time element, an element named for a date, a line with a date, the address.

    A last day to apply is none, so where it is found all that say when something ends are left out.
    """
    found = _find_shown(card, lines, title, Deadlines(), month_first)
    if found is not None and (ending := deadlines_of(card)).lines:
        found = _find_shown(card, lines, title, ending, month_first)
    if found is not None:
        return found
    day = date_in_address(unquote(card.link.url))
    if day is not None:
        return day, day.date().isoformat(), "address"
    return None, None, None


def _find_shown(
    card: Card, lines: list[str], title: str, ending: Deadlines, month_first: bool
) -> tuple[datetime, str, str] | None:
    return (
        _from_time(card, ending, month_first)
        or _from_named(card, ending, month_first)
        or _from_lines([line for line in lines if line not in ending.lines], title, month_first)
    )


def date_from_group(page: Page, card: Card, fields: Fields, *, month_first: bool) -> Fields:
    """The fields with the day that stands once above several cards: the nearest line before that is a date alone."""
    node = card.root
    for _ in range(4):
        for earlier in islice(node.element.itersiblings(preceding=True), MAX_LOOK_BACK):
            before = page.node(earlier)
            if before is None or not 6 <= before.text <= 40:
                continue
            shown = words_of(earlier)
            hit = find_date(shown, month_first=month_first)
            if hit is not None and word_count(shown.replace(hit.text, "")) <= 1:
                return replace(fields, published=hit.day, published_text=hit.text, dated_by="group")
        if node.parent is None or node.parent.tag in ("body", "main"):
            break
        node = node.parent
    return fields


def _from_time(card: Card, ending: Deadlines, month_first: bool) -> tuple[datetime, str, str] | None:
    for part in card.parts:
        for element in part.element.iter("time", "abbr", "relative-time", "meta"):
            if element in ending.elements:
                continue
            value = (element.get("datetime") or element.get("content") or element.get("title") or "").strip()
            if element.tag == "meta" and element.get("itemprop") not in (
                "datePublished",
                "dateCreated",
                "datePosted",
                "startDate",
            ):
                continue
            shown = words_of(element)
            moment = read_moment(value)
            if moment is not None:
                return moment, shown or value, "time"
            hit = find_date(shown, month_first=month_first) if element.tag == "time" else None
            if hit is not None:
                return hit.day, hit.text, "time"
    return None


def _from_named(card: Card, ending: Deadlines, month_first: bool) -> tuple[datetime, str, str] | None:
    for part in card.parts:
        for element in part.element.iter(etree.Element):
            if element in ending.elements:
                continue
            name = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
            if name == " " or not _DATE_CLASS.search(name):
                continue
            shown = " ".join(lines_of(element))
            if len(shown) > DATE_LINE:
                continue
            hit = find_date(shown, month_first=month_first)
            if hit is not None:
                return hit.day, hit.text, "date element"
    return None


def _from_lines(lines: list[str], title: str, month_first: bool) -> tuple[datetime, str, str] | None:
    for number, line in enumerate(lines):
        hit = find_date(line, month_first=month_first)
        if hit is None and len(line) <= 12:
            joined = " ".join(lines[number : number + 3])
            hit = find_date(joined, month_first=month_first) if len(joined) <= 30 else None
        if (
            hit is not None
            and _stands_out(hit, line)
            and not (number and len(lines[number - 1]) <= MAX_LABEL and ends_in_deadline(lines[number - 1]))
            and not (line == title and len(lines) > 1 and hit.start > 12 and _other(lines, title, month_first))
        ):
            return hit.day, hit.text, "visible"
    return None


def _other(lines: list[str], title: str, month_first: bool) -> bool:
    return any(
        line != title and (hit := find_date(line, month_first=month_first)) and _stands_out(hit, line) for line in lines
    )


def _stands_out(hit: Found, line: str) -> bool:
    return len(line) <= DATE_LINE or hit.start <= 30 or len(line) - hit.end <= 30


def read_moment(value: str) -> datetime | None:
    """A machine-readable moment; a month or a year alone is none."""
    return parse_date(value) if sum(character.isdigit() for character in value) >= 6 else None


def find_teaser(lines: list[str], title: str, date_text: str | None) -> str | None:
    """The first line of running text beside the title."""
    for line in lines:
        if line == title or len(line) < MIN_TEASER or is_generic(line):
            continue
        if title and (line.startswith(title) and len(line) - len(title) < MIN_TEASER):
            continue
        if date_text and len(line) - len(date_text) < MIN_TEASER and date_text in line:
            continue
        return line[:MAX_TEASER]
    return None


def find_image(page: Page, card: Card) -> Image | None:
    """The first picture that is more than an icon."""
    for part in card.parts:
        for element in part.element.iter("img", "source", "div", "a", "span", "figure"):
            address = _picture_address(element)
            if not address or address.startswith("data:"):
                continue
            width, height = _pixels(element.get("width")), _pixels(element.get("height"))
            if (width is not None and width < 32) or (height is not None and height < 32):
                continue
            url = absolute(page.base, address)
            if url is not None:
                return Image(url, width, height, level(element.get("alt") or "") or None)
    return None


def _picture_address(element: etree._Element) -> str | None:
    if element.tag == "img":
        return next(
            (
                value.strip()
                for name in _IMAGE_SOURCES
                if (value := element.get(name)) and not value.startswith("data:")
            ),
            None,
        ) or _first_of_set(element)
    if element.tag == "source":
        above = element.getparent()
        return _first_of_set(element) if above is not None and above.tag == "picture" else None
    background = _BACKGROUND.search(element.get("style") or "")
    return background.group(1) if background else None


def _first_of_set(element: etree._Element) -> str | None:
    listed = element.get("srcset") or element.get("data-srcset") or ""
    first = listed.strip().split(",")[0].split()
    return first[0] if first else None


def _pixels(value: str | None) -> int | None:
    return int(value) if value and value.isdigit() and len(value) <= 5 else None


def is_priced(lines: list[str]) -> bool:
    """Whether a card offers goods: it names a price that is no salary."""
    return any(
        len(line) <= 60 and _PRICE.search(line) and not _PER_TIME.search(" ".join(lines[:12])) for line in lines[:20]
    )

"""Label and value, however a page sets them: definition lists, tables, bold words, fields of a CMS, "Salary: £25,000".

Driven by the words of the labels, not by the markup: a line or run of text that is a known label owns what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from aggregator.extract.vacancy.lines import Line
from aggregator.extract.vacancy.vocabulary import OTHER_LABELS

Field = Literal[
    "title",
    "employer",
    "location",
    "salary",
    "hours",
    "contract",
    "grade",
    "closes",
    "interview",
    "start",
    "posted",
    "other",
]

_LABELS: tuple[tuple[Field, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words))  # type: ignore[misc]  # mypy widens the literals of a generator
    for name, words in (
        ("interview",
            r"(?:(?:proposed|provisional|planned|likely|anticipated|expected|first|1st|final) )?(?:interview|assessment"
            r"|selection|panel)s?"
         r"(?: (?:and|&|/) (?:interview|assessment|selection)s?)?(?: ?(?:date|day|centre|days|dates"
         r"|process)s?)?(?: s)?(?: (?:to be )?(?:held|planned|on|are|is|will be))*(?: on)?"),
        ("posted",
            r"(?:date )?(?:posted|published|advertised|added|listed|updated|created)(?: on| date)?|(?:posting"
            r"|publication|advert|publish|opening) date"
         r"|date (?:posted|published|advertised)|(?:applications? )?open(?:s|ing)?(?: date| on)?|advert (?:start"
         r"|live) date|last updated|notice added"),
        ("start",
            r"(?:proposed |preferred |anticipated |expected |ideal )?(?:start|starting|commencement)(?: date)?"
            r"|available from|starts|end date of (?:contract|post)|contract end date"),
        ("closes",
            r"(?:(?:application|applications|advert|job|vacancy|advertisement|external|final|new|extended|original"
            r"|listing) )*"
         r"(?:closing|close|closes|closed|deadline|expiry|expires|ends|end|expire)(?: date| day| time)?(?: (?:and|&"
         r"|/)? ?(?:closing )?time)?"
         r"(?: for (?:(?:all|receipt of|completed|returning|external|your) )*(?:applications?|applicants|applying"
         r"|expressions? of interest|receipt|cvs?))?(?: is| on| extended(?: to)?)*"
         r"|(?:please )?(?:apply|applications?|applying|return|submit|cvs?|respond|send|reply)(?: (?:applications?"
         r"|forms?|cvs?|by|before|close|closes|due|deadline|until|no later than|to|us|be|received|must|should|in))+"
         r"|(?:last|final|cut off|latest) (?:date|day|deadline)(?: (?:for|to|of) (?:apply|applications?|receipt"
         r"|applying))?|closing|(?:open|listed|advertised|live|available|online) until|get it in by|apply"),
        ("salary",
            r"(?:(?:starting|annual|gross|full time|actual|basic|base|indicative|monthly|weekly|advertised|fte"
            r"|pro rata) )*(?:salary|salaries|pay|wage|wages|remuneration|earnings|honorarium|stipend|payment|fee"
            r")"
         r"(?: (?:range|scale|band|rate|rates|details|package|level|from|and grade|grade|and benefits|per annum"
         r"|per hour|offered|information|scp|point|pa|is|on offer|fte|of|actual|and allowances|range and grade))*"
         r"|(?:pay|hourly|day|daily|sessional|weekly|session) rate|rates?(?: of pay)?|(?:what )?(?:we|you ll"
         r"|you will) (?:pay|earn|be paid|get)|how much|rate per hour|the money|money|compensation"),
        ("grade", r"(?:pay |salary |job )?(?:grade|band|scale|spine points?|scp|level|grade / salary)"),
        ("hours",
            r"(?:(?:working|work|weekly|contracted|contract|normal|total|the|your|shift) )*hours(?: (?:of work|per week"
            r"|a week|worked|of duty|weekly|available|required|week|and working pattern|days|offered))*"
         r"|(?:working|work|shift) (?:pattern|schedule|time|week|arrangements|days)|time commitment|commitment|fte"
         r"|shifts?|days|days and hours|hours and days|time|how (?:much time|long)|when you ll work|days per week"),
        ("contract",
            r"(?:contract|job|employment|vacancy|position|role|work|post|appointment|working) ?(?:type|status|basis"
            r"|term|terms|duration|length|time|mode)s?|contract|type(?: of (?:contract|work|job|role|employment"
            r"|position|post))?|basis|tenure|full or part time|permanent or temporary|duration|term"),
        ("location",
            r"(?:(?:job|work|working|office|main|primary|usual|post|role|place) )*(?:locations?|based|place|base"
            r"|workplace|worksite|work place|site)(?: of (?:work|post|role|employment|the role|job))?(?: (?:is|in|at|s"
            r"|details|address))*"
         r"|where(?: (?:you ll|you will|we|will i|will you|is it|you) ?(?:work|be|be based|are|based)?)?"
         r"|places? of work|work(?:ing)? (?:base|address|from)|area|region|town|city|county|office|town or city"
         r"|area covered|where s it|venue|town city"),
        ("employer",
            r"(?:hiring )?(?:employer|organi[sz]ation|company|charity|school|trust|employing (?:body|organi[sz]ation)"
            r"|organi[sz]ation name|employer name|company name|name of (?:employer|organi[sz]ation|charity)|agency"
            r"|business|posted by|advertiser|council|who(?: we are)?|provider|academy|institution|nursery)(?: name)?"),
        ("title",
            r"(?:job |post |role |position |vacancy )?(?:title|role|post|position|vacancy|job|job role|post title)"
            r"|title of (?:post|role|job)|vacancy|we re after|the (?:job|role|post)|opportunity|what"),
    )
)  # fmt: skip
_WORDS = re.compile(r"[^\W_]+")
_PARENTHESIS = re.compile(r"\([^()]{0,60}\)")
#: "Label: value" and what may follow it in the same line.
_IN_LINE = re.compile(
    r"(?:^|(?<=[\s|•·;,.(–—]))(?P<label>[A-Z][A-Za-z’'/&()-]*(?: [A-Za-z’'/&()-]+){0,5}?) ?[:：] ?(?=\S|$)"
)
_DASHED = re.compile(r"^(?P<label>[A-Z][A-Za-z’'/& ]{2,40}?)\s+[–—-]\s+(?=\S)")
#: Without any mark: "Salary £25,000".
_UNMARKED = re.compile(
    r"^(?P<label>Salary|Pay|Hours|Location|Based|Employer|Wage|Rate of pay|Place of work)\s+(?=[A-Z£\d])"
)
_MAX_LABEL = 70
_MAX_VALUE = 400


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value with the field that its label names; `label` as it is written."""

    field: Field
    value: str
    label: str = ""


def field_of(label: str) -> Field | None:
    """The field that a label names; "other" for labels that belong to adverts but to no field of ours."""
    if len(label) > _MAX_LABEL:
        return None
    words = " ".join(_WORDS.findall(_PARENTHESIS.sub(" ", label.casefold())))
    if not words:
        return None
    for name, pattern in _LABELS:
        if pattern.fullmatch(words):
            return name
    if words in OTHER_LABELS:
        return "other"
    parts = label.split("/")  # two languages: "Cyflog / Salary"
    return next(filter(None, map(field_of, parts)), None) if len(parts) == 2 else None


def find_labelled(lines: Sequence[Line]) -> list[Labelled]:
    """All labelled values, in reading order."""
    return list(_read(lines))


def _read(lines: Sequence[Line]) -> Iterator[Labelled]:
    place = 0
    while place < len(lines):
        if _whole_label(lines[place]) is None:
            yield from _in_line(lines[place])
            place += 1
        elif (width := _labels_in_row(lines, place)) > 1:
            yield from _from_columns(lines, place, width)
            place += 2 * width
        else:
            yield from _below(lines, place)
            place += 2 if _owns_next(lines, place) else 1


def _labels_in_row(lines: Sequence[Line], place: int) -> int:
    """How many cells from here on are labels: more than one are the head of a table."""
    tag, end = lines[place].tag, place + 1
    while tag in ("th", "td") and end < len(lines) and lines[end].tag == tag and _whole_label(lines[end]):
        end += 1
    return end - place


def _from_columns(lines: Sequence[Line], place: int, width: int) -> Iterator[Labelled]:
    for label, value in zip(lines[place : place + width], lines[place + width :], strict=False):
        if field := _whole_label(label):
            yield Labelled(field, value.text[:_MAX_VALUE], label.text)


def _owns_next(lines: Sequence[Line], place: int) -> bool:
    """The next line is the label's value: no label itself, no heading of the same height."""
    if place + 1 >= len(lines):
        return False
    label, value = lines[place], lines[place + 1]
    return _whole_label(value) is None and not (label.level and 0 < value.level <= label.level)


def _below(lines: Sequence[Line], place: int) -> Iterator[Labelled]:
    label, field = lines[place], _whole_label(lines[place])
    if field is None or not _owns_next(lines, place):
        return
    value = lines[place + 1]
    if not label.level or len(value.text) <= 160 or field in ("closes", "interview"):
        yield Labelled(field, value.text[:_MAX_VALUE].lstrip(":–- "), label.text)
    if label.level:  # a heading may stand over a paragraph with pairs of its own
        yield from _in_line(value)


def _whole_label(line: Line) -> Field | None:
    text = line.text
    if len(text) > _MAX_LABEL:
        return None
    field = field_of(text.rstrip(" :?–-"))
    if field in ("title", "other") and not (
        text.endswith(":") or line.tag in ("dt", "th", "td") or line.names & {"label", "term"}
    ):
        return None
    return field


def _in_line(line: Line) -> Iterator[Labelled]:
    pieces = [place for place, piece in enumerate(line.pieces) if _is_label_piece(line.pieces, place)]
    if pieces:
        for place, following in zip(pieces, [*pieces[1:], len(line.pieces)], strict=True):
            value = " ".join(line.pieces[place + 1 : following]).strip(" :–-|•·")
            label = line.pieces[place].rstrip(" :?–-")
            if value and (field := field_of(label)):
                yield Labelled(field, _until_next_label(value), label)
        return
    text = line.text
    found = [(match, *ending) for match in _IN_LINE.finditer(text) if (ending := _field_at_end(match["label"]))]
    if found:
        ends = [match.start("label") + offset for match, _, offset in found[1:]] + [len(text)]
        for (match, field, offset), end in zip(found, ends, strict=True):
            value = text[match.end() : end].strip(" |•·;,–—")
            if value:
                yield Labelled(field, value[:_MAX_VALUE], match["label"][offset:])
    elif len(text) < 120 and (start := _DASHED.match(text) or _UNMARKED.match(text)):
        named = field_of(start["label"])
        if named and named not in ("title", "other"):
            yield Labelled(named, text[start.end() :].strip(), start["label"])


def _is_label_piece(pieces: tuple[str, ...], place: int) -> bool:
    """A bold or boxed word that labels what follows; without a colon on either side only where the words are plain."""
    piece = pieces[place]
    if place + 1 >= len(pieces) or len(piece) > _MAX_LABEL:
        return False
    field = field_of(piece.rstrip(" :?–-"))
    following = pieces[place + 1]
    if field is None:
        return False
    if piece.endswith((":", "–", "-", "?")) or following.startswith((":", "–", "-")):
        return True
    is_plain = field not in ("title", "other", "employer", "contract")
    return is_plain and place % 2 == 0 and piece[:1].isupper() and not re.match(r"[,.;a-z]", following)


def _field_at_end(label: str) -> tuple[Field, int] | None:
    """The field of the label or of its last words, and where those begin: "Leeds Closing date:" in a run of pairs."""
    if field := field_of(label):
        return field, 0
    for word in re.finditer(r" (?=[A-Z])", label):
        if (field := field_of(label[word.end() :])) and field not in ("title", "other"):
            return field, word.end()
    return None


def _until_next_label(value: str) -> str:
    for match in _IN_LINE.finditer(value):
        if match.start() and field_of(match["label"]):
            return value[: match.start()].strip(" |•·;,–—")
    return value[:_MAX_VALUE]

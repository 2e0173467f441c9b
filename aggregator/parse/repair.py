"""The text of an XML document made safe and easy before a parser sees it: what stands around the root is dropped,
entities are levelled, entries beyond the limit are cut. Every step is one pass of a linear regular expression.

With the DOCTYPE goes all that XML can do to its reader: entities that expand, files or addresses read on its behalf.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html.entities import html5

from aggregator.dates import parse_date
from aggregator.parse.plain import without_illegal

_DOCTYPE = re.compile(r"<!DOCTYPE\s+([\w:.-]*)[^\[<>]*", re.IGNORECASE)
#: Possessive: giving back what was read would cost the square of it on a tag that never ends. The outer group can't be,
#: since Python 3.11.2 reads that wrongly, and need not: its branches begin differently, so there is one way through it.
_ROOT = re.compile(r"<((?:[\w.-]++:)?([\w.-]++))((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*)>")
#: Marks of opaque text, which is left alone, then every ampersand that isn't one of XML's own five entities.
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?:#(?P<decimal>\d{1,7});|#[xX](?P<hex>[0-9a-fA-F]{1,6});|(?P<name>[A-Za-z]\w{1,31};))?",
    re.DOTALL,
)
_ENTRY_TAG = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(?P<close>/?)(?:[\w.-]+:)?(?P<name>item|entry)(?=[\s>/])[^>]*>",
    re.DOTALL,
)
_ENTRY_DATE = re.compile(
    r"<(?:\w{1,20}:)?(?:pubDate|published|issued|date|updated|modified|created)\b[^>]{0,100}>"
    r"\s{0,20}(?:<!\[CDATA\[)?([^<>\]]{4,60})",
)


@dataclass(frozen=True, slots=True)
class Prolog:
    """Where the root element is and what it says."""

    #: Lower case, without prefix: "rss", "feed", "rdf", "html"; None when there is no element at all.
    root: str | None
    #: With prefix and case, as its end tag repeats it.
    root_tag: str
    attributes: str
    doctype: str | None
    #: From the root's `<` on.
    text: str
    #: Something other than white space, declarations and comments stood before the root.
    had_junk: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """A document with no more entries than asked for."""

    text: str
    entries_in_document: int | None


def find_root(text: str) -> Prolog:
    """The document from its root element on. White space, declarations, comments and stray text before it are gone,
    however much there is of them."""
    doctype: str | None = None
    had_junk = False
    at = 0
    while (found := text.find("<", at)) >= 0:
        had_junk = had_junk or bool(text[at:found].strip("\ufeff \t\r\n"))
        if match := _ROOT.match(text, found):
            return Prolog(match[2].lower(), match[1], match[3], doctype, text[found:], had_junk)
        if match := _DOCTYPE.match(text, found):
            doctype = doctype or match[1].lower()
        at = _end_of_declaration(text, found)
    return Prolog(None, "", "", doctype, "", had_junk)


def _end_of_declaration(text: str, start: int) -> int:
    if text.startswith("<!--", start):
        end = text.find("-->", start)
        return end + 3 if end >= 0 else len(text)
    match = _DOCTYPE.match(text, start)
    if match and text.startswith("[", match.end()):
        end = text.find("]", match.end())
        while end >= 0 and text[end + 1 : end + 50].lstrip()[:1] != ">":
            end = text.find("]", end + 1)
        start = end if end >= 0 else match.end()
    end = text.find(">", start)
    return end + 1 if end >= 0 else len(text)


def cut_after_root(text: str, root_tag: str) -> tuple[str, bool]:
    """The document up to its root's end tag, and whether it has one: pages injected by hosts come after it, and a
    document without it stops in the middle."""
    end = text.rfind(f"</{root_tag}")
    close = text.find(">", end) if end >= 0 else -1
    if close >= 0:
        return text[: close + 1], True
    return text, text.rstrip().endswith("/>") and text.count("<") == 1


def level_references(text: str) -> tuple[str, int]:
    """The text with HTML's entities as characters, loose ampersands escaped and references to illegal characters
    gone; and how many of those an XML parser would have stumbled over. An unknown entity stays visible as written."""
    faults = 0

    def level(match: re.Match[str]) -> str:
        nonlocal faults
        token = match.group()
        if token[0] == "<":
            return token
        if digits := match["decimal"] or match["hex"]:
            return _character(int(digits, 10 if match["decimal"] else 16)) or token
        faults += 1
        characters = html5.get(f"{match['name']};")
        if characters is None:
            return "&amp;" + token[1:]
        return characters.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")

    return _AMPERSAND.sub(level, without_illegal(text)), faults


def warnings_of(prolog: Prolog, faults: int) -> list[str]:
    """In words, what had to be levelled."""
    warnings = ["text before the document"] if prolog.had_junk else []
    if faults:
        warnings.append(f"{faults} undeclared entities or loose ampersands")
    return warnings


def _character(code: int) -> str | None:
    """What stands for a numeric reference: itself (None) or, for code points that XML forbids, nothing."""
    if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF:
        return None
    return "\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else " "


def most_entries(text: str) -> int:
    """No fewer than there are entries in the document: counting words is cheap."""
    return text.count("item") + text.count("entry")


def keep_newest(text: str, max_entries: int) -> Cut:
    """The document with its newest `max_entries` entries, in their order. Undated ones count as older than dated
    ones, and among equals the earlier in the document is the newer, as publishers put the newest first."""
    if most_entries(text) <= max_entries:  # nearly every feed
        return Cut(text, None)
    spans = _entry_spans(text)
    if len(spans) <= max_entries:
        return Cut(text, None)
    by_age = sorted(range(len(spans)), key=lambda i: (-_timestamp(text, spans[i]), i))
    dropped = sorted(by_age[max_entries:])
    pieces, at = [], 0
    for start, end in (spans[i] for i in dropped):
        pieces.append(text[at:start])
        at = end
    return Cut("".join([*pieces, text[at:]]), len(spans))


def _entry_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every entry; one that is not closed ends where the next begins."""
    spans: list[tuple[int, int]] = []
    start: int | None = None
    name: str | None = None
    for match in _ENTRY_TAG.finditer(text):
        name = name or match["name"]
        if not name or match["name"] != name:  # opaque text, or another vocabulary's element inside an entry
            continue
        if match["close"]:
            if start is not None:
                spans.append((start, match.end()))
            start = None
        else:
            if start is not None:
                spans.append((start, match.start()))
            start = match.start()
    return spans


def _timestamp(text: str, span: tuple[int, int]) -> float:
    match = _ENTRY_DATE.search(text, *span)
    moment: datetime | None = parse_date(match.group(1)) if match else None
    return moment.timestamp() if moment else 0.0

"""How deep and how costly markup is, and the same markup with bounds.

An HTML parser's work can grow with the square of what it reads: by depth, by formatting that blocks cut off, by
attributes. What could cost that much is written anew, properly nested.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate

from aggregator.markup.elements import (
    ALLOWED_ATTRIBUTES,
    ALLOWED_TAGS,
    ATTRIBUTE,
    BLOCKS,
    INVISIBLE,
    LINE_BREAKING,
    MAX_URL_CHARS,
    TAG,
    VOID,
    end_of,
    words,
)

#: libxml2, which many readers parse with, drops text below depth 256; pages and feeds wrap what we hand them.
MAX_DEPTH = 240
MAX_TAGS = 50_000

#: Up to here even the worst nesting costs the HTML parser a fraction of a second; above, it can grow with the square.
_HARMLESS_CHARS = 131_072
_HARMLESS_TAGS = 5_000
_FEW_TAGS = 1_000
#: Tags times the formatting elements that may be open: each block opens anew those that an earlier one cut off.
_HARMLESS_WORK = 500_000

#: The beginning of every tag but the void ones, and whether it is an end tag.
_CLEAN_TAG = re.compile(r"<(/?)(?!(?:br|hr|img|wbr)\b)[a-z]")
#: A tag by the book: no bracket and no quotation mark where a parser might read another end into it.
_PLAIN_TAG = re.compile(
    r"""<(?:
        !--[^<>]*+(?<=--)>
        |(/?)([a-zA-Z][a-zA-Z0-9]*+)
         (?:\s++[^\s<>"'=/]++(?:\s*+=\s*+(?:"[^<>"]*+"|'[^<>']*+'|[^\s<>"'=`]++))?+){0,40}+\s*+/?>
    )""",
    re.VERBOSE,
)
_READ_OTHERWISE = INVISIBLE | words("frameset math noscript plaintext")
#: What a block cuts off is opened anew after it; of links there is never more than one.
_FORMATTING = words("b big code em font i nobr s small strike strong tt u")
_FORMATTING_TAG = re.compile(rf"<(?:{'|'.join(sorted(_FORMATTING))})(?=[\s/>])", re.IGNORECASE)


def is_too_deep(clean: str) -> bool:
    """Whether cleaned markup has more elements inside each other than readers bear."""
    if clean.count("<") <= MAX_DEPTH:
        return False
    return max(accumulate(-1 if close else 1 for close in _CLEAN_TAG.findall(clean)), default=0) > MAX_DEPTH


def is_harmless(html: str) -> bool:
    """True when a parser can't build much more than what is written."""
    count = html.count("<")
    if len(html) <= _HARMLESS_CHARS and count <= _HARMLESS_TAGS:
        return count <= _FEW_TAGS or count * len(_FORMATTING_TAG.findall(html)) <= _HARMLESS_WORK
    return _is_plain(html)


def _is_plain(html: str) -> bool:
    """Whether each tag is written by the book, each element ended where it should be, and few are inside each other."""
    tags = _PLAIN_TAG.findall(html)
    if len(tags) != html.count("<"):
        return False
    nest: list[str] = []
    formatting = most = 0
    for close, written in tags:
        name = written.lower()
        if not name or name in VOID:
            continue
        if name in _READ_OTHERWISE:
            return False
        if not close:
            nest.append(name)
            formatting += name in _FORMATTING
            most = max(most, formatting)
            if len(nest) > MAX_DEPTH // 2:  # tables get parts that nobody wrote
                return False
        elif not nest or nest.pop() != name:
            return False
        else:
            formatting -= name in _FORMATTING
    return len(tags) * most <= _HARMLESS_WORK


_CELL = frozenset({"td", "th"})
_ROWS = frozenset({"tbody", "tfoot", "thead"})
_TABLE_PARTS = _CELL | _ROWS | {"caption", "tr"}
_TABLE_FRAME = _ROWS | {"table", "tr"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_Ending = tuple[frozenset[str], frozenset[str]]
_END_P: _Ending = (frozenset({"p"}), _CELL | {"caption", "table"})
_END_LI: _Ending = (frozenset({"li"}), _CELL | {"caption", "ol", "table", "ul"})
_END_TERM: _Ending = (frozenset({"dd", "dt"}), _CELL | {"caption", "dl", "table"})
#: What a start tag ends although nobody wrote the end tag, and the elements that it does not look beyond.
_ENDS: dict[str, tuple[_Ending, ...]] = {
    **dict.fromkeys(BLOCKS, (_END_P,)),
    "a": ((frozenset({"a"}), _CELL | {"caption", "table"}),),
    "li": (_END_LI, _END_P),
    "dd": (_END_TERM, _END_P),
    "dt": (_END_TERM, _END_P),
    **dict.fromkeys(_CELL, ((_CELL | {"caption"}, frozenset({"table"})),)),
    "tr": ((frozenset({"caption", "tr"}), frozenset({"table"})),),
    **dict.fromkeys(_ROWS, ((_ROWS | {"caption"}, frozenset({"table"})),)),
}


def flattened(html: str) -> str:
    """The same text with allowed tags only, each properly closed, none deeper than `MAX_DEPTH`."""
    nest = _Nest()
    position = tags = 0
    while (tag := TAG.search(html, position)) is not None:
        nest.text(html[position : tag.start()])
        position = tag.end()
        name = (tag["name"] or "").lower()
        if name in INVISIBLE and not tag["close"]:
            position = end_of(name, html, position)
        elif name in ALLOWED_TAGS and tags < MAX_TAGS:
            tags += 1
            if tag["close"]:
                nest.close(name)
            else:
                nest.open(name, _kept_attributes(name, tag["attributes"]))
        elif name in LINE_BREAKING:
            nest.text(" ")
    nest.text(html[position:])
    return nest.finished()


class _Nest:
    """Writes tags so that what it has open is what an HTML parser has open."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []
        self._counts: Counter[str] = Counter()

    def text(self, text: str) -> None:
        self._out.append(text.replace("<", "&lt;"))

    def open(self, name: str, attributes: str) -> None:
        if name in VOID:
            self._out.append(f"<{name}{attributes}>")
            return
        self._end_implied(name)
        top = self._open[-1] if self._open else ""
        if name in _TABLE_PARTS:
            if top not in _TABLE_FRAME:
                return
            if name == "tr" and top == "table":
                self._push("tbody", "")
            elif name in _CELL and top != "tr":
                self.open("tr", "")
        elif top in _TABLE_FRAME:  # parsers move it before the table
            return
        self._push(name, attributes)

    def _push(self, name: str, attributes: str) -> None:
        if len(self._open) < MAX_DEPTH:
            self._open.append(name)
            self._counts[name] += 1
            self._out.append(f"<{name}{attributes}>")
        elif name in LINE_BREAKING:
            self._out.append("<br>")

    def close(self, name: str) -> None:
        if self._counts[name]:
            while self._pop() != name:
                pass
        elif name in LINE_BREAKING:
            self._out.append(" ")

    def _end_implied(self, name: str) -> None:
        for ended, limits in _ENDS.get(name, ()):
            if any(self._counts[element] for element in ended):
                self._end_nearest(ended, limits)
        if name in _HEADINGS and self._open and self._open[-1] in _HEADINGS:
            self._pop()

    def _end_nearest(self, ended: frozenset[str], limits: frozenset[str]) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index] in limits:
                return
            if self._open[index] in ended:
                while len(self._open) > index:
                    self._pop()
                return

    def _pop(self) -> str:
        name = self._open.pop()
        self._counts[name] -= 1
        self._out.append(f"</{name}>")
        return name

    def finished(self) -> str:
        while self._open:
            self._pop()
        return "".join(self._out)


def _kept_attributes(name: str, attributes: str) -> str:
    if not attributes:
        return ""
    allowed = ALLOWED_ATTRIBUTES["*"] | ALLOWED_ATTRIBUTES.get(name, set())
    kept: dict[str, str] = {}
    for key, double, single, bare in ATTRIBUTE.findall(attributes):
        if (key := key.lower()) in allowed and len(value := double or single or bare) <= MAX_URL_CHARS:
            kept.setdefault(key, value)
    return "".join(f' {key}="{value.replace(chr(34), "&quot;")}"' for key, value in kept.items())

"""What elements say: their words as a reader sees them, on one line or on several."""

from __future__ import annotations

import re

from lxml import etree

#: Tags whose content is never read.
MUTE = frozenset({"script", "style", "template", "svg", "noscript", "iframe", "select", "math", "object", "head"})
_BLOCKS = (
    "div p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article header footer time table tr td br figure figcaption"
)
#: Elements that begin a new line.
BLOCKS = frozenset(_BLOCKS.split())
#: Characters of one element's text that are looked through.
MAX_WORDS_READ = 20_000
_APART = frozenset({"span", "a", "b", "strong", "em", "i", "small", "label", "button"})
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]{2,}")


def level(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def raw_text(element: etree._Element) -> str:
    """All text inside an element as one line, scripts and all."""
    return level("".join(str(piece) for piece in element.itertext()))


def words_of(element: etree._Element) -> str:
    """The text inside an element, scripts left out."""
    if len(element) == 0:
        return level(element.text or "")
    if any(inner.tag in BLOCKS or inner.tag in MUTE for inner in element.iterdescendants()):
        return level(" ".join(lines_of(element)))
    return raw_text(element)


def lines_of(element: etree._Element) -> list[str]:
    """The text of an element as lines, broken where a browser would break; empty ones are left out."""
    lines = [""]
    silent, left = 0, MAX_WORDS_READ
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner.tag in MUTE:
            silent += 1 if event == "start" else -1
        elif inner.tag in BLOCKS:
            lines.append("")
        elif inner.tag in _APART and lines[-1][-1:].isalnum():
            lines[-1] += " "  # browsers often show these apart although no space stands between them
        piece = inner.text if event == "start" else inner.tail if inner is not element else None
        if piece and not silent:
            lines[-1] += piece[:left]
            left -= len(piece)
            if left <= 0:
                break
    return [line for line in map(level, lines) if line]


def has_blocks(element: etree._Element) -> bool:
    return any(inner.tag in BLOCKS for inner in element.iterdescendants())


def word_count(text: str) -> float:
    """How many words a title has; two ideographs count as one."""
    ideographs = len(_IDEOGRAPHS.findall(text))
    if ideographs >= 4:
        return ideographs / 2
    return len(_WORD.findall(text))

"""Hundreds of phrases found in one pass over a folded text: whole words, endings, capitals.

What a hit means is for the rules to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from aggregator.tag.folding import WORD, Folded, fold

#: Spans kept of one phrase in one entry: reasons and false friends need no more of a text that repeats itself.
MAX_SPANS = 50

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands before a star, or before the end."""

    text: str
    #: Slices of the text as cased that must read so: capital initials and words in capitals.
    cased: tuple[tuple[int, str], ...]


class Pattern:
    """A phrase ready to be looked for.

    `proper` asks for the capital initials of a name: "Team Fostering" is an agency, "our team fostering" none.
    """

    __slots__ = ("_head", "_opens_with_word", "_parts", "_star", "key")

    def __init__(self, text: str, *, proper: bool = False) -> None:
        pieces = fold(text).strip().split("*")
        self._star = len(pieces) > 1 and not pieces[-1]
        if self._star:
            pieces.pop()
        parts = [_part(piece, proper) for piece in pieces]
        self._head, self._parts = parts[0], tuple(parts[1:])
        #: What the automaton looks for; empty when there is nothing to find.
        self.key = self._head.text
        self._opens_with_word = self.key[:1] in WORD

    def end(self, folded: Folded, start: int) -> int:
        """Where the phrase that begins here ends, or -1: the key alone is no hit yet."""
        lower = folded.lower
        if start and self._opens_with_word and lower[start - 1] in WORD:
            return -1
        if not _reads(self._head, folded, start):
            return -1
        at = start + len(self.key)
        for part in self._parts:
            at = _end_of_word(lower, at)
            if not lower.startswith(part.text, at) or not _reads(part, folded, at):
                return -1
            at += len(part.text)
        if self._star:
            return _end_of_word(lower, at)
        return at if _is_whole(folded, at) else -1


def _part(piece: str, proper: bool) -> _Part:
    cased, at = [], 0
    for word in piece.split(" "):
        if len(word) > 1 and word.isascii() and word.isupper() and word.isalpha():
            cased.append((at, word))
        elif proper and word[:1].isupper() and word != "The":
            cased.append((at, word[0]))
        at += len(word) + 1
    lower = "".join(c.lower() if c.isascii() else c for c in piece)
    return _Part(lower, tuple(cased))


def _reads(part: _Part, folded: Folded, at: int) -> bool:
    return all(folded.cased.startswith(text, at + offset) for offset, text in part.cased)


def _end_of_word(text: str, at: int) -> int:
    while at < len(text) and text[at] in WORD:
        at += 1
    return at


def _is_whole(folded: Folded, end: int) -> bool:
    """Whether a word ends here. So does "Ofsted" in "Ofsted's", which folds to "ofsteds"."""
    lower = folded.lower
    if end == len(lower) or lower[end] not in WORD or lower[end - 1] not in WORD:
        return True
    return lower[end] == "s" and (end + 1 == len(lower) or lower[end + 1] not in WORD) and folded.is_possessive(end)


class PhraseIndex:
    """All the patterns of a config. Equal phrases share a number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, bool], int] = {}
        self._patterns: list[Pattern] = []
        self._automaton: ahocorasick.Automaton | None = None

    def add(self, text: str, *, proper: bool = False) -> int:
        """The number by which hits of this phrase will be known."""
        number = self._numbers.setdefault((text, proper), len(self._patterns))
        if number == len(self._patterns):
            self._patterns.append(Pattern(text, proper=proper))
        return number

    def close(self) -> None:
        """Build the automaton: nothing is added after this."""
        by_key: dict[str, list[tuple[int, Pattern]]] = {}
        for number, pattern in enumerate(self._patterns):
            if pattern.key:
                by_key.setdefault(pattern.key, []).append((number, pattern))
        if by_key:
            self._automaton = ahocorasick.Automaton()
            for key, patterns in by_key.items():
                self._automaton.add_word(key, (len(key) - 1, tuple(patterns)))
            self._automaton.make_automaton()

    def find(self, folded: Folded) -> dict[int, list[Span]]:
        """Number of a phrase → the places where it stands, from left to right."""
        hits: dict[int, list[Span]] = {}
        for last, (back, patterns) in self._matches(folded.lower):
            start = last - back
            for number, pattern in patterns:
                end = pattern.end(folded, start)
                if end >= 0:
                    spans = hits.setdefault(number, [])
                    if len(spans) < MAX_SPANS:
                        spans.append((start, end))
        return hits

    def _matches(self, text: str) -> Iterable[tuple[int, tuple[int, tuple[tuple[int, Pattern], ...]]]]:
        return self._automaton.iter(text) if self._automaton is not None else ()

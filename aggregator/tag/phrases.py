"""Hundreds of phrases found in one pass over a folded text: whole words, endings, capitals.

What a hit means is for the rules to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ahocorasick

from aggregator.tag.folding import WORD, Folded, fold, words_only

_WORD_BYTES = frozenset(ord(character) for character in WORD)


#: Number of a phrase, and the slice of the folded text where it stands.
Hit = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands before a star, or before the end."""

    text: bytes
    #: Slices of the text with its capitals that must read so: words in capitals, and initials of names.
    cased: tuple[tuple[int, bytes], ...]

    def stands(self, folded: Folded, at: int) -> bool:
        return folded.lower.startswith(self.text, at) and all(
            folded.cased.startswith(text, at + offset) for offset, text in self.cased
        )


@dataclass(frozen=True, slots=True)
class _Key:
    """What the automaton looks for to find a phrase, and what is left to be asked of such a place."""

    number: int
    #: From the end of the key back to the first character of the phrase, and on to the last.
    back: int
    #: The phrase itself, where its words alone do not decide.
    parts: tuple[_Part, ...]
    #: It ends in a star: the rest of the word belongs to it.
    is_open: bool
    #: The key has an `s` more than the phrase, as in "Ofsted's".
    is_possessive: bool


class PhraseIndex:
    """All the phrases of a config. Equal ones share a number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, bool], int] = {}
        self._keys: dict[str, list[_Key]] = {}
        self._automaton: ahocorasick.Automaton | None = None

    def add(self, text: str, *, proper: bool = False) -> int:
        """The number by which hits of this phrase will be known.

        `proper` asks for the capital initials of a name: "Team Fostering" is an agency, "our team fostering" none.
        """
        number = self._numbers.setdefault((text, proper), len(self._numbers))
        if number == len(self._numbers) - 1:
            for key, found in _keys(text, number, proper):
                self._keys.setdefault(key, []).append(found)
        return number

    def close(self) -> None:
        """Build the automaton: nothing is added after this."""
        if self._keys:
            self._automaton = ahocorasick.Automaton()
            for key, found in self._keys.items():
                self._automaton.add_word(key, tuple(found))
            self._automaton.make_automaton()

    def find(self, folded: Folded) -> list[Hit]:
        """The places where phrases stand, from left to right."""
        found: list[Hit] = []
        if self._automaton is None:
            return found
        for last, keys in self._automaton.iter(folded.words.decode("latin-1")):
            for key in keys:
                # `words` has one space more at its beginning than the text.
                start = last - key.back - 1
                end = _end(folded, start, key) if key.parts else last - 1
                if end >= 0:
                    found.append((key.number, start, end))
        return found


def _keys(text: str, number: int, proper: bool) -> Iterator[tuple[str, _Key]]:
    pieces = fold(text).strip().split("*")
    is_open = len(pieces) > 1 and not pieces[-1]
    if is_open:
        pieces.pop()
    parts = tuple(_part(piece, proper) for piece in pieces)
    words = words_only(pieces[0])
    core = words.strip()
    if not core:
        return
    lead = len(words) - len(words.lstrip())
    ends_in_key = len(parts) == 1 and not is_open
    key = f" {core} " if ends_in_key else f" {core}" + words[len(words.rstrip()) :]
    # One word without capitals or punctuation needs no second look; where several stand, a comma may part them.
    is_plain = ends_in_key and core == pieces[0].lower() and " " not in core and not parts[0].cased
    back = len(key) - 2 + lead
    yield key, _Key(number, back, () if is_plain else parts, is_open, is_possessive=False)
    if ends_in_key and pieces[0][-1] in WORD and not core.endswith("s"):
        yield f" {core}s ", _Key(number, back + 1, parts, is_open, is_possessive=True)


def _part(piece: str, proper: bool) -> _Part:
    cased, at = [], 0
    for word in piece.split(" "):
        if len(word) > 1 and word.isascii() and word.isupper() and word.isalpha():
            cased.append((at, word.encode("latin-1")))
        elif proper and word[:1].isascii() and word[:1].isupper() and word != "The":
            cased.append((at, word[:1].encode("latin-1")))
        at += len(word) + 1
    return _Part(piece.encode("latin-1").lower(), tuple(cased))


def _end(folded: Folded, start: int, key: _Key) -> int:
    """Where the phrase that begins here ends, or -1: the key alone is no hit yet."""
    head, *rest = key.parts
    if start < 0 or not head.stands(folded, start):
        return -1
    at = start + len(head.text)
    if key.is_possessive and not folded.is_possessive(at):
        return -1
    for part in rest:
        at = _end_of_word(folded.lower, at)
        if not part.stands(folded, at):
            return -1
        at += len(part.text)
    if key.is_open:
        return _end_of_word(folded.lower, at)
    return at if not rest or _is_whole(folded, at) else -1


def _end_of_word(text: bytes, at: int) -> int:
    while at < len(text) and text[at] in _WORD_BYTES:
        at += 1
    return at


def _is_whole(folded: Folded, end: int) -> bool:
    """Whether a word ends here. So does "Ofsted" in "Ofsted's", which folds to "ofsteds"."""
    after = folded.lower[end : end + 2]
    if not after or after[0] not in _WORD_BYTES or folded.lower[end - 1] not in _WORD_BYTES:
        return True
    return after[:1] == b"s" and (len(after) == 1 or after[1] not in _WORD_BYTES) and folded.is_possessive(end)

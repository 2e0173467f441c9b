"""One spelling for many: the text that phrases are looked for in, and the way back to the words as written.

Case, accents, apostrophes and hyphens make no difference after folding. Folded text has one character per byte
(what is no Latin letter stays as its UTF-8 bytes), so that one automaton serves every script.
"""

from __future__ import annotations

import codecs
import unicodedata
from functools import lru_cache

#: Stands between the fields of an entry, and between its labels: never part of a phrase.
FIELD_END = "\x1e"
LABEL_END = "\x1f"
_FIELD_END = FIELD_END.encode()

# Letters that Unicode does not take apart.
_LETTERS = {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
# The commonest by far do not go the slow way of `_fold_run`: two calls of it cost more than all of these.
_COMMON = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "--"), ("\xa0", " "), ("…", "..."))
_SPACES = bytes.maketrans(b"\t\n\r\x0b\x0c`", b"     '")
_JOINTS = bytes.maketrans(b"-", b" ")

#: The characters of folded text that words are made of.
WORD = frozenset(chr(code) for code in range(256) if code >= 0x80 or chr(code).isalnum())
_BETWEEN_WORDS = bytes(code if chr(code) in WORD else 0x20 for code in range(256))


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> bytes:
    plain = _LETTERS.get(character) or "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    if plain.isascii():
        return plain.encode("ascii")
    kind = unicodedata.category(character)
    if kind[0] in "LN" or kind == "Sc":  # "£25" is looked for as a word
        return plain.casefold().encode("utf-8")
    if kind == "Pd":
        return b"-"
    if kind[0] == "Z":
        return b" "
    # Marks and invisible characters vanish; what is left is some punctuation or picture.
    return b"" if kind[0] in "MC" else b"|"


@lru_cache(maxsize=8192)
def _fold_run(run: str) -> bytes:
    return b"".join(map(_fold_character, run))


def _fold_unencodable(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _fold_run(error.object[error.start : error.end]), error.end


codecs.register_error("aggregator.tag.folding", _fold_unencodable)


def _spell(text: str) -> bytes:
    """The text with one kind of apostrophe, space and hyphen, still with all three."""
    if not text.isascii():
        for written, plain in _COMMON:
            text = text.replace(written, plain)
    spelt = text.encode("ascii", "aggregator.tag.folding").translate(_SPACES)
    if b"  " in spelt:
        spelt = b" ".join(spelt.split())
    return spelt.replace(b" & ", b" and ") if b"&" in spelt else spelt


def _join(spelt: bytes) -> bytes:
    # A spaced hyphen leaves three spaces: "foster - carer" is not the phrase "foster carer".
    return spelt.translate(_JOINTS, b"'")


def fold(text: str) -> str:
    """The text as phrases see it, with its capitals."""
    return _join(_spell(text)).decode("latin-1")


def words_only(folded: str) -> str:
    """Folded text in small letters, a space for whatever is no word: what the words of a phrase are looked for in."""
    return folded.encode("latin-1").lower().translate(_BETWEEN_WORDS).decode("latin-1")


class Folded:
    """Several texts folded at once, that can tell where a place of the folded text lies in them."""

    __slots__ = ("_ends", "_spelt", "cased", "lower", "texts", "words")

    def __init__(self, texts: tuple[str, ...]) -> None:
        joined = FIELD_END.join(texts)
        if joined.count(FIELD_END) >= len(texts):
            texts = tuple(text.replace(FIELD_END, " ") for text in texts)
            joined = FIELD_END.join(texts)
        self.texts = texts
        self._spelt = _spell(joined)
        self.cased = _join(self._spelt)
        # Only ASCII is made small: bytes of other scripts are no Latin-1 letters.
        self.lower = self.cased.lower()
        #: One character longer at either end, so that every word has a space on both sides.
        self.words = b" %b " % self.lower.translate(_BETWEEN_WORDS)
        self._ends: list[int] | None = None

    @property
    def ends(self) -> list[int]:
        """Where each text ends in the folded one."""
        if self._ends is None:
            found, at = [], -1
            for _ in self.texts[1:]:
                at = self.cased.find(_FIELD_END, at + 1)
                found.append(at)
            self._ends = [*found, len(self.cased)]
        return self._ends

    def is_possessive(self, end: int) -> bool:
        """Whether an apostrophe stood at this place: the `s` behind it belongs to no plural."""
        at = self._spelt_at(end)
        return self._spelt[at : at + 1] == b"'"

    def place(self, field: int, start: int, end: int) -> str:
        """The words around a slice of the folded text, as they were written."""
        first, last = self._spelt_at(start), self._spelt_at(end)
        opening = self._spelt.rfind(_FIELD_END, 0, first) + 1
        before = len(self._spelt[opening:first].split())
        # A hit that begins inside a word as written ("foster" in "ex-foster") belongs to that word.
        before -= first > opening and self._spelt[first - 1 : first] != b" "
        return excerpt(self.texts[field], before, len(self._spelt[first:last].split()))

    def _spelt_at(self, at: int) -> int:
        """Where a place of the folded text lies before its apostrophes were taken out."""
        spelt = at
        while spelt != (spelt := at + self._spelt.count(b"'", 0, spelt)):
            pass
        return spelt


def excerpt(text: str, first: int, count: int, around: int = 7) -> str:
    """Some words of a text, by number, with so many on either side."""
    begin, end = max(first - around, 0), first + count + around
    words = text.split(None, end)
    rest = len(words) > end
    return f"{'… ' if begin else ''}{' '.join(words[begin:end])}{' …' if rest else ''}"

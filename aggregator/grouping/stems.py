"""The stem of an English word, roughly: two words of one stem are most often one word. For comparing only."""

from __future__ import annotations

from functools import lru_cache
from sys import intern

#: What is taken off, the longest first, and what stands in its place.
_ENDINGS = (
    ("isations", ""), ("ization", ""), ("isation", ""), ("ations", "at"), ("ements", "e"), ("nesses", ""),
    ("ation", "at"), ("ments", ""), ("ingly", ""), ("ising", ""), ("izing", ""), ("ement", "e"),
    ("ment", ""), ("ness", ""), ("ings", ""), ("ions", ""), ("edly", ""), ("iers", "y"),
    ("ing", ""), ("ies", "y"), ("ied", "y"), ("ion", ""), ("ers", ""), ("ise", ""), ("ize", ""),
    ("ed", ""), ("er", ""), ("es", ""), ("ly", ""), ("al", ""), ("s", ""), ("e", ""), ("y", ""),
)  # fmt: skip
#: A stem keeps so many letters at least.
_SHORTEST = 4


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a word in small letters."""
    for _ in range(2):
        for ending, instead in _ENDINGS:
            if (
                word.endswith(ending)
                and len(word) - len(ending) + len(instead) >= _SHORTEST
                and not word.endswith("ss")
            ):
                word = word[: len(word) - len(ending)] + instead
                break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return intern(word)

"""The regular expressions of users, searched by RE2: its time grows with the text, whatever the pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import re2

from aggregator.tag.folding import fold, with_plain_marks

_OPENING, _CLOSING = "([", ")]"


def regex_of(text: str) -> str | None:
    """The pattern inside `/…/`, if it is one."""
    return text[1:-1] if len(text) > 2 and text.startswith("/") and text.endswith("/") else None


@lru_cache(maxsize=1024)
def compile_regex(pattern: str) -> Any:
    """Raises re2.error if RE2 does not know it. Case makes no difference unless the pattern says (?-i)."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return re2.compile(pattern, options)


def needed_sign(pattern: str) -> str:
    """A sign such as £ or % that every match must hold, so that most texts need no search; empty if none is sure."""
    depth, is_escaped = 0, False
    needed = ""
    for place, character in enumerate(pattern):
        follows = pattern[place + 1 : place + 2]
        if is_escaped:
            is_escaped = False
        elif character == "\\":
            is_escaped = True
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        elif depth == 0 and character == "|":
            return ""
        elif depth == 0 and character in "£€%@&#=~" and follows not in ("?", "*", "{"):
            needed = needed or character
    return needed


class Hint:
    """Tells at once whether one of some phrases might stand in a text. It may be wrong, but misses none."""

    __slots__ = ("_any_of_them",)

    def __init__(self, phrases: Iterable[tuple[str, bool]]) -> None:
        """With each phrase comes whether it is a name with capital initials."""
        alternatives = sorted({_loose(*phrase) for phrase in phrases})
        self._any_of_them = compile_regex("|".join(alternatives)) if alternatives else None

    def is_in(self, text: str) -> bool:
        if self._any_of_them is None:
            return False
        plain = with_plain_marks(text)
        # Accents, other scripts and what is not seen at all may hide a phrase until the text is folded.
        plain = plain.replace("'", "").replace("`", "") if plain.isascii() else fold(plain)
        return self._any_of_them.search(plain.encode()) is not None


def _loose(phrase: str, proper: bool) -> str:
    words = re.findall(r"[A-Za-z0-9]+", fold(phrase).partition("*")[0])
    if not words:
        return ""
    first = words[0]
    if first.isupper() and len(first) > 1:
        first = f"(?-i:{first})"
    elif proper and first[0].isupper() and first != "The":
        first = f"(?-i:{first[0]}){first[1:]}"
    others = ("(?:and|&)" if word.lower() == "and" else word for word in words[1:])
    return r"\b" + "[^a-z0-9]*".join((first, *others))

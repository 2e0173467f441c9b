"""The regular expressions of users, searched by RE2: its time grows with the text, whatever the pattern."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from aggregator.tag.entry_text import Bits, EntryText, Evidence

#: So much of a field is looked at.
MAX_SUBJECT = 10_000

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


class Regex:
    """A `/regex/` of a rule, in some fields."""

    __slots__ = ("_compiled", "_fields", "_needed", "_text")

    #: Unlike phrases, it may be found in any entry.
    needs: Bits | None = None

    def __init__(self, text: str, pattern: str, fields: Bits) -> None:
        self._text, self._fields = text, fields
        self._compiled = compile_regex(pattern)
        self._needed = needed_sign(pattern)

    def holds(self, entry: EntryText) -> bool:
        """Whether it is found in one of its fields."""
        return bool(self.evidence(entry))

    def evidence(self, entry: EntryText) -> list[Evidence]:
        """The first place of the first field that has one."""
        for number, text in enumerate(entry.texts):
            if text and self._fields >> number & 1 and self._needed in text:
                found = self._compiled.search(text[:MAX_SUBJECT])
                if found is not None:
                    return [Evidence("regex", self._text, number, found.start(), found.end(), folded=False)]
        return []


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

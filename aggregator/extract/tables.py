"""How the tables of this room are written: words as text, wordings as alternatives."""

from __future__ import annotations

import re


def listed(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())


def any_of(*alternatives: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """One expression for all alternatives, whatever their case; `before` and `after` stand around each."""
    return re.compile(f"{before}(?:{'|'.join(alternatives)}){after}", re.IGNORECASE)

"""Clean markup cut to a length: between words, with every element closed."""

from __future__ import annotations

import re

from aggregator.markup.elements import TAG, VOID

#: A character as readers count: an entity is one.
_CHARACTER = re.compile(r"&(?:#\w+|\w+);|.", re.DOTALL)
_LAST_WORD = re.compile(r"(?:\A|\s+)\S*\Z")


def shortened(html: str, length: int | None) -> str:
    """The beginning of clean markup: at most `length` characters of text and an ellipsis; None leaves it whole."""
    if length is None or len(html) <= length:
        return html
    open_elements: list[str] = []
    left, position = length, 0
    for tag in TAG.finditer(html):
        count = len(_CHARACTER.findall(html, position, tag.start()))
        if count > left:
            break
        left, position = left - count, tag.end()
        name = (tag["name"] or "").lower()
        if name and tag["close"]:
            open_elements.pop()
        elif name and name not in VOID:
            open_elements.append(name)
    rest = _CHARACTER.findall(html, position)
    if len(rest) <= left:
        return html
    words = "".join(rest[:left])
    if not rest[left].isspace():
        # one endless word at the very beginning is cut where the room ends
        words = _LAST_WORD.sub("", words) or (words if left == length else "")
    closing = "".join(f"</{name}>" for name in reversed(open_elements))
    return f"{html[:position]}{words.rstrip(' ,:–—-(')}…{closing}"

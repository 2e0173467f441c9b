"""The house style of titles: "Industry News: The Independent - A damning report".

A frame is the style with everything filled in but the title, which takes the place of `{title}`. It is made when the
entry goes out and kept with it, so that neither retagging nor another style moves a title that subscribers have seen.
"""

from __future__ import annotations

import re
from functools import lru_cache

TITLE = "{title}"
_SLOT = re.compile(r"\{(category|publisher|source|title)\}([^{]*)")


def title_frame(style: str, title: str, *, category: str | None, publisher: str, source: str) -> str:
    """The frame for a title that goes out now.

    A slot without a value is left out with what follows it up to the next slot; so is one whose value the title
    already says at its beginning or end, since nothing should stand there twice.
    """
    values = {"category": category, "publisher": publisher, "source": source}
    frame = style[: style.index("{")] if "{" in style else style
    for slot in _SLOT.finditer(style):
        name, after = slot.groups()
        if name == "title":
            frame += TITLE + after
        elif (value := values[name]) and not _says(title, value):
            frame += value.replace(TITLE, "") + after
    return frame


def framed(frame: str | None, title: str) -> str:
    """The title as it goes out."""
    return frame.replace(TITLE, title, 1) if frame else title


def _says(title: str, value: str) -> bool:
    """Whether the title begins with `value` and a separator, or ends with a separator and `value`."""
    if title.isascii() and value.isascii() and value.lower() not in title.lower():
        return False  # nearly always, and at once
    at_beginning, at_end = _sayings(value)
    title = title.strip()
    return bool(at_beginning.match(title) or at_end.search(title))


@lru_cache(maxsize=1024)
def _sayings(value: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    said, separator = re.escape(value), r"\s*[:|–—·»]\s*|\s+-\s+"
    return (
        re.compile(rf"{said}(?:{separator})", re.IGNORECASE),
        re.compile(rf"(?:{separator}){said}$", re.IGNORECASE),
    )

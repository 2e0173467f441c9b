"""Charts of days as SVG, made here so that no page needs a script: a path for the bars, and a sentence that says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

#: In units of the drawing: a bar and the gap after it, and how high the highest is.
_STEP, _HEIGHT, _LOW = 4, 20, 80


def spark(counts: Sequence[int], told: str) -> Markup:
    """A small chart that stands in a line of text."""
    return _chart(counts, told, name="spark", height=_HEIGHT)


def chart(counts: Sequence[int], told: str) -> Markup:
    """A chart of its own."""
    return _chart(counts, told, name="chart", height=_LOW)


def _chart(counts: Sequence[int], told: str, *, name: str, height: int) -> Markup:
    most = max(counts, default=0)
    bars = "".join(
        f"M{_STEP * number + _STEP // 2} {height}V{height - max(1, round(count / most * (height - 1)))}"
        for number, count in enumerate(counts)
        if count
    )
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}"><path d="{}"/></svg>'
    ).format(name, _STEP * len(counts), height, told, bars)


def peak(days: Sequence[date], counts: Sequence[int]) -> tuple[date, int]:
    """The day with the most, the last of them, and how many."""
    number = max(range(len(days)), key=lambda index: (counts[index], index))
    return days[number], counts[number]

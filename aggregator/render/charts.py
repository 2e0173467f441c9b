"""Charts of days as SVG, made here so that no page needs a script: a path for the bars, and a sentence that says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

#: In units of the drawing: a bar of a chart with the gap after it, and how high the highest is.
_STEP, _HEIGHT = 4, 80
#: A spark stands on a page a hundred times, so it is drawn coarsely and in few bytes.
_SPARK_HEIGHT = 9


def spark(counts: Sequence[int], told: str) -> Markup:
    """A small chart that stands in a line of text: one outline, without gaps."""
    heights = _scaled(counts, _SPARK_HEIGHT)
    outline = "".join(f"V{_SPARK_HEIGHT - height}h{len(list(days))}" for height, days in groupby(heights))
    return _drawn("spark", len(counts), _SPARK_HEIGHT, told, f"M0 {_SPARK_HEIGHT}{outline}V{_SPARK_HEIGHT}z")


def chart(counts: Sequence[int], told: str) -> Markup:
    """A chart of its own, a bar a day."""
    bars = "".join(
        f"M{_STEP * number + _STEP // 2} {_HEIGHT}V{_HEIGHT - height}"
        for number, height in enumerate(_scaled(counts, _HEIGHT))
        if height
    )
    return _drawn("chart", _STEP * len(counts), _HEIGHT, told, bars)


def _scaled(counts: Sequence[int], height: int) -> list[int]:
    """Heights; what is more than nothing is to be seen."""
    most = max(counts, default=0)
    return [max(1, round(count / most * height)) if count else 0 for count in counts]


def _drawn(name: str, width: int, height: int, told: str, path: str) -> Markup:
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}"><path d="{}"/></svg>'
    ).format(name, width, height, told, path)


def peak(days: Sequence[date], counts: Sequence[int]) -> tuple[date, int]:
    """The day with the most, the last of them, and how many."""
    number = max(range(len(days)), key=lambda index: (counts[index], index))
    return days[number], counts[number]

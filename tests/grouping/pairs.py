"""The labelled pairs of pairs.txt as entries, all laid side by side in one month, as a real desk would meet them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from aggregator.grouping.stories import Stories
from aggregator.grouping.telling import Telling
from tests.samples import NOON

_HEAD = re.compile(r"# (\S+) (same|other) (\d+)")


@dataclass(frozen=True)
class Pair:
    kind: str
    is_same: bool
    first: Telling
    second: Telling


def read_pairs() -> list[Pair]:
    text = (Path(__file__).parent / "pairs.txt").read_text(encoding="utf-8")
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        _pair(number, head, text[head.end() : end], len(heads))
        for number, (head, end) in enumerate(zip(heads, ends, strict=True))
    ]


def _pair(number: int, head: re.Match[str], block: str, count: int) -> Pair:
    kind, label, hours = head.groups()
    lines = [line for line in block.splitlines() if line]
    url = next((line[2:] for line in lines if line.startswith("@ ")), None)
    at = NOON + timedelta(days=25 * number / count)
    first, second = (
        Telling(id=f"{number}{side}", source=source, publisher=source, title=title, summary=summary, url=url, at=moment)
        for side, moment, (source, title, summary) in zip(
            "ab", (at, at + timedelta(hours=int(hours))), (line.split(" | ", 2) for line in lines[:2]), strict=True
        )
    )
    return Pair(kind, label == "same", first, second)


def place_all(pairs: list[Pair]) -> dict[object, object]:
    """Entry id → story, of all of them together."""
    stories = Stories()
    placed: dict[object, object] = {}
    tellings = sorted((one for pair in pairs for one in (pair.first, pair.second)), key=lambda one: one.at)
    for moment, lot in groupby(tellings, key=lambda one: one.at):
        placed.update({placing.id: placing.story for placing in stories.place(lot, moment)})
    return placed

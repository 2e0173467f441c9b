"""The labelled pairs of a file as entries, all laid side by side in one month, as a real desk would meet them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from aggregator.grouping.stories import Stories
from aggregator.grouping.telling import Telling
from tests.samples import NOON

#: The files: the second holds the harder ones, and of the third a half is kept from everything that learns.
PAIRS = ("pairs.txt", "hard_pairs.txt", "press_pairs.txt")
_HALVED = "press_pairs.txt"
#: Into so many parts the pairs of a file are told, by a hash of their titles.
PARTS = 8
_HEAD = re.compile(r"# (\S+) (same|other) (\d+)")


@dataclass(frozen=True)
class Pair:
    kind: str
    is_same: bool
    first: Telling
    second: Telling


def read_pairs(name: str) -> list[Pair]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        _pair(number, head, text[head.end() : end], len(heads))
        for number, (head, end) in enumerate(zip(heads, ends, strict=True))
    ]


def part_of(pair: Pair) -> int:
    """Which part a pair is in, whatever file it is in and where."""
    return sha256(f"{pair.first.title}|{pair.second.title}".encode()).digest()[0] % PARTS


def read_tuning(name: str) -> list[Pair]:
    """The pairs of a file that may be learnt from."""
    return [pair for pair in read_pairs(name) if name != _HALVED or part_of(pair) % 2 == 0]


def read_kept_apart() -> list[Pair]:
    """The pairs that only judge."""
    return [pair for pair in read_pairs(_HALVED) if part_of(pair) % 2]


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

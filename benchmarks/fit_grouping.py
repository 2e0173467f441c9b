"""Finds what each sign of a likeness is worth: `_WORTH` in aggregator/grouping/verdict.py.

    python -m benchmarks.fit_grouping

Logistic regression over the labelled pairs of tests/grouping, and over what was found beside them and is no pair.
Printed: how many pairs of each kind that tells two stories are joined by what was learnt from all other kinds, how well
each eighth is told by what was learnt from the rest, the numbers learnt from all, and how well the matcher as it stands
tells the pairs that nothing is learnt from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from aggregator.grouping.likeness import compare
from aggregator.grouping.verdict import ENOUGH, signals
from aggregator.grouping.window import SPAN, Window
from tests.grouping.pairs import PAIRS, PARTS, part_of, place_all, read_kept_apart, read_tuning

#: How much what is no pair counts, beside a pair.
NO_PAIR = 0.3
RIDGE = 1.0
LEAST_PRECISION = 0.98


@dataclass(frozen=True)
class Example:
    signals: list[float]
    is_same: bool
    weight: float
    kind: str
    fold: int


def examples_of(name: str) -> tuple[list[str], list[Example]]:
    """The names of the signals, and all pairs of a file but vacancies, which have a rule of their own."""
    pairs = read_tuning(name)
    window = Window()
    readings = {telling.id: window.add(telling) for pair in pairs for telling in (pair.first, pair.second)}
    partners = {pair.first.id: pair.second.id for pair in pairs} | {pair.second.id: pair.first.id for pair in pairs}
    found: list[Example] = []
    names: list[str] = []

    def add(first: int | str, second: int | str, is_same: bool, weight: float, kind: str, fold: int) -> None:
        one, other = readings[first], readings[second]
        if one.is_vacancy or other.is_vacancy or abs(one.at - other.at) > SPAN:
            return
        told = signals(compare(one, other, window.weight))
        names[:] = told
        found.append(Example([float(value) for value in told.values()], is_same, weight, kind, fold))

    for pair in pairs:
        add(pair.first.id, pair.second.id, pair.is_same, 1.0, pair.kind, part_of(pair))
    for id_, reading in readings.items():
        for like in window.candidates(reading):
            if str(like) > str(id_) and like != partners[id_]:
                add(id_, like, False, NO_PAIR, "none", PARTS)
    return names, found


def fitted(examples: Sequence[Example]) -> list[float]:
    """The worth of each signal, by Newton's method; the first one, the bias, is not held back."""
    count = len(examples[0].signals)
    worth = [0.0] * count
    for _ in range(25):
        slope = [-RIDGE * value if at else 0.0 for at, value in enumerate(worth)]
        bend = [[(RIDGE if at else 1e-6) if at == to else 0.0 for to in range(count)] for at in range(count)]
        for example in examples:
            chance = 1 / (1 + math.exp(-told(worth, example)))
            pull, width = example.weight * (example.is_same - chance), example.weight * chance * (1 - chance)
            for at, value in enumerate(example.signals):
                if value:
                    slope[at] += pull * value
                    row, scaled = bend[at], width * value
                    for to, with_ in enumerate(example.signals):
                        row[to] += scaled * with_
        worth = [value + step for value, step in zip(worth, solved(bend, slope), strict=True)]
    return worth


def told(worth: Iterable[float], example: Example) -> float:
    return max(-30.0, min(30.0, math.fsum(one * value for one, value in zip(worth, example.signals, strict=True))))


def solved(rows: list[list[float]], right: list[float]) -> list[float]:
    """The answer of a set of linear equations, by elimination."""
    count = len(right)
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for at in range(count):
        best = max(range(at, count), key=lambda row: abs(table[row][at]))
        table[at], table[best] = table[best], table[at]
        for row in range(count):
            if row != at and (part := table[row][at] / table[at][at]):
                table[row] = [value - part * lead for value, lead in zip(table[row], table[at], strict=True)]
    return [table[at][count] / table[at][at] for at in range(count)]


def held_out(examples: list[Example], part: Callable[[Example], object]) -> list[tuple[float, Example]]:
    """What each pair comes to by what was learnt from all parts but its own."""
    scored = []
    for one in sorted({part(example) for example in examples if example.kind != "none"}, key=str):
        worth = fitted([example for example in examples if part(example) != one])
        scored += [(told(worth, example), example) for example in examples if part(example) == one]
    return scored


def show(title: str, scored: list[tuple[float, Example]]) -> None:
    """The recall that the wanted precision leaves, and from which number on."""
    right = wrong = 0
    best = (0.0, math.inf)
    whole = sum(example.is_same for _, example in scored)
    for score, example in sorted(scored, key=lambda pair: -pair[0]):
        right, wrong = right + example.is_same, wrong + (not example.is_same)
        if right / (right + wrong) >= LEAST_PRECISION:
            best = (right / whole, score)
    say(f"{title}: {len(scored)} pairs, recall {best[0]:.2f} at precision {LEAST_PRECISION}, from {best[1]:.2f} on")


def show_kept_apart() -> None:
    """How the pairs fare that nothing was learnt from, by the worths that the matcher has now."""
    pairs = read_kept_apart()
    stories = place_all(pairs)
    joined = [pair.is_same for pair in pairs if stories[pair.first.id] == stories[pair.second.id]]
    whole = sum(pair.is_same for pair in pairs)
    say(
        f"kept apart: {len(pairs)} pairs, {sum(joined)} of {whole} found, {len(joined) - sum(joined)} joined by mistake"
    )


def say(line: str) -> None:
    print(line)  # noqa: T201


def main() -> None:
    examples: list[Example] = []
    for name in PAIRS:
        names, found = examples_of(name)
        examples += found
    strangers = held_out(examples, lambda example: example.kind)
    for kind in sorted({example.kind for _, example in strangers if not example.is_same}):
        scores = [score for score, example in strangers if example.kind == kind and not example.is_same]
        say(f"{kind}: {sum(score >= ENOUGH for score in scores)} of {len(scores)} joined")
    show("by eighth", held_out(examples, lambda example: example.fold))
    for name, value in zip(names, fitted(examples), strict=True):
        say(f'    "{name}": {value:.2f},')
    show_kept_apart()


if __name__ == "__main__":
    main()

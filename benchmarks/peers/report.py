"""Figures as a table for people, JSON for machines, and a chart."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

#: Phase → contender → what each round took.
Results = Mapping[str, Mapping[str, Sequence[Mapping[str, float]]]]

_COLOURS = ("#1f6f78", "#c0703a", "#8a8f98")


def median(rounds: Sequence[Mapping[str, float]], figure: str) -> float:
    return statistics.median(one[figure] for one in rounds)


def table(results: Results, ours: str) -> str:
    """A Markdown table of medians: seconds by the clock, of the processors, MiB at most, and how much faster we are."""
    lines = ["| phase | program | seconds | CPU seconds | peak MiB | ours is faster by |", "|---|---|---|---|---|---|"]
    for phase, contenders in results.items():
        for name, rounds in contenders.items():
            seconds = median(rounds, "seconds")
            factor = "" if name == ours else f"{seconds / median(contenders[ours], 'seconds'):.1f} ×"
            lines.append(
                f"| {phase} | {name} | {seconds:.2f} | {median(rounds, 'cpu'):.2f} | "
                f"{median(rounds, 'peak') / 2**20:.0f} | {factor} |"
            )
    return "\n".join(lines) + "\n"


def chart(results: Results, title: str) -> str:
    """Bars of the medians as SVG, a group for each phase, each group to its own scale."""
    rows: list[str] = []
    y = 48
    for phase, contenders in results.items():
        rows.append(f'<text x="16" y="{y}" font-weight="600">{escape(phase)}</text>')
        longest = max(median(rounds, "seconds") for rounds in contenders.values())
        for number, (name, rounds) in enumerate(contenders.items()):
            y += 24
            seconds = median(rounds, "seconds")
            width = max(1.0, 420 * seconds / longest)
            rows.append(
                f'<text x="16" y="{y}">{escape(name)}</text>'
                f'<rect x="130" y="{y - 12}" width="{width:.1f}" height="16" fill="{_COLOURS[number % 3]}"/>'
                f'<text x="{138 + width:.1f}" y="{y}">{seconds:.2f} s</text>'
            )
        y += 36
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 {y}" font-family="sans-serif" font-size="13">'
        f'<rect width="660" height="{y}" fill="#ffffff"/><text x="16" y="24" font-size="15">{escape(title)}</text>'
        f"{''.join(rows)}</svg>\n"
    )


def as_json(arguments: Mapping[str, Any], results: Results, more: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that was measured, round by round."""
    return {"run": dict(arguments), "results": results, **more}

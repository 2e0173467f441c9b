"""How colours stand out from each other, as WCAG 2.2 measures it (success criterion 1.4.3)."""

from __future__ import annotations

from dataclasses import replace

from aggregator.models.palette import GROUNDS, READ, Palette

#: Below this, body text is hard to read for people with low vision.
LEAST_CONTRAST = 4.5
_STEPS = 50


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_faint(palette: Palette) -> list[tuple[str, str, float]]:
    """What can't be read well: colour, its ground, and the contrast there is."""
    pairs = (
        (name, ground, contrast(getattr(palette, name), getattr(palette, ground)))
        for name in READ
        for ground in GROUNDS
    )
    return [pair for pair in pairs if pair[2] < LEAST_CONTRAST]


def with_accent(palette: Palette, accent: str) -> Palette:
    """The palette with this accent, moved towards the ink only as far as it must be to be read."""
    for step in range(_STEPS + 1):
        made = replace(palette, accent=_mixed(accent, palette.ink, step / _STEPS))
        if not any(name == "accent" for name, _, _ in too_faint(made)):
            return made
    return palette


def tinted(palette: Palette, *, paper: str | None = None, ink: str | None = None, accent: str | None = None) -> Palette:
    """The palette in somebody's colours, changed only as far as text must be to be read on that paper."""
    if paper or ink:
        palette = _on_paper(palette, paper or palette.paper, ink or palette.ink)
    return with_accent(palette, accent or palette.accent)


def _on_paper(palette: Palette, paper: str, ink: str) -> Palette:
    if contrast(ink, paper) < LEAST_CONTRAST:
        ink = max("#000000", "#ffffff", key=lambda extreme: contrast(extreme, paper))
    surface = _mixed(paper, ink, 0.05)
    if contrast(ink, surface) < LEAST_CONTRAST:
        surface = paper
    made = replace(palette, paper=paper, surface=surface, ink=ink, muted=ink, rule=_mixed(paper, ink, 0.2))
    for step in range(_STEPS // 2, 0, -1):
        fainter = replace(made, muted=_mixed(ink, paper, step / _STEPS))
        if not any(name == "muted" for name, _, _ in too_faint(fainter)):
            return fainter
    return made


def _mixed(one: str, other: str, share: float) -> str:
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}" for a, b in zip(_channels(one), _channels(other), strict=True)
    )


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue

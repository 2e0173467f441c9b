"""Colours and how they stand out."""

from __future__ import annotations

import pytest

from aggregator.colours import LEAST_CONTRAST, contrast, too_faint, with_accent
from aggregator.config.settings import Colours, Site
from aggregator.models.palette import DARK, LIGHT, Palette


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_is_as_wcag_measures_it(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_our_own_colours_can_be_read(palette: Palette) -> None:
    assert too_faint(palette) == []


@pytest.mark.parametrize("accent", ["#7a1f5c", "#000000", "#0000ff", "#14181b", "#ffffff"])
def test_any_accent_is_made_light_enough_for_the_dark(accent: str) -> None:
    made = with_accent(DARK, accent)
    assert contrast(made.accent, made.paper) >= LEAST_CONTRAST
    assert too_faint(made) == []


def test_a_bright_accent_stays_as_it_is_in_the_dark() -> None:
    assert with_accent(DARK, "#ffcc00").accent == "#ffcc00"


def test_the_dark_follows_an_accent_unless_it_has_its_own() -> None:
    own = Site(colours=Colours(accent="#7a1f5c"))
    assert (own.light.accent, own.light.paper) == ("#7a1f5c", LIGHT.paper)
    assert own.dark == with_accent(DARK, "#7a1f5c") != DARK
    assert Site(colours=Colours(accent="#7A1F5C"), dark_colours=Colours(accent="#fc0")).dark.accent == "#ffcc00"
    assert (Site().light, Site().dark) == (LIGHT, DARK)

"""What pages elsewhere may ask of an embedded list: known values go on, anything else counts as not said."""

from __future__ import annotations

import pytest

from aggregator.colours import LEAST_CONTRAST, contrast, tinted, too_faint
from aggregator.models.embedding import MOST_ENTRIES, Embedding, read_form
from aggregator.models.palette import DARK, LIGHT


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({}, {}),
        ({"category": "member-news"}, {"category": "member-news"}),
        ({"category": "  Member   News "}, {"category": "Member News"}),
        ({"category": "a", "agency": "b", "jobs": "yes"}, {"category": "a"}),
        ({"agency": "b", "jobs": "yes"}, {"jobs": "yes"}),
        ({"agency": "b", "jobs": "no"}, {"agency": "b"}),
        ({"category": "x" * 121}, {}),
        ({"category": "a\x00b"}, {}),
        ({"entries": "3"}, {"entries": "3"}),
        ({"entries": "0"}, {"entries": "1"}),
        ({"entries": "9999999999"}, {"entries": str(MOST_ENTRIES)}),
        ({"entries": "-3"}, {}),
        ({"entries": "٣"}, {}),
        ({"pictures": "no", "heading": "FALSE"}, {"pictures": "no", "heading": "no"}),
        ({"pictures": "please"}, {}),
        ({"scheme": "dark"}, {"scheme": "dark"}),
        ({"scheme": "sepia"}, {}),
        ({"accent": "#AA2200", "paper": "ffffff"}, {"accent": "aa2200", "paper": "ffffff"}),
        ({"accent": "red", "ink": "#fff", "paper": "ffffff;} body{display:none"}, {}),
        ({"onload": "alert(1)", "v": "1"}, {}),
    ],
)
def test_only_known_values_are_heard(attributes: dict[str, str], said: dict[str, str]) -> None:
    wanted = Embedding.read(attributes)
    assert wanted.said == said
    assert Embedding.read(wanted.said) == wanted


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, {}),
        ({"list": "", "entries": "8", "chosen": "yes", "pictures": "yes", "heading": "yes", "scheme": "auto"}, {}),
        ({"list": "category:jobs", "chosen": "yes"}, {"category": "jobs", "pictures": "no", "heading": "no"}),
        ({"list": "agency:otter", "chosen": "yes", "pictures": "yes"}, {"agency": "otter", "heading": "no"}),
        ({"list": "jobs"}, {"jobs": "yes"}),
        ({"list": "paper:123456"}, {}),
        ({"accent": "#aa2200"}, {}),
        ({"accent": "#aa2200", "colours": "yes"}, {"accent": "aa2200"}),
    ],
)
def test_the_form_says_it_in_its_own_way(sent: dict[str, str], said: dict[str, str]) -> None:
    assert read_form(sent).said == said


@pytest.mark.parametrize("paper", ["#ffffff", "#000000", "#777777", "#203040", "#ffcc00", "#808000", "#fdfcf8"])
@pytest.mark.parametrize("ink", [None, "#000000", "#ffffff", "#777777", "#ff0000"])
@pytest.mark.parametrize("accent", [None, "#ffcc00", "#0000ff", "#777777"])
def test_whatever_colours_somebody_wants_text_can_be_read(paper: str, ink: str | None, accent: str | None) -> None:
    for palette in (LIGHT, DARK):
        made = tinted(palette, paper=paper, ink=ink, accent=accent)
        assert too_faint(made) == []
        assert made.paper == paper
        if ink is not None and contrast(ink, paper) >= LEAST_CONTRAST:
            assert made.ink == ink


def test_nothing_asked_for_leaves_the_desk_s_colours() -> None:
    assert tinted(LIGHT) == LIGHT
    assert tinted(DARK) == DARK

"""What two entries are found to have in common beside their words, and what tells them apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.grouping.likeness import Likeness, compare
from aggregator.grouping.reading import read
from aggregator.grouping.telling import Telling
from tests.samples import NOON


def side_by_side(earlier: str, later: str, title: str = "A title", publishers: str = "Courier|Echo") -> Likeness:
    one, other = (
        read(
            Telling(id=id_, source=id_, publisher=publisher, title=title, summary=text, at=NOON + timedelta(hours=id_))
        )
        for id_, (publisher, text) in enumerate(zip(publishers.split("|"), (earlier, later), strict=True))
    )
    return compare(one, other, lambda _: 1.0)


@pytest.mark.parametrize(
    ("exact", "rounded", "is_found"),
    [
        ("3,940 women", "nearly 4,000 women", True),
        ("a fine of £47.5m", "a fine of £50m", True),
        ("3,940 women", "nearly 5,000 women", False),
        ("3,940 women", "3,941 women", False),
        ("6 women", "6.2 women", False),
    ],
)
def test_a_rounded_number_is_found(exact: str, rounded: str, is_found: bool) -> None:
    assert (side_by_side(exact, rounded).rounded > 0) == is_found


def test_other_words_of_one_meaning_are_found_and_the_same_words_are_no_second_sign() -> None:
    assert side_by_side("The factory was shut", "It is the closure of a plant").meanings > 0
    assert side_by_side("The factory was shut", "The factory was shut").meanings == 0


def test_only_what_the_later_one_brings_is_new() -> None:
    assert side_by_side("A yacht sank.", "A yacht sank, said skipper Ada Pellow.").new_people == 1
    assert side_by_side("A yacht sank, said skipper Ada Pellow.", "A yacht sank.").new_people == 0
    assert side_by_side("A yacht sank.", "An inquest was opened.").goes_on == 1
    assert side_by_side("An inquest was opened.", "A yacht sank.").goes_on == 0


def test_what_stands_behind_after_was_known_before() -> None:
    assert side_by_side("The yacht Moonraker sank.", "A skipper left after Moonraker sank.").behind > 0.5
    assert side_by_side("The yacht Moonraker sank.", "Moonraker sank off Skarrow.").behind == 0


def test_a_report_of_what_its_publisher_says_of_itself_is_known() -> None:
    told = side_by_side("We open a nursery.", "Wren Trust opens a nursery.", publishers="Wren Trust|Echo")
    assert told.speaks_of_speaker
    answer = side_by_side("Wren Trust opens a nursery.", "We welcome Wren Trust.", publishers="Wren Trust|Echo")
    assert answer.speaks_of
    assert not answer.speaks_of_speaker

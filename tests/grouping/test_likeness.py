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


def test_only_what_the_later_one_brings_goes_on() -> None:
    assert side_by_side("A yacht sank.", "An inquest was opened.").goes_on == 1
    assert side_by_side("An inquest was opened.", "A yacht sank.").goes_on == 0


def test_a_person_that_both_name_in_full_is_found() -> None:
    told = "A yacht sank, said skipper Ada Pellow."
    assert side_by_side(told, "Skipper Ada Pellow is sorry.").shared_people == 1
    assert side_by_side(told, "Skipper Pellow is sorry.").shared_people == 0


def test_who_speaks_first_is_reported_and_who_speaks_second_answers() -> None:
    report = side_by_side("We open a nursery.", "Wren Trust opens a nursery.", publishers="Wren Trust|Echo")
    assert (report.speaks_of, report.earlier_alone_speaks, report.later_speaks) == (True, True, False)
    answer = side_by_side("Wren Trust opens a nursery.", "We welcome Wren Trust.", publishers="Wren Trust|Echo")
    assert (answer.speaks_of, answer.earlier_alone_speaks, answer.later_speaks) == (True, False, True)
    both = side_by_side("We open a nursery.", "We are open too.")
    assert (both.earlier_alone_speaks, both.later_speaks) == (False, True)


@pytest.mark.parametrize(
    ("later", "is_at_home"),
    [("A walk at Skarrow raised £900.", True), ("A walk at Pellow raised £900.", False), ("A walk was held.", False)],
)
def test_a_name_of_its_own_publisher_is_news_only_if_the_earlier_has_it_not(later: str, is_at_home: bool) -> None:
    told = side_by_side("A walk at Pellow raised £700.", later, publishers="Pellow Post|Pellow and Skarrow Echo")
    assert told.later_at_home == is_at_home

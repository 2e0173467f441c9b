"""Words that close an advert, and words that only sound like it."""

from __future__ import annotations

import pytest

from aggregator.extract.vacancy.lines import lines_of
from aggregator.extract.vacancy.verdict import has_closed


@pytest.mark.parametrize(
    "text",
    [
        "This vacancy has now closed.",
        "Sorry, this job is no longer available.",
        "The post has been filled.",
        "We are no longer accepting applications for this role.",
        "Applications are now closed.",
        "The closing date for this post has passed.",
        "CLOSED",
        "Advocate [CLOSED]",
        "This position has been withdrawn",
    ],
)
def test_a_notice_closes_the_advert(text: str) -> None:
    assert has_closed(lines_of(text).own, "Advocate")


@pytest.mark.parametrize(
    "text",
    [
        "This vacancy will close once it has been filled.",
        "We may close early if the post is filled.",
        "We are not accepting CVs from agencies.",
        "The office is closed on Fridays.",
        "The role is filled with variety.",
        "Visa sponsorship is not available.",
        "We have appointed Wren Search to help us find the right person.",
        "The role is not open to job share.",
        "Closing date: 20 June 2025",
    ],
)
def test_a_sentence_with_such_words_does_not(text: str) -> None:
    assert not has_closed(lines_of(text).own, "Advocate")

"""Which member organisations an entry names, and which ordinary words are none."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.models.rules import AgencyRule, TagInput
from tests.tag.rules import agencies, tagger

AGENCIES = (
    AgencyRule(
        name="TACT",
        site="https://www.tact.example/",
        other_sites=("https://old-tact.example/home",),
        aliases=("The Adolescent and Children's Trust",),
        none_of=("TACT training",),
    ),
    AgencyRule(name="Barnardo's", site="https://www.barnardos.example", none_of=("Barnardos Ireland",)),
    AgencyRule(
        name="Break",
        context=("charity", "care leaver*"),
        none_of=("lunch break", "short break*", "break the"),
        aliases=("Break charity",),
    ),
    AgencyRule(name="Pact", context=("adopt*",), short_names=("PACT",), unless=("prison*",), none_of=("a pact",)),
    AgencyRule(name="St Christopher's", context=("young people",), unless=("hospice",)),
    AgencyRule(name="Team Fostering"),
    AgencyRule(name="The Children's Family Trust", short_names=("CFT",), aliases=("Children's Family Trust",)),
    AgencyRule(name="Ordinary Words", by_name=False, aliases=("Ordinary Words Agency",)),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TACT says so", ["TACT"]),
        ("TACT's carers", ["TACT"]),
        ("Tact says so", []),
        ("handled with tact", []),
        ("TACT training for managers", []),
        ("TACT training, by TACT", ["TACT"]),
        ("the adolescent and children's trust", []),
        ("The Adolescent and Children’s Trust", ["TACT"]),
        ("the Adolescent and Children's Trust", ["TACT"]),
        ("Barnardos", ["Barnardo's"]),
        ("BARNARDO'S", ["Barnardo's"]),
        ("barnardo's", []),
        ("Barnardo's Ireland", []),
        ("Barnardos Ireland and Barnardo’s", ["Barnardo's"]),
        ("Break, the charity", ["Break"]),
        ("Break helps care leavers", ["Break"]),
        ("Break unveils a statue", []),
        ("Break charity unveils a statue", ["Break"]),
        ("a charity lunch break", []),
        ("A Charity Lunch Break", []),
        ("Short Breaks charity", []),
        ("charity: time to Break the silence", []),
        ("charity breaks records", []),
        ("Pact finds adopters", ["Pact"]),
        ("PACT finds adopters", ["Pact"]),
        ("Pact of nations", []),
        ("adopted: A Pact of nations", []),
        ("the impact on adopters", []),
        ("Compact adopted", []),
        ("Pact helps adopted prisoners", []),
        ("St Christopher’s helps young people", ["St Christopher's"]),
        ("St Christopher's Hospice and young people", []),
        ("the island of St Christopher and young people", []),
        ("St Christopher's", []),
        ("Team Fostering", ["Team Fostering"]),
        ("join our team fostering children", []),
        ("The Fostering Team", []),
        ("The Children's Family Trust", ["The Children's Family Trust"]),
        ("at the Children’s Family Trust", ["The Children's Family Trust"]),
        ("a children's family trust fund", []),
        ("CFT", ["The Children's Family Trust"]),
        ("Ordinary Words", []),
        ("Ordinary Words Agency", ["Ordinary Words"]),
        ("TACT and Barnardo's", ["TACT", "Barnardo's"]),
        ("Barnardo's and TACT", ["TACT", "Barnardo's"]),
    ],
)
def test_agency_is_named(text: str, expected: list[str]) -> None:
    for item in (TagInput(title=text), TagInput(summary=text), TagInput(body=text), TagInput(labels=(text,))):
        assert agencies(tagger(agencies=AGENCIES).tag(item)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://tact.example/news/1", ["TACT"]),
        ("http://www.tact.example", ["TACT"]),
        ("https://WWW.TACT.EXAMPLE:443/x", ["TACT"]),
        ("https://jobs.tact.example/1?x=1", ["TACT"]),
        ("https://user@tact.example/", ["TACT"]),
        ("https://old-tact.example/?p=1", ["TACT"]),
        ("https://nottact.example/", []),
        ("https://tact.example.org/", []),
        ("https://a.example/?u=https://tact.example/", []),
        ("https://a.example/#tact.example", []),
        ("mailto:tact.example", []),
        ("", []),
        ("https://", []),
    ],
)
def test_link_to_its_own_site_counts_as_naming_it(url: str, expected: list[str]) -> None:
    assert agencies(tagger(agencies=AGENCIES).tag(TagInput(url=url))) == expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"agency": "Break"}, ["Break"]),
        ({"agency": "Ordinary Words"}, ["Ordinary Words"]),
        ({"agency": "BARNARDO’S"}, ["Barnardo's"]),
        ({"agency": "The Adolescent and Children's Trust"}, ["TACT"]),
        ({"agency": "Unheard of"}, ["Unheard of"]),
        ({"publisher": "Ordinary Words"}, ["Ordinary Words"]),
        ({"publisher": "Break"}, ["Break"]),
        ({"publisher": "Lunch Break"}, []),
        ({"publisher": "St Christopher's Hospice"}, []),
        ({"agency": "Break", "title": "TACT"}, ["TACT", "Break"]),
        ({"agency": "TACT", "publisher": "TACT", "title": "TACT"}, ["TACT"]),
    ],
)
def test_source_and_publisher_count_whatever_the_text_says(item: dict[str, Any], expected: list[str]) -> None:
    assert agencies(tagger(agencies=AGENCIES).tag(TagInput(**item))) == expected


def test_name_shared_by_two_agencies_gives_both() -> None:
    desk = tagger(agencies=(AgencyRule(name="A", aliases=("Same",)), AgencyRule(name="B", aliases=("Same",))))
    assert agencies(desk.tag(TagInput(title="Same"))) == ["A", "B"]


def test_name_by_which_the_config_knows_an_agency() -> None:
    desk = tagger(agencies=AGENCIES)
    assert desk.canonical_agency("barnardos") == "Barnardo's"
    assert desk.canonical_agency("cft") == "The Children's Family Trust"
    assert desk.canonical_agency("Someone") == "Someone"

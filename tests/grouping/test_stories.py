"""Which entries are compared at all, what makes one story whatever the words, and who leads."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from aggregator.grouping.figures import find_figures
from aggregator.grouping.lines import answer_lines
from aggregator.grouping.stories import Stories, lead_of
from aggregator.grouping.telling import Telling
from tests.samples import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RELEASE = {
    "title": "Harbour lighthouse to shine again after £1.2m repair",
    "summary": "The Skarrow lighthouse will shine again on 4 June after a £1,214,000 repair, keeper Ada Pellow said.",
}
REWRITE = {
    "title": "Skarrow light comes back on",
    "summary": "Keeper Ada Pellow will switch the Skarrow lighthouse on again on 4 June. Repairs have cost £1,214,000.",
}
OTHER = {
    "title": "Ferry timetable changes",
    "summary": "Boats to the outer isles leave twenty minutes later in winter.",
}


def telling(id_: str, source: str, **changes: Any) -> Telling:
    return Telling(**{"id": id_, "source": source, "publisher": source, "at": NOON, **RELEASE, **changes})


def stories_of(*tellings: Telling) -> list[object]:
    stories = Stories()
    return [placing.story for one in tellings for placing in stories.place([one], one.at)]


def test_a_release_and_its_rewrite_are_one_story() -> None:
    first, second = telling("1", "Trust"), telling("2", "Courier", **REWRITE, at=NOON + HOUR)
    assert stories_of(first, second) == ["1", "1"]


def test_a_match_says_what_both_say() -> None:
    stories = Stories()
    stories.place([telling("1", "Trust")], NOON)
    (placing,) = stories.place([telling("2", "Courier", **REWRITE, at=NOON + HOUR)], NOON + HOUR)
    assert placing.like == "1"
    assert "skarrow" in placing.why
    assert "1214000" in placing.why


APART = {
    "the same source": {"source": "Trust"},
    "more than five days later": {"at": NOON + 5 * DAY + HOUR},
    "another sum": {"summary": RELEASE["summary"].replace("1,214,000", "2,480,000"), "title": "Lighthouse repaired"},
    "another place": {"summary": RELEASE["summary"].replace("Skarrow", "Lindmoor").replace("Ada Pellow", "Bo Tarn")},
    "other words": OTHER,
}


@pytest.mark.parametrize("change", APART.values(), ids=APART.keys())
def test_what_stays_apart(change: dict[str, Any]) -> None:
    first = telling("1", "Trust")
    second = telling("2", **{"source": "Courier", "at": NOON + HOUR, **change})
    assert stories_of(first, second) == ["1", "2"]


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("https://courier.example/a?utm_source=x", "http://www.courier.example/a/", True),
        ("https://courier.example/a", "https://courier.example/b", False),
        ("https://courier.example/", "https://courier.example/", False),
    ],
)
def test_one_address_is_one_story_but_a_front_page_is_none(first: str, second: str, is_one: bool) -> None:
    one, other = telling("1", "Courier", url=first), telling("2", "Planet", url=second, **OTHER)
    assert stories_of(one, other) == ["1", "1" if is_one else "2"]


def test_a_telling_headline_alone_is_enough_and_the_name_of_a_column_is_not() -> None:
    headline = "Skarrow lighthouse keeper Ada Pellow retires"
    bare = [telling("1", "Trust", title=headline, summary=""), telling("2", "Courier", title=headline, summary="")]
    assert stories_of(*bare) == ["1", "1"]
    column = [
        telling("1", "Trust", title="The week", summary=""),
        telling("2", "Courier", title="The week", summary=""),
    ]
    assert stories_of(*column) == ["1", "2"]


def test_a_source_tells_a_story_once() -> None:
    first, copy = telling("1", "Trust"), telling("2", "Courier", at=NOON + HOUR)
    again = telling("3", "Courier", at=NOON + 2 * HOUR)
    assert stories_of(first, copy, again) == ["1", "1", "3"]


def test_what_was_forgotten_is_no_longer_matched() -> None:
    stories = Stories()
    stories.place([telling("1", "Trust")], NOON)
    stories.forget("1")
    (placing,) = stories.place([telling("2", "Courier")], NOON)
    assert placing.story == "2"
    assert len(stories) == 1


def test_old_entries_are_not_kept() -> None:
    stories = Stories()
    stories.place([telling("1", "Trust", at=NOON - 6 * DAY)], NOON)
    assert len(stories) == 0
    stories.place([telling("2", "Trust")], NOON)
    stories.place([telling("3", "Trust", at=NOON + 6 * DAY)], NOON + 6 * DAY)
    assert len(stories) == 1


def test_the_members_own_post_leads_else_the_earliest() -> None:
    early, late = telling("1", "Courier"), telling("2", "Trust", at=NOON + HOUR)
    assert lead_of([late, early]) is early
    member = telling("3", "Trust", at=NOON + HOUR, is_member=True)
    assert lead_of([early, member]) is member


@pytest.mark.parametrize(
    ("text", "key", "unit"),
    [
        ("£2.3m", "2300000", "money"),
        ("2.3 million", "2300000", "count"),
        ("54 per cent", "54", "share"),
        ("54%", "54", "share"),
        ("78,150 children", "78150", "count"),
        ("one hundred and sixty workers", "160", "count"),
        ("in 2025", "y2025", "year"),
        ("on 14 April", "14 apr", "day"),
        ("on April 14", "14 apr", "day"),
    ],
)
def test_one_number_written_in_many_ways(text: str, key: str, unit: str) -> None:
    (figure,) = find_figures(text)
    assert (figure.key, figure.unit) == (key, unit)


def line(id_: str, hour: int = 0, **changes: str) -> str:
    published = (NOON + hour * HOUR).isoformat()
    entry = {"id": id_, "source": id_, "agency": None, "url": None, **RELEASE, "published": published}
    return json.dumps(entry | changes)


def test_lines_are_answered_with_story_lead_and_reason() -> None:
    answers = list(
        answer_lines([line("a"), line("b", agency="Harbour Trust"), line("c", hour=3), line("d", 0, **OTHER)])
    )
    assert [(answer["id"], answer["story"], answer["lead"]) for answer in answers] == [
        ("a", "a", "b"),
        ("b", "a", "b"),
        ("d", "d", "d"),
        ("c", "a", "b"),
    ]
    assert answers[0]["why"] is None
    assert "skarrow" in str(answers[3]["why"])


@pytest.mark.parametrize("bad", ["no json", "[]", "{}", '{"id": "x", "published": "soon"}', '{"id": "x", "title": 3}'])
def test_what_is_no_entry_costs_its_own_line_only(bad: str) -> None:
    answers = list(answer_lines([bad, line("a")]))
    assert "error" in answers[0]
    assert answers[1]["story"] == "a"

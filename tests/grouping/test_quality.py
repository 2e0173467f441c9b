"""How well stories are told apart, over pairs of our own. The worths are fitted to them by now, but for half of
press_pairs.txt: these are floors below which no change may fall, and no measure of what unseen pairs would be told by.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.grouping.pairs import Pair, place_all, read_pairs

#: File → the least precision and the least recall.
FLOORS = {"pairs.txt": (0.98, 0.9), "hard_pairs.txt": (0.97, 0.7), "press_pairs.txt": (0.95, 0.65)}


@pytest.fixture(scope="module", params=FLOORS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pairs(name: str) -> list[Pair]:
    return read_pairs(name)


@pytest.fixture(scope="module")
def stories(pairs: list[Pair]) -> dict[object, object]:
    return place_all(pairs)


def test_there_are_enough_pairs_to_say_anything(pairs: list[Pair]) -> None:
    assert len(pairs) >= 75
    assert min(Counter(pair.is_same for pair in pairs).values()) >= 35


def test_hardly_a_false_merge_and_most_copies_found(
    name: str, pairs: list[Pair], stories: dict[object, object]
) -> None:
    precision, recall = FLOORS[name]
    joined = [pair for pair in pairs if stories[pair.first.id] == stories[pair.second.id]]
    right = sum(pair.is_same for pair in joined)
    assert right / len(joined) >= precision, [pair.first.title for pair in joined if not pair.is_same]
    assert right / sum(pair.is_same for pair in pairs) >= recall


def test_no_entry_is_put_to_a_story_of_another_pair(pairs: list[Pair], stories: dict[object, object]) -> None:
    tellers: dict[object, set[str]] = {}
    for entry, story in stories.items():
        tellers.setdefault(story, set()).add(str(entry)[:-1])
    assert [numbers for numbers in tellers.values() if len(numbers) > 1] == []


def test_vacancies_that_differ_all_stay_apart(pairs: list[Pair], stories: dict[object, object]) -> None:
    different = [pair for pair in pairs if pair.kind == "vacancy" and not pair.is_same]
    assert len(different) >= 4
    assert [pair.first.title for pair in different if stories[pair.first.id] == stories[pair.second.id]] == []

from __future__ import annotations

import pytest

from aggregator.models.rules import Reason, Tag, Verdict
from aggregator.tag.difference import TagDifference, compare

NEWS, JOBS = Tag(kind="category", name="News"), Tag(kind="category", name="Jobs")
TACT = Tag(kind="agency", name="TACT")


@pytest.mark.parametrize(
    ("old", "new", "gained", "lost"),
    [
        ((), (), (), ()),
        ((NEWS,), (NEWS,), (), ()),
        ((), (NEWS, TACT), (NEWS, TACT), ()),
        ((NEWS, TACT), (), (), (NEWS, TACT)),
        ((NEWS, TACT), (TACT, JOBS), (JOBS,), (NEWS,)),
        ((NEWS,), (Tag(kind="agency", name="News"),), (Tag(kind="agency", name="News"),), (NEWS,)),
    ],
)
def test_what_an_entry_gains_and_loses(
    old: tuple[Tag, ...], new: tuple[Tag, ...], gained: tuple[Tag, ...], lost: tuple[Tag, ...]
) -> None:
    difference = compare(Verdict(relevant=True, tags=old), Verdict(relevant=True, tags=new))
    assert difference == TagDifference(gained=gained, lost=lost)
    assert bool(difference) is bool(gained or lost)


def test_other_reasons_for_the_same_tag_make_no_difference() -> None:
    again = Tag(kind="category", name="News", reasons=(Reason(rule="phrase"),))
    assert not compare(Verdict(relevant=True, tags=(NEWS,)), Verdict(relevant=True, tags=(again,)))


@pytest.mark.parametrize(("old", "new", "expected"), [(True, False, False), (False, True, True), (True, True, None)])
def test_entry_that_is_dropped_or_comes_back_makes_a_difference(old: bool, new: bool, expected: bool | None) -> None:
    difference = compare(Verdict(relevant=old), Verdict(relevant=new))
    assert difference.now_relevant is expected
    assert bool(difference) is (expected is not None)

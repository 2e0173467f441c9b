"""What was decided by hand, laid over what rules gave."""

from __future__ import annotations

from typing import Literal

import pytest

from aggregator.models.rules import HandTag, Reason, Tag
from aggregator.tag.hand import BY_HAND, with_hand

GIVEN = (
    Tag(kind="category", name="Boats", reasons=(Reason(rule="phrase"),)),
    Tag(kind="agency", name="Weir", reasons=(Reason(rule="agency"),)),
)


def hand(kind: Literal["category", "agency"], name: str, added: bool) -> HandTag:
    return HandTag(kind=kind, name=name, added=added)


@pytest.mark.parametrize(
    ("decided", "carried"),
    [
        pytest.param([], ["Boats", "Weir"], id="nothing"),
        pytest.param([hand("category", "Wildlife", True)], ["Boats", "Wildlife", "Weir"], id="added before agencies"),
        pytest.param([hand("agency", "Eelway", True)], ["Boats", "Weir", "Eelway"], id="an agency added"),
        pytest.param([hand("category", "Boats", False)], ["Weir"], id="taken away"),
        pytest.param([hand("agency", "Boats", False)], ["Boats", "Weir"], id="of the same name, of another kind"),
        pytest.param([hand("category", "Wildlife", False)], ["Boats", "Weir"], id="taken away without being there"),
    ],
)
def test_what_an_entry_carries(decided: list[HandTag], carried: list[str]) -> None:
    assert [tag.name for tag in with_hand(GIVEN, decided)] == carried


def test_what_is_set_by_hand_says_so_even_where_a_rule_gives_it_too() -> None:
    assert with_hand(GIVEN, [hand("category", "Boats", True)])[0].reasons == (BY_HAND,)

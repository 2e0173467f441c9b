"""Stories put together and taken apart at the desk, on both databases: it stands, and is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator import publish
from aggregator.config.settings import Settings
from aggregator.editing import acts, storying
from aggregator.editing.acts import Hand, NotPossible
from aggregator.editing.overview import head_of
from aggregator.models.entry import Entry, Standing
from aggregator.models.output import Moved
from aggregator.pipeline.desk import take_over
from aggregator.publish import Outputs, Told
from aggregator.store import acts as audit
from aggregator.store import hand, shown, stories, tombstones
from aggregator.store.engine import Store
from aggregator.store.regrouping import BY_HAND
from aggregator.store.shown import Selection
from tests.grouping.test_stories import OTHER, REWRITE
from tests.pipeline.test_stories import SETTINGS, body, come_in, go_out, load, told_by
from tests.samples import NOON, a_source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FOUR = Settings(
    site=SETTINGS.site,
    categories=SETTINGS.categories,
    agencies=SETTINGS.agencies,
    sources=(*SETTINGS.sources, a_source("Herald")),
)


@pytest.fixture(autouse=True)
def followed(store: Store) -> None:
    with store.writing() as tx:
        take_over(tx, FOUR, NOON)
        publish.note_settings(tx, FOUR, NOON)


@pytest.fixture
def pair(store: Store) -> tuple[int, int]:
    """A story of two: its lead, and the copy that joined it."""
    (lead,) = come_in(store, "Courier", told_by("Courier"))
    go_out(store)
    (copy,) = come_in(store, "Gazette", told_by("Gazette", REWRITE), at=NOON + HOUR)
    go_out(store, NOON + HOUR)
    assert told(store, lead, copy) == [lead, lead]
    return lead, copy


@pytest.fixture
def two(store: Store) -> tuple[int, int]:
    """Two stories, each told by one."""
    (first,) = come_in(store, "Courier", told_by("Courier"))
    (second,) = come_in(store, "Gazette", told_by("Gazette", OTHER, published=NOON + HOUR), at=NOON + HOUR)
    go_out(store, NOON + HOUR)
    assert out(store) == {first, second}
    return first, second


def split(store: Store, *ids: int, at: timedelta = 2 * HOUR) -> int:
    with store.writing() as tx:
        return storying.split(tx, Hand("Ada", NOON + at, FOUR), ids)


def merge(store: Store, *ids: int, at: timedelta = 2 * HOUR) -> int:
    with store.writing() as tx:
        return storying.merge(tx, Hand("Ada", NOON + at, FOUR), ids)


def undo(store: Store, number: int | None = None, at: timedelta = 3 * HOUR) -> None:
    with store.writing() as tx:
        acts.undo(tx, Hand("Ada", NOON + at, FOUR), number or audit.newest(tx, limit=1)[0].id)


def told(store: Store, *ids: int) -> list[int | None]:
    return [one.story_id for one in load(store, *ids)]


def out(store: Store) -> set[int]:
    with store.reading() as tx:
        return set(shown.page(tx, Selection(), limit=100))


def same_but_for_its_story(one: Entry) -> tuple[object, ...]:
    return one.published_id, one.publication_number, one.changed_at, one.title_frame, one.went_out_at


def test_a_copy_that_was_taken_out_of_a_young_story_goes_out_under_its_own_id(
    store: Store, pair: tuple[int, int]
) -> None:
    lead, copy = pair
    before = load(store, copy)[0]
    assert split(store, copy) == 1
    go_out(store, NOON + 2 * HOUR)
    (led, after) = load(store, lead, copy)
    assert out(store) == {lead, copy}
    assert (after.published_id, after.changed_at) == (before.published_id, before.changed_at)
    assert after.publication_number is not None
    assert "Also reported by" not in body(store, "")
    assert led.publication_number == 1


def test_a_copy_that_was_taken_out_of_an_old_story_has_its_own_page_alone(store: Store, pair: tuple[int, int]) -> None:
    lead, copy = pair
    split(store, copy, at=6 * DAY)
    go_out(store, NOON + 6 * DAY)
    assert out(store) == {lead}
    page = Outputs(store, SETTINGS).produce(f"entry/{head_of(load(store, copy)[0].published_id)}")
    assert isinstance(page, Moved), "to the page of that name"
    assert REWRITE["title"] in body(store, page.path)


def test_a_lead_that_is_taken_out_stays_out_and_the_next_goes_on_with_the_story(
    store: Store, pair: tuple[int, int]
) -> None:
    lead, copy = pair
    before = load(store, lead)[0]
    split(store, lead)
    go_out(store, NOON + 2 * HOUR)
    assert out(store) == {lead, copy}
    assert same_but_for_its_story(load(store, lead)[0]) == same_but_for_its_story(before)


@pytest.mark.parametrize("taken_out", [0, 1], ids=["lead", "copy"])
@pytest.mark.parametrize("remembers", [True, False])
def test_grouping_never_puts_together_again_what_was_taken_apart(
    store: Store, pair: tuple[int, int], taken_out: int, remembers: bool
) -> None:
    memory = Told() if remembers else None
    go_out(store, NOON + HOUR, memory)
    split(store, pair[taken_out])
    go_out(store, NOON + 2 * HOUR, memory)
    late = [*come_in(store, "Trust", told_by("Trust")), *come_in(store, "Herald", told_by("Herald", REWRITE))]
    go_out(store, NOON + 3 * HOUR, memory)
    first, second = told(store, *pair)
    assert first != second
    assert set(told(store, *late)) <= {first, second}
    assert out(store) == set(pair)


def test_who_went_out_first_stands_for_stories_that_are_put_together(store: Store, two: tuple[int, int]) -> None:
    first, second = two
    before = load(store, *two)
    assert merge(store, second, first) == 1
    assert out(store) == {first}
    after = load(store, *two)
    assert [one.standing for one in after] == [Standing.OUT, Standing.JOINED]
    assert [same_but_for_its_story(one) for one in after] == [same_but_for_its_story(one) for one in before]
    assert "Also reported by" in body(store, "")
    with store.reading() as tx:
        assert [one.why for one in stories.members(tx, [first])] == [BY_HAND, None]
    assert merge(store, first, second) == 0, "they are together"


def test_what_tells_either_of_two_stories_joins_them_once_they_are_one(store: Store, two: tuple[int, int]) -> None:
    memory = Told()
    go_out(store, NOON + HOUR, memory)
    merge(store, *two)
    late = [*come_in(store, "Trust", told_by("Trust")), *come_in(store, "Herald", told_by("Herald", OTHER))]
    go_out(store, NOON + 3 * HOUR, memory)
    assert len(set(told(store, *two, *late))) == 1
    assert out(store) == {two[0]}


def test_a_lead_that_others_stand_for_takes_its_number_up_again_when_they_leave(
    store: Store, two: tuple[int, int]
) -> None:
    first, second = two
    before = load(store, second)[0]
    merge(store, first, second)
    with store.writing() as tx:
        tombstones.remove(tx, [first], NOON + 3 * HOUR, "withdrawn")
    go_out(store, NOON + 3 * HOUR)
    assert out(store) == {second}
    assert same_but_for_its_story(load(store, second)[0]) == same_but_for_its_story(before)


@pytest.mark.parametrize("act", [split, merge])
def test_undo_gives_back_who_told_what_and_who_led(store: Store, act: object) -> None:
    (lead,) = come_in(store, "Courier", told_by("Courier"))
    go_out(store)
    (copy,) = come_in(store, "Gazette", told_by("Gazette", REWRITE))
    (other,) = come_in(store, "Trust", told_by("Trust", OTHER))
    go_out(store, NOON + HOUR)
    before = [(one.story_id, one.standing) for one in load(store, lead, copy, other)]
    if act is split:
        split(store, lead)
        go_out(store, NOON + 2 * HOUR)
    else:
        merge(store, lead, other)
    assert [(one.story_id, one.standing) for one in load(store, lead, copy, other)] != before
    undo(store)
    go_out(store, NOON + 3 * HOUR)
    assert [(one.story_id, one.standing) for one in load(store, lead, copy, other)] == before
    with store.reading() as tx:
        (back, done) = audit.newest(tx, limit=5)
    assert (back.act, done.act, done.who, done.undone_by) == ("undo", act.__name__, "Ada", back.id)  # type: ignore[attr-defined]  # a function


def test_who_joined_in_the_meantime_stays_with_what_it_told_when_a_merge_is_taken_back(
    store: Store, two: tuple[int, int]
) -> None:
    merge(store, *two)
    (late,) = come_in(store, "Trust", told_by("Trust"))
    go_out(store, NOON + 3 * HOUR)
    undo(store)
    go_out(store, NOON + 4 * HOUR)
    assert told(store, *two, late) == [two[0], None, two[0]]
    assert out(store) == set(two)


def test_a_split_is_not_taken_back_over_a_later_merge(store: Store, pair: tuple[int, int]) -> None:
    (other,) = come_in(store, "Trust", told_by("Trust", OTHER))
    go_out(store, NOON + HOUR)
    split(store, pair[1])
    merge(store, other, pair[1])
    with pytest.raises(NotPossible, match="again since"):
        undo(store, 1)
    undo(store, 2)
    undo(store, 1)
    assert told(store, *pair, other) == [pair[0], pair[0], None]


def test_a_split_is_taken_back_though_another_of_the_story_is_gone(store: Store, pair: tuple[int, int]) -> None:
    (late,) = come_in(store, "Trust", told_by("Trust"))
    go_out(store, NOON + 2 * HOUR)
    split(store, late)
    with store.writing() as tx:
        tombstones.remove(tx, [pair[1]], NOON + 2 * HOUR, "withdrawn")
    undo(store)
    assert told(store, pair[0], late) == [pair[0], pair[0]]


def test_what_tells_its_story_alone_has_nothing_to_be_taken_out_of(store: Store, two: tuple[int, int]) -> None:
    assert split(store, *two) == 0
    with store.reading() as tx:
        assert audit.newest(tx, limit=5) == []


def test_only_what_went_out_is_put_together_and_never_one_alone(store: Store, two: tuple[int, int]) -> None:
    (late,) = come_in(store, "Trust", told_by("Trust", OTHER))
    with pytest.raises(NotPossible, match="went out"):
        merge(store, two[0], late)
    with pytest.raises(NotPossible, match="two"):
        merge(store, two[0], two[0])


def test_what_is_hidden_does_not_come_to_stand_for_a_story(store: Store, two: tuple[int, int]) -> None:
    with store.writing() as tx:
        hand.mark(tx, two[0], {"hidden_at": NOON + HOUR}, NOON + HOUR)
    merge(store, *two)
    assert out(store) == {two[1]}

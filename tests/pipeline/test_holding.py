"""Sources that don't look themselves are held, and let go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aggregator.admission import find_flood, with_clock
from aggregator.models.entry import Standing
from aggregator.models.source import Habits
from aggregator.outcomes import Cause
from aggregator.pipeline.holding import release
from aggregator.store import browsing, habits
from aggregator.store.engine import Store
from aggregator.store.shown import Selection
from tests.fetch.site import Site, response
from tests.pipeline.desk import Desk, a_desk
from tests.pipeline.test_pipeline import DAY, HOUR, item, rss
from tests.samples import NOON, a_prepared, a_source


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site("127.0.9.22") as scripted:
        yield scripted


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    async with a_desk(store) as desk:
        yield desk


def held(desk: Desk) -> Cause | None:
    with desk.store.reading() as tx:
        hold = habits.load(tx, desk.source_id).hold
    return hold.cause if hold else None


async def flooded(desk: Desk, site: Site) -> None:
    """A source that moved to another system: one entry is new, a dozen are old."""
    desk.follow(a_source("Otter", url=site.url("/feed")))
    site.answers["/feed"] = response(rss(item("first", "First otter")))
    await desk.poll()
    old = [item(f"old{n}", f"Old otter {n}", days_ago=100 + n) for n in range(12)]
    site.answers["/feed"] = response(rss(item("new", "New otter", days_ago=0.1), *old))
    assert (await desk.poll(HOUR)).new == 13


async def test_a_flood_of_old_entries_shows_on_the_sources_own_page_only(desk: Desk, site: Site) -> None:
    await flooded(desk, site)
    cause = held(desk)
    assert cause is not None
    assert (cause.code, "12 old entries" in cause.message) == ("old_entries", True)
    assert desk.out() == ["First otter"]
    assert len(desk.stored()) == 14
    with desk.store.reading() as tx:
        assert browsing.size(tx, Selection(kind="category", name="Wildlife"), None).total == 1
        assert browsing.topic_counts(tx)["category"] == {"Wildlife": 1}


async def test_after_three_quiet_polls_what_is_new_by_its_date_goes_out(desk: Desk, site: Site) -> None:
    await flooded(desk, site)
    await desk.poll(HOUR)
    site.answers["/feed"] = response(rss(item("later", "Later otter", days_ago=0)))
    assert (await desk.poll(HOUR)).new == 1
    assert desk.out() == ["First otter"]
    assert held(desk)
    await desk.poll(HOUR)
    assert held(desk) is None
    assert desk.out() == ["Later otter", "New otter", "First otter"]
    old = [entry for entry in desk.stored() if entry.title.startswith("Old")]
    assert {entry.standing for entry in old} == {Standing.KEPT_BACK}
    with desk.store.reading() as tx:
        assert browsing.size(tx, Selection(kind="category", name="Wildlife"), None).total == 15


async def test_a_release_lets_go_at_once_and_the_same_cause_holds_no_more(desk: Desk, site: Site) -> None:
    await flooded(desk, site)
    with desk.store.writing() as tx:
        assert release(tx, desk.source_id, per_day=20, now=desk.now) == 1
        assert release(tx, desk.source_id, per_day=20, now=desk.now) is None
    more = [item(f"older{n}", days_ago=200 + n) for n in range(12)]
    site.answers["/feed"] = response(rss(item("newer", "Newer otter", days_ago=0), *more))
    await desk.poll(HOUR)
    assert held(desk) is None
    assert "Newer otter" in desk.out()


async def test_what_is_let_go_keeps_to_the_days_allowance(desk: Desk, site: Site) -> None:
    await flooded(desk, site)
    with desk.store.writing() as tx:
        assert release(tx, desk.source_id, per_day=0, now=desk.now) == 0


async def test_a_source_that_redates_its_entries_is_held_and_nothing_moves(desk: Desk, site: Site) -> None:
    desk.follow(a_source("Otter", url=site.url("/feed")))
    site.answers["/feed"] = response(rss(*[item(str(n), days_ago=n + 1) for n in range(15)]))
    await desk.poll()
    before = [(entry.identity, entry.sort_at, entry.published) for entry in desk.stored()]
    site.answers["/feed"] = response(rss(item("new", "New"), *[item(str(n), days_ago=0) for n in range(15)]))
    await desk.poll(HOUR)
    cause = held(desk)
    assert cause is not None
    assert cause.code == "redated"
    assert "New" not in desk.out()
    after = [(entry.identity, entry.sort_at, entry.published) for entry in desk.stored()]
    assert [one for one in after if one[0] != "id:new"] == before


async def test_what_is_over_a_days_allowance_is_everywhere_but_in_the_combined_feed(desk: Desk, site: Site) -> None:
    desk.follow(a_source("Otter", url=site.url("/feed")), per_source_per_day=2)
    site.answers["/feed"] = response(rss(item("0", "Otter 0")))
    await desk.poll()
    site.answers["/feed"] = response(rss(*[item(str(n), f"Otter {n}", days_ago=0.01) for n in range(1, 5)]))
    await desk.poll(HOUR)
    assert len(desk.out()) == 3
    with desk.store.reading() as tx:
        assert browsing.size(tx, Selection(kind="category", name="Wildlife"), None).total == 5
        assert browsing.size(tx, Selection(kind="source", name=desk.source_id), None).total == 5


@pytest.mark.parametrize(
    ("ages", "redated", "listed", "code"),
    [
        ([8] * 11, 0, 21, "old_entries"),
        ([8] * 10, 0, 12, None),
        ([8] * 11, 0, 22, None),
        ([6.9] * 11, 0, 11, None),
        ([None] * 11, 0, 11, None),
        ([], 11, 21, "redated"),
        ([], 11, 22, None),
        ([], 10, 12, None),
    ],
)
def test_a_flood_is_many_and_most_of_the_document(
    ages: list[float | None], redated: int, listed: int, code: str | None
) -> None:
    new = [
        a_prepared(str(n), published=None if days is None else NOON - timedelta(days=days))
        for n, days in enumerate(ages)
    ]
    found = find_flood(new, redated=redated, listed=listed, last_good=NOON)
    assert (found.code if found else None) == code


async def test_neither_their_outage_nor_ours_makes_entries_old(desk: Desk, site: Site) -> None:
    desk.follow(a_source("Otter", url=site.url("/feed")))
    site.answers["/feed"] = response(rss(item("first")))
    await desk.poll()
    missed = [item(str(n), f"Missed {n}", days_ago=-n) for n in range(1, 13)]
    site.answers["/feed"] = response(rss(*missed))
    await desk.poll(40 * DAY)
    assert held(desk) is None
    assert "Missed 12" in desk.out()


@pytest.mark.parametrize(
    ("hours_ahead", "was", "ahead"),
    [((1, 1), False, True), ((1, -1), False, False), ((-1,), True, False), ((), True, True), ((0.2,), False, False)],
)
def test_dates_that_run_ahead_tell_of_a_wrong_clock(hours_ahead: tuple[float, ...], was: bool, ahead: bool) -> None:
    new: list[Any] = [a_prepared(str(n), published=NOON + timedelta(hours=h)) for n, h in enumerate(hours_ahead)]
    new.append(a_prepared("undated", published=None))
    assert with_clock(Habits(is_ahead=was), new, NOON) == replace(Habits(), is_ahead=ahead)


async def test_a_clock_that_is_ahead_is_noticed_and_its_dates_held_to_first_seen(desk: Desk, site: Site) -> None:
    desk.follow(a_source("Otter", url=site.url("/feed")))
    site.answers["/feed"] = response(rss(item("1", days_ago=-0.1)))
    await desk.poll()
    with desk.store.reading() as tx:
        assert habits.load(tx, desk.source_id).is_ahead
    assert desk.stored()[0].sort_at == desk.now

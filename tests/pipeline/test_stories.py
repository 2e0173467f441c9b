"""One story once: who leads, who joins, what outputs show of it, and what happens when the lead leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from aggregator import publish
from aggregator.config.settings import Settings, Site
from aggregator.models.entry import Entry, Prepared, Standing
from aggregator.models.output import Rendered
from aggregator.models.rules import AgencyRule, CategoryRule
from aggregator.pipeline.desk import take_over
from aggregator.publish import Outputs, Told
from aggregator.store import browsing, edits, entries, shown, sources, stories, tombstones
from aggregator.store.engine import Store, open_store
from aggregator.store.entries import Incoming
from aggregator.store.shown import Selection
from tests.grouping.test_stories import OTHER, RELEASE, REWRITE
from tests.samples import NOON, a_category, a_prepared, a_source, an_agency

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SETTINGS = Settings(
    site=Site(title="River News", url="http://news.example/", language="en-GB", timezone="Europe/London"),
    categories=(CategoryRule(name="Industry News"), CategoryRule(name="Member News")),
    agencies=(AgencyRule(name="Harbour Trust"),),
    sources=(a_source("Courier"), a_source("Trust", agency="Harbour Trust"), a_source("Gazette")),
)
INDUSTRY, MEMBER = a_category("Industry News"), a_category("Member News")


@pytest.fixture(autouse=True)
def followed(store: Store) -> None:
    with store.writing() as tx:
        take_over(tx, SETTINGS, NOON)
        publish.note_settings(tx, SETTINGS, NOON)


def told_by(name: str, words: dict[str, str] = RELEASE, **changes: Any) -> Prepared:
    link = f"http://{name.lower()}.example/{len(words['title'])}"
    values: dict[str, Any] = {"link": link, "canonical_url": link, "text": words["summary"], "published": NOON}
    return a_prepared(name, **(values | words | changes))


def come_in(store: Store, name: str, *prepared: Prepared, at: datetime = NOON) -> list[int]:
    with store.writing() as tx:
        source = next(one for one in sources.load(tx).values() if one.name == name)
        incoming = [Incoming(entry, Standing.WAITING) for entry in prepared]
        return entries.insert_new(tx, source.id, source.first_url, incoming, at)


def go_out(store: Store, at: datetime = NOON, told: Told | None = None, settings: Settings = SETTINGS) -> int:
    with store.writing() as tx:
        return publish.publish(tx, settings, at, told)


def load(store: Store, *ids: int) -> list[Entry]:
    with store.reading() as tx:
        return entries.load(tx, ids)


def ids(store: Store, kind: Any = "all", name: str | int = "") -> list[int]:
    with store.reading() as tx:
        return sorted(shown.page(tx, Selection(kind=kind, name=name), limit=100))


def body(store: Store, place: str) -> str:
    output = Outputs(store, SETTINGS).produce(place)
    assert isinstance(output, Rendered), place
    return output.body.decode()


def test_a_copy_joins_what_is_out_and_is_credited_there(store: Store) -> None:
    (lead,) = come_in(store, "Courier", told_by("Courier", tags=(INDUSTRY,)))
    go_out(store)
    (before,) = load(store, lead)
    (copy,) = come_in(store, "Gazette", told_by("Gazette", REWRITE, tags=(INDUSTRY,)), at=NOON + HOUR)
    go_out(store, NOON + HOUR)
    led, joined = load(store, lead, copy)
    assert (led.standing, joined.standing, joined.publication_number) == (Standing.OUT, Standing.JOINED, None)
    assert led.story_id == joined.story_id == lead
    assert ids(store) == ids(store, "category", "Industry News") == [lead]
    assert led.changed_at == before.changed_at
    assert led.change_number > before.change_number
    with store.reading() as tx:
        assert browsing.topic_counts(tx)["category"] == {"Industry News": 1}
    for place in ("", "rss.xml", "atom.xml", "feed.json"):
        assert joined.link is not None and joined.link in body(store, place), place
        assert joined.published_id not in body(store, place)
    assert 'rel="related"' in body(store, "atom.xml")
    assert "Also reported by" in body(store, "")


def test_an_agency_and_a_source_always_show_their_own(store: Store) -> None:
    come_in(store, "Courier", told_by("Courier"))
    go_out(store)
    (own,) = come_in(store, "Trust", told_by("Trust", REWRITE, tags=(MEMBER, an_agency("Harbour Trust"))))
    go_out(store)
    (entry,) = load(store, own)
    assert entry.standing is Standing.JOINED
    assert ids(store, "agency", "Harbour Trust") == ids(store, "source", entry.source_id) == [own]
    # the lead is not filed there: the story stands there all the same
    assert ids(store, "category", "Member News") == [own]


def test_the_members_post_leads_if_it_is_there_when_the_story_goes_out(store: Store) -> None:
    (paper,) = come_in(store, "Courier", told_by("Courier"))
    (member,) = come_in(store, "Trust", told_by("Trust", REWRITE, published=NOON + HOUR), at=NOON + HOUR)
    go_out(store, NOON + HOUR)
    assert ids(store) == [member]
    (late,) = come_in(store, "Gazette", told_by("Gazette"), at=NOON + 2 * HOUR)
    go_out(store, NOON + 2 * HOUR)
    assert ids(store) == [member]
    assert {one.story_id for one in load(store, paper, member, late)} == {paper}


def test_what_is_something_else_goes_out_by_itself(store: Store) -> None:
    (first,) = come_in(store, "Courier", told_by("Courier"))
    (second,) = come_in(store, "Gazette", told_by("Gazette", OTHER))
    assert go_out(store) == 2
    assert ids(store) == [first, second]
    assert [one.story_id for one in load(store, first, second)] == [None, None]


def remove(store: Store, entry_id: int, at: datetime) -> None:
    with store.writing() as tx:
        tombstones.remove(tx, [entry_id], at, "taken_down")


def test_when_the_lead_leaves_the_next_goes_out_under_its_own_id(store: Store) -> None:
    (lead,) = come_in(store, "Courier", told_by("Courier"))
    (gazette,) = come_in(store, "Gazette", told_by("Gazette"))
    (member,) = come_in(store, "Trust", told_by("Trust", REWRITE, published=NOON + HOUR), at=NOON + HOUR)
    with store.writing() as tx:  # the paper was first
        publish.publish(tx, SETTINGS, NOON)
    first = ids(store)
    remove(store, first[0], NOON + DAY)
    assert ids(store) == []
    with store.reading() as tx:
        assert publish.is_waiting(tx, NOON + DAY)
    go_out(store, NOON + DAY)
    left = [one for one in load(store, lead, gazette, member) if one.standing is Standing.OUT]
    assert [one.publication_number for one in left] == [2]
    assert ids(store) == [left[0].id]
    with store.reading() as tx:
        assert not publish.is_waiting(tx, NOON + DAY)


def test_an_old_story_that_loses_its_lead_is_over(store: Store) -> None:
    (lead,) = come_in(store, "Courier", told_by("Courier"))
    (copy,) = come_in(store, "Gazette", told_by("Gazette", REWRITE))
    go_out(store)
    assert ids(store) == [lead]
    remove(store, lead, NOON + 5 * DAY + HOUR)
    assert go_out(store, NOON + 5 * DAY + HOUR) == 0
    assert ids(store) == []
    (left,) = load(store, copy)
    assert ids(store, "source", left.source_id) == [copy]


def test_a_copy_that_leaves_is_no_longer_credited(store: Store) -> None:
    (lead,) = come_in(store, "Courier", told_by("Courier"))
    (copy,) = come_in(store, "Gazette", told_by("Gazette", REWRITE))
    go_out(store)
    assert "Gazette" in body(store, "atom.xml")
    (before,) = load(store, lead)
    remove(store, copy, NOON + HOUR)
    assert "Gazette" not in body(store, "atom.xml")
    assert load(store, lead)[0].change_number > before.change_number


def test_a_source_that_may_not_be_republished_neither_leads_nor_joins(store: Store) -> None:
    settings = replace(SETTINGS, sources=(a_source("Courier", public=False), *SETTINGS.sources[1:]))
    with store.writing() as tx:
        take_over(tx, settings, NOON)
    come_in(store, "Courier", told_by("Courier"))
    go_out(store, settings=settings)
    (copy,) = come_in(store, "Gazette", told_by("Gazette", REWRITE))
    go_out(store, settings=settings)
    assert ids(store) == [copy]
    assert load(store, copy)[0].standing is Standing.OUT


def tell_all(store_url: str, *, one_daemon: bool) -> list[tuple[str, int | None]]:
    """A day of news, let out by one daemon or by another one each time; what became of every entry."""
    told, made = Told(), []
    steps = [("Courier", RELEASE), ("Gazette", OTHER), ("Gazette", REWRITE), ("Trust", RELEASE), ("Courier", OTHER)]
    for number, (name, words) in enumerate(steps):
        with open_store(store_url) as store:
            at = NOON + number * HOUR
            made += come_in(store, name, told_by(name, words, identity=f"id:{number}"), at=at)
            go_out(store, at, told if one_daemon else None)
    with open_store(store_url) as store:
        return [(one.standing.value, one.story_id) for one in load(store, *made)]


def test_daemons_in_turn_tell_the_same_stories_as_one(store_url: str) -> None:
    assert tell_all(store_url, one_daemon=False) == [
        ("out", 1),
        ("out", 2),
        ("joined", 1),
        ("joined", 1),
        ("joined", 2),
    ]


def test_one_daemon_tells_the_same_stories(store_url: str) -> None:
    assert [standing for standing, _ in tell_all(store_url, one_daemon=True)] == ["out", "out", *3 * ["joined"]]


def test_a_transaction_that_came_to_nothing_is_forgotten(store: Store) -> None:
    told = Told()
    come_in(store, "Courier", told_by("Courier"))
    with pytest.raises(RuntimeError), store.writing() as tx:
        publish.publish(tx, SETTINGS, NOON, told)
        raise RuntimeError("the disk is full")
    (copy,) = come_in(store, "Trust", told_by("Trust", REWRITE, published=NOON - HOUR))
    go_out(store, NOON, told)
    assert ids(store) == [copy]


def test_an_edit_is_what_later_copies_are_compared_with(store: Store) -> None:
    told = Told()
    (first,) = come_in(store, "Courier", told_by("Courier", OTHER, identity="id:1"))
    go_out(store, NOON, told)
    with store.writing() as tx:
        source_id = entries.load(tx, [first])[0].source_id
        edits.update_changed(tx, source_id, [told_by("Courier", RELEASE, identity="id:1")], NOON + HOUR)
    come_in(store, "Gazette", told_by("Gazette", REWRITE), at=NOON + HOUR)
    go_out(store, NOON + HOUR, told)
    assert ids(store) == [first]


def test_members_of_a_story_say_why(store: Store) -> None:
    (lead,) = come_in(store, "Courier", told_by("Courier"))
    (copy,) = come_in(store, "Gazette", told_by("Gazette", REWRITE))
    go_out(store)
    with store.reading() as tx:
        found = stories.members(tx, [copy])
    assert [(one.entry_id, one.is_lead) for one in found] == [(lead, True), (copy, False)]
    assert found[0].why is None
    assert "skarrow" in (found[1].why or "")

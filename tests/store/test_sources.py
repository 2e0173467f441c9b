"""Sources follow feeds.yaml and remember how they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aggregator.models.feed import FeedHints
from aggregator.models.rules import LabelRule
from aggregator.models.source import DayCount, FeedFacts, FeedState, ListingShape, Move, Source
from aggregator.outcomes import Cause, PollOutcome, Validators
from aggregator.store import numbers, polling, sources
from aggregator.store.engine import Store
from aggregator.store.sources import NewFacts
from tests.samples import NOON, a_source, save_state


def sync(store: Store, *configured: Source) -> dict[str, int]:
    with store.writing() as tx:
        return sources.sync(tx, [(source, source.name.lower().replace(" ", "-")) for source in configured], NOON)


def change(store: Store) -> int:
    with store.reading() as tx:
        return numbers.revision(tx, "change").number


def test_the_same_config_again_changes_nothing(store: Store) -> None:
    first = sync(store, a_source("Otter"), a_source("Heron"))
    before = change(store)
    assert sync(store, a_source("Otter"), a_source("Heron")) == first
    assert change(store) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Otter Weekly"},
        {"agency": "Otter Trust"},
        {"body": "full"},
        {"url": "http://new.example/feed", "was": ("http://otter.example/feed",)},
        {"url": "http://new.example/feed", "name": "Otters", "was": ("Otter",)},
    ],
)
def test_a_source_that_changes_stays_the_same_source(store: Store, changed: dict[str, Any]) -> None:
    first = sync(store, a_source("Otter"))["Otter"]
    source = (
        a_source("Otter", **changed)
        if "name" not in changed
        else a_source(**changed | {"url": changed.get("url", "http://otter.example/feed")})
    )
    assert sync(store, source)[source.name] == first
    with store.reading() as tx:
        stored = sources.load(tx)[first]
    assert (stored.first_url, stored.url, stored.name) == ("http://otter.example/feed", source.url, source.name)


def test_another_address_without_a_word_is_another_source(store: Store) -> None:
    first = sync(store, a_source("Otter"))["Otter"]
    assert sync(store, a_source("Otter", url="http://elsewhere.example/"))["Otter"] != first


def test_a_source_that_leaves_the_file_is_kept_but_not_polled_and_may_come_back(store: Store) -> None:
    first = sync(store, a_source("Otter"), a_source("Heron"))
    sync(store, a_source("Heron"))
    with store.reading() as tx:
        assert polling.due(tx, NOON) == [first["Heron"]]
        assert not sources.load(tx)[first["Otter"]].active
    assert sync(store, a_source("Otter"), a_source("Heron")) == first


def test_a_new_address_forgets_the_validators_of_the_old_one(store: Store) -> None:
    first = sync(store, a_source("Otter"))["Otter"]
    state = FeedState(url="http://otter.example/feed", validators=Validators("http://otter.example/feed", b'"1"'))
    with store.writing() as tx:
        save_state(tx, first, state)
    sync(store, a_source("Otter", url="http://new.example/", was=("http://otter.example/feed",)))
    with store.reading() as tx:
        assert polling.state(tx, first) == FeedState(url="http://new.example/")


def test_a_state_comes_back_as_it_was_saved(store: Store) -> None:
    source_id = sync(store, a_source("Otter"))["Otter"]
    state = FeedState(
        url="http://otter.example/feed",
        next_poll=NOON + timedelta(hours=1, microseconds=5),
        last_poll=NOON,
        last_success=NOON - timedelta(days=1),
        imported_at=NOON - timedelta(days=2),
        outcome=PollOutcome.FAILED,
        cause=Cause("not_found", "The address answers 404."),
        status=404,
        failures=3,
        wished_until=NOON + timedelta(hours=1),
        notes=("not well-formed: line 3", "empty"),
        validators=Validators("http://otter.example/feed", b'W/"\xc3\xa9"', b"Sat, 14 Mar 2026 12:00:00 GMT"),
        body_hash=b"\x00\xff" * 8,
        hints=FeedHints(interval=timedelta(hours=2), skip_hours=frozenset({0, 23}), skip_days=frozenset({6})),
        move=Move("http://new.example/", NOON, 4),
        kind="feed",
        dialect="rss20",
        hub="http://hub.example/",
        shape=ListingShape(12.5, ("otter.example/news/*", "other sites"), 0.75),
    )
    with store.writing() as tx:
        save_state(tx, source_id, state, new=2, updated=1, seconds=0.25)
    with store.reading() as tx:
        assert polling.state(tx, source_id) == state
        (standing,) = sources.standings(tx)
    assert (standing.state, standing.last_new, standing.last_updated, standing.last_seconds) == (state, 2, 1, 0.25)


def test_times_can_be_mended_without_touching_the_rest(store: Store) -> None:
    source_id = sync(store, a_source("Otter"))["Otter"]
    state = FeedState(url="http://otter.example/feed", last_poll=NOON + timedelta(days=1), failures=2)
    with store.writing() as tx:
        save_state(tx, source_id, state, new=2)
        polling.save_times(tx, source_id, replace(state, last_poll=NOON, next_poll=NOON, failures=0))
    with store.reading() as tx:
        assert polling.states(tx) == {source_id: replace(state, last_poll=NOON, next_poll=NOON)}
        assert sources.standings(tx)[0].last_new == 2


def test_never_polled_sources_are_due_first_then_the_longest_due(store: Store) -> None:
    ids = sync(store, a_source("Otter"), a_source("Heron"), a_source("Newt"), a_source("Toad"))
    with store.writing() as tx:
        polling.postpone(
            tx, [(ids["Otter"], NOON), (ids["Heron"], NOON - timedelta(1)), (ids["Toad"], NOON + timedelta(1))]
        )
    with store.reading() as tx:
        assert polling.due(tx, NOON) == [ids["Newt"], ids["Heron"], ids["Otter"]]


def test_a_next_poll_beyond_all_patience_counts_as_due(store: Store) -> None:
    ids = sync(store, a_source("Otter"), a_source("Heron"))
    with store.writing() as tx:
        polling.postpone(tx, [(ids["Otter"], NOON + timedelta(days=9)), (ids["Heron"], NOON + timedelta(days=1))])
    with store.reading() as tx:
        assert polling.due(tx, NOON, latest=NOON + timedelta(days=7)) == [ids["Otter"]]


def test_asking_makes_a_source_due(store: Store) -> None:
    ids = sync(store, a_source("Otter"))
    with store.writing() as tx:
        polling.postpone(tx, [(ids["Otter"], NOON + timedelta(1))])
        polling.make_due(tx, [ids["Otter"]], NOON)
    with store.reading() as tx:
        assert polling.due(tx, NOON) == [ids["Otter"]]


def test_what_outputs_credit_moves_the_change_number_only_when_it_differs(store: Store) -> None:
    source_id = sync(store, a_source("Otter"))["Otter"]
    facts = FeedFacts(title="Otter News", link="http://otter.example/", feed_id="urn:otter", updated=NOON)
    with store.writing() as tx:
        sources.save_facts(tx, source_id, facts, NOON)
    before = change(store)
    with store.writing() as tx:
        sources.save_facts(tx, source_id, facts, NOON)
    assert change(store) == before
    with store.reading() as tx:
        stored = sources.load(tx)[source_id]
    assert stored.facts == facts
    assert stored.change_number == before


def test_facts_of_many_sources_are_saved_together_and_a_date_alone_may_not_count(store: Store) -> None:
    ids = sync(store, a_source("Otter"), a_source("Heron"), a_source("Newt"))
    before = change(store)
    told = {name: FeedFacts(title=f"{name} News", updated=NOON) for name in ("Otter", "Heron")}
    with store.writing() as tx:
        sources.save_all_facts(tx, [NewFacts(ids[name], facts) for name, facts in told.items()], NOON)
    with store.writing() as tx:
        later = [NewFacts(ids[name], replace(told[name], updated=NOON + timedelta(1))) for name in told]
        sources.save_all_facts(tx, [replace(later[0], with_date=False), later[1]], NOON)
    with store.reading() as tx:
        stored = sources.load(tx)
    assert stored[ids["Otter"]].facts == told["Otter"]
    assert stored[ids["Heron"]].facts == replace(told["Heron"], updated=NOON + timedelta(1))
    assert stored[ids["Newt"]].facts == FeedFacts()
    assert [stored[ids[name]].change_number - before for name in ("Otter", "Heron")] == [1, 3]


def test_what_a_source_gives_its_entries_is_kept_and_shown_nowhere(store: Store) -> None:
    given = a_source("Otter", categories=("News",), label_rules=(LabelRule(label="job", category="Jobs"),))
    with store.writing() as tx:
        sources.sync(tx, [(a_source("Otter"), "otter")], NOON)
        moved = numbers.revision(tx, "change").number
        (id_,) = sources.sync(tx, [(given, "otter")], NOON).values()
        assert numbers.revision(tx, "change").number == moved
        sources.sync(tx, [(given, "otter")], NOON)
        stored = sources.load(tx)[id_].as_source()
    assert (stored.categories, stored.label_rules) == (given.categories, given.label_rules)


def test_a_source_at_a_new_address_keeps_the_counts_of_its_days(store: Store) -> None:
    source_id = sync(store, a_source("Otter"))["Otter"]
    days = (DayCount(NOON.date() - timedelta(days=1), 24, 1, 3), DayCount(NOON.date(), 2))
    with store.writing() as tx:
        save_state(tx, source_id, FeedState(url=a_source("Otter").url, failures=2, days=days))
    sync(store, a_source("Otter", url="http://otter.example/new", was=(a_source("Otter").url,)))
    with store.reading() as tx:
        found = polling.state(tx, source_id)
    assert (found.days, found.failures) == (days, 0)

"""Changed rules over what is stored, and corrections by hand that no rule overrules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aggregator import publish
from aggregator.config.settings import Settings
from aggregator.models.entry import Entry, Prepared, Standing
from aggregator.models.rules import AgencyRule, CategoryRule, HandTag, LabelRule, Phrase, Reason, Rule
from aggregator.models.source import Habits, Hold, Source
from aggregator.outcomes import Cause
from aggregator.pipeline.desk import tagger_for, take_over
from aggregator.retagging import Difference, Retagging, correct, known_sources, rules_fingerprints
from aggregator.store import articles, dropped, edits, entries, habits, numbers, shown, sources
from aggregator.store.engine import Store
from aggregator.store.entries import Incoming
from aggregator.store.shown import Selection
from aggregator.tag.entry_input import tag_input
from tests.samples import NOON, a_prepared, a_source

LATER = NOON + timedelta(hours=5)


def category(name: str, *words: str) -> CategoryRule:
    return CategoryRule(name=name, rule=Rule(any=tuple(Phrase(word) for word in words)))


OTTERS, BOATS = category("Wildlife", "otter*"), category("Boats", "boat*")
SEALS = category("Wildlife", "otter*", "seal*")


def rules(*categories: CategoryRule, relevant: Sequence[str] = ("otter*",), **more: Any) -> Settings:
    relevance = Rule(any=tuple(Phrase(word) for word in relevant))
    return Settings(categories=categories, relevance=relevance, **more)


def a_piece(key: str, title: str, **more: Any) -> Prepared:
    return a_prepared(key, title=title, summary="", text="", body_html="", **more)


class Shelf:
    """A store with the entries of one source in it, as a poll by some rules leaves them."""

    def __init__(self, store: Store, settings: Settings, source: Source) -> None:
        self.store, self.settings, self.source = store, replace(settings, sources=(source,)), source
        with store.writing() as tx:
            (self.source_id,) = take_over(tx, self.settings, NOON)

    def put(self, *pieces: Prepared, standing: Standing = Standing.WAITING, goes_out: bool = True) -> None:
        tagger = tagger_for(self.settings)
        with self.store.writing() as tx:
            for piece in pieces:
                verdict = tagger.tag(tag_input(self.source, piece, piece.text))
                if verdict.relevant:
                    incoming = [Incoming(replace(piece, tags=verdict.tags), standing)]
                    entries.insert_new(tx, self.source_id, self.source.url, incoming, NOON)
                else:
                    dropped.remember(tx, self.source_id, [dropped.Dropped(piece, verdict.reasons)], NOON)
            if goes_out:
                publish.publish(tx, self.settings, NOON)

    def retag(self, settings: Settings, **how: Any) -> Difference:
        self.settings = replace(settings, sources=settings.sources or (self.source,))
        tagger = tagger_for(self.settings)
        return Retagging(self.store, self.settings, tagger, clock=lambda: LATER, **how).run()

    def set(self, title: str, *decided: HandTag, left_to_rules: Sequence[HandTag] = ()) -> None:
        with self.store.writing() as tx:
            ids = [entry.id for entry in self.stored() if entry.title == title]
            tagger = tagger_for(self.settings)
            correct(tx, self.settings, tagger, ids, decided=decided, left_to_rules=left_to_rules, now=LATER)

    def stored(self) -> list[Entry]:
        with self.store.reading() as tx:
            ids = shown.page(tx, Selection(kind="source", name=self.source_id), limit=1000)
            return entries.load(tx, sorted(ids), with_bodies=True)

    def tags(self) -> dict[str, tuple[str, ...]]:
        return {entry.title: (*entry.categories, *entry.agencies) for entry in self.stored()}

    def left_out(self) -> list[str]:
        with self.store.reading() as tx:
            return [item.prepared.title for item in dropped.of_source(tx, self.source_id)]

    def change_number(self) -> int:
        with self.store.reading() as tx:
            return numbers.revision(tx, "change").number


@pytest.fixture
def shelf(store: Store) -> Callable[..., Shelf]:
    def make(settings: Settings, **source: Any) -> Shelf:
        return Shelf(store, settings, a_source("Otter", extract="never", **source))

    return make


def test_a_new_rule_reaches_what_is_stored_and_moves_nothing_else(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS))
    desk.put(a_piece("1", "A boat for otters"), a_piece("2", "Otters at play"))
    before, moved = desk.stored(), desk.change_number()
    found = desk.retag(rules(OTTERS, BOATS))
    assert desk.tags() == {"A boat for otters": ("Wildlife", "Boats"), "Otters at play": ("Wildlife",)}
    assert (found.entries, found.changed) == (2, 1)
    assert [example.title for example in found.gained["category", "Boats"].examples] == ["A boat for otters"]
    after = desk.stored()
    assert [replace(entry, tags=(), change_number=0) for entry in after] == [
        replace(entry, tags=(), change_number=0) for entry in before
    ]
    assert after[0].title_frame == "Wildlife: Otter - {title}"
    assert after[0].change_number == moved + 1
    assert after[1].change_number == before[1].change_number


def test_a_rule_that_went_takes_its_category_along(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS, BOATS))
    desk.put(a_piece("1", "A boat for otters"))
    found = desk.retag(rules(OTTERS))
    assert desk.tags() == {"A boat for otters": ("Wildlife",)}
    assert found.lost["category", "Boats"].number == 1


def test_another_reason_alone_is_kept_but_shown_nowhere(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS))
    desk.put(a_piece("1", "Otters at play"))
    moved = desk.change_number()
    found = desk.retag(rules(category("Wildlife", "otters")))
    assert (found.changed, desk.change_number()) == (0, moved)
    (entry,) = desk.stored()
    assert [reason.phrase for reason in entry.tags[0].reasons] == ["otters"]


def test_a_dry_run_says_the_same_and_writes_nothing(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS), scope="broad")
    desk.put(a_piece("1", "A boat for otters"), a_piece("2", "A seal"), a_piece("3", "Otters", published=None))
    desk.put(a_piece("4", "An otter held back"), standing=Standing.KEPT_BACK)
    before, moved, tags = desk.stored(), desk.change_number(), desk.tags()
    changed = rules(SEALS, BOATS, relevant=["seal*", "boat*"])
    dry = desk.retag(changed, writes=False)
    assert (desk.stored(), desk.change_number(), desk.tags()) == (before, moved, tags)
    assert desk.left_out() == ["A seal"]
    with desk.store.reading() as tx:
        assert sources.tagged_with(tx) == {desk.source_id: None}
    assert (dry.returning.number, dry.leaving.number, dry.changed) == (1, 1, 2)
    wet = desk.retag(changed)
    assert (wet.gained, wet.lost, wet.returning, wet.leaving) == (dry.gained, dry.lost, dry.returning, dry.leaving)


def test_what_was_left_out_comes_back_and_goes_out(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS), scope="broad")
    desk.put(a_piece("1", "A seal on the pier"), a_piece("2", "Football"))
    assert desk.left_out() == ["A seal on the pier", "Football"]
    desk.retag(rules(SEALS, relevant=["otter*", "seal*"]))
    assert desk.tags() == {"A seal on the pier": ("Wildlife",)}
    assert desk.left_out() == ["Football"]
    with desk.store.writing() as tx:
        assert publish.publish(tx, desk.settings, LATER) == 1
    (entry,) = desk.stored()
    assert (entry.standing, entry.title_frame) == (Standing.OUT, "Wildlife: Otter - {title}")
    assert entry.first_seen == NOON


def test_what_comes_back_old_or_beyond_a_days_share_stays_off_the_front_page(shelf: Callable[..., Shelf]) -> None:
    settings = rules(OTTERS)
    settings = replace(settings, publish=settings.publish.model_copy(update={"per_source_per_day": 2}))
    desk = shelf(settings, scope="broad")
    days = {"old": 50, "a": 1, "b": 2, "c": 3}
    desk.put(*(a_piece(key, f"Seal {key}", published=NOON - timedelta(days=ago)) for key, ago in days.items()))
    desk.retag(replace(rules(SEALS, relevant=["seal*"]), publish=settings.publish))
    assert {entry.title for entry in desk.stored() if entry.standing is Standing.WAITING} == {"Seal a", "Seal b"}
    assert len(desk.stored()) == 4


def test_what_is_no_longer_relevant_leaves_unless_it_went_out(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS), scope="broad")
    desk.put(a_piece("1", "Otters went out"))
    desk.put(a_piece("2", "Otters kept back", labels=()), standing=Standing.KEPT_BACK)
    (kept_back,) = [entry for entry in desk.stored() if entry.standing is Standing.KEPT_BACK]
    desk.retag(rules(OTTERS, relevant=["seal*"]))
    assert desk.tags() == {"Otters went out": ()}
    assert desk.left_out() == ["Otters kept back"]
    with desk.store.reading() as tx:
        ((_, item),) = dropped.find(tx, kept_back.published_id)
    assert [reason.rule for reason in item.reasons] == ["relevance"]
    desk.retag(rules(OTTERS))
    (back,) = [entry for entry in desk.stored() if entry.title == "Otters kept back"]
    assert (back.published_id, back.first_seen, back.sort_at) == (
        kept_back.published_id,
        kept_back.first_seen,
        kept_back.sort_at,
    )


def test_what_stays_out_does_so_for_its_newest_reasons(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS), scope="broad")
    desk.put(a_piece("1", "Seals in a film"))
    relevance = Rule(any=(Phrase("seal*"),), none_of=(Phrase("film"),))
    desk.retag(replace(rules(SEALS), relevance=relevance))
    with desk.store.reading() as tx:
        (item,) = dropped.of_source(tx, desk.source_id)
    assert [reason.phrase for reason in item.reasons] == [None, "film"]


def test_a_correction_by_hand_survives_rules_edits_and_articles(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS, BOATS))
    desk.put(a_piece("1", "A boat for otters"))
    title = "A boat for otters"
    desk.set(
        title, HandTag(kind="category", name="Boats", added=False), HandTag(kind="agency", name="Weir", added=True)
    )
    expected = {title: ("Wildlife", "Weir")}
    assert desk.tags() == expected
    (entry,) = desk.stored()
    assert entry.tags[1].reasons == (Reason(rule="hand"),)
    desk.retag(rules(OTTERS, BOATS, category("Ships", "boat*")))
    assert desk.tags() == {title: ("Wildlife", "Ships", "Weir")}
    desk.retag(rules(OTTERS, BOATS))
    with desk.store.writing() as tx:
        tagger = tagger_for(desk.settings)
        edited = a_piece("1", title, authors=("Ada",))
        verdict = tagger.tag(tag_input(desk.source, edited, ""))
        edits.update_changed(tx, desk.source_id, [replace(edited, tags=verdict.tags)], LATER)
    assert desk.tags() == expected
    with desk.store.writing() as tx:
        (entry,) = desk.stored()
        articles.save_article(tx, entry, text="Boats.", html="", tags_carried=verdict.tags, now=LATER)
    assert desk.tags() == expected


def test_a_correction_moves_the_outputs_and_not_updated(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS, BOATS))
    desk.put(a_piece("1", "Otters"))
    (before,), moved = desk.stored(), desk.change_number()
    desk.set("Otters", HandTag(kind="category", name="Boats", added=True))
    (after,) = desk.stored()
    assert after.change_number == moved + 1
    assert (after.changed_at, after.title_frame) == (before.changed_at, before.title_frame)


def test_the_last_correction_of_a_tag_counts_and_can_be_taken_back(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS, BOATS))
    desk.put(a_piece("1", "Otters"))
    boats = HandTag(kind="category", name="Boats", added=True)
    desk.set("Otters", boats)
    desk.set("Otters", replace(boats, added=False), HandTag(kind="category", name="Wildlife", added=False))
    assert desk.tags() == {"Otters": ()}
    desk.set("Otters", left_to_rules=[boats, HandTag(kind="category", name="Wildlife", added=True)])
    assert desk.tags() == {"Otters": ("Wildlife",)}


def test_what_the_desk_touched_is_not_left_out_by_a_rule(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS, BOATS), scope="broad")
    desk.put(a_piece("1", "Otters"), standing=Standing.KEPT_BACK)
    desk.set("Otters", HandTag(kind="category", name="Boats", added=True))
    desk.retag(rules(OTTERS, BOATS, relevant=["seal*"]))
    assert desk.tags() == {"Otters": ("Boats",)}


def test_a_source_that_left_the_settings_still_gives_what_it_gave(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(
        rules(OTTERS),
        agency="Weir",
        categories=("Member News",),
        label_rules=(LabelRule(label="job", category="Jobs"),),
    )
    desk.put(a_piece("1", "Otters"))
    gone = replace(rules(SEALS, agencies=(AgencyRule(name="Weir"),)), sources=(a_source("Another"),))
    with desk.store.writing() as tx:
        take_over(tx, gone, LATER)
        known = known_sources(tx, gone)[desk.source_id]
    assert (known.agency, known.categories) == (desk.source.agency, desk.source.categories)
    assert known.label_rules == desk.source.label_rules
    desk.retag(gone)
    assert desk.tags() == {"Otters": ("Wildlife", "Member News", "Weir")}


def test_only_sources_tagged_by_other_rules_are_gone_through_again(shelf: Callable[..., Shelf]) -> None:
    desk = shelf(rules(OTTERS))
    desk.put(a_piece("1", "A boat for otters"))
    assert desk.retag(rules(OTTERS), only_stale=True).entries == 1
    assert desk.retag(rules(OTTERS), only_stale=True).entries == 0
    assert desk.retag(rules(OTTERS, BOATS), only_stale=True).changed == 1
    assert desk.retag(rules(OTTERS, BOATS), only_stale=True).entries == 0


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        pytest.param({"line": 7}, False, id="a line"),
        pytest.param({"body": "full"}, False, id="what is shown"),
        pytest.param({"categories": ("News",)}, True, id="a category"),
        pytest.param({"scope": "broad"}, True, id="the scope"),
        pytest.param({"agency": "Weir"}, True, id="the agency"),
        pytest.param({"publisher": "Weir"}, True, id="the publisher"),
    ],
)
def test_what_of_a_source_counts_as_a_rule(change: dict[str, Any], counts: bool) -> None:
    settings = rules(OTTERS)
    source = a_source("Otter")
    before, after = (rules_fingerprints(settings, {1: one}) for one in (source, replace(source, **change)))
    assert (before != after) == counts


def test_a_comment_in_the_settings_is_no_rule() -> None:
    moved = replace(OTTERS, line=9, rule=Rule(any=(Phrase("otter*", line=10),)))
    source = {1: a_source("Otter")}
    assert rules_fingerprints(rules(moved), source) == rules_fingerprints(rules(OTTERS), source)


def test_what_comes_back_while_its_source_is_held_is_held_with_the_rest(store: Store) -> None:
    shelf = Shelf(store, rules(OTTERS), a_source("Otter", scope="broad"))
    shelf.put(a_piece("1", "A seal"))
    hold = Hold(cause=Cause("old_entries", "Old."), since=NOON, old_before=NOON)
    with store.writing() as tx:
        habits.save(tx, shelf.source_id, Habits(hold=hold))
    shelf.settings = replace(shelf.settings, relevance=Rule(any=(Phrase("seal*"),)))
    Retagging(store, shelf.settings, tagger_for(shelf.settings), clock=lambda: LATER).run()
    with store.reading() as tx:
        (entry,) = entries.load(tx, [one for one, _ in habits.held(tx, shelf.source_id)])
    assert (entry.title, entry.standing) == ("A seal", Standing.HELD)

"""How phrases combine to rules, and rules to categories."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.models.rules import AgencyRule, CategoryRule, LabelRule, Phrase, Rule, Scope, TagInput
from tests.tag.rules import any_of, categories, holds, phrases, tagger

ANN = Rule(any=phrases("ann", "anna"))
BOB = Rule(any=phrases("bob"))


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (ANN, "anna", True),
        (ANN, "bob", False),
        (Rule(all=phrases("ann", "bob")), "bob and ann", True),
        (Rule(all=phrases("ann", "bob")), "ann", False),
        (Rule(none_of=phrases("ann")), "bob", True),
        (Rule(none_of=phrases("ann")), "ann", False),
        (Rule(any=phrases("ann"), none_of=phrases("bob")), "ann", True),
        (Rule(any=phrases("ann"), none_of=phrases("bob")), "ann and bob", False),
        (Rule(any=phrases("ann"), all=phrases("bob")), "ann and bob", True),
        (Rule(any=phrases("ann"), all=phrases("bob")), "bob", False),
        (Rule(any=phrases("ann"), all=phrases("bob")), "ann", False),
        # rules inside rules
        (Rule(all=(ANN, BOB)), "anna and bob", True),
        (Rule(all=(ANN, BOB)), "anna", False),
        (Rule(any=(ANN, BOB)), "bob", True),
        (Rule(none_of=(Rule(all=phrases("ann", "bob")),)), "ann", True),
        (Rule(none_of=(Rule(all=phrases("ann", "bob")),)), "ann bob", False),
        (Rule(any=(Rule(none_of=phrases("ann")), *phrases("bob"))), "ann bob", True),
        (Rule(any=(Rule(none_of=phrases("ann")), *phrases("bob"))), "ann", False),
        (Rule(any=(Rule(), *phrases("bob"))), "ann", False),
        (Rule(all=(Rule(any=(ANN, *phrases("/c.d/"))), BOB)), "bob cxd", True),
        # regexes beside phrases
        (Rule(any=phrases("/b.b/", "ann")), "bxb", True),
        (Rule(all=phrases("/b.b/", "ann")), "bxb", False),
        (Rule(all=phrases("/b.b/", "ann")), "ann bxb", True),
        (Rule(any=phrases("ann"), none_of=phrases("/b.b/")), "ann bxb", False),
    ],
)
def test_groups_combine(rule: Rule, text: str, expected: bool) -> None:
    assert holds(rule, title=text) is expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"title": "ann"}, True),
        ({"summary": "ann"}, False),
        ({"summary": "ann bob"}, True),
        ({"summary": "ann ann ann"}, False),
        ({"summary": "ann", "body": "bob"}, True),
        ({"body": "ann bob", "summary": "x"}, False),
        ({"author": "ann bob"}, False),
    ],
)
def test_threshold_counts_each_phrase_once_by_its_best_field(item: dict[str, Any], expected: bool) -> None:
    rule = Rule(any=phrases("ann", "bob"), threshold=3, weights=(("title", 3), ("summary", 2), ("body", 1)))
    assert holds(rule, **item) is expected


def test_title_counts_most_where_a_threshold_has_no_weights() -> None:
    rule = Rule(any=phrases("ann", "bob"), threshold=3)
    assert holds(rule, title="ann")
    assert not holds(rule, summary="ann")
    assert holds(rule, summary="ann", body="bob")


def test_phrases_that_overlap_count_as_one() -> None:
    rule = Rule(any=phrases("foster carer*", "foster"), threshold=2, weights=(("summary", 1),))
    assert not holds(rule, summary="a foster carer")
    assert holds(rule, summary="foster carers and foster homes")


def test_rule_inside_a_threshold_counts_once() -> None:
    rule = Rule(
        any=(Rule(all=phrases("ann", "bob")), Phrase("cat")), threshold=2, weights=(("title", 1), ("summary", 1))
    )
    assert not holds(rule, title="ann bob")
    assert holds(rule, title="ann bob cat")


@pytest.mark.parametrize(
    ("scopes", "scope", "expected"),
    [
        ((), "broad", True),
        (("broad",), "broad", True),
        (("member", "sector"), "broad", False),
        (("member",), "member", True),
    ],
)
def test_rule_asks_where_an_entry_comes_from(scopes: tuple[Scope, ...], scope: Scope, expected: bool) -> None:
    for rule in (Rule(any=phrases("ann"), scopes=scopes), Rule(any=(Rule(any=phrases("ann"), scopes=scopes),))):
        assert holds(rule, title="ann", scope=scope) is expected
    category = CategoryRule(name="Found", scopes=scopes, rule=ANN)
    assert bool(categories(tagger(category).tag(TagInput(title="ann", scope=scope)))) is expected


AGENCIES = (AgencyRule(name="TACT"),)


@pytest.mark.parametrize(
    ("agency", "about", "item", "expected"),
    [
        (True, False, {"title": "TACT"}, True),
        (True, False, {"title": "x"}, False),
        (False, False, {"title": "x"}, True),
        (False, False, {"title": "TACT"}, False),
        (True, True, {"title": "TACT"}, True),
        (True, True, {"agency": "TACT"}, True),
        (True, True, {"summary": "TACT speaks"}, True),
        (True, True, {"summary": "x " * 40 + "TACT"}, False),
        (True, False, {"summary": "x " * 40 + "TACT"}, True),
        (False, True, {"summary": "x " * 40 + "TACT"}, True),
        (True, True, {"summary": "x", "body": "TACT"}, False),
    ],
)
def test_rule_asks_for_an_agency(agency: bool, about: bool, item: dict[str, Any], expected: bool) -> None:
    bare = CategoryRule(name="Found", agency=agency, about_agency=about)
    nested = CategoryRule(name="Found", rule=Rule(any=(Rule(agency=agency, about_agency=about),)))
    for category in (bare, nested):
        assert bool(categories(tagger(category, agencies=AGENCIES).tag(TagInput(**item)))) is expected


def test_vacancy_is_what_the_page_said_or_the_words_say() -> None:
    desk = tagger(
        CategoryRule(name="Jobs", vacancy=True),
        CategoryRule(name="News", vacancy=False),
        CategoryRule(name="Anything", scopes=("sector",)),
        vacancy=any_of("closing date"),
    )
    assert categories(desk.tag(TagInput(title="Cook"))) == ["News", "Anything"]
    assert categories(desk.tag(TagInput(title="Cook", is_vacancy=True))) == ["Jobs", "Anything"]
    assert categories(desk.tag(TagInput(title="Cook", summary="Closing date: May"))) == ["Jobs", "Anything"]


def test_conditions_of_a_category_narrow_its_words() -> None:
    desk = tagger(CategoryRule(name="Teaching jobs", vacancy=True, rule=any_of("teacher")))
    assert categories(desk.tag(TagInput(title="Teacher", is_vacancy=True))) == ["Teaching jobs"]
    assert categories(desk.tag(TagInput(title="Cook", is_vacancy=True))) == []
    assert categories(desk.tag(TagInput(title="Teacher"))) == []


def test_category_without_a_rule_is_given_by_nothing_but_sources_and_labels() -> None:
    desk = tagger(CategoryRule(name="Given"))
    assert categories(desk.tag(TagInput(title="anything"))) == []
    assert categories(desk.tag(TagInput(categories=("Given",)))) == ["Given"]


def test_category_gives_way_to_another_wherever_that_stands() -> None:
    news = CategoryRule(name="News", rule=any_of("law"), unless=("Campaigns",))
    campaigns = CategoryRule(name="Campaigns", rule=any_of("petition"))
    for desk in (tagger(news, campaigns), tagger(campaigns, news)):
        assert categories(desk.tag(TagInput(title="law"))) == ["News"]
        assert categories(desk.tag(TagInput(title="petition on a law"))) == ["Campaigns"]
        assert categories(desk.tag(TagInput(title="law", categories=("campaigns",)))) == ["Campaigns"]


def test_what_a_source_gives_gives_way_to_nothing() -> None:
    desk = tagger(
        CategoryRule(name="News", unless=("Campaigns",)), CategoryRule(name="Campaigns", rule=any_of("petition"))
    )
    assert categories(desk.tag(TagInput(title="petition", categories=("News",)))) == ["News", "Campaigns"]


def test_categories_and_agencies_stand_in_the_order_of_the_config() -> None:
    names = ("C", "A", "B")
    desk = tagger(
        *(CategoryRule(name=name, rule=any_of("x")) for name in names),
        agencies=tuple(AgencyRule(name=name) for name in ("Zed", "Abel")),
    )
    verdict = desk.tag(TagInput(title="x Abel Zed", categories=("Own", "b")))
    assert [(tag.kind, tag.name) for tag in verdict.tags] == [
        *(("category", name) for name in ("C", "A", "B", "Own")),
        *(("agency", name) for name in ("Zed", "Abel")),
    ]


@pytest.mark.parametrize("label", ["Fostering", "fostering", "FOSTERING", " Fostering "])
def test_label_of_the_publisher_stands_for_a_category(label: str) -> None:
    rules = (LabelRule(label="Fostering", category="Care"), LabelRule(label="Law", category="News"))
    desk = tagger(CategoryRule(name="News"), CategoryRule(name="Care"))
    assert categories(desk.tag(TagInput(labels=("Misc", label), label_rules=rules))) == ["Care"]


def test_label_that_only_holds_the_word_stands_for_nothing() -> None:
    rules = (LabelRule(label="Fostering", category="Care"),)
    assert (
        categories(tagger(CategoryRule(name="Care")).tag(TagInput(labels=("Fostering news",), label_rules=rules))) == []
    )


@pytest.mark.parametrize(
    ("item", "relevant"),
    [
        ({"title": "foster care", "scope": "broad"}, True),
        ({"title": "football", "scope": "broad"}, False),
        ({"title": "football", "scope": "sector"}, True),
        ({"title": "football", "scope": "member"}, True),
        ({"title": "football with TACT", "scope": "broad"}, True),
        ({"title": "football", "scope": "broad", "agency": "TACT"}, True),
        ({"title": "football", "scope": "broad", "url": "https://tact.example/1"}, True),
        ({"title": "foster dogs: foster care", "scope": "broad"}, False),
    ],
)
def test_only_broad_sources_have_to_be_relevant(item: dict[str, Any], relevant: bool) -> None:
    desk = tagger(
        CategoryRule(name="All", rule=Rule(none_of=phrases("nothing"))),
        agencies=(AgencyRule(name="TACT", site="https://tact.example/"),),
        relevance=Rule(any=phrases("foster care"), none_of=phrases("dogs")),
    )
    verdict = desk.tag(TagInput(**item))
    assert verdict.relevant is relevant
    assert categories(verdict) == (["All"] if relevant else [])


def test_everything_is_relevant_where_nothing_is_said_about_it() -> None:
    assert tagger().tag(TagInput(title="football", scope="broad")).relevant


def test_entry_without_any_text_gets_no_phrase() -> None:
    assert not holds(ANN)


def test_same_rules_give_the_same_verdict_again() -> None:
    desk = tagger(CategoryRule(name="News", rule=any_of("ann", "bob")), agencies=AGENCIES)
    item = TagInput(title="bob, ann and TACT")
    assert desk.tag(item) == desk.tag(item)

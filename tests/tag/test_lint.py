"""`check` points at rules that can't do what their author must have meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from aggregator.models.rules import AgencyRule, CategoryRule, Phrase, Rule
from aggregator.tag.lint import lint_rules
from tests.tag.rules import any_of, phrases


def lint(
    rule: Rule | None = None, categories: Sequence[CategoryRule] = (), agencies: Sequence[AgencyRule] = ()
) -> list[str]:
    found = lint_rules(
        categories=categories, agencies=agencies, relevance=rule or Rule(), vacancy=Rule(), file="feeds.yaml"
    )
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # can't match
        (any_of("a", "..."), "feeds.yaml:2: relevance: '...' can't match: it has no letter or digit"),
        (any_of("*"), "feeds.yaml:1: relevance: '*' can't match: it has no letter or digit"),
        (any_of("*care"), "feeds.yaml:1: relevance: '*care' can't match as meant: a star stands at the end of a word"),
        (
            any_of("fo*er x"),
            "feeds.yaml:1: relevance: 'fo*er x' can't match as meant: a star stands at the end of a word",
        ),
        (
            any_of("/a(b/"),
            "feeds.yaml:1: relevance: '/a(b/' can't match: RE2 does not know this regular expression (missing ): a(b)",
        ),
        (
            any_of("/(?=a)/"),
            "feeds.yaml:1: relevance: '/(?=a)/' can't match: RE2 does not know this regular expression"
            " (invalid perl operator: (?=)",
        ),
        (any_of("/a*/"), "feeds.yaml:1: relevance: '/a*/' matches every entry: it allows for nothing at all"),
        # never needed
        (
            any_of("carer*", "carers"),
            "feeds.yaml:2: relevance: 'carers' is never needed: 'carer*' on line 1 finds it too",
        ),
        (
            any_of("carers", "carer*"),
            "feeds.yaml:1: relevance: 'carers' is never needed: 'carer*' on line 2 finds it too",
        ),
        (
            any_of("carers", "Carers"),
            "feeds.yaml:2: relevance: 'Carers' is never needed: 'carers' on line 1 finds it too",
        ),
        (
            any_of("care", "foster-care home"),
            "feeds.yaml:2: relevance: 'foster-care home' is never needed: 'care' on line 1 finds it too",
        ),
        (any_of("tact", "TACT"), "feeds.yaml:2: relevance: 'TACT' is never needed: 'tact' on line 1 finds it too"),
        (any_of("/x/", "/x/"), "feeds.yaml:2: relevance: '/x/' is never needed: '/x/' on line 1 finds it too"),
        (
            Rule(any=(Phrase("care", (), 3), Phrase("care", ("title",), 4))),
            "feeds.yaml:4: relevance: 'care' is never needed: 'care' on line 3 finds it too",
        ),
        (
            Rule(any=(any_of("care"), any_of("home care"))),
            "feeds.yaml:1: relevance: 'home care' is never needed: 'care' on line 1 finds it too",
        ),
        (
            Rule(any=phrases("x"), none_of=phrases("dog*", "dogs")),
            "feeds.yaml:2: relevance: 'dogs' is never needed: 'dog*' on line 1 finds it too",
        ),
        # ruled out
        (
            Rule(any=phrases("foster care"), none_of=phrases("care")),
            "feeds.yaml:1: relevance: 'foster care' can't help: `not` rules it out by 'care' on line 1",
        ),
        (
            Rule(all=phrases("care"), none_of=phrases("care")),
            "feeds.yaml:1: relevance: 'care' can't help: `not` rules it out by 'care' on line 1",
        ),
        # inside other rules
        (
            Rule(all=(any_of("carer*", "carers"), any_of("x"))),
            "feeds.yaml:2: relevance: 'carers' is never needed: 'carer*' on line 1 finds it too",
        ),
        (
            Rule(any=(Rule(all=(Rule(any=phrases("?"), none_of=phrases("x")),)),)),
            "feeds.yaml:1: relevance: '?' can't match: it has no letter or digit",
        ),
        # fields and points
        (
            Rule(any=(Phrase("x", ("titel",), 9),)),  # type: ignore[arg-type]  # a field that there is not
            "feeds.yaml:9: relevance: 'x' is looked for in an unknown field 'titel'; known are "
            "title, summary, body, url, label, author, publisher, source",
        ),
        (
            Rule(any=phrases("x"), weights=(("title", 1),)),
            "feeds.yaml:1: relevance: `weights` do nothing without a `threshold`",
        ),
        (
            Rule(any=phrases("x", "y"), threshold=5, weights=(("title", 2), ("summary", 1))),
            "feeds.yaml:1: relevance: can't match: its phrases reach at most 4 of 5 points",
        ),
        (
            Rule(any=phrases("x"), threshold=1, weights=(("titel", 2),)),  # type: ignore[arg-type]  # as above
            "feeds.yaml:1: relevance: `weights` names an unknown field 'titel'; known are "
            "title, summary, body, url, label, author, publisher, source",
        ),
    ],
)
def test_rule_that_cannot_do_what_it_should_is_pointed_out_with_its_line(rule: Rule, expected: str) -> None:
    assert lint(rule) == [expected]


@pytest.mark.parametrize(
    "rule",
    [
        any_of("foster care", "foster carer*", "care plan"),
        any_of("TACT", "tact"[:3]),
        any_of("carers", "carer"),
        any_of("child*", "grandchild"),
        Rule(any=(Phrase("care", ("title",), 1), Phrase("care", ("body",), 2))),
        Rule(all=phrases("care", "care home")),
        Rule(any=phrases("care"), none_of=phrases("care home")),
        Rule(any=phrases("TACT"), none_of=phrases("PACT")),
        Rule(any=phrases("foster", "foster carer"), threshold=2, weights=(("title", 2),)),
        Rule(any=phrases("x", "y"), threshold=4, weights=(("title", 2), ("summary", 1))),
        any_of("/a+/", "/^b/", "Who cares?"),
        Rule(),
    ],
)
def test_sensible_rule_is_left_alone(rule: Rule) -> None:
    assert lint(rule) == []


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        (
            (CategoryRule(name="A", unless=("B",), line=4),),
            "feeds.yaml:4: categories.A: `unless` names no other category: 'B'",
        ),
        (
            (CategoryRule(name="A", unless=("A",), line=4),),
            "feeds.yaml:4: categories.A: `unless` names no other category: 'A'",
        ),
        (
            (CategoryRule(name="A", scopes=("member",), agency=False, line=4),),
            "feeds.yaml:4: categories.A: can never apply: a member's entries always come from an agency",
        ),
        (
            (CategoryRule(name="A", rule=any_of("x", "x")),),
            "feeds.yaml:2: categories.A: 'x' is never needed: 'x' on line 1 finds it too",
        ),
    ],
)
def test_category_that_cannot_apply_is_pointed_out(categories: tuple[CategoryRule, ...], expected: str) -> None:
    assert lint(categories=categories) == [expected]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"aliases": ("…",)}, "'…' can't match: it has no letter or digit"),
        (
            {"by_name": False, "context": ("x",)},
            "`context` and `unless` do nothing: no bare name and no short name is looked for",
        ),
        ({"none_of": ("lunch time",)}, "`not` 'lunch time' excludes nothing: none of the names stands in it"),
        ({"aliases": ("BRK",), "none_of": ("brk",)}, "'BRK' can't match: it is one of its own false friends"),
    ],
)
def test_agency_that_says_what_does_nothing_is_pointed_out(said: dict[str, Any], expected: str) -> None:
    assert lint(agencies=[AgencyRule(name="Break", line=3, **said)]) == [f"feeds.yaml:3: agencies.Break: {expected}"]


def test_name_of_two_agencies_is_pointed_out() -> None:
    two = [AgencyRule(name="A", aliases=("Same",), line=1), AgencyRule(name="B", short_names=("same",), line=2)]
    assert lint(agencies=two) == ["feeds.yaml:2: agencies.B: 'same' is a name of A already"]


def test_sensible_agencies_and_categories_are_left_alone() -> None:
    agencies = [
        AgencyRule(name="Break", context=("charity",), unless=("lunch",), none_of=("short break*", "break the")),
        AgencyRule(name="Ordinary Words", by_name=False, aliases=("Ordinary Words Agency",)),
        AgencyRule(name="St Christopher's", none_of=("St Christopher’s Hospice", "St Christophers School")),
    ]
    categories = [CategoryRule(name="A", unless=("b",)), CategoryRule(name="B", scopes=("member",), agency=True)]
    assert lint(categories=categories, agencies=agencies) == []

"""Users' regular expressions, the hostile ones included."""

from __future__ import annotations

import time

import pytest

from aggregator.models.rules import CategoryRule, Rule, TagInput
from aggregator.tag.regexes import needed_sign
from tests.tag.rules import any_of, holds, phrases, tagger


@pytest.mark.parametrize(
    ("regex", "text", "expected"),
    [
        ("/foster(ing)? carers?/", "Fostering carer", True),
        ("/foster(ing)? carers?/", "foster-carer", False),
        ("/(?-i)TACT/", "tact", False),
        ("/(?-i)TACT/", "TACT", True),
        ("/^news:/", "News: today", True),
        ("/^news:/", "No news: today", False),
        (r"/\bBarnardo['’]s\b/", "At Barnardo’s", True),
        (r"/£\d+k/", "up to £42k", True),
        (r"/£\d+k/", "up to 42k", False),
        ("/a/b/", "A/B", True),
        ("/", "/", False),
        ("//", "//", False),
    ],
)
def test_regex_is_searched_in_the_text_as_written(regex: str, text: str, expected: bool) -> None:
    assert holds(any_of(regex), title=text) is expected


def test_regex_looks_in_the_fields_that_it_names() -> None:
    assert holds(any_of("/x+y/", fields=("url",)), url="https://a.example/xxy")
    assert not holds(any_of("/x+y/", fields=("url",)), title="xxy")
    assert not holds(any_of("/x+y/"), url="https://a.example/xxy", body="xxy", summary="other")


def test_regex_sees_the_first_ten_thousand_characters() -> None:
    assert holds(any_of("/xy/"), summary="a" * 9_998 + "xy")
    assert not holds(any_of("/xy/"), summary="a" * 9_999 + "xy")


@pytest.mark.parametrize(
    "regex", ["/(a+)+$/", "/(a|a)*b/", "/(.*)*c/", "/(a*)*(a*)*(a*)*d/", "/^(([a-z])+.)+[A-Z]([a-z])+$/"]
)
def test_hostile_regex_costs_no_more_than_an_ordinary_one(regex: str) -> None:
    desk = tagger(CategoryRule(name="X", rule=any_of(regex)))
    item = TagInput(summary="a" * 100_000 + "!")
    started = time.perf_counter()
    for _ in range(5):
        desk.tag(item)
    # Backtracking would need longer than the universe has lasted.
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("pattern", "sign"),
    [
        (r"£\d+", "£"),
        (r"\d\s?%", "%"),
        (r"x£?\d", ""),
        (r"x£*\d", ""),
        (r"£{0,1}\d", ""),
        (r"(£|€)\d", ""),
        (r"[£€]\d", ""),
        (r"£\d|\d%", ""),
        (r"(a|b)£", "£"),
        (r"a\£", ""),
        ("abc", ""),
    ],
)
def test_sign_that_every_match_must_hold(pattern: str, sign: str) -> None:
    assert needed_sign(pattern) == sign


def test_regex_without_its_sign_in_the_text_is_still_right_beside_phrases() -> None:
    rule = Rule(any=phrases(r"/\d\s?%/", "per cent"))
    assert holds(rule, title="5 per cent")
    assert holds(rule, summary="up 5%")
    assert not holds(rule, title="five", summary="% of 5")

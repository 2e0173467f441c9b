"""Whatever the texts hold, tagging answers, finds what a slow and simple search finds, and shows words of the text."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.models.rules import AgencyRule, CategoryRule, Phrase, Rule, TagInput
from tests.tag.rules import any_of, holds, phrases, tagger

DESK = tagger(
    CategoryRule(
        name="News", rule=any_of("a", "a*", "b c", "B", "é", "-", "/a+b/", fields=("title", "summary", "label"))
    ),
    agencies=(AgencyRule(name="A", short_names=("a",), none_of=("a b",), context=("c",)),),
    relevance=Rule(any=phrases("a*", "x"), none_of=phrases("b*")),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(), st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_any_text_is_tagged(title: str, summary: str, body: str, labels: list[str]) -> None:
    item = TagInput(title=title, summary=summary, body=body, url=body, labels=tuple(labels), scope="broad")
    assert DESK.tag(item) == DESK.tag(item)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(alphabet="abAB '’-\x1e\x1f\n&é。. ", max_size=30))
def test_every_place_is_words_of_the_text(text: str) -> None:
    verdict = DESK.tag(TagInput(title=text, summary=text, labels=(text,)))
    words = set(text.replace("\x1e", " ").replace("\x1f", " ").split())
    for tag in verdict.tags:
        for reason in tag.reasons:
            assert reason.place
            assert set(reason.place.replace("\x1f", " ").split()) - {"…"} <= words


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(["ab", "a", "b", "abc"]), min_size=1, max_size=3).map(" ".join),
    st.text(alphabet="abc .,-", max_size=25),
)
def test_phrase_is_found_where_a_simple_search_finds_it(phrase: str, text: str) -> None:
    spaced = re.sub(" +", " ", text).replace("-", " ")
    expected = re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", spaced) is not None
    assert holds(Rule(any=(Phrase(phrase),)), title=text) is expected


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.sampled_from(["a*", "ab*", "a* b", "a* b*", "ab* a"]), st.text(alphabet="ab .'", max_size=25))
def test_star_is_any_ending(phrase: str, text: str) -> None:
    spaced = re.sub(" +", " ", text).replace("'", "")
    expected = re.search(rf"(?<!\w){re.escape(phrase).replace(chr(92) + '*', '[a-z]*')}(?!\w)", spaced) is not None
    possessive = re.search(r"'s\b", text) is not None
    assert holds(Rule(any=(Phrase(phrase),)), title=text) is expected or possessive

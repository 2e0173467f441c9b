"""`aggregator tag`: a line of JSON in, an answer out, whatever the line is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aggregator.models.rules import AgencyRule, CategoryRule, LabelRule, Rule
from aggregator.models.source import Source
from aggregator.tag.lines import answer_line
from tests.tag.rules import any_of, tagger

TAGGER = tagger(
    CategoryRule(name="News", rule=any_of("law")),
    CategoryRule(name="Jobs", vacancy=True),
    agencies=(AgencyRule(name="TACT", aliases=("The Trust",)),),
    relevance=any_of("law"),
    vacancy=any_of("closing date"),
)
SOURCES = {
    "A paper": Source(name="A paper", url="https://a.example/", scope="broad", publisher="Paper Ltd"),
    "TACT": Source(name="TACT", url="https://b.example/", agency="TACT", scope="member"),
    "Labelled": Source(
        name="Labelled", url="https://c.example/", label_rules=(LabelRule(label="Legal", category="News"),)
    ),
}


def answer(item: dict[str, Any]) -> dict[str, Any]:
    return answer_line(TAGGER, json.dumps(item), SOURCES)


def test_answer_names_what_the_item_carries_and_why() -> None:
    assert answer(
        {"id": "1", "title": "A law", "summary": "TACT asks", "url": "https://x.example/", "source": "A paper"}
    ) == {
        "id": "1",
        "relevant": True,
        "categories": ["News"],
        "agencies": ["TACT"],
        "reasons": [
            {"gives": "relevant", "rule": "agency", "phrase": "TACT", "field": "summary", "place": "TACT asks"},
            {
                "gives": "category",
                "name": "News",
                "rule": "phrase",
                "phrase": "law",
                "field": "title",
                "place": "A law",
            },
            {
                "gives": "agency",
                "name": "TACT",
                "rule": "agency",
                "phrase": "TACT",
                "field": "summary",
                "place": "TACT asks",
            },
        ],
    }


@pytest.mark.parametrize(
    ("source", "relevant", "categories", "agencies"),
    [
        ("A paper", False, [], []),
        ("TACT", True, [], ["TACT"]),
        ({"scope": "broad"}, False, [], []),
        ({"scope": "broad", "publisher": "TACT"}, True, [], ["TACT"]),
        ({"scope": "sector", "publisher": "A title"}, True, [], []),
        ({"agency": "TACT"}, True, [], ["TACT"]),
        ({"agency": "the trust", "publisher": "x"}, True, [], ["TACT"]),
        ({"agency": "TACT", "scope": "broad"}, True, [], ["TACT"]),
        ({"categories": ["News"]}, True, ["News"], []),
        ({"categories": "News"}, True, ["News"], []),
        ({"labels": {"sport": "News"}}, True, ["News"], []),
        ({}, True, [], []),
        (None, True, [], []),
    ],
)
def test_source_is_a_name_or_the_keys_of_one(
    source: Any, relevant: bool, categories: list[str], agencies: list[str]
) -> None:
    got = answer({"id": 7, "title": "Football", "labels": ["Sport"], "source": source})
    assert (got["id"], got["relevant"], got["categories"], got["agencies"]) == (7, relevant, categories, agencies)


def test_item_may_have_nothing_but_a_title() -> None:
    assert answer({"title": "Cook. Closing date: May"})["categories"] == ["Jobs"]


def test_labels_of_a_source_of_the_config_are_ours() -> None:
    assert answer({"title": "x", "labels": ["legal"], "source": "Labelled"})["categories"] == ["News"]


@pytest.mark.parametrize(
    ("line", "number", "error"),
    [
        ("no json", None, "no JSON"),
        ("[" * 100_000, None, "no JSON"),
        ("[1]", None, "must be an object"),
        ('{"id": 1, "title": 2}', 1, "title: must be a text"),
        ('{"id": 1, "labels": [2]}', 1, "labels: must be a list of texts"),
        ('{"id": 1, "source": "Unknown"}', 1, "no source of the config has the name 'Unknown'"),
        ('{"id": 1, "source": 5}', 1, "source: must be a name"),
        ('{"id": 1, "source": {"scope": "local"}}', 1, "source.scope: must be one of member, sector, broad"),
        ('{"id": 1, "source": {"scope": ["broad"]}}', 1, "source.scope: must be one of"),
        ('{"id": 1, "source": {"agncy": "TACT"}}', 1, "source: unknown key 'agncy'"),
        ('{"id": 1, "source": {"labels": ["a"]}}', 1, "source.labels: must be an object"),
        ('{"id": 1, "source": {"agency": 3}}', 1, "agency: must be a text"),
    ],
)
def test_line_that_is_no_item_is_answered_with_the_reason(line: str, number: object, error: str) -> None:
    got = answer_line(TAGGER, line, SOURCES)
    assert got["id"] == number
    assert error in str(got["error"])
    assert set(got) == {"id", "error"}


def test_answer_is_one_line_of_json_whatever_the_text_holds() -> None:
    got = answer_line(tagger(relevance=Rule()), json.dumps({"id": "\u2028", "title": "a\n\x1e\ud800"}), {})
    assert "\n" not in json.dumps(got)

"""The rules that we ship, on items of our own: what the desk of a fostering charity sees.

Those of items.jsonl were written before the rules; those of headlines.txt in rounds, each unseen until it was measured.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aggregator.config.loader import load_settings
from aggregator.tag.lines import answer_line
from aggregator.tag.lint import lint_rules
from aggregator.tag.tagger import compile_rules

ROOT = Path(__file__).parents[2]
SETTINGS = load_settings(ROOT / "config/feeds.yaml", {})
TAGGER = compile_rules(
    categories=SETTINGS.categories,
    agencies=SETTINGS.agencies,
    relevance=SETTINGS.relevance,
    vacancy=SETTINGS.vacancies,
)


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()]


def answer(item: dict[str, Any]) -> dict[str, Any]:
    scope = {"agency": item["publisher"]} if item["source_kind"] == "member" else {"scope": item["source_kind"]}
    line = {key: item[key] for key in ("title", "summary", "url")} | {
        "source": scope | {"publisher": item["publisher"]}
    }
    return answer_line(TAGGER, json.dumps(line), {})


def f1(wanted_and_got: list[tuple[set[str], set[str]]]) -> float:
    right = sum(len(wanted & got) for wanted, got in wanted_and_got)
    return 2 * right / sum(len(wanted) + len(got) for wanted, got in wanted_and_got)


@pytest.fixture(scope="module")
def answered() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(item, answer(item)) for item in read("items.jsonl")]


def test_relevance_keeps_its_quality(answered: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    broad = [(item, got) for item, got in answered if item["source_kind"] == "broad"]
    assert (
        f1([({"x"} if item["relevant"] else set(), {"x"} if got["relevant"] else set()) for item, got in broad]) >= 0.93
    )


@pytest.mark.parametrize(("key", "floor"), [("categories", 0.88), ("agencies", 0.95)])
def test_tags_keep_their_quality(answered: list[tuple[dict[str, Any], dict[str, Any]]], key: str, floor: float) -> None:
    assert f1([(set(item[key]), set(got[key])) for item, got in answered]) >= floor


INITIALS = {
    "I": "Industry News",
    "M": "Member News",
    "F": "Fostering News",
    "C": "Campaigns",
    "J": "Member Job Opportunity",
}


def test_headlines_keep_their_quality() -> None:
    relevance, categories = [], []
    for line in (Path(__file__).parent / "headlines.txt").read_text(encoding="utf-8").splitlines()[1:]:
        kind, publisher, title, summary, wanted = line.split("|")
        got = answer({"source_kind": kind, "publisher": publisher, "title": title, "summary": summary, "url": ""})
        categories.append(({INITIALS[initial] for initial in wanted if initial in INITIALS}, set(got["categories"])))
        if kind == "broad":
            relevance.append((set() if wanted == "x" else {"x"}, {"x"} if got["relevant"] else set()))
    assert f1(relevance) >= 0.95
    assert f1(categories) >= 0.90


def test_nothing_odd_stands_in_the_shipped_rules() -> None:
    problems = lint_rules(
        categories=SETTINGS.categories,
        agencies=SETTINGS.agencies,
        relevance=SETTINGS.relevance,
        vacancy=SETTINGS.vacancies,
        file="feeds.yaml",
    )
    assert [str(problem) for problem in problems] == []

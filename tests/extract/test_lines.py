"""The lines of the batch: questions read, answers written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from aggregator.extract.lines import Question, answer_line, read_question
from aggregator.models.article import Article, Vacancy
from aggregator.models.feed import Image
from aggregator.outcomes import Cause

NOTHING = {
    "title": None,
    "text": "",
    "author": None,
    "published": None,
    "publisher": None,
    "image": None,
    "vacancy": None,
}


def test_a_question_names_a_page_and_a_moment() -> None:
    line = '{"id": "1", "url": "https://a.example/", "html_path": "x.html", "now": "2025-03-03T09:00:00+00:00"}'
    assert read_question(line) == Question("1", "https://a.example/", "x.html", datetime(2025, 3, 3, 9, tzinfo=UTC))


def test_the_moment_may_be_missing() -> None:
    assert read_question('{"id": "1", "url": "u", "html_path": "x"}').now is None


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("[]", "must be a JSON object"),
        ('{"id": 1, "url": "u", "html_path": "x"}', "id is missing"),
        ('{"id": "1", "html_path": "x"}', "url is missing"),
        ('{"id": "1", "url": "u", "html_path": "x", "now": "soon"}', "Invalid isoformat"),
        ("{", "Expecting"),
    ],
)
def test_a_broken_question_says_what_is_wrong(line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_question(line)


def test_an_answer_holds_what_was_found() -> None:
    article = Article(
        url="https://a.example/",
        title="Forty homes",
        text="Dörfer",
        author="Ann Lee",
        published=datetime(2025, 3, 3, tzinfo=UTC),
        publisher="Valley",
        image=Image("https://a.example/a.jpg"),
        vacancy=Vacancy(title="Social worker", closes=date(2025, 3, 14)),
    )
    line = answer_line("7", article)
    assert "Dörfer" in line and "\n" not in line
    assert json.loads(line) == {
        "id": "7",
        "title": "Forty homes",
        "text": "Dörfer",
        "author": "Ann Lee",
        "published": "2025-03-03T00:00:00+00:00",
        "publisher": "Valley",
        "image": "https://a.example/a.jpg",
        "vacancy": {
            "title": "Social worker",
            "employer": None,
            "location": None,
            "salary": None,
            "hours": None,
            "closes": "2025-03-14",
            "interview": None,
        },
    }


def test_a_page_that_cannot_be_read_is_answered_with_the_cause() -> None:
    answer = json.loads(answer_line("7", Cause("page_empty", "the page has no content")))
    assert answer == {"id": "7", **NOTHING, "cause": {"code": "page_empty", "message": "the page has no content"}}

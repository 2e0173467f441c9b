"""The lines of `aggregator extract --batch`: a question names a page, its answer says what was found in it.

Reading the named file is the caller's; a page that can't be read gets an answer with empty fields and the cause.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from aggregator.models.article import Article, Vacancy
from aggregator.outcomes import Cause


@dataclass(frozen=True, slots=True)
class Question:
    """One page to look into. `now` is the moment that closing dates are read at."""

    id: str
    url: str
    html_path: str
    now: datetime | None = None


def read_question(line: str) -> Question:
    """The question of a JSON line `{id, url, html_path, now}`; ValueError says what is wrong with it."""
    fields = json.loads(line)
    if not isinstance(fields, dict):
        raise ValueError("a line must be a JSON object")
    for name in ("id", "url", "html_path"):
        if not isinstance(fields.get(name), str):
            raise ValueError(f"{name} is missing or no text")
    now = fields.get("now")
    return Question(fields["id"], fields["url"], fields["html_path"], datetime.fromisoformat(now) if now else None)


def answer_line(ident: str, found: Article | Cause) -> str:
    """The JSON line that answers: `{id, title, text, author, published, publisher, image, vacancy}`."""
    if isinstance(found, Cause):
        cause = {"code": found.code, "message": found.message}
        return _line({"id": ident, **_fields(Article(url="")), "cause": cause})
    return _line({"id": ident, **_fields(found)})


def _fields(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "text": article.text,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "publisher": article.publisher,
        "image": article.image.url if article.image else None,
        "vacancy": _vacancy_fields(article.vacancy) if article.vacancy else None,
    }


def _vacancy_fields(vacancy: Vacancy) -> dict[str, str | None]:
    return {
        "title": vacancy.title,
        "employer": vacancy.employer,
        "location": vacancy.location,
        "salary": vacancy.salary,
        "hours": vacancy.hours,
        "closes": vacancy.closes.isoformat() if vacancy.closes else None,
        "interview": vacancy.interview.isoformat() if vacancy.interview else None,
    }


def _line(fields: dict[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False)

"""`aggregator listing` and `aggregator extract`: what the detector and the extractor see in a page."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    plain_failures,
    read_settings,
    run_async,
    tell,
)
from aggregator.cli.show import json_line, line
from aggregator.errors import AggregatorError, ExtractError
from aggregator.models.document import Document

if TYPE_CHECKING:
    from aggregator.models.article import Article
    from aggregator.outcomes import FetchOutcome

#: Where a saved page stands that does not say where it came from.
UNKNOWN_ADDRESS = "http://localhost/saved-page"
BatchOption = Annotated[bool, typer.Option("--batch", help="Read requests as JSON lines, answer a line each.")]
PageArgument = Annotated[str | None, typer.Argument(metavar="FILE|URL", help="A saved page, or an address.")]


class NoPage(AggregatorError):
    """There is nothing to read; the message says why."""


@plain_failures
def listing(
    what: PageArgument = None,
    batch: BatchOption = False,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """What the listing detector sees in a page, and why. --batch: {id, url, html_path} → {id, unsure, items}."""
    from aggregator.parse.listing import answer, find_listing

    if batch:
        _answer_each(lambda item, page: answer(item["id"], find_listing(page.body, page.url)))
        return
    page = _page(what, config)
    found = find_listing(page.body, page.url, charset=page.charset)
    if as_json:
        said = answer(what or "", found)
        json_line({**said, "confidence": round(found.confidence, 3), "reasons": list(found.reasons)})
        return
    line((f"{'not sure' if found.unsure else 'a list'}, {found.confidence:.0%} sure",))
    for item in found.items:
        line(("", f"{item.published:%Y-%m-%d}" if item.published else "undated", item.title or "", item.link or ""))
    for reason in found.reasons:
        line(("why", reason))
    for name, selector in found.selectors:
        line(("selector", f"{name}: {selector}"))
    if found.obstacle is not None:
        line(("obstacle", found.obstacle.message))


@plain_failures
def extract(
    what: PageArgument = None,
    batch: BatchOption = False,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """The article in a page, and where each field came from. --batch: {id, url, html_path, now} → {id, title, …}."""
    if batch:
        _answer_each(_extracted)
        return
    page = _page(what, config)
    article = _article(page, datetime.now(UTC).date())
    if as_json:
        json_line({**_fields(article), "html": article.html, "origins": article.origins})
        return
    for name, value in _fields(article).items():
        if value and name != "text":
            origin = article.origins.get(name)
            line((name, str(value), f"({origin})" if origin else ""))
    line(("",))
    sys.stdout.write(article.text + "\n")


def _answer_each(answer: Callable[[dict[str, Any], Document], dict[str, Any]]) -> None:
    """Answer every request on standard input; one that can't be answered says so and costs only itself."""
    failed = False
    for request in _requests():
        try:
            page = Document(url=request["url"], body=Path(request["html_path"]).read_bytes())
            json_line(answer(request, page))
        except (KeyError, TypeError, OSError, AggregatorError) as error:
            failed = True
            said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            json_line({"id": request.get("id"), "error": said})
    if failed:
        raise typer.Exit(FAILED)


def _requests() -> Iterator[dict[str, Any]]:
    for number, text in enumerate(sys.stdin, start=1):
        if not text.strip():
            continue
        try:
            request = json.loads(text)
        except ValueError as error:
            raise NoPage(f"line {number} is no JSON: {error}") from error
        if not isinstance(request, dict):
            raise NoPage(f"line {number} is no JSON object")
        yield request


def _extracted(request: dict[str, Any], page: Document) -> dict[str, Any]:
    now = request.get("now")
    today = datetime.fromisoformat(now).date() if isinstance(now, str) else datetime.now(UTC).date()
    try:
        article = _article(page, today)
    except ExtractError as error:
        tell(f"{request.get('id')}: {error.cause.message}")
        names = ("title", "text", "author", "published", "publisher", "image", "vacancy")
        return {"id": request["id"]} | dict.fromkeys(names)
    fields = _fields(article)
    names = ("title", "text", "author", "published", "publisher", "image", "vacancy")
    return {"id": request["id"]} | {name: fields[name] for name in names}


def _article(page: Document, today: date) -> Article:
    from aggregator.extract import ArticleHints
    from aggregator.workers.jobs import read_article

    return read_article(page, ArticleHints(), today)


def _fields(article: Article) -> dict[str, Any]:
    vacancy = article.vacancy
    return {
        "title": article.title,
        "text": article.text,
        "author": article.author,
        "published": article.published,
        "publisher": article.publisher,
        "publisher_url": article.publisher_url,
        "image": article.image.url if article.image else None,
        "description": article.description,
        "language": article.language,
        "canonical_url": article.canonical_url,
        "withheld": article.withheld,
        "vacancy": {
            "title": vacancy.title,
            "employer": vacancy.employer,
            "location": vacancy.location,
            "salary": vacancy.salary,
            "hours": vacancy.hours,
            "closes": vacancy.closes.isoformat() if vacancy.closes else None,
            "interview": vacancy.interview.isoformat() if vacancy.interview else None,
        }
        if vacancy
        else None,
    }


def _page(what: str | None, config: Path) -> Document:
    """The page to look at: a file, or what an address answers."""
    from aggregator.outcomes import Fetched
    from aggregator.urls import is_http

    if what is None:
        raise NoPage("Name a file or an address, or use --batch.")
    if not is_http(what):
        from aggregator.parse.listing import own_address

        try:
            body = Path(what).read_bytes()
        except OSError as error:
            raise NoPage(f"{what} can't be read: {error.strerror}") from error
        # links that lead on from a saved page are only links once it has an address on the web
        return Document(url=own_address(body) or UNKNOWN_ADDRESS, body=body)
    answer = run_async(_fetch(what, config))
    if not isinstance(answer, Fetched):
        cause = getattr(answer, "cause", None)
        raise NoPage(cause.message if cause else "The server sent nothing.")
    return Document(url=answer.url, body=answer.body, content_type=answer.content_type, charset=answer.charset)


async def _fetch(url: str, config: Path) -> FetchOutcome:
    from aggregator.fetch.client import Fetcher
    from aggregator.fetch.policy import FetchRequest
    from aggregator.pipeline.desk import fetch_policy

    async with Fetcher(fetch_policy(read_settings(config))) as fetcher:
        return await fetcher.get(FetchRequest(url=url, purpose="page"))

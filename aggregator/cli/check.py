"""`aggregator check`: are the settings right, and what would come of a source? Writes nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    WRONG_USE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    plain_failures,
    read_settings,
    run_async,
    tell,
)
from aggregator.cli.show import console, is_terminal, json_line, line
from aggregator.outcomes import Fetched, NotModified

if TYPE_CHECKING:
    from aggregator.config.settings import Settings
    from aggregator.models.source import Source
    from aggregator.pipeline.visit import Visit
    from aggregator.publish import Preview

#: How many entries are shown of one source.
SHOWN = 5


@plain_failures
def check(
    what: Annotated[
        str | None, typer.Argument(metavar="[SOURCE|URL]", help="A source of the settings, or any address; else all.")
    ] = None,
    paused: Annotated[bool, typer.Option("--paused", help="The sources that are paused, and only those.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Validate the settings, fetch once, and show what would be published."""
    settings = read_settings(config)
    _warn(settings, as_json=as_json)
    chosen = _chosen(settings, what, paused=paused)
    visits = run_async(_visit_each(settings, chosen))
    for source, visit in visits:
        _show(settings, source, visit, as_json=as_json, in_full=what is not None)
    if settings.faulty:
        raise typer.Exit(WRONG_USE)
    if not all(isinstance(visit.answer, Fetched | NotModified) for _, visit in visits):
        raise typer.Exit(FAILED)


def _warn(settings: Settings, *, as_json: bool) -> None:
    """Rules that can be read but can't do what their author must have meant."""
    from aggregator.tag.lint import lint_rules

    for odd in lint_rules(
        categories=settings.categories,
        agencies=settings.agencies,
        relevance=settings.relevance,
        vacancy=settings.vacancies,
        file=str(settings.path),
    ):
        tell(f"{odd} (a warning)")
        if as_json:
            json_line({"warning": odd.message, "key": odd.key, "file": odd.file, "line": odd.line})


def _chosen(settings: Settings, what: str | None, *, paused: bool) -> list[Source]:
    from aggregator.cli.poll import NoSuchSource
    from aggregator.models.source import Source
    from aggregator.urls import host_of, is_http

    if what is None:
        return [source for source in settings.sources if source.paused == paused]
    named = [source for source in settings.sources if what in (source.name, source.url)]
    if named:
        return named
    if not is_http(what):
        raise NoSuchSource(what, [source.name for source in settings.sources])
    return [Source(name=host_of(what) or what, url=what)]


async def _visit_each(settings: Settings, chosen: Sequence[Source]) -> list[tuple[Source, Visit]]:
    import asyncio

    from aggregator.fetch.client import Fetcher
    from aggregator.models.source import FeedState
    from aggregator.pipeline.desk import fetch_policy, tagger_for
    from aggregator.pipeline.visit import ask
    from aggregator.workers.pool import Workers

    async def nothing() -> Mapping[str, bytes]:
        return {}

    tagger = tagger_for(settings)
    async with Fetcher(fetch_policy(settings)) as fetcher, Workers() as workers:
        with _waiting(len(chosen)):
            visits = await asyncio.gather(
                *(
                    ask(
                        source,
                        FeedState(url=source.url),
                        fetcher=fetcher,
                        workers=workers,
                        tagger=tagger,
                        known=nothing,
                    )
                    for source in chosen
                )
            )
    return list(zip(chosen, visits, strict=True))


def _waiting(sources: int) -> contextlib.AbstractContextManager[object]:
    if not is_terminal():
        return contextlib.nullcontext()
    return console().status("Fetching…" if sources == 1 else f"Fetching {sources} sources…")


def _show(settings: Settings, source: Source, visit: Visit, *, as_json: bool, in_full: bool) -> None:
    from aggregator.publish import preview

    found = preview(settings, source, visit.judged())
    if as_json:
        json_line(_as_json(source, visit, found))
        return
    line((source.name, _verdict(visit, found)))
    if in_full:
        for entry in found[:SHOWN]:
            line(("", f"{entry.published:%Y-%m-%d}" if entry.published else "undated", entry.title))
            line(("", "", f"Source: {entry.source_line}"))
            if entry.tags:
                line(("", "", ", ".join(entry.tags)))


def _verdict(visit: Visit, found: Sequence[Preview]) -> str:
    if visit.read is None:
        cause = getattr(visit.answer, "cause", None)
        return cause.message if cause else "nothing could be read"
    what = {"page": "a page that lists", "sitemap": "a sitemap with"}.get(
        visit.read.kind, f"a feed ({visit.read.dialect}) with"
    )
    if not visit.read.identities:
        return f"{what} no entries"
    dropped = len(visit.read.identities) - len(found)
    said = f"{what} {len(visit.read.identities)} entries"
    return f"{said}, {dropped} of them not relevant" if dropped else said


def _as_json(source: Source, visit: Visit, found: Sequence[Preview]) -> dict[str, Any]:
    cause = getattr(visit.answer, "cause", None)
    return {
        "source": source.name,
        "url": visit.answer.url,
        "kind": visit.read.kind if visit.read else None,
        "dialect": visit.read.dialect if visit.read else None,
        "entries": len(visit.read.identities) if visit.read else 0,
        "relevant": len(found),
        "warnings": list(visit.read.warnings) if visit.read else [],
        "cause": {"code": cause.code, "message": cause.message} if cause else None,
        "first": [
            {
                "title": entry.title,
                "url": entry.link,
                "published": entry.published,
                "source_line": entry.source_line,
                "tags": list(entry.tags),
            }
            for entry in found[:SHOWN]
        ],
    }

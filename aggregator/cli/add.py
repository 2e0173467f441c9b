"""`aggregator add`: finds out what an address is, shows it, and writes it into the settings."""

from __future__ import annotations

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
from aggregator.errors import AggregatorError

if TYPE_CHECKING:
    from aggregator.config.settings import Settings
    from aggregator.discovery import Discovery
    from aggregator.models.source import Source

#: How many entries are shown.
SHOWN = 5


class AlreadyThere(AggregatorError):
    """The address is a source already."""

    def __init__(self, name: str, line: int | None) -> None:
        where = f", on line {line}" if line else ""
        super().__init__(f"That is in the settings already: {name}{where}. Nothing was changed.")


@plain_failures
def add(
    url: Annotated[str, typer.Argument(help="The address of a feed, or of a page that lists articles.")],
    name: Annotated[
        str | None, typer.Option(help="Who readers see credited; what the feed calls itself if not given.")
    ] = None,
    agency: Annotated[str | None, typer.Option(help="The agency whose source this is.")] = None,
    category: Annotated[list[str] | None, typer.Option(help="A category for all its entries; may be repeated.")] = None,
    scope: Annotated[str | None, typer.Option(help="member, sector or broad.")] = None,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Find out what is at an address, show five entries as they would go out, and write it into the settings."""
    from aggregator.config.writing import add_sources
    from aggregator.urls import is_http

    settings = read_settings(config)
    address = url if "://" in url else f"https://{url}"
    if not is_http(address):
        raise typer.BadParameter(f"{url!r} is no web address")
    found = run_async(_discover(settings, address))
    if found.read is None:
        _explain(found, as_json=as_json)
        raise typer.Exit(FAILED)
    if (known := _known(settings, address) or _known(settings, found.url)) is not None:
        raise AlreadyThere(known.name, known.line)
    new = _new_source(settings, found, name=name, agency=agency, categories=category or [], scope=scope)
    _check(settings, config, new)
    _show(settings, new, found, as_json=as_json)
    add_sources(config, [new])
    tell(f"Added to {config}. Before: {config.name}.bak")


async def _discover(settings: Settings, url: str) -> Discovery:
    from aggregator.discovery import discover
    from aggregator.fetch.client import Fetcher
    from aggregator.pipeline.desk import fetch_policy
    from aggregator.workers.pool import Workers

    async with Fetcher(fetch_policy(settings)) as fetcher, Workers() as workers:
        return await discover(url, fetcher=fetcher, workers=workers)


def _known(settings: Settings, url: str) -> Source | None:
    from aggregator.urls import address_key

    return next((source for source in settings.sources if address_key(source.url) == address_key(url)), None)


def _new_source(
    settings: Settings,
    found: Discovery,
    *,
    name: str | None,
    agency: str | None,
    categories: list[str],
    scope: str | None,
) -> dict[str, Any]:
    """What is written, in the order in which people read it. What a default says too is left out."""
    said = {
        "name": name or _free_name(settings, found),
        "url": found.url,
        "kind": found.kind if found.kind != "feed" else None,
        "agency": agency,
        "categories": categories,
        "scope": scope,
    }
    return {key: value for key, value in said.items() if value}


def _free_name(settings: Settings, found: Discovery) -> str | None:
    """What the feed calls itself, else its host (sitemaps have no name), if no other source has that name."""
    from aggregator.urls import host_of

    title = found.read.facts.title if found.read else None
    name = (title or host_of(found.url))[:120].strip()
    taken = {source.name.casefold() for source in settings.sources}
    return name if name.casefold() not in taken else None


def _check(settings: Settings, config: Path, new: dict[str, Any]) -> None:
    """Raises ConfigError if the settings with this source would not do (an unknown agency, a bad scope)."""
    from aggregator.config.loader import read_settings as read_content
    from aggregator.config.writing import with_sources
    from aggregator.errors import ConfigError

    after = read_content(with_sources(config.read_bytes(), [new], str(config)), str(config))
    problems = [problem for problem in after.faulty if problem not in settings.faulty]
    if problems:
        raise ConfigError(problems)


def _show(settings: Settings, new: dict[str, Any], found: Discovery, *, as_json: bool) -> None:
    from aggregator.models.source import Source
    from aggregator.pipeline.desk import tagger_for
    from aggregator.pipeline.visit import judge
    from aggregator.publish import preview

    assert found.read is not None
    source = Source(
        name=new.get("name") or new["url"],
        url=new["url"],
        agency=new.get("agency"),
        categories=tuple(new.get("categories", ())),
        scope=new.get("scope") or ("member" if new.get("agency") else "sector"),
    )
    verdicts = judge(tagger_for(settings), source, found.read)
    shown = preview(settings, source, zip(found.read.prepared, verdicts, strict=True))[:SHOWN]
    if as_json:
        json_line({**new, "kind": found.kind, "entries": len(found.read.identities), "first": [e.title for e in shown]})
        return
    line((f"{found.url} is a {found.kind} with {len(found.read.identities)} entries:",))
    for entry in shown:
        line(("", f"{entry.published:%Y-%m-%d}" if entry.published else "undated", entry.title))
        line(("", "", f"Source: {entry.source_line}"))


def _explain(found: Discovery, *, as_json: bool) -> None:
    cause = found.cause
    if as_json:
        json_line(
            {
                "url": found.url,
                "kind": None,
                "cause": {"code": cause.code, "message": cause.message} if cause else None,
                "tried": [{"url": one.url, "reason": one.reason} for one in found.tried],
            }
        )
        return
    tell(cause.message if cause else "Nothing usable was found.")
    for one in found.tried:
        tell(f"  tried {one.url}: {one.reason}")
    tell("Nothing was changed.")

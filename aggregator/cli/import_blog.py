"""`aggregator import-blog`: an old blog moved in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    WRONG_USE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    by_hand,
    opened,
    plain_failures,
    read_settings,
    run_async,
    tell,
)
from aggregator.cli.show import console, is_terminal, json_line, say

if TYPE_CHECKING:
    from aggregator.config.settings import Settings
    from aggregator.editing.moving_in import MoveIn, Report


@plain_failures
def import_blog(
    what: Annotated[
        str,
        typer.Argument(metavar="URL|DIR|FILE", help="Its feed or front page, a folder of saved pages, or an export."),
    ],
    name: Annotated[str, typer.Option(help="What it is credited as.")] = "Our old blog",
    site: Annotated[
        str | None, typer.Option(metavar="URL", help="Where it stood; needed for a folder or a file.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Move an old blog in, with dates, categories, pictures and source lines. None of it goes out as news."""
    from aggregator.editing.moving_in import Blog, MoveIn
    from aggregator.logs import configure_logs
    from aggregator.urls import is_http

    address = what if is_http(what) else site
    if address is None or not is_http(address):
        tell("Say where the blog stood, so that its old addresses can lead on: --site https://…/")
        raise typer.Exit(WRONG_USE)
    configure_logs(level="error")
    settings = read_settings(config)
    with opened(database) as store:
        by = by_hand(settings)
        moving = MoveIn(store, by, Blog(name, address), writes=not dry_run)
        run_async(_read(moving, settings, what, address, is_folder=Path(what).is_dir()))
        moving.finish()
    if as_json:
        json_line(_as_json(moving.report))
    else:
        _tell(moving.report, dry_run=dry_run)


async def _read(moving: MoveIn, settings: Settings, what: str, site: str, *, is_folder: bool) -> None:
    from aggregator.editing.old_blogs import OldBlog
    from aggregator.fetch.client import Fetcher
    from aggregator.pipeline.desk import fetch_policy
    from aggregator.urls import is_http
    from aggregator.workers.pool import Workers

    async with Fetcher(fetch_policy(settings)) as fetcher, Workers(size=1) as workers:
        blog = OldBlog(workers, fetcher, site)
        if is_http(what):
            lots = blog.of_address(what, moving.is_known)
        elif is_folder:
            lots = blog.of_folder(Path(what), moving.is_known)
        else:
            lots = blog.of_file(Path(what))
        with console().status("Reading …") if is_terminal() else _quiet() as status:
            async for lot in lots:
                moving.take(lot)
                if status is not None:
                    status.update(f"{moving.report.found} posts")


def _quiet() -> Any:
    import contextlib

    return contextlib.nullcontext()


def _tell(report: Report, *, dry_run: bool) -> None:
    verb = "would come" if dry_run else "came"
    say(f"{report.new} posts {verb}, {report.here_already} were here already.")
    if report.oldest and report.newest:
        say(f"They are of {report.oldest:%-d %B %Y} to {report.newest:%-d %B %Y}; {report.undated} have no date.")
    say(f"{report.with_picture} have a picture, {report.with_source} credit an original.")
    for name, count in report.filed.most_common():
        say(f"{name}: {count}")
    if report.unknown:
        told = ", ".join(f"{name} ({count})" for name, count in report.unknown.most_common(20))
        say(f"Labels that are no category or agency in the settings: {told}.")


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "found": report.found,
        "new": report.new,
        "here_already": report.here_already,
        "undated": report.undated,
        "oldest": report.oldest,
        "newest": report.newest,
        "with_picture": report.with_picture,
        "with_source": report.with_source,
        "filed": dict(report.filed),
        "unknown_labels": dict(report.unknown),
    }

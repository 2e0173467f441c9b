"""`aggregator post`: an entry by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

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
    read_text,
    tell,
)
from aggregator.cli.show import json_line, say


@plain_failures
def post(
    title: Annotated[str, typer.Argument(help="What it is called.")],
    text: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its text in Markdown; - reads standard input.")
    ] = None,
    link: Annotated[str | None, typer.Option(metavar="URL", help="Where there is more to read.")] = None,
    picture: Annotated[str | None, typer.Option(metavar="URL", help="A picture.")] = None,
    alt: Annotated[str, typer.Option(metavar="TEXT", help="What the picture shows, for who can't see it.")] = "",
    category: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A category; may be repeated.")] = None,
    agency: Annotated[str | None, typer.Option(metavar="NAME", help="The agency whose news it is.")] = None,
    vacancy: Annotated[bool, typer.Option("--vacancy", help="It is a vacancy, with the terms that follow.")] = False,
    employer: Annotated[str | None, typer.Option(help="Who offers the post.")] = None,
    place: Annotated[str | None, typer.Option(help="Where.")] = None,
    salary: Annotated[str | None, typer.Option(help="For how much.")] = None,
    hours: Annotated[str | None, typer.Option(help="For how long each week.")] = None,
    closes: Annotated[
        datetime | None, typer.Option(metavar="DAY", formats=["%Y-%m-%d"], help="The last day to apply: 2026-03-31.")
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Publish an entry written by hand, credited to the desk, with the next that go out."""
    from uuid import uuid4

    from aggregator.editing.acts import picture_from
    from aggregator.editing.posting import Post
    from aggregator.editing.posting import post as publish_post
    from aggregator.models.article import Vacancy
    from aggregator.store import entries

    terms = Vacancy(title=title, employer=employer, location=place, salary=salary, hours=hours, closes=_day(closes))
    if not vacancy and terms != Vacancy(title=title):
        tell("Employer, place, salary, hours and closing day go with --vacancy.")
        raise typer.Exit(WRONG_USE)
    wanted = Post(
        title=title,
        text="" if text is None else read_text(text),
        link=link,
        image=picture_from(picture or "", alt),
        categories=tuple(category or ()),
        agency=agency,
        vacancy=terms if vacancy else None,
    )
    settings = read_settings(config)
    with opened(database) as store, store.writing() as tx:
        entry_id = publish_post(tx, by_hand(settings), wanted, uuid4().hex)
        (entry,) = entries.load(tx, [entry_id])
    if as_json:
        json_line({"id": entry.published_id, "title": entry.title})
    else:
        say(f"Posted: {entry.title} ({entry.published_id}).")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None

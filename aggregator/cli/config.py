"""`aggregator config`: the settings that a cluster's processes have in common, in the database."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    ConfigOption,
    DatabaseOption,
    opened,
    plain_failures,
    read_settings,
    tell,
)


class Act(StrEnum):
    """What is done."""

    push = "push"
    show = "show"


@plain_failures
def config(
    act: Annotated[Act, typer.Argument(help="push the file into the database, or show what is there.")],
    file: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Settings for workers and web processes that have no file: pushed into the database, they hold within seconds."""
    from aggregator.config.loader import read_after, read_content
    from aggregator.settings_in_force import last_valid, push

    if act is Act.push:
        settings = read_settings(file)
    with opened(database) as store:
        with store.reading() as tx:
            last = last_valid(tx)
        if act is Act.show:
            if last is None:
                tell("There are no settings in this database.")
                raise typer.Exit(FAILED)
            typer.echo(last.text, nl=False)
            return
        _, valid = read_after(last, read_content(file), str(file))
        with store.writing() as tx:
            push(tx, valid)
    tell(f"Pushed {len(settings.sources)} sources. Workers and web processes without --config follow within seconds.")

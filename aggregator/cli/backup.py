"""`aggregator backup` and `aggregator restore`: the whole desk as one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    WRONG_USE,
    ConfigOption,
    DatabaseOption,
    plain_failures,
    read_settings,
    tell,
)
from aggregator.cli.show import line, say


@plain_failures
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to, over what is there; if not given, into `backup.folder`."),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Copy the database into a file, also while the daemon runs."""
    from datetime import UTC, datetime

    from aggregator import backups

    if file is None:
        file = backups.name_for(database, read_settings(config).backup.folder, datetime.now(UTC))
    size = backups.back_up(database, file)
    say(f"{file}: {size / 2**20:.1f} MiB, whole and checked")


@plain_failures
def restore(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="What `backup` wrote; without it, they are listed."),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Put a copy in the place of the database. Stop the daemon first."""
    from aggregator import backups

    if file is None:
        folder = read_settings(config).backup.folder
        for copy in backups.copies(folder):
            line((str(copy), f"{copy.stat().st_size / 2**20:.1f} MiB"))
        tell(f"These copies lie in {folder}, the newest first: aggregator restore FILE")
        raise typer.Exit(WRONG_USE)
    if (kept := backups.restore(database, file)) is not None:
        say(f"What was there is kept as {kept}")
    say(f"{file} is the database now")

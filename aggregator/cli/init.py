"""`aggregator init`: a starter desk in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    ConfigOption,
    DatabaseOption,
    plain_failures,
    tell,
)
from aggregator.cli.show import say


@plain_failures
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made if it isn't there.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Write a starter config, explained line by line, into DIR/config/feeds.yaml. Never over one that is there.

    `--config` says where else in DIR it goes.
    """
    from aggregator.config.json_schema import schema_text
    from aggregator.config.starter import starter_text

    file = folder / config
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as written:
            written.write(starter_text())
        file.with_name("feeds.schema.json").write_text(schema_text(), encoding="utf-8")
    except FileExistsError as error:
        tell(f"{error.filename} is there already; nothing was written.")
        raise typer.Exit(FAILED) from error
    except OSError as error:
        tell(f"{error.filename} can't be written: {error.strerror}")
        raise typer.Exit(FAILED) from error
    other = "" if database == DEFAULT_DATABASE else f" --database {database}"
    say(f"{file} is written: change what it says, then, in {folder}: aggregator run{other}")

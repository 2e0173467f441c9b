"""`aggregator build`: the site as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    opened_in_force,
    plain_failures,
)
from aggregator.cli.show import json_line, line


@plain_failures
def build(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go: empty, or built before.")],
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Write the whole site and every feed as static files; only what changed is written again."""
    from aggregator import static_site
    from aggregator.pipeline.desk import take_over, utc_now

    with opened_in_force(config, database) as (store, in_force):
        with store.writing() as tx:
            take_over(tx, in_force.settings, utc_now())
        built = static_site.build(store, in_force.settings, folder)
    if as_json:
        json_line(
            {
                "written": len(built.written),
                "unchanged": built.unchanged,
                "removed": len(built.removed),
                "files_written": list(built.written),
                "files_removed": list(built.removed),
            }
        )
    else:
        line((f"{len(built.written)} written", f"{built.unchanged} unchanged", f"{len(built.removed)} removed"))

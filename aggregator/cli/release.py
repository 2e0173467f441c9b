"""`aggregator release`: a held source let go."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    by_hand,
    opened,
    plain_failures,
    read_settings,
    tell,
)
from aggregator.cli.show import json_line, say


@plain_failures
def release(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The name of a source that `status` shows as held.")],
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Let a held source go: what it brought in the meantime and is new by its date goes out."""
    from aggregator.editing.removal import release
    from aggregator.store import sources

    settings = read_settings(config)
    with opened(database) as store, store.writing() as tx:
        found = next((one for one in sources.load(tx).values() if one.name == source), None)
        if found is None:
            tell(f"There is no source {source!r} in the store; `aggregator status` shows them.")
            raise typer.Exit(FAILED)
        going = release(tx, by_hand(settings), found)
    if as_json:
        json_line({"source": source, "was_held": going is not None, "going_out": going or 0})
    elif going is None:
        say(f"{source} is not held.")
    else:
        entries = "1 entry goes" if going == 1 else f"{going} entries go"
        say(f"{source} is let go: {entries} out, and it is not held for the same cause again.")

"""`aggregator remove`: a take-down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    WRONG_USE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    by_hand,
    opened,
    plain_failures,
    run_async,
    tell,
)
from aggregator.cli.show import json_line, say

if TYPE_CHECKING:
    from aggregator.editing.acts import Hand


@plain_failures
def remove(
    what: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The entry's published id, or its address.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Everything of a source that has left the settings.")
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Take an entry down for good: its text, picture and history go, and no poll brings it back."""
    if (what is None) == (source is None):
        tell("Name an entry, or a source with --source; one of them.")
        raise typer.Exit(WRONG_USE)
    if what is not None:
        _remove_entry(what, database, by_hand(), as_json=as_json)
    elif source is not None:
        _remove_source(source, database, by_hand(), as_json=as_json)


def _remove_source(name: str, database: str, by: Hand, *, as_json: bool) -> None:
    from aggregator.editing.removal import note
    from aggregator.housekeeping import remove_source
    from aggregator.store import sources, space

    with opened(database) as store:
        removed = run_async(remove_source(store, name, by.now))
        with store.writing() as tx:
            gone = next(one for one in sources.load(tx).values() if one.name == name)
            note(tx, by, "remove", gone, title=name)
        space.forget_removed_words(store)
    if as_json:
        json_line({"source": name, "entries": removed, "removed_at": by.now})
    else:
        say(f"Taken down: {removed} entries of {name}. Its readers' copies are theirs.")


def _remove_entry(what: str, database: str, by: Hand, *, as_json: bool) -> None:
    from aggregator.editing.removal import take_down
    from aggregator.store import space, tombstones

    with opened(database) as store:
        with store.writing() as tx:
            taken = take_down(tx, by, what)
            before = None if taken else tombstones.find(tx, what)
        if taken:
            space.forget_removed_words(store)
    if before is not None:
        tell(f"It was taken out of the store on {before.removed_at:%-d %B %Y} already.")
    elif not taken:
        tell(f"There is no entry {what} in the store; `aggregator search` finds entries by their words.")
        raise typer.Exit(FAILED)
    for one in taken:
        if as_json:
            json_line({"id": one.published_id, "source": one.source, "removed_at": by.now})
        else:
            say(f"Taken down: {one.published_id} of {one.source}. Its readers' copies are theirs.")

"""`aggregator remove`: a take-down."""

from __future__ import annotations

from datetime import datetime
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
    opened,
    plain_failures,
    run_async,
    tell,
)
from aggregator.cli.show import json_line, say

if TYPE_CHECKING:
    from aggregator.store.engine import Transaction


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
    from aggregator.pipeline.desk import utc_now

    if (what is None) == (source is None):
        tell("Name an entry, or a source with --source; one of them.")
        raise typer.Exit(WRONG_USE)
    if what is not None:
        _remove_entry(what, database, utc_now(), as_json=as_json)
    elif source is not None:
        _remove_source(source, database, utc_now(), as_json=as_json)


def _remove_source(name: str, database: str, now: datetime, *, as_json: bool) -> None:
    from aggregator.housekeeping import remove_source
    from aggregator.store import space

    with opened(database) as store:
        removed = run_async(remove_source(store, name, now))
        space.forget_removed_words(store)
    if as_json:
        json_line({"source": name, "entries": removed, "removed_at": now})
    else:
        say(f"Taken down: {removed} entries of {name}. Its readers' copies are theirs.")


def _remove_entry(what: str, database: str, now: datetime, *, as_json: bool) -> None:
    from aggregator.store import space, tombstones

    with opened(database) as store:
        with store.writing() as tx:
            taken = _take_down(tx, what, now)
            before = None if taken else tombstones.find(tx, what)
        if taken:
            space.forget_removed_words(store)
    if before is not None:
        tell(f"It was taken out of the store on {before.removed_at:%-d %B %Y} already.")
    elif not taken:
        tell(f"There is no entry {what} in the store; `aggregator search` finds entries by their words.")
        raise typer.Exit(FAILED)
    for published_id, source in taken:
        if as_json:
            json_line({"id": published_id, "source": source, "removed_at": now})
        else:
            say(f"Taken down: {published_id} of {source}. Its readers' copies are theirs.")


def _take_down(tx: Transaction, what: str, now: datetime) -> list[tuple[str, str]]:
    """The published ids of what was meant, each with its source's name."""
    from aggregator.parse.identity import published_id
    from aggregator.store import dropped, entries, sources, tombstones

    meant = entries.load(tx, entries.find(tx, what))
    left_out = dropped.find(tx, what)
    known = sources.load(tx)
    tombstones.take_down(tx, [entry.id for entry in meant], now)
    taken = [(entry.published_id, entry.source_name) for entry in meant]
    for source_id, item in left_out:
        source = known[source_id]
        one = published_id(source.first_url, item.prepared.identity)
        tombstones.bury(tx, source_id, item.prepared, one, now)
        taken.append((one, source.name))
    return taken

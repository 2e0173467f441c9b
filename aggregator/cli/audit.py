"""`aggregator audit` and `aggregator undo`: who did what at the desk, and how it is taken back."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    by_hand,
    opened,
    plain_failures,
    read_settings,
)
from aggregator.cli.show import json_line, say, table

if TYPE_CHECKING:
    from aggregator.store.acts import Act


@plain_failures
def audit(
    entry: Annotated[str | None, typer.Option(metavar="ID", help="Only about this entry, by its published id.")] = None,
    limit: Annotated[int, typer.Option(help="So many of the newest.", min=1)] = 50,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Who did what at the desk, the newest first; the number takes it back with `undo`."""
    from aggregator.store import acts
    from aggregator.store.entries import as_published_id

    with opened(database) as store, store.reading() as tx:
        found = acts.newest(tx, published_id=(as_published_id(entry) or entry) if entry else None, limit=limit)
    if as_json:
        for act in found:
            json_line(_as_json(act))
    else:
        table(("No.", "When (UTC)", "Who", "Act", "Entry or source", "Taken back by"), [_row(act) for act in found])


@plain_failures
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The act's number, as `audit` shows it.")],
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Take an act back, unless somebody has changed the same again since."""
    from aggregator.editing import acts

    settings = read_settings(config)
    with opened(database) as store, store.writing() as tx:
        acts.undo(tx, by_hand(settings), number)
    if as_json:
        json_line({"undone": number})
    else:
        say(f"Act {number} is taken back.")


def _row(act: Act) -> tuple[str, ...]:
    when = act.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    return str(act.id), when, act.who, act.act, act.title, str(act.undone_by or "")


def _as_json(act: Act) -> dict[str, object]:
    return {
        "number": act.id,
        "at": act.at,
        "who": act.who,
        "act": act.act,
        "id": act.published_id,
        "title": act.title,
        "before": dict(act.before),
        "after": dict(act.after),
        "undone_by": act.undone_by,
        "undoes": act.undoes,
    }

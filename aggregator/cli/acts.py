"""The acts of the desk on entries that are there: hidden, shown, approved, pinned, kept, corrected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    read_settings,
    read_text,
    tell,
)
from aggregator.cli.show import json_line, say

if TYPE_CHECKING:
    from aggregator.editing.acts import Hand, MarkAct
    from aggregator.store.engine import Transaction

EntriesArgument = Annotated[
    list[str], typer.Argument(metavar="ID …", help="Entries by their published ids, or their addresses.")
]
EntryArgument = Annotated[str, typer.Argument(metavar="ID", help="The entry's published id, or its address.")]


@plain_failures
def hide(
    what: EntriesArgument,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Show entries nowhere; subscribers keep what they have. `show` brings them back."""
    _mark("hide", what, config, database, as_json=as_json)


@plain_failures
def show(
    what: EntriesArgument,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Show hidden entries again."""
    _mark("show", what, config, database, as_json=as_json)


@plain_failures
def approve(
    what: Annotated[list[str] | None, typer.Argument(metavar="[ID …]", help="Entries that wait for review.")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Everything of this source that waits.")] = None,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Let out what waits for review: single entries, or all of a source."""
    if bool(what) == (source is not None):
        tell("Name entries, or a source with --source; one of them.")
        raise typer.Exit(WRONG_USE)
    if source is None:
        _mark("approve", what or [], config, database, as_json=as_json)
    else:
        _act(lambda tx, by: _approve_source(tx, by, source), config, database, as_json=as_json)


@plain_failures
def pin(
    what: EntriesArgument,
    days: Annotated[int, typer.Option(help="For so many days, today included; 0 takes the pin down.", min=0)] = 7,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Pin entries to the top of the front page. Feeds keep their order."""
    _mark("pin" if days else "unpin", what, config, database, as_json=as_json, days=days)


@plain_failures
def keep(
    what: EntriesArgument,
    no_longer: Annotated[bool, typer.Option("--no-longer", help="Let retention have it again.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Keep entries however old they get: retention passes them by."""
    _mark("unkeep" if no_longer else "keep", what, config, database, as_json=as_json)


@plain_failures
def edit(
    what: EntryArgument,
    title: Annotated[str | None, typer.Option(help="Its title from now on.")] = None,
    summary: Annotated[str | None, typer.Option(help="Its summary from now on; empty for none.")] = None,
    picture: Annotated[str | None, typer.Option(metavar="URL", help="Its picture; empty for none.")] = None,
    alt: Annotated[str, typer.Option(metavar="TEXT", help="What the picture shows, for who can't see it.")] = "",
    text: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Of a post: its text in Markdown; - reads standard input.")
    ] = None,
    reset: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help="Leave title, summary or picture to the source again.")
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Correct an entry's title, summary or picture, or the text of a post. What its source changes later overwrites
    nothing of it.
    """
    from aggregator.editing.acts import edit as edit_entry
    from aggregator.editing.acts import picture_from

    wanted: dict[Any, Any] = {name: said for name, said in (("title", title), ("summary", summary)) if said is not None}
    if picture is not None:
        wanted["image"] = picture_from(picture, alt)
    names = {"title": "title", "summary": "summary", "picture": "image"}
    if unknown := [one for one in reset or () if one not in names]:
        tell(f"There is no field {unknown[0]!r}; title, summary and picture can be reset.")
        raise typer.Exit(WRONG_USE)
    left: list[Any] = [names[one] for one in reset or ()]
    if not wanted and not left and text is None:
        tell("Say what is to be different: --title, --summary, --picture, --text or --reset.")
        raise typer.Exit(WRONG_USE)
    said = None if text is None else read_text(text)

    def change(tx: Transaction, by: Hand) -> int:
        return sum(edit_entry(tx, by, one, wanted, left, text=said) for one in _meant(tx, [what]))

    _act(change, config, database, as_json=as_json)


@plain_failures
def split(
    what: EntriesArgument,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Take entries out of the stories that they were put to: each tells one of its own."""
    from aggregator.editing import storying

    _act(lambda tx, by: storying.split(tx, by, _meant(tx, what)), config, database, as_json=as_json)


@plain_failures
def merge(
    what: EntriesArgument,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Put the stories of entries together. Who went out first stands for all of them."""
    from aggregator.editing import storying

    _act(lambda tx, by: storying.merge(tx, by, _meant(tx, what)), config, database, as_json=as_json)


def _mark(act: MarkAct, what: list[str], config: Path, database: str, *, as_json: bool, days: int = 7) -> None:
    from aggregator.editing.acts import mark

    _act(lambda tx, by: mark(tx, by, act, _meant(tx, what), days=days or 7), config, database, as_json=as_json)


def _act(change: Callable[[Transaction, Hand], int], config: Path, database: str, *, as_json: bool) -> None:
    """Do it in one transaction, and say how many entries it changed."""
    settings = read_settings(config)
    with opened(database) as store, store.writing() as tx:
        changed = change(tx, by_hand(settings))
    if as_json:
        json_line({"changed": changed})
    else:
        say({0: "Nothing changed: it was so already.", 1: "Done."}.get(changed, f"Done: {changed} entries."))


def _approve_source(tx: Transaction, by: Hand, name: str) -> int:
    from aggregator.editing.acts import mark
    from aggregator.store import queues, sources

    found = next((one for one in sources.load(tx).values() if one.name == name), None)
    if found is None:
        tell(f"There is no source {name!r} in the store; `aggregator status` shows them.")
        raise typer.Exit(FAILED)
    return mark(tx, by, "approve", queues.waiting_of(tx, found.id))


def _meant(tx: Transaction, what: list[str]) -> list[int]:
    from aggregator.store import entries

    found: list[int] = []
    for one in what:
        ids = entries.find(tx, one)
        if not ids:
            tell(f"There is no entry {one} in the store; `aggregator search` finds entries by their words.")
            raise typer.Exit(FAILED)
        found += ids
    return found

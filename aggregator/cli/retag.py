"""`aggregator retag`: changed rules over what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    opened,
    plain_failures,
    read_settings,
)
from aggregator.cli.show import console, is_terminal, json_line, say, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.retagging import Count, Difference, Retagging


@plain_failures
def retag(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change; write nothing.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Replay the rules over stored entries, and over what they left out; a daemon may run meanwhile."""
    from aggregator.pipeline.desk import tagger_for, utc_now
    from aggregator.retagging import Retagging

    settings = read_settings(config)
    with opened(database) as store:
        retagging = Retagging(store, settings, tagger_for(settings), clock=utc_now, writes=not dry_run)
        _work(retagging)
    if as_json:
        json_line(_as_json(retagging.difference, applied=not dry_run))
    else:
        _show(retagging.difference, applied=not dry_run)


def _work(retagging: Retagging) -> None:
    if not is_terminal():
        retagging.run()
        return
    with console().status("Tagging…") as status:
        for so_far in retagging.batches():
            status.update(f"Tagging… {so_far.entries:,} entries, {so_far.changed:,} of them differ")


def _show(difference: Difference, *, applied: bool) -> None:
    verb = "changed" if applied else "would change"
    say(f"{_counted(difference.entries)} looked at, {difference.changed:,} {verb}.")
    rows = [
        (kind, name, what, f"{count.number:,}", " · ".join(example.title for example in count.examples))
        for kind, name, what, count in _rows(difference)
    ]
    if rows:
        table(("", "Name", "", "Entries", "Such as"), rows)


def _rows(difference: Difference) -> Iterator[tuple[str, str, str, Count]]:
    tags = sorted(difference.gained.keys() | difference.lost.keys(), key=lambda tag: (tag[0] == "agency", tag))
    for kind, name in tags:
        for what, counts in (("gained", difference.gained), ("lost", difference.lost)):
            if (kind, name) in counts:
                yield kind, name, what, counts[kind, name]
    for what, count in (("returning", difference.returning), ("leaving", difference.leaving)):
        if count.number:
            yield "relevance", "", what, count


def _as_json(difference: Difference, *, applied: bool) -> dict[str, Any]:
    return {
        "applied": applied,
        "entries": difference.entries,
        "changed": difference.changed,
        "differences": [
            {
                "kind": kind,
                "name": name or None,
                "what": what,
                "entries": count.number,
                "examples": [{"id": example.published_id, "title": example.title} for example in count.examples],
            }
            for kind, name, what, count in _rows(difference)
        ],
    }


def _counted(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries:,} entries"

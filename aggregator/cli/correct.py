"""`aggregator set`: an entry's categories and agencies, corrected by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperCommand

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
    tell,
)
from aggregator.cli.show import json_line, say

if TYPE_CHECKING:
    from aggregator.config.settings import Settings
    from aggregator.models.entry import Entry
    from aggregator.models.rules import HandTag, Tag

#: What stands for a hyphen that must not be read as the beginning of an option. Typed by hand it means the same.
MINUS = "\N{MINUS SIGN}"


class Corrections(TyperCommand):
    """A command that takes `-Category` for what it is, and not for a row of one-letter options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As always, once such words look like no option."""
        return super().parse_args(ctx, [MINUS + one[1:] if _takes_away(one) else one for one in args])


def _takes_away(word: str) -> bool:
    return len(word) > 2 and word[0] == "-" and word[1] != "-"


@plain_failures
def set_tags(
    what: Annotated[str, typer.Argument(metavar="ID", help="The entry's published id, or its address.")],
    corrections: Annotated[
        list[str],
        typer.Argument(
            metavar="+NAME -NAME =NAME",
            help="A category or agency that it shall carry, shall not carry, or that is the rules' business again.",
        ),
    ],
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Correct an entry's categories and agencies by hand: what is set here wins over the rules for good."""
    from aggregator.editing.acts import set_tags as correct
    from aggregator.store import entries

    settings = read_settings(config)
    with opened(database) as store, store.writing() as tx:
        ids = entries.find(tx, what)
        if not ids:
            tell(f"There is no entry {what} in the store; `aggregator search` finds entries by their words.")
            raise typer.Exit(FAILED)
        before = entries.load(tx, ids)
        decided, left_to_rules = _read(settings, corrections, [tag for entry in before for tag in entry.tags])
        correct(tx, by_hand(settings), ids, decided, left_to_rules)
        after = entries.load(tx, ids)
    for entry in after:
        _show(entry, as_json=as_json)
    for entry in before:
        if entry.id not in {one.id for one in after}:
            tell(f"{entry.title}: left out now, since it is not relevant and nothing else keeps it.")


def _read(
    settings: Settings, corrections: Sequence[str], carried: Sequence[Tag]
) -> tuple[list[HandTag], list[HandTag]]:
    """What is decided, and what is left to the rules again. Leaves with a suggestion if a name is none."""
    from aggregator.models.rules import HandTag
    from aggregator.tag.agencies import key_of

    decided: list[HandTag] = []
    left_to_rules: list[HandTag] = []
    faults: list[str] = []
    known = _known(settings, carried)
    for one in corrections:
        sign, name = one[:1], one[1:].strip()
        if sign not in ("+", "=", MINUS):
            faults.append(f"{one!r}: write +NAME to add, -NAME to take away, =NAME to leave it to the rules.")
            continue
        found = known.get(key_of(name))
        if found is None:
            faults.append(_no_such(name, [name for _, name in known.values()]))
        elif sign == "=":
            left_to_rules.append(HandTag(kind=found[0], name=found[1], added=False))
        else:
            decided.append(HandTag(kind=found[0], name=found[1], added=sign == "+"))
    if faults:
        for fault in faults:
            tell(fault)
        raise typer.Exit(WRONG_USE)
    return decided, left_to_rules


def _known(settings: Settings, carried: Sequence[Tag]) -> dict[str, tuple[Literal["category", "agency"], str]]:
    """Every spelling of a category or agency → which it is: those of the settings, then what entries still carry."""
    from aggregator.tag.agencies import key_of

    known: dict[str, tuple[Literal["category", "agency"], str]] = {}
    for name in (
        *(rule.name for rule in settings.categories),
        *(name for source in settings.sources for name in source.categories),
        *(rule.category for source in settings.sources for rule in source.label_rules),
    ):
        known.setdefault(key_of(name), ("category", name))
    for agency in settings.agencies:
        for spelling in (agency.name, *agency.aliases, *agency.short_names):
            known.setdefault(key_of(spelling), ("agency", agency.name))
    for source in settings.sources:
        if source.agency is not None:
            known.setdefault(key_of(source.agency), ("agency", source.agency))
    for tag in carried:
        known.setdefault(key_of(tag.name), (tag.kind, tag.name))
    return known


def _no_such(name: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    by_folded = {one.casefold(): one for one in names}
    near = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.5)
    hint = f" Did you mean {by_folded[near[0]]!r}?" if near else ""
    return f"There is no category or agency {name!r} in the settings.{hint}"


def _show(entry: Entry, *, as_json: bool) -> None:
    if as_json:
        json_line(
            {
                "id": entry.published_id,
                "title": entry.title,
                "url": entry.link,
                "categories": entry.categories,
                "agencies": entry.agencies,
            }
        )
        return
    carried = ", ".join((*entry.categories, *entry.agencies)) or "no category and no agency"
    say(f"{entry.title}: {carried}.")

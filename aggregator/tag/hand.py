"""Corrections by hand over what the rules gave: they always win."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from aggregator.models.rules import HandTag, Reason, Tag

BY_HAND = Reason(rule="hand")


def with_hand(tags: Sequence[Tag], corrections: Collection[HandTag]) -> tuple[Tag, ...]:
    """The tags as corrected: without those taken away, with those added, categories before agencies."""
    if not corrections:
        return tuple(tags)
    decided = {(one.kind, one.name): one.added for one in corrections}
    kept = [tag for tag in tags if (tag.kind, tag.name) not in decided]
    added = [Tag(kind=kind, name=name, reasons=(BY_HAND,)) for (kind, name), is_added in decided.items() if is_added]
    return tuple(sorted((*kept, *added), key=lambda tag: tag.kind == "agency"))

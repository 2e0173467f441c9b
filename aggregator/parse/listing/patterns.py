"""The `include` and `exclude` patterns of a source, asked of links."""

from __future__ import annotations

from collections.abc import Sequence


def is_wanted(url: str, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> bool:
    """Whether an address passes: one of `include` (if there are any) and none of `exclude` fit it.

    A pattern is a part of the address, upper and lower case alike; `*` stands for anything in between.
    """
    if include and not any(_fits(url, pattern) for pattern in include):
        return False
    return not any(_fits(url, pattern) for pattern in exclude)


def _fits(url: str, pattern: str) -> bool:
    """Linear in the address: each piece is looked for behind the one before."""
    place, address = 0, url.lower()
    for piece in pattern.lower().split("*"):
        found = address.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return True

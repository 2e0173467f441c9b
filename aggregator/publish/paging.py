"""Which stretch of a list is which of its pages. Served lists are numbered from the newest page, those in files from
the oldest: one more entry then rewrites the head of a list alone, and every full page stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

#: The number of the page that stands in the list's own directory and begins with the newest entry.
HEAD = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a list: so many entries, counted from the newest. Its neighbours are page numbers, None for none."""

    offset: int
    limit: int
    newer: int | None
    older: int | None


def page_path(directory: str, number: int) -> str:
    """Where a page of the list of that directory stands."""
    return directory if number == HEAD else f"{directory}page/{number}/"


def from_newest(number: int, total: int, size: int) -> Part | None:
    """The page of that number, the head being the first; None if the list has no such page."""
    shown = max(number, 1)
    offset = (shown - 1) * size
    if number == 1 or (number != HEAD and offset >= total):
        return None
    newer = None if number == HEAD else HEAD if shown == 2 else shown - 1
    return Part(offset, size, newer, shown + 1 if offset + size < total else None)


def from_oldest(number: int, total: int, size: int) -> Part | None:
    """The page of that number, page 1 being the oldest; the head shows at least `size` entries if there are."""
    full = _full_pages(total, size)
    if number > full:
        return None
    if number == HEAD:
        return Part(0, max(total - full * size, size), None, full or None)
    newer = number + 1 if number < full else HEAD
    return Part(total - number * size, size, newer, number - 1 if number > 1 else None)


def numbers_from_newest(total: int, size: int) -> range:
    """The numbers of the pages besides the head."""
    return range(2, -(-total // size) + 1)


def numbers_from_oldest(total: int, size: int) -> range:
    """The same where page 1 is the oldest."""
    return range(1, _full_pages(total, size) + 1)


def _full_pages(total: int, size: int) -> int:
    return max(total // size - 1, 0)

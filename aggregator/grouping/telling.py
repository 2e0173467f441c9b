"""What an entry tells, as it comes to the matcher, and what the matcher answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An entry as far as grouping is concerned."""

    #: Unique among all that are compared.
    id: int | str
    source: int | str
    #: Who speaks, by name.
    publisher: str = ""
    title: str
    summary: str = ""
    #: The words of its body.
    text: str = ""
    url: str | None = None
    #: The moment it came, or the earlier one it bears.
    at: datetime
    #: A member's own post, which leads a story that it is in when the story goes out.
    is_member: bool = False
    is_vacancy: bool = False


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an entry belongs."""

    id: int | str
    #: The id of the entry that its story began with: its own, if it tells a new one.
    story: int | str
    #: The entry of the story that it was found to match; None where it began it.
    like: int | str | None = None
    #: Why, in words.
    why: str = ""

"""What a page elsewhere asks of the list that it embeds: which entries, how many, and how they look.

It comes from anybody's attributes, so whatever is not allowed counts as not said; only known values go further.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import urlencode

MOST_ENTRIES, USUAL_ENTRIES = 30, 8
_LONGEST_NAME = 120
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")

Scheme = Literal["auto", "light", "dark"]
_SCHEMES: tuple[Scheme, ...] = ("auto", "light", "dark")
_NO = ("no", "false", "off", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The colours, each as `#rrggbb`. None: the desk's own."""

    scheme: Scheme = "auto"
    accent: str | None = None
    paper: str | None = None
    ink: str | None = None

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Self:
        return cls(
            scheme=next((one for one in _SCHEMES if one == said.get("scheme")), "auto"),
            accent=_colour(said.get("accent")),
            paper=_colour(said.get("paper")),
            ink=_colour(said.get("ink")),
        )

    @property
    def said(self) -> dict[str, str]:
        """What is not as usual, by the names of attributes."""
        colours = {"accent": self.accent, "paper": self.paper, "ink": self.ink}
        scheme = {} if self.scheme == "auto" else {"scheme": self.scheme}
        return scheme | {name: colour.removeprefix("#") for name, colour in colours.items() if colour}


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    """A list to be embedded. `Embedding.read(one.said) == one`."""

    #: By name or slug. An agency counts only without a category.
    category: str | None = None
    agency: str | None = None
    #: Only vacancies that are open.
    jobs: bool = False
    entries: int = USUAL_ENTRIES
    pictures: bool = True
    #: Whether it names itself at its top.
    heading: bool = True
    look: Look = Look()

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Self:
        """What is said by the names of attributes; anything that makes no sense is left out."""
        category = _name(said.get("category"))
        jobs = category is None and "jobs" in said and said["jobs"].lower() not in _NO
        return cls(
            category=category,
            agency=None if category or jobs else _name(said.get("agency")),
            jobs=jobs,
            entries=_number(said.get("entries")),
            pictures=said.get("pictures", "").lower() not in _NO,
            heading=said.get("heading", "").lower() not in _NO,
            look=Look.read(said),
        )

    @property
    def said(self) -> dict[str, str]:
        """What is not as usual, by the names of attributes: the same list has the same in the same order."""
        found = {name: value for name, value in (("category", self.category), ("agency", self.agency)) if value}
        if self.jobs:
            found["jobs"] = "yes"
        if self.entries != USUAL_ENTRIES:
            found["entries"] = str(self.entries)
        found |= {name: "no" for name, shown in (("pictures", self.pictures), ("heading", self.heading)) if not shown}
        return found | self.look.said

    @property
    def query(self) -> str:
        """The same as the query of an address, empty where all is as usual."""
        return urlencode(self.said)


def read_form(said: Mapping[str, str]) -> Embedding:
    """What the form of the snippet's page was sent with. A box that is not ticked is not sent at all."""
    kind, _, name = said.get("list", "").partition(":")
    chosen = {kind: name or "yes"} if kind in ("category", "agency", "jobs") else {}
    if "chosen" in said:
        chosen |= {name: "no" for name in ("pictures", "heading") if name not in said}
    if "colours" in said:
        chosen |= {name: said[name] for name in ("accent", "paper", "ink") if name in said}
    return Embedding.read(chosen | {name: said[name] for name in ("entries", "scheme") if name in said})


def _name(text: str | None) -> str | None:
    name = " ".join((text or "").split())
    return name if name and len(name) <= _LONGEST_NAME and name.isprintable() else None


def _number(text: str | None) -> int:
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit()):
        return USUAL_ENTRIES
    return min(max(int(digits[:6]), 1), MOST_ENTRIES)


def _colour(text: str | None) -> str | None:
    read = _COLOUR.fullmatch((text or "").strip())
    return f"#{read[1].lower()}" if read else None

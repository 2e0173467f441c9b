"""The colours of pages: which there are, and what they are unless the desk says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a scheme, each as `#rrggbb`."""

    #: The ground, and what lifts off it.
    paper: str
    surface: str
    #: Text, and text that steps back.
    ink: str
    muted: str
    #: Links, and the line at the top.
    accent: str
    rule: str


LIGHT = Palette(paper="#fdfcf8", surface="#f5f2ea", ink="#1d2226", muted="#565e66", accent="#17505c", rule="#ddd6c6")
DARK = Palette(paper="#14181b", surface="#1d2326", ink="#e7e4dc", muted="#a7adb2", accent="#8ccbd8", rule="#343b40")

COLOURS = tuple(field.name for field in fields(Palette))
#: What is read must stand out from what it stands on.
READ = ("ink", "muted", "accent")
GROUNDS = ("paper", "surface")

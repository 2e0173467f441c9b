"""What can be said about an address, or made into a part of one, without asking the network."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile("['’‘`´]")
_NOT_WORD = re.compile(r"[\W_]+")


def slugify(name: str) -> str:
    """The part of an address that a name becomes: `St Christopher's` is `st-christophers`. Empty if nothing is left."""
    text = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name))
    text = "".join(character for character in text if not unicodedata.combining(character))
    return _NOT_WORD.sub("-", text.casefold()).strip("-")

"""What a form says: fields by name, read within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

#: Fields of one form: those of a page of a list, and some.
MOST_FIELDS = 500
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, in their order."""

    pairs: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """The last field of that name, without space around it; empty if there is none."""
        return next((value.strip() for key, value in reversed(self.pairs) if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every field of that name."""
        return [value for key, value in self.pairs if key == name]

    def number(self, name: str, otherwise: int) -> int:
        """A whole number of a few digits."""
        said = self.one(name)
        return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else otherwise

    def numbers(self, name: str) -> list[int]:
        """Every field of that name that is a key of the database."""
        return [int(one) for one in self.all(name) if one.isascii() and one.isdigit() and len(one) < 19]


async def read_form(request: Request) -> Form:
    """The form that was sent; HTTPException if it is none of ours."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise HTTPException(415)
    try:
        said = (await request.body()).decode("ascii")
        pairs = parse_qsl(said, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace")
    except ValueError as error:
        raise HTTPException(400) from error
    return Form(tuple((name, value.replace("\0", "")) for name, value in pairs))

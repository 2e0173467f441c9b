"""Collects what is wrong in a file, in sentences that name the line, what stands there and what is allowed.

Foreign validation errors become our problems here, and here alone. Of one place only the first fault is told.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from aggregator.config.document import Document, Fault, Path
from aggregator.errors import Problem

M = TypeVar("M", bound=BaseModel)

#: Keys whose values are secrets: never shown, whatever is wrong with them.
_SECRET_KEYS = frozenset(("auth", "headers", "password", "token", "webhook"))
_CREDENTIALS = re.compile(r"(?<=//)[^/\s@:]*(:[^\s@]*)?@")
_LONGEST_SHOWN = 80
_MOST_LISTED = 40
_MOST_SEARCHES = 200

#: pydantic's error types and our words for them, filled in from the error's context.
_SENTENCES = {
    "missing": "is missing; it must be given",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters long",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be {le:g} or less",
    "literal_error": "must be {expected}",
    "dict_type": "must be a mapping (lines of `key: value`)",
    "model_type": "must be a mapping (lines of `key: value`)",
    "model_attributes_type": "must be a mapping (lines of `key: value`)",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
}


class Report:
    """The problems of one document."""

    def __init__(self, file: str, document: Document) -> None:
        self._file = file
        self._document = document
        self._faults: dict[Path, Fault] = {}
        #: Every place that has a fault in it, however deep.
        self._tainted: set[Path] = set()
        self._searches = 0
        for fault in document.faults:
            self._note(fault)

    def add(self, path: Path, message: str, *, show: bool = False) -> None:
        """Note what is wrong at `path`; with `show` the sentence goes on "…, not" and what stands there."""
        path = self._document.written(path)
        if path not in self._faults:
            shown = f", not {self._shown(path)}" if show else ""
            self._note(Fault(path, self._document.line_at(path), message + shown))

    def add_unknown(self, path: Path, message: str, name: str, allowed: tuple[str, ...]) -> None:
        """Note a name that nobody knows, with the likeliest that was meant, and what is allowed."""
        self.add(path, f"{message}{self._suggestion(name, allowed)} {_listing(allowed)}")

    def _suggestion(self, name: str, allowed: tuple[str, ...]) -> str:
        """A question after the nearest allowed name, while they are few: the search is slow."""
        self._searches += 1
        if self._searches > _MOST_SEARCHES:
            return ";"
        by_folded = {word.casefold(): word for word in allowed}
        near = difflib.get_close_matches(name.casefold(), by_folded, n=1)
        return f"; did you mean `{by_folded[near[0]]}`?" if near else ";"

    def validate(self, model: type[M], value: Any, path: Path) -> M | None:
        """`value` as a `model`; None if anything is wrong in it, which is then in the report."""
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for details in error.errors(include_url=False, include_input=False):
                self._translate(model, details, path)
            return None

    def has_faults_in(self, path: Path) -> bool:
        """Whether anything at or below `path` is wrong."""
        return path in self._tainted

    def problems(self, source_names: dict[int, str]) -> list[Problem]:
        """Everything, in the order of the file; what lies inside an item of `sources:` carries the source's name."""
        faults = sorted(self._faults.values(), key=lambda fault: fault.line or 0)
        return [self._problem(fault, source_names) for fault in faults]

    def _note(self, fault: Fault) -> None:
        self._faults.setdefault(fault.path, fault)
        self._tainted.update(fault.path[:length] for length in range(len(fault.path) + 1))

    def _problem(self, fault: Fault, source_names: dict[int, str]) -> Problem:
        index = source_index(fault.path)
        source = None if index is None else source_names.get(index, path_text(fault.path[:2]))
        return Problem(self._file, fault.line, path_text(fault.path), fault.message, source)

    def _translate(self, model: type[BaseModel], details: ErrorDetails, path: Path) -> None:
        location = tuple(part for part in details["loc"] if part != "[key]")
        place = (*path, *location)
        kind, context = details["type"], details.get("ctx", {})
        if kind == "extra_forbidden":
            key = str(location[-1])
            self.add_unknown(place, f"unknown key `{key}`", key, _keys_of(_model_at(model, location[:-1])))
        elif kind == "value_error":
            self.add(place, str(context["error"]), show=True)
        elif kind in _SENTENCES:
            self.add(place, _SENTENCES[kind].format(**context).replace("'", ""), show=kind != "missing")
        else:
            self.add(place, details["msg"], show=True)

    def _shown(self, path: Path) -> str:
        """What stands at a place, as it was written: variables not filled in, secrets masked, not too long."""
        if _SECRET_KEYS & set(path):
            return "what is given (it may be secret, so it is not shown)"
        text = self._document.text_at(path)
        if text is None:
            return "a list or mapping"
        text = without_credentials(text)
        if len(text) > _LONGEST_SHOWN:
            text = text[:_LONGEST_SHOWN] + "…"
        return f'"{text}"' if text else "nothing"


def without_credentials(text: str) -> str:
    """`text` with the user and password of addresses in it masked."""
    return _CREDENTIALS.sub("***@", text)


def source_index(path: Path) -> int | None:
    """The position of the source that a place lies in."""
    inside = len(path) >= 2 and path[0] == "sources" and isinstance(path[1], int)
    return int(path[1]) if inside else None


def _listing(allowed: tuple[str, ...]) -> str:
    if not allowed:
        return "none are defined"
    more = f" and {len(allowed) - _MOST_LISTED} more" if len(allowed) > _MOST_LISTED else ""
    return f"allowed here: {', '.join(allowed[:_MOST_LISTED])}{more}"


def path_text(path: Iterable[str | int]) -> str:
    """A place as people write it: `sources[3].url`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _model_at(model: type[BaseModel], location: tuple[str | int, ...]) -> type[BaseModel]:
    """The model of a nested mapping, found by the keys that lead to it."""
    for key in location:
        field = model.model_fields[str(key)]
        candidates = (field.annotation, *get_args(field.annotation))
        model = next(kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel))
    return model

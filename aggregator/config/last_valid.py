"""What outlives a broken edit: the last file that could be used, and the last valid forms of its faulty sources.

All of it is kept as it was written, `${NAME}` not filled in, so that no secret of the environment lands in the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from aggregator.config.document import Document, Unreadable, read_document
from aggregator.config.sources import name_of


@dataclass(frozen=True, slots=True)
class LastValid:
    """The last file that could be used."""

    text: str
    #: What a faulty source in it is called → a file with nothing but its last valid form.
    forms: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """For keeping."""
        return json.dumps([self.text, dict(self.forms)], ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: str) -> Self:
        text, forms = json.loads(kept)
        return cls(text, forms)


class FormerForms:
    """How sources stood in the last valid file, for those that are faulty in a newer one."""

    def __init__(self, last: LastValid) -> None:
        self._forms = last.forms
        try:
            self._document = read_document(last.text.encode(), {})
        except Unreadable:  # another version of the program read it otherwise
            self._document = Document(None)
        self._items = items_of(self._document)

    def of(self, document: Document, index: int) -> Iterator[str]:
        """Files with nothing but a former form of this item of `document`, the likeliest first."""
        for former in self._alike(document, index):
            if (form := self._document.source_alone(former)) is not None:
                yield form
        if (form := self._forms.get(name_of(document, index))) is not None:
            yield form

    def _alike(self, document: Document, index: int) -> Iterator[int]:
        """By name, by address, and at last by place, if nothing else in the list moved."""
        marks = _marks(document, index)
        for former in range(len(self._items)):
            if marks & _marks(self._document, former):
                yield former
        items = items_of(document)
        if len(items) == len(self._items):
            others = set().union(*(_marks(document, place) for place in range(len(items)) if place != index))
            if not others & _marks(self._document, index):
                yield index


def items_of(document: Document) -> Sequence[object]:
    """What stands under `sources:`, if it is a list."""
    root = document.value
    items = root.get("sources") if isinstance(root, dict) else None
    return items if isinstance(items, list) else ()


def _marks(document: Document, index: int) -> set[tuple[str, str]]:
    """The name and the address of an item as they are written."""
    path = ("sources", index)
    said = {
        ("name", document.text_at((*path, "name"))),
        ("url", document.text_at((*path, "url")) or document.text_at(path)),
    }
    return {(key, text) for key, text in said if text}

"""An entry as its rules see it: the eight fields folded into one text, and the phrases found in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from aggregator.models.rules import FIELDS, Field, Reason, TagInput
from aggregator.tag.folding import LABEL_END, Folded, excerpt
from aggregator.tag.phrases import PhraseIndex

#: Longer texts are looked at up to here.
MAX_FIELD = 20_000

#: So much of a summary counts as one, the rest as body; so much of a body stands in for a missing summary.
#: Some feeds send whole articles as summaries, and rules for what an entry is about must not find everything in them.
OPENING = 600

#: A set of fields as bits, in the order of FIELDS.
Mask = int

_BITS: dict[Field, Mask] = {field: 1 << number for number, field in enumerate(FIELDS)}
_SUMMARY, _BODY = FIELDS.index("summary"), FIELDS.index("body")


def mask_of(fields: Iterable[Field]) -> Mask:
    mask = 0
    for field in fields:
        mask |= _BITS[field]
    return mask


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place of the entry that speaks for a tag."""

    rule: str
    phrase: str
    #: Number of the field in FIELDS, and the slice: of the folded text, or of the field itself for a regex.
    field: int
    start: int
    end: int
    folded: bool = True

    def overlaps(self, other: Evidence) -> bool:
        """Whether the two share some of the same words."""
        return (self.field, self.folded) == (other.field, other.folded) and (
            self.start < other.end and other.start < self.end
        )


class EntryText:
    """The texts of one entry with the hits of all phrases."""

    __slots__ = ("_folded", "_opening", "agency", "hits", "scope", "texts")

    def __init__(self, item: TagInput, index: PhraseIndex) -> None:
        self.scope = item.scope
        self.agency: Literal["about", "named"] | None = None
        labels = LABEL_END.join(item.labels)
        given = (item.title, item.summary, item.body, item.url, labels, item.author, item.publisher, item.source)
        self.texts = tuple(text[:MAX_FIELD] for text in given)
        self._folded = Folded(self.texts)
        self.hits = index.find(self._folded)
        self._opening: tuple[int, int] | None = None

    def has_agency(self, *, about: bool) -> bool:
        """Whether the entry names or comes from an agency, or is about one."""
        return self.agency == "about" or (self.agency == "named" and not about)

    def places(self, number: int, mask: Mask) -> Iterable[tuple[int, int, int]]:
        """Field, start and end of the hits of a phrase in some fields."""
        ends = self._folded.ends
        for start, end in self.hits.get(number, ()):
            field = 0
            while ends[field] <= start:
                field += 1
            if mask >> self._role(field, start) & 1:
                yield field, start, end

    def _role(self, field: int, start: int) -> int:
        """The field that a place counts as: the opening of the text as summary, what follows as body."""
        if field not in (_SUMMARY, _BODY):
            return field
        if self._opening is None:
            opens = self.offset(_SUMMARY if self.texts[_SUMMARY].strip() else _BODY)
            self._opening = (opens, opens + OPENING)
        return _SUMMARY if self._opening[0] <= start < self._opening[1] else _BODY

    def offset(self, field: int) -> int:
        """Where a field begins in the folded text."""
        return self._folded.ends[field - 1] + 1 if field else 0

    def reason(self, evidence: Evidence) -> Reason:
        """The evidence with the words around it."""
        if not evidence.phrase:
            return Reason(rule=evidence.rule)
        field = FIELDS[evidence.field]
        if evidence.folded:
            place = self._folded.place(evidence.field, evidence.start, evidence.end)
        else:
            text = self.texts[evidence.field]
            place = excerpt(text, *_words(text, evidence.start, evidence.end))
        return Reason(rule=evidence.rule, phrase=evidence.phrase, field=field, place=place)


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    """The number of the word at a place of a text, and how many words it holds."""
    inside = start > 0 and not text[start - 1].isspace()
    return len(text[:start].split()) - inside, len(text[start:end].split())

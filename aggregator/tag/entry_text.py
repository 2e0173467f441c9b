"""An entry as its rules see it: the eight fields folded into one text, and the phrases found in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from aggregator.models.rules import FIELDS, Field, Reason, TagInput
from aggregator.tag.folding import LABEL_END, Folded, excerpt
from aggregator.tag.phrases import Hit, PhraseIndex

#: Longer texts are looked at up to here.
MAX_FIELD = 10_000

#: So much of a summary counts as one, the rest as body; so much of a body stands in for a missing summary.
#: Some feeds send whole articles as summaries, and rules for what an entry is about must not find everything in them.
OPENING = 600

#: A set of fields, or of phrases by their numbers, as bits.
Bits = int

TITLE, SUMMARY, BODY = FIELDS.index("title"), FIELDS.index("summary"), FIELDS.index("body")
LABEL = FIELDS.index("label")


def bits_of(fields: Iterable[Field]) -> Bits:
    """The bits of some fields; unknown ones have none."""
    return sum(1 << FIELDS.index(field) for field in set(fields) if field in FIELDS)


class Place(NamedTuple):
    """Where a phrase stands: number of the field in FIELDS, the field that it counts as, slice of the folded text."""

    field: int
    role: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place of the entry that speaks for a tag."""

    rule: str
    phrase: str
    field: int
    #: The slice: of the folded text, or of the field itself for a regex.
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

    __slots__ = ("_by_role", "_folded", "_found", "agency", "phrases", "places", "scope", "texts")

    def __init__(self, item: TagInput, index: PhraseIndex) -> None:
        labels = LABEL_END.join(item.labels)
        given = (item.title, item.summary, item.body, item.url, labels, item.author, item.publisher, item.source)
        self.texts = tuple([text[:MAX_FIELD] for text in given])
        self.scope = item.scope
        #: How the entry stands to the agencies; known once they have been looked for.
        self.agency: Literal["about", "named"] | None = None
        self._folded = Folded(self.texts)
        #: Number of a phrase → the places where it stands, from left to right.
        self.places: dict[int, list[Place]] = {}
        self._by_role: list[Bits] = [0] * len(FIELDS)
        #: The phrases found anywhere.
        self.phrases: Bits = 0
        self._found: dict[Bits, Bits] = {}
        hits = index.find(self._folded)
        if hits:
            self._look(hits)

    def _look(self, hits: list[Hit]) -> None:
        ends = self._folded.ends
        # The opening of the text counts as summary, what follows as body.
        opens_in = SUMMARY if self.texts[SUMMARY].strip() else BODY
        opening_end = self.offset(opens_in) + OPENING
        field, places, by_role = 0, self.places, self._by_role
        for number, start, end in hits:
            while ends[field] <= start:
                field += 1
            role = field
            if field in (SUMMARY, BODY):
                role = SUMMARY if field == opens_in and start < opening_end else BODY
            place = Place(field, role, start, end)
            if number in places:
                places[number].append(place)
            else:
                places[number] = [place]
            by_role[role] |= 1 << number
        for bits in by_role:
            self.phrases |= bits

    def found(self, fields: Bits) -> Bits:
        """The phrases found in some fields."""
        found = self._found.get(fields)
        if found is None:
            found = 0
            for role, bits in enumerate(self._by_role):
                if bits and fields >> role & 1:
                    found |= bits
            self._found[fields] = found
        return found

    def has_agency(self, *, about: bool) -> bool:
        """Whether the entry names or comes from an agency, or is about one."""
        return self.agency == "about" or (self.agency == "named" and not about)

    def offset(self, field: int) -> int:
        """Where a field begins in the folded text."""
        return self._folded.ends[field - 1] + 1 if field else 0

    def reason(self, evidence: Evidence) -> Reason:
        """The evidence with the words around it."""
        if not evidence.phrase:
            return Reason(rule=evidence.rule)
        if evidence.folded:
            place = self._folded.place(evidence.field, evidence.start, evidence.end)
        else:
            text = self.texts[evidence.field]
            place = excerpt(text, *_words(text, evidence.start, evidence.end))
        return Reason(rule=evidence.rule, phrase=evidence.phrase, field=FIELDS[evidence.field], place=place)


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    """The number of the word at a place of a text, and how many words it holds."""
    inside = start > 0 and not text[start - 1].isspace()
    return len(text[:start].split()) - inside, len(text[start:end].split())

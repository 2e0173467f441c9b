"""Rules made ready to run: whether one is true of an entry, and which of its places to show for it.

The answer is a few comparisons of bits, the places are collected only for what turned out true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aggregator.models.rules import FIELDS, Field, Phrase, Rule
from aggregator.tag.entry_text import Bits, EntryText, Evidence, bits_of
from aggregator.tag.phrases import PhraseIndex
from aggregator.tag.regexes import Regex, regex_of

#: Where a phrase is looked for that names no field: what a reader of the list sees. Bodies mention everything.
DEFAULT_FIELDS: tuple[Field, ...] = ("title", "summary", "label")

#: The points of a hit where a rule has a threshold and no weights of its own.
DEFAULT_WEIGHTS: tuple[tuple[Field, float], ...] = (("title", 3), ("summary", 2), ("label", 2), ("body", 1))

#: So many places are shown for a tag.
MAX_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class _Words:
    """A phrase of a rule, by its number in the index."""

    number: int
    text: str
    fields: Bits

    @property
    def needs(self) -> Bits:
        return 1 << self.number

    def holds(self, entry: EntryText) -> bool:
        return bool(entry.found(self.fields) >> self.number & 1)

    def evidence(self, entry: EntryText) -> list[Evidence]:
        return [
            Evidence("phrase", self.text, place.field, place.start, place.end)
            for place in entry.places.get(self.number, ())
            if self.fields >> place.role & 1
        ]


class _OneOf:
    """Phrases one of which is enough, in one comparison for each set of fields."""

    __slots__ = ("_bits", "_words", "needs")

    def __init__(self, words: Sequence[_Words]) -> None:
        self._words = words
        by_fields: dict[Bits, Bits] = {}
        for word in words:
            by_fields[word.fields] = by_fields.get(word.fields, 0) | 1 << word.number
        self._bits = tuple(by_fields.items())
        #: No entry can hold it without one of these phrases.
        self.needs: Bits = 0
        for numbers in by_fields.values():
            self.needs |= numbers

    def holds(self, entry: EntryText) -> bool:
        if entry.phrases & self.needs:
            for fields, numbers in self._bits:
                if entry.found(fields) & numbers:
                    return True
        return False

    def evidence(self, entry: EntryText) -> list[Evidence]:
        return [place for word in self._words if word.holds(entry) for place in word.evidence(entry)]


class _Group:
    """The members of an `any`, `all` or `not`."""

    __slots__ = ("_one_of", "_others", "members", "needs")

    def __init__(self, members: Iterable[Phrase | Rule], index: PhraseIndex, fields: tuple[Field, ...]) -> None:
        self.members = [_member(member, index, fields) for member in members if member != Rule()]
        self._one_of = _OneOf([member for member in self.members if isinstance(member, _Words)])
        self._others = [member for member in self.members if not isinstance(member, _Words)]
        #: No entry can hold any of them without one of these phrases; None if one may hold without.
        self.needs: Bits | None = self._one_of.needs
        for other in self._others:
            self.needs = None if self.needs is None or other.needs is None else self.needs | other.needs

    def any_holds(self, entry: EntryText) -> bool:
        return self._one_of.holds(entry) or any(other.holds(entry) for other in self._others)

    def all_hold(self, entry: EntryText) -> bool:
        return all(member.holds(entry) for member in self.members)

    def each(self, entry: EntryText) -> Iterator[list[Evidence]]:
        """For each member that holds, its evidence."""
        for member in self.members:
            if member.holds(entry):
                yield member.evidence(entry)


class Condition:
    """A rule made ready."""

    __slots__ = ("_about", "_agency", "_all", "_any", "_none", "_scopes", "_threshold", "_weights", "needs")

    def __init__(self, rule: Rule, index: PhraseIndex) -> None:
        self._scopes, self._agency, self._about = rule.scopes, rule.agency, rule.about_agency
        self._threshold = rule.threshold
        weights = dict(rule.weights or DEFAULT_WEIGHTS)
        self._weights = [weights.get(name, 1.0) for name in FIELDS]
        fields = DEFAULT_FIELDS if rule.threshold is None else tuple(weights)
        self._any = _Group(_flat(rule.any), index, fields)
        self._all = _Group(rule.all, index, DEFAULT_FIELDS)
        self._none = _Group(rule.none_of, index, DEFAULT_FIELDS)
        #: No entry can hold it without one of these phrases; None if it may hold without.
        self.needs = self._any.needs if self._any.members else None
        for member in self._all.members:
            # The shortest list is the rarest to be found.
            if member.needs is not None and (self.needs is None or member.needs.bit_count() < self.needs.bit_count()):
                self.needs = member.needs

    def holds(self, entry: EntryText) -> bool:
        """Whether the rule is true of the entry."""
        if self.needs is not None and not entry.phrases & self.needs:
            return False
        if self._scopes and entry.scope not in self._scopes:
            return False
        if self._agency is not None and self._agency != entry.has_agency(about=self._about):
            return False
        if self._any.members and not self._any.any_holds(entry):
            return False
        if not self._all.all_hold(entry) or self._none.any_holds(entry):
            return False
        return self._threshold is None or self._score(entry)[0] >= self._threshold

    def evidence(self, entry: EntryText) -> list[Evidence]:
        """The places that make it true, given that it is. One without `any` and `all` has no place in particular."""
        found: list[Evidence] = []
        if self._threshold is not None:
            found += self._score(entry)[1]
        else:
            for places in self._any.each(entry):
                found += places
                if len(found) >= MAX_EVIDENCE:
                    break
        found = found[:MAX_EVIDENCE] + [places[0] for places in self._all.each(entry)]
        return found or [Evidence("not" if self._none.members else "source", "", 0, 0, 0)]

    def _score(self, entry: EntryText) -> tuple[float, list[Evidence]]:
        """Each phrase or rule counts once, in the best field where it stands apart from those counted before."""
        points, counted = 0.0, list[Evidence]()
        for places in self._any.each(entry):
            apart = [place for place in places if not any(map(place.overlaps, counted))]
            if apart:
                best = max(apart, key=lambda place: self._weights[place.field])
                points += self._weights[best.field]
                counted.append(best)
        return points, counted


_Member = _Words | _OneOf | Regex | Condition


def _member(member: Phrase | Rule, index: PhraseIndex, fields: tuple[Field, ...]) -> _Member:
    if isinstance(member, Rule):
        if member.is_plain and all(isinstance(one, Phrase) and regex_of(one.text) is None for one in member.any):
            return _OneOf([one for one in _Group(member.any, index, DEFAULT_FIELDS).members if isinstance(one, _Words)])
        return Condition(member, index)
    wanted = bits_of(member.fields or fields)
    pattern = regex_of(member.text)
    if pattern is not None:
        return Regex(member.text, pattern, wanted)
    return _Words(index.add(member.text), member.text, wanted)


def _flat(members: Sequence[Phrase | Rule]) -> Iterator[Phrase | Rule]:
    """The alternatives, with those of lists inside the list: one comparison serves them all."""
    for member in members:
        if isinstance(member, Rule) and member.is_plain:
            yield from _flat(member.any)
        else:
            yield member

"""Rules made ready to run: which hits of an entry make one true, and which of them to show for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import re2

from aggregator.models.rules import FIELDS, Field, Phrase, Rule
from aggregator.tag.entry_text import EntryText, Evidence, Mask, mask_of
from aggregator.tag.phrases import PhraseIndex

#: Where a phrase is looked for that names no field: what a reader of the list sees. Bodies mention everything.
DEFAULT_FIELDS: tuple[Field, ...] = ("title", "summary", "label")

#: The points of a hit where a rule has a threshold and no weights of its own.
DEFAULT_WEIGHTS: tuple[tuple[Field, float], ...] = (("title", 3), ("summary", 2), ("label", 2), ("body", 1))

#: A regex sees so much of a field. RE2 needs time in proportion to it, whatever the pattern.
MAX_SUBJECT = 10_000

#: So many places are shown for a tag.
MAX_EVIDENCE = 3


def regex_of(text: str) -> str | None:
    """The pattern inside `/…/`, if it is one."""
    return text[1:-1] if len(text) > 2 and text.startswith("/") and text.endswith("/") else None


def compile_regex(pattern: str) -> Any:
    """Raises re2.error if RE2 does not know it. Case makes no difference unless the pattern says (?-i)."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return re2.compile(pattern, options)


@dataclass(frozen=True, slots=True)
class _Regex:
    text: str
    compiled: Any
    mask: Mask

    def search(self, entry: EntryText) -> list[Evidence]:
        for number, text in enumerate(entry.texts):
            if text and self.mask >> number & 1:
                found = self.compiled.search(text[:MAX_SUBJECT])
                if found is not None:
                    return [Evidence("regex", self.text, number, found.start(), found.end(), folded=False)]
        return []


@dataclass(slots=True)
class _Group:
    """The members of an `any`, `all` or `not`: the phrases in a table, since an entry has few hits and a rule many."""

    phrases: dict[int, list[tuple[Mask, str]]] = field(default_factory=dict)
    others: list[_Regex | Condition] = field(default_factory=list)

    def evidence(self, entry: EntryText) -> list[Evidence]:
        """What speaks for it, up to what is shown: empty if nothing does."""
        found: list[Evidence] = []
        for evidences in self.each(entry):
            found += evidences
            if len(found) >= MAX_EVIDENCE:
                break
        return found[:MAX_EVIDENCE]

    def each(self, entry: EntryText) -> Iterable[list[Evidence]]:
        """For each member that holds, its evidence."""
        for number in entry.hits:
            for mask, text in self.phrases.get(number, ()):
                found = [Evidence("phrase", text, *place) for place in entry.places(number, mask)]
                if found:
                    yield found
        for other in self.others:
            found = other.search(entry)
            if found:
                yield found

    def holds(self, entry: EntryText) -> bool:
        return any(True for _ in self.each(entry))

    @property
    def size(self) -> int:
        return sum(map(len, self.phrases.values())) + len(self.others)


class Condition:
    """A rule made ready."""

    __slots__ = ("_about", "_agency", "_all", "_any", "_none", "_scopes", "_threshold", "_weights")

    def __init__(self, rule: Rule, index: PhraseIndex) -> None:
        self._scopes, self._agency, self._about = rule.scopes, rule.agency, rule.about_agency
        self._threshold = rule.threshold
        self._weights = [0.0] * len(FIELDS)
        fields = DEFAULT_FIELDS
        if rule.threshold is not None:
            weights = rule.weights or DEFAULT_WEIGHTS
            fields = tuple(name for name, _ in weights)
            self._weights = [dict(weights).get(name, 1.0) for name in FIELDS]
        self._any = _group(rule.any, index, fields)
        self._all = _group(rule.all, index, DEFAULT_FIELDS, alternatives=False)
        self._none = _group(rule.none_of, index, DEFAULT_FIELDS)

    def search(self, entry: EntryText) -> list[Evidence]:
        """Why the rule holds; empty if it does not. A rule without `any` and `all` holds for no place in particular."""
        if self._scopes and entry.scope not in self._scopes:
            return []
        if self._agency is not None and self._agency != entry.has_agency(about=self._about):
            return []
        found: list[Evidence] = []
        if self._any.size:
            found += self._score(entry) if self._threshold is not None else self._any.evidence(entry)
            if not found:
                return []
        if self._all.size:
            each = list(self._all.each(entry))
            if len(each) < self._all.size:
                return []
            found += [evidences[0] for evidences in each]
        if self._none.size and self._none.holds(entry):
            return []
        return found or [Evidence("not" if self._none.size else "source", "", 0, 0, 0)]

    def _score(self, entry: EntryText) -> list[Evidence]:
        """Each phrase or rule counts once, in the best field where it stands apart from those counted before."""
        points, counted = 0.0, list[Evidence]()
        for evidences in self._any.each(entry):
            apart = [evidence for evidence in evidences if not any(map(evidence.overlaps, counted))]
            if apart:
                best = max(apart, key=lambda evidence: self._weights[evidence.field])
                points += self._weights[best.field]
                counted.append(best)
        return counted[:MAX_EVIDENCE] if self._threshold is not None and points >= self._threshold else []


def _flat(members: Sequence[Phrase | Rule]) -> Iterable[Phrase | Rule]:
    """The alternatives, with those of lists inside the list: one table serves them all."""
    for member in members:
        if isinstance(member, Rule) and member.is_plain:
            yield from _flat(member.any)
        else:
            yield member


def _group(
    members: Sequence[Phrase | Rule], index: PhraseIndex, fields: tuple[Field, ...], *, alternatives: bool = True
) -> _Group:
    group = _Group()
    for member in _flat(members) if alternatives else members:
        if isinstance(member, Rule):
            if member != Rule():
                group.others.append(Condition(member, index))
            continue
        mask = mask_of(member.fields or fields)
        pattern = regex_of(member.text)
        if pattern is not None:
            group.others.append(_Regex(member.text, compile_regex(pattern), mask))
        else:
            group.phrases.setdefault(index.add(member.text), []).append((mask, member.text))
    return group

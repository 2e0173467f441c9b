"""The tag stage: an entry in, its verdict out. What the rules of a config say, made ready once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.models.rules import AgencyRule, CategoryRule, Reason, Rule, Tag, TagInput, Verdict
from aggregator.tag.agencies import AgencyFinder, FoundAgency, key_of
from aggregator.tag.conditions import Condition
from aggregator.tag.entry_text import EntryText
from aggregator.tag.phrases import PhraseIndex

_NO_RULE = Rule()


@dataclass(frozen=True, slots=True)
class _Category:
    rule: CategoryRule
    #: None where the rule has no phrases: then its other conditions decide, or nobody but sources and labels.
    condition: Condition | None
    key: str
    gives_way_to: tuple[str, ...]


class Tagger:
    """Tags entries by the rules of one config. Make it with `compile_rules`."""

    def __init__(
        self, categories: Sequence[CategoryRule], agencies: Sequence[AgencyRule], relevance: Rule, vacancy: Rule
    ) -> None:
        self._index = PhraseIndex()
        self._agencies = AgencyFinder(agencies, self._index)
        self._categories = [
            _Category(rule, self._condition(rule.rule), key_of(rule.name), tuple(map(key_of, rule.unless)))
            for rule in categories
        ]
        # In the order of evaluation: those that give way to others wait for them.
        self._by_rank = sorted(self._categories, key=lambda category: bool(category.gives_way_to))
        self._names = {category.key: category.rule.name for category in self._categories}
        self._relevance = self._condition(relevance)
        self._vacancy = self._condition(vacancy)
        self._index.close()

    def tag(self, item: TagInput) -> Verdict:
        """Whether the entry is kept, and its categories and agencies in the order of the config."""
        entry = EntryText(item, self._index)
        agencies = self._agencies.find(item, entry)
        if agencies:
            entry.agency = "about" if any(agency.is_subject for agency in agencies) else "named"
        why = self._why_relevant(item, entry, agencies)
        if not why:
            return Verdict(relevant=False, reasons=(Reason(rule="relevance"),))
        tags = (*self._find_categories(item, entry, agencies), *(_agency_tag(agency) for agency in agencies))
        return Verdict(relevant=True, tags=tags, reasons=why)

    def canonical_agency(self, name: str) -> str:
        """The name in the config of the agency that goes by this name; the name itself if there is none."""
        return self._agencies.canonical(name)

    def _condition(self, rule: Rule) -> Condition | None:
        return None if rule.is_empty else Condition(rule, self._index)

    def _why_relevant(self, item: TagInput, entry: EntryText, agencies: list[FoundAgency]) -> tuple[Reason, ...]:
        """Why the entry is kept; empty if it is not. Only broad sources have to prove it."""
        if item.scope != "broad":
            return (Reason(rule="source", phrase=item.scope),)
        if agencies:
            return agencies[0].reasons
        if self._relevance is None:
            return (Reason(rule="source", phrase=item.scope),)
        return _reasons(self._relevance, entry)

    def _find_categories(self, item: TagInput, entry: EntryText, agencies: list[FoundAgency]) -> list[Tag]:
        given = _given_categories(item)
        why_vacancy = self._why_vacancy(item, entry)
        applies = {key: reasons for key, (_, reasons) in given.items()}
        for category in self._by_rank:
            if not any(key in applies for key in category.gives_way_to):
                found = self._why_category(category, item, entry, agencies, why_vacancy)
                if found:
                    applies[category.key] = (*applies.get(category.key, ()), *found)
        # A source may give a category that has no rule.
        names = self._names | {key: name for key, (name, _) in given.items() if key not in self._names}
        return [Tag(kind="category", name=name, reasons=applies[key]) for key, name in names.items() if key in applies]

    def _why_vacancy(self, item: TagInput, entry: EntryText) -> tuple[Reason, ...]:
        """Why the entry is a job: because its page said so, or by its words."""
        if item.is_vacancy:
            return (Reason(rule="vacancy"),)
        if self._vacancy is None:
            return ()
        return _reasons(self._vacancy, entry)

    @staticmethod
    def _why_category(
        category: _Category,
        item: TagInput,
        entry: EntryText,
        agencies: list[FoundAgency],
        vacancy: tuple[Reason, ...],
    ) -> tuple[Reason, ...]:
        """Why the rule of a category holds; empty if it does not."""
        rule = category.rule
        if rule.scopes and item.scope not in rule.scopes:
            return ()
        if rule.vacancy is not None and rule.vacancy != bool(vacancy):
            return ()
        counted = [agency for agency in agencies if agency.is_subject or not rule.about_agency]
        if rule.agency is not None and rule.agency != bool(counted):
            return ()
        if category.condition is not None:
            return _reasons(category.condition, entry)
        if rule.vacancy:
            return vacancy
        if rule.agency:
            return counted[0].reasons
        if rule.scopes or rule.vacancy is not None or rule.agency is not None:
            return (Reason(rule="source", phrase=item.scope),)
        return ()


def compile_rules(
    *,
    categories: Sequence[CategoryRule],
    agencies: Sequence[AgencyRule],
    relevance: Rule,
    vacancy: Rule = _NO_RULE,
) -> Tagger:
    """The rules of a config, ready to tag with.

    `vacancy` says by which words an entry is a job whose page did not say so.
    """
    return Tagger(categories, agencies, relevance, vacancy)


def _reasons(condition: Condition, entry: EntryText) -> tuple[Reason, ...]:
    """Why a condition holds; empty if it does not."""
    if not condition.holds(entry):
        return ()
    return tuple(entry.reason(evidence) for evidence in condition.evidence(entry))


def _given_categories(item: TagInput) -> dict[str, tuple[str, tuple[Reason, ...]]]:
    """Categories that the source gives: to every entry, or by a label of the publisher's."""
    given: dict[str, tuple[str, tuple[Reason, ...]]] = {}

    def give(name: str, reason: Reason) -> None:
        known, reasons = given.get(key_of(name), (name, ()))
        given[key_of(name)] = (known, (*reasons, reason))

    for name in item.categories:
        give(name, Reason(rule="source", phrase=name, field="source", place=item.source or None))
    if item.label_rules and item.labels:
        labels = {key_of(label): label for label in item.labels}
        for rule in item.label_rules:
            label = labels.get(key_of(rule.label))
            if label is not None:
                give(rule.category, Reason(rule="label", phrase=rule.label, field="label", place=label))
    return given


def _agency_tag(agency: FoundAgency) -> Tag:
    return Tag(kind="agency", name=agency.name, reasons=agency.reasons)

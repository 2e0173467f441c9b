"""Short ways to write rules and entries down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aggregator.models.rules import AgencyRule, CategoryRule, Phrase, Reason, Rule, TagInput, Verdict
from aggregator.tag.tagger import Tagger, compile_rules


def phrases(*texts: str, fields: tuple[Any, ...] = ()) -> tuple[Phrase, ...]:
    return tuple(Phrase(text, fields, line) for line, text in enumerate(texts, 1))


def any_of(*texts: str, fields: tuple[Any, ...] = ()) -> Rule:
    return Rule(any=phrases(*texts, fields=fields))


def tagger(
    *categories: CategoryRule,
    agencies: Sequence[AgencyRule] = (),
    relevance: Rule | None = None,
    vacancy: Rule | None = None,
) -> Tagger:
    return compile_rules(
        categories=categories, agencies=agencies, relevance=relevance or Rule(), vacancy=vacancy or Rule()
    )


def holds(rule: Rule, **item: Any) -> bool:
    """Whether a rule, as that of the only category, is true of an entry."""
    return bool(categories(tagger(CategoryRule(name="Found", rule=rule)).tag(TagInput(**item))))


def categories(verdict: Verdict) -> list[str]:
    return [tag.name for tag in verdict.tags if tag.kind == "category"]


def agencies(verdict: Verdict) -> list[str]:
    return [tag.name for tag in verdict.tags if tag.kind == "agency"]


def reasons(verdict: Verdict, name: str) -> tuple[Reason, ...]:
    return next(tag.reasons for tag in verdict.tags if tag.name == name)

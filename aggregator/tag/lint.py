"""What is odd about rules that can be read: what never matches, is never needed, or names what is not there.

Such rules do no harm, so these are hints for `check`; what can't be read at all is the config's to refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import re2

from aggregator.errors import Problem
from aggregator.models.rules import FIELDS, AgencyRule, CategoryRule, Field, Phrase, Rule
from aggregator.tag.agencies import key_of
from aggregator.tag.conditions import DEFAULT_FIELDS, DEFAULT_WEIGHTS
from aggregator.tag.folding import WORD, fold
from aggregator.tag.regexes import compile_regex, regex_of


def lint_rules(
    *,
    categories: Sequence[CategoryRule],
    agencies: Sequence[AgencyRule],
    relevance: Rule,
    vacancy: Rule,
    file: str,
) -> tuple[Problem, ...]:
    """Every rule that can't do what its author must have meant, by its line."""
    found: list[_Finding] = [
        *_in_rule(relevance, "relevance"),
        *_in_rule(vacancy, "vacancies"),
        *(finding for category in categories for finding in _in_category(category, categories)),
        *(finding for agency in agencies for finding in _in_agency(agency)),
        *_shared_names(agencies),
    ]
    return tuple(Problem(file, finding.line, finding.key, finding.message) for finding in found)


@dataclass(frozen=True, slots=True)
class _Finding:
    line: int | None
    key: str
    message: str


def _in_category(category: CategoryRule, all_of_them: Sequence[CategoryRule]) -> Iterator[_Finding]:
    key = f"categories.{category.name}"
    yield from _in_rule(category.rule, key)
    known = {key_of(other.name) for other in all_of_them} - {key_of(category.name)}
    for name in category.unless:
        if key_of(name) not in known:
            yield _Finding(category.line, key, f"`unless` names no other category: {name!r}")
    if category.scopes == ("member",) and category.agency is False:
        yield _Finding(category.line, key, "can never apply: a member's entries always come from an agency")


def _in_rule(rule: Rule, key: str) -> Iterator[_Finding]:
    fields = DEFAULT_FIELDS
    if rule.threshold is not None:
        fields = tuple(name for name, _ in rule.weights or DEFAULT_WEIGHTS)
    any_of, all_of, none_of = (tuple(_leaves(group)) for group in (rule.any, rule.all, rule.none_of))
    for phrase in (*any_of, *all_of, *none_of):
        yield from _in_phrase(phrase, key)
    if rule.threshold is None:  # where points are counted, a phrase inside another is one more
        yield from _never_needed(any_of, fields, key)
    yield from _never_needed(none_of, DEFAULT_FIELDS, key)
    yield from _ruled_out((*any_of, *all_of), fields, none_of, key)
    yield from _in_score(rule, any_of, key)
    for member in (*rule.any, *rule.all, *rule.none_of):
        if isinstance(member, Rule) and not member.is_plain:
            yield from _in_rule(member, key)
    for member in rule.all:
        if isinstance(member, Rule) and member.is_plain:
            yield from _in_rule(member, key)


def _leaves(group: Iterable[Phrase | Rule]) -> Iterator[Phrase]:
    """The phrases of a group and of plain lists inside it."""
    for member in group:
        if isinstance(member, Phrase):
            yield member
        elif member.is_plain:
            yield from _leaves(member.any)


def _in_phrase(phrase: Phrase, key: str) -> Iterator[_Finding]:
    def found(message: str) -> _Finding:
        return _Finding(phrase.line, key, f"{phrase.text!r} {message}")

    for name in phrase.fields:
        if name not in FIELDS:
            yield found(f"is looked for in an unknown field {name!r}; known are {', '.join(FIELDS)}")
    pattern = regex_of(phrase.text)
    if pattern is not None:
        yield from map(found, _regex_faults(pattern))
        return
    folded = fold(phrase.text).strip()
    if not any(character in WORD for character in folded):
        yield found("can't match: it has no letter or digit")
    for word in folded.split(" "):
        if "*" in word[:-1]:
            yield found("can't match as meant: a star stands at the end of a word")
            break


def _regex_faults(pattern: str) -> Iterator[str]:
    try:
        compiled = compile_regex(pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        yield f"can't match: RE2 does not know this regular expression ({text})"
        return
    if compiled.search("") is not None:
        yield "matches every entry: it allows for nothing at all"


def _never_needed(phrases: Sequence[Phrase], fields: tuple[Field, ...], key: str) -> Iterator[_Finding]:
    """Phrases that another one of the same list finds anyway."""
    words = [_words(phrase) for phrase in phrases]
    for place, phrase in enumerate(phrases):
        for other_place, other in enumerate(phrases):
            if place == other_place or not _covers(other, words[other_place], phrase, words[place], fields):
                continue
            # Of two that find the same, the later is one too many.
            if _covers(phrase, words[place], other, words[other_place], fields) and place < other_place:
                continue
            yield _Finding(phrase.line, key, f"{phrase.text!r} is never needed: {_cited(other)} finds it too")
            break


def _ruled_out(
    phrases: Sequence[Phrase], fields: tuple[Field, ...], none_of: Sequence[Phrase], key: str
) -> Iterator[_Finding]:
    for phrase in phrases:
        for other in none_of:
            if _covers(other, _words(other), phrase, _words(phrase), fields):
                yield _Finding(phrase.line, key, f"{phrase.text!r} can't help: `not` rules it out by {_cited(other)}")
                break


def _in_score(rule: Rule, any_of: Sequence[Phrase], key: str) -> Iterator[_Finding]:
    line = next((phrase.line for phrase in any_of), None)
    if rule.threshold is None:
        if rule.weights:
            yield _Finding(line, key, "`weights` do nothing without a `threshold`")
        return
    weights = dict(rule.weights or DEFAULT_WEIGHTS)
    for name in weights:
        if name not in FIELDS:
            yield _Finding(line, key, f"`weights` names an unknown field {name!r}; known are {', '.join(FIELDS)}")
    rules = sum(1 for member in rule.any if isinstance(member, Rule) and not member.is_plain)
    best = sum(max((weights.get(name, 1) for name in phrase.fields or weights), default=0) for phrase in any_of)
    if best + rules * max(weights.values(), default=0) < rule.threshold:
        yield _Finding(line, key, f"can't match: its phrases reach at most {best:g} of {rule.threshold:g} points")


def _in_agency(agency: AgencyRule) -> Iterator[_Finding]:
    key = f"agencies.{agency.name}"
    bare = ((agency.name,) if agency.by_name else ()) + agency.short_names
    names = (*agency.aliases, *bare)
    for name in names:
        if not any(character in WORD for character in fold(name)):
            yield _Finding(agency.line, key, f"{name!r} can't match: it has no letter or digit")
    if (agency.context or agency.unless) and not bare:
        yield _Finding(
            agency.line, key, "`context` and `unless` do nothing: no bare name and no short name is looked for"
        )
    for friend in agency.none_of:
        touching = [name for name in names if _meet(key_of(name), key_of(friend))]
        if not touching:
            yield _Finding(agency.line, key, f"`not` {friend!r} excludes nothing: none of the names stands in it")
        for name in touching:
            if key_of(name) == key_of(friend):
                yield _Finding(agency.line, key, f"{name!r} can't match: it is one of its own false friends")


def _meet(name: str, friend: str) -> bool:
    """Whether a name can stand inside a false friend, or overlap its beginning or end."""
    friend = friend.replace("*", "")
    ends = any(friend.endswith(name[:size]) for size in range(3, len(name)))
    begins = any(friend.startswith(name[-size:]) for size in range(3, len(name)))
    return name in friend or friend in name or ends or begins


def _shared_names(agencies: Sequence[AgencyRule]) -> Iterator[_Finding]:
    owners: dict[str, str] = {}
    for agency in agencies:
        for name in dict.fromkeys((agency.name, *agency.aliases, *agency.short_names)):
            owner = owners.setdefault(key_of(name), agency.name)
            if owner != agency.name:
                yield _Finding(agency.line, f"agencies.{agency.name}", f"{name!r} is a name of {owner} already")


def _cited(phrase: Phrase) -> str:
    return f"{phrase.text!r}" if phrase.line is None else f"{phrase.text!r} on line {phrase.line}"


def _words(phrase: Phrase) -> tuple[str, ...]:
    """The words of a phrase as they are compared, those in capitals as they are; a regex has none."""
    if regex_of(phrase.text) is not None:
        return ()
    words = fold(phrase.text).strip().split(" ")
    return tuple(word if len(word) > 1 and word.isupper() and word.isalpha() else word.casefold() for word in words)


def _covers(
    wide: Phrase, wide_words: tuple[str, ...], narrow: Phrase, narrow_words: tuple[str, ...], fields: tuple[Field, ...]
) -> bool:
    """Whether everything that one phrase finds is found by the other too."""
    if not set(narrow.fields or fields) <= set(wide.fields or fields):
        return False
    if not wide_words or not narrow_words:
        return wide.text == narrow.text
    starts = range(len(narrow_words) - len(wide_words) + 1)
    return any(all(map(_word_covers, wide_words, narrow_words[start:])) for start in starts)


def _word_covers(wide: str, narrow: str) -> bool:
    if wide.endswith("*"):
        return narrow.removesuffix("*").casefold().startswith(wide[:-1])
    return wide in (narrow, narrow.casefold()) and not narrow.endswith("*")

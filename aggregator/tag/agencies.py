"""Which member organisations an entry names, links to or comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from aggregator.models.rules import AgencyRule, Reason, TagInput
from aggregator.tag.entry_text import SUMMARY, TITLE, Bits, EntryText, Evidence, bits_of
from aggregator.tag.folding import fold
from aggregator.tag.phrases import PhraseIndex

_NAMED_IN = bits_of(("title", "summary", "body", "label"))

#: An agency named in so many characters from the beginning of the summary is what the entry is about.
EARLY = 60


@dataclass(frozen=True, slots=True)
class FoundAgency:
    """An agency of an entry, why, and whether the entry is about it or only mentions it."""

    name: str
    reasons: tuple[Reason, ...]
    is_subject: bool


@dataclass(frozen=True, slots=True)
class _Names:
    rule: AgencyRule
    #: Names that always count, and those that do by their context, by their numbers.
    sure: tuple[tuple[int, str], ...]
    unsure: tuple[tuple[int, str], ...]
    false_friends: tuple[int, ...]
    context: tuple[int, ...]
    unless: tuple[int, ...]


class AgencyFinder:
    """Finds the agencies of a config in an entry."""

    def __init__(self, rules: Sequence[AgencyRule], index: PhraseIndex) -> None:
        self._rules = rules
        self._agencies = [_compile(rule, index) for rule in rules]
        #: Number of a name → the agencies that it may stand for.
        self._by_number: dict[int, list[int]] = {}
        for place, agency in enumerate(self._agencies):
            for number, _ in (*agency.sure, *agency.unsure):
                self._by_number.setdefault(number, []).append(place)
        self._names: Bits = sum(1 << number for number in self._by_number)
        self._by_name = {
            key_of(name): place
            for place, rule in reversed(list(enumerate(rules)))
            for name in (*rule.aliases, *rule.short_names, rule.name)
        }
        self._by_host = {
            host: place
            for place, rule in enumerate(rules)
            for site in (rule.site, *rule.other_sites)
            if site and (host := host_of(site))
        }

    def find(self, item: TagInput, entry: EntryText) -> list[FoundAgency]:
        """The agencies in the order of the config."""
        certain: dict[int, list[Reason]] = {}
        unlisted: list[FoundAgency] = []
        if item.agency is not None:
            reason = Reason(rule="source", phrase=item.agency, field="source", place=item.source or item.agency)
            own = self._by_name.get(key_of(item.agency))
            if own is None:
                unlisted.append(FoundAgency(item.agency, (reason,), True))
            else:
                certain[own] = [reason]
        if item.publisher and (by := self._by_name.get(key_of(item.publisher))) is not None and by not in certain:
            certain[by] = [Reason(rule="agency", phrase=item.publisher, field="publisher", place=item.publisher)]
        linked = self._linked(item.url)
        if linked is not None and linked[0] not in certain:
            certain[linked[0]] = [Reason(rule="domain", phrase=linked[1], field="url", place=item.url)]
        places = set(certain)
        if entry.phrases & self._names:
            for number in self._by_number.keys() & entry.places.keys():
                places.update(self._by_number[number])
        found = (self._judge(place, certain.get(place, []), entry) for place in sorted(places))
        return [*(agency for agency in found if agency is not None), *unlisted]

    def canonical(self, name: str) -> str:
        """The name in the config of an agency that goes by this name; the name itself if there is none."""
        place = self._by_name.get(key_of(name))
        return name if place is None else self._rules[place].name

    def _judge(self, place: int, certain: list[Reason], entry: EntryText) -> FoundAgency | None:
        named = _named(self._agencies[place], entry)
        if not certain and not named:
            return None
        about = any(_is_prominent(evidence, entry) for evidence in named)
        reasons = (*certain, *(entry.reason(evidence) for evidence in named[:2]))
        return FoundAgency(self._rules[place].name, reasons, bool(certain) or about)

    def _linked(self, url: str) -> tuple[int, str] | None:
        """The agency whose site, or a host below it, the link leads to."""
        host = host_of(url)
        while host:
            place = self._by_host.get(host)
            if place is not None:
                return place, host
            host = host.partition(".")[2]
        return None


def _compile(rule: AgencyRule, index: PhraseIndex) -> _Names:
    bare = ((rule.name,) if rule.by_name else ()) + rule.short_names

    def numbered(names: Sequence[str]) -> tuple[tuple[int, str], ...]:
        return tuple((index.add(name, proper=True), name) for name in names)

    return _Names(
        rule=rule,
        sure=numbered(rule.aliases),
        unsure=numbered(bare),
        false_friends=tuple(index.add(name) for name in rule.none_of),
        context=tuple(index.add(word) for word in rule.context),
        unless=tuple(index.add(word) for word in rule.unless),
    )


def _named(agency: _Names, entry: EntryText) -> list[Evidence]:
    """Where the agency is named: not inside a false friend, and in the right context where that is asked for."""
    names = agency.sure
    in_context = not agency.context or any(number in entry.places for number in agency.context)
    if in_context and not any(number in entry.places for number in agency.unless):
        names += agency.unsure
    friends = [place for number in agency.false_friends for place in entry.places.get(number, ())]
    return sorted(
        (
            Evidence("agency", name, place.field, place.start, place.end)
            for number, name in names
            for place in entry.places.get(number, ())
            if _NAMED_IN >> place.field & 1
            and not any(friend.start < place.end and place.start < friend.end for friend in friends)
        ),
        key=lambda evidence: evidence.start,
    )


def _is_prominent(evidence: Evidence, entry: EntryText) -> bool:
    if evidence.field == SUMMARY:
        return evidence.start - entry.offset(SUMMARY) < EARLY
    return evidence.field == TITLE


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """What two spellings of a name have in common."""
    return " ".join(fold(name).casefold().split())


def host_of(url: str) -> str:
    """The host of an address without `www.`, quickly: links are looked at by the thousand."""
    _, _, rest = url.partition("://")
    host = rest.partition("/")[0].partition("?")[0].partition("#")[0].rpartition("@")[2].partition(":")[0]
    return host.lower().removeprefix("www.").rstrip(".")

"""What a source presents, recognised: under which identity it is stored, whatever it is called this time.

Ids come and go: a site gets another system, one that makes new ids at each visit, or numbers whatever stands first.
An entry under a new name is looked for by its address, then by its text, among what its own source has presented, never
among others'. A source whose ids prove random or re-used is known by addresses from then on, else by texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from aggregator.models.entry import Prepared
from aggregator.models.rules import Verdict
from aggregator.models.source import Habits, Trust
from aggregator.parse.identity import identifies, name_entry
from aggregator.store import aliases
from aggregator.store.aliases import Remembered
from aggregator.store.engine import Transaction

#: Polls in which most of a document came under new names before its names are given up.
RENAMED_POLLS = 2
#: So many aliases of a source are no accidents.
MOST_ALIASES = 5_000
#: So many entries that changed both address and title, and are most of their document, are not just edited.
REUSED_IDS = 3

Judged = tuple[Prepared, Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What stands in a document, under the identities by which we know it."""

    #: Not stored yet, and stored but edited; without what was removed, and each once.
    fresh: tuple[Judged, ...]
    edited: tuple[Prepared, ...]
    #: Of everything that stands in the document.
    identities: tuple[str, ...]
    #: How many known ones bear another date than at first.
    redated: int
    habits: Habits


def all_new(judged: Sequence[Judged], listed: Sequence[str], habits: Habits) -> Recognised:
    """The entries of a source that has never presented anything."""
    return Recognised(fresh=tuple(judged), edited=(), identities=tuple(listed), redated=0, habits=habits)


def recognise(
    tx: Transaction, source_id: int, judged: Sequence[Judged], listed: Sequence[str], habits: Habits
) -> Recognised:
    """Which of the new and edited entries of a source that has presented something before are which.

    `listed` are the identities of the whole document.
    """
    document = _Document(tx, source_id, [entry for entry, _ in judged], listed, habits.trust)
    weaker: Trust | None = None
    if habits.trust == "id" and document.ids_are_reused():
        weaker = document.next_trust()
    else:
        document.look_further()
        if document.is_mostly_renamed():
            habits = replace(habits, renamed_polls=habits.renamed_polls + 1)
        if _is_enough(habits, document):
            weaker = document.next_trust()
    if weaker is not None:
        aliases.name_all(tx, source_id, weaker)
        return recognise(tx, source_id, judged, listed, replace(habits, trust=weaker, renamed_polls=0))
    aliases.remember(tx, source_id, document.renamed)
    return document.told(judged, habits)


def _is_enough(habits: Habits, document: _Document) -> bool:
    if habits.trust == "text":
        return False  # there is nothing weaker
    too_many = habits.trust == "id" and len(document.aliases) > MOST_ALIASES
    return too_many or (habits.renamed_polls >= RENAMED_POLLS and document.is_mostly_renamed())


class _Document:
    """The new and edited entries of a document beside what is remembered of their source."""

    def __init__(
        self, tx: Transaction, source_id: int, prepared: Sequence[Prepared], listed: Sequence[str], trust: Trust
    ) -> None:
        self._tx, self._source_id, self._trust = tx, source_id, trust
        self._prepared, self._listed = prepared, listed
        self.aliases = aliases.load(tx, source_id)
        self._names = self._called()
        self._targets = [self.aliases.get(name, name) for name in self._names]
        self._rows = aliases.by_identity(tx, source_id, set(self._targets))
        changed = {entry.identity for entry in prepared}
        unchanged = {self.aliases.get(identity, identity) for identity in listed if identity not in changed}
        #: What certainly stands in the document under its own name.
        self._present = unchanged | self._rows.keys()
        #: New name → the identity of what was recognised under it.
        self.renamed: dict[str, str] = {}
        self._by_text = 0

    def _called(self) -> list[str]:
        """What each entry is called, as far as its source's ids are trusted."""
        if self._trust != "id":
            return [_name(self._trust, entry) for entry in self._prepared]
        split = aliases.ambiguous_ids(self._tx, self._source_id) if self._prepared else set()
        return [
            _name("id", entry, is_ambiguous=True) if entry.entry_id in split else entry.identity
            for entry in self._prepared
        ]

    def ids_are_reused(self) -> bool:
        """Whether known ids stand on other articles now: the address of one under the id of another is proof, and so is
        most of a document that changed both address and title, if it is many entries, or if their dates changed too."""
        moved = [(entry, row) for entry, row in self._known() if _is_another(entry, row)]
        presented = {entry.address for entry in self._prepared}
        if any(row.address in presented for _, row in moved):
            return True
        are_dated_anew = all(_is_redated(entry, row) for entry, row in moved)
        return self._is_most(len(moved)) and (len(moved) >= REUSED_IDS or are_dated_anew)

    def look_further(self) -> None:
        """Recognise what came under new names: by its address, and if that leaves most of the document, by its text."""
        self._match(self._fresh_at_own_addresses())
        left = {entry.text_name: entry for entry in self._fresh()}
        if not self._is_most(len(left)):
            return
        remembered = aliases.by_text(self._tx, self._source_id, left)
        by_text = {one.text_name: one for one in remembered if one.identity not in self._present}
        found = [(left[name], one) for name, one in by_text.items()]
        if self._is_most(len(found)):
            self._by_text = len(found)
            self._match(found)

    def _fresh_at_own_addresses(self) -> list[tuple[Prepared, Remembered]]:
        fresh = self._fresh()
        times = Counter(entry.address for entry in fresh)
        single = {
            entry.address: entry
            for entry in fresh
            if entry.address and times[entry.address] == 1 and identifies(entry.address)
        }
        at_address: dict[str | None, list[Remembered]] = {}
        for one in aliases.by_address(self._tx, self._source_id, [address for address in single if address]):
            at_address.setdefault(one.address, []).append(one)
        found = []
        for address, entry in single.items():
            remembered = at_address.get(address, [])
            is_shared = len(remembered) > 1
            same = [one for one in remembered if one.identity not in self._present and _agree(entry, one, is_shared)]
            if same:
                found.append((entry, same[-1]))
        return found

    def _match(self, found: Iterable[tuple[Prepared, Remembered]]) -> None:
        numbers = {id(entry): number for number, entry in enumerate(self._prepared)}
        for entry, one in found:
            if one.identity in self._present:
                continue
            number = numbers[id(entry)]
            self.renamed[self._names[number]] = self._targets[number] = one.identity
            self._rows[one.identity] = one
            self._present.add(one.identity)

    def is_mostly_renamed(self) -> bool:
        """Whether most of the document came under new names."""
        return self._is_most(len(self.renamed))

    def next_trust(self) -> Trust:
        """What its entries can be told apart by instead: their addresses, if each has its own, else their texts."""
        addresses = [entry.address for entry in self._prepared]
        have_own = None not in addresses and len(set(addresses)) == len(addresses)
        return "url" if self._trust == "id" and have_own and not self._by_text else "text"

    def told(self, judged: Sequence[Judged], habits: Habits) -> Recognised:
        """The answer."""
        fresh: list[Judged] = []
        edited: list[Prepared] = []
        seen: set[str] = set()
        listed = frozenset(self._listed)
        for (entry, verdict), target in zip(judged, self._targets, strict=True):
            is_second_name = entry.identity != target and target in listed
            if target in seen or is_second_name:
                continue
            seen.add(target)
            row, named = self._rows.get(target), replace(entry, identity=target)
            if row is None:
                fresh.append((named, verdict))
            elif row.removed_at is None and row.content_hash != entry.content_hash:
                edited.append(named)
        return Recognised(
            fresh=tuple(fresh),
            edited=tuple(edited),
            identities=self._stored_as(),
            redated=sum(_is_redated(entry, row) for entry, row in self._known()),
            habits=habits,
        )

    def _stored_as(self) -> tuple[str, ...]:
        changed = {entry.identity: target for entry, target in zip(self._prepared, self._targets, strict=True)}
        names = (changed.get(identity) or self.aliases.get(identity, identity) for identity in self._listed)
        return tuple(dict.fromkeys(names))

    def _known(self) -> list[tuple[Prepared, Remembered]]:
        pairs = zip(self._prepared, self._targets, strict=True)
        return [(entry, self._rows[target]) for entry, target in pairs if target in self._rows]

    def _fresh(self) -> list[Prepared]:
        pairs = zip(self._prepared, self._targets, strict=True)
        return [entry for entry, target in pairs if target not in self._rows]

    def _is_most(self, number: int) -> bool:
        return number * 2 > len(self._listed)


def _name(trust: Trust, entry: Prepared, *, is_ambiguous: bool = False) -> str:
    return name_entry(
        trust, entry_id=entry.entry_id, address=entry.address, text_name=entry.text_name, is_ambiguous=is_ambiguous
    )


def _agree(entry: Prepared, one: Remembered, is_shared: bool) -> bool:
    """Whether what is remembered at the entry's address is the entry.

    Addresses are used anew: for next year's report, for a post that is vacant again, for everything (`is_shared`).
    """
    if one.text_name == entry.text_name:
        return True
    if one.removed_at is None:
        return one.title == entry.title or (entry.published is not None and entry.published == one.published)
    came_later = entry.published is not None and entry.published > one.removed_at
    return not is_shared and (one.is_taken_down or not came_later)


def _is_another(entry: Prepared, one: Remembered) -> bool:
    """Whether nothing but the id says that the entry is what is remembered."""
    at_other_address = one.address is not None and entry.address is not None and one.address != entry.address
    return at_other_address and one.title is not None and one.title != entry.title


def _is_redated(entry: Prepared, one: Remembered) -> bool:
    return entry.published is not None and one.published is not None and entry.published != one.published

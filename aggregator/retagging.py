"""The story of changed rules: what is stored, and what broad sources presented and was left out, is judged again.

It works through the store a batch at a time: judged on a reading view, written in short transactions, so that polls and
other processes go on meanwhile. What went out stays out, as it is: its published id, its title's frame and its
`updated` never move. A dry run goes the same way and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime, timedelta

from aggregator import __version__
from aggregator.admission import is_reviewed, standings, wants_article
from aggregator.config.settings import Settings
from aggregator.hashing import fingerprint
from aggregator.models.entry import Standing
from aggregator.models.rules import HandTag, Tag, Verdict
from aggregator.models.source import Source
from aggregator.store import acts, dropped, entries, habits, polling, sources, tagging
from aggregator.store.dropped import Dropped
from aggregator.store.engine import Store, Transaction
from aggregator.store.entries import Incoming
from aggregator.store.tagging import Tagged
from aggregator.tag.difference import TagDifference, compare
from aggregator.tag.entry_input import tag_input
from aggregator.tag.hand import with_hand
from aggregator.tag.tagger import Tagger

#: Entries judged in one go, and written in one transaction.
BATCH = 500
WRITTEN_AT_ONCE = 100
#: Titles shown of everything that changes.
EXAMPLES = 3
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Example:
    """An entry that a change concerns."""

    published_id: str | None
    title: str


@dataclass(slots=True)
class Count:
    """How many entries a change concerns, and a few of them."""

    number: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, published_id: str | None, title: str) -> None:
        """One entry more."""
        self.number += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(Example(published_id, title))


@dataclass(slots=True)
class Difference:
    """What changed rules change over what is stored."""

    #: Entries looked at, and those of them that gain or lose a tag.
    entries: int = 0
    changed: int = 0
    #: Kind and name of a category or agency → the entries that gain it, that lose it.
    gained: dict[tuple[str, str], Count] = field(default_factory=dict)
    lost: dict[tuple[str, str], Count] = field(default_factory=dict)
    #: Left out until now, and relevant by the new rules; the other way round, of what has not gone out.
    returning: Count = field(default_factory=Count)
    leaving: Count = field(default_factory=Count)

    def note(self, entry: Tagged, differs: TagDifference) -> None:
        """An entry gains or loses tags."""
        self.changed += 1
        for tags, counts in ((differs.gained, self.gained), (differs.lost, self.lost)):
            for tag in tags:
                counts.setdefault((tag.kind, tag.name), Count()).add(entry.published_id, entry.title)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules make of a stored entry."""

    entry: Tagged
    verdict: Verdict
    #: With what was corrected by hand.
    tags: tuple[Tag, ...]
    leaves: bool

    @property
    def difference(self) -> TagDifference:
        """What outputs show of the entry and did not, and the other way round."""
        return compare(Verdict(relevant=True, tags=self.entry.tags), Verdict(relevant=True, tags=self.tags))


class Retagging:
    """One replay of the rules over the store, or its dry run.

    With `only_stale`, over those sources whose entries were last tagged by other rules, and they are noted as done: for
    the daemon, beside which nobody tags by yet other rules.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        tagger: Tagger,
        *,
        clock: Callable[[], datetime],
        writes: bool = True,
        only_stale: bool = False,
    ) -> None:
        self._store, self._settings, self._tagger = store, settings, tagger
        self._clock, self._writes, self._notes = clock, writes, only_stale
        self.difference = Difference()
        #: How many entries of a source may still go out today.
        self._allowance: dict[int, int] = {}
        with store.reading() as tx:
            self._sources = known_sources(tx, settings)
            self._prints = rules_fingerprints(settings, self._sources)
            before = sources.tagged_with(tx)
        #: The sources whose entries are judged.
        self.chosen = {one for one, now in self._prints.items() if not only_stale or before.get(one) != now}

    def batches(self) -> Iterator[Difference]:
        """Works on, a batch at each step; what came of it so far."""
        if not self.chosen:
            return
        for _ in self._over_dropped():
            yield self.difference
        for _ in self._over_entries():
            yield self.difference
        if self._notes:
            with self._store.writing() as tx:
                sources.save_tagged_with(tx, {one: self._prints[one] for one in self.chosen})

    def run(self) -> Difference:
        """The whole of it."""
        for _ in self.batches():
            pass
        return self.difference

    def _over_entries(self) -> Iterator[None]:
        last = 0
        while True:
            with self._store.reading() as tx:
                found = tagging.after(tx, last, BATCH)
                ids = [entry_id for entry_id, source_id in found if source_id in self.chosen]
                loaded = tagging.load(tx, ids) if ids else []
            if not found:
                return
            last = found[-1][0]
            self._over_loaded(loaded)
            yield

    def _over_loaded(self, loaded: Sequence[Tagged]) -> None:
        self.difference.entries += len(loaded)
        decided = [decide(self._tagger, self._sources, entry) for entry in loaded]
        for decision in decided:
            if decision.leaves:
                self.difference.leaving.add(decision.entry.published_id, decision.entry.title)
            elif differs := decision.difference:
                self.difference.note(decision.entry, differs)
        if self._writes:
            self._write([one.entry.id for one in decided if one.leaves or one.tags != one.entry.tags])

    def _write(self, ids: Sequence[int]) -> None:
        for start in range(0, len(ids), WRITTEN_AT_ONCE):
            with self._store.writing() as tx:
                retag(tx, self._tagger, self._sources, ids[start : start + WRITTEN_AT_ONCE], self._clock())

    def _over_dropped(self) -> Iterator[None]:
        last = (0, "")
        while True:
            with self._store.reading() as tx:
                found = dropped.batch(tx, last, BATCH)
            if not found:
                return
            last = found[-1][0], found[-1][1].prepared.identity
            self._over_left_out([(one, item) for one, item in found if one in self.chosen])
            yield

    def _over_left_out(self, found: Sequence[tuple[int, Dropped]]) -> None:
        by_source: dict[int, list[tuple[Dropped, Verdict]]] = {}
        for source_id, item in found:
            source, prepared = self._sources[source_id], item.prepared
            verdict = self._tagger.tag(tag_input(source, prepared, prepared.text))
            if verdict.relevant:
                self.difference.returning.add(None, prepared.title)
                item = replace(item, prepared=replace(prepared, tags=verdict.tags))
            if verdict.relevant or verdict.reasons != item.reasons:
                by_source.setdefault(source_id, []).append((item, verdict))
        for source_id, judged in by_source.items() if self._writes else ():
            with self._store.writing() as tx:
                self._let_in(tx, source_id, [item for item, verdict in judged if verdict.relevant])
                for item, verdict in judged:
                    if not verdict.relevant:
                        dropped.explain_anew(tx, source_id, item.prepared.identity, verdict.reasons)

    def _let_in(self, tx: Transaction, source_id: int, items: Sequence[Dropped]) -> None:
        """These come in after all, unless a poll was quicker; newest first they may go out, as far as a day allows."""
        known, source = dropped.known(tx, source_id), self._sources[source_id]
        items = [item for item in items if known.get(item.prepared.identity) == item.prepared.content_hash]
        present = entries.present(tx, source_id, [item.prepared.identity for item in items])
        items = [item for item in items if item.prepared.identity not in present]
        if not items:
            return
        now = self._clock()
        incoming = [
            Incoming(
                item.prepared,
                standing,
                wants_article=standing in (Standing.WAITING, Standing.REVIEW) and wants_article(source, item.prepared),
                first_seen=item.first_seen,
            )
            for item, standing in self._standings(tx, source_id, items, now)
        ]
        entries.insert_new(tx, source_id, sources.load(tx)[source_id].first_url, incoming[::-1], now)
        dropped.forget(tx, source_id, [item.prepared.identity for item in items])

    def _standings(
        self, tx: Transaction, source_id: int, items: Sequence[Dropped], now: datetime
    ) -> list[tuple[Dropped, Standing]]:
        if is_reviewed(self._sources[source_id], acts.approved(tx, source_id)):
            return [(item, Standing.REVIEW) for item in items]
        if habits.load(tx, source_id).hold is not None:
            return [(item, Standing.HELD) for item in items]
        publish = self._settings.publish
        if source_id not in self._allowance:
            imported_at = polling.state(tx, source_id).imported_at or now
            sent = entries.sent_since(tx, source_id, now - DAY, imported_at)
            self._allowance[source_id] = publish.per_source_per_day - sent
        oldest = now - publish.first_import if publish.first_import else None
        newest_first = sorted(items, key=lambda item: item.prepared.published or item.first_seen or now, reverse=True)
        young = [item for item in newest_first if oldest is None or (item.prepared.published or now) >= oldest]
        decided = standings(
            [item.prepared for item in young],
            now=now,
            oldest=None,
            allowance=self._allowance[source_id],
            is_first_import=False,
        )
        self._allowance[source_id] -= decided.count(Standing.WAITING)
        going = {item.prepared.identity for item, one in zip(young, decided, strict=True) if one is Standing.WAITING}
        return [
            (item, Standing.WAITING if item.prepared.identity in going else Standing.KEPT_BACK) for item in newest_first
        ]


def decide(tagger: Tagger, known: Mapping[int, Source], entry: Tagged) -> Decision:
    """What the rules, and what was corrected by hand, make of a stored entry."""
    source = known[entry.source_id]
    verdict = tagger.tag(tag_input(source, entry, entry.text, is_vacancy=entry.is_vacancy))
    # only what nobody was sent, and nobody at the desk touched, may leave
    is_touched = bool(entry.corrections) or entry.is_decided
    leaves = not verdict.relevant and entry.standing is not Standing.OUT and not is_touched
    return Decision(entry, verdict, with_hand(verdict.tags, entry.corrections), leaves)


def retag(tx: Transaction, tagger: Tagger, known: Mapping[int, Source], ids: Sequence[int], now: datetime) -> None:
    """Let these entries carry what the rules say now: judged again within the transaction, since they may have changed
    since somebody looked.
    """
    decided = [decide(tagger, known, entry) for entry in tagging.load(tx, ids, for_writing=True)]
    leaving = {one.entry.id: one.verdict.reasons for one in decided if one.leaves}
    staying = [one for one in decided if not one.leaves and one.tags != one.entry.tags]
    if leaving:
        dropped.move_out(tx, leaving, now)
    if staying:
        tagging.write(tx, {one.entry.id: one.verdict.tags for one in staying})
        tagging.show(tx, [one.entry.id for one in staying if one.difference], now)


def correct(
    tx: Transaction,
    settings: Settings,
    tagger: Tagger,
    ids: Sequence[int],
    *,
    decided: Sequence[HandTag],
    left_to_rules: Sequence[HandTag] = (),
    now: datetime,
) -> None:
    """Keep what somebody at the desk decided about these entries, and let outputs show it."""
    for entry_id in ids:
        for one in left_to_rules:
            tagging.leave_to_rules(tx, entry_id, one)
        tagging.correct(tx, entry_id, decided, now)
    retag(tx, tagger, known_sources(tx, settings), ids, now)


def known_sources(tx: Transaction, settings: Settings) -> dict[int, Source]:
    """Every source that entries may be of, by its id: as the settings have it, or as it was when they last did."""
    stored = {source_id: source.as_source() for source_id, source in sources.load(tx).items()}
    return stored | sources.recognised(tx, settings.sources)


def rules_fingerprints(settings: Settings, known: Mapping[int, Source]) -> dict[int, str]:
    """Source id → what stands for all that tags its entries: the rules, and what the source itself gives.

    Another version of the program may read the same rules differently. Lines do not count: a comment is no rule.
    """
    rules = (settings.categories, settings.agencies, settings.relevance, settings.vacancies)
    shared = fingerprint(repr((__version__, _without_lines(rules))).encode()).hex()
    return {
        source_id: fingerprint(
            repr(
                (
                    shared,
                    source.name,
                    source.publisher,
                    source.scope,
                    source.agency,
                    source.categories,
                    _without_lines(source.label_rules),
                )
            ).encode()
        ).hex()
        for source_id, source in known.items()
    }


def _without_lines(value: object) -> object:
    if is_dataclass(value):
        said = [(one.name, _without_lines(getattr(value, one.name))) for one in fields(value) if one.name != "line"]
        return type(value).__name__, said
    return [_without_lines(one) for one in value] if isinstance(value, tuple) else value

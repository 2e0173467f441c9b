"""What a good poll brings, into the store: recognised, let in or left out, withdrawn; within the poll's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.admission import find_flood, is_reviewed, standings, wants_article, watched, with_clock
from aggregator.config.settings import Publish
from aggregator.models.document import ReadDocument
from aggregator.models.entry import Prepared, Standing
from aggregator.models.source import FeedState, Habits, Source
from aggregator.pipeline.desk import PolledSource
from aggregator.pipeline.holding import after_quiet
from aggregator.pipeline.recognition import Judged, Recognised, all_new, recognise
from aggregator.store import acts, aliases, articles, dropped, edits, entries, habits, sources, tombstones
from aggregator.store.engine import Transaction
from aggregator.store.entries import Arrivals, Incoming
from aggregator.store.sources import NewFacts
from aggregator.urls import words_of_address

DAY = timedelta(days=1)


def known(tx: Transaction, source_id: int) -> dict[str, bytes]:
    """Identity → content hash of everything of a source that needs no reading while it stays as it is."""
    return aliases.known(tx, source_id) | entries.known(tx, source_id) | dropped.known(tx, source_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a good poll brought of a source, and how the source stood before."""

    polled: PolledSource
    state: FeedState
    #: None: the document is the same as last time.
    read: ReadDocument | None
    judged: Sequence[Judged]
    #: What the source is like so far, read for writing.
    before: Habits


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """The same with what is to become of it. Nothing of it is stored yet."""

    brought: Brought
    read: ReadDocument
    found: Recognised
    after: Habits
    incoming: Sequence[Incoming]

    @property
    def source_id(self) -> int:
        return self.brought.polled.id


def take_in(tx: Transaction, brought: Sequence[Brought], publish: Publish, now: datetime) -> list[tuple[int, int]]:
    """Store what polls of different sources brought; of each, how many entries are new, and how many edited.

    What is asked and stored for all of them is so in one statement: one for each poll costs more than its rows.
    """
    for one in brought:
        if one.read is None:
            _note_same(tx, one, publish, now)
    known = aliases.with_anything_known(tx, [one.polled.id for one in brought])
    weighed = [
        _weigh(tx, one, one.read, publish, now, is_known=one.polled.id in known)
        for one in brought
        if one.read is not None
    ]
    entries.insert_all(tx, [_arrivals(one) for one in weighed], now)
    with_dropped = dropped.sources_with(tx, [one.source_id for one in weighed])
    counts = {
        one.source_id: _settle(tx, one, publish, now, has_dropped=one.source_id in with_dropped) for one in weighed
    }
    facts = [NewFacts(one.source_id, one.read.facts, with_date=any(counts[one.source_id])) for one in weighed]
    sources.save_all_facts(tx, facts, now)
    return [counts.get(one.polled.id, (0, 0)) for one in brought]


def _note_same(tx: Transaction, one: Brought, publish: Publish, now: datetime) -> None:
    """The document was the same as last time."""
    after = watched(one.before, None, last_good=now, now=now)
    if one.state.kind == "page":
        articles.note_missing(tx, one.polled.id, None, now)
    _save_habits(tx, one, after, publish, now)


def _weigh(
    tx: Transaction, one: Brought, read: ReadDocument, publish: Publish, now: datetime, *, is_known: bool
) -> _Weighed:
    """Which entries are which, and what becomes of those that are new."""
    if is_known:
        found = recognise(tx, one.polled.id, one.judged, read.identities, one.before)
    else:
        found = all_new(one.judged, read.identities, one.before)
    after = _watched(found, one.state, now)
    kept = _relevant(found)
    decided = _decided(tx, one, kept, publish, is_held=after.hold is not None, now=now)
    incoming = [_incoming(one.polled.source, entry, standing) for entry, standing in zip(kept, decided, strict=True)]
    return _Weighed(brought=one, read=read, found=found, after=after, incoming=incoming)


def _arrivals(weighed: _Weighed) -> Arrivals:
    # oldest first, so that numbers and ids follow the document's own order
    return Arrivals(weighed.source_id, weighed.brought.polled.first_url, weighed.incoming[::-1])


def _settle(
    tx: Transaction, weighed: _Weighed, publish: Publish, now: datetime, *, has_dropped: bool
) -> tuple[int, int]:
    """All that a poll brought but its new entries, which are stored already; how many were new, and edited."""
    polled, read, found = weighed.brought.polled, weighed.read, weighed.found
    _leave_out(tx, weighed, now, has_dropped=has_dropped)
    updated = _edit(tx, polled, found, now)
    _withdraw(tx, polled, read, found, now)
    _note_missing(tx, polled, read, found, now)
    _save_habits(tx, weighed.brought, weighed.after, publish, now)
    return len(weighed.incoming), updated


def _save_habits(tx: Transaction, one: Brought, after: Habits, publish: Publish, now: datetime) -> None:
    after = after_quiet(tx, one.polled.id, after, per_day=publish.per_source_per_day, now=now)
    if after != one.before:
        habits.save(tx, one.polled.id, after)


def _watched(found: Recognised, state: FeedState, now: datetime) -> Habits:
    """The source's habits, and whether it is held, with what this document shows."""
    new = _relevant(found)
    after = with_clock(found.habits, new, now)
    if state.imported_at is None or state.last_success is None:
        return after
    flood = find_flood(new, redated=found.redated, listed=len(found.identities), last_good=state.last_success)
    return watched(after, flood, last_good=state.last_success, now=now)


def _relevant(found: Recognised) -> list[Prepared]:
    return [entry for entry, verdict in found.fresh if verdict.relevant]


def _decided(
    tx: Transaction, one: Brought, kept: Sequence[Prepared], publish: Publish, *, is_held: bool, now: datetime
) -> list[Standing]:
    """What becomes of each new entry that is relevant."""
    if kept and _is_reviewed(tx, one.polled):
        return [Standing.REVIEW] * len(kept)
    if is_held:
        return [Standing.HELD] * len(kept)
    return _standings(tx, one.polled, one.state, kept, publish, now)


def _is_reviewed(tx: Transaction, polled: PolledSource) -> bool:
    if polled.source.review is False:  # most are not, and counting costs a statement
        return False
    return is_reviewed(polled.source, acts.approved(tx, polled.id))


def _leave_out(tx: Transaction, weighed: _Weighed, now: datetime, *, has_dropped: bool) -> None:
    """What is not relevant is remembered as such; what came in is no longer."""
    source_id, found = weighed.source_id, weighed.found
    if has_dropped:
        dropped.forget(tx, source_id, [item.prepared.identity for item in weighed.incoming])
    left_out = [dropped.Dropped(entry, verdict.reasons) for entry, verdict in found.fresh if not verdict.relevant]
    if left_out:
        dropped.remember(tx, source_id, left_out, now)
        dropped.tidy(tx, source_id, now)


def _incoming(source: Source, entry: Prepared, standing: Standing) -> Incoming:
    """The entry on its way in. One whose page nobody will read gets its title, if it has none, from its address."""
    wanted = standing in (Standing.WAITING, Standing.REVIEW) and wants_article(source, entry)
    if not wanted and entry.link is not None and entry.title == entry.link:
        entry = replace(entry, title=words_of_address(entry.link) or entry.title)
    return Incoming(entry, standing, wants_article=wanted)


def _standings(
    tx: Transaction, polled: PolledSource, state: FeedState, kept: Sequence[Prepared], publish: Publish, now: datetime
) -> list[Standing]:
    is_first = state.imported_at is None
    sent = 0
    if kept and state.imported_at is not None:
        sent = entries.sent_since(tx, polled.id, now - DAY, state.imported_at)
    return standings(
        kept,
        now=now,
        oldest=now - publish.first_import if is_first and publish.first_import else None,
        allowance=None if is_first and not publish.first_import else publish.per_source_per_day - sent,
        is_first_import=is_first,
    )


def _edit(tx: Transaction, polled: PolledSource, found: Recognised, now: datetime) -> int:
    """Edits into the store; how many count. What a page gave its entry goes with the edit, so it is read once more."""
    counting = set(edits.update_changed(tx, polled.id, found.edited, now))
    listed = [entry for entry in found.edited if entry.is_listed and wants_article(polled.source, entry)]
    articles.want_again(tx, polled.id, [entry.identity for entry in listed if entry.identity in counting], now)
    return len(counting)


def _withdraw(tx: Transaction, polled: PolledSource, read: ReadDocument, found: Recognised, now: datetime) -> None:
    """What the publisher says was deleted leaves, unless the document has it all the same (RFC 6721 §3)."""
    if not read.withdrawn or found.habits.trust != "id":
        return
    names = aliases.load(tx, polled.id)
    gone = {names.get(identity, identity) for identity in read.withdrawn} - set(found.identities)
    tombstones.remove(tx, entries.ids_of(tx, polled.id, gone), now, "withdrawn")


def _note_missing(tx: Transaction, polled: PolledSource, read: ReadDocument, found: Recognised, now: datetime) -> None:
    """Vacancies that a list no longer shows may be gone; one that goes on elsewhere or was cut tells nothing."""
    if read.kind == "page" and not read.further and read.entries_in_document == len(read.identities):
        articles.note_missing(tx, polled.id, frozenset(found.identities), now)

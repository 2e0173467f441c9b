"""What a good poll brings, into the store: recognised, let in or left out, withdrawn; within the poll's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.admission import find_flood, standings, wants_article, watched, with_clock
from aggregator.config.settings import Publish
from aggregator.models.document import ReadDocument
from aggregator.models.entry import Prepared, Standing
from aggregator.models.source import FeedState, Habits, Source
from aggregator.pipeline.desk import PolledSource
from aggregator.pipeline.holding import after_quiet
from aggregator.pipeline.recognition import Judged, Recognised, recognise
from aggregator.store import aliases, articles, dropped, entries, habits, sources, tombstones
from aggregator.store.engine import Transaction
from aggregator.store.entries import Incoming
from aggregator.urls import words_of_address

DAY = timedelta(days=1)


def known(tx: Transaction, source_id: int) -> dict[str, bytes]:
    """Identity → content hash of everything of a source that needs no reading while it stays as it is."""
    return aliases.known(tx, source_id) | entries.known(tx, source_id) | dropped.known(tx, source_id)


def take_in(
    tx: Transaction,
    polled: PolledSource,
    state: FeedState,
    read: ReadDocument | None,
    judged: Sequence[Judged],
    publish: Publish,
    before: Habits,
    now: datetime,
) -> tuple[int, int]:
    """Store what a document brought (None: the same as last time); how many entries are new, and how many edited.

    `before` is what the source is like so far, read for writing.
    """
    if read is None:
        new = updated = 0
        after = watched(before, None, last_good=now, now=now)
        if state.kind == "page":
            articles.note_missing(tx, polled.id, None, now)
    else:
        found = recognise(tx, polled.id, judged, read.identities, before)
        after = _watched(found, state, now)
        new = _let_in(tx, polled, state, found, publish, is_held=after.hold is not None, now=now)
        updated = _edit(tx, polled, found, now)
        _withdraw(tx, polled, read, found, now)
        _note_missing(tx, polled, read, found, now)
        sources.save_facts(tx, polled.id, read.facts, now, with_date=bool(new or updated))
    after = after_quiet(tx, polled.id, after, per_day=publish.per_source_per_day, now=now)
    if after != before:
        habits.save(tx, polled.id, after)
    return new, updated


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


def _let_in(
    tx: Transaction,
    polled: PolledSource,
    state: FeedState,
    found: Recognised,
    publish: Publish,
    *,
    is_held: bool,
    now: datetime,
) -> int:
    """New entries into the store, those that are not relevant remembered as such; how many came in."""
    kept = _relevant(found)
    decided = [Standing.HELD] * len(kept) if is_held else _standings(tx, polled, state, kept, publish, now)
    incoming = [_incoming(polled.source, entry, standing) for entry, standing in zip(kept, decided, strict=True)]
    # oldest first, so that numbers and ids follow the document's own order
    entries.insert_new(tx, polled.id, polled.first_url, incoming[::-1], now)
    dropped.forget(tx, polled.id, [entry.identity for entry in kept])
    left_out = [dropped.Dropped(entry, verdict.reasons) for entry, verdict in found.fresh if not verdict.relevant]
    if left_out:
        dropped.remember(tx, polled.id, left_out, now)
        dropped.tidy(tx, polled.id, now)
    return len(kept)


def _incoming(source: Source, entry: Prepared, standing: Standing) -> Incoming:
    """The entry on its way in. One whose page nobody will read gets its title, if it has none, from its address."""
    wanted = standing is Standing.WAITING and wants_article(source, entry)
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
    counting = set(entries.update_changed(tx, polled.id, found.edited, now))
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

"""What the desk looks through, read from the store: its lists, its sources in trouble, its audit."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any, cast

from aggregator import schedule
from aggregator.editing.acts import can_be_undone
from aggregator.models.desk import ActItem, Asked, Change, Item, LeftOutItem, Listing, SourceItem
from aggregator.store import acts, entries, hand, queues, sources
from aggregator.store.acts import Act
from aggregator.store.engine import Transaction
from aggregator.store.hand import Decided
from aggregator.store.queues import Queue, Wanted

PAGE_SIZE = 40
#: So much of a text stands in the audit's page.
MOST_QUOTED = 100
#: Health that needs no eye.
_WELL = ("ok", "new", "waiting", "retrying")
_BADGES = {
    "hidden_at": "hidden",
    "pinned_until": "pinned",
    "kept_at": "kept",
    "not_mailed_at": "not_mailed",
    "mailed_first_at": "mailed_first",
}


def listing(tx: Transaction, asked: Asked) -> Listing:
    """A page of a list of entries, or of what was dropped."""
    wanted = Wanted(words=asked.words, source_id=asked.source_id)
    first = (asked.number - 1) * PAGE_SIZE
    names = queues.source_names(tx)
    if asked.list == "dropped":
        total = queues.left_out_count(tx, wanted)
        left_out = tuple(
            # the first reason says that relevance did not hold, those after it what stood against it
            LeftOutItem(one.title, one.link, one.source, one.dropped_at, one.reasons[1:] or one.reasons)
            for one in queues.left_out(tx, wanted, limit=PAGE_SIZE, offset=first)
        )
        return Listing(asked=asked, total=total, has_more=first + PAGE_SIZE < total, left_out=left_out, sources=names)
    queue = cast(Queue, asked.list)
    total = queues.size(tx, queue, wanted)
    found = queues.found(tx, queue, wanted, limit=PAGE_SIZE, offset=first)
    return Listing(asked=asked, total=total, has_more=first + PAGE_SIZE < total, items=items(tx, found), sources=names)


def items(tx: Transaction, ids: Sequence[int]) -> tuple[Item, ...]:
    """These entries as the desk lists them."""
    decided = {one.id: one for one in hand.load(tx, ids)}
    return tuple(
        Item(
            id=entry.id,
            head=head_of(entry.published_id),
            title=entry.title,
            summary=entry.summary,
            link=entry.link,
            source=entry.source_name,
            came=entry.first_seen,
            published=entry.published,
            topics=(*entry.categories, *entry.agencies),
            badges=_badges(decided[entry.id]),
        )
        for entry in entries.load(tx, ids)
    )


def counts(tx: Transaction) -> dict[str, int]:
    """How much there is in the lists that somebody should look at."""
    return {"waiting": queues.size(tx, "waiting"), "sources": len(troubled(tx))}


def troubled(tx: Transaction) -> tuple[SourceItem, ...]:
    """The sources that are held or broken, in the order of the settings."""
    found = []
    for one in sources.standings(tx):
        health, hold = schedule.health(one.state), one.habits.hold
        if health in _WELL and hold is None:
            continue
        found.append(
            SourceItem(
                id=one.source.id,
                name=one.source.name,
                url=one.source.url,
                health=health,
                cause=one.state.cause,
                held=hold.cause if hold else None,
                since=hold.since if hold else one.state.last_success,
                next_poll=one.state.next_poll,
            )
        )
    return tuple(found)


def audit(tx: Transaction, *, published_id: str | None = None, number: int = 1) -> tuple[ActItem, ...]:
    """A page of the audit, the newest first."""
    first = (number - 1) * PAGE_SIZE
    return tuple(_act_item(act) for act in acts.newest(tx, published_id=published_id, limit=PAGE_SIZE, offset=first))


def head_of(published_id: str) -> str:
    """So much of a published id as stands in the address of its entry's page."""
    return published_id.removeprefix("urn:uuid:").replace("-", "")[:16]


def _badges(one: Decided) -> tuple[str, ...]:
    marks = tuple(name for mark, name in _BADGES.items() if one.marks[cast(Any, mark)])
    edited = ("edited",) if any(written.by_hand for written in one.fields.values()) else ()
    return (one.standing.value, *marks, *edited)


def _act_item(act: Act) -> ActItem:
    keys = dict.fromkeys((*act.before, *act.after))
    return ActItem(
        number=act.id,
        at=act.at,
        who=act.who,
        act=act.act,
        title=act.title,
        head=head_of(act.published_id) if act.published_id else None,
        changes=tuple(
            Change(key, _told(key, act.before.get(key)), _told(key, act.after.get(key)))
            for key in keys
            if act.act != "post"
        ),
        can_be_undone=can_be_undone(act),
        was_undone=act.undone_by is not None,
    )


def _told(key: str, value: Any) -> str:
    """What a thing was, in a few words."""
    if key == "tags":
        return ", ".join(("+" if added else "−") + name for _, name, added in value or ())
    if key == "text":
        return shorten(value or "", MOST_QUOTED, placeholder=" …")
    if key == "story":  # how many tell it
        own = value[0][1] if value else None
        return str(sum(place[1] == own for place in value) if own is not None else 1)
    if isinstance(value, list):
        shown = value[0]
        return str(shown[0] if isinstance(shown, list) else shown or "")
    return str(value or "")[:16].replace("T", " ")

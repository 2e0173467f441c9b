"""The acts on entries: each changes a few things that the desk decides about, and notes what they were before.

An act is taken back by giving those things their earlier values, unless somebody changed them again since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from aggregator.config.settings import Settings
from aggregator.editing.wording import MOST_TEXT, text_of, worded
from aggregator.errors import AggregatorError
from aggregator.models.entry import Standing
from aggregator.models.feed import Image
from aggregator.models.rules import HandTag
from aggregator.pipeline.desk import tagger_for
from aggregator.retagging import correct, known_sources, retag
from aggregator.store import acts, entries, hand, numbers, regrouping, tagging
from aggregator.store.acts import Act
from aggregator.store.engine import Transaction
from aggregator.store.entries import image_value
from aggregator.store.hand import FIELDS, MARKS, Decided, Field, Mark
from aggregator.store.regrouping import Place
from aggregator.urls import is_http

MOST_TITLE, MOST_SUMMARY = 300, 1000
MOST_DAYS = 365

#: What the desk decides about one entry, as the audit keeps it: a mark's moment (ISO) or None, a field as
#: [value, whether by hand], its tags corrected by hand as [kind, name, added], its text in Markdown, and who tells its
#: story, itself first, as [entry, story, since, whether by hand].
State = dict[str, Any]
#: Acts that set or clear a mark.
MarkAct = Literal[
    "hide", "show", "keep", "unkeep", "pin", "unpin", "approve", "leave_out", "take_in", "put_first", "put_back"
]


class NotPossible(AggregatorError):
    """What was asked for can't be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and by which settings."""

    who: str
    now: datetime
    settings: Settings


def mark(tx: Transaction, by: Hand, act: MarkAct, ids: Sequence[int], *, days: int = 7) -> int:
    """Do this to the entries; how many it changed."""
    return sum(change(tx, by, act, one, _marks_of(by, act, one, days)) for one in hand.load(tx, ids, for_writing=True))


def edit(
    tx: Transaction,
    by: Hand,
    entry_id: int,
    wanted: Mapping[Field, Any],
    left: Sequence[Field] = (),
    *,
    text: str | None = None,
) -> bool:
    """Write these fields by hand, and leave those to the source again; whether that changed anything. `text` is
    the whole text of a post in Markdown.

    Raises NotPossible for an empty title, an overlong text, and the text of what was not written at the desk.
    """
    if "title" in wanted and not wanted["title"]:
        raise NotPossible("An entry needs a title.")
    for field, most in (("title", MOST_TITLE), ("summary", MOST_SUMMARY)):
        if len(cast(Mapping[str, Any], wanted).get(field) or "") > most:
            raise NotPossible(f"The {field} may have {most} characters at most.")
    (one,) = hand.load(tx, [entry_id], for_writing=True)
    values = {field: image_value(value) if isinstance(value, Image) else value for field, value in wanted.items()}
    changes: State = {field: [value, True] for field, value in values.items() if value != one.fields[field].value}
    changes |= {field: [None, False] for field in left if one.fields[field].by_hand}
    if text is not None:
        changes |= _new_text(tx, one.id, text)
    return change(tx, by, "edit", one, changes)


def _new_text(tx: Transaction, entry_id: int, text: str) -> State:
    now_is = text_of(tx, entry_id)
    if now_is is None:
        raise NotPossible("Only the text of what was posted at the desk can be written anew.")
    if len(text) > MOST_TEXT:
        raise NotPossible(f"The text may have {MOST_TEXT} characters at most.")
    return {"text": text} if text != now_is else {}


def picture_from(address: str, alt: str = "") -> Image | None:
    """A picture by its address; None for an empty one. Raises NotPossible if no page could show it."""
    if not address.strip():
        return None
    if not is_http(address.strip()) or len(address) > 2000:
        raise NotPossible("A picture needs a web address that begins with http:// or https://.")
    return Image(address.strip(), alt=" ".join(alt.split())[:MOST_TITLE] or None)


def set_tags(
    tx: Transaction, by: Hand, ids: Sequence[int], decided: Sequence[HandTag], left_to_rules: Sequence[HandTag] = ()
) -> None:
    """Correct the categories and agencies of these entries."""
    told = {one.id: one for one in hand.load(tx, ids, for_writing=True)}
    before = {entry_id: _state(tx, one, {"tags": None}) for entry_id, one in told.items()}
    correct(tx, by.settings, tagger_for(by.settings), ids, decided=decided, left_to_rules=left_to_rules, now=by.now)
    for entry_id, was in before.items():
        after = {"tags": _tags(tx, entry_id)}
        if after != was:
            _note(tx, by, "set", told[entry_id], was, after)


def undo(tx: Transaction, by: Hand, number: int) -> None:
    """Take an act back. Raises NotPossible if there is nothing to take back, or somebody has changed it since."""
    act = acts.find(tx, number)
    if act is None:
        raise NotPossible(f"There is no act number {number}.")
    if not can_be_undone(act):
        raise NotPossible("It was taken back already." if act.undone_by else "This can't be taken back.")
    if "story" in act.after:
        numbers.hold(tx, "publication")  # before any entry is, as by whoever lets entries out
    found = hand.load(tx, _ids_of(tx, act), for_writing=True)
    if not found:
        raise NotPossible("The entry is not there any more.")
    one = found[0]
    if _state(tx, one, act.after) != _of_who_is_there(tx, act.after):
        raise NotPossible("Somebody has changed it again since then.")
    change(tx, by, "undo", one, dict(act.before), undoes=number)


def can_be_undone(act: Act) -> bool:
    """Whether it makes sense to offer that."""
    return act.undone_by is None and act.undoes is None and bool(act.before) and act.published_id is not None


def pin_until(by: Hand, days: int) -> datetime:
    """The midnight after so many days, today included, where the site lives."""
    if not 1 <= days <= MOST_DAYS:
        raise NotPossible(f"A pin holds for 1 to {MOST_DAYS} days.")
    zone = ZoneInfo(by.settings.site.timezone)
    last = by.now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last, time(), zone)


def _marks_of(by: Hand, act: MarkAct, one: Decided, days: int) -> State:
    now = by.now.isoformat()
    match act:
        case "hide":
            return {} if one.marks["hidden_at"] else {"hidden_at": now}
        case "show":
            return {"hidden_at": None}
        case "keep":
            return {} if one.marks["kept_at"] else {"kept_at": now}
        case "unkeep":
            return {"kept_at": None}
        case "pin":
            return {"pinned_until": pin_until(by, days).isoformat()}
        case "unpin":
            return {"pinned_until": None}
        case "leave_out":
            return {} if one.marks["not_mailed_at"] else {"not_mailed_at": now}
        case "take_in":
            return {"not_mailed_at": None}
        case "put_first":
            return {} if one.marks["mailed_first_at"] else {"mailed_first_at": now}
        case "put_back":
            return {"mailed_first_at": None}
        case "approve":
            # in this order: taken back, what is out already ends up hidden
            return {"hidden_at": None, "approved_at": now} if one.standing is Standing.REVIEW else {}


def change(tx: Transaction, by: Hand, act: str, one: Decided, changes: State, undoes: int | None = None) -> bool:
    """Make these changes, and note them; False if there is nothing to change."""
    before = _state(tx, one, changes)
    if not changes or before == changes:
        return False
    for key, value in changes.items():
        _apply(tx, by, one, key, value)
    (now_is,) = hand.load(tx, [one.id])
    _note(tx, by, act, one, before, _state(tx, now_is, changes), undoes)
    return True


def _apply(tx: Transaction, by: Hand, one: Decided, key: str, value: Any) -> None:
    if key == "tags":
        given = [HandTag(kind=kind, name=name, added=added) for kind, name, added in value]
        tagging.correct_anew(tx, one.id, given, by.now)
        retag(tx, tagger_for(by.settings), known_sources(tx, by.settings), [one.id], by.now)
    elif key == "text":
        (entry,) = entries.load(tx, [one.id])
        said = worded(value, entry.link or by.settings.site.url)
        hand.write_body(tx, one.id, said.body, said.summary, by.now)
        retag(tx, tagger_for(by.settings), known_sources(tx, by.settings), [one.id], by.now)
    elif key == "story":
        regrouping.put(tx, [_to_place(place) for place in value], by.now)
    elif key in FIELDS:
        field = key
        shown, by_hand = value
        if by_hand:
            hand.write(tx, one.id, field, shown, by.now)
        else:
            hand.leave_to_source(tx, one.id, field, by.now)
    else:
        moment = datetime.fromisoformat(value) if value else None
        hand.mark(tx, one.id, {cast(Mark, key): moment}, by.now)
        if key == "approved_at":
            _let_through(tx, by, one, is_approved=moment is not None)


def _let_through(tx: Transaction, by: Hand, one: Decided, *, is_approved: bool) -> None:
    """Approved, an entry goes out unless it was old when it came. Taken back, it waits again; what is out already can
    only be hidden."""
    if is_approved:
        oldest = by.settings.publish.first_import
        is_old = oldest is not None and one.published is not None and one.published < one.first_seen - oldest
        hand.stand(tx, one.id, Standing.KEPT_BACK if is_old else Standing.WAITING, by.now)
    elif one.standing in (Standing.WAITING, Standing.KEPT_BACK):
        hand.stand(tx, one.id, Standing.REVIEW, by.now)
    else:
        hand.mark(tx, one.id, {"hidden_at": by.now}, by.now)


def _state(tx: Transaction, one: Decided, asked: Mapping[str, Any]) -> State:
    """How these things stand now; of a story for the entries that are named there."""
    found: State = {}
    for key, value in asked.items():
        if key == "tags":
            found[key] = _tags(tx, one.id)
        elif key == "text":
            found[key] = text_of(tx, one.id)
        elif key == "story":
            found[key] = places_value(regrouping.places(tx, [place[0] for place in value]))
        elif key in MARKS:
            moment = one.marks[key]
            found[key] = moment.isoformat() if moment else None
        else:
            written = one.fields[cast(Field, key)]
            found[key] = [written.value, written.by_hand]
    return found


def _tags(tx: Transaction, entry_id: int) -> list[list[Any]]:
    return [[one.kind, one.name, one.added] for one in tagging.corrections(tx, [entry_id]).get(entry_id, ())]


def places_value(places: Sequence[Place]) -> list[list[Any]]:
    """Who tells a story, as the audit keeps it."""
    return [
        [place.entry_id, place.story_id, place.since.isoformat() if place.since else None, place.by_hand]
        for place in places
    ]


def _to_place(value: Sequence[Any]) -> Place:
    entry_id, story_id, since, by_hand = value
    return Place(entry_id, story_id, datetime.fromisoformat(since) if since else None, by_hand)


def _of_who_is_there(tx: Transaction, state: Mapping[str, Any]) -> State:
    """A state without the entries of its story that are gone since."""
    told = state.get("story")
    if told is None:
        return dict(state)
    there = {place.entry_id for place in regrouping.places(tx, [place[0] for place in told])}
    return dict(state) | {"story": [place for place in told if place[0] in there]}


def _ids_of(tx: Transaction, act: Act) -> list[int]:
    return hand.find(tx, act.published_id or "")


def _note(
    tx: Transaction, by: Hand, act: str, one: Decided, before: State, after: State, undoes: int | None = None
) -> None:
    acts.note(
        tx,
        who=by.who,
        act=act,
        at=by.now,
        title=str(one.fields["title"].value),
        published_id=one.published_id,
        source_id=one.source_id,
        before=before,
        after=after,
        undoes=undoes,
    )

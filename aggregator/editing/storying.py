"""Which entries tell one story, where somebody at the desk knows better than the matcher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aggregator.editing.acts import Hand, NotPossible, change, places_value
from aggregator.models.entry import Standing
from aggregator.store import hand, numbers, regrouping
from aggregator.store.engine import Transaction


def split(tx: Transaction, by: Hand, ids: Sequence[int]) -> int:
    """Take these entries out of their stories, each to tell one of its own; how many were in one with others.

    One that has not gone out by itself does so if the story it was in is young.
    """
    numbers.hold(tx, "publication")  # nobody comes into a story meanwhile
    return sum(_split(tx, by, one) for one in ids)


def merge(tx: Transaction, by: Hand, ids: Sequence[int]) -> int:
    """Put the stories of these entries together, to that of the first; how many came to it.

    Who went out first of all stands for them. Raises NotPossible for what is not out.
    """
    numbers.hold(tx, "publication")
    meant = hand.load(tx, ids)
    if any(one.standing not in (Standing.OUT, Standing.JOINED) for one in meant):
        raise NotPossible("Only what went out can be put to a story.")
    if len({one.id for one in meant}) < 2:
        raise NotPossible("It takes two entries to put together.")
    return sum(_join(tx, by, ids[0], one) for one in ids[1:])


def _split(tx: Transaction, by: Hand, entry_id: int) -> bool:
    told_with = regrouping.told_with(tx, entry_id)
    if len(told_with) < 2:
        return False
    own, *others = regrouping.places(tx, told_with)
    alone = replace(own, story_id=regrouping.new_story(tx, by.now), by_hand=False)
    (one,) = hand.load(tx, [entry_id], for_writing=True)
    return change(tx, by, "split", one, {"story": places_value([alone, *others])})


def _join(tx: Transaction, by: Hand, first: int, entry_id: int) -> bool:
    coming, there = (regrouping.places(tx, regrouping.told_with(tx, one)) for one in (entry_id, first))
    if entry_id in {place.entry_id for place in there}:
        return False
    story_id = there[0].story_id or first
    since = regrouping.went_out_at(tx, [place.entry_id for place in (*coming, *there)])
    together = [replace(place, story_id=story_id, since=since, by_hand=True) for place in coming]
    together += [replace(place, story_id=story_id, since=since) for place in there]
    (one,) = hand.load(tx, [entry_id], for_writing=True)
    return change(tx, by, "merge", one, {"story": places_value(together)})

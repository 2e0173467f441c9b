"""What follows from each step of the talk with a hub, and when it is asked again. Pure: the moment is an argument."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.models.subscription import Mode, Subscription

#: What we ask for, and what we believe a hub that grants another time.
LEASE_WISHED = timedelta(days=10)
LEASE_SHORTEST, LEASE_LONGEST = timedelta(hours=1), timedelta(days=30)
#: A lease is renewed when this much of it is over.
RENEWED_AFTER = 0.75
#: How long a hub is given to ask back, or left alone after it refused: doubled each time, up to a day.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)
#: A hub that is to stop is asked so often. What it still pushes is refused.
MOST_FAREWELLS = 3


def asked(subscription: Subscription, now: datetime) -> Subscription:
    """After the hub took our request; it has yet to ask back."""
    return replace(
        subscription,
        pending=True,
        due=now + _pause(subscription.tries),
        tries=subscription.tries + 1,
        cause="The hub was asked and has yet to ask back.",
    )


def refused(subscription: Subscription, cause: str, now: datetime) -> Subscription:
    """After the hub did not take our request, or said that it won't serve us."""
    return replace(
        subscription, pending=False, due=now + _pause(subscription.tries), tries=subscription.tries + 1, cause=cause
    )


def is_expected(subscription: Subscription, mode: str, topic: str) -> bool:
    """Whether a hub that asks "did you want this?" is to be told yes: only what we wait for is confirmed."""
    return subscription.pending and mode == subscription.mode and topic == subscription.topic


def agreed(subscription: Subscription, lease: timedelta | None, now: datetime) -> Subscription:
    """After the hub asked back and was told yes."""
    lasts = min(max(LEASE_WISHED if lease is None else lease, LEASE_SHORTEST), LEASE_LONGEST)
    return replace(
        subscription, pending=False, lease_until=now + lasts, due=now + lasts * RENEWED_AFTER, tries=0, cause=None
    )


def leaving(subscription: Subscription, now: datetime) -> Subscription:
    """Once we want no more of it."""
    unwanted: Mode = "unsubscribe"
    return replace(subscription, mode=unwanted, pending=False, due=now, tries=0, cause=None)


def is_over(subscription: Subscription, now: datetime) -> bool:
    """Whether there is nothing left to say: we left, and the hub pushes no more or won't listen."""
    if subscription.mode != "unsubscribe":
        return False
    has_lease = subscription.lease_until is not None and now < subscription.lease_until
    return not has_lease or subscription.tries >= MOST_FAREWELLS


def _pause(tries: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << min(tries, 20)), LONGEST_PAUSE)

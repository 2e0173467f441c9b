"""Agreeing with the hubs that sources name, renewing before a lease is over, and leaving when a source does."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from aggregator.config.settings import Settings
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.logs import get_logger
from aggregator.models.subscription import Subscription
from aggregator.outcomes import Failed, Waiting
from aggregator.store import subscriptions
from aggregator.store.engine import Store, Transaction
from aggregator.websub import terms
from aggregator.websub.reach import why_unreachable

log = get_logger(__name__)

#: Below the site's root; the callback's own part follows.
CALLBACK_FOLDER = "hub/"
SECRET_BYTES = 32
_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
#: The longest lease that a hub may name, in digits: what is longer is no number.
_LEASE_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """What a hub is told that asks back: its own challenge if we agree, None if we know of nothing."""

    challenge: str | None


class Subscriber:
    """Talks to the hubs of sources."""

    def __init__(self, store: Store, fetcher: Fetcher, settings: Settings) -> None:
        self._store, self._fetcher, self._settings = store, fetcher, settings

    async def tend(self, source_ids: frozenset[int], now: datetime) -> None:
        """One round over the sources that are polled: note what is wanted and what no more, and ask the hubs due."""
        if await self._store.read(lambda tx: self._is_quiet(tx, source_ids, now)):
            return
        for subscription in await self._store.write(lambda tx: self._settle(tx, source_ids, now)):
            await self._ask(subscription, now)

    def _wanted(self, tx: Transaction, source_ids: frozenset[int]) -> dict[int, tuple[str, str]]:
        """Source id → hub and topic."""
        site, polling = self._settings.site, self._settings.polling
        if why_unreachable(site.url, polling.allow_private) is not None:
            return {}
        return {id_: named for id_, named in subscriptions.named(tx).items() if id_ in source_ids}

    def _is_quiet(self, tx: Transaction, source_ids: frozenset[int], now: datetime) -> bool:
        """Whether there is nothing to do, which is nearly always so."""
        kept = subscriptions.every(tx)
        settled = {one.source_id: (one.hub, one.topic) for one in kept if one.mode == "subscribe"}
        return self._wanted(tx, source_ids) == settled and all(one.due > now for one in kept)

    def _settle(self, tx: Transaction, source_ids: frozenset[int], now: datetime) -> list[Subscription]:
        """Make the store hold what is wanted; those whose hub is to be asked now."""
        wanted = self._wanted(tx, source_ids)
        settled = set()
        for one in subscriptions.every(tx):
            if terms.is_over(one, now):
                subscriptions.forget(tx, one.callback)
            elif one.mode == "subscribe" and wanted.get(one.source_id) == (one.hub, one.topic):
                settled.add(one.source_id)
            elif one.mode == "subscribe":
                subscriptions.save(tx, terms.leaving(one, now))
        for source_id in wanted.keys() - settled:
            hub, topic = wanted[source_id]
            subscriptions.add(tx, _new(source_id, hub, topic, now))
        return [one for one in subscriptions.every(tx) if one.due <= now and not terms.is_over(one, now)]

    async def _ask(self, subscription: Subscription, now: datetime) -> None:
        # pending before the hub hears of it: it may ask back before it answers
        await self._store.write(lambda tx: subscriptions.save(tx, terms.asked(subscription, now)))
        request = FetchRequest(url=subscription.hub, purpose="hub", headers=_FORM)
        answer = await self._fetcher.post(request, urlencode(self._form(subscription)).encode("ascii"))
        log.info("hub_asked", hub=subscription.hub, topic=subscription.topic, mode=subscription.mode)
        if isinstance(answer, Failed | Waiting):
            said = terms.refused(subscription, answer.cause.message, now)
            await self._store.write(lambda tx: _save_if_pending(tx, said))

    def _form(self, subscription: Subscription) -> dict[str, str]:
        form = {
            "hub.mode": subscription.mode,
            "hub.topic": subscription.topic,
            "hub.callback": f"{self._settings.site.url}{CALLBACK_FOLDER}{subscription.callback}",
        }
        if subscription.mode == "subscribe":
            form["hub.secret"] = subscription.secret.decode("ascii")
            form["hub.lease_seconds"] = str(int(terms.LEASE_WISHED.total_seconds()))
        return form


def _save_if_pending(tx: Transaction, said: Subscription) -> None:
    """Unless the hub has asked back meanwhile."""
    kept = subscriptions.find(tx, said.callback)
    if kept is not None and kept.pending:
        subscriptions.save(tx, said)


def _new(source_id: int, hub: str, topic: str, now: datetime) -> Subscription:
    return Subscription(
        callback=secrets.token_urlsafe(SECRET_BYTES),
        source_id=source_id,
        hub=hub,
        topic=topic,
        secret=secrets.token_hex(SECRET_BYTES).encode("ascii"),
        due=now,
    )


def answer_hub(tx: Transaction, callback: str, asked: Mapping[str, str], now: datetime) -> Answer:
    """What a hub is told that asks at a callback whether we meant it (section 5.3)."""
    subscription = subscriptions.find(tx, callback)
    mode, topic = asked.get("hub.mode", ""), asked.get("hub.topic", "")
    if subscription is None:
        return Answer(None)
    if mode == "denied" and topic == subscription.topic and subscription.mode == "subscribe":
        reason = asked.get("hub.reason", "").strip()[:200]
        said = f"The hub refuses to push{f': {reason}' if reason else ''}."
        subscriptions.save(tx, terms.refused(subscription, said, now))
        return Answer("")
    if not terms.is_expected(subscription, mode, topic) or "hub.challenge" not in asked:
        return Answer(None)
    if mode == "unsubscribe":
        subscriptions.forget(tx, callback)
    else:
        subscriptions.save(tx, terms.agreed(subscription, _lease(asked.get("hub.lease_seconds", "")), now))
    log.info("hub_agreed", hub=subscription.hub, topic=topic, mode=mode)
    return Answer(asked["hub.challenge"])


def _lease(said: str) -> timedelta | None:
    return timedelta(seconds=int(said)) if said.isascii() and said.isdigit() and len(said) <= _LEASE_DIGITS else None

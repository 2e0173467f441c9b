"""Which sources' hubs push to us, until when, or why not: what `status` says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.store import sources, subscriptions
from aggregator.store.engine import Transaction
from aggregator.websub.reach import why_unreachable


@dataclass(frozen=True, slots=True)
class Pushing:
    """How a source's hub stands with us."""

    hub: str
    #: None while it does not push.
    until: datetime | None
    cause: str | None

    @property
    def told(self) -> str:
        """The same as a sentence."""
        return self.cause or "Its hub pushes what is new."


def pushing(tx: Transaction, settings: Settings, now: datetime) -> dict[str, Pushing]:
    """Name of a source that names a hub → how that stands."""
    unreachable = why_unreachable(settings.site.url, settings.polling.allow_private)
    agreed = {one.source_id: one for one in subscriptions.every(tx) if one.mode == "subscribe"}
    found = {}
    stored = sources.load(tx)
    for source_id, (hub, _) in subscriptions.named(tx).items():
        one = agreed.get(source_id)
        if unreachable is not None or one is None:
            told = Pushing(hub, None, unreachable or "Its hub was not asked to push yet.")
        else:
            told = Pushing(hub, one.lease_until if one.is_active(now) else None, one.cause)
        found[stored[source_id].name] = told
    return found

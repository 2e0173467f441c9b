"""What we agreed on with a hub that a source names, so that it pushes what is new (WebSub)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Mode = Literal["subscribe", "unsubscribe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """How we stand with a hub over one source."""

    #: Our callback's last part, which nobody can guess.
    callback: str
    source_id: int
    hub: str
    topic: str
    #: Signs what the hub pushes.
    secret: bytes = field(repr=False)
    #: What we want of the hub.
    mode: Mode = "subscribe"
    #: Whether it was asked and has yet to ask back.
    pending: bool = False
    #: Until when it pushes; None before it first agreed.
    lease_until: datetime | None = None
    #: When it is asked (again).
    due: datetime
    #: How often it was asked in vain.
    tries: int = 0
    #: Why it doesn't push, if it was asked and doesn't.
    cause: str | None = None

    def is_active(self, now: datetime) -> bool:
        """Whether the hub has promised to push."""
        return self.mode == "subscribe" and self.lease_until is not None and now < self.lease_until

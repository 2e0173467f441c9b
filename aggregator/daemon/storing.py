"""What the daemon does while the database takes nothing: a full, read-only or locked disk, a server that is away.

It asks nobody, since what comes could not be kept, goes on serving, tries a small write every few seconds, and says
once what is wrong and once that it is over.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from aggregator.errors import StoreError
from aggregator.logs import get_logger
from aggregator.store import numbers
from aggregator.store.engine import Store, Transaction

log = get_logger(__name__)

TRY_SECONDS = 5.0


@dataclass(slots=True)
class Storing:
    """Whether what is written lands."""

    #: What is wrong now, in a sentence.
    reason: str | None = None
    faults: int = 0
    _since: float = 0.0
    _tried: float = 0.0

    def failed(self, error: StoreError, source: str | None = None) -> None:
        """A transaction did not come about."""
        self.faults += 1
        self._tried = time.monotonic()
        if self.reason is None:
            self._since = self._tried
        if error.reason != self.reason:
            log.error("store_failed", message="Nothing is polled until it is over.", reason=error.reason, source=source)
        self.reason = error.reason

    async def is_open(self, store: Store) -> bool:
        """Whether there is any use in polling; tries a small write from time to time while there is not."""
        if self.reason is None:
            return True
        if time.monotonic() - self._tried < TRY_SECONDS:
            return False
        try:
            await store.write(_try)
        except StoreError as error:
            self.failed(error)
            return False
        log.info("store_recovered", message="Polling goes on.", seconds=round(time.monotonic() - self._since))
        self.reason = None
        return True


def _try(tx: Transaction) -> None:
    numbers.remember(tx, "store_tried", "yes")

"""Which settings are in force: those of the file, or the last valid ones that the store remembers.

A fault inside one source costs that source only, and it keeps its last valid form; any other fault refuses the file.
The processes of a cluster may go without a file, by what was pushed into the store.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aggregator.config.last_valid import LastValid
from aggregator.config.loader import read_after, read_content
from aggregator.config.settings import Settings
from aggregator.errors import ConfigError, Problem, StoreError
from aggregator.logs import get_logger
from aggregator.store import numbers
from aggregator.store.engine import Store, Transaction

log = get_logger(__name__)

_FACT, _PUSHED = "settings", "settings_pushed"
#: What faults in pushed settings name in the place of a file.
_STORED = Path("settings in the database")
LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings that hold, and how they came to."""

    settings: Settings
    #: What to remember, so that these settings can be had again.
    valid: LastValid
    #: What is wrong with the file, if it was refused and earlier settings hold.
    refused: tuple[Problem, ...] = ()


def find_in_force(path: Path, last: LastValid | None, environ: Mapping[str, str] = os.environ) -> InForce:
    """What the file says, else what the last valid one said. Raises ConfigError if neither can be used."""
    try:
        return InForce(*read_after(last, read_content(path), str(path), environ))
    except ConfigError as error:
        if last is None:
            raise
        try:
            settings, valid = read_after(last, last.text.encode(), str(path), environ)
        except ConfigError:  # the environment is another, or the program
            raise error from None
        return InForce(settings, valid, error.problems)


def last_valid(tx: Transaction) -> LastValid | None:
    """What the store remembers."""
    kept = numbers.fact(tx, _FACT)
    return None if kept is None else LastValid.from_json(kept)


def remember(tx: Transaction, valid: LastValid) -> None:
    """Let these be the settings that outlive a broken edit and a restart."""
    if last_valid(tx) != valid:
        numbers.remember(tx, _FACT, valid.to_json())


def push(tx: Transaction, valid: LastValid) -> None:
    """Let the processes of a cluster that have no file of their own go by these."""
    remember(tx, valid)
    numbers.remember(tx, _PUSHED, "yes")


def pushed(tx: Transaction) -> InForce | None:
    """The settings that were pushed, if any were. Raises ConfigError if they can't be used here."""
    kept = last_valid(tx) if numbers.fact(tx, _PUSHED) else None
    return None if kept is None else find_stored(kept)


def find_stored(kept: LastValid, environ: Mapping[str, str] = os.environ) -> InForce:
    """What the store remembers, read anew. Raises ConfigError: the environment is another than where it was pushed."""
    return InForce(*read_after(kept, kept.text.encode(), str(_STORED), environ))


async def follow_stored(
    store: Store,
    in_force: InForce,
    apply: Callable[[InForce], Awaitable[None]],
    refuse: Callable[[InForce], None],
) -> None:
    """Until cancelled: let what the store remembers hold, seconds after somebody pushes it. `refuse` hears why it does
    not.
    """
    seen: LastValid = in_force.valid
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            kept = await store.read(last_valid) or seen
            if kept == seen:
                continue
            found = await asyncio.to_thread(find_stored, kept)
            await apply(found)
        except ConfigError as error:
            log.error("settings_refused", message=str(error))
            in_force = replace(in_force, refused=error.problems)
            refuse(in_force)
        except StoreError as error:
            log.debug("settings_not_seen", message="It is looked again.", reason=error.reason)
            continue
        else:
            in_force = found
            log.info("settings_applied", sources=len(found.settings.sources), faulty=len(found.settings.faulty))
        seen = kept

"""Which settings are in force: those of the file, or the last valid ones that the store remembers.

A fault inside one source costs that source only, and it keeps its last valid form; any other fault refuses the file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aggregator.config.last_valid import LastValid
from aggregator.config.loader import read_after, read_content
from aggregator.config.settings import Settings
from aggregator.errors import ConfigError, Problem
from aggregator.store import numbers
from aggregator.store.engine import Transaction

_FACT = "settings"


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

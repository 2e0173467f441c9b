"""How much is done: a short form with every run of the system tests, all of it when `scripts/chaos` asks."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, replace
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Extent:
    """How long the faults last, and how often they come."""

    kills: int = 5
    edits: int = 12
    #: How long another program keeps the database for itself. The daemon waits half a minute before it complains.
    locked_seconds: float = 5.0
    is_full: bool = False
    #: Where chance begins.
    seed: int = 1

    def chance(self) -> random.Random:
        return random.Random(self.seed)


FULL = Extent(kills=200, edits=200, locked_seconds=75.0, is_full=True)


def asked_for() -> Extent:
    """As the environment says, which `scripts/chaos` sets."""
    extent = FULL if os.environ.get("CHAOS") == "full" else Extent()
    return replace(
        extent,
        seed=int(os.environ.get("CHAOS_SEED", extent.seed)),
        kills=int(os.environ.get("CHAOS_KILLS", extent.kills)),
    )


def full(*row: Any) -> Any:
    """A row of a table that only the full form has."""
    return pytest.param(*row, marks=pytest.mark.full)

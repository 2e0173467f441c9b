"""Sources whose settings were changed while somebody polls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from aggregator import schedule
from aggregator.pipeline.desk import PolledSource
from aggregator.pipeline.intake import configured_pace
from aggregator.store import polling
from aggregator.store.engine import Transaction


def ask_sooner(
    tx: Transaction,
    before: Mapping[int, PolledSource],
    known: Mapping[int, PolledSource],
    now: datetime,
    *,
    other_manners: bool,
) -> None:
    """Let those among `known` that are not what they were `before` be asked as their present settings want it.

    `other_manners`: how we ask anybody changed (a time limit, a private address that is allowed now).
    """
    concerned = [id_ for id_, one in known.items() if other_manners or id_ not in before or before[id_] != one]
    for id_, state in polling.states_of(tx, concerned).items():
        earlier = before.get(id_)
        earlier_pace = configured_pace(earlier.source) if earlier else None
        pace = configured_pace(known[id_].source)
        sooner = schedule.amended(state, before=earlier_pace, pace=pace, now=now)
        if sooner != state:
            polling.save_times(tx, id_, sooner)

"""Sources whose settings were changed while somebody polls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from aggregator import schedule
from aggregator.models.source import FeedState
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
        earlier, present = before.get(id_), known[id_]
        if earlier == present and _is_servers_trouble(state):
            continue
        former_pace = configured_pace(earlier.source) if earlier else None
        sooner = schedule.amended(state, before=former_pace, pace=configured_pace(present.source), now=now)
        if sooner != state:
            polling.save_times(tx, id_, sooner)


def _is_servers_trouble(state: FeedState) -> bool:
    """Whether it fails in a way that no manners of ours mend. A refusal may be meant for our name or our robots."""
    return state.status is not None and state.status >= 400 and state.status not in (401, 403)

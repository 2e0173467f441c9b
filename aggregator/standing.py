"""How every source stands, from what the settings say and what the polls came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from aggregator import schedule
from aggregator.config.settings import Settings
from aggregator.models.saying import saying
from aggregator.models.status import SourceStatus
from aggregator.outcomes import Cause
from aggregator.prospects import prospect
from aggregator.store import sources
from aggregator.store.engine import Transaction
from aggregator.store.sources import SourceStanding


def standings(tx: Transaction, settings: Settings, now: datetime) -> list[SourceStatus]:
    """Every source of the settings, in their order; then those that the file spoils and that never were right."""
    paused = {one.name for one in settings.sources if one.paused}
    spoiled = {problem.source: problem for problem in settings.faulty}
    found = [_status(standing, is_paused=standing.source.name in paused, now=now) for standing in sources.standings(tx)]
    told = [
        _misconfigured(one, f"{spoiled[one.name]} It is polled as it was before.") if one.name in spoiled else one
        for one in found
    ]
    return [*told, *_never_valid(settings)]


def _status(standing: SourceStanding, *, is_paused: bool, now: datetime) -> SourceStatus:
    source, state, hold = standing.source, standing.state, standing.habits.hold
    health: str = schedule.health(state)
    return SourceStatus(
        name=source.name,
        url=state.url,
        kind=state.kind or source.facts.kind,
        health="paused" if is_paused else "held" if health == "ok" and hold else health,
        last_poll=state.last_poll,
        last_success=state.last_success,
        next_poll=None if is_paused or schedule.is_stopped(state) else state.next_poll,
        failures=state.failures,
        entries=standing.entries,
        cause=state.cause,
        held=hold.cause if hold else None,
        prospect=(saying("paused"),)
        if is_paused
        else prospect(source.name, source.url, state, standing.habits, now=now),
        is_public=source.public,
        days=state.days,
    )


def _misconfigured(status: SourceStatus, said: str) -> SourceStatus:
    return replace(status, health="misconfigured", cause=Cause("config", said))


def _never_valid(settings: Settings) -> Iterable[SourceStatus]:
    """They are not polled."""
    names = {source.name for source in settings.sources}
    return [
        # nobody knows whether it was meant to be public
        SourceStatus(
            name=problem.source or "",
            url=None,
            health="misconfigured",
            cause=Cause("config", str(problem)),
            is_public=False,
        )
        for problem in settings.faulty
        if problem.source not in names
    ]

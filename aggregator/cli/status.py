"""`aggregator status`: how every source stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    WRONG_USE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    opened_in_force,
    plain_failures,
)
from aggregator.cli.show import json_line, moment, table

if TYPE_CHECKING:
    from aggregator.config.settings import Settings
    from aggregator.models.subscription import Subscription
    from aggregator.outcomes import Cause
    from aggregator.store.sources import SourceStanding


@plain_failures
def status(
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Each source: last and next poll, entries, health, and the plain cause of trouble."""
    from aggregator.pipeline.desk import take_over, utc_now
    from aggregator.store import sources, subscriptions

    now = utc_now()
    with opened_in_force(config, database) as (store, in_force):
        settings = in_force.settings
        with store.writing() as tx:
            take_over(tx, settings, now)
        with store.reading() as tx:
            standings = sources.standings(tx)
            agreed = {one.source_id: one for one in subscriptions.every(tx) if one.mode == "subscribe"}
    rows = [
        (
            _row(standing, settings) | {"push": _push(standing, agreed.get(standing.source.id), settings, now)},
            _prospect(standing, settings, now),
        )
        for standing in standings
    ]
    rows = [(_as_in_file(row, settings), prospect) for row, prospect in rows]
    rows += [(row, "") for row in _never_valid(settings)]
    if as_json:
        for row, _ in rows:
            json_line(row)
    else:
        headings = ("Source", "Health", "Last poll", "Next poll", "Entries", "What is wrong, and what happens next")
        table(headings, [_cells(row, prospect, now) for row, prospect in rows])
    if in_force.refused:
        raise typer.Exit(WRONG_USE)


def _row(standing: SourceStanding, settings: Settings) -> dict[str, Any]:
    from aggregator import schedule

    source, state = standing.source, standing.state
    paused = _is_paused(standing, settings)
    return {
        "source": source.name,
        "url": state.url,
        "kind": state.kind or source.facts.kind,
        "health": "paused" if paused else _health(standing),
        "last_poll": state.last_poll,
        "last_success": state.last_success,
        "next_poll": None if paused or schedule.is_stopped(state) else state.next_poll,
        "failures": state.failures,
        "entries": standing.entries,
        "cause": _cause(state.cause),
        "held": _cause(standing.habits.hold.cause) if standing.habits.hold else None,
    }


def _health(standing: SourceStanding) -> str:
    from aggregator import schedule

    health = schedule.health(standing.state)
    return "held" if health == "ok" and standing.habits.hold else health


def _cause(cause: Cause | None) -> dict[str, str] | None:
    return {"code": cause.code, "message": cause.message} if cause else None


def _push(
    standing: SourceStanding, agreed: Subscription | None, settings: Settings, now: datetime
) -> dict[str, Any] | None:
    """Whether the source's hub pushes to us, and until when or why not; None if it names none."""
    from aggregator.websub.reach import why_unreachable

    hub = standing.state.hub
    if hub is None:
        return None
    unreachable = why_unreachable(settings.site.url, settings.polling.allow_private)
    if unreachable is not None or agreed is None:
        return {"hub": hub, "until": None, "cause": unreachable or "Its hub was not asked to push yet."}
    return {"hub": hub, "until": agreed.lease_until if agreed.is_active(now) else None, "cause": agreed.cause}


def _is_paused(standing: SourceStanding, settings: Settings) -> bool:
    return any(one.paused for one in settings.sources if one.name == standing.source.name)


def _prospect(standing: SourceStanding, settings: Settings, now: datetime) -> str:
    from aggregator.prospects import prospect

    if _is_paused(standing, settings):
        return "Not visited: it is paused in the settings."
    return prospect(standing.source.name, standing.source.url, standing.state, standing.habits, now=now)


def _as_in_file(row: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The row of a source that is polled in its last valid form, since the file spoils it, says so."""
    problem = next((one for one in settings.faulty if one.source == row["source"]), None)
    if problem is None:
        return row
    said = f"{problem} It is polled as it was before."
    return {**row, "health": "misconfigured", "cause": {"code": "config", "message": said}}


def _never_valid(settings: Settings) -> list[dict[str, Any]]:
    """The sources that the file spoils and that never were right: they are not polled."""
    names = {source.name for source in settings.sources}
    return [
        {
            "source": problem.source,
            "url": None,
            "kind": None,
            "health": "misconfigured",
            "last_poll": None,
            "last_success": None,
            "next_poll": None,
            "failures": 0,
            "entries": 0,
            "cause": {"code": "config", "message": str(problem)},
            "held": None,
            "push": None,
        }
        for problem in settings.faulty
        if problem.source not in names
    ]


def _push_told(push: dict[str, Any] | None) -> str:
    if push is None:
        return ""
    return push["cause"] or "Its hub pushes what is new."


def _cells(row: dict[str, Any], prospect: str, now: datetime) -> tuple[str, ...]:
    return (
        row["source"] or "",
        row["health"],
        moment(row["last_poll"], now),
        moment(row["next_poll"], now) if row["last_poll"] else "now" if row["health"] == "new" else "–",
        str(row["entries"]),
        " ".join(filter(None, (row["cause"]["message"] if row["cause"] else "", prospect, _push_told(row["push"])))),
    )

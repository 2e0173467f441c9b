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
    from aggregator.models.status import SourceStatus
    from aggregator.outcomes import Cause
    from aggregator.websub.pushing import Pushing


@plain_failures
def status(
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Each source: last and next poll, entries, health, and the plain cause of trouble."""
    from aggregator.pipeline.desk import take_over, utc_now
    from aggregator.standing import standings
    from aggregator.websub.pushing import pushing

    now = utc_now()
    with opened_in_force(config, database) as (store, in_force):
        settings = in_force.settings
        with store.writing() as tx:
            take_over(tx, settings, now)
        with store.reading() as tx:
            found = standings(tx, settings, now)
            push = pushing(tx, settings, now)
    if as_json:
        for one in found:
            json_line(_row(one, push.get(one.name)))
    else:
        headings = ("Source", "Health", "Last poll", "Next poll", "Entries", "What is wrong, and what happens next")
        table(headings, [_cells(one, push.get(one.name), now) for one in found])
    if in_force.refused:
        raise typer.Exit(WRONG_USE)


def _row(status: SourceStatus, push: Pushing | None) -> dict[str, Any]:
    return {
        "source": status.name or None,
        "url": status.url,
        "kind": status.kind,
        "health": status.health,
        "last_poll": status.last_poll,
        "last_success": status.last_success,
        "next_poll": status.next_poll,
        "failures": status.failures,
        "entries": status.entries,
        "cause": _cause(status.cause),
        "held": _cause(status.held),
        "push": {"hub": push.hub, "until": push.until, "cause": push.cause} if push else None,
    }


def _cause(cause: Cause | None) -> dict[str, str] | None:
    return {"code": cause.code, "message": cause.message} if cause else None


def _cells(status: SourceStatus, push: Pushing | None, now: datetime) -> tuple[str, ...]:
    return (
        status.name,
        status.health,
        moment(status.last_poll, now),
        moment(status.next_poll, now) if status.last_poll else "now" if status.health == "new" else "–",
        str(status.entries),
        " ".join(filter(None, (*_trouble(status, now), push.told if push else ""))),
    )


def _trouble(status: SourceStatus, now: datetime) -> tuple[str, str]:
    """What is wrong, and what happens next; in English, like all that commands say."""
    from aggregator.render.messages import messages_for
    from aggregator.render.sayings import all_told

    messages = messages_for("en")
    return messages.cause(status.cause), all_told(status.prospect, messages, now=now)

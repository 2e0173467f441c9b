"""`aggregator worker`: one of many that poll into one PostgreSQL database."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec
from typing import Annotated

import typer

from aggregator.cli.cluster import NotInstalled, OwnConfigOption, opened_process
from aggregator.cli.options import DEFAULT_DATABASE, DatabaseOption, plain_failures, run_async
from aggregator.cli.run import LogFileOption, LogFormat, LogFormatOption, LogLevel, LogLevelOption
from aggregator.errors import StoreError


class QueueName(StrEnum):
    """What a worker may serve."""

    hosts = "hosts"
    desk = "desk"


@plain_failures
def worker(
    concurrency: Annotated[int, typer.Option(help="Jobs at once: as many hosts are asked.", min=1, max=1000)] = 32,
    queues: Annotated[
        list[QueueName] | None,
        typer.Option(help="Only polls and pages of hosts, or only what one worker does at a time; may be repeated."),
    ] = None,
    log_level: LogLevelOption = LogLevel.info,
    log_file: LogFileOption = None,
    log_format: LogFormatOption = LogFormat.auto,
    config: OwnConfigOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Poll and publish beside other workers, on any number of machines, until stopped."""
    from aggregator.logs import configure_logs

    configure_logs(log_level.value, log_format.value, file=log_file)
    if not database.startswith("postgresql"):
        raise StoreError("Many machines need a PostgreSQL database; on one machine: aggregator run")
    if find_spec("procrastinate") is None:
        raise NotInstalled
    from aggregator.cluster.running import run

    with opened_process(config, database) as process:
        chosen = [queue.value for queue in queues or QueueName]
        run_async(run(process.store, process.in_force, follow=process.follow, concurrency=concurrency, queues=chosen))

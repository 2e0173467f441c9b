"""`aggregator serve`: the web alone."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aggregator.cli.cluster import OwnConfigOption, Process, opened_process
from aggregator.cli.options import DEFAULT_DATABASE, DatabaseOption, plain_failures, run_async, tell
from aggregator.cli.run import (
    HostOption,
    LogFileOption,
    LogFormat,
    LogFormatOption,
    LogLevel,
    LogLevelOption,
    PortOption,
)

if TYPE_CHECKING:
    from aggregator.fetch.hosts import Hosts
    from aggregator.pipeline.desk import Clock
    from aggregator.web.server import Listener


@plain_failures
def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    log_level: LogLevelOption = LogLevel.info,
    log_file: LogFileOption = None,
    log_format: LogFormatOption = LogFormat.auto,
    config: OwnConfigOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Serve what is stored, the desk too, and poll nothing: beside a daemon or workers, as often as you like."""
    from aggregator.logs import configure_logs
    from aggregator.web.server import Listener

    configure_logs(log_level.value, log_format.value, file=log_file)
    with opened_process(config, database) as process, Listener(host, port) as listener:
        tell(f"Serving {listener.url} (stop with Ctrl-C)")
        run_async(_serve(process, listener))


async def _serve(process: Process, listener: Listener) -> None:
    from aggregator import daemon
    from aggregator.daemon.serving import WebVitals, serve_only
    from aggregator.publish import Outputs
    from aggregator.web.app import make_app
    from aggregator.web.desk import Backroom

    store = process.store
    outputs = Outputs(store, process.in_force.settings, in_cluster=not store.is_sqlite)
    vitals = WebVitals(store, process.in_force, outputs)
    hubs = daemon.Hubs(store)
    async with _company(process) as (clock, hosts):
        app = make_app(outputs, vitals, hubs, Backroom(store, lambda: vitals.in_force.settings, clock))
        serve = functools.partial(listener.serve, app)
        await serve_only(vitals, hubs, hosts=hosts, clock=clock, follow=process.follow, serve=serve)


@asynccontextmanager
async def _company(process: Process) -> AsyncIterator[tuple[Clock, Hosts]]:
    """The clock, and the turns at hosts: shared with workers where there may be some."""
    from aggregator.cluster.beside import beside_workers
    from aggregator.fetch import clock
    from aggregator.fetch.hosts import Hosts
    from aggregator.pipeline.desk import fetch_policy, utc_now

    settings = process.in_force.settings
    if process.store.is_sqlite:
        yield utc_now, Hosts(fetch_policy(settings), clock.Clock())
    else:
        async with beside_workers(process.store, settings) as shared:
            yield shared

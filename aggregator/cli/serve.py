"""`aggregator serve`: the web alone."""

from __future__ import annotations

import functools
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
    """Serve what is stored and poll nothing: beside a daemon or workers, as often as you like."""
    from aggregator.logs import configure_logs
    from aggregator.web.server import Listener

    configure_logs(log_level.value, log_format.value, file=log_file)
    with opened_process(config, database) as process, Listener(host, port) as listener:
        tell(f"Serving {listener.url} (stop with Ctrl-C)")
        run_async(_serve(process, listener))


async def _serve(process: Process, listener: Listener) -> None:
    from aggregator.daemon.serving import WebVitals, serve_only
    from aggregator.publish import Outputs
    from aggregator.web.app import make_app

    outputs = Outputs(process.store, process.in_force.settings, in_cluster=not process.store.is_sqlite)
    vitals = WebVitals(process.store, process.in_force, outputs)
    app = make_app(outputs, vitals)
    await serve_only(vitals, follow=process.follow, serve=functools.partial(listener.serve, app))

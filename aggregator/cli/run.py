"""`aggregator run`: the daemon."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    ConfigOption,
    DatabaseOption,
    opened_in_force,
    plain_failures,
    run_async,
    tell,
)

if TYPE_CHECKING:
    from aggregator.settings_in_force import InForce
    from aggregator.store.engine import Store
    from aggregator.web.server import Listener


class LogLevel(StrEnum):
    """How much is told."""

    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


class LogFormat(StrEnum):
    """How it is told."""

    auto = "auto"
    people = "people"
    json = "json"


HostOption = Annotated[str, typer.Option(help="The address to serve at; 0.0.0.0 for every network.")]
PortOption = Annotated[int, typer.Option(help="The port to serve at; 0 takes a free one.", min=0, max=65_535)]
LogLevelOption = Annotated[LogLevel, typer.Option(envvar="AGGREGATOR_LOG_LEVEL", help="The least that is told.")]
LogFileOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", envvar="AGGREGATOR_LOG_FILE", help="Where the log goes, instead of here."),
]
LogFormatOption = Annotated[
    LogFormat,
    typer.Option(envvar="AGGREGATOR_LOG_FORMAT", help="Lines for people or JSON; auto: people on a terminal."),
]


@plain_failures
def run(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    log_level: LogLevelOption = LogLevel.info,
    log_file: LogFileOption = None,
    log_format: LogFormatOption = LogFormat.auto,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Poll, publish and serve until stopped (Ctrl-C or SIGTERM). Changed settings hold within seconds."""
    from aggregator.logs import configure_logs
    from aggregator.web.server import Listener

    configure_logs(log_level.value, log_format.value, file=log_file)
    with (
        opened_in_force(config, database) as (store, in_force),
        store.hold("the daemon") as abandoned,
        Listener(host, port) as listener,
    ):
        if abandoned:
            _look_over(store)
        tell(f"Serving {listener.url} (stop with Ctrl-C)")
        run_async(_run(config, store, in_force, listener))


def _look_over(store: Store) -> None:
    """After a power cut or a kill: a damaged database is told now, not guessed at later."""
    from aggregator.logs import get_logger
    from aggregator.store.soundness import check

    rebuilt = check(store)
    get_logger(__name__).info("database_checked", reason="it was not closed last time", search_rebuilt=rebuilt)


async def _run(config: Path, store: Store, in_force: InForce, listener: Listener) -> None:
    from aggregator import daemon
    from aggregator.pipeline.desk import utc_now
    from aggregator.publish import Outputs
    from aggregator.web.app import make_app
    from aggregator.web.desk import Backroom

    outputs = Outputs(store, in_force.settings)
    vitals = daemon.Vitals(store, in_force)
    hubs = daemon.Hubs(store)
    app = make_app(outputs, vitals, hubs, Backroom(store, lambda: vitals.in_force.settings, utc_now))
    await daemon.run(vitals, outputs, hubs, path=config, serve=lambda until: listener.serve(app, until))

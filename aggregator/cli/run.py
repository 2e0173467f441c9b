"""`aggregator run`: the daemon."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    ConfigOption,
    DatabaseOption,
    opened,
    plain_failures,
    read_settings,
    run_async,
)


@plain_failures
def run(
    host: Annotated[str, typer.Option(help="The address to serve at; 0.0.0.0 for every network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to serve at; 0 takes a free one.", min=0, max=65_535)] = 8080,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Poll, publish and serve until stopped (Ctrl-C or SIGTERM)."""
    from aggregator import daemon
    from aggregator.logs import configure_logs

    configure_logs()
    settings = read_settings(config)
    with opened(database) as store, store.hold("the daemon"):
        run_async(daemon.run(settings, store, host=host, port=port))

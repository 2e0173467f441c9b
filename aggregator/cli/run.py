"""`aggregator run`: the daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
    tell,
)

if TYPE_CHECKING:
    from aggregator.config.settings import Settings
    from aggregator.store.engine import Store
    from aggregator.web.server import Listener


@plain_failures
def run(
    host: Annotated[str, typer.Option(help="The address to serve at; 0.0.0.0 for every network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to serve at; 0 takes a free one.", min=0, max=65_535)] = 8080,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Poll, publish and serve until stopped (Ctrl-C or SIGTERM)."""
    from aggregator.logs import configure_logs
    from aggregator.web.server import Listener

    configure_logs()
    settings = read_settings(config)
    with opened(database) as store, store.hold("the daemon") as abandoned, Listener(host, port) as listener:
        if abandoned:
            _look_over(store)
        tell(f"Serving {listener.url} (stop with Ctrl-C)")
        run_async(_run(settings, store, listener))


def _look_over(store: Store) -> None:
    """After a power cut or a kill: a damaged database is told now, not guessed at later."""
    from aggregator.logs import get_logger
    from aggregator.store.soundness import check

    rebuilt = check(store)
    get_logger(__name__).info("database_checked", reason="it was not closed last time", search_rebuilt=rebuilt)


async def _run(settings: Settings, store: Store, listener: Listener) -> None:
    from aggregator import daemon
    from aggregator.publish import Outputs
    from aggregator.web.app import make_app

    outputs = Outputs(store, settings)
    app = make_app(outputs)
    await daemon.run(settings, store, outputs, serve=lambda until: listener.serve(app, until))

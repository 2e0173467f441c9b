"""`aggregator prune`: retention, now."""

from __future__ import annotations

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
from aggregator.cli.show import line


@plain_failures
def prune(config: ConfigOption = DEFAULT_CONFIG, database: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Remove entries that are older than `retention:` in the settings keeps. The daemon does so every day."""
    from datetime import UTC, datetime

    from aggregator import housekeeping

    settings = read_settings(config)
    with opened(database) as store:
        removed = run_async(housekeeping.prune(store, settings.retention, datetime.now(UTC)))
    line((f"{removed} entries removed",))

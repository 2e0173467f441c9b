"""`aggregator search`: full text over what is stored."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    opened,
    plain_failures,
)
from aggregator.cli.show import json_line, table


@plain_failures
def search(
    words: Annotated[list[str], typer.Argument(help='What to look for: words, "a phrase", -without, this OR that.')],
    limit: Annotated[int, typer.Option(help="The most results.", min=1, max=10_000)] = 20,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Entries that say all of the words, newest first."""
    from aggregator.store import entries
    from aggregator.store import search as index

    with opened(database) as store, store.reading() as tx:
        found = entries.load(tx, index.search(tx, " ".join(words), limit=limit))
    if as_json:
        for entry in found:
            json_line(
                {
                    "id": entry.published_id,
                    "title": entry.title,
                    "url": entry.link,
                    "source": entry.source_name,
                    "published": entry.sort_at,
                    "categories": entry.categories,
                    "agencies": entry.agencies,
                }
            )
        return
    headings = ("Date", "Source", "Title", "Address")
    table(
        headings,
        [(entry.sort_at.strftime("%Y-%m-%d"), entry.source_name, entry.title, entry.link or "") for entry in found],
    )

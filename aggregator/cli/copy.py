"""`aggregator copy`: a desk moved between databases."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.options import JsonOption, plain_failures, tell

FromOption = Annotated[str, typer.Option("--from", metavar="URL", help="The database that has the desk.")]
ToOption = Annotated[str, typer.Option("--to", metavar="URL", help="An empty database, or one that is not there yet.")]


@plain_failures
def copy(origin: FromOption, target: ToOption, as_json: JsonOption = False) -> None:
    """Copy a desk with everything in it into another database, and prove it. Nobody may be polling meanwhile."""
    from aggregator.cli.show import json_line, table
    from aggregator.errors import StoreError
    from aggregator.store import copying
    from aggregator.store.engine import is_there, open_store

    if not is_there(origin):
        raise StoreError(f"there is no database at {origin}")
    with (
        open_store(origin) as there,
        open_store(target) as here,
        there.hold("aggregator copy"),
        here.hold("aggregator copy"),
    ):
        tallies = copying.copy(there, here)
    if as_json:
        for one in tallies:
            json_line({"table": one.table, "rows": one.rows, "checksum": one.checksum})
        return
    table(["table", "rows", "checksum"], [[one.table, str(one.rows), one.checksum] for one in tallies])
    tell("Copied. Every table was read back, and holds what it held: the same rows, the same checksum.")

"""`aggregator group`: tries on a sample which entries would be put to one story."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    ConfigOption,
    DatabaseOption,
    plain_failures,
)
from aggregator.cli.show import json_line


@plain_failures
def group(
    batch: Annotated[
        bool, typer.Option("--batch", help="Read entries as JSON lines, answer a line each. There is no other way yet.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Reads {id, source, agency, url, title, summary, published} a line, answers {id, story, lead, why}."""
    from aggregator.grouping.lines import answer_lines

    failed = False
    for answer in answer_lines(sys.stdin):
        json_line(answer)
        failed |= "error" in answer
    if failed:
        raise typer.Exit(FAILED)

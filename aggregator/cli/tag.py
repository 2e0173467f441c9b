"""`aggregator tag`: tries the rules on items that are given as JSON lines."""

from __future__ import annotations

import sys

import typer

from aggregator.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    FAILED,
    ConfigOption,
    DatabaseOption,
    plain_failures,
    read_settings,
)
from aggregator.cli.show import json_line


@plain_failures
def tag(config: ConfigOption = DEFAULT_CONFIG, database: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Reads {id, title, summary, url, labels, source} a line, answers {id, relevant, categories, agencies, reasons}."""
    from aggregator.pipeline.desk import tagger_for
    from aggregator.tag.lines import answer_line

    settings = read_settings(config)
    tagger = tagger_for(settings)
    sources = {source.name: source for source in settings.sources}
    failed = False
    for line in sys.stdin:
        if line.strip():
            answer = answer_line(tagger, line, sources)
            json_line(answer)
            failed |= "error" in answer
    if failed:
        raise typer.Exit(FAILED)

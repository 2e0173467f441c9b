"""The command line: which commands there are. Each imports what it needs only when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator import __version__
from aggregator.cli import (
    add,
    check,
    correct,
    explain,
    group,
    opml,
    pages,
    poll,
    prune,
    retag,
    run,
    search,
    status,
    tag,
)

app = typer.Typer(
    name="aggregator",
    help="A news desk that runs itself: polls feeds, tags what they say, and republishes one attributed feed.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"aggregator {__version__}")
        raise typer.Exit


@app.callback()
def _global(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    pass


app.command()(run.run)
app.command()(poll.poll)
app.command()(check.check)
app.command()(add.add)
app.command("import-opml")(opml.import_opml)
app.command("export-opml")(opml.export_opml)
app.command()(status.status)
app.command()(search.search)
app.command()(explain.explain)
app.command()(tag.tag)
app.command()(group.group)
app.command()(retag.retag)
app.command("set", cls=correct.Corrections)(correct.set_tags)
app.command()(pages.listing)
app.command()(pages.extract)
app.command()(prune.prune)

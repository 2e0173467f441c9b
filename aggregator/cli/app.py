"""The command line: which commands there are. The module of one is imported when that one is typed, so that asking
for help is quick; for the same reason the help is plain text."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from aggregator import __version__

#: Each command's module below aggregator.cli, its function there, and what the list of commands says of it.
_COMMANDS = {
    "run": ("run", "run", "Poll, publish and serve until stopped."),
    "serve": ("serve", "serve", "Serve what is stored; poll nothing."),
    "worker": ("worker", "worker", "Poll beside other workers, on many machines."),
    "poll": ("poll", "poll", "Visit what is due, once."),
    "check": ("check", "check", "Validate the settings; show what would be published."),
    "add": ("add", "add", "Add a source by its address."),
    "import-opml": ("opml", "import_opml", "Add the sources of an OPML file."),
    "import-blog": ("import_blog", "import_blog", "Move an old blog in."),
    "export-opml": ("opml", "export_opml", "Write the sources as OPML."),
    "status": ("status", "status", "Each source's polls, entries, health and trouble."),
    "search": ("search", "search", "Entries that say all of the words."),
    "explain": ("explain", "explain", "Why an entry has its categories, or was dropped."),
    "tag": ("tag", "tag", "Try the rules on items given as JSON lines."),
    "group": ("group", "group", "Try which entries given as JSON lines tell one story."),
    "retag": ("retag", "retag", "Replay changed rules over stored entries."),
    "set": ("correct", "set_tags", "Correct an entry's categories and agencies by hand."),
    "hide": ("acts", "hide", "Show entries nowhere."),
    "show": ("acts", "show", "Show hidden entries again."),
    "approve": ("acts", "approve", "Let out what waits for review."),
    "pin": ("acts", "pin", "Pin an entry to the top of the front page."),
    "keep": ("acts", "keep", "Keep an entry, however old it gets."),
    "edit": ("acts", "edit", "Correct an entry's title, summary or picture, or a post's text."),
    "split": ("acts", "split", "Take an entry out of its story."),
    "merge": ("acts", "merge", "Put entries to one story."),
    "post": ("post", "post", "Publish an entry written by hand."),
    "undo": ("audit", "undo", "Take an act of the desk back."),
    "audit": ("audit", "audit", "Who did what at the desk."),
    "user": ("user", "user", "Accounts for the desk at /desk."),
    "listing": ("pages", "listing", "What the listing detector sees in a page."),
    "extract": ("pages", "extract", "The article in a page."),
    "digest": ("digest", "digest", "The weekly desk note, or the newsletter."),
    "prune": ("prune", "prune", "Remove what retention no longer keeps."),
    "remove": ("remove", "remove", "Take an entry down for good."),
    "release": ("release", "release", "Let a held source go."),
    "build": ("build", "build", "Write the site and every feed as static files."),
    "backup": ("backup", "backup", "Copy the database into a file."),
    "restore": ("backup", "restore", "Put a copy in the database's place."),
    "copy": ("copy", "copy", "Move a desk into another database."),
    "config": ("config", "config", "Settings in the database, for many machines."),
    "init": ("init", "init", "Write a starter config."),
}
#: Commands that take words otherwise than usual: the class in their module that does so.
_PARSERS = {"set": "Corrections"}
_HELP = {"help_option_names": ["-h", "--help"]}


class Commands(TyperGroup):
    """The commands by name, each found when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, its module imported now; None if there is none."""
        if cmd_name not in _COMMANDS:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = _loaded(cmd_name)
        return self.commands[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The names and what they do, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, _, told) in _COMMANDS.items()])


def _loaded(name: str) -> Any:
    module_name, function, _ = _COMMANDS[name]
    module = import_module(f"aggregator.cli.{module_name}")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=_HELP)
    parser = getattr(module, _PARSERS[name]) if name in _PARSERS else None
    alone.command(name, cls=parser)(getattr(module, function))
    return get_command(alone)


app = typer.Typer(
    name="aggregator",
    cls=Commands,
    help="A news desk that runs itself: polls feeds, tags what they say, and republishes one attributed feed.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=_HELP,
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

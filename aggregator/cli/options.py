"""What the commands share: the options that every one has, and how a failure ends."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

import typer

from aggregator.errors import AggregatorError, ConfigError

if TYPE_CHECKING:
    import asyncio

    from aggregator.config.settings import Settings
    from aggregator.editing.acts import Hand
    from aggregator.settings_in_force import InForce
    from aggregator.store.engine import Store

P = ParamSpec("P")
T = TypeVar("T")

DEFAULT_CONFIG = Path("config/feeds.yaml")
DEFAULT_DATABASE = "sqlite:///var/aggregator.db"

#: Exit codes: 0 done, these otherwise.
FAILED, WRONG_USE = 1, 2

#: So many objects more than before are a reason to look for garbage in circles.
GARBAGE_AT = 20_000

ConfigOption = Annotated[Path, typer.Option("--config", metavar="FILE", help="The settings: what is polled, and how.")]
DatabaseOption = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="AGGREGATOR_DATABASE",
        help="Where entries are kept: sqlite:///FILE or postgresql://…",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer machines: a JSON object a line.")]


def plain_failures(command: Callable[P, T]) -> Callable[P, T]:
    """Ends a command that meets one of our errors with its sentence and the right exit code, not with a traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except ConfigError as error:
            tell(str(error))
            tell(f"{_counted(len(error.problems))} in the settings; nothing was done.")
            raise typer.Exit(WRONG_USE) from error
        except AggregatorError as error:
            tell(str(error))
            raise typer.Exit(FAILED) from error
        except BrokenPipeError as error:
            sys.stdout = None  # whoever read us left: nothing may be flushed at exit
            raise typer.Exit(FAILED) from error

    return wrapped


def tell(sentence: str) -> None:
    """A sentence for people, beside the answer (on standard error)."""
    typer.echo(sentence, err=True)


def read_settings(config: Path) -> Settings:
    """The settings; what is wrong in single sources is told, and costs only them. Raises ConfigError."""
    from aggregator.config.loader import load_settings

    settings = load_settings(config)
    for problem in settings.faulty:
        tell(str(problem))
    return settings


def by_hand(settings: Settings | None = None) -> Hand:
    """Who types, for the audit; without settings for what needs none."""
    import getpass

    from aggregator.config.settings import Settings
    from aggregator.editing.acts import Hand
    from aggregator.pipeline.desk import utc_now

    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        name = "somebody"
    return Hand(f"{name} (command line)", utc_now(), settings or Settings())


@contextlib.contextmanager
def opened(database: str) -> Iterator[Store]:
    """The database, closed again afterwards."""
    from aggregator.store.engine import open_store

    with open_store(database) as store:
        yield store


@contextlib.contextmanager
def opened_in_force(config: Path, database: str) -> Iterator[tuple[Store, InForce]]:
    """The database, and the settings that hold: the file's, or, while that is refused, the last valid ones kept there.

    What is wrong is told. Raises ConfigError if there are none, and then makes no database either.
    """
    from aggregator.config.loader import load_settings
    from aggregator.settings_in_force import find_in_force, last_valid
    from aggregator.store.engine import is_there

    if not is_there(database):
        load_settings(config)
    with opened(database) as store:
        with store.reading() as tx:
            last = last_valid(tx)
        in_force = find_in_force(config, last)
        for problem in (*in_force.refused, *in_force.settings.faulty):
            tell(str(problem))
        if in_force.refused:
            tell("The settings file is refused; the last valid one holds.")
        yield store, in_force


def run_async(main: Coroutine[Any, Any, T]) -> T:
    """Run on the faster event loop where it is installed. Ctrl-C ends with exit code 130, as shells expect."""
    import asyncio  # takes a while, and asking for help needs none
    import gc

    from aggregator.memory import keep_little

    # Settings, rules and modules are here to stay, and most of what comes goes by itself. Looking through all of it
    # after every 700 objects took a tenth of the time of a poll.
    keep_little()
    gc.freeze()
    gc.set_threshold(GARBAGE_AT, 20, 20)
    try:
        import uvloop

        factory: Callable[[], asyncio.AbstractEventLoop] | None = uvloop.new_event_loop
    except ImportError:
        factory = None
    try:
        with asyncio.Runner(loop_factory=factory) as runner:
            return runner.run(main)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _counted(problems: int) -> str:
    return "1 problem" if problems == 1 else f"{problems} problems"


def read_text(file: Path) -> str:
    """What a file says, or standard input for `-`. Leaves with a sentence if it can't be read."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        tell(f"{file} can't be read: {error}")
        raise typer.Exit(WRONG_USE) from error

"""What the commands of a cluster's processes share: settings from a file, or from the database if they were pushed."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.options import DEFAULT_CONFIG, opened, opened_in_force, tell
from aggregator.errors import AggregatorError

if TYPE_CHECKING:
    import asyncio

    from aggregator.settings_in_force import InForce
    from aggregator.store.engine import Store

Apply = Callable[["InForce"], Awaitable[None]]
Refuse = Callable[["InForce"], None]

OwnConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help=f"The settings, if not those that `config push` put into the database; {DEFAULT_CONFIG} if none were.",
    ),
]


class NotInstalled(AggregatorError):
    """Something is wanted that few want, so that it is a package more."""

    def __init__(self) -> None:
        super().__init__("Many machines need two packages more: pip install 'aggregator[cluster]'")


@dataclass(frozen=True, slots=True)
class Process:
    """What a process of a cluster starts with."""

    store: Store
    in_force: InForce
    #: The file that is followed; None: what is pushed into the database.
    file: Path | None

    def follow(self, apply: Apply, refuse: Refuse, asked: asyncio.Event) -> Coroutine[None, None, None]:
        """Have changed settings applied, until cancelled; `refuse` hears why some are not. `asked` is set to have a
        file read at once.
        """
        if self.file is None:
            from aggregator.settings_in_force import follow_stored

            return follow_stored(self.store, self.in_force, apply, refuse)
        from aggregator.daemon.following import Following

        return Following(self.file, self.in_force, apply, refuse, asked).run()


@contextlib.contextmanager
def opened_process(config: Path | None, database: str) -> Iterator[Process]:
    """The database and the settings that hold, with what is wrong in them told."""
    from aggregator.settings_in_force import pushed
    from aggregator.store.engine import is_there

    if config is None and is_there(database):
        with opened(database) as store:
            with store.reading() as tx:
                found = pushed(tx)
            if found is not None:
                for problem in found.settings.faulty:
                    tell(str(problem))
                yield Process(store, found, None)
                return
    file = config or DEFAULT_CONFIG
    with opened_in_force(file, database) as (store, in_force):
        yield Process(store, in_force, file)

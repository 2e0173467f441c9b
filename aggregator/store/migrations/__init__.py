"""How the tables came: Alembic's steps, applied at start.

A database newer than this program is refused rather than guessed at. Alembic itself is only imported when there is
something to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from aggregator.errors import SchemaMismatch


@dataclass(frozen=True, slots=True)
class Steps:
    """A folder of Alembic's, and the newest step in it."""

    folder: Path
    head: str


#: A test compares the head with what is in versions/.
OURS = Steps(Path(__file__).parent, "0001")


def outdated(engine: Engine, steps: Steps = OURS) -> str | None:
    """The step that the tables stand at, if there are newer ones; None for an empty database too."""
    with engine.connect() as connection:
        found = _revision(connection)
    return found if found is not None and found < steps.head else None


def refuse_newer(found: str, steps: Steps = OURS) -> None:
    """Raises SchemaMismatch if a later version of this program made these tables."""
    if found > steps.head:
        raise SchemaMismatch(
            f"this database was made by a newer version (schema {found}, this program knows {steps.head}); "
            "install the newer version, or restore the backup made before the update"
        )


def upgrade(engine: Engine, steps: Steps = OURS) -> None:
    """Bring the tables to the newest step, all steps in one transaction."""
    with engine.connect() as connection, connection.execution_options(writes=True).begin():
        if engine.dialect.name == "postgresql":
            # two processes starting at once: the second waits, then finds nothing to do
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x6D696772})
        found = _revision(connection)
        if found == steps.head:
            return
        if found is None:
            _refuse_strangers(connection)
        else:
            refuse_newer(found, steps)
        _run(connection, steps.folder)


def check(connection: Connection) -> None:
    """Raises SchemaMismatch unless the tables are today's."""
    found = _revision(connection)
    if found != OURS.head:
        raise SchemaMismatch(f"the database has schema {found}, and this program works with {OURS.head}")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _refuse_strangers(connection: Connection) -> None:
    tables = inspect(connection).get_table_names()
    if "sources" in tables or "entries" in tables:
        raise SchemaMismatch("this database belongs to another program: it has tables of our names but not ours")


def _run(connection: Connection, folder: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

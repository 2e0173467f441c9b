"""How the tables came: Alembic's steps, applied at start.

A database newer than this program is refused rather than guessed at. Alembic itself is only imported when there is
something to do.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from aggregator.errors import SchemaMismatch

#: The newest step in versions/ (a test compares).
HEAD = "0001"


def upgrade(engine: Engine) -> None:
    """Bring the tables to HEAD, all steps in one transaction."""
    with engine.connect() as connection, connection.execution_options(writes=True).begin():
        if engine.dialect.name == "postgresql":
            # two processes starting at once: the second waits, then finds nothing to do
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x6D696772})
        found = _revision(connection)
        if found == HEAD:
            return
        _refuse_strangers(connection, found)
        _run(connection)


def check(connection: Connection) -> None:
    """Raises SchemaMismatch unless the tables are today's."""
    found = _revision(connection)
    if found != HEAD:
        raise SchemaMismatch(f"the database has schema {found}, and this program works with {HEAD}")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _refuse_strangers(connection: Connection, found: str | None) -> None:
    if found is None:
        tables = inspect(connection).get_table_names()
        if "sources" in tables or "entries" in tables:
            raise SchemaMismatch("this database belongs to another program: it has tables of our names but not ours")
    elif found > HEAD:
        raise SchemaMismatch(
            f"this database was made by a newer version (schema {found}, this program knows {HEAD}); "
            "install the newer version, or restore the backup made before the update"
        )


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

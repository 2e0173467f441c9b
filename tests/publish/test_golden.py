"""Every byte of every feed of one fixed store, whichever database holds it and however often it is opened, copied or
made anew. When a feed is meant to change, write the files anew with `python -m tests.publish.test_golden` and read the
difference before it is committed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.publish import Outputs
from aggregator.store.engine import Store, open_store
from tests.publish.shelf import PLACES, SETTINGS, body, fill

GOLDEN = Path(__file__).parent / "golden"


def file_of(place: str) -> Path:
    """Where the golden bytes of a place are kept."""
    return GOLDEN / place.partition("?")[0].replace("/", "_")


def rendered(store: Store) -> Iterator[tuple[str, bytes]]:
    outputs = Outputs(store, SETTINGS)
    for place in PLACES:
        yield place, body(outputs, place)


def differing(store: Store) -> list[str]:
    return [place for place, document in rendered(store) if document != file_of(place).read_bytes()]


def test_a_fixed_store_gives_these_bytes(store: Store) -> None:
    fill(store)
    assert differing(store) == []


def test_they_are_the_same_after_a_restart_and_in_a_copy(sqlite_url: str, tmp_path: Path) -> None:
    with open_store(sqlite_url) as store:
        fill(store)
    with open_store(sqlite_url) as store:
        assert differing(store) == []
        fill_again(store)
        assert differing(store) == []
    shutil.copy(tmp_path / "desk.db", tmp_path / "copy.db")
    with open_store(f"sqlite:///{tmp_path}/copy.db") as copy:
        assert differing(copy) == []


def fill_again(store: Store) -> None:
    """What a start of the daemon does to a store that has everything."""
    from tests.publish.shelf import follow, go_out

    follow(store)
    assert go_out(store) == 0


@pytest.mark.parametrize("steps", [["VACUUM"], ["REINDEX", "ANALYZE"]])
def test_neither_the_order_of_rows_on_disk_nor_the_planner_moves_them(sqlite_store: Store, steps: list[str]) -> None:
    fill(sqlite_store)
    with sqlite_store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        for step in steps:
            raw.execute(step)
    assert differing(sqlite_store) == []


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/desk.db") as fixed:
        fill(fixed)
        for place, document in rendered(fixed):
            file_of(place).write_bytes(document)

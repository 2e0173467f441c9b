"""The system's own clock, put forward and back by a day under a running daemon. Needs Debian's package faketime."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.desk import Desk
from tests.chaos.ledger import Ledger, still_serves, told, wait_for_all
from tests.sector.world import Sector

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
NEWS = 2


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file that says by how much the clock of commands is fast. How long things take they know rightly."""
    file = tmp_path / "clock"
    file.write_text("+0")
    for name, value in {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }.items():
        monkeypatch.setenv(name, value)
    yield file


@pytest.mark.full
@pytest.mark.parametrize("fast_by", [["+1d", "+0"], ["-1d", "+0"]])
def test_a_clock_that_is_put_right_again_costs_nothing(
    desk: Desk, sector: Sector, ledger: Ledger, clock: Path, fast_by: list[str]
) -> None:
    with desk.daemon() as daemon:
        shown = wait_for_all(daemon, sector)
        for offset in fast_by:
            clock.write_text(offset)
            sector.publish_more(NEWS)
            wait_for_all(daemon, sector)
            ledger.check()
            assert still_serves(daemon, shown)
        assert told(daemon, "clock_jumped")
        assert not told(daemon, "poll_crashed")

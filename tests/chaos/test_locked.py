"""A database that another program keeps to itself: what is served goes on, and nothing that comes is lost."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

from aggregator.store.faults import BUSY_TIMEOUT_SECONDS
from tests.acceptance.desk import Desk, wait_until
from tests.chaos.extent import Extent
from tests.chaos.ledger import Ledger, ask, still_serves, told, wait_for_all
from tests.sector.world import Sector

NEWS = 4


def test_a_lock_is_waited_for_and_told_once_it_lasts(
    desk: Desk, sector: Sector, ledger: Ledger, extent: Extent
) -> None:
    with desk.daemon() as daemon:
        shown = wait_for_all(daemon, sector)
        ledger.check()
        with closing(sqlite3.connect(desk.folder / desk.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            until = time.monotonic() + extent.locked_seconds
            sector.publish_more(NEWS)
            while time.monotonic() < until:
                assert still_serves(daemon, shown)
                assert ask(daemon, "healthz")[0] == 200
                time.sleep(0.5)
            if extent.locked_seconds > 2 * BUSY_TIMEOUT_SECONDS:
                assert "has been locked by another program" in ask(daemon, "readyz")[1]
                assert told(daemon, "store_failed")
            other.execute("ROLLBACK")
        wait_until(lambda: ask(daemon, "readyz")[0] == 200)
        wait_for_all(daemon, sector)
        ledger.check()
        assert still_serves(daemon, shown)
        assert not told(daemon, "poll_crashed")

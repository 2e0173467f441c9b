"""Killed at random moments, again and again, neither `poll` nor the daemon loses, doubles or spoils anything."""

from __future__ import annotations

import random
import subprocess
import time

from tests.acceptance.desk import PATIENCE_SECONDS, Desk, wait_until
from tests.chaos.extent import Extent
from tests.chaos.ledger import Ledger, told, wait_for_all
from tests.sector.world import Sector

#: A poll of everything makes more requests than this.
MOST_REQUESTS = 12
#: From a request to some time after its entries were stored.
LONGEST_DELAY_SECONDS = 0.4
COMMANDS = (("poll", "--all"), ("run", "--port", "0"))


def test_killed_at_random_moments_it_comes_to_the_same_as_undisturbed(
    desk: Desk, sector: Sector, ledger: Ledger, extent: Extent
) -> None:
    chance = extent.chance()
    kills = extent.kills
    while kills:
        sector.publish_more(2)
        kills -= _is_killed_in_mid_work(desk, sector, chance)
    with desk.daemon() as daemon:
        wait_for_all(daemon, sector)
        assert not told(daemon, "poll_crashed")
    ledger.check()
    undisturbed = Desk(desk.folder, database="undisturbed.db")
    assert undisturbed.run("poll", "--all").code == 0
    assert desk.entries() == undisturbed.entries()


def _is_killed_in_mid_work(desk: Desk, sector: Sector, chance: random.Random) -> bool:
    """Start a command and kill it at some moment of its work; False if it was done before that."""
    asked_before = len(sector.requests)
    requests, delay = chance.randint(0, MOST_REQUESTS), chance.uniform(0, LONGEST_DELAY_SECONDS)
    with desk.start(*chance.choice(COMMANDS), output=subprocess.DEVNULL) as process:
        wait_until(lambda: len(sector.requests) >= asked_before + requests or process.poll() is not None)
        time.sleep(delay)
        was_at_work = process.poll() is None
        process.kill()
        process.wait(PATIENCE_SECONDS)
    return was_at_work

"""`poll` killed at random moments, again and again, loses nothing, doubles nothing and leaves a sound database."""

from __future__ import annotations

import random
import subprocess
import time

import pytest

from tests.acceptance.desk import PATIENCE_SECONDS, Desk, wait_until
from tests.sector.world import Sector

#: A poll makes more requests than this.
MOST_REQUESTS = 12
#: From a request to some time after its entries were stored.
LONGEST_DELAY_SECONDS = 0.4


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.system)])
def test_polls_killed_at_random_moments_come_to_the_same_as_one_undisturbed(desk: Desk, kills: int) -> None:
    chance = random.Random(kills)
    with Sector(feed_length=200) as sector:
        desk.configure(sector.config(troubles=(), first_import="all"))
        while kills:
            sector.publish_more(2)
            kills -= _is_killed_in_mid_poll(desk, sector, chance)
        assert desk.run("poll", "--all").code == 0
        undisturbed = Desk(desk.folder, database="undisturbed.db")
        assert undisturbed.run("poll", "--all").code == 0
    assert desk.entries() == undisturbed.entries()
    assert len(desk.entries()) == sum(map(len, sector.expected.values()))


def _is_killed_in_mid_poll(desk: Desk, sector: Sector, chance: random.Random) -> bool:
    """Start a poll and kill it at some moment of its work; False if it was done before that."""
    asked_before = len(sector.requests)
    requests, delay = chance.randint(1, MOST_REQUESTS), chance.uniform(0, LONGEST_DELAY_SECONDS)
    with desk.start("poll", "--all", output=subprocess.DEVNULL) as process:
        wait_until(lambda: len(sector.requests) >= asked_before + requests or process.poll() is not None)
        time.sleep(delay)
        was_at_work = process.poll() is None
        process.kill()
        process.wait(PATIENCE_SECONDS)
    return was_at_work

"""A sector and a desk that has read all of it, at a disk of its own where one is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.desk import Desk
from tests.chaos import test_system_clock
from tests.chaos.extent import Extent, asked_for
from tests.chaos.ledger import Ledger
from tests.sector.world import Sector


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The short form leaves out what is marked `full`, and every form what the system has no means for."""
    kept = [item for item in items if _is_wanted(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _is_wanted(item: pytest.Item) -> bool:
    if item.path.name == "test_system_clock.py" and not test_system_clock.LIBRARIES:
        return False
    return asked_for().is_full or item.get_closest_marker("full") is None


@pytest.fixture(scope="session")
def extent() -> Extent:
    return asked_for()


@pytest.fixture
def sector() -> Iterator[Sector]:
    with Sector(feed_length=1000) as sector:
        yield sector


@pytest.fixture
def desk(tmp_path: Path, sector: Sector) -> Desk:
    desk = Desk(tmp_path)
    # whatever comes goes out, however many of one source: the full form makes more of them than a day allows
    desk.configure(
        sector.config(troubles=(), first_import="all", entries=1000, per_source_per_day=1000, title="{title}")
    )
    return desk


@pytest.fixture
def ledger(desk: Desk, sector: Sector) -> Ledger:
    return Ledger(desk, sector)

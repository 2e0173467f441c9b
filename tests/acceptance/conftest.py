"""A sector and a desk for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.desk import Desk
from tests.sector.world import Sector


@pytest.fixture
def sector() -> Iterator[Sector]:
    with Sector() as sector:
        yield sector


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)

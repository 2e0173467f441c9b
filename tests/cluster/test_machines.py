"""Many machines as one desk: two workers and two web processes, over one PostgreSQL database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.desk import Desk, wait_until
from tests.cluster.machines import machines
from tests.sector.world import Sector


def test_smoke(postgresql_url: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, database=postgresql_url)
    with Sector() as sector:
        desk.configure(sector.config(troubles=(), first_import="all", entries=1000, title="{title}", every="2s"))
        with machines(desk, workers=2, webs=2) as found:
            total = sum(map(len, sector.expected.values()))
            try:
                wait_until(lambda: len(json.loads(found.get("feed.json"))["items"]) == total, 60)
            finally:
                print(found.said[-6000:])
            found.workers[0].kill()

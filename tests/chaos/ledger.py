"""What must hold after a fault: nothing lost, nothing doubled, every id as it was, a sound database."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.acceptance.desk import PATIENCE_SECONDS, Daemon, Desk, wait_until
from tests.sector.world import OUTLETS, Sector


@dataclass
class Ledger:
    """Remembers the ids that entries ever had."""

    desk: Desk
    sector: Sector
    _ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def check(self) -> None:
        entries = self.desk.entries()
        assert Counter((entry[0], entry[4]) for entry in entries) == self._expected()
        self.check_ids()

    def has_all(self) -> bool:
        """Whether what came out is stored, if perhaps more."""
        return {(entry[0], entry[4]) for entry in self.desk.entries()} >= self._expected().keys()

    def ids_of_all(self) -> set[str]:
        """The ids of what is stored of that which came out."""
        return {entry[2] for entry in self.desk.entries() if (entry[0], entry[4]) in self._expected()}

    def check_ids(self) -> None:
        """Whatever was stored is there, once, and under its own id."""
        ids = {(entry[0], entry[1]): entry[2] for entry in self.desk.entries()}
        assert len(set(ids.values())) == len(ids)
        assert ids.items() >= self._ids.items()
        self._ids = ids

    def _expected(self) -> Counter[tuple[str, str]]:
        return Counter(
            (outlet.name, self.sector.url(outlet, piece.path))
            for outlet in OUTLETS
            for piece in self.sector.expected[outlet.name]
        )


def ask(daemon: Daemon, path: str) -> tuple[int, str]:
    """Status and body."""
    try:
        with urllib.request.urlopen(daemon.address + path, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def told(daemon: Daemon, action: str) -> list[dict[str, Any]]:
    """The events of this kind in the log."""
    events = [json.loads(line) for line in daemon.said.splitlines() if line.startswith("{")]
    return [event for event in events if event["action"] == action]


def items(daemon: Daemon) -> dict[str, str]:
    """What the combined feed shows: id → title."""
    return {item["id"]: item["title"] for item in json.loads(daemon.get("feed.json"))["items"]}


def wait_for_all(daemon: Daemon, sector: Sector) -> dict[str, str]:
    """Until everything that came out is shown; a busy machine may take its time. What is shown then."""
    wait_until(lambda: len(items(daemon)) == sum(map(len, sector.expected.values())), 3 * PATIENCE_SECONDS)
    return items(daemon)


def still_serves(daemon: Daemon, shown: dict[str, str]) -> bool:
    """Whether all outputs are there, and show at least this."""
    assert items(daemon).items() >= shown.items()
    for place in ("", "rss.xml", "atom.xml"):
        assert daemon.get(place)
    return True

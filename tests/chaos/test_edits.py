"""Careless edits, one after the other, while the daemon runs: it stays up, goes by the last valid file, and says so."""

from __future__ import annotations

import random
from collections.abc import Callable

from aggregator.config.loader import load_settings
from aggregator.errors import ConfigError
from tests.acceptance.desk import PATIENCE_SECONDS, Desk, wait_until
from tests.chaos.extent import Extent
from tests.chaos.ledger import Ledger, ask, items, still_serves, told, wait_for_all
from tests.sector.world import Sector

JUNK = (
    "[",
    "{",
    ": :",
    "\t",
    "- - -",
    "&x *x",
    "!!python/object:os.system",
    "~",
    "'",
    "null",
    "9" * 400,
    "\x00",
    "\ufeff",
)


def cut_off(lines: list[str], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines)) :]


def lose_a_line(lines: list[str], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def repeat_a_line(lines: list[str], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    lines.insert(place, lines[place])


def indent_a_line(lines: list[str], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    lines[place] = chance.choice(("   ", " ", "\t")) + lines[place]


def spoil_a_line(lines: list[str], chance: random.Random) -> None:
    """Junk somewhere in it, but in no address: another address that happens to work is another source."""
    place = chance.choice([place for place, line in enumerate(lines) if "http" not in line])
    at = chance.randint(0, len(lines[place]))
    lines[place] = lines[place][:at] + chance.choice(JUNK) + lines[place][at:]


def swap_two_lines(lines: list[str], chance: random.Random) -> None:
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


SLIPS: tuple[Callable[[list[str], random.Random], None], ...] = (
    cut_off, lose_a_line, repeat_a_line, indent_a_line, spoil_a_line, swap_two_lines,
)  # fmt: skip


def test_no_edit_brings_a_running_desk_down(desk: Desk, sector: Sector, ledger: Ledger, extent: Extent) -> None:
    good = desk.config.read_text(encoding="utf-8")
    chance = extent.chance()
    with desk.daemon() as daemon:
        shown = wait_for_all(daemon, sector)
        ledger.check()
        for _ in range(extent.edits):
            lines = good.splitlines()
            for _ in range(chance.randint(1, 2)):
                if lines:  # nothing may be left of it
                    chance.choice(SLIPS)(lines, chance)
            desk.configure("\n".join(lines))
            is_refused = _is_refused(desk)
            wait_until(lambda wanted=is_refused: _says(desk, ask(daemon, "readyz"), wanted))  # type: ignore[misc]
            assert ask(daemon, "healthz")[0] == 200
            for place in ("", "rss.xml", "atom.xml", "feed.json"):
                assert daemon.get(place)
        desk.configure(good)
        sector.publish_more(2)
        wait_until(lambda: ask(daemon, "readyz")[0] == 200)
        # an edit may have been valid without the rule that kept something out, and what went out stays out
        wait_until(ledger.has_all, 3 * PATIENCE_SECONDS)
        wait_until(lambda: items(daemon).keys() >= ledger.ids_of_all(), 3 * PATIENCE_SECONDS)
        assert still_serves(daemon, shown)
        ledger.check_ids()
        assert not told(daemon, "poll_crashed")
        assert "Traceback" not in daemon.said


def _is_refused(desk: Desk) -> bool:
    try:
        load_settings(desk.config)
    except ConfigError:
        return True
    return False


def _says(desk: Desk, answer: tuple[int, str], is_refused: bool) -> bool:
    status, said = answer
    return status == 503 and str(desk.config) in said if is_refused else status == 200

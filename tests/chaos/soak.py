"""Many hours of a busy desk in a few minutes: what must not grow does not, and every source is asked when it is due.

The daemon runs whole, in a process of its own with its workers; only its clock is turned. Readers come each hour, and
the settings change now and then, as they do in a real day.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median

from tests.acceptance.desk import Desk, wait_until
from tests.chaos.day import late_or_early, missed_or_doubled, pass_time
from tests.chaos.driven import Driven, driven
from tests.chaos.town import HOUR, START, Town

#: Of the hours, the first so many are for warming up.
WARM_UP = 4  # a quarter of them
MOST_GROWTH = 0.05
#: What comes and goes with connections to the database and with clients.
PLAY = 4
PLACES = ("", "rss.xml", "atom.xml", "feed.json", "opml.xml", "category/rivers/rss.xml", "search/?q=otters")
EDIT_EVERY = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """The daemon and its children at the end of an hour."""

    #: Memory of our own; what is read from files is shared with whatever else runs on the machine.
    own_mib: float
    pss_mib: float
    rss_mib: float
    files: int
    connections: int
    threads: int
    tasks: int


@dataclass
class Soak:
    """What was seen."""

    sources: int
    hours: int
    seconds: float = 0.0
    polls: int = 0
    entries: int = 0
    samples: list[Sample] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def growth(self, measure: Callable[[Sample], float]) -> tuple[float, float]:
        """The middle value of the quarter after the warm-up, and of the last one."""
        quarter = max(1, len(self.samples) // WARM_UP)
        first, last = self.samples[quarter : 2 * quarter], self.samples[-quarter:]
        return median(map(measure, first)), median(map(measure, last))

    def left_behind(self) -> list[str]:
        """What there is more and more of."""
        found = []
        for name in ("files", "connections", "threads", "tasks"):
            before, after = self.growth(lambda sample, name=name: getattr(sample, name))  # type: ignore[misc]
            if after > before + PLAY:
                found.append(f"{name} grew from {before:g} to {after:g}")
        return found

    def memory(self) -> list[str]:
        """Whether memory is level. In less than a day it is not yet: the database's caches grow with what is stored."""
        before, after = self.growth(lambda sample: sample.own_mib)
        if after > before * (1 + MOST_GROWTH):
            return [f"memory grew from {before:.1f} to {after:.1f} MiB"]
        return []


def soak(folder: Path, *, sources: int, hours: int, tell: Callable[[str], None] = lambda line: None) -> Soak:
    """Let a desk with so many sources run for so many hours."""
    seen, started = Soak(sources, hours), time.monotonic()
    desk = Desk(folder)
    with Town(sources) as town:
        desk.configure(town.config())
        with driven(desk, START) as daemon:
            daemon.at(START)
            for hour in range(hours):
                _read(daemon)
                if hour % EDIT_EVERY == 1:
                    _edit(desk, town, daemon, hour)
                for _ in pass_time(town, daemon, HOUR):
                    pass
                seen.samples.append(sample(daemon.process.pid, daemon.at(town.now)["tasks"]))
                tell(f"hour {hour + 1:2}  {seen.samples[-1]}")
            seen.found += late_or_early(town) + missed_or_doubled(town, desk)
            seen.found += [f"crashed: {event}" for event in daemon.events("poll_crashed")]
        seen.polls, seen.entries = len(town.visits), len(desk.entries())
    seen.seconds = time.monotonic() - started
    return seen


def _read(daemon: Driven) -> None:
    """Everybody who follows the desk looks in."""
    for place in PLACES:
        for _ in range(3):
            assert daemon.get(place)


def _edit(desk: Desk, town: Town, daemon: Driven, hour: int) -> None:
    """Another title, and other manners: the daemon takes another fetcher."""
    title = f"The desk at hour {hour}"
    desk.configure(town.config(title, timeout=f"{10 + hour}s"))
    wait_until(lambda: title.encode() in daemon.get("feed.json"))


def sample(process: int, tasks: int) -> Sample:
    """The process and its children now."""
    family = [process, *_children(process)]
    memory = [_memory(one) for one in family]
    files = [target for one in family for target in _open_files(one)]
    return Sample(
        own_mib=round(sum(one["Pss_Anon"] for one in memory) / 1024, 1),
        pss_mib=round(sum(one["Pss"] for one in memory) / 1024, 1),
        rss_mib=round(sum(one["Rss"] for one in memory) / 1024, 1),
        files=len(files),
        connections=sum(target.startswith("socket:") for target in files),
        threads=sum(len(list(Path(f"/proc/{one}/task").iterdir())) for one in family),
        tasks=tasks,
    )


def _children(process: int) -> list[int]:
    return [
        int(child)
        for listed in Path(f"/proc/{process}/task").glob("*/children")
        for child in listed.read_text().split()
    ]


def _memory(process: int) -> dict[str, int]:
    """What the system tells of a process's memory, in KiB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def _open_files(process: int) -> list[str]:
    found = []
    for one in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed while we looked
            found.append(str(one.readlink()))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("--sources", type=int, default=200, help="how many (200; no more than 250)")
    parser.add_argument("--hours", type=int, default=24, help="how many simulated hours (24)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seen = soak(
            Path(folder),
            sources=arguments.sources,
            hours=arguments.hours,
            tell=lambda line: print(line, flush=True),  # noqa: T201
        )
    print(f"{seen.sources} sources, {seen.hours} h in {timedelta(seconds=round(seen.seconds))}: "  # noqa: T201
          f"{seen.polls} polls, {seen.entries} entries")  # fmt: skip
    for name in ("own_mib", "pss_mib", "rss_mib", "files", "connections", "threads", "tasks"):
        before, after = seen.growth(lambda sample, name=name: getattr(sample, name))  # type: ignore[misc]
        print(f"{name:12}{before:8g} →{after:8g}  {(after / before - 1) * 100:+.1f} %")  # noqa: T201
    problems = seen.found + seen.left_behind() + seen.memory()
    print("\n".join(problems) or "nothing found")  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

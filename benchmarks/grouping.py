"""What grouping costs: one new entry against 100,000 of the last days, and a first poll of everything at once.

    python -m benchmarks.grouping [ENTRIES]

The entries are made up of words as unevenly spread as in a language.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

from aggregator.grouping.stories import Stories
from aggregator.grouping.telling import Telling

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
NEW = 500
#: Of a first poll so much is of the last five days; the rest is older, and never compared.
YOUNG = 0.1


def spelt(number: int) -> str:
    """A word of its own for every number."""
    return "w" + "".join("aeioubdfgk"[int(digit)] for digit in str(number))


def made_up(random_: random.Random, number: int, days: float) -> Telling:
    at = NOW - timedelta(days=random_.uniform(0, days))
    names = [spelt(int(random_.paretovariate(0.6)) % 60_000).capitalize() for _ in range(5)]
    words = [spelt(int(random_.paretovariate(0.8)) % 40_000) for _ in range(40)]
    title = f"{names[0]} {' '.join(words[:6])}"
    summary = f"{names[0]} {names[1]} {' '.join(words[6:])} {random_.randrange(100_000)} in {' '.join(names[2:])}."
    return Telling(
        id=number, source=number % 1000, publisher=f"Paper {number % 1000}", title=title, summary=summary, at=at
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    random_ = random.Random(7)
    stories = Stories()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        stories.know(made_up(random_, number, 4.9), number)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    new = [made_up(random_, count + number, 0.1) for number in range(NEW)]
    started = time.process_time()
    for one in new:
        stories.place([one], NOW)
    each = (time.process_time() - started) / NEW * 1000
    print(f"one new entry against {count}: {each:.2f} ms; they take {memory:.0f} MB")  # noqa: T201
    bulk = [made_up(random_, number, 4.9) for number in range(int(33_000 * YOUNG))]
    bulk += [made_up(random_, len(bulk) + number, 1) for number in range(33_000 - len(bulk))]
    young = int(33_000 * YOUNG)
    lot = bulk[:young] + [
        Telling(id=one.id, source=one.source, title=one.title, summary=one.summary, at=one.at - timedelta(days=9))
        for one in bulk[young:]
    ]
    stories = Stories()
    started = time.process_time()
    for start in range(0, len(lot), 1000):
        stories.place(lot[start : start + 1000], NOW)
    mean = (time.process_time() - started) / len(lot) * 1000
    print(f"a first poll of {len(lot)}, {young} of them young: {mean:.3f} ms each")  # noqa: T201


if __name__ == "__main__":
    main()

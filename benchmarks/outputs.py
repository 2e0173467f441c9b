#!/usr/bin/env python3
"""How long each kind of output takes to make, by the number of entries in the store.

    benchmarks/outputs.py [--rounds 9] [ENTRIES …]

Everything is made anew each time, where a running desk has it in memory. `mark` is the question whether a feed has
to be made anew at all, which is asked after the store moved.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aggregator import publish
from aggregator.config.settings import Settings, Site, Web
from aggregator.hashing import fingerprint
from aggregator.models.article import Vacancy
from aggregator.models.entry import Prepared, Standing
from aggregator.models.feed import Image
from aggregator.models.output import Rendered
from aggregator.models.rules import AgencyRule, CategoryRule, Reason, Tag
from aggregator.models.source import Source
from aggregator.publish.feeds import find_feed
from aggregator.publish.house import House
from aggregator.store import articles, entries, sources
from aggregator.store.engine import Store, open_store
from aggregator.store.entries import Incoming

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
LOT = 20
#: How many of a hundred entries carry each category.
CATEGORIES = {"Industry News": 60, "Member News": 25, "Member Job Opportunity": 5, "Campaigns": 1}
SETTINGS = Settings(
    site=Site(title="River News", url="http://news.example/"),
    web=Web(cache=0),
    categories=tuple(CategoryRule(name=name) for name in CATEGORIES),
    agencies=tuple(AgencyRule(name=f"Agency {number}") for number in range(20)),
    sources=tuple(
        Source(
            name=f"Source {number}", url=f"http://s{number}.example/feed", body="full" if number % 3 == 0 else "summary"
        )
        for number in range(100)
    ),
)
PLACES = (
    "rss.xml",
    "atom.xml",
    "feed.json",
    "archive/1-100/atom.xml",
    "category/industry-news/rss.xml",
    "category/campaigns/rss.xml",
    "agency/agency-3/rss.xml",
    "source/source-3/rss.xml",
    "source/source-3/page/2/rss.xml",
    "jobs/rss.xml",
    "jobs.ics",
    "search/rss.xml?q=river",
    "search/rss.xml?q=otter%20heron",
    "opml.xml",
    "",
    "category/industry-news/",
)
WORDS = (
    "river",
    "otter",
    "heron",
    "report",
    "finds",
    "calm",
    "nights",
    "keeper",
    "council",
    "spring",
    "budget",
    "plan",
)


def fill(store: Store, count: int) -> None:
    """So many entries of a hundred sources over two years, all of them out."""
    random = Random(count)
    with store.writing() as tx:
        ids = sources.sync(tx, [(one, one.name.lower().replace(" ", "-")) for one in SETTINGS.sources], NOW)
        publish.note_settings(tx, SETTINGS, NOW)
        known = sources.load(tx)
    source_ids = list(ids.values())
    for start in range(0, count, LOT):
        source = known[source_ids[start // LOT % len(source_ids)]]
        now = NOW - timedelta(days=730) * (1 - start / count)
        lot = [prepared(random, number, now) for number in range(start, min(start + LOT, count))]
        with store.writing() as tx:
            stored = entries.insert_new(
                tx, source.id, source.first_url, [Incoming(one, Standing.WAITING) for one in lot], now
            )
            jobs = [id_ for id_, one in zip(stored, lot, strict=True) if one.tags[0].name == "Member Job Opportunity"]
            for entry in entries.load(tx, jobs):
                terms = Vacancy(employer="River Trust", location="Leeds", closes=(NOW + timedelta(days=9)).date())
                post = replace(entry, vacancy=terms)
                articles.save_article(tx, post, text=entry.summary, html="", tags_carried=entry.tags, now=now)
            while publish.is_waiting(tx, now):
                publish.publish(tx, SETTINGS, now)


def prepared(random: Random, number: int, now: datetime) -> Prepared:
    words = " ".join(random.choices(WORDS, k=120))
    category = random.choices(list(CATEGORIES), weights=list(CATEGORIES.values()))[0]
    tags = [Tag(kind="category", name=category, reasons=(Reason(rule="source"),))]
    if number % 4 == 0:
        tags.append(Tag(kind="agency", name=f"Agency {random.randrange(20)}", reasons=(Reason(rule="agency"),)))
    return Prepared(
        identity=f"id:{number}",
        content_hash=fingerprint(str(number).encode()),
        entry_id=str(number),
        link=f"http://news.example/{number}",
        canonical_url=f"http://news.example/{number}",
        title=words[:60],
        summary=words[:250],
        body_html=f"<p>{words}</p>",
        raw_body=zlib.compress(f"<p>{words}</p>".encode()),
        text=words,
        address=f"news.example/{number}",
        text_name=f"hash:{number}",
        authors=("Ada Finch",),
        published=now - timedelta(minutes=random.randrange(60 * 24 * 20)),
        image=Image(f"http://news.example/{number}.jpg", 1200, 800),
        tags=tuple(tags),
    )


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The median of so many rounds, of processor time: a busy machine counts nothing."""
    took = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return statistics.median(took) * 1000


def measure(store: Store, rounds: int) -> None:
    outputs, house = publish.Outputs(store, SETTINGS), House(SETTINGS)

    def mark(place: str) -> None:
        with store.reading() as tx:
            find_feed(tx, house, place)

    for place in PLACES:
        output = outputs.produce(place)
        assert isinstance(output, Rendered), place
        asked = milliseconds(lambda place=place: mark(place), rounds)  # type: ignore[misc]  # bound in the loop
        made = milliseconds(lambda place=place: outputs.produce(place), rounds)  # type: ignore[misc]  # likewise
        sys.stdout.write(f"{'/' + place:40} {made:8.1f} ms   mark {asked:6.1f} ms   {len(output.body):9,} bytes\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("entries", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    for count in given.entries:
        with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/desk.db") as store:
            fill(store, count)
            sys.stdout.write(f"{count:,} entries")
            measure(store, given.rounds)


if __name__ == "__main__":
    main()

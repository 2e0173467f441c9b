"""How long pages take to make: `python -m benchmarks.pages [ENTRIES …]`, in milliseconds of CPU, the median of some.

A desk with 100 agencies, 200 sources and ten years of months. Each page is made as if nothing were in memory; the first
one after a change counts the sidebar too, so it is timed by itself.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from aggregator.config.settings import Settings, Site
from aggregator.hashing import fingerprint
from aggregator.models.article import Vacancy
from aggregator.models.entry import Prepared, Standing
from aggregator.models.output import Rendered
from aggregator.models.rules import AgencyRule, CategoryRule, Reason, Tag
from aggregator.models.source import Source
from aggregator.pipeline.desk import take_over
from aggregator.publish import Outputs, publish
from aggregator.publish.house import entry_path
from aggregator.store import articles, entries, sources
from aggregator.store.engine import Store, open_store
from aggregator.store.entries import Incoming

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
AGENCIES, SOURCES, KINDS, ROUNDS = 100, 200, 6, 9
SETTINGS = Settings(
    site=Site(title="River News & Jobs", timezone="Europe/London"),
    categories=tuple(CategoryRule(name=f"Kind of news {number}") for number in range(KINDS)),
    agencies=tuple(AgencyRule(name=f"The Agency of Number {number}") for number in range(AGENCIES)),
    sources=tuple(
        Source(name=f"Source {number}", url=f"https://s{number}.example/feed", public=number % 50 != 7)
        for number in range(SOURCES)
    ),
)


def main() -> None:
    for count in [int(word) for word in sys.argv[1:]] or [10_000]:
        with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{Path(folder, 'desk.db')}") as store:
            some_entry = _fill(store, count)
            _report(store, count, some_entry)


def _fill(store: Store, count: int) -> str:
    with store.writing() as tx:
        take_over(tx, SETTINGS, NOW)
        known = list(sources.load(tx).values())
    for start in range(0, count, 1000):
        with store.writing() as tx:
            source = known[start // 1000 % SOURCES]
            lot = [
                Incoming(_entry(number, count), Standing.WAITING) for number in range(start, min(count, start + 1000))
            ]
            ids = entries.insert_new(tx, source.id, source.first_url, lot, NOW)
            jobs = [id_ for id_ in ids if id_ % 20 == 0]
            for entry in entries.load(tx, jobs):
                closes = (NOW + timedelta(days=entry.id % 40)).date()
                with_terms = replace(entry, vacancy=Vacancy(title=entry.title, closes=closes))
                articles.save_article(
                    tx, with_terms, html=entry.body_html, text="river", tags_carried=entry.tags, now=NOW
                )
        with store.writing() as tx:
            publish(tx, SETTINGS, NOW)
    with store.reading() as tx:
        (entry,) = entries.load(tx, [count // 2])
    return entry_path(entry.published_id, entry.title)


def _entry(number: int, count: int) -> Prepared:
    reasons = (Reason(rule="phrase", phrase="river", field="title"),)
    kind, agency = SETTINGS.categories[number % KINDS].name, SETTINGS.agencies[number * 7 % AGENCIES].name
    words = f"Word{number % 97} river{number % 13} bank"
    return Prepared(
        identity=str(number),
        content_hash=fingerprint(str(number).encode()),
        entry_id=str(number),
        link=f"https://paper.example/news/{number}/a-story-that-has-quite-some-words-in-its-address",
        canonical_url=f"https://paper.example/news/{number}",
        title=f"A story of number {number} with a headline of usual length",
        summary=f"{words} and what people who live there make of it, told in two lines. " * 3,
        body_html=f"<p>{words}</p>" * 20,
        raw_body=zlib.compress(f"<p>{words}</p>".encode() * 20),
        text=f"{words} " * 20,
        address=f"paper.example/news/{number}",
        text_name=f"hash:{number}",
        published=NOW - timedelta(days=3650) * (1 - number / count),
        tags=(Tag(kind="category", name=kind, reasons=reasons), Tag(kind="agency", name=agency, reasons=reasons)),
    )


def _report(store: Store, count: int, entry: str) -> None:
    middle = count // 60
    places = {
        "front": "",
        f"front, page {middle}": f"page/{middle}/",
        "category": "category/kind-of-news-3/",
        "agency": "agency/the-agency-of-number-70/",
        "source": "source/source-3/",
        "month": "2025/03/",
        "jobs": "jobs/",
        "search, rare": "search/?q=Word7",
        "search, common": "search/?q=bank",
        "entry": entry,
    }
    outputs = Outputs(store, SETTINGS)
    sys.stdout.write(f"\n{count:,} entries\n{'':24}{'ms':>8}{'kB':>8}\n")
    first = _timed(lambda: Outputs(store, SETTINGS).produce(""))
    sys.stdout.write(f"{'first after a change':24}{first:8.1f}\n")
    for name, place in places.items():
        output = outputs.produce(place)
        assert isinstance(output, Rendered), place
        took = _timed(partial(_anew, outputs, place))
        sys.stdout.write(f"{name:24}{took:8.1f}{len(output.body) / 1000:8.1f}\n")
        sys.stdout.flush()


def _anew(outputs: Outputs, place: str) -> None:
    with outputs._lock:
        outputs._cache.clear()
        outputs._cached_bytes = 0
    outputs.produce(place)


def _timed(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        work()
        taken.append((time.thread_time() - started) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()

"""A small desk with everything that feeds can show, the same to the last byte whenever it is filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from aggregator import publish
from aggregator.config.settings import Publish, Settings, Site
from aggregator.models.article import Vacancy
from aggregator.models.entry import Prepared, Standing
from aggregator.models.feed import Enclosure, Image
from aggregator.models.output import Rendered
from aggregator.models.rules import AgencyRule, CategoryRule
from aggregator.models.source import FeedFacts
from aggregator.pipeline.desk import take_over
from aggregator.publish import Outputs
from aggregator.store import articles, entries, numbers, sources
from aggregator.store.engine import Store
from aggregator.store.entries import Incoming
from tests.samples import NOON, a_category, a_prepared, a_source, an_agency

SITE = Site(
    title="River News",
    description="News of the river.",
    url="http://news.example/desk/",
    language="en-GB",
    timezone="Europe/London",
    logo="http://news.example/logo.png",
    rights="Headlines belong to their publishers",
)
SETTINGS = Settings(
    site=SITE,
    categories=(CategoryRule(name="Industry News"), CategoryRule(name="Jobs"), CategoryRule(name="Campaigns")),
    agencies=(AgencyRule(name="Otter Trust"),),
    sources=(
        a_source("Otter", agency="Otter Trust", url="http://otter.example/news/", kind="page"),
        a_source("Heron", body="full", publisher="The Heron"),
    ),
)
FEEDS = ("rss.xml", "atom.xml", "feed.json")
#: Every list that has feeds.
DIRECTORIES = ("", "category/industry-news/", "agency/otter-trust/", "source/heron/", "jobs/")
PLACES = (
    *(directory + file for directory in DIRECTORIES for file in FEEDS),
    *(f"search/{file}?q=otters" for file in FEEDS),
    "jobs.ics",
    "opml.xml",
)


def with_publish(**changes: object) -> Settings:
    return replace(SETTINGS, publish=Publish.model_validate(changes))


def follow(store: Store, settings: Settings = SETTINGS, now: datetime = NOON) -> None:
    with store.writing() as tx:
        take_over(tx, settings, now)
        publish.note_settings(tx, settings, now)


def come_in(
    store: Store, name: str, *prepared: Prepared, standing: Standing = Standing.WAITING, now: datetime = NOON
) -> list[int]:
    with store.writing() as tx:
        source = next(one for one in sources.load(tx).values() if one.name == name)
        incoming = [Incoming(entry, standing) for entry in prepared]
        return entries.insert_new(tx, source.id, source.first_url, incoming, now)


def go_out(store: Store, settings: Settings = SETTINGS, now: datetime = NOON) -> int:
    with store.writing() as tx:
        return publish.publish(tx, settings, now)


def send(store: Store, keys: Sequence[object], now: datetime = NOON, name: str = "Otter") -> None:
    """So many plain entries come in and go out, in this order."""
    come_in(store, name, *(a_prepared(str(key), published=now) for key in keys), now=now)
    go_out(store, now=now)


def advertise(store: Store, entry_id: int, vacancy: Vacancy, now: datetime = NOON) -> None:
    """The entry's own page says that it is a vacancy."""
    with store.writing() as tx:
        (entry,) = entries.load(tx, [entry_id])
        post = replace(entry, vacancy=vacancy)
        articles.save_article(tx, post, text="A post", html="", tags_carried=entry.tags, now=now)


def fill(store: Store) -> None:
    """News of a page and of a feed, one with everything that an entry can have, a vacancy, and old news kept back."""
    with store.writing() as tx:
        numbers.remember(tx, "desk_id", "7d3c1a52-9f0b-4c86-8c0e-2a8f5b6d9e10")
    follow(store)
    come_in(
        store,
        "Heron",
        a_prepared(
            "rich",
            title="Otters & herons <return>",
            summary="Both are “back”.",
            body_html="<p>Otters are <strong>back</strong>.</p>"
            '<p><img src="http://heron.example/o.jpg" alt="An otter"/></p>',
            text="Otters are back.",
            link="http://heron.example/news/1?a=1&b=2",
            published=NOON - timedelta(hours=5),
            authors=("Ada Finch", "Bo Reed"),
            tags=(a_category("Industry News"), a_category("Campaigns"), an_agency("Otter Trust")),
            image=Image("http://heron.example/o.jpg", 1200, 800, "An otter", "D. Vane"),
            enclosures=(
                Enclosure("http://heron.example/talk.mp3", "audio/mpeg", 123456),
                Enclosure("http://heron.example/map.pdf"),
            ),
            language="cy",
            rights="© The Heron",
        ),
        a_prepared("undated", published=None, tags=(a_category("Industry News"),)),
    )
    come_in(store, "Heron", a_prepared("old", published=NOON - timedelta(days=90)), standing=Standing.KEPT_BACK)
    job, _ = come_in(
        store,
        "Otter",
        a_prepared("job", title="Night keeper", tags=(a_category("Jobs"), an_agency("Otter Trust"))),
        a_prepared("plain", published=NOON - timedelta(days=3), updated=NOON),
    )
    terms = Vacancy(
        employer="Otter Trust", location="Leeds", salary="£28,000 a year", hours="Full-time", closes=date(2026, 3, 31)
    )
    advertise(store, job, terms)
    facts = FeedFacts(
        kind="feed",
        title="Heron's feed",
        link="http://heron.example/",
        feed_id="urn:heron",
        icon="http://heron.example/icon.png",
        rights="© The Heron",
        updated=NOON - timedelta(hours=1),
    )
    with store.writing() as tx:
        by_name = {one.name: one.id for one in sources.load(tx).values()}
        sources.save_facts(tx, by_name["Heron"], facts, NOON)
        sources.save_facts(tx, by_name["Otter"], FeedFacts(kind="page", title="Otters"), NOON)
    go_out(store)


def body(outputs: Outputs, place: str) -> bytes:
    output = outputs.produce(place)
    assert isinstance(output, Rendered), place
    return output.body

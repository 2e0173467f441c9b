"""Which feeds there are, what each holds and says, and when it is made anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import feedparser
import pytest
from lxml import etree

from aggregator.config.settings import Web
from aggregator.models.article import Vacancy
from aggregator.models.entry import Standing
from aggregator.models.output import Rendered
from aggregator.models.rules import CategoryRule
from aggregator.models.source import FeedState
from aggregator.outcomes import PollOutcome
from aggregator.publish import Outputs
from aggregator.store import articles, edits, entries, shown, sources, tagging, tombstones
from aggregator.store.engine import Store
from aggregator.store.shown import Selection
from tests.publish.shelf import (
    DIRECTORIES,
    FEEDS,
    PLACES,
    SETTINGS,
    SITE,
    advertise,
    body,
    come_in,
    fill,
    follow,
    go_out,
    send,
    with_publish,
)
from tests.render.feed_rules import faults
from tests.samples import NOON, a_category, a_prepared, a_source, an_agency, save_state

#: After the tables were made, whose day is the first that an output can bear.
LATER = NOON + timedelta(days=9000)


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


@pytest.fixture
def filled_sqlite(sqlite_store: Store) -> Store:
    fill(sqlite_store)
    return sqlite_store


def titles(outputs: Outputs, place: str) -> list[str]:
    return [item["title"] for item in json.loads(body(outputs, place))["items"]]


# What there is


@pytest.mark.parametrize("place", [place for place in PLACES if place.partition("?")[0].endswith(FEEDS)])
def test_every_feed_obeys_the_validators_under_the_site_s_address(filled_sqlite: Store, place: str) -> None:
    assert faults(body(Outputs(filled_sqlite, SETTINGS), place), SITE.url + place) == []


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_three_formats_hold_the_same_entries_in_the_same_order(filled_sqlite: Store, directory: str) -> None:
    outputs = Outputs(filled_sqlite, SETTINGS)
    items = json.loads(body(outputs, directory + "feed.json"))["items"]
    assert items
    for file in ("rss.xml", "atom.xml"):
        document = body(outputs, directory + file)
        lenient = feedparser.parse(document)
        assert not lenient.bozo
        assert [entry.id for entry in lenient.entries] == [item["id"] for item in items]
        root = etree.fromstring(document)
        strict = [*root.iterfind("{*}entry/{*}id"), *root.iter("guid")]
        assert [element.text for element in strict] == [item["id"] for item in items]
        assert [entry.title for entry in lenient.entries] == [item["title"] for item in items]


def test_the_feed_of_vacancies_holds_open_ones_with_their_terms(filled: Store) -> None:
    outputs = Outputs(filled, SETTINGS)
    (item,) = json.loads(body(outputs, "jobs/feed.json"))["items"]
    assert item["_aggregator"]["vacancy"] == {
        "employer": "Otter Trust",
        "location": "Leeds",
        "salary": "£28,000 a year",
        "hours": "Full-time",
        "closes": "2026-03-31",
    }
    for place in ("jobs/rss.xml", "jobs/atom.xml", "rss.xml", "atom.xml"):
        found = [
            (etree.QName(element).localname, element.text)
            for element in etree.fromstring(body(outputs, place)).iter(
                "{http://base.google.com/ns/1.0}*", "{*}location"
            )
        ]
        assert found == [
            ("expiration_date", "2026-03-31"),
            ("employer", "Otter Trust"),
            ("location", "Leeds"),
            ("job_type", "Full-time"),
            ("salary", "28000"),
            ("salary_type", "starting"),
            ("currency", "GBP"),
        ]


def test_a_calendar_that_kept_its_events_is_the_same_as_one_made_anew(filled: Store) -> None:
    kept = Outputs(filled, SETTINGS)

    def is_the_same() -> int:
        made = body(kept, "jobs.ics")
        assert made == body(Outputs(filled, SETTINGS), "jobs.ics")
        return made.count(b"BEGIN:VEVENT")

    assert is_the_same() == 1
    ids = come_in(filled, "Otter", *(a_prepared(f"p{number}", title=f"Post {number}") for number in range(3)))
    for number, id_ in enumerate(ids):
        advertise(filled, id_, Vacancy(closes=date(2026, 4, 9 - number)))
    go_out(filled)
    assert is_the_same() == 4
    advertise(filled, ids[1], Vacancy(closes=date(2026, 5, 1), location="Leeds"))
    assert is_the_same() == 4
    assert b"DTSTART;VALUE=DATE:20260501" in body(kept, "jobs.ics")
    with filled.writing() as tx:
        articles.close_due(tx, date(2026, 4, 8), NOON + timedelta(days=25))
    assert is_the_same() == 2


def test_a_closed_vacancy_leaves_the_list_and_the_calendar(filled: Store) -> None:
    outputs = Outputs(filled, SETTINGS)
    assert b"DTSTART;VALUE=DATE:20260331" in body(outputs, "jobs.ics")
    with filled.writing() as tx:
        articles.close_due(tx, date(2026, 4, 1), NOON + timedelta(days=18))
    assert b"VEVENT" not in body(outputs, "jobs.ics")
    assert titles(outputs, "jobs/feed.json") == []
    assert "Jobs: Otter - Night keeper" in titles(outputs, "feed.json")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("otters", ["Industry News: The Heron - Otters & herons <return>"]),
        ("otters%20back", ["Industry News: The Heron - Otters & herons <return>"]),
        ("%20%20otters%0A", ["Industry News: The Heron - Otters & herons <return>"]),
        ("%22body%20of%20plain%22", ["Otter - Title plain"]),
        ("body%20-plain", ["Industry News: The Heron - Title undated", "The Heron - Title old"]),
        ("crocodile", []),
        ("%22%22", []),
        ("'%22)*%00%3B--", []),
    ],
)
def test_a_search_has_feeds(filled: Store, query: str, found: list[str]) -> None:
    assert titles(Outputs(filled, SETTINGS), f"search/feed.json?q={query}") == found


@pytest.mark.parametrize(
    "place",
    [
        "search/rss.xml",
        "search/rss.xml?q=",
        "search/rss.xml?q=%20",
        "search/page/2/rss.xml?q=otters",
        "rss.xml?q=otters",
        "page/2/rss.xml",
        "jobs/page/2/rss.xml",
        "category/nothing/rss.xml",
        "agency/industry-news/rss.xml",
        "source/nobody/atom.xml",
        "source/heron/page/0/atom.xml",
        "source/heron/page/9/atom.xml",
        "jobs/jobs.ics",
        "opml.xml/",
    ],
)
def test_there_are_no_other_feeds(filled_sqlite: Store, place: str) -> None:
    assert Outputs(filled_sqlite, SETTINGS).produce(place) is None


def test_a_search_of_what_everybody_says_looks_at_the_latest_only(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregator.store.search.MOST_FOUND", 5)
    follow(sqlite_store)
    send(sqlite_store, range(9))
    assert len(titles(Outputs(sqlite_store, SETTINGS), "search/feed.json?q=body")) == 5


@pytest.mark.parametrize("place", PLACES)
def test_what_may_not_be_republished_stands_nowhere(sqlite_store: Store, place: str) -> None:
    settings = replace(SETTINGS, sources=tuple(replace(one, public=False) for one in SETTINGS.sources))
    fill(sqlite_store)
    follow(sqlite_store, settings)
    output = Outputs(sqlite_store, settings).produce(place)
    assert (output is None) == place.startswith("source/")
    for secret in (b"Night keeper", b"herons <return>", b"otter.example", b"heron.example"):
        assert not isinstance(output, Rendered) or secret not in output.body


# Attribution


def test_a_page_source_is_credited_by_its_list_and_the_date_of_its_newest_entry(filled_sqlite: Store) -> None:
    outputs = Outputs(filled_sqlite, SETTINGS)
    document = etree.fromstring(body(outputs, "atom.xml"))
    found = {source.findtext("{*}title"): source for source in document.iterfind("{*}entry/{*}source")}
    assert found["Otter"].findtext("{*}id") == "http://otter.example/news/"
    assert found["Otter"].findtext("{*}updated") == "2026-03-13T09:00:00+00:00"
    assert found["Heron"].findtext("{*}id") == "urn:heron"
    assert found["Heron"].findtext("{*}updated") == "2026-03-14T11:00:00+00:00"
    before = outputs.produce("atom.xml")
    come_in(filled_sqlite, "Otter", a_prepared("newer", published=NOON), standing=Standing.KEPT_BACK)
    after = outputs.produce("atom.xml")
    assert before != after and after is not None
    assert after.body.count(b"<updated>2026-03-14T12:00:00+00:00") > before.body.count(  # type: ignore[union-attr]
        b"<updated>2026-03-14T12:00:00+00:00"
    )


def test_feeds_bear_icon_logo_and_rights_of_the_site(filled_sqlite: Store) -> None:
    outputs = Outputs(filled_sqlite, SETTINGS)
    atom = etree.fromstring(body(outputs, "atom.xml"))
    assert atom.findtext("{*}icon") == "http://news.example/desk/static/icon.svg"
    assert atom.findtext("{*}logo") == "http://news.example/logo.png"
    assert atom.findtext("{*}rights") == "Headlines belong to their publishers"
    rss = etree.fromstring(body(outputs, "rss.xml"))
    assert rss.findtext("channel/image/url") == "http://news.example/logo.png"
    assert rss.findtext("channel/copyright") == "Headlines belong to their publishers"
    bare = Outputs(filled_sqlite, replace(SETTINGS, site=SITE.model_copy(update={"logo": None})))
    assert etree.fromstring(body(bare, "rss.xml")).find("channel/image") is None


# Titles and bodies


def test_outputs_may_have_titles_of_their_own_which_stay_with_what_went_out(sqlite_store: Store) -> None:
    styled = with_publish(outputs={"agencies": {"title": "{title}"}, "jobs": {"title": "{title} ({publisher})"}})
    follow(sqlite_store, styled)
    (job,) = come_in(sqlite_store, "Otter", a_prepared("job", tags=(a_category("Jobs"), an_agency("Otter Trust"))))
    advertise(sqlite_store, job, Vacancy(employer="Otter Trust"))
    go_out(sqlite_store, styled)
    told = {"feed.json": "Jobs: Otter - Title job", "agency/otter-trust/feed.json": "Title job"}
    told["jobs/feed.json"] = "Title job (Otter)"
    for settings in (styled, SETTINGS, with_publish(outputs={"agencies": {"title": "{source}: {title}"}})):
        outputs = Outputs(sqlite_store, settings)
        assert {place: titles(outputs, place)[0] for place in told} == told
    with sqlite_store.writing() as tx:
        tagging.write(tx, {job: (a_category("Campaigns"), an_agency("Otter Trust"))})
        tagging.show(tx, [job], LATER)
    assert titles(Outputs(sqlite_store, styled), "jobs/feed.json") == ["Title job (Otter)"]
    item = json.loads(body(Outputs(sqlite_store, styled), "jobs/feed.json"))["items"][0]
    assert item["_aggregator"]["original_title"] == "Title job"


def test_what_never_went_out_bears_today_s_style(sqlite_store: Store) -> None:
    follow(sqlite_store)
    come_in(sqlite_store, "Otter", a_prepared("old"), standing=Standing.KEPT_BACK)
    assert titles(Outputs(sqlite_store, SETTINGS), "source/otter/feed.json") == ["Otter - Title old"]
    styled = with_publish(outputs={"sources": {"title": "{title}!"}})
    assert titles(Outputs(sqlite_store, styled), "source/otter/feed.json") == ["Title old!"]


@pytest.mark.parametrize(
    ("source", "output", "shows"),
    [
        ("full", {}, "the whole text"),
        ("full", {"body": "full"}, "the whole text"),
        ("full", {"body": "summary"}, "the summary"),
        ("full", {"body": "none"}, "nothing"),
        ("summary", {"body": "full"}, "the summary"),
        ("summary", {}, "the summary"),
        ("summary", {"body": "none"}, "nothing"),
        ("none", {"body": "full"}, "nothing"),
        ("full", {"length": 100}, "the beginning"),
        ("summary", {"length": 100}, "the summary"),
    ],
)
@pytest.mark.parametrize("file", FEEDS)
def test_an_output_shows_no_more_than_it_should_and_its_source_allows(
    sqlite_store: Store, source: str, output: dict[str, Any], shows: str, file: str
) -> None:
    settings = replace(
        with_publish(outputs={"sources": output}), sources=(a_source("Otter", body=source, url="http://o.example/"),)
    )
    follow(sqlite_store, settings)
    text = " ".join(f"word{number}" for number in range(50))
    come_in(sqlite_store, "Otter", a_prepared("1", body_html=f"<p><b>{text}</b></p>"))
    document = body(Outputs(sqlite_store, settings), f"source/otter/{file}").decode()
    assert ("word49" in document) == (shows == "the whole text")
    assert ("word14…" in document) == (shows == "the beginning")
    assert ("Summary of 1." in document) == (shows != "nothing")
    assert "otter.example/1" in document


# Reach and pages


def test_a_feed_reaches_back_a_week_if_that_is_more_but_not_beyond_what_is_dated_so(sqlite_store: Store) -> None:
    settings = with_publish(entries=2)
    follow(sqlite_store, settings)
    for days in (0, 2, 6, 8, 30):
        come_in(sqlite_store, "Otter", a_prepared(f"{days} days", published=NOON - timedelta(days=days)))
    come_in(sqlite_store, "Heron", a_prepared("lone 0"), a_prepared("lone 1", published=NOON - timedelta(days=70)))
    outputs = Outputs(sqlite_store, settings)
    assert titles(outputs, "source/otter/feed.json") == [f"Otter - Title {days} days" for days in (0, 2, 6)]
    assert len(titles(outputs, "source/heron/feed.json")) == 2


@pytest.mark.parametrize("file", FEEDS)
def test_pages_of_a_feed_lead_from_the_newest_entry_to_the_oldest(sqlite_store: Store, file: str) -> None:
    settings = with_publish(entries=3)
    follow(sqlite_store, settings)
    for number in range(8):
        come_in(sqlite_store, "Otter", a_prepared(str(number), published=NOON - timedelta(days=9 * number)))
    outputs, place, found, newer = Outputs(sqlite_store, settings), f"source/otter/{file}", [], ""
    while place:
        document = body(outputs, place)
        assert faults(document, SITE.url + place) == []
        links = places_of(document)
        assert links.get("previous", "") == newer
        assert links.get("first", "") == (f"source/otter/{file}" if newer else "")
        assert b"prev-archive" not in document
        found += [entry.id for entry in feedparser.parse(document).entries] or [
            item["id"] for item in json.loads(document)["items"]
        ]
        newer, place = place, links.get("next", "")
    with sqlite_store.reading() as tx:
        every = entries.load(tx, shown.page(tx, Selection(kind="source", name=1), limit=100))
    assert found == [one.published_id for one in every]
    assert newer == f"source/otter/page/3/{file}"


def places_of(document: bytes) -> dict[str, str]:
    if document.startswith(b"{"):
        feed = json.loads(document)
        pages = feed["_aggregator"] | ({"next": feed["next_url"]} if "next_url" in feed else {})
        named = {name: pages[name] for name in ("first", "previous", "next") if name in pages}
        return {name: link.removeprefix(SITE.url) for name, link in named.items()}
    links = etree.fromstring(document).iter("{http://www.w3.org/2005/Atom}link")
    return {str(link.get("rel")): str(link.get("href")).removeprefix(SITE.url) for link in links}


# Revisions


def touch_other_category(store: Store) -> None:
    come_in(store, "Otter", a_prepared("job 2", tags=(a_category("Jobs"),)), standing=Standing.KEPT_BACK, now=LATER)


def poll_in_vain(store: Store) -> None:
    with store.writing() as tx:
        (otter, *_) = sources.load(tx)
        state = FeedState(url="http://otter.example/news/", last_poll=LATER, outcome=PollOutcome.NOTHING_NEW)
        save_state(tx, otter, state)


def retag_away(store: Store) -> None:
    with store.writing() as tx:
        (entry,) = entries.load(tx, shown.page(tx, Selection(kind="category", name="Industry News"), limit=1))
        tagging.write(tx, {entry.id: ()})
        tagging.show(tx, [entry.id], LATER)


def take_down(store: Store) -> None:
    with store.writing() as tx:
        tombstones.remove(
            tx, shown.page(tx, Selection(kind="category", name="Industry News"), limit=1), LATER, "taken_down"
        )


def edit(store: Store) -> None:
    with store.writing() as tx:
        heron = next(one for one in sources.load(tx).values() if one.name == "Heron")
        edits.update_changed(tx, heron.id, [a_prepared("undated", tags=(a_category("Industry News"),))], LATER)


def rename_source(store: Store) -> None:
    follow(store, replace(SETTINGS, sources=(SETTINGS.sources[0], replace(SETTINGS.sources[1], publisher="H"))), LATER)


def change_settings(store: Store) -> None:
    follow(store, replace(SETTINGS, categories=(*SETTINGS.categories, CategoryRule(name="More"))), LATER)


@pytest.mark.parametrize(
    ("change", "moves"),
    [
        (poll_in_vain, False),
        (touch_other_category, False),
        (retag_away, True),
        (take_down, True),
        (edit, True),
        (rename_source, True),
    ],
)
def test_a_feed_moves_with_what_it_shows_and_with_nothing_else(
    filled_sqlite: Store, change: Callable[[Store], None], moves: bool
) -> None:
    outputs = Outputs(filled_sqlite, SETTINGS)
    outputs.notice()
    before = outputs.produce("category/industry-news/atom.xml")
    change(filled_sqlite)
    outputs.notice()
    after = outputs.produce("category/industry-news/atom.xml")
    assert isinstance(before, Rendered) and isinstance(after, Rendered)
    assert (before is not after) == moves
    assert (before.etag != after.etag) == moves
    if moves:
        assert before.last_modified != after.last_modified == LATER


def test_other_settings_make_every_output_anew_but_the_same_bytes_keep_their_date(filled_sqlite: Store) -> None:
    outputs = Outputs(filled_sqlite, SETTINGS)
    before = outputs.produce("source/heron/rss.xml")
    change_settings(filled_sqlite)
    assert outputs.notice()
    assert outputs.ready("source/heron/rss.xml") is None
    assert outputs.produce("source/heron/rss.xml") is before
    assert outputs.ready("source/heron/rss.xml") is before


def test_who_was_given_something_new_is_given_nothing_older_though_nobody_looked_yet(filled_sqlite: Store) -> None:
    outputs = Outputs(filled_sqlite, SETTINGS)
    outputs.notice()
    outputs.make_ready()
    assert outputs.ready("") is not None
    take_down(filled_sqlite)
    outputs.produce("source/heron/rss.xml")
    assert outputs.ready("") is None
    assert outputs.notice(), "it is made ready once more"


def test_what_is_searched_for_is_not_kept(filled_sqlite: Store) -> None:
    outputs = Outputs(filled_sqlite, SETTINGS)
    outputs.notice()
    assert outputs.produce("search/rss.xml?q=otters") is not None
    assert outputs.ready("search/rss.xml?q=otters") is None


@pytest.mark.parametrize("cache", [0, 100, 30_000, 32 * 2**20])
def test_outputs_are_kept_within_the_memory_that_the_settings_give(filled_sqlite: Store, cache: int) -> None:
    outputs = Outputs(filled_sqlite, replace(SETTINGS, web=Web(cache=cache)))
    outputs.notice()
    made = [outputs.produce(place) for place in PLACES]
    assert all(made)
    kept = [output for place in PLACES if (output := outputs.ready(place)) is not None]
    assert sum(len(output.body) + len(output.gzip or b"") for output in kept) <= cache
    assert bool(kept) == (cache > 100)


def test_the_place_of_an_entry_in_its_topics_moves_with_its_date(store: Store) -> None:
    follow(store)
    first, _ = come_in(
        store,
        "Otter",
        a_prepared("undated", published=None, tags=(a_category("Campaigns"),)),
        a_prepared("dated", tags=(a_category("Campaigns"),)),
    )
    place = "category/campaigns/feed.json"
    assert titles(Outputs(store, SETTINGS), place)[0] == "Campaigns: Otter - Title undated"
    with store.writing() as tx:
        (entry,) = entries.load(tx, [first])
        old = NOON - timedelta(days=9)
        dated = replace(entry, published=old, sort_at=old)
        articles.save_article(tx, dated, text="", html="", tags_carried=entry.tags, now=NOON)
        assert shown.page(tx, Selection(kind="category", name="Campaigns"), limit=1) != [first]
    assert titles(Outputs(store, SETTINGS), place)[0] == "Campaigns: Otter - Title dated"

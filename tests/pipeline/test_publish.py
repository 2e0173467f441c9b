"""What goes out: numbers, outputs by their places, the same bytes for the same store."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest

from aggregator import publish
from aggregator.config.settings import Publish, Settings, Site, Web
from aggregator.models.entry import Prepared, Standing
from aggregator.models.output import Rendered
from aggregator.models.rules import AgencyRule, CategoryRule
from aggregator.models.source import FeedFacts, FeedState
from aggregator.outcomes import Cause, PollOutcome
from aggregator.pipeline.desk import take_over
from aggregator.publish import Outputs
from aggregator.publish.house import source_line
from aggregator.publish.pages import PAGE_SIZE
from aggregator.store import edits, entries, numbers, sources
from aggregator.store.engine import Store
from aggregator.store.entries import Incoming
from tests.render.feed_rules import faults
from tests.samples import NOON, a_category, a_prepared, a_source, an_agency, save_state

SETTINGS = Settings(
    site=Site(title="River News", url="http://news.example/desk/", language="en-GB", timezone="Europe/London"),
    categories=(CategoryRule(name="Industry News"), CategoryRule(name="Campaigns & Calls")),
    agencies=(AgencyRule(name="Otter Trust"),),
    sources=(a_source("Otter", agency="Otter Trust"), a_source("Heron", body="full", publisher="The Heron")),
)
FEEDS = ("rss.xml", "atom.xml", "feed.json")


def follow(store: Store, settings: Settings = SETTINGS) -> None:
    with store.writing() as tx:
        take_over(tx, settings, NOON)
        publish.note_settings(tx, settings, NOON)


def source_id(store: Store, name: str) -> int:
    with store.reading() as tx:
        return next(source.id for source in sources.load(tx).values() if source.name == name)


def come_in(store: Store, name: str, *prepared: Prepared, standing: Standing = Standing.WAITING) -> None:
    with store.writing() as tx:
        source = sources.load(tx)[source_id(store, name)]
        incoming = [Incoming(entry, standing) for entry in prepared]
        entries.insert_new(tx, source.id, source.first_url, incoming, NOON)


def go_out(store: Store, settings: Settings = SETTINGS) -> int:
    with store.writing() as tx:
        return publish.publish(tx, settings, NOON)


def body(outputs: Outputs, place: str) -> bytes:
    output = outputs.produce(place)
    assert isinstance(output, Rendered), place
    return output.body


@pytest.fixture
def filled(store: Store) -> Store:
    follow(store)
    tagged = a_prepared("1", tags=(a_category("Campaigns & Calls"), an_agency("Otter Trust")))
    come_in(store, "Otter", tagged, a_prepared("2", published=NOON - timedelta(days=3)))
    come_in(store, "Heron", a_prepared("3", published=None, tags=(a_category("Industry News"),)))
    come_in(store, "Heron", a_prepared("old", published=NOON - timedelta(days=90)), standing=Standing.KEPT_BACK)
    facts = FeedFacts(
        kind="feed", title="Heron's feed", link="http://heron.example/", feed_id="urn:heron", updated=NOON
    )
    with store.writing() as tx:
        sources.save_facts(tx, source_id(store, "Heron"), facts, NOON)
    go_out(store)
    return store


def test_entries_go_out_oldest_first_under_the_house_style(filled: Store) -> None:
    with filled.reading() as tx:
        every = entries.load(tx, range(1, 5))
    out = sorted(
        (entry for entry in every if entry.publication_number), key=lambda entry: entry.publication_number or 0
    )
    assert [entry.title for entry in out] == ["Title 2", "Title 1", "Title 3"]
    assert [entry.title_frame for entry in out] == [
        "Otter - {title}",
        "Campaigns & Calls: Otter - {title}",
        "Industry News: The Heron - {title}",
    ]
    assert go_out(filled) == 0


def test_neither_retagging_nor_another_style_moves_a_title_that_went_out(filled: Store) -> None:
    settings = replace(SETTINGS, publish=Publish(title="{title} ({publisher})"))
    with filled.writing() as tx:
        (first,) = entries.load(tx, [1])
        retagged = a_prepared("1", title="Title 1, corrected", tags=(a_category("Industry News"),))
        edits.update_changed(tx, first.source_id, [retagged], NOON + timedelta(hours=1))
    titles = [entry["title"] for entry in feedparser.parse(body(Outputs(filled, settings), "atom.xml")).entries]
    assert "Campaigns & Calls: Otter - Title 1, corrected" in titles


@pytest.mark.parametrize("file", FEEDS)
@pytest.mark.parametrize("directory", ["", "category/campaigns-calls/", "agency/otter-trust/", "source/heron/"])
def test_every_feed_keeps_the_rules_that_validators_know(filled: Store, directory: str, file: str) -> None:
    served_at = f"http://news.example/desk/{directory}{file}"
    assert faults(body(Outputs(filled, SETTINGS), directory + file), served_at) == []


def test_the_combined_feeds_credit_every_entry_to_its_source(filled: Store) -> None:
    outputs = Outputs(filled, SETTINGS)
    atom = feedparser.parse(body(outputs, "atom.xml"))
    assert [entry.title.partition(" - ")[2] for entry in atom.entries] == ["Title 3", "Title 1", "Title 2"]
    heron = atom.entries[0]
    assert (heron.source.id, heron.source.title) == ("urn:heron", "Heron")
    assert {link.rel: link.href for link in heron.source.links} == {
        "self": "http://heron.example/feed",
        "alternate": "http://heron.example/",
    }
    assert heron.link == "http://otter.example/3"
    assert "Source: " in heron.content[0].value
    assert "Body of 3." in heron.content[0].value
    rss = feedparser.parse(body(outputs, "rss.xml"))
    assert rss.entries[0].source.href == "http://heron.example/feed"
    items = json.loads(body(outputs, "feed.json"))["items"]
    assert [item["url"] for item in items] == [f"http://otter.example/{key}" for key in (3, 1, 2)]


def test_a_body_is_only_shown_where_the_source_says_so(filled: Store) -> None:
    shown = body(Outputs(filled, SETTINGS), "rss.xml") + body(Outputs(filled, SETTINGS), "feed.json")
    assert b"Body of 3" in shown
    assert b"Body of 1" not in shown
    assert b"Summary of 1." in shown


PLACES = ("", "source/heron/", "category/industry-news/", "opml.xml", *FEEDS, "agency/otter-trust/rss.xml")


def test_the_same_store_gives_the_same_bytes_in_another_process_and_after_polls_that_brought_nothing(
    filled: Store,
) -> None:
    outputs = Outputs(filled, SETTINGS)
    first = {place: outputs.produce(place) for place in PLACES}
    with filled.writing() as tx:
        state = FeedState(url="http://otter.example/feed", last_poll=NOON, outcome=PollOutcome.NOTHING_NEW)
        save_state(tx, source_id(filled, "Otter"), state)
    follow(filled)
    assert not (outputs.notice() and outputs.notice())
    assert {place: Outputs(filled, SETTINGS).produce(place) for place in PLACES} == first


def retag(store: Store) -> None:
    with store.writing() as tx:
        edits.update_changed(tx, source_id(store, "Otter"), [a_prepared("1", title="New words")], NOON)


def rename(store: Store) -> None:
    follow(store, replace(SETTINGS, sources=(a_source("Otter", publisher="Otters"), SETTINGS.sources[1])))


def restyle(store: Store) -> None:
    follow(store, replace(SETTINGS, site=Site(title="Other News")))


def arrive(store: Store) -> None:
    come_in(store, "Otter", a_prepared("9"))
    go_out(store)


@pytest.mark.parametrize("change", [retag, rename, restyle, arrive])
def test_what_moves_an_output_is_noticed_and_its_date_moves_with_it(
    filled: Store, change: Callable[[Store], None]
) -> None:
    outputs = Outputs(filled, SETTINGS)
    outputs.notice()
    before = outputs.produce("atom.xml")
    assert outputs.ready("atom.xml") == before
    change(filled)
    assert outputs.notice()
    assert outputs.ready("atom.xml") is None
    after = outputs.produce("atom.xml")
    assert isinstance(before, Rendered) and before.last_modified is not None
    assert isinstance(after, Rendered) and after.last_modified is not None
    assert after.last_modified >= before.last_modified


def test_ready_outputs_are_served_from_memory_within_bounds(filled: Store) -> None:
    outputs = Outputs(filled, replace(SETTINGS, web=Web(cache=20_000)))
    outputs.notice()
    outputs.make_ready()
    for place in PLACES:
        outputs.produce(place)
    kept = [output for place in PLACES if (output := outputs.ready(place)) is not None]
    assert 0 < sum(len(output.body) + len(output.gzip or b"") for output in kept) <= 20_000
    assert outputs.ready(PLACES[-1]) is not None


@pytest.mark.parametrize(
    "place",
    [
        "category/nothing/",
        "agency/industry-news/",
        "source/nobody/atom.xml",
        "page/2/",
        "page/0/",
        "atom.xml/",
        "../etc/passwd",
        "category/industry-news/opml.xml",
    ],
)
def test_there_is_nothing_at_other_places(filled: Store, place: str) -> None:
    assert Outputs(filled, SETTINGS).produce(place) is None


def test_a_source_that_may_not_be_republished_has_no_place(store: Store) -> None:
    settings = replace(SETTINGS, sources=(a_source("Otter", public=False),))
    follow(store, settings)
    come_in(store, "Otter", a_prepared("1"))
    go_out(store, settings)
    outputs = Outputs(store, settings)
    assert outputs.produce("source/otter/") is None
    assert b"Title 1" not in body(outputs, "")
    assert b"otter.example/feed" not in body(outputs, "opml.xml")


def test_pages_lead_to_older_and_newer_ones(sqlite_store: Store) -> None:
    follow(sqlite_store)
    many = [a_prepared(str(number)) for number in range(PAGE_SIZE + 1)]
    come_in(sqlite_store, "Otter", *many)
    go_out(sqlite_store)
    outputs = Outputs(sqlite_store, SETTINGS)
    assert b'href="./page/2/"' in body(outputs, "")
    second = body(outputs, "page/2/")
    assert b"Title 0<" in second
    assert b'href="../../"' in second
    assert outputs.produce("page/3/") is None


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(None, b"starting"), (PollOutcome.FAILED, b"unreachable"), (PollOutcome.NOTHING_NEW, b"nothing")],
)
def test_an_empty_page_says_kindly_why(
    sqlite_store: Store, outcome: PollOutcome | None, words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aggregator.render.messages import messages_for

    follow(sqlite_store)
    outputs = Outputs(sqlite_store, SETTINGS)
    outputs.notice()
    if outcome is not None:
        state = FeedState(
            url="http://otter.example/feed",
            last_poll=NOON,
            last_success=None if outcome is PollOutcome.FAILED else NOON,
            outcome=outcome,
            cause=Cause("x", "x") if outcome is PollOutcome.FAILED else None,
        )
        with sqlite_store.writing() as tx:
            save_state(tx, source_id(sqlite_store, "Otter"), state)
        assert outputs.notice()
    assert messages_for("en").notices[words.decode()].split(".")[0].encode() in body(outputs, "")


def test_last_modified_never_goes_back_with_the_clock(sqlite_store: Store) -> None:
    with sqlite_store.writing() as tx:
        numbers.take(tx, "change", NOON + timedelta(days=900))
        numbers.take(tx, "change", NOON)
        assert numbers.revision(tx, "change").moved_at == NOON + timedelta(days=900)


@pytest.mark.parametrize(
    ("link", "line"),
    [
        ("https://www.paper.example/news/uk/otters-back/", "www.paper.example/news/uk/otters-back"),
        ("http://paper.example/", "paper.example"),
        ("https://paper.example:8443/a?b=c#d", "paper.example/a"),
    ],
)
def test_the_closing_line_names_host_and_path(link: str, line: str) -> None:
    assert source_line(link) == line

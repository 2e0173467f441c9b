"""The pages for people: their places, what they list and count, and what becomes of an entry's address."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

import html5lib
import pytest

from aggregator.models.article import Vacancy
from aggregator.models.entry import Standing
from aggregator.models.output import Gone, Moved, Rendered
from aggregator.models.rules import AgencyRule, Reason, Tag
from aggregator.publish import Outputs
from aggregator.publish.house import entry_path
from aggregator.publish.pages import PAGE_SIZE
from aggregator.store import articles, entries, tombstones
from aggregator.store.engine import Store
from tests.pipeline.test_publish import SETTINGS, come_in, follow, go_out
from tests.samples import NOON, a_category, a_prepared, an_agency

MOST_BYTES = 100_000


def page(outputs: Outputs, place: str) -> str:
    output = outputs.produce(place)
    assert isinstance(output, Rendered), place
    return output.body.decode("utf-8")


def titles(html: str) -> list[str]:
    return re.findall(r"<h3[^>]*><a[^>]*>(?:[^<]*- )?(Title [^<]+)</a>", html)


def path_of(store: Store, entry_id: int) -> str:
    with store.reading() as tx:
        (entry,) = entries.load(tx, [entry_id])
    return entry_path(entry.published_id, entry.title)


def advertise(store: Store, entry_id: int, closes: date | None, *, closed: bool = False) -> None:
    with store.writing() as tx:
        (entry,) = entries.load(tx, [entry_id])
        job = replace(entry, vacancy=Vacancy(title=entry.title, location="Bank", salary="£20,000", closes=closes))
        articles.save_article(tx, job, text="A post.", html="", tags_carried=entry.tags, now=NOON)
        if closed:
            articles.close(tx, entry_id, NOON)


@pytest.fixture
def desk(sqlite_store: Store) -> Store:
    """Six entries: two of Otter (one tagged by reasons), one of Heron, and three vacancies, one of them closed."""
    follow(sqlite_store)
    why = Tag(kind="agency", name="Otter Trust", reasons=(Reason(rule="phrase", phrase="otter*", field="title"),))
    come_in(
        sqlite_store,
        "Otter",
        a_prepared("1", tags=(a_category("Campaigns & Calls"), why)),
        a_prepared("2", published=datetime(2026, 2, 28, 23, 30, tzinfo=UTC)),
    )
    come_in(sqlite_store, "Heron", a_prepared("3", published=None, tags=(a_category("Industry News"),)))
    jobs = [a_prepared(key, tags=(a_category("Industry News"), an_agency("Otter Trust"))) for key in ("4", "5", "6")]
    come_in(sqlite_store, "Heron", *jobs, standing=Standing.KEPT_BACK)
    go_out(sqlite_store)
    advertise(sqlite_store, 4, None)
    advertise(sqlite_store, 5, date(2026, 4, 1))
    advertise(sqlite_store, 6, date(2026, 3, 1), closed=True)
    return sqlite_store


def test_a_month_holds_all_that_came_in_it_where_the_site_lives(desk: Store) -> None:
    outputs = Outputs(desk, SETTINGS)
    assert titles(page(outputs, "2026/02/")) == ["Title 2"]
    assert titles(page(outputs, "2026/03/")) == ["Title 3", "Title 6", "Title 5", "Title 4", "Title 1"]
    assert "<h1>February 2026</h1>" in page(outputs, "2026/02/")
    assert outputs.produce("2026/01/") is None
    assert outputs.produce("2026/13/") is None


def test_vacancies_stand_by_their_closing_date_and_leave_when_closed(desk: Store) -> None:
    jobs = page(Outputs(desk, SETTINGS), "jobs/")
    assert titles(jobs) == ["Title 5", "Title 4"]
    assert "2 open vacancies" in jobs
    assert "No closing date given" in jobs
    assert 'href="../jobs/rss.xml"' in jobs and 'href="../jobs.ics"' in jobs


def test_a_search_finds_what_says_the_words_and_stays_out_of_search_engines(desk: Store) -> None:
    outputs = Outputs(desk, SETTINGS)
    found = page(outputs, "search/?q=Title%203")
    assert titles(found) == ["Title 3"]
    assert '<meta name="robots" content="noindex">' in found
    assert 'value="Title 3"' in found
    assert "Nothing says all of these words" in page(outputs, "search/?q=zebra")
    assert "Write in the box" in page(outputs, "search/?q=")
    assert outputs.produce("search/page/2/?q=Title") is None
    assert outputs.ready("search/?q=zebra") is None


def test_the_sidebar_counts_what_is_public_and_not_over(desk: Store) -> None:
    outputs = Outputs(desk, SETTINGS)
    front = page(outputs, "")
    counts = re.findall(r'<li><a href="\./([^"]*)"[^>]*>[^<]*</a> <span class="count">(\d+)</span>', front)
    assert dict(counts) == {
        "": "3",
        "jobs/": "2",
        "category/industry-news/": "3",
        "category/campaigns-calls/": "1",
        "agency/otter-trust/": "3",
        "2026/03/": "4",
        "2026/02/": "1",
    }
    assert "4 entries, 1 of them closed" in page(outputs, "category/industry-news/")
    hidden = replace(SETTINGS, sources=(SETTINGS.sources[0], replace(SETTINGS.sources[1], public=False)))
    follow(desk, hidden)
    counts = re.findall(
        r'<a href="\./([^"]*)"[^>]*>[^<]*</a> <span class="count">(\d+)<', page(Outputs(desk, hidden), "")
    )
    assert dict(counts)["jobs/"] == "0"
    assert dict(counts)["2026/03/"] == "1"


def test_an_entry_s_page_says_what_it_is_filed_under_and_why(desk: Store) -> None:
    shown = page(Outputs(desk, SETTINGS), path_of(desk, 1))
    assert "Otter Trust, because its title says “otter*”." in shown
    assert "Summary of 1." in shown
    assert "Body of 1." not in shown
    assert page(Outputs(desk, SETTINGS), path_of(desk, 3)).count("Body of 3.") == 1


def test_neighbours_are_those_of_the_combined_list(desk: Store) -> None:
    shown = page(Outputs(desk, SETTINGS), path_of(desk, 1))
    assert re.findall(r'<a rel="prev" href="\.\./\.\./([^"]+)"', shown) == [path_of(desk, 3)]
    assert re.findall(r'<a rel="next" class="older" href="\.\./\.\./([^"]+)"', shown) == [path_of(desk, 2)]


def test_other_words_lead_to_the_right_address_and_a_removed_entry_is_gone(desk: Store) -> None:
    outputs = Outputs(desk, SETTINGS)
    right = path_of(desk, 2)
    bare = right.rpartition("/")[0]
    for wrong in (bare, f"{bare}/", f"{bare}/other-words", f"{right}/"):
        assert outputs.produce(wrong) == Moved(right)
    with desk.writing() as tx:
        tombstones.remove(tx, [2], NOON, "outlived")
    assert outputs.produce(right) == Gone()
    assert outputs.produce("entry/0123456789abcdef/title") is None
    assert outputs.produce("entry/' OR 1=1/title") is None


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.update(value for name, value in attrs if name in ("href", "src", "action") and value)


def links_of(html: str, place: str) -> set[str]:
    """Our own addresses that a page leads to, from the site's root."""
    reader = _Links()
    reader.feed(html)
    base = "http://site/"
    ours = (urljoin(base + place, link).partition("#")[0] for link in reader.found)
    return {
        link.removeprefix(base)
        for link in ours
        if link.startswith(base) and not link.endswith("/status") and "/static/" not in link
    }


def crawled(outputs: Outputs) -> dict[str, bytes]:
    """Every place that can be reached from the front page, with its bytes."""
    found: dict[str, bytes] = {}
    waiting = {""}
    while waiting:
        place = waiting.pop()
        output = outputs.produce(place if place != "search/" else "search/?q=")
        assert isinstance(output, Rendered), f"a dead link: {place}"
        found[place] = output.body
        if output.content_type.startswith("text/html"):
            waiting |= links_of(output.body.decode("utf-8"), place) - found.keys()
    return found


def test_no_link_is_dead_and_every_page_is_valid_and_light(desk: Store) -> None:
    come_in(desk, "Otter", *(a_prepared(f"more {number}") for number in range(PAGE_SIZE + 5)))
    go_out(desk)
    found = crawled(Outputs(desk, SETTINGS))
    pages = {place: body for place, body in found.items() if not re.search(r"\.(xml|json|ics)$|\.css\b", place)}
    assert {"jobs/", "2026/03/", "page/2/", "category/industry-news/", "source/heron/"} < pages.keys()
    assert sum(place.startswith("entry/") for place in pages) == PAGE_SIZE + 11
    for place, body in pages.items():
        assert len(body) < MOST_BYTES, place
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(body.decode("utf-8"))
        assert parser.errors == [], place


def test_a_page_is_light_with_a_hundred_agencies_and_ten_years(sqlite_store: Store) -> None:
    settings = replace(SETTINGS, agencies=tuple(AgencyRule(name=f"The Agency of Number {n}") for n in range(100)))
    follow(sqlite_store, settings)
    long = {"title": "A headline of a hundred words " * 30, "summary": "Wörter " * 42}
    many = [a_prepared(str(n), published=NOON - timedelta(days=30 * n), **long) for n in range(120)]
    come_in(sqlite_store, "Otter", *many)
    go_out(sqlite_store, settings)
    outputs = Outputs(sqlite_store, settings)
    for place in ("", "page/2/", "source/otter/", "2020/03/", "search/?q=headline"):
        output = outputs.produce(place)
        assert isinstance(output, Rendered), place
        assert len(output.body) < MOST_BYTES, place
    assert page(outputs, "").count("<details>") >= 10

"""What a poll does, over real HTTP, with a real worker, into a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aggregator.admission import standings
from aggregator.config.settings import Settings
from aggregator.models.entry import Standing
from aggregator.models.rules import Phrase, Rule
from aggregator.models.source import DayCount
from aggregator.outcomes import PollOutcome
from aggregator.pipeline.desk import tagger_for, take_over
from aggregator.pipeline.intake import poll_due
from aggregator.retagging import Retagging
from aggregator.schedule import RETRY_AFTER_CEILING
from aggregator.store import dropped, polling, search, shown, sources
from aggregator.store.engine import Store
from tests.fetch.site import Site, response
from tests.pipeline.desk import Desk, a_desk
from tests.samples import NOON, a_prepared, a_source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site("127.0.9.1") as scripted:
        yield scripted


@pytest.fixture
async def desk(sqlite_store: Store) -> AsyncIterator[Desk]:
    async with a_desk(sqlite_store) as desk:
        yield desk


def item(key: str, title: str = "", text: str = "It swam.", days_ago: float = 1, **more: str) -> str:
    date = (NOON - days_ago * DAY).strftime("%a, %d %b %Y %H:%M:%S +0000")
    values = {"guid": key, "title": title or f"Piece {key}", "link": f"http://otter.example/{key}", "pubDate": date}
    members = "".join(f"<{name}>{value}</{name}>" for name, value in (values | more).items())
    return f"<item>{members}<description>{text}</description></item>"


def rss(*items: str, title: str = "Otter News") -> bytes:
    head = f"<title>{title}</title><link>http://otter.example/</link><description>-</description>"
    return f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


def follow(desk: Desk, site: Site, *, source: dict[str, Any] | None = None, **published: Any) -> None:
    desk.follow(a_source("Otter", **{"url": site.url("/feed"), **(source or {})}), **published)


async def test_a_first_poll_stores_tags_and_sends_out(desk: Desk, site: Site) -> None:
    follow(desk, site)
    body = rss(item("1", "Otters are back", "<b onclick='x()'>Seen</b> by the weir."), item("2", "A boat sank"))
    site.answers["/feed"] = response(body, ("ETag", '"v1"'))
    report = await desk.poll()
    assert (report.outcome, report.new, report.updated, report.entries) == (PollOutcome.NEW, 2, 0, 2)
    assert report.next_poll is not None
    assert HOUR <= report.next_poll - desk.now <= 1.1 * HOUR
    by_title = {entry.title: entry for entry in desk.stored()}
    assert by_title["Otters are back"].categories == ("Wildlife",)
    assert by_title["Otters are back"].body_html == "<b>Seen</b> by the weir."
    assert by_title["Otters are back"].standing is Standing.OUT
    assert by_title["A boat sank"].categories == ("Boats",)
    with desk.store.reading() as tx:
        assert len(search.search(tx, "weir")) == 1
        assert sources.load(tx)[desk.source_id].facts.title == "Otter News"


async def test_validators_go_back_and_304_changes_nothing(desk: Desk, site: Site) -> None:
    follow(desk, site)
    site.answers["/feed"] = response(rss(item("1")), ("ETag", 'W/"v\xe9"'.encode()), ("Last-Modified", "yesterday"))
    await desk.poll()
    site.answers["/feed"] = response(status=304)
    before = desk.stored()
    report = await desk.poll(HOUR)
    assert report.outcome is PollOutcome.NOT_MODIFIED
    assert site.seen[-1].headers["if-none-match"] == 'W/"v\xe9"'.encode()
    assert site.seen[-1].headers["if-modified-since"] == b"yesterday"
    assert desk.stored() == before


@pytest.mark.parametrize(
    "again",
    [
        rss(item("1"), item("2")),
        rss(item("2"), item("1")),
        rss(item("1"), item("2"), title="Otter News").replace(b"<description>-</description>", b"<ttl>60</ttl>", 1),
    ],
    ids=["the same bytes", "another order", "another head"],
)
async def test_what_says_the_same_is_nothing_new(desk: Desk, site: Site, again: bytes) -> None:
    follow(desk, site)
    site.answers["/feed"] = response(rss(item("1"), item("2")))
    await desk.poll()
    before = desk.stored()
    site.answers["/feed"] = response(again)
    report = await desk.poll(HOUR)
    assert (report.outcome, report.new, report.updated) == (PollOutcome.NOTHING_NEW, 0, 0)
    assert desk.stored() == before


async def test_an_edit_updates_the_entry_and_keeps_its_id_and_place(desk: Desk, site: Site) -> None:
    follow(desk, site)
    site.answers["/feed"] = response(rss(item("1", "Otters are bakc")))
    await desk.poll()
    (before,) = desk.stored()
    site.answers["/feed"] = response(rss(item("1", "Otters are back", days_ago=0)))
    report = await desk.poll(HOUR)
    (after,) = desk.stored()
    assert (report.outcome, report.updated) == (PollOutcome.NOTHING_NEW, 1)
    assert (after.title, after.changed_at) == ("Otters are back", desk.now)
    for name in ("published_id", "publication_number", "sort_at", "title_frame", "published"):
        assert getattr(after, name) == getattr(before, name), name


async def test_a_failure_keeps_entries_and_validators_and_backs_off(desk: Desk, site: Site) -> None:
    follow(desk, site)
    site.answers["/feed"] = response(rss(item("1")), ("ETag", '"v1"'))
    await desk.poll()
    site.answers["/feed"] = response(b"<rss><channel><item><title>cut", ("ETag", '"broken"'))
    state = desk.state
    for failures, hours in ((1, 1), (2, 2), (3, 4)):
        site.answers["/feed"] = response(b"no feed at all", ("ETag", '"broken"'))
        report = await desk.poll(DAY)
        assert report.outcome is PollOutcome.FAILED
        assert report.cause is not None
        assert report.next_poll is not None
        assert hours * HOUR <= report.next_poll - desk.now <= 1.1 * hours * HOUR
        assert (desk.state.failures, desk.state.validators) == (failures, state.validators)
    assert len(desk.stored()) == 1
    site.answers["/feed"] = response(rss(item("1"), item("2")))
    assert (await desk.poll(DAY)).new == 1
    assert desk.state.failures == 0


async def test_a_feed_that_becomes_empty_takes_nothing_away(desk: Desk, site: Site) -> None:
    follow(desk, site)
    site.answers["/feed"] = response(rss(item("1")))
    await desk.poll()
    site.answers["/feed"] = response(rss())
    report = await desk.poll(HOUR)
    assert (report.outcome, report.entries) == (PollOutcome.NOTHING_NEW, 1)


async def test_gone_is_final_until_somebody_asks(desk: Desk, site: Site) -> None:
    follow(desk, site)
    site.answers["/feed"] = response(status=410)
    assert (await desk.poll()).outcome is PollOutcome.GONE
    with desk.store.writing() as tx:
        later = desk.now + 300 * DAY
        assert polling.due(tx, later, latest=later + RETRY_AFTER_CEILING) == []
        polling.make_due(tx, [desk.source_id], later)
        assert polling.due(tx, later, latest=later + RETRY_AFTER_CEILING) == [desk.source_id]


async def test_a_crash_of_ours_is_recorded_as_such(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    follow(desk, site)

    class Broken:
        def tag(self, item: object) -> None:
            raise ZeroDivisionError

    site.answers["/feed"] = response(rss(item("1")))
    intake = desk.intake
    broken = type(intake)(
        intake.store,
        intake.fetcher,
        intake.workers,
        intake.settings,
        Broken(),  # type: ignore[arg-type] # it is meant to break
        intake.clock,
    )
    report = await broken.poll(desk.known[desk.source_id])
    assert report.outcome is PollOutcome.FAILED
    assert report.cause is not None
    assert report.cause.code == "internal"
    assert (await desk.poll(DAY)).new == 1


async def test_a_broad_source_keeps_only_what_is_relevant_and_remembers_the_rest(desk: Desk, site: Site) -> None:
    follow(desk, site, source={"scope": "broad"})
    site.answers["/feed"] = response(rss(item("1", "An otter"), item("2", "A football match")))
    report = await desk.poll()
    assert (report.new, report.entries) == (1, 1)
    with desk.store.reading() as tx:
        (left_out,) = dropped.of_source(tx, desk.source_id)
        assert left_out.prepared.title == "A football match"
    site.answers["/feed"] = response(rss(item("1", "An otter"), item("2", "A football match", "Won by the otters.")))
    report = await desk.poll(HOUR)
    assert (report.new, report.updated, report.entries) == (1, 0, 2)
    with desk.store.reading() as tx:
        assert dropped.known(tx, desk.source_id) == {}


async def test_a_first_import_sends_out_only_what_is_fresh(desk: Desk, site: Site) -> None:
    follow(desk, site)
    site.answers["/feed"] = response(rss(item("new", days_ago=2), item("old", days_ago=40)))
    await desk.poll()
    assert desk.out() == ["Piece new"]
    assert [entry.title for entry in desk.stored()] == ["Piece new", "Piece old"]


async def test_one_source_fills_the_front_page_of_no_day(desk: Desk, site: Site) -> None:
    follow(desk, site, per_source_per_day=3)
    site.answers["/feed"] = response(rss(item("0")))
    await desk.poll()
    site.answers["/feed"] = response(rss(*[item(str(number), days_ago=0.01) for number in range(5, -1, -1)]))
    assert (await desk.poll(HOUR)).new == 5
    assert len(desk.out()) == 1 + 3
    site.answers["/feed"] = response(rss(item("next", days_ago=0.01)))
    await desk.poll(HOUR)
    assert "Piece next" not in desk.out()
    site.answers["/feed"] = response(rss(item("day after")))
    await desk.poll(DAY)
    assert "Piece day after" in desk.out()


async def test_a_source_that_is_not_public_goes_nowhere(desk: Desk, site: Site) -> None:
    follow(desk, site, source={"public": False, "auth": ("ada", "secret")})
    site.answers["/feed"] = response(rss(item("1")))
    assert (await desk.poll()).new == 1
    assert site.seen[-1].headers["authorization"].startswith(b"Basic ")
    assert desk.out() == []


@pytest.mark.parametrize(
    ("dates", "bounds", "out"),
    [
        ((1, 29, 31, None), {"is_first_import": True, "oldest": NOON - 30 * DAY, "allowance": 1}, "++-+"),
        ((None, None, None), {"is_first_import": True, "oldest": NOON - 30 * DAY, "allowance": 2}, "++-"),
        ((1, 4000, None), {"is_first_import": True, "oldest": None, "allowance": None}, "+++"),
        ((1, 4000, None, 2), {"is_first_import": False, "oldest": None, "allowance": 3}, "+++-"),
        ((1, 2), {"is_first_import": False, "oldest": None, "allowance": 0}, "--"),
        ((), {"is_first_import": False, "oldest": None, "allowance": 5}, ""),
    ],
    ids=["by age", "undated within the allowance", "all", "a day's allowance", "used up", "nothing"],
)
def test_which_entries_go_out(dates: tuple[int | None, ...], bounds: dict[str, Any], out: str) -> None:
    kept = [
        a_prepared(str(number), published=None if days is None else NOON - days * DAY)
        for number, days in enumerate(dates)
    ]
    decided = standings(kept, now=NOON, **bounds)
    assert "".join("+" if standing is Standing.WAITING else "-" for standing in decided) == out


def test_paused_sources_are_known_but_not_polled(sqlite_store: Store) -> None:
    settings = Settings(sources=(a_source("Otter"), a_source("Heron", paused=True)))
    with sqlite_store.writing() as tx:
        known = take_over(tx, settings, NOON)
        assert [polled.source.name for polled in known.values()] == ["Otter"]
        assert {source.name for source in sources.load(tx).values()} == {"Otter", "Heron"}


async def test_what_was_stored_by_a_process_that_died_goes_out_with_the_next_one(desk: Desk, site: Site) -> None:
    follow(desk, site)
    site.answers["/feed"] = response(rss(item("1")))
    await desk.intake.poll(desk.known[desk.source_id])
    assert desk.out() == []
    await desk.poll(HOUR)
    assert desk.out() == ["Piece 1"]
    with desk.store.reading() as tx:
        assert shown.waiting(tx) == []


async def test_polls_go_on_from_what_changed_rules_made_of_a_source(desk: Desk, site: Site) -> None:
    follow(desk, site, source={"scope": "broad"}, per_source_per_day=1)
    site.answers["/feed"] = response(rss(item("1", "An otter"), item("2", "An otter, too"), item("3", "A boat race")))
    await desk.poll()
    site.answers["/feed"] = response(
        rss(item("4", "Otter four"), item("5", "Otter five"), item("3", "A boat race"), title="Otters"),
    )
    await desk.poll(HOUR)  # one of the two is kept back
    assert [entry.title for entry in desk.stored() if entry.standing is Standing.KEPT_BACK] == ["Otter five"]
    desk.settings = replace(desk.settings, relevance=Rule(any=(Phrase("boat*"),)))
    desk.now += 2 * DAY  # the source may send one more
    Retagging(desk.store, desk.settings, tagger_for(desk.settings), clock=lambda: desk.now).run()
    site.answers["/feed"] = response(
        rss(item("4", "Otter four"), item("5", "Otter five"), item("3", "A boat race"), title="Boats"),
    )
    report = await desk.poll()
    assert (report.new, report.updated) == (0, 0)
    assert sorted(entry.title for entry in desk.stored()) == ["A boat race", "An otter", "An otter, too", "Otter four"]
    assert "A boat race" in desk.out()


async def test_one_pass_visits_what_is_due_and_nothing_else(desk: Desk, site: Site) -> None:
    site.answers["/a"] = site.answers["/b"] = response(rss(item("1")))
    desk.follow(a_source("Otter", url=site.url("/a")), a_source("Heron", url=site.url("/b")))
    heron = next(source_id for source_id, polled in desk.known.items() if polled.source.name == "Heron")
    with desk.store.writing() as tx:
        polling.postpone(tx, [(heron, desk.now + HOUR)])
    told: list[str] = []
    reports = await poll_due(desk.intake, desk.known, lambda report: told.append(report.source))
    assert [report.source for report in reports] == told == ["Otter"]
    desk.now += 2 * HOUR
    assert sorted(report.source for report in await poll_due(desk.intake, desk.known)) == ["Heron", "Otter"]


async def test_a_poll_counts_for_its_day_within_its_own_transaction(desk: Desk, site: Site) -> None:
    follow(desk, site)
    site.answers["/feed"] = response(rss(item("1"), item("2")))
    await desk.poll()
    assert desk.state.days == (DayCount(NOON.date(), polls=1),), "what was there at the first import came earlier"
    site.answers["/feed"] = response(rss(item("1"), item("2"), item("3")))
    await desk.poll(after=HOUR)
    site.answers["/feed"] = response(status=500)
    await desk.poll(after=HOUR)
    assert desk.state.days == (DayCount(NOON.date(), polls=3, faults=1, entries=1),)
    await desk.poll(after=DAY)
    assert [day.faults for day in desk.state.days] == [1, 1]

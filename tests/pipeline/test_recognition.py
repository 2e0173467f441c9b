"""Which entry is which, when a source's ids come and go; and that no source reaches into another's entries."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from aggregator.store import aliases, edits, entries, habits, tombstones
from aggregator.store.engine import Store
from tests.fetch.site import Site, response
from tests.pipeline.desk import Desk, a_desk
from tests.pipeline.test_pipeline import DAY, HOUR, item, rss
from tests.samples import a_source


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site("127.0.9.21") as scripted:
        yield scripted


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    async with a_desk(store) as desk:
        yield desk


TOMBSTONES = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Otter</title>'
)


def gone(key: str) -> str:
    return (
        f'<at:deleted-entry ref="{key}" when="2026-03-14T12:00:00Z"><at:comment>Wrong</at:comment></at:deleted-entry>'
    )


async def visits(desk: Desk, site: Site, *documents: bytes) -> list[tuple[int, int]]:
    """How many entries were new and how many edited at each visit of the first source."""
    if not desk.known:
        desk.follow(a_source("Otter", url=site.url("/feed")))
    counted = []
    for document in documents:
        site.answers["/feed"] = response(document)
        report = await desk.poll(HOUR)
        assert report.cause is None, report.cause
        counted.append((report.new, report.updated))
    return counted


def at(number: int, guid: str, title: str = "", **more: str) -> str:
    """The same piece whatever its guid."""
    members = {"link": f"http://otter.example/{number}"} | more
    return item(guid, title or f"Piece {number}", f"Text {number}.", number, **members)


def guids(visit: int) -> list[str]:
    return [f"{visit}-{number}" for number in range(1, 4)]


async def test_new_guids_after_a_move_to_another_system_are_the_same_entries(desk: Desk, site: Site) -> None:
    old, new = rss(*[at(n, f"a{n}") for n in (1, 2, 3)]), rss(*[at(n, f"b{n}") for n in (0, 1, 2, 3)])
    assert await visits(desk, site, old, new, new.replace(b"Text 2", b"Text II")) == [(3, 0), (1, 0), (0, 1)]
    assert {entry.identity for entry in desk.stored()} == {"id:a1", "id:a2", "id:a3", "id:b0"}


async def test_a_source_with_random_guids_is_known_by_its_addresses(desk: Desk, site: Site) -> None:
    documents = [rss(*[at(n, guid) for n, guid in enumerate(guids(visit), 1)]) for visit in range(5)]
    assert await visits(desk, site, *documents) == [(3, 0)] + [(0, 0)] * 4
    with desk.store.reading() as tx:
        assert habits.load(tx, desk.source_id).trust == "url"
    assert await visits(desk, site, rss(at(9, "x"), at(1, "y", "Corrected"))) == [(1, 1)]
    assert {entry.title for entry in desk.stored()} == {"Piece 9", "Corrected", "Piece 2", "Piece 3"}


async def test_a_source_whose_addresses_are_random_too_is_known_by_its_texts(desk: Desk, site: Site) -> None:
    documents = [
        rss(*[at(n, guid, link=f"http://otter.example/{guid}") for n, guid in enumerate(guids(visit), 1)])
        for visit in range(6)
    ]
    assert sum(new for new, _ in await visits(desk, site, *documents)) == 3
    with desk.store.reading() as tx:
        assert habits.load(tx, desk.source_id).trust == "text"


@pytest.mark.parametrize(
    ("first", "second", "titles"),
    [
        ([(1, "1"), (2, "2")], [(3, "1"), (1, "2"), (2, "3")], {"Piece 1", "Piece 2", "Piece 3"}),
        ([(1, "latest")], [(2, "latest")], {"Piece 1", "Piece 2"}),
    ],
    ids=["numbered by place", "always the same"],
)
async def test_guids_that_are_used_for_other_articles_overwrite_none(
    desk: Desk, site: Site, first: list[tuple[int, str]], second: list[tuple[int, str]], titles: set[str]
) -> None:
    before, after = (rss(*[at(number, guid) for number, guid in one]) for one in (first, second))
    assert await visits(desk, site, before, after, before) == [(len(first), 0), (1, 0), (0, 0)]
    assert {entry.title for entry in desk.stored()} == titles
    assert {entry.title: entry.link for entry in desk.stored()} == {
        title: f"http://otter.example/{title[-1]}" for title in titles
    }


async def test_an_article_that_gets_another_title_and_address_under_its_guid_is_edited(desk: Desk, site: Site) -> None:
    others = [at(n, f"a{n}") for n in (2, 3)]
    moved = at(1, "a1", "Corrected", link="http://otter.example/corrected")
    assert await visits(desk, site, rss(at(1, "a1"), *others), rss(moved, *others)) == [(3, 0), (0, 1)]


async def test_one_guid_on_two_articles_stays_apart_when_either_stands_alone(desk: Desk, site: Site) -> None:
    one, other = at(1, "7"), at(2, "7")
    assert await visits(desk, site, rss(one), rss(one, other), rss(other), rss(one)) == [(1, 0), (1, 0), (0, 0), (0, 0)]
    assert {entry.title for entry in desk.stored()} == {"Piece 1", "Piece 2"}


async def test_posts_that_all_lead_to_one_page_are_not_taken_for_one(desk: Desk, site: Site) -> None:
    page = "http://otter.example/jobs"
    posts = [item(str(n), f"Post {n}", days_ago=n, link=page) for n in range(1, 5)]
    assert await visits(desk, site, rss(*posts[2:]), rss(*posts[1:3]), rss(posts[0])) == [(2, 0), (1, 0), (1, 0)]


async def test_what_was_taken_down_stays_down_under_another_guid_and_title(desk: Desk, site: Site) -> None:
    await visits(desk, site, rss(at(1, "a1"), at(2, "a2")))
    with desk.store.writing() as tx:
        tombstones.take_down(tx, entries.find(tx, "http://otter.example/1"), desk.now)
    assert await visits(desk, site, rss(at(1, "b1", "Another title"), at(2, "a2"))) == [(0, 0)]
    assert [entry.title for entry in desk.stored()] == ["Piece 2"]


async def test_what_was_pruned_makes_room_for_what_came_to_its_address_later(desk: Desk, site: Site) -> None:
    await visits(desk, site, rss(at(1, "a1"), at(2, "a2")))
    with desk.store.writing() as tx:
        tombstones.remove(tx, entries.find(tx, "http://otter.example/1"), desk.now, "outlived")
    assert await visits(desk, site, rss(at(1, "b1", "Old, under a new guid"), at(2, "a2"))) == [(0, 0)]
    anew = item("c1", "Vacant again", days_ago=-10, link="http://otter.example/1")
    desk.now += 20 * DAY
    assert await visits(desk, site, rss(anew, at(2, "a2"))) == [(1, 0)]


async def test_no_source_reaches_into_anothers_entries(desk: Desk, site: Site) -> None:
    """The same guid and link, other words, and a claim that the other's entry was deleted."""
    site.answers["/a"] = response(rss(at(1, "tag:otter,1", "As the otter wrote it")))
    site.answers["/b"] = response(rss(at(1, "tag:otter,1", "As the weasel would have it")))
    desk.follow(a_source("Otter", url=site.url("/a")), a_source("Weasel", url=site.url("/b")))
    await desk.poll_all()
    site.answers["/b"] = response(f"{TOMBSTONES}{gone('tag:otter,1')}</feed>".encode())
    reports = await desk.poll_all(HOUR)
    assert (reports["Otter"].entries, reports["Weasel"].entries) == (1, 0)
    (left,) = desk.stored()
    assert (left.title, left.source_name) == ("As the otter wrote it", "Otter")


async def test_aliases_are_written_only_for_what_was_renamed(desk: Desk, site: Site) -> None:
    await visits(desk, site, rss(at(1, "a1"), at(2, "a2"), at(3, "a3")), rss(at(1, "b1"), at(2, "a2"), at(3, "a3")))
    with desk.store.reading() as tx:
        assert aliases.load(tx, desk.source_id) == {"id:b1": "id:a1"}
        assert habits.load(tx, desk.source_id).renamed_polls == 0


async def test_a_withdrawn_entry_leaves_unless_the_document_has_it_all_the_same(desk: Desk, site: Site) -> None:
    def piece(key: str) -> str:
        return f'<entry><id>{key}</id><title>Piece {key}</title><link href="http://otter.example/{key}"/></entry>'

    def gone(key: str) -> str:
        return (
            f'<at:deleted-entry ref="{key}" when="2026-03-14T12:00:00Z"><at:comment>x</at:comment></at:deleted-entry>'
        )

    whole = f"{TOMBSTONES}{piece('1')}{piece('2')}{piece('3')}</feed>".encode()
    without = f"{TOMBSTONES}{gone('1')}{gone('3')}{gone('unknown')}{piece('2')}{piece('3')}</feed>".encode()
    assert await visits(desk, site, whole, without, whole) == [(3, 0), (0, 0), (0, 0)]
    assert {entry.title for entry in desk.stored()} == {"Piece 2", "Piece 3"}
    with desk.store.reading() as tx:
        assert len(tx.exec_driver_sql("SELECT reason FROM tombstones").all()) == 1


async def test_churn_stops_counting_and_a_correction_still_shows(desk: Desk, site: Site) -> None:
    clock = [rss(item("1", "Weather", f"It is {minute}.")) for minute in range(30)]
    counted = await visits(desk, site, *clock)
    assert [updated for _, updated in counted] == [0] + [1] * edits.MOST_HASH_CHANGES + [0] * 5
    (entry,) = desk.stored()
    assert entry.changed_at == desk.now - 5 * HOUR
    assert "It is 24." in entry.body_html
    assert await visits(desk, site, rss(item("1", "Storm", "It is late."))) == [(0, 1)]
    (entry,) = desk.stored()
    assert (entry.title, entry.changed_at) == ("Storm", desk.now)
    with desk.store.reading() as tx:
        assert entries.earlier_headlines(tx, [entry.id]) == {entry.id: [("Weather", desk.now)]}

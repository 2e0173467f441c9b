"""A release and its rewrite, from two feeds to one place on the page, and on when the release is taken down."""

from __future__ import annotations

from datetime import timedelta

from aggregator import publish
from aggregator.models.entry import Standing
from aggregator.models.output import Rendered
from aggregator.publish import Told
from aggregator.store import tombstones
from aggregator.store.engine import Store
from tests.fetch.site import Site, response
from tests.grouping.test_stories import OTHER, RELEASE, REWRITE
from tests.pipeline.desk import Desk, a_desk
from tests.pipeline.test_pipeline import item, rss
from tests.samples import a_source

HOUR = timedelta(hours=1)


async def poll_and_go_out(desk: Desk, told: Told, after: timedelta = timedelta(0)) -> None:
    await desk.poll_all(after)
    with desk.store.writing() as tx:
        publish.publish(tx, desk.settings, desk.now, told)


def piece(key: str, words: dict[str, str]) -> str:
    return item(key, words["title"], words["summary"], days_ago=0)


async def test_a_rewrite_joins_the_release_and_takes_its_place_when_it_is_taken_down(store: Store) -> None:
    told = Told()
    async with Site("127.0.9.1") as site, a_desk(store) as desk:
        desk.follow(
            a_source("Trust", url=site.url("/trust")), a_source("Courier", url=site.url("/courier")), first_import="all"
        )
        site.answers["/trust"] = response(rss(piece("1", RELEASE)))
        site.answers["/courier"] = response(rss(piece("2", OTHER)))
        await poll_and_go_out(desk, told)
        assert sorted(desk.out()) == sorted([RELEASE["title"], OTHER["title"]])
        site.answers["/courier"] = response(rss(piece("3", REWRITE), piece("2", OTHER)))
        await poll_and_go_out(desk, told, after=2 * HOUR)
        assert sorted(desk.out()) == sorted([RELEASE["title"], OTHER["title"]])
        atom = publish.Outputs(store, desk.settings).produce("atom.xml")
        assert isinstance(atom, Rendered)
        assert b"Also reported by" in atom.body and b"http://otter.example/3" in atom.body
        lead = next(entry for entry in desk.stored() if entry.title == RELEASE["title"])
        assert lead.standing is Standing.OUT
        with store.writing() as tx:
            tombstones.remove(tx, [lead.id], desk.now, "taken_down")
        await poll_and_go_out(desk, told, after=HOUR)
        assert sorted(desk.out()) == sorted([REWRITE["title"], OTHER["title"]])

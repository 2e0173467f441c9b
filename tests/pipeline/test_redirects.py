"""Links through a redirector are followed once, politely and within bounds; what they led to is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from aggregator.pipeline.redirects import MOST_LINKS
from aggregator.store.engine import Store
from tests.fetch.site import Site, redirect, response
from tests.pipeline.desk import Desk, a_desk
from tests.pipeline.test_pipeline import HOUR, item, rss
from tests.samples import a_source


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site("127.0.9.23") as scripted:
        yield scripted


@pytest.fixture
async def desk(sqlite_store: Store, site: Site) -> AsyncIterator[Desk]:
    async def to_the_site(host: str) -> Sequence[str]:
        return [site.host]

    async with a_desk(sqlite_store, lookup=to_the_site) as desk:
        desk.follow(a_source("Otter", url=site.url("/feed"), extract="never"))
        yield desk


def through(site: Site, place: str) -> str:
    return f"http://bit.ly:{site.port}/{place}"


def asked(site: Site) -> list[str]:
    return [seen.target for seen in site.seen if seen.headers["host"].startswith(b"bit.ly")]


async def test_entry_is_known_by_the_page_that_its_link_leads_to_and_nobody_asks_again(desk: Desk, site: Site) -> None:
    site.answers["/1"] = redirect(site.url("/news/otters/?utm_source=newsletter"), 301)
    site.answers["/news/otters/?utm_source=newsletter"] = response(b"<p>Otters</p>")
    for title in ("Otters", "Otters", "Otters, corrected"):
        site.answers["/feed"] = response(rss(item("1", title, link=through(site, "1"))))
        await desk.poll(HOUR)
        (entry,) = desk.stored()
        assert (entry.title, entry.link) == (title, through(site, "1"))
        assert entry.canonical_url == site.url("/news/otters")
    assert asked(site) == ["/robots.txt", "/1"]


async def test_what_leads_nowhere_costs_nothing_and_its_host_is_asked_once(desk: Desk, site: Site) -> None:
    site.answers["/feed"] = response(rss(*[item(str(n), link=through(site, str(n))) for n in range(3)]))
    report = await desk.poll()
    assert (report.new, report.cause) == (3, None)
    assert asked(site) == ["/robots.txt", "/0"]
    assert {entry.canonical_url for entry in desk.stored()} == {through(site, str(n)) for n in range(3)}


async def test_no_more_than_a_few_are_followed_at_a_visit(desk: Desk, site: Site) -> None:
    for number in range(MOST_LINKS + 2):
        site.answers[f"/{number}"] = redirect(site.url("/news"))
    site.answers["/news"] = response(b"<p>Otters</p>")
    numbers = range(MOST_LINKS + 2)
    site.answers["/feed"] = response(rss(*[item(str(n), link=through(site, str(n))) for n in numbers]))
    await desk.poll()
    assert asked(site) == ["/robots.txt", *(f"/{number}" for number in range(MOST_LINKS))]


async def test_a_redirector_into_a_private_network_is_not_followed_there(desk: Desk, site: Site) -> None:
    site.answers["/1"] = redirect("http://127.0.9.99:1/secret")
    site.answers["/feed"] = response(rss(item("1", link=through(site, "1"))))
    await desk.poll()
    assert desk.stored()[0].canonical_url == through(site, "1")

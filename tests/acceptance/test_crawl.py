"""The running site as a reader with much time would find it: every link followed over HTTP, from the front page on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.companies import NewDesk
from tests.sector.world import Sector
from tests.static_site.crawling import Crawl, html_faults, served

#: What a page may weigh without its pictures.
MOST_BYTES = 100_000
#: More than fit on a page of lists, or of the status page.
STORIES, IDLE_SOURCES = 240, 130


def the_archive() -> str:
    """A feed with many stories of the last two years."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>River story {number} of Söderfors &amp; around</title><guid>urn:story:{number}</guid>"
        f"<link>http://archive.example/{number}</link><description>Otters and keepers, told for the {number}th time."
        f"</description><pubDate>{now - timedelta(days=3 * number):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for number in range(STORIES)
    )
    return (
        f'<rss version="2.0"><channel><title>Archive</title><link>http://archive.example/</link>{items}</channel></rss>'
    )


@pytest.fixture(scope="module")
def crawl(new_desk: NewDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    desk, paper = new_desk(tmp_path_factory.mktemp("desk")), tmp_path_factory.mktemp("paper")
    Path(paper, "feed.xml").write_text(the_archive(), encoding="utf-8")
    with Sector() as sector, served(paper) as url:
        idle = [
            {"name": f"Idle source {number}", "url": f"http://idle{number}.example/feed", "paused": True}
            for number in range(IDLE_SOURCES)
        ]
        more = [{"name": "The Archive", "url": f"{url}feed.xml"}, *idle]
        config = sector.config(troubles=(), first_import="all", every="1h", more_sources=more)
        desk.configure(config.replace("allow_private:", "allow_private:\n  - 127.0.0.1/32", 1))
        desk.run("poll", "--all")
        with desk.daemon() as daemon:
            yield Crawl(daemon.address).run()


def reached(crawl: Crawl) -> set[str]:
    return {url.removeprefix(crawl.start) for url in crawl.bodies}


def test_no_link_leads_nowhere(crawl: Crawl) -> None:
    assert crawl.dead == []


def test_all_there_is_can_be_reached(crawl: Crawl) -> None:
    places = reached(crawl)
    assert len([place for place in places if place.startswith("entry/")]) > STORIES
    assert places >= {"", "status", "status?page=2", "embed/snippet/", "jobs/", "page/2/", "rss.xml", "jobs.ics"}
    assert places >= {"source/the-archive/", "source/the-archive/page/2/", "source/the-archive/page/8/"}


def test_every_page_is_valid_html(crawl: Crawl) -> None:
    assert {url: faults for url, body in crawl.pages.items() if (faults := html_faults(body))} == {}


def test_no_page_is_heavy(crawl: Crawl) -> None:
    assert {url: len(body) for url, body in crawl.pages.items() if len(body) >= MOST_BYTES} == {}

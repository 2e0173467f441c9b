"""`build` as it is typed: what it says, what a plain web server shows of it, and what a kill in its middle leaves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.desk import Desk, wait_until
from tests.sector.world import Sector
from tests.static_site.crawling import Crawl, html_faults, served


@dataclass(frozen=True)
class Polled:
    sector: Sector
    desk: Desk

    @property
    def out(self) -> Path:
        return self.desk.folder / "web" / "news"


@pytest.fixture
def polled(tmp_path: Path) -> Iterator[Polled]:
    with Sector() as sector:
        desk = Desk(tmp_path)
        desk.configure(sector.config(troubles=(), first_import="all", site_url="http://news.example/news/"))
        desk.run("poll", "--all")
        yield Polled(sector, desk)


def test_the_sector_s_site_lies_in_files_and_is_whole(polled: Polled) -> None:
    first = polled.desk.run("build", str(polled.out), "--json")
    assert first.code == 0, first.err
    (said,) = first.rows
    files = {path.relative_to(polled.out).as_posix() for path in polled.out.rglob("*") if path.is_file()}
    assert set(said["files_written"]) == {file for file in files if not file.startswith(".aggregator/")}
    assert (said["written"], said["unchanged"], said["removed"]) == (len(said["files_written"]), 0, 0)
    with served(polled.out.parent) as root:
        crawl = Crawl(f"{root}news/").run()
    assert crawl.dead == []
    assert {url: faults for url, body in crawl.pages.items() if (faults := html_faults(body))} == {}
    again = polled.desk.run("build", str(polled.out))
    assert again.out.split("\t") == ["0 written", f"{said['written']} unchanged", "0 removed\n"]


def test_a_folder_of_somebody_else_s_is_refused_in_a_sentence(polled: Polled) -> None:
    polled.out.mkdir(parents=True)
    (polled.out / "index.html").write_text("Mine.")
    refused = polled.desk.run("build", str(polled.out))
    assert refused.code == 1
    assert "index.html, which was not built by us" in refused.err
    assert (polled.out / "index.html").read_text() == "Mine."


def test_a_build_that_is_killed_leaves_a_site_that_can_be_read(polled: Polled) -> None:
    polled.desk.run("build", str(polled.out))
    for turn in range(3):
        polled.sector.publish_more()
        polled.desk.run("poll", "--all")
        before = (polled.out / "index.html").stat().st_mtime_ns
        with polled.desk.start("build", str(polled.out)) as process:
            written = polled.out / ".aggregator" / "files.json"
            since = written.stat().st_mtime_ns
            wait_until(lambda written=written, since=since: written.stat().st_mtime_ns > since)  # type: ignore[misc]  # mypy can't infer a lambda with defaults
            time.sleep(0.1 * turn)
            process.kill()
        assert (polled.out / "index.html").stat().st_mtime_ns == before
        with served(polled.out.parent) as root:
            assert Crawl(f"{root}news/").run().dead == []
    polled.desk.run("build", str(polled.out))
    fresh = polled.desk.run("build", str(polled.out.parent / "fresh"), "--json").rows[0]
    again = polled.desk.run("build", str(polled.out), "--json").rows[0]
    assert (again["written"], again["unchanged"], again["removed"]) == (0, fresh["written"], 0)

"""The site as files: what is there, which files change, and what is never touched."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import pytest
from lxml import etree

from aggregator.publish.house import entry_path
from aggregator.publish.pages import PAGE_SIZE
from aggregator.static_site import Built, FolderError, build
from aggregator.static_site.folder import claimed
from aggregator.store import edits, entries, tombstones
from aggregator.store.engine import Store
from tests.publish import shelf
from tests.publish.shelf import SETTINGS, come_in, fill, follow, go_out, send
from tests.samples import NOON, a_category, a_prepared
from tests.static_site.crawling import Crawl, Links, html_faults, served

HEAD_FEEDS = {"rss.xml", "atom.xml", "feed.json"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the site is built: some levels below a web server's root."""
    return tmp_path / "web" / "some" / "where"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".aggregator" not in path.parts
    }


def page_of(store: Store, key: str) -> str:
    with store.reading() as tx:
        (one,) = (entry for entry in entries.load(tx, range(1, 500)) if entry.identity == f"id:{key}")
    return f"{entry_path(one.published_id, one.title)}/index.html"


def test_the_site_lies_under_any_prefix_without_a_dead_link(sqlite_store: Store, out: Path) -> None:
    fill(sqlite_store)
    send(sqlite_store, range(70))
    build(sqlite_store, SETTINGS, out)
    with served(out.parents[1]) as root:
        crawl = Crawl(f"{root}some/where/").run()
    assert crawl.dead == []
    assert crawl.forms == 0
    assert {url: html_faults(body) for url, body in crawl.pages.items() if html_faults(body)} == {}
    reached = {url.removeprefix(f"{root}some/where/").partition("?")[0] for url in crawl.bodies}
    lists = {"", "jobs/", "category/industry-news/", "source/heron/", "agency/otter-trust/", "2026/03/", "page/1/"}
    assert reached >= lists | HEAD_FEEDS | {"jobs.ics", "jobs/rss.xml", "static/style.css", "static/icon.svg"}
    assert len([place for place in reached if place.startswith("entry/")]) == 75
    told = [body for body in crawl.pages.values() if b"search" in body or b"/status" in body or b"/desk/" in body]
    assert [body for body in told if b'action="' in body] == []


def test_every_feed_in_the_folder_can_be_read_and_leads_to_others_there(sqlite_store: Store, out: Path) -> None:
    fill(sqlite_store)
    send(sqlite_store, range(110), NOON - timedelta(days=30))
    send(sqlite_store, range(110, 130))
    build(sqlite_store, SETTINGS, out)
    made = files(out)
    feeds = [file for file in made if file.endswith(("rss.xml", "atom.xml"))]
    assert any(file.startswith("archive/") for file in feeds)
    assert any(file.startswith("agency/otter-trust/page/1/") for file in feeds) is False
    assert any(file.startswith("source/otter/page/1/") for file in feeds)
    for file in feeds:
        read = feedparser.parse(made[file])
        assert not read.bozo, file
        for link in read.feed.links:
            if link.rel in ("self", "prev-archive", "next-archive", "current", "first", "next", "previous"):
                assert link.href.removeprefix(SETTINGS.site.url) in made, (file, link)
    assert json.loads(made["feed.json"])["items"]
    assert b'rel="hub"' not in made["atom.xml"]


def test_a_list_s_feed_and_its_pages_leave_nothing_out(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    send(sqlite_store, range(130))
    build(sqlite_store, SETTINGS, out)
    made, found, place = files(out), set(), "source/otter/atom.xml"
    while place:
        read = feedparser.parse(made[place])
        found |= {entry.id for entry in read.entries}
        older = [link.href for link in read.feed.links if link.rel == "next"]
        place = older[0].removeprefix(SETTINGS.site.url) if older else ""
    assert len(found) == 130


def test_a_walk_over_the_pages_of_a_list_meets_every_entry_once(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    send(sqlite_store, range(95))
    build(sqlite_store, SETTINGS, out)
    made, met, place = files(out), [], ""
    while True:
        shown = made[f"{place}index.html"].decode()
        met += re.findall(r'<h3><a href="[./]*(entry/[^"]+)"', shown)
        older = re.search(r'<link rel="next" href="([^"]+)"', shown)
        if not older:
            break
        place = urljoin(f"http://h/{place}", older[1]).removeprefix("http://h/")
    assert len(met) == len(set(met)) == 95
    assert place == "page/1/"


def test_another_build_of_the_same_store_writes_nothing(sqlite_store: Store, out: Path, tmp_path: Path) -> None:
    fill(sqlite_store)
    first = build(sqlite_store, SETTINGS, out)
    times = {file: (out / file).stat().st_mtime_ns for file in files(out)}
    second = build(sqlite_store, SETTINGS, out)
    elsewhere = build(sqlite_store, SETTINGS, tmp_path / "other")
    assert second == Built((), (), len(first.written))
    assert {file: (out / file).stat().st_mtime_ns for file in files(out)} == times
    assert elsewhere == first
    assert files(tmp_path / "other") == files(out)


def test_one_new_entry_rewrites_the_heads_of_its_lists_and_its_neighbour(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    send(sqlite_store, range(95))
    build(sqlite_store, SETTINGS, out)
    tags = (a_category("Industry News"),)
    come_in(sqlite_store, "Otter", a_prepared("new", published=NOON + timedelta(hours=1), tags=tags))
    go_out(sqlite_store)
    built = build(sqlite_store, SETTINGS, out)
    heads = {"", "source/otter/", "category/industry-news/"}
    assert set(built.written) == {
        page_of(sqlite_store, "new"),
        page_of(sqlite_store, "94"),
        *(f"{directory}index.html" for directory in heads | {"2026/03/"}),
        *(directory + file for directory in heads for file in HEAD_FEEDS),
        "sitemap.xml",
    }
    assert built.removed == ()


def test_full_pages_stay_as_they_are_when_the_next_one_fills(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    send(sqlite_store, range(3 * PAGE_SIZE - 1))
    build(sqlite_store, SETTINGS, out)
    before = files(out)
    assert "page/1/index.html" in before and "page/2/index.html" not in before
    send(sqlite_store, ["one more"], NOON + timedelta(hours=1))
    built = build(sqlite_store, SETTINGS, out)
    assert "page/2/index.html" in built.written
    assert "page/1/index.html" in built.written  # what follows it is now page 2
    send(sqlite_store, ["another"], NOON + timedelta(hours=2))
    assert not [file for file in build(sqlite_store, SETTINGS, out).written if file.startswith("page/")]


def test_what_is_taken_down_is_in_no_file_any_more(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    send(sqlite_store, range(5))
    come_in(sqlite_store, "Otter", a_prepared("secret", title="Unfortunate otters"))
    go_out(sqlite_store)
    page = page_of(sqlite_store, "secret")
    build(sqlite_store, SETTINGS, out)
    assert (out / page).exists()
    with sqlite_store.writing() as tx:
        tombstones.remove(tx, [6], NOON, "taken_down")
    built = build(sqlite_store, SETTINGS, out)
    assert page in built.removed
    assert not (out / page).parent.parent.exists()
    assert [file for file, body in files(out).items() if b"Unfortunate" in body] == []


def test_an_edited_title_moves_the_page(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    send(sqlite_store, ["1"])
    build(sqlite_store, SETTINGS, out)
    before = page_of(sqlite_store, "1")
    with sqlite_store.writing() as tx:
        edits.update_changed(tx, 1, [a_prepared("1", title="A better title", published=NOON)], NOON)
    built = build(sqlite_store, SETTINGS, out)
    assert before in built.removed
    assert page_of(sqlite_store, "1") in built.written


def test_a_build_that_is_cut_short_leaves_a_site_that_can_be_read(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    send(sqlite_store, range(40))
    build(sqlite_store, SETTINGS, out)
    with sqlite_store.writing() as tx:
        tombstones.remove(tx, [3], NOON, "taken_down")
    send(sqlite_store, range(50, 60), NOON + timedelta(hours=1))
    blocked = out / "source" / "otter"  # pages of lists come after entries
    blocked.rename(out.parent / "otter")
    blocked.symlink_to(out.parent / "otter")
    with pytest.raises(FolderError, match="source/otter leads elsewhere"):
        build(sqlite_store, SETTINGS, out)
    assert (out / page_of(sqlite_store, "59")).exists()
    with served(out.parents[1]) as root:
        assert Crawl(f"{root}some/where/").run().dead == []
    blocked.unlink()
    (out.parent / "otter").rename(blocked)
    build(sqlite_store, SETTINGS, out)
    assert build(sqlite_store, SETTINGS, out).written == ()
    fresh = build(sqlite_store, SETTINGS, out.parent / "fresh")
    assert len(fresh.written) == len(files(out))


def test_a_folder_with_a_stranger_s_things_is_refused(sqlite_store: Store, out: Path) -> None:
    fill(sqlite_store)
    out.mkdir(parents=True)
    (out / "thesis.txt").write_text("Years of work.")
    with pytest.raises(FolderError, match=r"thesis\.txt, which was not built by us"):
        build(sqlite_store, SETTINGS, out)
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def test_what_hosts_of_sites_keep_beside_a_site_is_left_alone(sqlite_store: Store, out: Path) -> None:
    fill(sqlite_store)
    (out / ".git").mkdir(parents=True)
    (out / "CNAME").write_text("news.example")
    build(sqlite_store, SETTINGS, out)
    (out / "entry" / "notes.txt").write_text("Mine.")
    with sqlite_store.writing() as tx:
        tombstones.remove(tx, [1, 2, 3, 4, 5], NOON, "taken_down")
    built = build(sqlite_store, SETTINGS, out)
    assert len([file for file in built.removed if file.startswith("entry/")]) == 5
    assert (out / "entry" / "notes.txt").read_text() == "Mine."
    assert (out / "CNAME").exists() and (out / ".git").is_dir()


def test_a_stranger_s_file_in_the_way_is_not_written_over(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    send(sqlite_store, ["1"])
    build(sqlite_store, SETTINGS, out)
    send(sqlite_store, ["2"])
    in_the_way = out / page_of(sqlite_store, "2")
    in_the_way.parent.mkdir(parents=True)
    in_the_way.write_text("Mine.")
    with pytest.raises(FolderError, match="was not built by us"):
        build(sqlite_store, SETTINGS, out)
    assert in_the_way.read_text() == "Mine."


@pytest.mark.parametrize("written", ["[", '["../../outside"]', '["/etc/passwd"]', '{"a": 1}', '[".aggregator/lock"]'])
def test_a_list_of_files_that_is_not_ours_is_not_believed(
    sqlite_store: Store, out: Path, tmp_path: Path, written: str
) -> None:
    follow(sqlite_store)
    build(sqlite_store, SETTINGS, out)
    (out / ".aggregator" / "files.json").write_text(written)
    with pytest.raises(FolderError, match="its list of files"):
        build(sqlite_store, SETTINGS, out)


def test_two_builds_do_not_meet_in_one_folder(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    with claimed(out), pytest.raises(FolderError, match="another build is at work"):
        build(sqlite_store, SETTINGS, out)
    build(sqlite_store, SETTINGS, out)


def test_a_file_where_the_folder_should_be_is_told(sqlite_store: Store, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("")
    with pytest.raises(FolderError, match="can't be written to"):
        build(sqlite_store, SETTINGS, tmp_path / "site")


def test_search_engines_are_told_of_every_page_that_is_no_copy(sqlite_store: Store, out: Path) -> None:
    fill(sqlite_store)
    build(sqlite_store, SETTINGS, out)
    made = files(out)
    listed = [element.text or "" for element in etree.fromstring(made["sitemap.xml"]).iter("{*}loc")]
    told = {url.removeprefix(SETTINGS.site.url) for url in listed}
    assert {f"{place}index.html" for place in told} <= made.keys()
    copies = {file.removesuffix("index.html") for file, body in made.items() if b'content="noindex"' in body}
    assert page_of(sqlite_store, "rich").removesuffix("index.html") in copies
    pages = {file.removesuffix("index.html") for file in made if file.endswith("index.html")}
    assert told == pages - copies
    assert b"Sitemap: http://news.example/desk/sitemap.xml" in made["robots.txt"]


def test_the_page_for_what_is_missing_leads_home_from_anywhere(sqlite_store: Store, out: Path) -> None:
    follow(sqlite_store)
    build(sqlite_store, SETTINGS, out)
    page = (out / "404.html").read_text()
    assert all(link.startswith(("/desk/", "#", "http")) for link in Links(page).found)


def test_what_may_not_be_republished_is_in_no_file(sqlite_store: Store, out: Path) -> None:
    fill(sqlite_store)
    hidden = replace(SETTINGS, sources=(replace(SETTINGS.sources[0], public=False), SETTINGS.sources[1]))
    follow(sqlite_store, hidden)
    build(sqlite_store, hidden, out)
    assert [file for file, body in files(out).items() if b"Night keeper" in body] == []
    assert not (out / "source" / "otter").exists()


def test_the_same_files_come_of_either_database(store: Store, out: Path) -> None:
    fill(store)
    shelf.send(store, range(40))
    built = build(store, SETTINGS, out)
    assert len(built.written) == len(files(out))
    assert build(store, SETTINGS, out).written == ()

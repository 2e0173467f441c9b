"""Pages without a feed: found out, watched, and noticed when they break."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from aggregator.models.source import PageSelectors
from aggregator.outcomes import PollOutcome
from aggregator.store import sources
from aggregator.store.engine import Store
from tests.fetch.site import Site, response
from tests.pipeline.desk import Desk, a_desk
from tests.samples import a_source

HOUR = timedelta(hours=1)
TITLES = [
    "Otters return to the upper river",
    "Volunteers count two hundred herons",
    "New footbridge opens at the old weir",
    "Council debates the future of the lock",
    "A winter of floods in photographs",
    "Meet the lady who feeds the swans",
]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site("127.0.9.2") as scripted:
        yield scripted


@pytest.fixture
async def desk(sqlite_store: Store) -> AsyncIterator[Desk]:
    async with a_desk(sqlite_store) as desk:
        yield desk


def page(titles: Sequence[str], *, folder: str = "news", chrome: str = "", more: str = "") -> bytes:
    cards = "".join(
        f'<article class="card"><h2><a href="/{folder}/{title.lower().replace(" ", "-")}">{title}</a></h2>'
        f'<time datetime="2026-03-{10 - place:02d}">{10 - place} March 2026</time>'
        f"<p>What happened when {title.lower()}, told by those who were there.</p></article>"
        for place, title in enumerate(titles)
    )
    return (
        "<!DOCTYPE html><html lang=en><head><title>News | River Trust</title></head><body>"
        '<header><nav><a href="/">Home</a><a href="/about">About us</a><a href="/contact">Contact</a></nav></header>'
        f"<main><h1>News</h1>{cards}{more}</main>{chrome}<footer><a href='/privacy'>Privacy</a></footer></body></html>"
    ).encode()


def html(body: bytes) -> bytes:
    return response(body, ("Content-Type", "text/html; charset=utf-8"))


def article(title: str) -> bytes:
    paragraphs = "".join(
        f"<p>Paragraph {number} of the piece about how {title.lower()}, with enough words to be a body of its own, "
        "and some more of them so that nobody takes it for a caption or a menu.</p>"
        for number in range(6)
    )
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{title} | River Trust</title></head>"
        f"<body><main><article><h1>{title}</h1>{paragraphs}</article></main></body></html>"
    ).encode()


def open_site(site: Site, titles: Sequence[str] = TITLES, *, folder: str = "news") -> None:
    site.answers["/robots.txt"] = response(b"User-agent: *\nAllow: /\n")
    site.answers["/list"] = html(page(titles, folder=folder))
    for title in titles:
        site.answers[f"/{folder}/{title.lower().replace(' ', '-')}"] = html(article(title))


async def test_a_page_is_found_out_watched_and_credited_by_its_address(desk: Desk, site: Site) -> None:
    open_site(site)
    desk.follow(a_source("Otter", url=site.url("/list")))
    report = await desk.poll()
    assert (report.outcome, report.new) == (PollOutcome.NEW, len(TITLES))
    assert [entry.title for entry in desk.stored()] == TITLES
    assert {entry.published is not None for entry in desk.stored()} == {True}
    assert desk.state.kind == "page"
    with desk.store.reading() as tx:
        facts = sources.load(tx)[desk.source_id].facts
    assert (facts.kind, facts.link) == ("page", site.url("/list"))
    assert site.targets()[:3] == ["/list", "/robots.txt", "/list"]


async def test_a_known_page_is_asked_for_once_and_the_same_list_is_nothing_new(desk: Desk, site: Site) -> None:
    open_site(site)
    desk.follow(a_source("Otter", url=site.url("/list"), kind="page"))
    await desk.poll()
    site.seen.clear()
    site.answers["/list"] = html(page(TITLES, chrome="<aside>It is 12:01 and 7 readers are here</aside>"))
    report = await desk.poll(HOUR)
    assert (report.outcome, report.new, report.updated) == (PollOutcome.NOTHING_NEW, 0, 0)
    assert site.targets() == ["/list"]


async def test_an_edited_headline_updates_its_entry(desk: Desk, site: Site) -> None:
    open_site(site)
    desk.follow(a_source("Otter", url=site.url("/list"), kind="page"))
    await desk.poll()
    before = {entry.link: entry.published_id for entry in desk.stored()}
    edited = page(TITLES).replace(b">Otters return to the upper river<", b">Otters are back on the upper river<")
    site.answers["/list"] = html(edited)
    report = await desk.poll(HOUR)
    assert (report.new, report.updated) == (0, 1)
    assert {entry.link: entry.published_id for entry in desk.stored()} == before
    assert desk.stored()[0].title == "Otters are back on the upper river"


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (b"<html><body><main><h1>News</h1><p>We are working on a new site.</p></main></body></html>", "listing_empty"),
        (
            page(["Buy cheap boats online today", "Boat loans in five minutes flat", *TITLES], folder="offers"),
            "listing_changed",
        ),
    ],
    ids=["nothing left", "entirely other links"],
)
async def test_a_page_that_breaks_says_so_and_publishes_nothing(
    desk: Desk, site: Site, broken: bytes, code: str
) -> None:
    open_site(site)
    desk.follow(a_source("Otter", url=site.url("/list"), kind="page"))
    await desk.poll()
    before = desk.stored()
    site.answers["/list"] = html(broken)
    report = await desk.poll(HOUR)
    assert report.outcome is PollOutcome.FAILED
    assert report.cause is not None
    assert report.cause.code == code
    assert desk.stored() == before
    site.answers["/list"] = html(page(["Swans are nesting early this year", *TITLES]))
    assert (await desk.poll(24 * HOUR)).new == 1


async def test_robots_txt_keeps_us_out_of_pages(desk: Desk, site: Site) -> None:
    open_site(site)
    site.answers["/robots.txt"] = response(b"User-agent: *\nDisallow: /list\n")
    desk.follow(a_source("Otter", url=site.url("/list"), kind="page"))
    report = await desk.poll()
    assert report.outcome is PollOutcome.WAITING
    assert report.cause is not None
    assert report.cause.code == "robots_disallowed"
    assert site.targets() == ["/robots.txt"]


async def test_the_first_import_reads_as_many_pages_as_asked_and_later_polls_one(desk: Desk, site: Site) -> None:
    open_site(site)
    older = [f"Older story number {number} about the river" for number in range(6)]
    site.answers["/list"] = html(page(TITLES, more='<a rel="next" href="/list?page=2">Older posts</a>'))
    site.answers["/list?page=2"] = html(page(older, more='<a rel="next" href="/list?page=3">Older posts</a>'))
    site.answers["/list?page=3"] = html(page(["Never read, as two pages were asked for"] * 6))
    desk.follow(a_source("Otter", url=site.url("/list"), kind="page", selectors=PageSelectors(pages=2)))
    assert (await desk.poll()).new == 12
    site.seen.clear()
    await desk.poll(HOUR)
    assert site.targets() == ["/list"]


async def test_selectors_of_the_users_are_followed(desk: Desk, site: Site) -> None:
    open_site(site)
    chosen = PageSelectors(items="article.card", title="h2", date="time", exclude=("*floods*",))
    desk.follow(a_source("Otter", url=site.url("/list"), kind="page", selectors=chosen))
    assert (await desk.poll()).new == len(TITLES) - 1
    bad = PageSelectors(items="article[")
    desk.follow(a_source("Heron", url=site.url("/list?x"), kind="page", selectors=bad))
    site.answers["/list?x"] = site.answers["/list"]
    report = await desk.poll()
    assert report.cause is not None
    assert report.cause.code == "bad_selector"


async def test_a_sitemap_index_is_read_on_into_and_only_new_pages_are_fetched(desk: Desk, site: Site) -> None:
    open_site(site)

    def urlset(titles: Sequence[str]) -> bytes:
        places = "".join(
            f"<url><loc>{site.url('/news/' + title.lower().replace(' ', '-'))}</loc><lastmod>2026-03-01</lastmod></url>"
            for title in titles
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'.encode()

    index = f"<sitemapindex><sitemap><loc>{site.url('/posts.xml')}</loc></sitemap></sitemapindex>"
    site.answers["/sitemap.xml"] = response(index.encode())
    site.answers["/posts.xml"] = response(urlset(TITLES[:3]))
    desk.follow(a_source("Otter", url=site.url("/sitemap.xml")))
    assert (await desk.poll()).new == 3
    assert await desk.read_articles() == 3
    assert sorted(entry.title for entry in desk.stored()) == sorted(TITLES[:3])
    site.answers["/sitemap.xml"] = response(index.replace("<sitemap>", "<!-- later --><sitemap>").encode())
    site.answers["/posts.xml"] = response(urlset(TITLES[:4]))
    site.seen.clear()
    assert (await desk.poll(HOUR)).new == 1
    assert await desk.read_articles() == 1
    assert [target for target in site.targets() if target.startswith("/news/")] == [
        "/news/council-debates-the-future-of-the-lock"
    ]

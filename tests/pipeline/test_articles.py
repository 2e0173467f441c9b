"""What an entry's own page adds, and what it costs when it can't be read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aggregator import publish
from aggregator.housekeeping import close_vacancies
from aggregator.models.entry import Standing
from aggregator.models.output import Rendered
from aggregator.store import search
from aggregator.store.engine import Store
from tests.fetch.site import Site, response
from tests.pipeline.desk import Desk, a_desk
from tests.samples import a_source

HOUR = timedelta(hours=1)
#: A word that only stands in the body of the page.
RARE = "kingfisher"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site("127.0.9.3") as scripted:
        scripted.answers["/robots.txt"] = response(b"User-agent: *\nDisallow: /private\n")
        yield scripted


@pytest.fixture
async def desk(sqlite_store: Store) -> AsyncIterator[Desk]:
    async with a_desk(sqlite_store) as desk:
        yield desk


def feed(site: Site, *, link: str = "/piece", members: str = "", title: str = "Otters are back") -> None:
    item = f"<item><title>{title}</title><link>{site.url(link)}</link><guid>1</guid>{members}</item>"
    body = f'<rss version="2.0"><channel><title>T</title><link>{site.url("/")}</link>{item}</channel></rss>'
    site.answers["/feed"] = response(body.encode())


def piece(site: Site, path: str = "/piece", *, head: str = "", body: str | None = None) -> None:
    paragraphs = "".join(
        f"<p>Paragraph {number}: the otters were seen by the weir again, and a {RARE} with them, as the wardens of the "
        "river had hoped since the spring, when the first signs of them were found in the mud.</p>"
        for number in range(6)
    )
    text = (
        '<!DOCTYPE html><html lang="en"><head><title>Otters are back</title>'
        f'<meta name="description" content="The otters are back by the weir."/>{head}</head>'
        f"<body><main><article><h1>Otters are back</h1>{paragraphs if body is None else body}</article></main>"
        "</body></html>"
    )
    site.answers[path] = response(text.encode(), ("Content-Type", "text/html; charset=utf-8"))


def follow(desk: Desk, site: Site, **source: Any) -> None:
    desk.follow(a_source("Otter", url=site.url("/feed"), **source))


def finds(desk: Desk, word: str) -> bool:
    with desk.store.reading() as tx:
        return bool(search.search(tx, word))


async def test_a_headline_goes_out_once_its_page_was_asked_for(desk: Desk, site: Site) -> None:
    feed(site)
    piece(site)
    follow(desk, site)
    await desk.poll()
    assert desk.out() == []
    assert await desk.read_articles() == 1
    assert desk.out() == ["Otters are back"]
    (entry,) = desk.stored()
    assert entry.summary == "The otters are back by the weir."
    assert finds(desk, RARE)
    assert await desk.read_articles(HOUR) == 0


@pytest.mark.parametrize(
    ("source", "members", "asked"),
    [
        ({}, "<description>Seen by the weir.</description>", 0),
        ({"body": "full"}, "<description>Seen by the weir.</description>", 1),
        (
            {"body": "full"},
            '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">All of it.</content:encoded>',
            0,
        ),
        ({"extract": "always"}, "<description>Seen by the weir.</description>", 1),
        ({"extract": "never"}, "", 0),
    ],
    ids=["a summary is enough", "full wants the body", "unless the feed brought it", "always", "never"],
)
async def test_pages_are_only_asked_for_what_is_missing(
    desk: Desk, site: Site, source: dict[str, Any], members: str, asked: int
) -> None:
    feed(site, members=members)
    piece(site)
    follow(desk, site, **source)
    await desk.poll()
    assert await desk.read_articles() == asked
    assert desk.out() == ["Otters are back"]
    assert site.targets().count("/piece") == asked


async def test_a_page_that_can_not_be_read_costs_the_body_and_is_tried_a_few_times(desk: Desk, site: Site) -> None:
    feed(site)
    site.answers["/piece"] = response(b"", status=500)
    follow(desk, site)
    await desk.poll()
    assert await desk.read_articles() == 1
    assert desk.out() == ["Otters are back"]
    assert await desk.read_articles(HOUR / 2) == 0
    assert await desk.read_articles(HOUR) == 1
    piece(site)
    assert await desk.read_articles(7 * HOUR) == 1
    assert finds(desk, RARE)
    (entry,) = desk.stored()
    assert (entry.changed_at, entry.publication_number) == (entry.sort_at, 1)


async def test_trying_ends(desk: Desk, site: Site) -> None:
    feed(site)
    site.answers["/piece"] = response(b"", status=404)
    follow(desk, site)
    await desk.poll()
    asked = [await desk.read_articles(wait) for wait in (HOUR, 2 * HOUR, 7 * HOUR, 25 * HOUR, 500 * HOUR)]
    assert asked == [1, 1, 1, 1, 0]


@pytest.mark.parametrize("link", ["/private/piece", "/nowhere"], ids=["robots.txt keeps us out", "there is nothing"])
async def test_an_entry_goes_out_with_what_it_has(desk: Desk, site: Site, link: str) -> None:
    feed(site, link=link)
    follow(desk, site)
    await desk.poll()
    await desk.read_articles()
    assert desk.out() == ["Otters are back"]


async def test_pages_of_what_is_not_relevant_are_not_fetched(desk: Desk, site: Site) -> None:
    feed(site, title="A football match")
    piece(site)
    follow(desk, site, scope="broad")
    await desk.poll()
    assert await desk.read_articles() == 0
    assert "/piece" not in site.targets()


async def test_a_page_tells_the_date_that_the_list_left_out_but_moves_nothing_that_went_out(
    desk: Desk, site: Site
) -> None:
    head = '<meta property="article:published_time" content="2026-03-01T09:00:00Z"/>'
    feed(site)
    piece(site, head=head)
    follow(desk, site)
    await desk.poll()
    await desk.read_articles()
    (entry,) = desk.stored()
    assert entry.published == entry.sort_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert entry.standing is Standing.OUT


async def test_what_is_behind_a_wall_is_not_stored_as_a_body(desk: Desk, site: Site) -> None:
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    feed(site)
    piece(site, head=ld, body="<p>Otters are back.</p><p>To read on, subscribe or log in to your account.</p>")
    follow(desk, site)
    await desk.poll()
    await desk.read_articles()
    assert not finds(desk, "subscribe")
    assert desk.out() == ["Otters are back"]


async def test_credentials_go_to_their_own_origin_only(desk: Desk, site: Site) -> None:
    async with Site("127.0.9.4") as other:
        other.answers["/robots.txt"] = response(b"")
        piece(other)
        piece(site)
        for link, where, is_sent in ((site.url("/piece"), site, True), (other.url("/piece"), other, False)):
            body = f'<rss version="2.0"><channel><item><title>{link}</title><link>{link}</link></item></channel></rss>'
            site.answers["/feed"] = response(body.encode())
            follow(desk, site, auth=("ada", "secret"), headers=(("X-Key", "secret"),), public=True)
            await desk.poll(HOUR)
            assert await desk.read_articles() == 1
            (seen,) = [request for request in where.seen if request.target == "/piece"]
            assert ("authorization" in seen.headers, "x-key" in seen.headers) == (is_sent, is_sent)


async def test_a_vacancy_is_stored_with_its_fields(desk: Desk, site: Site) -> None:
    posting = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "JobPosting",'
        '"title": "River Warden", "hiringOrganization": {"@type": "Organization", "name": "River Trust"},'
        '"validThrough": "2026-04-03", "jobLocation": {"@type": "Place", "address": {"addressLocality": "Weirton"}}}'
        "</script>"
    )
    feed(site, title="River Warden")
    piece(site, head=posting)
    follow(desk, site)
    await desk.poll()
    await desk.read_articles()
    (entry,) = desk.stored()
    assert entry.vacancy is not None
    assert (entry.vacancy.title, entry.vacancy.employer) == ("River Warden", "River Trust")
    assert entry.vacancy.closes is not None
    assert entry.vacancy.closes.isoformat() == "2026-04-03"


def board(*keys: str, more: str = "") -> bytes:
    cards = "".join(
        f'<li class="job"><h3><a href="/jobs/{key}">{key.title()} of the river and its banks</a></h3>'
        f"<p>Closing date: 3 April 2026. Weirton, 20 hours a week, £24,000.</p></li>"
        for key in keys
    )
    page = (
        "<!DOCTYPE html><html lang=en><head><title>Jobs | River Trust</title></head><body><main><h1>Vacancies</h1>"
        f'<ul class="jobs">{cards}</ul>{more}</main></body></html>'
    )
    return response(page.encode(), ("Content-Type", "text/html; charset=utf-8"))


def posting(title: str) -> str:
    return (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "JobPosting",'
        f'"title": "{title}", "hiringOrganization": {{"@type": "Organization", "name": "River Trust"}},'
        '"validThrough": "2026-04-03"}</script>'
    )


KEYS = ("warden", "ranger", "keeper", "gardener", "cook")


async def a_board(desk: Desk, site: Site) -> None:
    site.answers["/jobs"] = board(*KEYS)
    for key in KEYS:
        piece(site, f"/jobs/{key}", head=posting(key.title()))
    desk.follow(a_source("Otter", url=site.url("/jobs"), kind="page"))
    await desk.poll()
    await desk.read_articles()


def closed(desk: Desk) -> set[str]:
    return {entry.title.split()[0].lower() for entry in desk.stored() if entry.closed_at is not None}


async def test_a_vacancy_closes_at_the_midnight_after_its_last_day_where_the_site_lives(desk: Desk, site: Site) -> None:
    await a_board(desk, site)
    last_evening = datetime(2026, 4, 3, 22, 59, tzinfo=UTC)  # a minute before midnight in London, in summer
    with desk.store.writing() as tx:
        assert close_vacancies(tx, "Europe/London", last_evening) == 0
        assert close_vacancies(tx, "Europe/London", last_evening + timedelta(minutes=1)) == len(KEYS)
        assert close_vacancies(tx, "Europe/London", last_evening + timedelta(days=9)) == 0
    assert closed(desk) == set(KEYS)


@pytest.mark.parametrize("answer", [response(b"", status=404), response(b"", status=410), None])
async def test_a_vacancy_is_gone_when_two_lists_lack_it_and_its_page_says_so(
    desk: Desk, site: Site, answer: bytes | None
) -> None:
    await a_board(desk, site)
    site.answers["/jobs"] = board(*KEYS[1:])
    if answer is None:
        piece(site, "/jobs/warden", body="<p>Sorry, this vacancy has now closed.</p>")
    else:
        site.answers["/jobs/warden"] = answer
    site.seen.clear()
    await desk.poll(HOUR)
    assert await desk.read_articles() == 0
    await desk.poll(HOUR)
    assert await desk.read_articles() == 1
    assert site.targets().count("/jobs/warden") == 1
    assert closed(desk) == {"warden"}


async def test_a_vacancy_that_its_page_still_offers_stays_open(desk: Desk, site: Site) -> None:
    await a_board(desk, site)
    site.answers["/jobs"] = board(*KEYS[1:])
    await desk.poll(HOUR)
    await desk.poll(HOUR)
    assert await desk.read_articles() == 1
    assert closed(desk) == set()


async def test_a_list_that_goes_on_elsewhere_closes_nothing(desk: Desk, site: Site) -> None:
    await a_board(desk, site)
    site.answers["/jobs"] = board(*KEYS[1:], more='<a rel="next" href="/jobs?page=2">Next page</a>')
    for _ in range(3):
        await desk.poll(HOUR)
    assert await desk.read_articles() == 0


async def test_the_terms_of_a_vacancy_stand_below_its_title_and_in_the_feeds(desk: Desk, site: Site) -> None:
    await a_board(desk, site)
    outputs = publish.Outputs(desk.store, desk.settings)
    for place in ("", "rss.xml", "atom.xml", "feed.json"):
        output = outputs.produce(place)
        assert isinstance(output, Rendered)
        assert "Closes 3 April 2026 · River Trust" in output.body.decode()
    with desk.store.writing() as tx:
        close_vacancies(tx, "UTC", datetime(2026, 4, 4, tzinfo=UTC))
    front = outputs.produce("")
    assert isinstance(front, Rendered)
    assert "Closed · River Trust" in front.body.decode()


def sitemap(site: Site, *paths: str) -> None:
    rows = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in paths)
    site.answers["/sitemap.xml"] = response(f"<urlset>{rows}</urlset>".encode())


async def _tries(desk: Desk) -> list[list[str]]:
    """What is out after each try to read the pages."""
    out = []
    for wait in (HOUR, 2 * HOUR, 7 * HOUR, 25 * HOUR):
        await desk.read_articles(wait)
        out.append(desk.out())
    return out


async def test_what_has_no_title_waits_for_its_page(desk: Desk, site: Site) -> None:
    sitemap(site, "/news/otters-return")
    site.answers["/news/otters-return"] = response(b"", status=500)
    desk.follow(a_source("Otter", url=site.url("/sitemap.xml")))
    await desk.poll()
    await desk.read_articles()
    assert desk.out() == []
    piece(site, "/news/otters-return")
    await desk.read_articles(2 * HOUR)
    assert desk.out() == ["Otters are back"]


@pytest.mark.parametrize(
    ("path", "status", "last"),
    [
        ("/news/otters-return", 500, ["Otters return"]),
        ("/private/otters-return", 200, ["Otters return"]),
        ("/news/4711", 500, []),
        ("/news/otters-return", 404, []),
        ("/news/otters-return", 410, []),
    ],
    ids=["the address's words", "robots.txt keeps us out", "no words", "no such page", "gone"],
)
async def test_a_title_is_made_of_the_address_when_all_tries_are_over(
    desk: Desk, site: Site, path: str, status: int, last: list[str]
) -> None:
    sitemap(site, path)
    site.answers[path] = response(b"", status=status)
    desk.follow(a_source("Otter", url=site.url("/sitemap.xml")))
    await desk.poll()
    assert await _tries(desk) == [[], [], [], last]
    assert await desk.read_articles(500 * HOUR) == 0
    assert desk.out() == last


async def test_the_title_of_a_page_behind_a_wall_is_enough_to_go_out(desk: Desk, site: Site) -> None:
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    sitemap(site, "/news/4711")
    piece(site, "/news/4711", head=ld, body="<p>To read on, subscribe or log in to your account.</p>")
    desk.follow(a_source("Otter", url=site.url("/sitemap.xml")))
    await desk.poll()
    await desk.read_articles()
    assert desk.out() == ["Otters are back"]
    assert not finds(desk, "subscribe")


async def test_where_no_page_is_read_the_address_gives_the_title_at_once(desk: Desk, site: Site) -> None:
    sitemap(site, "/news/otters-return")
    desk.follow(a_source("Otter", url=site.url("/sitemap.xml"), extract="never"))
    await desk.poll()
    assert desk.out() == ["Otters return"]


async def test_an_edited_headline_of_a_list_has_its_page_read_again(desk: Desk, site: Site) -> None:
    def listed(first: str) -> None:
        titles = (first, "Herons counted by the lock", "A footbridge opens at last", "Swans fed by a lady")
        cards = "".join(
            f'<article><h2><a href="/news/{place}-of-the-river">{title}</a></h2><time>{9 - place} March 2026</time>'
            "</article>"
            for place, title in enumerate(titles)
        )
        text = f"<html lang=en><title>News</title><body><h1>News</h1>{cards}</body></html>"
        site.answers["/news"] = response(text.encode(), ("Content-Type", "text/html; charset=utf-8"))

    listed("Otters are back again")
    piece(site, "/news/0-of-the-river")
    desk.follow(a_source("Otter", url=site.url("/news"), kind="page"))
    await desk.poll()
    await desk.read_articles()
    assert finds(desk, RARE)
    listed("Otters are back for good")
    assert (await desk.poll(HOUR)).updated == 1
    site.seen.clear()
    await desk.read_articles()
    assert "/news/0-of-the-river" in site.targets()
    assert finds(desk, RARE)
    assert "Otters are back for good" in desk.out()


async def test_an_entry_whose_page_is_gone_for_good_leaves_and_stays_away(desk: Desk, site: Site) -> None:
    feed(site)
    site.answers["/piece"] = response(status=410)
    follow(desk, site)
    await desk.poll()
    await desk.read_articles()
    assert desk.stored() == []
    feed(site, title="Otters are back again")
    assert (await desk.poll(HOUR)).new == 0


@pytest.mark.parametrize("shows_others", [True, False])
async def test_a_page_that_is_never_found_is_withdrawn_unless_the_site_shows_us_none_at_all(
    desk: Desk, site: Site, shows_others: bool
) -> None:
    links = [f"<item><title>Piece {n}</title><link>{site.url(f'/{n}')}</link></item>" for n in (1, 2)]
    site.answers["/feed"] = response(
        f'<rss version="2.0"><channel><title>T</title>{"".join(links)}</channel></rss>'.encode()
    )
    if shows_others:
        piece(site, "/2")
    follow(desk, site)
    await desk.poll()
    for hours in (0, 2, 8, 30):
        assert len(desk.stored()) == 2
        await desk.read_articles(hours * HOUR)
    assert len(desk.stored()) == (1 if shows_others else 2)

"""The web application over an in-memory transport: addresses, validators, codings, headers, refusals."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

import httpx
import pytest

from aggregator.errors import StoreError
from aggregator.models.output import Gone, Moved, Rendered, Site
from aggregator.render.rendered import rendered
from aggregator.web.app import MAKERS, MOST_WAITING, make_app

CHANGED = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
BODY = b"<p>Keepers praised</p>" * 40
SITE = Site(title="Harbour News", url="https://news.harbour.example/")


class Shelf:
    """Outputs that are all in memory, but for what only `produce` has."""

    site = SITE

    def __init__(self) -> None:
        page = rendered(BODY, "text/html", CHANGED)
        feed = rendered(BODY, "application/rss+xml", CHANGED)
        self.kept: dict[str, Rendered] = {
            "": page,
            "page/2/": page,
            "rss.xml": feed,
            "atom.xml": rendered(BODY, "application/atom+xml", CHANGED),
            "feed.json": rendered(BODY, "application/feed+json", CHANGED),
            "opml.xml": rendered(BODY, "text/x-opml", CHANGED),
            "jobs.ics": rendered(BODY, "text/calendar", CHANGED),
            "jobs/rss.xml": feed,
            "jobs/page/2/atom.xml": feed,
            "archive/1-100/rss.xml": feed,
            "source/courier/page/3/feed.json": feed,
            "search/rss.xml?q=night%20keeper%3B%20%26%26": feed,
            "agency/beacon/": page,
            "category/jobs/page/12/": page,
        }
        self.made: dict[str, Rendered | Moved | Gone] = {"category/jobs/rss.xml": feed, "source/courier/": page}
        entry = "entry/0123456789abcdef/"
        self.made |= {f"{entry}keepers-praised": page, f"{entry}other": Moved(f"{entry}keepers-praised")}
        self.made |= {entry.rstrip("/"): Moved(f"{entry}keepers-praised"), "entry/fedcba9876543210/x": Gone()}
        self.made |= dict.fromkeys(("jobs/", "2026/03/", "2026/03/page/2/"), page)
        self.made |= dict.fromkeys(("search/?q=", "search/?q=a%26b", "search/page/2/?q=otter"), page)
        self.asked: list[str] = []
        self.gate, self.busy = threading.Event(), threading.Event()

    def ready(self, place: str) -> Rendered | None:
        return self.kept.get(place)

    def produce(self, place: str) -> Rendered | Moved | Gone | None:
        self.asked.append(place)
        if place == "source/slow/":
            if len(self.asked) == MAKERS:
                self.busy.set()
            self.gate.wait(10)
        if place == "source/away/":
            raise StoreError("the database is being moved")
        if place == "source/bug/":
            raise ZeroDivisionError
        return self.made.get(place)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def client(shelf: Shelf) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app(shelf), raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://desk.example", headers={"Accept-Encoding": "identity"}
    ) as client:
        yield client


PRESENT = [
    "/",
    "/page/2/",
    "/?utm_source=mail",
    "/agency/beacon/",
    "/category/jobs/page/12/",
    "/source/courier/",
    "/rss.xml",
    "/atom.xml",
    "/feed.json",
    "/opml.xml",
    "/jobs.ics",
    "/jobs/rss.xml",
    "/jobs/page/2/atom.xml",
    "/archive/1-100/rss.xml",
    "/source/courier/page/3/feed.json",
    "/search/rss.xml?q=night+keeper;%20%26%26",
    "/search/rss.xml?page=2&q=night%20keeper%3B%20%26%26&x",
    "/category/jobs/rss.xml",
    "/jobs/",
    "/2026/03/",
    "/2026/03/page/2/",
    "/search/",
    "/search/?q=a%26b&x=1",
    "/search/page/2/?q=otter",
    "/entry/0123456789abcdef/keepers-praised",
    "/healthz",
    "/static/style.css",
    "/static/style.css?v=1",
    "/static/feed.css",
    "/static/icon.svg",
]
ABSENT = f"""
    /nothing /agency/nobody/ /rss.xml/ /%00 /static/ /static/app.py /static/..%2Fhtml.py
    /archive/1-100/ /archive/0-9/rss.xml /archive/1/rss.xml /archive/1-x/rss.xml /page/2/rss.xml /jobs/jobs.ics
    /search/rss.xml /search/rss.xml?q=other /jobs/archive/1-100/rss.xml /search/page/2/rss.xml?q=a /jobs.ics/
    /category/ /category/UPPER/ /category/%2e%2e/rss.xml /category/a%2Fb/ /agency/{"a" * 121}/
    /2026/13/ /2026/00/ /1826/03/ /2026/3/ /2026/ /entry/0123456789ABCDEF/x /entry/0123/x /entry/
    /entry/0123456789abcdef/a%2Fb /page/0/ /page/01/ /page/1234567/ /page/x/ /rss.xml%0A /agency/beacon/%0A
""".split()


@pytest.mark.parametrize("path", PRESENT)
async def test_what_there_is_is_served(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 200
    assert response.content


@pytest.mark.parametrize("path", ABSENT)
async def test_what_there_is_not_is_a_page_that_leads_back(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "This page does not exist" in response.text


async def test_outputs_are_only_asked_for_well_formed_places(client: httpx.AsyncClient, shelf: Shelf) -> None:
    for path in (
        "/category/jobs/rss.xml%0A",
        "/category/a%2Fb/",
        "/page/0/",
        "/agency/%00/",
        "/source/a'b/",
        "/category/jobs/rss.xml?q=1",
    ):
        await client.get(path)
    assert shelf.asked == ["category/jobs/rss.xml"]


async def test_a_list_without_its_last_slash_is_sent_on_relative_to_where_it_is(client: httpx.AsyncClient) -> None:
    response = await client.get("/agency/beacon", headers={"Host": "evil.example"})
    assert response.status_code == 308
    assert response.headers["location"] == "beacon/"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/entry/0123456789abcdef/other", "../../entry/0123456789abcdef/keepers-praised"),
        ("/entry/0123456789abcdef", "../entry/0123456789abcdef/keepers-praised"),
    ],
)
async def test_other_words_in_an_entry_s_address_lead_to_the_right_ones(
    client: httpx.AsyncClient, path: str, target: str
) -> None:
    response = await client.get(path, headers={"Host": "evil.example"})
    assert (response.status_code, response.headers["location"]) == (301, target)
    assert response.headers["cache-control"] == "no-store"
    assert (
        await client.get(path.partition("/entry")[0] + "/entry/" + target.partition("entry/")[2])
    ).status_code == 200


async def test_a_removed_entry_is_gone(client: httpx.AsyncClient) -> None:
    response = await client.get("/entry/fedcba9876543210/x")
    assert response.status_code == 410
    assert "has been removed" in response.text


async def test_what_is_searched_for_is_kept_nowhere(client: httpx.AsyncClient) -> None:
    assert (await client.get("/search/?q=a%26b")).headers["cache-control"] == "no-store"


async def test_a_search_without_its_slash_keeps_its_words(client: httpx.AsyncClient) -> None:
    response = await client.get("/search?q=a%26b%0d%0aX: y")
    assert response.status_code == 308
    assert response.headers["location"].startswith("search/?q=a%26b%0d%0a")


async def test_whoever_comes_when_too_many_wait_is_asked_to_come_back(client: httpx.AsyncClient, shelf: Shelf) -> None:
    asked = [asyncio.create_task(client.get("/source/slow/")) for _ in range(MAKERS + MOST_WAITING)]
    await asyncio.to_thread(shelf.busy.wait, 10)
    late = await client.get("/source/slow/")
    assert late.status_code == 503
    assert "retry-after" in late.headers
    assert (await client.get("/")).status_code == 200  # what is in memory is still served
    shelf.gate.set()
    assert {(await one).status_code for one in asked} == {404}
    assert len(shelf.asked) == MAKERS + MOST_WAITING


# Validators


async def etag_of(client: httpx.AsyncClient, path: str = "/rss.xml", **headers: str) -> str:
    return str((await client.get(path, headers=headers)).headers["etag"])


@pytest.mark.parametrize("path", ["/", "/rss.xml", "/static/style.css"])
async def test_the_etag_is_strong_and_answers_304_without_a_body(client: httpx.AsyncClient, path: str) -> None:
    etag = await etag_of(client, path)
    assert etag.startswith('"')
    again = await client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert "content-type" not in again.headers
    assert "content-length" not in again.headers
    assert "Accept-Encoding" in again.headers["vary"]


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"other", {etag}', 304),
        ('"other",W/{etag} , "more"', 304),
        ("*", 304),
        (" * ", 304),
        ('"other"', 200),
        ("", 200),
        ("garbage", 200),
        ('"*"', 200),
    ],
)
async def test_a_list_of_etags_is_compared_weakly(client: httpx.AsyncClient, if_none_match: str, status: int) -> None:
    asked = if_none_match.replace("{etag}", await etag_of(client))
    assert (await client.get("/rss.xml", headers={"If-None-Match": asked})).status_code == status


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Sat, 14 Mar 2026 12:00:00 GMT", 304),
        ("Sun, 15 Mar 2026 12:00:00 GMT", 304),
        ("Sat, 14 Mar 2026 11:59:59 GMT", 200),
        ("Sat, 14 Mar 2026 12:00:00", 304),
        ("yesterday", 200),
        ("", 200),
        ("Sat, 14 Mar 99999999999 12:00:00 GMT", 200),
    ],
)
async def test_a_date_is_asked_where_there_is_no_etag(client: httpx.AsyncClient, since: str, status: int) -> None:
    assert (await client.get("/rss.xml", headers={"If-Modified-Since": since})).status_code == status


async def test_an_etag_outweighs_a_date(client: httpx.AsyncClient) -> None:
    headers = {"If-None-Match": '"other"', "If-Modified-Since": "Sun, 15 Mar 2026 12:00:00 GMT"}
    assert (await client.get("/rss.xml", headers=headers)).status_code == 200


async def test_what_has_no_date_is_not_unchanged_since_any(client: httpx.AsyncClient) -> None:
    response = await client.get("/static/style.css", headers={"If-Modified-Since": "Sun, 15 Mar 2026 12:00:00 GMT"})
    assert response.status_code == 200
    assert "last-modified" not in response.headers


# Codings


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0", None),
        ("gzip; q=0.0, *", None),
        ("*;q=0", None),
        ("gzip;q=lots", None),
        ("gzip;level=9", "gzip"),
        ("br", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_gzip_goes_to_whoever_takes_it(
    client: httpx.AsyncClient, accept_encoding: str, coding: str | None
) -> None:
    async with client.stream("GET", "/rss.xml", headers={"Accept-Encoding": accept_encoding}) as response:
        raw = b"".join([chunk async for chunk in response.aiter_raw()])
    assert response.headers.get("content-encoding") == coding
    assert response.headers["content-length"] == str(len(raw))
    assert (gzip.decompress(raw) if coding else raw) == BODY


async def test_each_coding_has_its_own_etag(client: httpx.AsyncClient) -> None:
    plain, packed = await etag_of(client), await etag_of(client, **{"Accept-Encoding": "gzip"})
    assert plain != packed
    both = {"Accept-Encoding": "gzip", "If-None-Match": packed}
    assert (await client.get("/rss.xml", headers=both)).status_code == 304
    assert (await client.get("/rss.xml", headers={"If-None-Match": packed})).status_code == 200


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("path", ["/", "/feed.json", "/healthz", "/nothing"])
async def test_head_says_what_get_would_say(client: httpx.AsyncClient, path: str, coding: str) -> None:
    asked = {"Accept-Encoding": coding}
    head, get = await client.head(path, headers=asked), await client.get(path, headers=asked)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert dict(head.headers) == dict(get.headers)


# Headers


@pytest.mark.parametrize(
    ("path", "type_for_machines", "type_for_browsers"),
    [
        ("/rss.xml", "application/rss+xml; charset=utf-8", "application/xml; charset=utf-8"),
        ("/atom.xml", "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8"),
        ("/feed.json", "application/feed+json", "application/json"),
        ("/opml.xml", "text/x-opml; charset=utf-8", "application/xml; charset=utf-8"),
        ("/jobs.ics", "text/calendar; charset=utf-8", "text/calendar; charset=utf-8"),
        ("/", "text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("/static/style.css", "text/css; charset=utf-8", "text/css; charset=utf-8"),
    ],
)
async def test_browsers_get_a_type_that_they_show(
    client: httpx.AsyncClient, path: str, type_for_machines: str, type_for_browsers: str
) -> None:
    machine = await client.get(path, headers={"Accept": "*/*"})
    browser = await client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert machine.headers["content-type"] == type_for_machines
    assert browser.headers["content-type"] == type_for_browsers
    differs = type_for_machines != type_for_browsers
    assert machine.headers["vary"] == browser.headers["vary"] == ("Accept, " if differs else "") + "Accept-Encoding"


@pytest.mark.parametrize("path", ["/", "/rss.xml", "/static/style.css", "/healthz", "/nothing", "/" + "a" * 600])
async def test_every_answer_is_safe_to_show(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/rss.xml", "/jobs.ics", "/opml.xml", "/search/rss.xml?q=night+keeper;+%26%26"])
async def test_any_page_may_read_a_feed(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).headers["access-control-allow-origin"] == "*"
    assert (await client.options(path)).status_code == 204


async def test_no_page_may_read_a_page(client: httpx.AsyncClient) -> None:
    assert "access-control-allow-origin" not in (await client.get("/")).headers
    asked = await client.options("/rss.xml", headers={"Access-Control-Request-Headers": "if-none-match"})
    assert asked.status_code == 204
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]


async def test_what_is_marked_with_its_version_is_kept_and_the_rest_asked_for_again(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).headers["cache-control"] == "no-cache"
    assert (await client.get("/rss.xml")).headers["cache-control"] == "no-cache"
    assert "max-age" in (await client.get("/static/style.css")).headers["cache-control"]
    assert (await client.get("/healthz")).headers["cache-control"] == "no-store"
    assert (await client.get("/nothing")).headers["cache-control"] == "no-store"


# Refusals


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/rss.xml", "/healthz"])
async def test_nothing_can_be_written(client: httpx.AsyncClient, method: str, path: str) -> None:
    response = await client.request(method, path)
    assert response.status_code == 405
    assert {"GET", "HEAD"} <= set(response.headers["allow"].split(", "))


@pytest.mark.parametrize("path", ["/" + "a" * 600, "/rss.xml?" + "q" * 3000])
async def test_an_endless_address_is_refused(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 414
    assert "too long" in response.text


@pytest.mark.parametrize(
    ("path", "status", "more"),
    [("/source/away/", 503, {"retry-after": "30"}), ("/source/bug/", 500, {})],
)
async def test_a_fault_of_ours_is_told_without_details(
    client: httpx.AsyncClient, path: str, status: int, more: Mapping[str, str]
) -> None:
    response = await client.get(path)
    assert response.status_code == status
    assert more.items() <= dict(response.headers).items()
    assert "database" not in response.text
    assert "Traceback" not in response.text

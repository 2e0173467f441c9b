"""robots.txt: whom it keeps out, when it is asked for, and what its own faults mean."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from aggregator.fetch.clock import Clock
from aggregator.fetch.policy import FetchRequest, Purpose
from aggregator.outcomes import Fetched, FetchOutcome, Waiting
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.fake_time import START, FakeTime
from tests.fetch.site import Hang, Reset, Script, Site, redirect, response

PAGE = response(b"page")


async def get_page(site: Site, path: str = "/page", time: FakeTime | None = None, **policy: object) -> FetchOutcome:
    fetcher = quick_fetcher(quick_policy(robots="pages", **policy), clock=time.clock if time else None)
    async with fetcher:
        return await fetcher.get(FetchRequest(url=site.url(path), purpose="page"))


def rules(text: str) -> bytes:
    return response(text.encode(), ("Content-Type", "text/plain"))


ALLOWED: dict[str, Script] = {
    "nothing is disallowed": rules("User-agent: *\nDisallow:\n"),
    "another path": rules("User-agent: *\nDisallow: /private/\n"),
    "another robot": rules("User-agent: otherbot\nDisallow: /\n"),
    "we are named and let in": rules("User-agent: *\nDisallow: /\n\nUser-agent: Aggregator\nAllow: /\n"),
    "the longer rule lets in": rules("User-agent: *\nDisallow: /p\nAllow: /page\n"),
    "there is none": response(b"", status=404),
    "it is forbidden": response(b"", status=403),
    "it is for members": response(b"", status=401),
    "it is gone": response(b"", status=410),
    "an empty file": rules(""),
    "a page instead": response(b"<html>Welcome</html>"),
    "rubbish": response(bytes(range(256)) * 20),
    "round in a circle": redirect("/robots.txt"),
    "what lies beyond 512 KB": rules("#" * 600_000 + "\nUser-agent: *\nDisallow: /\n"),
    "without end": [rules("User-agent: *\n").replace(b": 14", b": 99999999"), b"# x\n" * 200_000, Hang()],
}


@pytest.mark.parametrize("answer", ALLOWED.values(), ids=ALLOWED)
async def test_a_page_is_read_if_robots_txt_has_nothing_against_it(answer: Script, site: Site) -> None:
    site.answers = {"/robots.txt": answer, "/page": PAGE}
    outcome = await get_page(site)
    assert isinstance(outcome, Fetched)
    assert site.targets() == ["/robots.txt", "/page"]
    assert site.seen[0].headers["user-agent"].startswith(b"aggregator/")


DISALLOWED: dict[str, Script] = {
    "everybody": rules("User-agent: *\nDisallow: /\n"),
    "us": rules("User-agent: aggregator\nDisallow: /page\n"),
    "with a byte order mark": rules("\ufeffUser-agent: *\nDisallow: /\n"),
    "by a pattern": rules("User-agent: *\nDisallow: /*age$\n"),
    "in two groups": rules("User-agent: aggregator\nDisallow: /x\n\nUser-agent: aggregator\nDisallow: /page\n"),
}


@pytest.mark.parametrize("answer", DISALLOWED.values(), ids=DISALLOWED)
async def test_a_page_that_robots_txt_keeps_us_from_is_not_asked_for(answer: Script, site: Site) -> None:
    site.answers = {"/robots.txt": answer, "/page": PAGE}
    outcome = await get_page(site)
    assert isinstance(outcome, Waiting)
    assert (outcome.cause.code, outcome.until, outcome.url) == ("robots_disallowed", None, site.url("/page"))
    assert site.targets() == ["/robots.txt"]


UNREACHABLE: dict[str, Script] = {
    "500": response(b"", status=500),
    "503": response(b"", status=503),
    "429": response(b"", status=429),
    "a reset": [Reset()],
    "silence": [Hang()],
    "rubbish": b"\x00\x01\x02\r\n\r\n",
    "packed wrongly": response(b"no gzip", ("Content-Encoding", "gzip")),
}


@pytest.mark.parametrize("answer", UNREACHABLE.values(), ids=UNREACHABLE)
async def test_we_keep_out_while_robots_txt_cannot_be_read(answer: Script, site: Site) -> None:
    site.answers = {"/robots.txt": answer, "/page": PAGE}
    outcome = await get_page(site, time=FakeTime(), read_seconds=0.2)
    assert isinstance(outcome, Waiting)
    assert (outcome.cause.code, outcome.until) == ("robots_unreachable", START + timedelta(hours=1))
    assert site.targets() == ["/robots.txt"]


async def test_a_robots_txt_that_asks_us_to_wait_is_obeyed(site: Site) -> None:
    site.answers = {"/robots.txt": response(b"", ("Retry-After", "7200"), status=503), "/page": PAGE}
    outcome = await get_page(site, time=FakeTime())
    assert isinstance(outcome, Waiting)
    assert outcome.until == START + timedelta(hours=2)


async def test_robots_txt_is_followed_to_another_host(site: Site, other_site: Site) -> None:
    site.answers = {"/robots.txt": redirect(other_site.url("/robots.txt")), "/page": PAGE}
    other_site.answers["/robots.txt"] = rules("User-agent: *\nDisallow: /page\n")
    assert isinstance(await get_page(site), Waiting)


async def test_a_redirect_asks_the_next_host_for_its_robots_txt(site: Site, other_site: Site) -> None:
    site.answers["/page"] = redirect(other_site.url("/page"))
    other_site.answers = {"/robots.txt": rules("User-agent: *\nDisallow: /page\n"), "/page": PAGE}
    assert isinstance(await get_page(site), Waiting)
    assert other_site.targets() == ["/robots.txt"]


async def test_robots_txt_goes_through_the_guard(site: Site) -> None:
    site.answers = {"/robots.txt": redirect("http://10.0.0.1/robots.txt"), "/page": PAGE}
    outcome = await get_page(site)
    assert isinstance(outcome, Waiting)
    assert "private network" in outcome.cause.message


async def test_robots_txt_is_asked_for_once_a_day(site: Site) -> None:
    site.answers = {"/robots.txt": rules("User-agent: *\nDisallow: /private\n"), "/page": PAGE}
    time = FakeTime()
    async with quick_fetcher(quick_policy(robots="pages"), clock=time.clock) as fetcher:

        async def pages(count: int) -> None:
            requests = [FetchRequest(url=site.url("/page"), purpose="page")] * count
            assert all(isinstance(o, Fetched) for o in await asyncio.gather(*map(fetcher.get, requests)))

        await pages(5)
        time.seconds += 86_000
        await pages(1)
        assert site.targets().count("/robots.txt") == 1
        time.seconds += 1_000
        await pages(1)
        assert site.targets().count("/robots.txt") == 2


@pytest.mark.parametrize(("wish", "gap"), [("0.2", 0.2), ("0", 0.0), ("-5", 0.0), ("soon", 0.0)])
async def test_a_crawl_delay_widens_the_gap(wish: str, gap: float, site: Site) -> None:
    site.answers = {"/robots.txt": rules(f"User-agent: *\nCrawl-delay: {wish}\n"), "/page": PAGE}
    async with quick_fetcher(quick_policy(robots="pages")) as fetcher:
        for _ in range(2):
            await fetcher.get(FetchRequest(url=site.url("/page"), purpose="page"))
    waited = site.seen[2].at - site.seen[1].at
    assert waited >= gap
    assert waited < gap + 0.2


async def test_a_crawl_delay_of_days_counts_as_half_a_minute(site: Site) -> None:
    site.answers = {"/robots.txt": rules("User-agent: *\nCrawl-delay: 86400\n"), "/page": PAGE}
    time = FakeTime()

    async def at_once(seconds: float) -> None:
        time.seconds += seconds

    clock = Clock(now=time.now, monotonic=lambda: time.seconds, sleep=at_once)
    async with quick_fetcher(quick_policy(robots="pages"), clock=clock) as fetcher:
        for _ in range(3):
            assert isinstance(await fetcher.get(FetchRequest(url=site.url("/page"), purpose="page")), Fetched)
    assert 60 <= time.seconds <= 90


@pytest.mark.parametrize(
    ("policy", "purpose", "asks"),
    [
        ("pages", "page", True),
        ("pages", "feed", False),
        ("pages", "icon", False),
        ("pages", "hub", False),
        ("always", "page", True),
        ("always", "feed", True),
        ("always", "hub", False),
        ("never", "page", False),
        ("never", "feed", False),
    ],
)
async def test_the_policy_says_what_robots_txt_is_asked_about(
    policy: str, purpose: Purpose, asks: bool, site: Site
) -> None:
    site.answers["/page"] = PAGE
    async with quick_fetcher(quick_policy(robots=policy)) as fetcher:
        await fetcher.get(FetchRequest(url=site.url("/page"), purpose=purpose))
    assert site.targets() == (["/robots.txt"] if asks else []) + ["/page"]

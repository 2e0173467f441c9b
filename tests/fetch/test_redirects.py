"""Redirects, followed by hand: how far, where to, and what goes along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from aggregator.fetch.policy import FetchRequest
from aggregator.outcomes import Failed, Fetched
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Hang, Pause, Script, Site, Step, forever, redirect, response

NEWS = response(b"news")


def redirect_without_end(to: str) -> Iterable[Step]:
    yield redirect(to).replace(b"Content-Length: 0\r\n", b"")
    yield from forever(b"x" * 9999)


@dataclass(frozen=True)
class Chain:
    """A site's redirects from /start and where we end up."""

    name: str
    answers: dict[str, Script]
    end: str = "/end"
    is_move: bool = False


CHAINS = [
    Chain("301 is a move", {"/start": redirect("/end", 301), "/end": NEWS}, is_move=True),
    Chain("308 is a move", {"/start": redirect("/end", 308), "/end": NEWS}, is_move=True),
    Chain("302 is none", {"/start": redirect("/end", 302), "/end": NEWS}),
    Chain("303 is none", {"/start": redirect("/end", 303), "/end": NEWS}),
    Chain("307 is none", {"/start": redirect("/end", 307), "/end": NEWS}),
    Chain("two moves", {"/start": redirect("/b", 301), "/b": redirect("/end", 308), "/end": NEWS}, is_move=True),
    Chain("a move, then a detour", {"/start": redirect("/b", 301), "/b": redirect("/end"), "/end": NEWS}),
    Chain("a detour, then a move", {"/start": redirect("/b"), "/b": redirect("/end", 301), "/end": NEWS}),
    Chain("five redirects", {"/start": redirect("/1"), "/1": redirect("/2"), "/2": redirect("/3"),
                             "/3": redirect("/4"), "/4": redirect("/end"), "/end": NEWS}),
    Chain("a relative address", {"/start": redirect("end?page=2"), "/end?page=2": NEWS}, end="/end?page=2"),
    Chain("a query alone", {"/start": redirect("?page=2"), "/start?page=2": NEWS}, end="/start?page=2"),
    Chain("a fragment is dropped", {"/start": redirect("/end#top"), "/end": NEWS}),
    Chain("an address in UTF-8", {"/start": redirect("/é".encode()), "/%C3%A9": NEWS}, end="/%C3%A9"),
    Chain("an address in Latin-1", {"/start": redirect(b"/\xe9"), "/%C3%A9": NEWS}, end="/%C3%A9"),
    Chain("spaces in the address", {"/start": redirect("/the end"), "/the%20end": NEWS}, end="/the%20end"),
    Chain("a body without end", {"/start": lambda: redirect_without_end("/end"), "/end": NEWS}),
    Chain("a body that never comes", {"/start": [redirect("/end").replace(b": 0", b": 99"), Hang()], "/end": NEWS}),
]  # fmt: skip


@pytest.mark.parametrize("chain", CHAINS, ids=lambda row: row.name)
async def test_a_redirect_is_followed(chain: Chain, site: Site) -> None:
    site.answers.update(chain.answers)
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url("/start")))
    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.body) == (site.url(chain.end), b"news")
    assert outcome.moved_to == (site.url(chain.end) if chain.is_move else None)
    assert site.targets() == list(chain.answers)


@dataclass(frozen=True)
class DeadEnd:
    """Redirects from /start that we don't follow to any end."""

    name: str
    answers: dict[str, Script]
    code: str
    asked: list[str] = field(default_factory=lambda: ["/start"])
    status: int | None = 302


DEAD_ENDS = [
    DeadEnd("to itself", {"/start": redirect("/start")}, "redirect_loop"),
    DeadEnd("in a circle", {"/start": redirect("/b"), "/b": redirect("/start")}, "redirect_loop", ["/start", "/b"]),
    DeadEnd("six times", {"/start": redirect("/1"), **{f"/{n}": redirect(f"/{n + 1}") for n in range(1, 9)}},
            "redirects_too_many", ["/start", "/1", "/2", "/3", "/4", "/5"]),
    DeadEnd("over four hosts", {"/start": redirect("http://localhost:{port}/2"), "/2": redirect("http://127.0.0.1:{port}/3"),
            "/3": redirect("http://a.localhost:{port}/4"), "/4": redirect("http://b.localhost:{port}/5")},
            "redirect_hosts_too_many", ["/start", "/2", "/3", "/4"]),
    DeadEnd("to nowhere", {"/start": response(status=302)}, "redirect_nowhere"),
    DeadEnd("to an empty address", {"/start": redirect("")}, "redirect_nowhere"),
    DeadEnd("to a file", {"/start": redirect("file:///etc/passwd")}, "address_scheme", status=None),
    DeadEnd("to ftp", {"/start": redirect("ftp://127.0.0.1/news")}, "address_scheme", status=None),
    DeadEnd("to data", {"/start": redirect("data:text/xml,<rss/>")}, "address_scheme", status=None),
    DeadEnd("to a script", {"/start": redirect("javascript:alert(1)")}, "address_scheme", status=None),
    DeadEnd("to no host", {"/start": redirect("http://[::1/end")}, "address_invalid", status=None),
    DeadEnd("to a port that is none", {"/start": redirect("http://127.0.0.1:99999/")}, "address_invalid", status=None),
    DeadEnd("to an address of 60 KB", {"/start": redirect("/" + "x" * 60_000)}, "address_invalid", status=None),
    DeadEnd("to a mail server", {"/start": redirect("http://127.0.0.1:25/")}, "address_port", status=None),
    DeadEnd("to a private network", {"/start": redirect("http://10.0.0.1/")}, "address_private", status=None),
    DeadEnd("to a cloud's metadata", {"/start": redirect("http://169.254.169.254/")}, "address_private", status=None),
]  # fmt: skip


@pytest.mark.parametrize("row", DEAD_ENDS, ids=lambda row: row.name)
async def test_a_redirect_that_leads_nowhere_good_is_not_followed(row: DeadEnd, site: Site) -> None:
    for path, script in row.answers.items():
        assert isinstance(script, bytes)
        site.answers[path] = script.replace(b"{port}", str(site.port).encode())

    async def lookup(_: str) -> list[str]:
        return ["127.0.0.1"]

    async with quick_fetcher(lookup=lookup) as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url("/start")))
    assert isinstance(outcome, Failed)
    assert (outcome.cause.code, outcome.status) == (row.code, row.status)
    assert site.targets() == row.asked


async def test_credentials_and_own_headers_stay_with_their_origin(site: Site, other_site: Site) -> None:
    site.answers = {"/start": redirect("/again"), "/again": redirect(other_site.url("/end"))}
    other_site.answers["/end"] = NEWS
    request = FetchRequest(
        url=site.url("/start"), auth=("ann", "secret"), headers=(("X-Token", "t"), ("User-Agent", "me"))
    )
    async with quick_fetcher() as fetcher:
        assert isinstance(await fetcher.get(request), Fetched)
    for seen in site.seen:
        assert seen.headers["authorization"] == b"Basic YW5uOnNlY3JldA=="
        assert (seen.headers["x-token"], seen.headers["user-agent"]) == (b"t", b"me")
    assert not {"authorization", "x-token"} & set(other_site.seen[0].headers)
    assert other_site.seen[0].headers["user-agent"].startswith(b"aggregator/")


async def test_credentials_stay_with_their_port(site: Site) -> None:
    async with Site(site.host) as neighbour:
        neighbour.answers["/end"] = NEWS
        site.answers["/start"] = redirect(neighbour.url("/end"))
        async with quick_fetcher() as fetcher:
            await fetcher.get(FetchRequest(url=site.url("/start"), auth=("ann", "secret")))
        assert "authorization" not in neighbour.seen[0].headers


async def test_credentials_in_a_redirect_are_not_sent(site: Site) -> None:
    site.answers = {"/start": redirect(f"http://eve:pw@127.0.0.1:{site.port}/end"), "/end": NEWS}
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url("/start")))
    assert isinstance(outcome, Fetched)
    assert outcome.url == site.url("/end")
    assert "authorization" not in site.seen[1].headers


async def test_credentials_in_the_address_are_sent_but_not_shown(site: Site) -> None:
    site.answers["/"] = NEWS
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=f"http://ann:se%20cret@127.0.0.1:{site.port}/"))
    assert isinstance(outcome, Fetched)
    assert outcome.url == site.url("/")
    assert site.seen[0].headers["authorization"] == b"Basic YW5uOnNlIGNyZXQ="


async def test_cookies_are_not_kept(site: Site) -> None:
    site.answers = {
        "/start": response(b"", ("Set-Cookie", "a=1; Path=/"), ("Location", "/end"), status=302),
        "/end": NEWS,
    }
    async with quick_fetcher() as fetcher:
        for _ in range(2):
            await fetcher.get(FetchRequest(url=site.url("/start")))
    assert all("cookie" not in seen.headers for seen in site.seen)


async def test_the_whole_chain_shares_one_deadline(site: Site) -> None:
    def slowly(to: str) -> Script:
        return [Pause(0.1), redirect(to)]

    site.answers = {"/start": slowly("/1"), "/1": slowly("/2"), "/2": slowly("/3"), "/3": slowly("/4"), "/4": NEWS}
    async with quick_fetcher(quick_policy(timeout_seconds=0.25)) as fetcher:
        outcome = await fetcher.get(FetchRequest(url=site.url("/start")))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code == "timeout"
    assert site.targets() == ["/start", "/1", "/2"]

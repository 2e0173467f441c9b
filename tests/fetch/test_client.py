"""The fetcher as its callers meet it: stopping it, the loops it runs on, the faults it names."""

from __future__ import annotations

import asyncio
import ssl

import aiohttp
import httpx
import pytest
import uvloop
from aiohttp.client_reqrep import ConnectionKey

from aggregator.fetch.client import Fetcher
from aggregator.fetch.faults import FOREIGN, NoSecondTry, name_fault
from aggregator.fetch.policy import FetchPolicy, FetchRequest
from aggregator.outcomes import Failed, Fetched, FetchOutcome
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Hang, Reset, Script, Site, Until, forever, redirect, response

NEVER: dict[str, Script] = {
    "in the headers": [b"HTTP/1.1 200 OK\r\n", Hang()],
    "in the body": [response(b"half", length=8), Hang()],
    "before a word": [Hang()],
    "in a flood": lambda: forever(response(length=None), b"x" * 100),
}


@pytest.mark.parametrize("script", NEVER.values(), ids=NEVER)
async def test_a_request_that_is_called_off_leaves_nothing_behind(script: Script, site: Site) -> None:
    site.answers = {"/": script, "/next": response(b"news")}
    async with quick_fetcher(quick_policy(max_bytes=10**9, concurrency=1)) as fetcher:
        task = asyncio.ensure_future(fetcher.get(FetchRequest(url=site.url())))
        waiting = asyncio.ensure_future(fetcher.get(FetchRequest(url=site.url("/never"))))
        await site.is_asked()
        await asyncio.sleep(0.02)
        task.cancel()
        waiting.cancel()
        await asyncio.gather(task, waiting, return_exceptions=True)
        assert task.cancelled()
        assert waiting.cancelled()
        assert isinstance(await fetcher.get(FetchRequest(url=site.url("/next"))), Fetched)
    assert site.targets() == ["/", "/next"]
    assert site.most_open == 1


async def test_nothing_is_asked_for_while_all_places_for_bodies_are_taken(site: Site) -> None:
    site.answers = {f"/{n}": response(b"news") for n in range(4)}
    read = asyncio.Event()

    async def visit(fetcher: Fetcher, path: str) -> None:
        async with fetcher.reading(FetchRequest(url=site.url(path))) as outcome:
            assert isinstance(outcome, Fetched)
            await read.wait()

    async with quick_fetcher(quick_policy(bodies_at_once=2, per_host=4)) as fetcher:
        visits = [asyncio.ensure_future(visit(fetcher, f"/{n}")) for n in range(4)]
        await site.is_asked(2)
        await asyncio.sleep(0.05)
        assert site.targets() == ["/0", "/1"]
        read.set()
        await asyncio.gather(*visits)
    assert site.targets() == ["/0", "/1", "/2", "/3"]


async def test_one_very_large_body_is_held_at_a_time_until_it_is_read(site: Site) -> None:
    for path in ("/0", "/1"):
        site.answers[path] = response(b"x" * 3_500_000)
    site.answers["/small"] = response(b"news")
    read, arrived = asyncio.Event(), asyncio.Semaphore(0)
    held: list[str] = []

    async def visit(fetcher: Fetcher, path: str) -> None:
        async with fetcher.reading(FetchRequest(url=site.url(path))) as outcome:
            assert isinstance(outcome, Fetched)
            held.append(path)
            arrived.release()
            await read.wait()

    async with quick_fetcher(quick_policy(max_bytes=4_000_000, per_host=9)) as fetcher, asyncio.timeout(10):
        visits = [asyncio.ensure_future(visit(fetcher, f"/{n}")) for n in range(2)]
        await arrived.acquire()
        visits.append(asyncio.ensure_future(visit(fetcher, "/small")))
        await arrived.acquire()
        assert held[1:] == ["/small"]  # which waits for nobody
        read.set()
        await asyncio.gather(*visits)
    assert len(held) == 3


async def test_a_place_is_given_back_whatever_the_reader_meets(site: Site) -> None:
    site.answers["/"] = response(b"news")
    request = FetchRequest(url=site.url())
    async with quick_fetcher(quick_policy(bodies_at_once=1)) as fetcher:
        with pytest.raises(ZeroDivisionError):
            async with fetcher.reading(request):
                raise ZeroDivisionError
        async with fetcher.reading(FetchRequest(url=site.url("/missing"))) as missing:
            assert isinstance(missing, Failed)
        task = asyncio.ensure_future(fetcher.reading(request).__aenter__())
        await asyncio.sleep(0)
        task.cancel()
        async with asyncio.timeout(5), fetcher.reading(request) as outcome:
            assert isinstance(outcome, Fetched)


async def test_a_redirect_does_not_wait_for_a_visitor_who_waits_for_its_place(site: Site, other_site: Site) -> None:
    others_wait = asyncio.Event()
    site.answers["/"] = [Until(others_wait), redirect(other_site.url())]
    other_site.answers["/"] = response(b"news")

    async def visit(fetcher: Fetcher, url: str) -> bool:
        async with fetcher.reading(FetchRequest(url=url)) as outcome:
            return isinstance(outcome, Fetched)

    async with quick_fetcher(quick_policy(bodies_at_once=1)) as fetcher, asyncio.timeout(5):
        redirected = asyncio.ensure_future(visit(fetcher, site.url()))
        await site.is_asked()
        direct = asyncio.ensure_future(visit(fetcher, other_site.url()))  # has its host, lacks a place
        await asyncio.sleep(0.05)
        others_wait.set()
        assert all(await asyncio.gather(redirected, direct))


async def test_a_fetcher_that_is_closed_in_the_middle_ends_its_requests(site: Site) -> None:
    site.answers["/"] = [Hang()]
    async with quick_fetcher() as fetcher:
        task = asyncio.ensure_future(fetcher.get(FetchRequest(url=site.url())))
        await site.is_asked()
        await asyncio.sleep(0.02)
    outcome = await asyncio.wait_for(task, 1)
    assert isinstance(outcome, Failed)


async def test_a_fetcher_wants_to_be_entered_first() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await Fetcher(FetchPolicy()).get(FetchRequest(url="http://127.0.0.1/"))


def test_a_policy_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ValueError, match="neither a network"):
        Fetcher(FetchPolicy(allow_private=("nonsense",)))


@pytest.mark.parametrize(
    "url",
    ["", " ", "example", "http://", "http:///", "https://?", "//example.org/", "mailto:a@example.org", "http://[::1",
     "http://exa mple.org/", "http://example.org:port/", "http://" + "x" * 9000, "http://ex\x00ample/", "feed:", "http://.",
     "http://-", "http://" + "a" * 64 + ".example/", "http://xn--\u20ac.example/", "\ud800", "http://\ud800/", "http://a_b.example/"],
)  # fmt: skip
async def test_an_address_that_is_none_is_a_failure(url: str) -> None:
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=url))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code in {
        "address_invalid",
        "address_scheme",
        "name_not_found",
        "name_lookup_failed",
        "name_lookup_slow",
    }
    assert outcome.url == url


async def test_passwords_are_never_told(site: Site) -> None:
    secrets = ("hunter2", "t0ken")
    url = f"http://ann:hunter2@127.0.0.1:{site.port}/"
    request = FetchRequest(url=site.url(), auth=("ann", "hunter2"), headers=(("X-Token", "t0ken"),))
    site.answers["/"] = response(b"", ("Retry-After", "60"), status=503)
    async with quick_fetcher() as fetcher:
        outcomes = [
            await fetcher.get(FetchRequest(url=url)),
            await fetcher.get(FetchRequest(url=url)),
            await fetcher.get(FetchRequest(url="http://ann:hunter2@[::1")),
            await fetcher.get(FetchRequest(url="ftp://ann:hunter2@example.org/")),
        ]
    assert [type(outcome).__name__ for outcome in outcomes] == ["Failed", "Waiting", "Failed", "Failed"]
    assert not any(secret in text for secret in secrets for text in map(repr, [*outcomes, request]))


UVLOOP: dict[str, tuple[Script, str]] = {
    "an answer": (response(b"news"), "fetched"),
    "a hang-up": (b"", "connection_lost"),
    "a reset": ([Reset()], "connection_lost"),
    "silence": ([Hang()], "answer_slow"),
    "a torrent": (lambda: forever(b"HTTP/1.1 103 Early\r\n\r\n" * 50), "answer_padded"),
    "a redirect to ourselves": (redirect("http://[::1]/"), "address_private"),
    "a redirect to nobody": (redirect("http://127.0.0.1:1025/"), "connection_refused"),
}


@pytest.mark.parametrize(("script", "code"), UVLOOP.values(), ids=UVLOOP)
def test_uvloop_makes_no_difference(script: Script, code: str) -> None:
    async def scenario() -> FetchOutcome:
        async with Site() as site, quick_fetcher(quick_policy(read_seconds=0.2)) as fetcher:
            site.answers["/"] = script
            return await fetcher.get(FetchRequest(url=site.url()))

    outcome = uvloop.run(scenario())
    assert (outcome.cause.code if isinstance(outcome, Failed) else "fetched") == code


KEY = ConnectionKey("a.example", 443, True, True, None, None, None)


def chained(error: Exception, origin: Exception) -> Exception:
    error.__cause__ = origin
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (aiohttp.ClientConnectorError(KEY, OSError(101, "Network is unreachable")), "connection_failed"),
        (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError()), "connection_refused"),
        (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError()), "tls_failed"),
        (aiohttp.ServerDisconnectedError(), "connection_lost"),
        (chained(httpx.ConnectTimeout(""), aiohttp.ServerDisconnectedError()), "connection_lost"),
        (chained(NoSecondTry(), aiohttp.ClientOSError(32, "Broken pipe")), "connection_lost"),
        (aiohttp.SocketTimeoutError(), "answer_slow"),
        (aiohttp.ConnectionTimeoutError(), "connection_slow"),
        (httpx.InvalidURL(""), "address_invalid"),
        (UnicodeEncodeError("ascii", "é", 0, 1, ""), "answer_garbled"),
        (RuntimeError("unable to perform operation on <TCPTransport closed=True>"), "connection_lost"),
        (EOFError(), "answer_garbled"),
    ],
)
def test_every_foreign_exception_has_a_cause(error: Exception, code: str) -> None:
    assert isinstance(error, FOREIGN)
    assert name_fault(error, httpx.URL("https://a.example/"), read_seconds=15).code == code

"""The guard: what may be dialled, judged by the address behind the socket and not by how it is spelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from aggregator.fetch.guard import Exceptions, Guard
from aggregator.fetch.lookup import DnsLookup, NameNotFound
from aggregator.fetch.policy import FetchRequest
from aggregator.outcomes import Failed, Fetched, FetchOutcome
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Site, response


async def nothing(host: str) -> Sequence[str]:
    raise NameNotFound(host)


def guard(*exceptions: str) -> Guard:
    return Guard(Exceptions.read(exceptions), nothing)


PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::7f00:1",
    "100::1",
    "3fff::1",
    "5f00::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    refusal = guard().judge(address, 443)
    assert refusal is not None
    assert refusal.code == "address_private"
    assert address in refusal.message


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.0.81", "2606:4700::6810:84e5", "::ffff:8.8.8.8"])
def test_a_public_address_may_be_dialled(address: str) -> None:
    assert guard().judge(address, 443) is None


@pytest.mark.parametrize(
    ("port", "allowed"), [(80, True), (443, True), (1024, True), (65535, True), (22, False), (25, False), (1023, False)]
)
def test_only_ports_where_web_sites_live_are_dialled(port: int, allowed: bool) -> None:
    refusal = guard("127.0.0.0/8").judge("8.8.8.8", port)
    assert (refusal is None) is allowed
    assert refusal is None or refusal.code == "address_port"


@pytest.mark.parametrize(
    ("exception", "address", "port", "allowed"),
    [
        ("10.0.0.0/8", "10.1.2.3", 80, True),
        ("10.0.0.0/8", "11.1.2.3", 80, True),
        ("10.0.0.0/8", "192.168.0.1", 80, False),
        ("10.0.0.0/8", "10.1.2.3", 25, False),
        ("10.0.0.0/8", "::ffff:10.1.2.3", 80, True),
        ("10.0.0.7", "10.0.0.7", 80, True),
        ("10.0.0.7", "10.0.0.8", 80, False),
        ("10.0.0.7:81", "10.0.0.7", 81, True),
        ("10.0.0.7:81", "10.0.0.7", 80, False),
        ("[::1]:8080", "::1", 8080, True),
        ("[::1]:8080", "::1", 8081, False),
        ("fd00::/8", "fd00::1", 443, True),
    ],
)
def test_allow_private_opens_what_it_names_and_no_more(exception: str, address: str, port: int, allowed: bool) -> None:
    assert (guard(exception).judge(address, port) is None) is allowed


@pytest.mark.parametrize(
    "text", ["", "intranet", "10.0.0.0/99", "intranet:", ":80", "intranet:http", "intranet:0", "a:70000"]
)
def test_an_exception_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="neither a network"):
        Exceptions.read([text])


@pytest.fixture
async def trap() -> AsyncIterator[Site]:
    async with Site("127.0.0.1") as site:
        site.answers["/"] = response(b"secret")
        yield site


SPELLINGS = [
    "http://127.0.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0X7F.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[::1%25lo]:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://public.example@127.0.0.1:{port}/",
    "http://public.example:80@127.0.0.1:{port}/",
    "http://public.example\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@public.example/",
    "http://public.example#@127.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
    "http://127．0．0．1:{port}/",
    "http://１２７.0.0.1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://127.0.0.1%00.public.example:{port}/",
    "http://127.0.0.1%2e:{port}/",
    "http://127.0.0.1\t:{port}/",
    "http:127.0.0.1:{port}/",
    "http:/127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_of_our_own_address_gets_through(spelling: str, trap: Site) -> None:
    async with quick_fetcher(quick_policy(allow_private=())) as fetcher:
        outcome = await fetcher.get(FetchRequest(url=spelling.format(port=trap.port)))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code in {
        "address_private",
        "address_invalid",
        "name_not_found",
        "name_lookup_failed",
        "address_scheme",
    }
    assert trap.connections == 0


@pytest.mark.parametrize("spelling", SPELLINGS[:8])
async def test_no_spelling_gets_through_by_redirect(spelling: str, trap: Site) -> None:
    async with Site("127.0.0.9") as site:
        site.answers["/"] = response(b"", ("Location", spelling.format(port=trap.port)), status=302)
        async with quick_fetcher(quick_policy(allow_private=("127.0.0.9/32",))) as fetcher:
            outcome = await fetcher.get(FetchRequest(url=site.url()))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code == "address_private"
    assert trap.connections == 0


@pytest.mark.parametrize("spelling", SPELLINGS[:8])
async def test_an_allowed_address_is_allowed_in_every_spelling(spelling: str, trap: Site) -> None:
    async with quick_fetcher() as fetcher:
        outcome = await fetcher.get(FetchRequest(url=spelling.format(port=trap.port)))
    assert isinstance(outcome, Fetched)
    assert trap.seen[0].headers["host"] == f"127.0.0.1:{trap.port}".encode()


class Names:
    """A name server of ours: each name has a list of answers, the last of which stays."""

    def __init__(self, **names: list[Sequence[str]]) -> None:
        self.names, self.asked = names, list[str]()

    async def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        answers = self.names.get(host.removesuffix(".example"), [])
        if not answers:
            raise NameNotFound(host)
        return answers.pop(0) if len(answers) > 1 else answers[0]


async def test_a_name_is_looked_up_once_and_exactly_that_address_is_dialled(trap: Site) -> None:
    names = Names(rebinding=[["127.0.0.1"], ["10.0.0.1"]])
    async with quick_fetcher(lookup=names) as fetcher:
        first = await fetcher.get(FetchRequest(url=f"http://rebinding.example:{trap.port}/"))
        second = await fetcher.get(FetchRequest(url=f"http://rebinding.example:{trap.port}/"))
    assert isinstance(first, Fetched)
    assert isinstance(second, Failed)
    assert second.cause.code == "address_private"
    assert names.asked == ["rebinding.example"] * 2
    assert trap.seen[0].headers["host"] == f"rebinding.example:{trap.port}".encode()


async def test_one_private_address_spoils_a_name(trap: Site) -> None:
    names = Names(mixed=[["8.8.8.8", "127.0.0.1"]], wrapped=[["::ffff:127.0.0.1"]], zoned=[["fe80::1%lo"]])
    async with quick_fetcher(quick_policy(allow_private=()), lookup=names) as fetcher:
        for name in names.names:
            outcome = await fetcher.get(FetchRequest(url=f"http://{name}.example:{trap.port}/"))
            assert isinstance(outcome, Failed)
            assert outcome.cause.code == "address_private"
    assert trap.connections == 0


async def test_a_service_is_allowed_by_its_name_and_port_alone(trap: Site) -> None:
    names = Names(intranet=[["127.0.0.1"]], evil=[["127.0.0.1"]])
    policy = quick_policy(allow_private=(f"intranet.example:{trap.port}",))
    async with quick_fetcher(policy, lookup=names) as fetcher:
        named = await fetcher.get(FetchRequest(url=f"http://Intranet.example:{trap.port}/"))
        others = [
            await fetcher.get(FetchRequest(url=url))
            for url in (f"http://evil.example:{trap.port}/", trap.url(), f"http://intranet.example:{trap.port + 1}/")
        ]
    assert isinstance(named, Fetched)
    assert [other.cause.code for other in others if isinstance(other, Failed)] == ["address_private"] * 3
    assert trap.connections == 1


@pytest.mark.parametrize(("answer", "code"), [([], "name_not_found"), (["not an address"], "address_private")])
async def test_an_odd_answer_of_the_name_server_is_a_failure(answer: list[str], code: str) -> None:
    async with quick_fetcher(lookup=Names(odd=[answer])) as fetcher:
        outcome = await fetcher.get(FetchRequest(url="http://odd.example/"))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code == code


async def test_a_name_server_out_of_reach_is_told_from_a_name_that_is_not() -> None:
    async def lookup(host: str) -> Sequence[str]:
        raise OSError("no network") if host == "a.example" else NameNotFound(host)

    async with quick_fetcher(lookup=lookup) as fetcher:
        outcomes = [await fetcher.get(FetchRequest(url=f"http://{name}.example/")) for name in "ab"]
    assert [o.cause.code for o in outcomes if isinstance(o, Failed)] == ["name_lookup_failed", "name_not_found"]
    assert [o.cause.message for o in outcomes if isinstance(o, Failed)][1] == (
        "The address does not exist (the name b.example can't be found)."
    )


async def test_names_that_never_resolve_hold_up_nobody(trap: Site) -> None:
    async def lookup(host: str) -> Sequence[str]:
        if host.startswith("dead"):
            await asyncio.Event().wait()
        return ["127.0.0.1"]

    async with quick_fetcher(quick_policy(lookup_seconds=5), lookup=lookup) as fetcher:

        def get(name: str) -> asyncio.Task[FetchOutcome]:
            return asyncio.ensure_future(fetcher.get(FetchRequest(url=f"http://{name}.example:{trap.port}/")))

        dead = [get(f"dead{n}") for n in range(20)]
        live = [get(f"live{n}") for n in range(80)]
        assert all(isinstance(outcome, Fetched) for outcome in await asyncio.gather(*live))
        assert not any(task.done() for task in dead)
        for task in dead:
            task.cancel()
        await asyncio.gather(*dead, return_exceptions=True)


async def test_a_name_that_never_resolves_is_given_up() -> None:
    async def lookup(_: str) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    async with quick_fetcher(quick_policy(lookup_seconds=0.05), lookup=lookup) as fetcher:
        outcome = await fetcher.get(FetchRequest(url="http://dead.example/"))
    assert isinstance(outcome, Failed)
    assert outcome.cause.code == "name_lookup_slow"


async def test_the_systems_own_names_are_found(trap: Site) -> None:
    lookup = DnsLookup()
    try:
        assert "127.0.0.1" in await lookup("localhost")
        with pytest.raises(OSError):
            await lookup("no-such-name.invalid")
    finally:
        await lookup.close()
    async with quick_fetcher(quick_policy()) as fetcher:
        outcome = await fetcher.get(FetchRequest(url=f"http://localhost:{trap.port}/"))
    assert isinstance(outcome, Fetched)

"""Politeness: turns, gaps, pauses. Time is a fake one here, but for the last tests, which ask real sockets."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from aggregator.fetch.hosts import HostPause, HostPaused, Hosts
from aggregator.fetch.policy import FetchPolicy, FetchRequest
from aggregator.outcomes import Failed, Fetched, FetchOutcome, Waiting
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.fake_time import START, FakeTime
from tests.fetch.site import Pause, Site, redirect, response


class Visitors:
    """Sends visitors to hosts and notes who was there when."""

    def __init__(self, **policy: float) -> None:
        self.time = FakeTime()
        self.hosts = Hosts(FetchPolicy(**policy), self.time.clock)  # type: ignore[arg-type]  # a test's shorthand
        self.log: list[tuple[str, float, float]] = []
        self.inside = self.most_inside = 0

    async def visit(self, host: str, seconds: float = 1.0, name: str | None = None) -> None:
        async with self.hosts.turn(host):
            started = self.time.seconds
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
            await self.time.sleep(seconds)
            self.inside -= 1
            self.log.append((name or host, started, self.time.seconds))

    def starts(self) -> list[float]:
        return [started for _, started, _ in self.log]


async def test_one_host_is_asked_one_thing_at_a_time_with_a_gap_after_each() -> None:
    visitors = Visitors()
    await visitors.time.run(*(visitors.visit("a.example") for _ in range(4)))
    assert visitors.starts() == [0, 3, 6, 9]
    assert visitors.most_inside == 1


async def test_those_who_wait_for_a_host_are_served_in_their_order() -> None:
    visitors = Visitors()
    names = [f"source {n}" for n in range(10)]
    await visitors.time.run(*(visitors.visit("a.example", name=name) for name in names))
    assert [name for name, _, _ in visitors.log] == names


async def test_hosts_do_not_wait_for_each_other() -> None:
    visitors = Visitors()
    await visitors.time.run(*(visitors.visit(f"{n}.example") for n in range(20)))
    assert visitors.starts() == [0] * 20


async def test_more_may_be_allowed_at_once_but_the_starts_keep_their_gap() -> None:
    visitors = Visitors(per_host=2)
    await visitors.time.run(*(visitors.visit("a.example", 10) for _ in range(4)))
    assert visitors.starts() == [0, 2, 12, 14]
    assert visitors.most_inside == 2


async def test_no_more_than_concurrency_are_out_at_once() -> None:
    visitors = Visitors(concurrency=3)
    await visitors.time.run(*(visitors.visit(f"{n}.example") for n in range(10)))
    assert visitors.most_inside == 3
    assert visitors.starts() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]


async def test_a_queue_for_one_host_takes_no_place_from_others() -> None:
    visitors = Visitors(concurrency=2)
    await visitors.time.run(*(visitors.visit("busy.example") for _ in range(10)), visitors.visit("b.example"))
    assert ("b.example", 0, 1) in visitors.log


@pytest.mark.parametrize("host", ["A.example", "a.example.", "a.EXAMPLE"])
async def test_a_host_is_the_same_however_it_is_written(host: str) -> None:
    visitors = Visitors()
    await visitors.time.run(visitors.visit("a.example"), visitors.visit(host))
    assert visitors.starts() == [0, 3]


async def test_a_source_can_make_a_domain_one_host() -> None:
    visitors = Visitors()
    visitors.hosts.join("example.org")
    hosts = ["a.example.org", "b.a.example.org", "example.org", "another-example.org"]
    await visitors.time.run(*map(visitors.visit, hosts))
    assert sorted(visitors.log, key=lambda line: line[1:]) == [
        ("a.example.org", 0, 1),
        ("another-example.org", 0, 1),
        ("b.a.example.org", 3, 4),
        ("example.org", 6, 7),
    ]


@pytest.mark.parametrize(("wishes", "starts"), [((10,), [0, 11]), ((0.5,), [0, 3]), ((10, 0), [0, 3])])
async def test_a_host_can_wish_for_a_longer_gap_but_not_for_a_shorter_one(
    wishes: tuple[float, ...], starts: list[float]
) -> None:
    visitors = Visitors()
    for wish in wishes:
        visitors.hosts.set_gap("a.example", wish)
    await visitors.time.run(visitors.visit("a.example"), visitors.visit("a.example"))
    assert visitors.starts() == starts


async def test_a_visitor_who_gives_up_leaves_the_queue_in_order() -> None:
    visitors = Visitors()

    async def scenario() -> None:
        tasks = [asyncio.ensure_future(visitors.visit("a.example", name=str(n))) for n in range(4)]
        await visitors.time.sleep(0.5)
        tasks[0].cancel()  # in its turn
        tasks[2].cancel()  # in the queue
        await asyncio.gather(*tasks, return_exceptions=True)

    await visitors.time.run(scenario())
    assert visitors.log == [("1", 2.5, 3.5), ("3", 5.5, 6.5)]


async def test_a_paused_host_is_left_alone_until_its_time() -> None:
    visitors = Visitors()
    until = START + timedelta(hours=1)
    visitors.hosts.pause("A.example", until)
    with pytest.raises(HostPaused) as caught:
        await visitors.visit("a.example")
    assert caught.value.pause == HostPause("a.example", until)
    assert visitors.hosts.pauses() == (HostPause("a.example", until),)
    visitors.time.seconds = 3600
    await visitors.time.run(visitors.visit("a.example"))
    assert visitors.hosts.pauses() == ()


async def test_a_pause_is_never_shortened_nor_longer_than_a_week() -> None:
    visitors = Visitors()
    visitors.hosts.pause("a.example", START + timedelta(days=2))
    visitors.hosts.pause("a.example", START + timedelta(hours=1))
    visitors.hosts.pause("b.example", START + timedelta(days=4000))
    visitors.hosts.pause("c.example", START - timedelta(days=1))
    assert visitors.hosts.pauses() == (
        HostPause("a.example", START + timedelta(days=2)),
        HostPause("b.example", START + timedelta(days=7)),
    )


async def test_pauses_outlive_a_restart() -> None:
    time = FakeTime()
    kept = (HostPause("a.example", START + timedelta(hours=1)), HostPause("b.example", START - timedelta(hours=1)))
    assert Hosts(FetchPolicy(), time.clock, kept).pauses() == kept[:1]


async def test_idle_queues_are_forgotten() -> None:
    hosts = Visitors(per_host_gap_seconds=0).hosts
    for n in range(5000):
        async with hosts.turn(f"{n}.example"):
            assert len(hosts._queues) <= 4096


async def get_all(site: Site, count: int, **policy: object) -> list[FetchOutcome]:
    async with quick_fetcher(quick_policy(**policy)) as fetcher:
        requests = (FetchRequest(url=site.url(f"/{n}")) for n in range(count))
        return await asyncio.gather(*map(fetcher.get, requests))


async def test_ten_sources_on_one_host_queue_up(site: Site) -> None:
    site.answers = {f"/{n}": [Pause(0.01), response(b"news")] for n in range(10)}
    outcomes = await get_all(site, 10, per_host_gap_seconds=0.02, timeout_seconds=0.2)
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)  # waiting for a turn is not held against them
    assert site.targets() == [f"/{n}" for n in range(10)]
    assert site.most_open == 1
    times = [seen.at for seen in site.seen]
    assert all(after - before + 0.001 >= 0.03 for before, after in pairwise(times))


async def test_a_redirect_takes_its_turn_at_the_next_host(site: Site, other_site: Site) -> None:
    site.answers = {f"/{n}": redirect(other_site.url(f"/{n}")) for n in range(6)}
    other_site.answers = {f"/{n}": [Pause(0.02), redirect(site.url(f"/end{n}"))] for n in range(6)}
    site.answers |= {f"/end{n}": response(b"news") for n in range(6)}
    outcomes = await get_all(site, 6)
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert site.most_open == other_site.most_open == 1


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_keeps_everybody_away_from_the_host(status: int, site: Site) -> None:
    site.answers["/0"] = response(b"", ("Retry-After", "3600"), status=status)
    time = FakeTime()
    async with quick_fetcher(clock=time.clock) as fetcher:
        requests = [FetchRequest(url=site.url(f"/{n}")) for n in range(5)]
        first, *others = await asyncio.gather(*map(fetcher.get, requests))
        pauses = fetcher.pauses()
    assert isinstance(first, Failed)
    assert first.hints.retry_after == timedelta(hours=1)
    until = START + timedelta(hours=1)
    assert pauses == (HostPause("127.0.0.1", until),)
    for other in others:
        assert isinstance(other, Waiting)
        assert (other.cause.code, other.until) == ("host_paused", until)
        assert other.cause.message == "127.0.0.1 asked us to stay away until 13:00 on 2 March 2026 (UTC)."
    assert site.targets() == ["/0"]


async def test_a_pause_of_the_last_run_is_kept(site: Site) -> None:
    time = FakeTime()
    pauses = [HostPause("127.0.0.1", START + timedelta(hours=1))]
    async with quick_fetcher(clock=time.clock, pauses=pauses) as fetcher:
        assert isinstance(await fetcher.get(FetchRequest(url=site.url())), Waiting)
    assert site.seen == []


@pytest.mark.parametrize(
    ("answer", "pauses_host"),
    [
        (response(b"", ("Retry-After", "3600"), status=429), False),
        (response(b"", status=429), True),
        (response(b"", ("Retry-After", "soon"), status=503), True),
        (response(b"", ("Retry-After", "0"), status=503), True),
        (response(b"", ("Retry-After", "3600"), status=500), True),
        (response(b"news", ("Retry-After", "3600")), True),
    ],
    ids=["the source keeps it to itself", "no wait given", "not a time", "no wait at all", "another status", "success"],
)
async def test_no_other_answer_pauses_a_host(answer: bytes, pauses_host: bool, site: Site) -> None:
    site.answers["/"] = answer
    async with quick_fetcher() as fetcher:
        await fetcher.get(FetchRequest(url=site.url(), pauses_host=pauses_host))
        assert fetcher.pauses() == ()
        await fetcher.get(FetchRequest(url=site.url()))
    assert len(site.seen) == 2

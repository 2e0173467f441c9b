"""Talking to hubs that sources name: asking, being asked back, renewing, leaving; and telling our own what changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, parse_qsl

import pytest

from aggregator.config.settings import Polling, Publish, Settings
from aggregator.config.settings import Site as SiteSettings
from aggregator.fetch.client import Fetcher
from aggregator.fetch.clock import Clock
from aggregator.models.source import FeedState
from aggregator.models.subscription import Subscription
from aggregator.pipeline.desk import take_over
from aggregator.store import subscriptions
from aggregator.store.engine import Store
from aggregator.websub.pinger import Pinger
from aggregator.websub.subscriber import Subscriber, answer_hub
from tests.fetch.conftest import quick_fetcher
from tests.fetch.site import Site, redirect, response
from tests.publish import shelf
from tests.samples import NOON, a_category, a_prepared, a_source, save_state

HUB, TOPIC = "/hub", "http://otter.example/feed.xml"
SETTINGS = Settings(
    site=SiteSettings(url="http://127.0.0.1:8080/"),
    polling=Polling(allow_private=("127.0.0.0/8",)),
    sources=(a_source("Otter"),),
)
DAY = timedelta(days=1)


@dataclass
class Talk:
    """A desk that talks to a hub."""

    store: Store
    site: Site
    fetcher: Fetcher
    now: datetime = NOON
    settings: Settings = SETTINGS
    ids: frozenset[int] = field(default_factory=frozenset)

    def follow(self, **state: str | None) -> None:
        with self.store.writing() as tx:
            self.ids = frozenset(take_over(tx, self.settings, self.now))
            for id_ in self.ids:
                found = {"hub": self.site.url(HUB), "topic": TOPIC, **state}
                save_state(tx, id_, replace(FeedState(url="http://otter.example/feed"), **found))  # type: ignore[arg-type]  # hub and topic are texts

    async def tend(self, after: timedelta = timedelta(0)) -> None:
        self.now += after
        await Subscriber(self.store, self.fetcher, self.settings).tend(self.ids, self.now)

    def kept(self) -> list[Subscription]:
        with self.store.reading() as tx:
            return subscriptions.every(tx)

    def ask_back(self, **changes: str) -> str | None:
        """The hub asks whether we meant what it was last told."""
        said = dict(parse_qsl(self.site.seen[-1].body.decode()))
        asked = {"hub.mode": said["hub.mode"], "hub.topic": said["hub.topic"], "hub.challenge": "abc"}
        callback = said["hub.callback"].rpartition("/")[2]
        with self.store.writing() as tx:
            return answer_hub(tx, callback, asked | {"hub.lease_seconds": "864000"} | changes, self.now).challenge


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as scripted:
        scripted.answers[HUB] = response(status=202)
        yield scripted


@pytest.fixture
async def talk(sqlite_store: Store, site: Site) -> AsyncIterator[Talk]:
    hands: list[Talk] = []
    async with quick_fetcher(clock=Clock(now=lambda: hands[0].now)) as fetcher:
        hands.append(Talk(sqlite_store, site, fetcher))
        yield hands[0]


async def test_a_hub_is_asked_once_and_agrees_when_it_asks_back(talk: Talk) -> None:
    talk.follow()
    await talk.tend()
    await talk.tend()
    (seen,) = talk.site.seen
    said = {name: values[0] for name, values in parse_qs(seen.body.decode()).items()}
    (one,) = talk.kept()
    assert (seen.method, seen.headers["content-type"]) == ("POST", b"application/x-www-form-urlencoded")
    assert said == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": f"http://127.0.0.1:8080/hub/{one.callback}",
        "hub.secret": one.secret.decode(),
        "hub.lease_seconds": "864000",
    }
    assert len(one.callback) == 43 and len(bytes.fromhex(one.secret.decode())) == 32
    assert not one.is_active(talk.now)
    assert talk.ask_back() == "abc"
    (one,) = talk.kept()
    assert one.is_active(talk.now) and one.lease_until == talk.now + 10 * DAY


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_hub_that_moved_is_asked_where_it_is_and_may_ask_back(talk: Talk, status: int) -> None:
    async with Site("127.0.0.2") as moved:
        moved.answers["/new"] = response(status=202)
        talk.site.answers[HUB] = redirect(moved.url("/new"), status)
        talk.follow()
        await talk.tend()
        (first,), (second,) = talk.site.seen, moved.seen
    assert (second.method, second.body) == ("POST", first.body)
    assert second.headers["content-type"] == b"application/x-www-form-urlencoded"
    assert talk.ask_back() == "abc"
    assert talk.kept()[0].hub == talk.site.url(HUB), "the source's word decides which hub it is"


async def test_a_hub_that_leads_into_a_private_network_is_refused(talk: Talk) -> None:
    talk.site.answers[HUB] = redirect("http://10.0.0.1/hub", 308)
    talk.follow()
    await talk.tend()
    (one,) = talk.kept()
    assert not one.pending and one.cause is not None and "private network" in one.cause


@pytest.mark.parametrize(
    "changes",
    [
        {"hub.topic": "http://other.example/"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": "publish"},
        {"hub.mode": ""},
        {"hub.topic": ""},
    ],
)
async def test_what_we_did_not_ask_for_is_not_confirmed(talk: Talk, changes: dict[str, str]) -> None:
    talk.follow()
    await talk.tend()
    before = talk.kept()
    assert talk.ask_back(**changes) is None
    assert talk.kept() == before


async def test_what_is_agreed_is_not_confirmed_again(talk: Talk) -> None:
    talk.follow()
    await talk.tend()
    assert talk.ask_back() == "abc"
    before = talk.kept()
    assert talk.ask_back(**{"hub.lease_seconds": "1"}) is None
    assert talk.kept() == before
    with talk.store.writing() as tx:
        assert answer_hub(tx, "unknown", {"hub.mode": "subscribe"}, talk.now).challenge is None


async def test_a_lease_is_renewed_at_the_same_callback(talk: Talk) -> None:
    talk.follow()
    await talk.tend()
    talk.ask_back()
    await talk.tend(7 * DAY)
    assert len(talk.site.seen) == 1
    await talk.tend(DAY)
    assert len(talk.site.seen) == 2
    first, second = (parse_qs(seen.body.decode()) for seen in talk.site.seen)
    assert first == second
    assert talk.kept()[0].is_active(talk.now)
    talk.ask_back()
    assert talk.kept()[0].lease_until == talk.now + 10 * DAY


async def test_a_lease_that_nobody_renews_ends(talk: Talk) -> None:
    talk.follow()
    await talk.tend()
    talk.ask_back()
    talk.site.answers[HUB] = response(status=500)
    await talk.tend(8 * DAY)
    assert talk.kept()[0].is_active(talk.now)
    await talk.tend(2 * DAY)
    (one,) = talk.kept()
    assert not one.is_active(talk.now)
    assert one.cause and "500" in one.cause


async def test_a_hub_that_refuses_is_told_and_asked_later(talk: Talk) -> None:
    talk.follow()
    await talk.tend()
    assert talk.ask_back(**{"hub.mode": "denied", "hub.reason": "No such topic"}) == ""
    (one,) = talk.kept()
    assert one.cause == "The hub refuses to push: No such topic."
    assert talk.ask_back() is None
    await talk.tend(timedelta(minutes=1))
    assert len(talk.site.seen) == 1
    await talk.tend(timedelta(hours=1))
    assert len(talk.site.seen) == 2


async def test_a_source_that_leaves_takes_its_subscription_along(talk: Talk) -> None:
    talk.follow()
    await talk.tend()
    talk.ask_back()
    talk.settings = replace(SETTINGS, sources=())
    talk.follow()
    await talk.tend()
    assert parse_qs(talk.site.seen[-1].body.decode())["hub.mode"] == ["unsubscribe"]
    assert "hub.secret" not in parse_qs(talk.site.seen[-1].body.decode())
    assert talk.ask_back() == "abc"
    assert talk.kept() == []


async def test_a_source_that_changes_its_hub_gets_another_callback_and_secret(talk: Talk) -> None:
    talk.follow()
    await talk.tend()
    talk.ask_back()
    before = talk.kept()[0]
    talk.site.answers["/other"] = response(status=202)
    talk.follow(hub=talk.site.url("/other"))
    await talk.tend()
    after = next(one for one in talk.kept() if one.mode == "subscribe")
    assert after.callback != before.callback and after.secret != before.secret
    assert {seen.target for seen in talk.site.seen} == {HUB, "/other"}


async def test_a_desk_that_nobody_can_call_asks_nobody(talk: Talk) -> None:
    talk.settings = replace(SETTINGS, polling=Polling())
    talk.follow()
    await talk.tend()
    assert talk.site.seen == [] and talk.kept() == []


async def test_a_feed_without_a_name_of_its_own_is_known_by_its_address(talk: Talk) -> None:
    talk.follow(topic=None)
    await talk.tend()
    assert talk.kept()[0].topic == "http://otter.example/feed"


def test_subscriptions_are_kept_in_either_database(store: Store) -> None:
    with store.writing() as tx:
        take_over(tx, SETTINGS, NOON)
        one = Subscription(
            callback="c" * 43, source_id=1, hub="http://h/", topic="http://t/", secret=b"\x00s", due=NOON
        )
        subscriptions.add(tx, one)
        changed = replace(one, pending=True, lease_until=NOON + DAY, tries=2, cause="Why.", mode="unsubscribe")
        subscriptions.save(tx, changed)
    with store.writing() as tx:
        assert subscriptions.find(tx, "c" * 43) == changed
        subscriptions.forget(tx, "c" * 43)
        assert subscriptions.every(tx) == []


# Our own hub


@dataclass
class Pinged:
    """A desk that tells its own hub."""

    store: Store
    site: Site
    fetcher: Fetcher
    pinger: Pinger
    settings: Settings
    now: datetime = NOON

    async def tend(self, after: timedelta = timedelta(0)) -> list[str]:
        """What the hub is told some time later."""
        self.now += after
        before = len(self.site.seen)
        await self.pinger.tend(self.fetcher, self.settings, self.now)
        told = [parse_qs(seen.body.decode()) for seen in self.site.seen[before:]]
        assert all(form["hub.mode"] == ["publish"] for form in told)
        return [url.removeprefix(self.settings.site.url) for form in told for url in form["hub.url"]]


@pytest.fixture
async def pinged(sqlite_store: Store, site: Site) -> AsyncIterator[Pinged]:
    settings = replace(shelf.SETTINGS, publish=Publish(hub=site.url(HUB)))
    hands: list[Pinged] = []
    async with quick_fetcher(clock=Clock(now=lambda: hands[0].now)) as fetcher:
        hands.append(Pinged(sqlite_store, site, fetcher, Pinger(sqlite_store), settings))
        shelf.follow(sqlite_store, settings)
        yield hands[0]


HEADS = ["rss.xml", "atom.xml", "feed.json"]


async def test_our_hub_is_told_which_feeds_moved_and_only_then(pinged: Pinged) -> None:
    await pinged.tend()
    assert await pinged.tend(timedelta(minutes=1)) == []
    tags = (a_category("Industry News"),)
    shelf.come_in(pinged.store, "Otter", a_prepared("1", tags=tags))
    shelf.go_out(pinged.store, pinged.settings)
    told = await pinged.tend(timedelta(minutes=1))
    folders = ("", "category/industry-news/", "source/otter/")
    assert told == [folder + file for folder in folders for file in HEADS]
    assert await pinged.tend(timedelta(minutes=1)) == []


async def test_a_burst_of_changes_is_told_together(pinged: Pinged) -> None:
    await pinged.tend()
    shelf.send(pinged.store, ["1"])
    shelf.send(pinged.store, ["2"], name="Heron")
    assert await pinged.tend(timedelta(seconds=1)) == []
    told = await pinged.tend(timedelta(seconds=5))
    assert {"source/otter/rss.xml", "source/heron/rss.xml"} <= set(told)


async def test_a_hub_that_is_away_hears_all_of_it_later_also_after_a_restart(pinged: Pinged) -> None:
    await pinged.tend()
    pinged.site.answers[HUB] = response(status=503)
    shelf.send(pinged.store, ["1"])
    assert await pinged.tend(timedelta(minutes=1))
    pinged.pinger = Pinger(pinged.store)  # whoever looks next leaves it alone too
    assert await pinged.tend(timedelta(seconds=5)) == []
    pinged.site.answers[HUB] = response(status=204)
    assert "source/otter/atom.xml" in await pinged.tend(timedelta(hours=1))
    assert await pinged.tend(timedelta(hours=1)) == []


@pytest.mark.parametrize("status", [302, 307, 308])
async def test_our_hub_is_told_where_it_moved_to(pinged: Pinged, status: int) -> None:
    await pinged.tend()
    pinged.site.answers |= {HUB: redirect("/new", status), "/new": response(status=204)}
    shelf.send(pinged.store, ["1"])
    told = await pinged.tend(timedelta(minutes=1))
    first, second = pinged.site.seen[-2:]
    assert (first.target, second.target, second.method) == (HUB, "/new", "POST")
    assert first.body == second.body and "source/otter/atom.xml" in told
    assert await pinged.tend(timedelta(minutes=1)) == []


async def test_without_a_hub_nobody_is_told(pinged: Pinged) -> None:
    pinged.settings = shelf.SETTINGS
    shelf.send(pinged.store, ["1"])
    assert await pinged.tend() == []


def test_feeds_name_their_hub_but_archives_pages_and_searches_do_not(sqlite_store: Store) -> None:
    settings = replace(shelf.SETTINGS, publish=Publish(hub="https://hub.example/", entries=5))
    shelf.follow(sqlite_store, settings)
    shelf.send(sqlite_store, range(600))
    from aggregator.publish import Outputs

    outputs = Outputs(sqlite_store, settings)
    named = {
        place: b"https://hub.example/" in shelf.body(outputs, place)
        for place in (
            *(folder + file for folder in ("", "source/otter/") for file in HEADS),
            "archive/1-100/atom.xml",
            "source/otter/page/2/rss.xml",
            "search/atom.xml?q=title",
        )
    }
    assert [place for place, is_named in named.items() if not is_named] == [*named][6:]
    made = outputs.produce("source/otter/atom.xml")
    assert getattr(made, "link", None) == (
        '<https://hub.example/>; rel="hub", <http://news.example/desk/source/otter/atom.xml>; rel="self"'
    )

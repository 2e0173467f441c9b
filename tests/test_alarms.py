"""The story of alarms: what is wrong with a stored desk is told once and together, over restarts, never as a storm."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from aggregator.alarms import Watchman, find_faults, make_alarm_feed, tell
from aggregator.config.notify import Alarms
from aggregator.config.settings import Settings
from aggregator.errors import Problem
from aggregator.models.alarm import Alarm
from aggregator.models.entry import Standing
from aggregator.models.notice import Notice
from aggregator.models.output import Site
from aggregator.models.rules import CategoryRule
from aggregator.models.saying import saying
from aggregator.models.source import FeedState, Habits, Hold
from aggregator.outcomes import Cause, PollOutcome
from aggregator.pipeline.desk import PolledSource, take_over
from aggregator.publish import publish
from aggregator.store import entries, habits, notices
from aggregator.store.engine import Store, open_store
from aggregator.store.entries import Incoming
from tests.samples import NOON, a_prepared, a_source, save_state

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SITE = Site(title="River News", url="http://news.example/desk/", timezone="Europe/London")


def settings(count: int = 3, **changes: Any) -> Settings:
    wanted = {"mail": "desk@news.example", "webhook": "https://chat.example/hook", "disk_free": 0}
    return Settings(
        alarms=Alarms.model_validate(wanted | changes),
        categories=(CategoryRule(name="Wildlife"),),
        sources=tuple(a_source(f"S{number}", url=f"http://s{number}.example/") for number in range(count)),
    )


@dataclass
class Desk:
    store: Store
    settings: Settings = field(default_factory=settings)
    now: datetime = NOON
    known: dict[int, PolledSource] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        with self.store.writing() as tx:
            self.known = take_over(tx, self.settings, self.now)
        self.watchman = Watchman(self.store)
        for source_id in self.known:
            self.succeeds(source_id)

    def succeeds(self, source_id: int) -> None:
        self._save(source_id, last_poll=self.now, last_success=self.now, outcome=PollOutcome.NOT_MODIFIED)

    def fails(self, source_id: int, code: str = "server_error", since: timedelta = 25 * HOUR) -> None:
        self._save(
            source_id,
            last_poll=self.now,
            outcome=PollOutcome.FAILED,
            cause=Cause(code, "It does not work."),
            failures=9,
            ailing_since=self.now - since,
        )

    def _save(self, source_id: int, **state: Any) -> None:
        with self.store.writing() as tx:
            save_state(tx, source_id, FeedState(url="http://otter.example/", **state))

    def look(self, after: timedelta = HOUR, **facts: Any) -> list[Notice]:
        """The messages that are written when it is looked, some time later."""
        self.now += after
        asyncio.run(self.watchman.look(self.settings, SITE, self.known, self.now, **facts))
        with self.store.reading() as tx:
            fresh = [notice for notice in notices.due(tx, self.now + DAY, 1000) if notice.id not in self.read]
        self.read |= {notice.id for notice in fresh}
        return fresh

    def restart(self) -> None:
        self.watchman = Watchman(self.store)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def subjects(written: Sequence[Notice]) -> list[str]:
    return [notice.content["subject"] for notice in written if notice.channel == "mail"]


def test_a_source_that_fails_is_told_once_and_once_more_when_it_is_well(desk: Desk) -> None:
    first = next(iter(desk.known))
    assert desk.look() == []
    desk.fails(first)
    assert subjects(desk.look()) == ["River News: Alarm: S0: fails"]
    for _ in range(3):
        desk.restart()
        assert desk.look() == []
    desk.succeeds(first)
    assert subjects(desk.look()) == ["River News: Over: S0: fails"]
    desk.restart()
    assert desk.look() == []


def test_a_webhook_is_told_the_same_in_a_form_for_programs(desk: Desk) -> None:
    desk.fails(next(iter(desk.known)))
    mail, hook = desk.look()
    assert (mail.recipient, hook.recipient) == ("desk@news.example", "")
    said = json.loads(json.dumps(hook.content))
    assert said["text"] == mail.content["text"]
    assert said["alarms"] == [
        {
            "state": "raised",
            "kind": "failing",
            "source": "S0",
            "message": "It does not work. Nothing could be read there since 13 March 2026.",
            "since": desk.now.isoformat(),
            "over": None,
        }
    ]


def test_many_at_once_are_one_message_and_no_two_come_within_an_hour(desk: Desk) -> None:
    first, second, third = desk.known
    desk.fails(first)
    desk.fails(second)
    assert subjects(desk.look()) == ["River News: 2 new alarms, 0 over"]
    desk.fails(third)
    desk.succeeds(first)
    assert desk.look(5 * MINUTE) == []
    assert desk.look(54 * MINUTE) == []
    assert subjects(desk.look(MINUTE)) == ["River News: 1 new alarms, 1 over"]


def test_what_comes_and_goes_within_the_hour_is_not_worth_a_message(desk: Desk) -> None:
    first, second, _ = desk.known
    desk.fails(first)
    desk.look()
    desk.fails(second)
    assert desk.look(10 * MINUTE) == []
    desk.succeeds(second)
    assert desk.look(10 * MINUTE) == []
    assert desk.look(DAY) == []


def test_an_outage_of_the_network_is_one_alarm_and_its_end_another(desk: Desk) -> None:
    for source_id in desk.known:
        desk.fails(source_id, "name_lookup_failed", since=2 * DAY)
    assert desk.look(is_network_away=True) == []
    assert subjects(desk.look(is_network_away=True)) == ["River News: Alarm: no network"]
    assert subjects(desk.look()) == ["River News: Over: no network"]
    desk.restart()
    assert desk.look() == []


def test_what_is_held_and_what_is_wrong_in_the_settings_is_told(desk: Desk) -> None:
    hold = Hold(cause=Cause("old_entries", "It floods."), since=NOON, old_before=NOON)
    with desk.store.writing() as tx:
        habits.save(tx, next(iter(desk.known)), Habits(hold=hold))
    refused = (Problem("feeds.yaml", 3, "site", "is wrong"),)
    (mail, _) = desk.look(refused=refused)
    assert 'aggregator release "S0"' in mail.content["text"]
    assert "feeds.yaml:3: site: is wrong" in mail.content["text"]


def test_entries_that_no_rule_placed_are_one_alarm(desk: Desk) -> None:
    desk.settings = replace(desk.settings, alarms=Alarms.model_validate({"mail": "a@b.example", "unplaced": 5}))
    source_id, polled = next(iter(desk.known.items()))
    many = [Incoming(a_prepared(str(number), published=NOON), Standing.WAITING) for number in range(6)]
    with desk.store.writing() as tx:
        entries.insert_new(tx, source_id, polled.first_url, many, desk.now)
        publish(tx, desk.settings, desk.now)
    (mail,) = desk.look()
    assert "6 entries of the last seven days have no category" in mail.content["text"]


def test_a_source_that_falls_silent_is_told_and_looking_for_it_is_cheap(desk: Desk) -> None:
    source_id, polled = next(iter(desk.known.items()))
    daily = [Incoming(a_prepared(str(age), published=NOON - age * DAY), Standing.OUT) for age in range(1, 15)]
    with desk.store.writing() as tx:
        entries.insert_new(tx, source_id, polled.first_url, daily, desk.now)
    assert desk.look() == []
    desk.now += 6 * DAY
    desk.succeeds(source_id)
    assert subjects(desk.look()) == ["River News: Alarm: S0: has gone quiet"]


def test_a_disk_that_is_nearly_full_is_told(desk: Desk) -> None:
    desk.settings = settings(disk_free="1024GiB")
    assert subjects(desk.look()) == ["River News: Alarm: the disk is nearly full"]


def test_nothing_is_written_while_nothing_changes(desk: Desk) -> None:
    desk.fails(next(iter(desk.known)))
    desk.look()

    def refuse(*_: object) -> None:
        raise AssertionError("a transaction for nothing")

    desk.store.write = refuse  # type: ignore[method-assign, assignment]  # the store's own way in
    for _ in range(5):
        assert desk.look(10 * MINUTE) == []


def test_alarms_without_anybody_to_tell_are_kept_for_the_feed_and_the_note(desk: Desk) -> None:
    desk.settings = replace(desk.settings, alarms=Alarms(disk_free=0))
    desk.fails(next(iter(desk.known)))
    assert desk.look() == []
    with desk.store.reading() as tx:
        feed = etree.fromstring(make_alarm_feed(tx, SITE))
    titles = feed.xpath("//a:entry/a:title/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert titles == ["Alarm: S0: fails"]


def test_the_feed_of_alarms_is_the_same_every_time_and_holds_text_only(desk: Desk) -> None:
    nasty = Alarm(kind="failing", mark="9", subject="<b>&", told=saying("fault", fault="<script>"))
    with desk.store.writing() as tx:
        tell(tx, desk.settings, SITE, [nasty], NOON)
        tell(tx, desk.settings, SITE, [], NOON + HOUR)
        tell(tx, desk.settings, SITE, [], NOON + 2 * HOUR)
        feed = make_alarm_feed(tx, SITE)
        assert feed == make_alarm_feed(tx, SITE)
    document = etree.fromstring(feed)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert document.xpath("//a:entry/a:title/text()", namespaces=names) == ["Over: <b>&: fails", "Alarm: <b>&: fails"]
    assert document.xpath("//a:entry/a:content/text()", namespaces=names) == ["<script>", "<script>"]
    assert not document.xpath("//a:link[@rel='self']", namespaces=names)  # it would be the secret address


def test_faults_of_sources_are_one_each_and_those_of_the_file_one() -> None:
    faulty = tuple(Problem("f", line, "url", "is wrong", "Otter") for line in (3, 4))
    refused = (Problem("f", 1, "a", "is wrong"), Problem("f", 2, "b", "is wrong"))
    found = dict(find_faults(replace(Settings(), faulty=faulty), refused))
    assert found["Otter"] == saying("fault", fault="f:3: url: is wrong")
    assert found[""] == saying("refused_with_more", fault="f:1: a: is wrong", count=1)
    assert dict(find_faults(Settings(), refused[:1]))[""].key == "refused"


def test_a_kill_between_looking_and_telling_loses_and_doubles_nothing(sqlite_url: str) -> None:
    told: list[str] = []
    with open_store(sqlite_url) as store:
        desk = Desk(store)
        desk.fails(next(iter(desk.known)))
        with pytest.raises(KeyError), store.writing() as tx:
            alarm = Alarm(kind="failing", mark="1", subject="S0", told=saying("emptied"))
            tell(tx, desk.settings, SITE, [alarm], NOON)
            raise KeyError  # the process dies before the transaction ends
        told += subjects(desk.look())
        desk.restart()
        told += subjects(desk.look())
    assert told == ["River News: Alarm: S0: fails"]

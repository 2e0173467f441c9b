"""Alarms and messages in the store: told once, over once, whatever happens in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from aggregator.models.alarm import Alarm, AlarmKind
from aggregator.models.notice import Notice
from aggregator.models.saying import saying
from aggregator.store import alarms, notices
from aggregator.store.engine import Store, open_store
from tests.samples import NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def an_alarm(mark: str = "1", kind: AlarmKind = "failing") -> Alarm:
    return Alarm(kind=kind, mark=mark, subject=f"S{mark}", told=saying("fault", fault=f"{mark} fails."))


def look(store: Store, now: datetime, *standing: Alarm, tell: bool = True) -> tuple[list[str], list[str]]:
    """What is told as raised and as over when just these stand."""
    with store.writing() as tx:
        alarms.note(tx, standing, now)
        untold = alarms.untold(tx)
        if tell:
            alarms.mark_told(tx, untold, now)
    return [one.alarm.mark for one in untold.raised], [one.alarm.mark for one in untold.over]


def test_an_alarm_is_told_once_and_so_is_its_end(store: Store) -> None:
    assert look(store, NOON, an_alarm()) == (["1"], [])
    assert look(store, NOON + HOUR, an_alarm()) == ([], [])
    assert look(store, NOON + 2 * HOUR, an_alarm(), an_alarm("2")) == (["2"], [])
    assert look(store, NOON + 3 * HOUR, an_alarm("2")) == ([], ["1"])
    assert look(store, NOON + 4 * HOUR, an_alarm("2")) == ([], [])
    assert look(store, NOON + 5 * HOUR, an_alarm(), an_alarm("2")) == (["1"], [])


def test_what_comes_and_goes_before_it_is_told_is_not_told(store: Store) -> None:
    look(store, NOON, an_alarm(), tell=False)
    assert look(store, NOON + HOUR) == ([], [])
    with store.reading() as tx:
        assert alarms.newest(tx, 10) == []


def test_trouble_that_returns_before_its_end_was_told_is_the_same_trouble(store: Store) -> None:
    look(store, NOON, an_alarm())
    look(store, NOON + HOUR, tell=False)
    assert look(store, NOON + 2 * HOUR, an_alarm()) == ([], [])
    with store.reading() as tx:
        (kept,) = alarms.standing(tx)
    assert (kept.since, kept.told_at, kept.over_at) == (NOON, NOON, None)


def test_when_the_network_came_back_is_known_even_if_nobody_was_told(store: Store) -> None:
    look(store, NOON, an_alarm("", "network"), tell=False)
    assert look(store, NOON + HOUR) == ([], [])
    with store.reading() as tx:
        assert alarms.network_back_at(tx) == NOON + HOUR


def test_what_stands_and_what_ended_in_a_week_can_be_asked_for(store: Store) -> None:
    look(store, NOON, an_alarm(), an_alarm("2"), an_alarm("3"))
    look(store, NOON + DAY, an_alarm("2"), an_alarm("3"))
    look(store, NOON + 9 * DAY, an_alarm("3"))
    with store.reading() as tx:
        assert [one.alarm.mark for one in alarms.standing(tx)] == ["3"]
        assert [one.alarm.mark for one in alarms.over_since(tx, NOON, NOON + 7 * DAY)] == ["1"]
        assert [one.alarm.mark for one in alarms.newest(tx, 2)] == ["3", "2"]
        assert alarms.open_keys(tx) == {"failing:3"}
        assert alarms.last_told(tx) == NOON + 9 * DAY


def test_what_has_long_been_over_is_forgotten_and_what_stands_is_not(store: Store) -> None:
    look(store, NOON, an_alarm(), an_alarm("2"))
    look(store, NOON + DAY, an_alarm("2"))
    with store.writing() as tx:
        alarms.tidy(tx, NOON + 2 * DAY)
        assert [one.alarm.mark for one in alarms.newest(tx, 9)] == ["2"]


def test_alarms_outlive_a_restart(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        look(store, NOON, an_alarm())
    with open_store(sqlite_url) as store:
        assert look(store, NOON + HOUR, an_alarm()) == ([], [])
        assert look(store, NOON + 2 * HOUR) == ([], ["1"])


def a_notice(number: int = 1, written_at: datetime = NOON) -> Notice:
    return Notice(
        message_id=f"<{number}@news.example>",
        channel="mail",
        recipient=f"r{number}@news.example",
        about="alarms",
        written_at=written_at,
        content={"subject": "Ünfälle", "text": "…"},
    )


def put(store: Store, *written: Notice) -> None:
    with store.writing() as tx:
        notices.put(tx, written)


def due(store: Store, now: datetime) -> Sequence[Notice]:
    with store.reading() as tx:
        return notices.due(tx, now, 10)


def test_a_message_waits_until_it_is_sent_and_then_never_again(store: Store) -> None:
    put(store, a_notice(1), a_notice(2))
    first, second = due(store, NOON)
    assert (first.message_id, first.content) == ("<1@news.example>", {"subject": "Ünfälle", "text": "…"})
    with store.writing() as tx:
        notices.sent(tx, first.id, NOON)
        notices.failed(tx, second.id, "No server.", NOON + MINUTE)
    assert due(store, NOON) == []
    (again,) = due(store, NOON + MINUTE)
    assert (again.id, again.tries) == (second.id, 1)
    with store.writing() as tx:
        notices.failed(tx, again.id, "No server.", None)
    assert due(store, NOON + 30 * DAY) == []


def test_a_message_is_not_forgotten_by_a_clock_that_is_put_back(store: Store) -> None:
    put(store, a_notice(written_at=NOON + 400 * DAY))
    assert len(due(store, NOON)) == 1


def test_the_same_message_is_never_put_twice(store: Store) -> None:
    put(store, a_notice())
    with pytest.raises(Exception, match=r"(?i)unique"):
        put(store, a_notice())


def test_settled_messages_are_forgotten_in_time_and_waiting_ones_are_not(store: Store) -> None:
    put(store, a_notice(1), a_notice(2))
    with store.writing() as tx:
        notices.sent(tx, 1, NOON)
        notices.tidy(tx, NOON + DAY)
    assert [notice.recipient for notice in due(store, NOON)] == ["r2@news.example"]
    put(store, a_notice(1))

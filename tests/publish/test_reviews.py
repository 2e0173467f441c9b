"""What waits at the desk is told once a day at most, and only when something new waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from lxml import etree

from aggregator import publish
from aggregator.config.notify import Alarms
from aggregator.models.entry import Standing
from aggregator.models.notice import Notice
from aggregator.store import hand, notices
from aggregator.store.engine import Store
from tests.publish.shelf import SETTINGS, come_in, follow
from tests.samples import NOON, a_prepared

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WANTED = replace(SETTINGS, alarms=Alarms(review=("ada@news.example", "bo@news.example")))
NASTY = "<script>alert(1)</script>\r\nBcc: all@news.example"


def wait(store: Store, *titles: str) -> list[int]:
    prepared = [a_prepared(f"w{blake2b(title.encode(), digest_size=8).hexdigest()}", title=title) for title in titles]
    return come_in(store, "Otter", *prepared, standing=Standing.REVIEW)


def look(store: Store, now: datetime) -> int:
    """How many messages are written when the daemon looks."""
    with store.writing() as tx:
        is_due = publish.are_due(tx, WANTED, now)
        written = publish.write_due(tx, WANTED, now)
        assert is_due == bool(written)
    return written


def written(store: Store) -> list[Notice]:
    with store.reading() as tx:
        return notices.due(tx, datetime(2030, 1, 1, tzinfo=UTC), 100)


def test_nothing_is_told_while_nothing_waits_or_nobody_wants_to_know(sqlite_store: Store) -> None:
    follow(sqlite_store)
    assert look(sqlite_store, NOON) == 0
    wait(sqlite_store, "River one")
    with sqlite_store.writing() as tx:
        assert not publish.are_due(tx, SETTINGS, NOON)
        assert publish.write_due(tx, SETTINGS, NOON) == 0


def test_each_gets_a_mail_that_leads_to_the_desk(store: Store) -> None:
    follow(store)
    wait(store, "River one", NASTY)
    assert look(store, NOON) == 2
    first, second = written(store)
    assert (first.recipient, second.recipient) == ("ada@news.example", "bo@news.example")
    assert first.content["subject"] == f"{SETTINGS.site.title}: 2 entries wait at the desk"
    assert f"{SETTINGS.site.url}desk/waiting/" in first.content["text"]
    page: Any = etree.HTML(first.content["html"])
    leads = [href for href in page.xpath("//@href") if "/desk/entry/" in href]
    assert len(leads) == 2
    assert not page.xpath("//script")
    assert not any(line.startswith("Bcc:") for line in first.content["text"].splitlines())


def test_it_is_told_again_only_a_day_later_and_if_something_new_waits(sqlite_store: Store) -> None:
    follow(sqlite_store)
    wait(sqlite_store, "River one")
    assert look(sqlite_store, NOON) == 2
    wait(sqlite_store, "River two")
    assert look(sqlite_store, NOON + 23 * HOUR) == 0, "a day has not passed"
    assert look(sqlite_store, NOON + DAY) == 2
    assert look(sqlite_store, NOON + 3 * DAY) == 0, "nothing new waits"


def test_what_was_approved_or_hidden_meanwhile_is_not_told(sqlite_store: Store) -> None:
    follow(sqlite_store)
    approved, hidden = wait(sqlite_store, "River one", "River two")
    with sqlite_store.writing() as tx:
        hand.stand(tx, approved, Standing.WAITING, NOON)
        hand.mark(tx, hidden, {"hidden_at": NOON}, NOON)
    assert look(sqlite_store, NOON) == 0


def test_a_clock_that_was_a_year_ahead_silences_nobody(sqlite_store: Store) -> None:
    follow(sqlite_store)
    wait(sqlite_store, "River one")
    assert look(sqlite_store, NOON + 365 * DAY) == 2
    wait(sqlite_store, "River two")
    assert look(sqlite_store, NOON) == 2


def test_a_mail_names_only_the_newest_of_many(sqlite_store: Store) -> None:
    follow(sqlite_store)
    wait(sqlite_store, *[f"River {number}" for number in range(25)])
    look(sqlite_store, NOON)
    text = written(sqlite_store)[0].content["text"]
    assert "River 24" in text
    assert "River 4\n" not in text
    assert "And 5 more." in text


def test_the_feed_holds_what_waits_as_text_and_leads_to_the_desk(sqlite_store: Store) -> None:
    follow(sqlite_store)
    wait(sqlite_store, "River one", NASTY)
    with sqlite_store.reading() as tx:
        feed = publish.make_review_feed(tx, SETTINGS)
        assert feed == publish.make_review_feed(tx, SETTINGS)
    names = {"a": "http://www.w3.org/2005/Atom"}
    document: Any = etree.fromstring(feed)
    titles = document.xpath("//a:entry/a:title/text()", namespaces=names)
    assert len(titles) == 2
    assert titles[1] == "River one"
    links = document.xpath("//a:entry/a:link/@href", namespaces=names)
    assert all(href.startswith(f"{SETTINGS.site.url}desk/entry/") for href in links)
    assert not document.xpath("//a:link[@rel='self']", namespaces=names)  # it would be the secret address

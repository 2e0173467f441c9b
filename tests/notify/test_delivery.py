"""From the outbox to a real mail server and a real webhook: down and up again, killed in between, and given up."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from aggregator.config.notify import Alarms, Mail
from aggregator.config.settings import Settings
from aggregator.delivery import GIVEN_UP_AFTER, deliver, next_try_at
from aggregator.fetch.client import Fetcher
from aggregator.models.notice import Letter, Notice
from aggregator.notify.written import Postmark, mails, posting
from aggregator.store import notices
from aggregator.store.engine import Store
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Site, response
from tests.notify.server import HOST, Post, mail_server
from tests.ports import free_port
from tests.samples import NOON

MINUTE = timedelta(minutes=1)
POSTMARK = Postmark(UUID(int=7), "http://news.example/", NOON)
LETTER = Letter("Alarm", "It fails.", "<p>It fails.</p>")


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with quick_fetcher() as opened:
        yield opened


def put(store: Store, *written: Notice) -> None:
    with store.writing() as tx:
        notices.put(tx, written)


def by_mail(port: int) -> Settings:
    values = {"server": HOST, "port": port, "security": "none", "from": "desk@news.example"}
    return Settings(mail=Mail.model_validate(values))


def faults(store: Store) -> list[Any]:
    from sqlalchemy import text

    with store.reading() as tx:
        return [tuple(row) for row in tx.execute(text("SELECT fault, tries FROM notices ORDER BY id"))]


async def test_what_a_mail_server_missed_comes_once_it_is_up_again(sqlite_store: Store, fetcher: Fetcher) -> None:
    post, port = Post(), free_port()
    put(sqlite_store, *mails(LETTER, ["a@news.example", "b@news.example"], "alarms", POSTMARK))
    assert await deliver(sqlite_store, fetcher, by_mail(port), NOON) == 0
    with mail_server(post, port):
        assert await deliver(sqlite_store, fetcher, by_mail(port), NOON + MINUTE / 2) == 0
        assert await deliver(sqlite_store, fetcher, by_mail(port), NOON + MINUTE) == 2
        assert await deliver(sqlite_store, fetcher, by_mail(port), NOON + 2 * MINUTE) == 0
    assert [recipients for recipients, _ in post.taken] == [["a@news.example"], ["b@news.example"]]
    assert [message["To"] for _, message in post.taken] == ["a@news.example", "b@news.example"]


async def test_a_message_that_was_sent_but_not_marked_goes_again_under_the_same_id(
    sqlite_store: Store, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, port = Post(), free_port()
    put(sqlite_store, *mails(LETTER, ["a@news.example"], "alarms", POSTMARK))

    def die(*_: object) -> None:
        raise KeyError

    with mail_server(post, port):
        with monkeypatch.context() as patch:
            patch.setattr(notices, "sent", die)  # the process dies between the server and the store
            with pytest.raises(KeyError):
                await deliver(sqlite_store, fetcher, by_mail(port), NOON)
        assert await deliver(sqlite_store, fetcher, by_mail(port), NOON) == 1
    assert len({str(message["Message-ID"]) for _, message in post.taken}) == 1
    assert len({str(message["Date"]) for _, message in post.taken}) == 1


async def test_one_recipient_who_is_refused_costs_the_others_nothing(sqlite_store: Store, fetcher: Fetcher) -> None:
    post, port = Post(refusals={"a@news.example": "550 no such user"}), free_port()
    put(sqlite_store, *mails(LETTER, ["a@news.example", "b@news.example"], "note", POSTMARK))
    with mail_server(post, port):
        assert await deliver(sqlite_store, fetcher, by_mail(port), NOON) == 1
        assert await deliver(sqlite_store, fetcher, by_mail(port), NOON + timedelta(days=1)) == 0
    (refused, _), (sent, _) = faults(sqlite_store)
    assert "no such user" in refused
    assert sent is None


async def test_a_webhook_gets_json_and_is_asked_again_until_it_takes_it(sqlite_store: Store) -> None:
    async with Site() as site, quick_fetcher(quick_policy()) as fetcher:
        settings = Settings(alarms=Alarms.model_validate({"webhook": site.url("/hook?key=sesame")}))
        put(sqlite_store, posting({"text": "Ünwell."}, "alarms", POSTMARK))
        site.answers["/hook?key=sesame"] = response(b"busy", status=500)
        assert await deliver(sqlite_store, fetcher, settings, NOON) == 0
        site.answers["/hook?key=sesame"] = response(status=204, length=None)
        assert await deliver(sqlite_store, fetcher, settings, NOON + MINUTE) == 1
        assert await deliver(sqlite_store, fetcher, settings, NOON + 9 * MINUTE) == 0
        refused, taken = site.seen
    assert refused.body == taken.body
    assert (taken.method, taken.headers["content-type"]) == ("POST", b"application/json")
    said = json.loads(taken.body)
    assert said["text"] == "Ünwell."
    assert said["id"].endswith("@news.example")


async def test_a_webhook_never_leads_into_a_private_network(sqlite_store: Store) -> None:
    async with Site() as site, quick_fetcher(quick_policy(allow_private=())) as fetcher:
        settings = Settings(alarms=Alarms.model_validate({"webhook": site.url("/hook")}))
        put(sqlite_store, posting({"text": "…"}, "alarms", POSTMARK))
        assert await deliver(sqlite_store, fetcher, settings, NOON) == 0
        assert site.seen == []
    assert "private network" in faults(sqlite_store)[0][0]


async def test_what_nobody_takes_any_more_waits_and_is_given_up(sqlite_store: Store, fetcher: Fetcher) -> None:
    put(
        sqlite_store, *mails(LETTER, ["a@news.example"], "alarms", POSTMARK), posting({"text": "…"}, "alarms", POSTMARK)
    )
    assert await deliver(sqlite_store, fetcher, Settings(), NOON) == 0
    assert await deliver(sqlite_store, fetcher, Settings(), NOON + GIVEN_UP_AFTER) == 0
    assert [tries for _, tries in faults(sqlite_store)] == [2, 2]
    assert await deliver(sqlite_store, fetcher, Settings(), NOON + 2 * GIVEN_UP_AFTER) == 0
    assert [tries for _, tries in faults(sqlite_store)] == [2, 2]


@pytest.mark.parametrize(
    ("tries", "after", "wait"),
    [(0, 0, 1), (1, 1, 2), (4, 30, 16), (6, 70, 60), (400, 4000, 60), (9, 72 * 60, None)],
)
def test_a_message_is_tried_ever_more_rarely_for_three_days(tries: int, after: int, wait: int | None) -> None:
    now: datetime = NOON + after * MINUTE
    notice = replace(posting({}, "alarms", POSTMARK), tries=tries)
    assert next_try_at(notice, now) == (None if wait is None else now + wait * MINUTE)

"""What is decided without asking anybody: signatures, leases, and whether a hub could reach us."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.models.subscription import Subscription
from aggregator.websub import terms
from aggregator.websub.reach import why_unreachable
from aggregator.websub.signatures import is_signed, sign
from tests.samples import NOON

SECRET, BODY = b"k" * 64, b"<rss/>"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASKED = Subscription(
    callback="c", source_id=1, hub="http://hub.example/", topic="http://t.example/", secret=SECRET, due=NOON
)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signature_is_an_hmac_by_one_of_four_methods(method: str) -> None:
    made = sign(SECRET, BODY, method)
    assert made == f"{method}={hmac.new(SECRET, BODY, getattr(hashlib, method)).hexdigest()}"
    assert is_signed(SECRET, BODY, made)
    assert is_signed(SECRET, BODY, f" {made.upper()} ")
    assert not is_signed(SECRET, BODY + b" ", made)
    assert not is_signed(SECRET + b"x", BODY, made)


@pytest.mark.parametrize("said", ["", "sha256", "sha256=", "md5=" + "0" * 32, "=", "sha256=ü", "sha1=" + "0" * 64])
def test_what_is_no_signature_is_no_right_one(said: str) -> None:
    assert not is_signed(SECRET, BODY, said)


@pytest.mark.parametrize(
    ("url", "allowed", "is_reached"),
    [
        ("https://news.agency.org.uk/", (), True),
        ("http://8.8.8.8/desk/", (), True),
        ("https://news.agency.org.uk:8443/", (), True),
        ("http://127.0.0.1:8080/", (), False),
        ("http://127.0.0.1:8080/", ("127.0.0.0/8",), True),
        ("http://127.0.0.1:8080/", ("127.0.0.1:8080",), True),
        ("http://127.0.0.1:8080/", ("127.0.0.1:8081",), False),
        ("http://[::1]:8080/", (), False),
        ("http://192.168.1.7/", (), False),
        ("http://localhost:8080/", (), False),
        ("http://desk/", (), False),
        ("http://desk.local/", (), False),
        ("http://news.example./", (), False),
        ("https://news.agency.org.uk:25/", (), False),
    ],
)
def test_hubs_reach_public_addresses_only(url: str, allowed: tuple[str, ...], is_reached: bool) -> None:
    reason = why_unreachable(url, allowed)
    assert (reason is None) == is_reached
    assert reason is None or url in reason


@pytest.mark.parametrize(
    ("granted", "lasts"),
    [
        (None, 10 * DAY),
        (timedelta(days=5), 5 * DAY),
        (timedelta(seconds=1), HOUR),
        (timedelta(0), HOUR),
        (timedelta(days=3650), 30 * DAY),
    ],
)
def test_a_lease_is_bounded_and_renewed_before_it_is_over(granted: timedelta | None, lasts: timedelta) -> None:
    agreed = terms.agreed(terms.asked(ASKED, NOON), granted, NOON)
    assert (agreed.pending, agreed.lease_until, agreed.due) == (False, NOON + lasts, NOON + lasts * 0.75)
    assert agreed.is_active(NOON + lasts - timedelta(seconds=1))
    assert not agreed.is_active(NOON + lasts)


def test_only_what_is_waited_for_is_confirmed() -> None:
    waiting = terms.asked(ASKED, NOON)
    assert terms.is_expected(waiting, "subscribe", waiting.topic)
    assert not terms.is_expected(waiting, "unsubscribe", waiting.topic)
    assert not terms.is_expected(waiting, "subscribe", "http://other.example/")
    assert not terms.is_expected(ASKED, "subscribe", ASKED.topic)
    assert not terms.is_expected(terms.agreed(waiting, None, NOON), "subscribe", waiting.topic)


def test_a_hub_that_does_not_answer_is_asked_ever_more_rarely() -> None:
    one, pauses = ASKED, []
    for _ in range(11):
        one = terms.refused(one, "No.", NOON)
        pauses.append((one.due - NOON) / timedelta(minutes=1))
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]
    assert one.cause == "No."
    assert terms.agreed(one, None, NOON).tries == 0


def test_a_subscription_that_we_left_is_over_when_the_hub_agrees_or_its_lease_ends() -> None:
    active = terms.agreed(terms.asked(ASKED, NOON), None, NOON)
    leaving = terms.leaving(active, NOON)
    assert (leaving.mode, leaving.due) == ("unsubscribe", NOON)
    assert not leaving.is_active(NOON)
    assert not terms.is_over(leaving, NOON)
    assert terms.is_over(leaving, NOON + 10 * DAY)
    assert terms.is_over(replace(leaving, tries=terms.MOST_FAREWELLS), NOON)
    assert terms.is_over(terms.leaving(ASKED, NOON), NOON)
    assert not terms.is_over(active, NOON + 10 * DAY)


def test_the_secret_is_in_no_log() -> None:
    assert SECRET.decode() not in repr(ASKED)

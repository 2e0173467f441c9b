"""Mail to a real server: encrypted or not at all, as somebody, to each by themselves, and nothing smuggled in."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from aggregator.config.notify import Mail
from aggregator.errors import DeliveryError
from aggregator.models.notice import Letter
from aggregator.notify.mail import compose, send
from tests.notify.server import HOST, Post, mail_server, trusting
from tests.ports import free_port
from tests.samples import NOON

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

LETTER = Letter("Otters & Füchse", "Otters are back.\n", "<p>Otters are <b>back</b>.</p>")


@pytest.fixture
def post() -> Post:
    return Post()


def settings(port: int, **changes: Any) -> Mail:
    values = {"server": HOST, "port": port, "security": "none", "from": "River News <desk@news.example>"}
    return Mail.model_validate(values | changes)


def message(letter: Letter = LETTER, recipient: str = "volunteer@news.example") -> Any:
    return compose(
        letter,
        sender="River News <desk@news.example>",
        recipient=recipient,
        message_id="<1@news.example>",
        written_at=NOON,
    )


def test_a_letter_arrives_in_both_forms_with_its_date_and_id(post: Post) -> None:
    port = free_port()
    with mail_server(post, port):
        send(settings(port), message())
    ((recipients, taken),) = post.taken
    assert recipients == ["volunteer@news.example"]
    assert taken["Subject"] == "Otters & Füchse"
    assert taken["From"] == "River News <desk@news.example>"
    assert (taken["Message-ID"], taken["Auto-Submitted"]) == ("<1@news.example>", "auto-generated")
    assert taken["Date"].datetime == NOON
    bodies = [part.get_content() for part in taken.iter_parts()]
    assert [body.strip() for body in bodies] == [LETTER.text.strip(), LETTER.html]


def test_the_password_goes_over_an_encrypted_line(post: Post) -> None:
    port = free_port()
    with mail_server(post, port, starttls=True, user="desk"):
        send(settings(port, security="starttls", user="desk", password="sesame"), message(), context=trusting())
    assert post.sessions == [(True, b"desk")]


@pytest.mark.parametrize(
    ("server", "changes", "reason"),
    [
        ({}, {"security": "starttls"}, "STARTTLS"),
        ({"starttls": True}, {"security": "starttls"}, "No secure connection"),
        ({}, {"security": "tls"}, "No secure connection"),
        ({"user": "desk"}, {"user": "desk", "password": "wrong"}, "refuses our user or password"),
        ({"user": "desk"}, {}, "530"),
    ],
    ids=["starttls not offered", "certificate of nobody", "no tls there", "wrong password", "no password"],
)
def test_what_the_server_does_not_allow_is_a_reason_and_nothing_is_sent(
    post: Post, server: dict[str, Any], changes: dict[str, Any], reason: str
) -> None:
    port = free_port()
    with mail_server(post, port, **server), pytest.raises(DeliveryError, match=reason) as raised:
        send(settings(port, **changes), message())
    assert post.taken == []
    assert not raised.value.is_final
    assert "wrong" not in str(raised.value)


@pytest.mark.parametrize(("answer", "is_final"), [("550 no such user", True), ("451 try later", False)])
def test_a_recipient_who_is_not_there_is_given_up_and_one_who_is_busy_is_not(
    post: Post, answer: str, is_final: bool
) -> None:
    port = free_port()
    post.refusals["volunteer@news.example"] = answer
    with mail_server(post, port), pytest.raises(DeliveryError, match=answer) as raised:
        send(settings(port), message())
    assert raised.value.is_final is is_final


def test_a_server_that_is_down_is_a_reason() -> None:
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1 can't be used"):
        send(settings(free_port()), message())


@pytest.mark.parametrize("subject", ["News\r\nBcc: all@news.example", "News\nX-Evil: 1", "a\rb", "x" * 3000, "\x00a"])
def test_no_title_makes_a_header(post: Post, subject: str) -> None:
    port = free_port()
    with mail_server(post, port), contextlib.suppress(DeliveryError):
        send(settings(port), message(Letter(subject, "…", "…")))
    for recipients, taken in post.taken:
        assert recipients == ["volunteer@news.example"]
        assert {"bcc", "x-evil"}.isdisjoint(name.lower() for name in taken)


def test_a_recipient_may_have_a_name(post: Post) -> None:
    port = free_port()
    with mail_server(post, port):
        send(settings(port), message(recipient="Anna & Bo <volunteer@news.example>"))
    ((recipients, taken),) = post.taken
    assert recipients == ["volunteer@news.example"]
    assert taken["To"].addresses[0].display_name == "Anna & Bo"


def test_the_password_shows_nowhere() -> None:
    assert "sesame" not in repr(settings(25, user="desk", password="sesame"))

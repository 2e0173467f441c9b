"""Mail, alarms and letters in feeds.yaml: what is missing is named, and what is secret is not shown."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from aggregator.config.loader import read_settings
from aggregator.config.settings import Settings
from aggregator.errors import ConfigError
from aggregator.weekly import Weekly

MAIL = "mail: {server: smtp.example.org, from: desk@example.org}\n"
ENVIRON = {"SMTP_PASSWORD": "sesame-sesame", "TOKEN": "a-token-of-plain-letters"}


def read(text: str) -> Settings:
    return read_settings(text.encode(), "feeds.yaml", ENVIRON)


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        read(text)
    return [str(problem) for problem in raised.value.problems]


def test_everything_has_a_default_and_nobody_is_told_anything() -> None:
    settings = read("sources: []\n")
    assert (settings.mail.server, settings.alarms.mail, settings.alarms.webhook) == (None, (), None)
    assert settings.alarms.failing == timedelta(hours=24)
    assert (settings.digest.note, settings.digest.newsletter) == (None, None)


def test_one_may_say_who_is_told_of_what() -> None:
    settings = read(
        "mail: {server: smtp.example.org, from: 'News & Jobs <desk@example.org>', user: u,"
        " password: '${SMTP_PASSWORD}'}\n"
        "web: {token: '${TOKEN}'}\n"
        "alarms: {mail: [a@example.org, b@example.org], webhook: 'https://chat.example/x?key=1', feed: true}\n"
        "digest:\n"
        "  note: {to: a@example.org, schedule: monday 08:00}\n"
        "  newsletter: {to: 'Readers <list@example.org>', schedule: Friday 16:30}\n"
    )
    assert settings.mail.password == "sesame-sesame"
    assert settings.alarms.mail == ("a@example.org", "b@example.org")
    assert settings.digest.newsletter is not None
    assert settings.digest.newsletter.schedule == Weekly(4, time(16, 30))
    assert "sesame" not in repr(settings)
    assert "key=1" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("alarms: {mail: a@b.example}", "feeds.yaml:1: alarms.mail: needs `mail.server`, which is missing"),
        (
            "digest:\n  note: {to: a@b.example, schedule: monday 08:00}",
            "feeds.yaml:2: digest.note: needs `mail.server`, which is missing",
        ),
        (
            "digest:\n  newsletter: {to: a@b.example, schedule: monday 08:00}",
            "feeds.yaml:2: digest.newsletter: needs `mail.server`, which is missing",
        ),
        ("alarms: {feed: true}", "feeds.yaml:1: alarms.feed: needs `web.token`, which is missing"),
        ("alarms: {review: a@b.example}", "feeds.yaml:1: alarms.review: needs `mail.server`, which is missing"),
        ("alarms: {review_feed: true}", "feeds.yaml:1: alarms.review_feed: needs `web.token`, which is missing"),
        ("mail: {server: smtp.example.org}", "feeds.yaml:1: mail.from: is missing"),
        (MAIL.replace("}", ", user: u}"), "feeds.yaml:1: mail.password: is missing"),
        (MAIL.replace("}", ", password: '${SMTP_PASSWORD}'}"), "feeds.yaml:1: mail.user: is missing"),
        (
            MAIL.replace("}", ", user: u, password: '${SMTP_PASSWORD}', security: none}"),
            "feeds.yaml:1: mail.security: must be starttls or tls",
        ),
        ("mail: {server: 'https://smtp.example.org'}", "feeds.yaml:1: mail.server: must be the name of a mail server"),
        ("mail: {from: nobody}", "feeds.yaml:1: mail.from: must be a mail address"),
        ('mail: {from: "a@b.example\\nBcc: c@d.example"}', "feeds.yaml:1: mail.from: "),
        ("mail: {password: ''}", "feeds.yaml:1: mail.password: must not be empty"),
        (MAIL + "alarms: {mail: [a@b.example, nobody]}", "feeds.yaml:2: alarms.mail[1]: must be a mail address"),
        (MAIL + "digest: {note: {to: [], schedule: monday 08:00}}", "feeds.yaml:2: digest.note.to: must not be empty"),
        (MAIL + "digest: {note: {to: a@b.example}}", "feeds.yaml:2: digest.note.schedule: is missing"),
        (
            MAIL + "digest: {note: {to: a@b.example, schedule: daily}}",
            "feeds.yaml:2: digest.note.schedule: must be a weekday and a time of day, such as monday 08:00",
        ),
        ("alarms: {failing: 0s}", "feeds.yaml:1: alarms.failing: must be between 1s and 30d"),
        ("alarms: {quiet: 1}", "feeds.yaml:1: alarms.quiet: must be 2 or more"),
        ("alarms: {webhook: 'ftp://secret.example/x'}", "feeds.yaml:1: alarms.webhook: must be a web address"),
    ],
)
def test_what_is_missing_or_wrong_is_named_with_its_line(text: str, told: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith(told)
    assert "sesame" not in fault
    assert "secret.example" not in fault


def test_a_mail_section_that_is_wrong_itself_is_not_also_missing() -> None:
    (fault,) = faults("mail: {server: smtp.example.org, from: desk@example.org, prot: 25}\nalarms: {mail: a@b.example}")
    assert "unknown key `prot`" in fault


def test_a_password_in_the_clear_may_stay_on_the_own_machine() -> None:
    settings = read("mail: {server: localhost, from: a@b.example, user: u, password: p, security: none}")
    assert settings.mail.security == "none"

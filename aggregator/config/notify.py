"""The part of feeds.yaml that says who is told of what: mail and how it is sent, alarms, the weekly letters."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from aggregator.config.model import Model
from aggregator.config.scalars import (
    Duration,
    MailAddress,
    OneOrMany,
    Size,
    WebAddress,
    between,
    check_mail_server,
)
from aggregator.weekly import WEEKDAYS, Weekly, read_weekly

_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)

Security = Literal["starttls", "tls", "none"]
Recipients = Annotated[tuple[MailAddress, ...], OneOrMany()]
Schedule = Annotated[
    Weekly,
    BeforeValidator(read_weekly),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^({'|'.join(WEEKDAYS)}) +([01]?[0-9]|2[0-3]):[0-5][0-9]$",
            "examples": ["monday 08:00"],
        }
    ),
]


class Mail(Model):
    """How mail is sent."""

    server: Annotated[str, AfterValidator(check_mail_server)] | None = Field(
        default=None, description="The server that takes our mail, such as smtp.example.org. No mail is sent without."
    )
    port: int | None = Field(
        default=None, ge=1, le=65_535, description="Its port; if not given 587 (starttls), 465 (tls) or 25 (none)."
    )
    security: Security = Field(
        default="starttls",
        description="starttls or tls, which keep mail and password from being read on the way, or none.",
    )
    user: str | None = Field(default=None, min_length=1, description="Who we are to the server, if it wants to know.")
    password: str | None = Field(
        default=None, min_length=1, repr=False, description="The password: better ${NAME} of an environment variable."
    )
    sender: MailAddress | None = Field(
        default=None, alias="from", description="Whom mail comes from: news@example.org or News <news@example.org>."
    )


class Alarms(Model):
    """Who is told when something is wrong, and from when on it is."""

    mail: Recipients = Field(default=(), description="Mail addresses that alarms go to.")
    webhook: WebAddress | None = Field(
        default=None, repr=False, description="A web address that alarms are posted to as JSON, such as a chat room's."
    )
    feed: bool = Field(
        default=False, description="true: alarms are a private feed too, at alarms/TOKEN/atom.xml (TOKEN is web.token)."
    )
    review: Recipients = Field(
        default=(), description="Mail addresses that are told, once a day at most, that new entries wait at the desk."
    )
    review_feed: bool = Field(
        default=False,
        description="true: what waits at the desk is a private feed, at review/TOKEN/atom.xml (TOKEN is web.token).",
    )
    at_most_every: Annotated[Duration, between(_SECOND, _DAY)] = Field(
        default=timedelta(hours=1), description="The least time between two messages about alarms: 1s to 24h."
    )
    failing: Annotated[Duration, between(_SECOND, 30 * _DAY)] = Field(
        default=timedelta(hours=24), description="How long a source may fail before somebody is told: 1s to 30d."
    )
    quiet: float = Field(
        default=4,
        ge=2,
        le=100,
        description="A source is quiet after so many times its usual gap, and three days at least: 2 to 100.",
    )
    unplaced: int = Field(
        default=25,
        ge=0,
        le=100_000,
        description="How many entries of a week no rule may have placed; 0 says nothing of them.",
    )
    disk_free: Size = Field(
        default=500 * 2**20, ge=0, le=2**40, description="The free disk space below which somebody is told: 0 to 1TiB."
    )


class WeeklyLetter(Model):
    """A letter that goes out every week."""

    to: Recipients = Field(min_length=1, description="Mail addresses that it goes to, each by itself.")
    schedule: Schedule = Field(
        description="The weekday and time at which it goes out, in the site's time zone: monday 08:00."
    )


class Digest(Model):
    """The letters of the week: the desk note for those who run the desk, and the newsletter for readers."""

    note: WeeklyLetter | None = Field(
        default=None, description="What came in, what broke, what no rule placed: for those who run the desk."
    )
    newsletter: WeeklyLetter | None = Field(
        default=None, description="The week's entries by category, for readers or the list that serves them."
    )

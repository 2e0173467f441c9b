"""What may be written of one source. sources.py makes values of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from aggregator.config.model import Model
from aggregator.config.scalars import (
    Domain,
    Duration,
    Headers,
    Name,
    OneOrMany,
    Selector,
    UserAgent,
    WebAddress,
    between,
)
from aggregator.models.rules import Scope
from aggregator.models.source import BodyPolicy, ExtractPolicy, Kind, RetryAfterScope


class Auth(Model):
    """User and password, sent to this source only."""

    user: str = Field(min_length=1, repr=False, description="The user.")
    password: str = Field(repr=False, description="The password: better ${NAME} of an environment variable.")


class SourceConfig(Model):
    """A feed or page that is polled and credited. A bare address is the short form."""

    url: WebAddress = Field(description="The address of the feed or page.")
    name: Name | None = Field(default=None, description="Who readers see credited; the host if not given.")
    kind: Kind | None = Field(
        default=None, description="feed, page (a list of articles without a feed) or sitemap; found out if not given."
    )
    agency: str | None = Field(
        default=None,
        description="The agency whose source this is, by its name under `agencies:`.",
    )
    categories: Annotated[tuple[str, ...], OneOrMany()] = Field(
        default=(), description="Categories that every entry of the source gets."
    )
    publisher: Name | None = Field(
        default=None, description="Who is credited where the feed does not say; the name if missing."
    )
    scope: Scope | None = Field(
        default=None,
        description="member, sector, or broad (only what is relevant is kept); member with an agency, else sector.",
    )
    every: Annotated[Duration, between(timedelta(seconds=1), timedelta(days=1))] | None = Field(
        default=None, description="How often this source is visited; as under `polling:` if not given."
    )
    adaptive: bool | None = Field(
        default=None,
        description="true: visited in its own rhythm; as under `polling:` if not given, but false with `every`.",
    )
    paused: bool = Field(default=False, description="true: it is not visited; what was stored stays.")
    was: Annotated[tuple[str, ...], OneOrMany()] = Field(
        default=(), description="Earlier addresses or names of the source, so that its entries stay with it."
    )
    labels: dict[str, str] = Field(
        default={}, description="The publisher's labels, each with the category of ours it stands for."
    )
    headers: Headers = Field(default={}, repr=False, description="HTTP headers to send along, such as a key.")
    auth: Auth | None = Field(default=None, repr=False, description="User and password.")
    user_agent: UserAgent | None = Field(
        default=None, description="What we call ourselves to this source, instead of our name, version and contact."
    )
    queue: Domain | None = Field(
        default=None,
        description="A domain of which this source's host is a part: all its hosts take turns as if they were one.",
    )
    retry_after: RetryAfterScope = Field(
        default="host",
        description="Whom a server's request to wait keeps away: all sources on its host, or this source only.",
    )
    body: BodyPolicy | None = Field(
        default=None, description="What is shown of its entries: summary, full (if the publisher agrees) or none."
    )
    extract: ExtractPolicy = Field(
        default="auto",
        description="When an entry's own page is read: auto (where the feed brought no body), always, or never.",
    )
    public: bool | None = Field(
        default=None,
        description="false: read but never republished. true if not given, but false for a source with secrets.",
    )
    review: bool | Annotated[int, Field(ge=1, le=1000)] = Field(
        default=False,
        description="true: its entries wait at the desk until somebody approves them; a number: until so many were.",
    )
    items: Selector | None = Field(
        default=None,
        description="Page: a CSS selector of what surrounds each entry of the list.",
    )
    link: Selector | None = Field(default=None, description="Page: a CSS selector of the link, inside an item.")
    title: Selector | None = Field(default=None, description="Page: a CSS selector of the title, inside an item.")
    date: Selector | None = Field(default=None, description="Page: a CSS selector of the date, inside an item.")
    summary: Selector | None = Field(default=None, description="Page: a CSS selector of the summary, inside an item.")
    image: Selector | None = Field(default=None, description="Page: a CSS selector of the picture, inside an item.")
    date_format: str | None = Field(
        default=None, min_length=2, description="Page: how its dates are written, such as %d.%m.%Y."
    )
    pages: int = Field(
        default=1, ge=1, le=100, description="Page: how many pages of the list the first import reads: 1 to 100."
    )
    include: Annotated[tuple[str, ...], OneOrMany()] = Field(
        default=(),
        description="Page, sitemap: only links with one of these pieces in their address; * stands for anything.",
    )
    exclude: Annotated[tuple[str, ...], OneOrMany()] = Field(
        default=(), description="Page, sitemap: no links with one of these pieces in their address."
    )

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        return {"url": value} if isinstance(value, str) else value

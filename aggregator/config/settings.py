"""The shape of feeds.yaml, key by key, and the frozen `Settings` that everybody reads.

The models say what may be written and explain each key (editors show the descriptions). Reading a file, and
reporting what is wrong in it, is the loader's; turning rules into values is in rules.py.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from aggregator.colours import LEAST_CONTRAST, too_faint, with_accent
from aggregator.config.model import Model
from aggregator.config.notify import Alarms, Digest, Mail
from aggregator.config.scalars import (
    AgencyCondition,
    Colour,
    Contact,
    Domain,
    Duration,
    Headers,
    Language,
    Name,
    Network,
    OneOrMany,
    PrivatePlace,
    Selector,
    SiteAddress,
    Size,
    Timezone,
    TitleTemplate,
    Token,
    UserAgent,
    WebAddress,
    between,
    read_duration,
)
from aggregator.errors import Problem
from aggregator.models.palette import DARK, LIGHT, Palette
from aggregator.models.rules import AgencyRule, CategoryRule, Rule, Scope
from aggregator.models.rules import Field as EntryField
from aggregator.models.source import BodyPolicy, ExtractPolicy, Kind, RetryAfterScope, Source

#: No public address is visited more often; what `allow_private` names may be, down to a second.
SHORTEST_INTERVAL = timedelta(minutes=5)

_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)


class Colours(Model):
    """The colours of a scheme. What is not given stays as it is."""

    accent: Colour | None = Field(default=None, description="Links, and the line at the top.")
    paper: Colour | None = Field(default=None, description="The ground of the page.")
    surface: Colour | None = Field(default=None, description="What lifts off the ground, such as a notice.")
    ink: Colour | None = Field(default=None, description="Text.")
    muted: Colour | None = Field(default=None, description="Text that steps back, such as a date.")
    rule: Colour | None = Field(default=None, description="Lines between things.")

    def over(self, palette: Palette) -> Palette:
        """The palette with these colours in place of its own."""
        return replace(palette, **{name: colour for name, colour in self if colour is not None})


def _readable(palette: Palette) -> None:
    for name, ground, contrast in too_faint(palette):
        raise ValueError(
            f"must leave text readable: {name} {getattr(palette, name)} on {ground} {getattr(palette, ground)} has a "
            f"contrast of {contrast:.1f}, and {LEAST_CONTRAST} is the least"
        )


class Site(Model):
    """What the desk calls itself."""

    title: str = Field(
        default="News", min_length=1, max_length=200, description="The name of the page and of the combined feed."
    )
    description: str = Field(default="", max_length=2000, description="A sentence on what readers find here.")
    url: SiteAddress = Field(
        default="http://127.0.0.1:8080/",
        description="The public address of the page. Feeds carry it, so it must be right.",
    )
    language: Language = Field(default="en", description="The language of the page, as a tag: en, en-GB, cy.")
    timezone: Timezone = Field(default="UTC", description="The time zone of dates on pages: Europe/London.")
    contact: Contact | None = Field(
        default=None, description="A mail or web address where publishers reach you. Every request carries it."
    )
    icon: WebAddress | None = Field(
        default=None, description="A small square picture that feed readers show beside the feed; ours if not given."
    )
    logo: WebAddress | None = Field(
        default=None, description="A picture of the desk for feeds: PNG, JPEG or GIF, at best twice as wide as high."
    )
    rights: str | None = Field(
        default=None, max_length=500, description="A line on who may do what with the feeds, which they carry."
    )
    colours: Colours | None = Field(default=None, description="The colours of pages, as a mapping; see `colours`.")
    dark_colours: Colours | None = Field(
        default=None,
        description="The same for readers whose system is dark. The accent follows `colours` if not given.",
    )

    @property
    def light(self) -> Palette:
        """The colours of pages."""
        return self.colours.over(LIGHT) if self.colours else LIGHT

    @property
    def dark(self) -> Palette:
        """The colours of pages for readers whose system is dark."""
        own = self.colours and self.colours.accent
        palette = with_accent(DARK, own) if own else DARK
        return self.dark_colours.over(palette) if self.dark_colours else palette

    @field_validator("colours")
    @classmethod
    def _readable_by_day(cls, colours: Colours | None) -> Colours | None:
        if colours:
            _readable(colours.over(LIGHT))
        return colours

    @field_validator("dark_colours")
    @classmethod
    def _readable_by_night(cls, colours: Colours | None) -> Colours | None:
        if colours:
            _readable(colours.over(DARK))
        return colours


class Polling(Model):
    """How often and how politely publishers are visited."""

    every: Annotated[Duration, between(_SECOND, _DAY)] = Field(
        default=timedelta(minutes=60),
        description="How often a source is visited that does not say otherwise: 5m to 24h (from 1s in allow_private).",
    )
    adaptive: bool = Field(
        default=False,
        description="true: each source is visited in its own rhythm, twice between two of its entries as a rule.",
    )
    adaptive_shortest: Annotated[Duration, between(SHORTEST_INTERVAL, _DAY)] = Field(
        default=timedelta(minutes=30), description="The shortest interval that a source's rhythm leads to: 5m to 24h."
    )
    adaptive_longest: Annotated[Duration, between(SHORTEST_INTERVAL, _DAY)] = Field(
        default=timedelta(hours=12), description="The longest interval that a source's rhythm leads to: 5m to 24h."
    )
    timeout: Annotated[Duration, between(_SECOND, timedelta(minutes=10))] = Field(
        default=timedelta(seconds=30), description="The longest that one request may take, all in all: 1s to 10m."
    )
    max_bytes: Size = Field(
        default=10 * 2**20, ge=2**10, le=2**30, description="The largest document that is read, unpacked: 1KiB to 1GiB."
    )
    per_host: int = Field(default=1, ge=1, le=16, description="Requests at the same time to one host: 1 to 16.")
    per_host_gap: Annotated[Duration, between(timedelta(0), timedelta(minutes=10))] = Field(
        default=timedelta(seconds=2), description="The pause between two requests to one host: 0s to 10m."
    )
    concurrency: int = Field(
        default=64,
        ge=1,
        le=1000,
        description="Requests at the same time to all hosts: 1 to 1000.",
    )
    robots: Literal["pages", "always", "never"] = Field(
        default="pages", description="When robots.txt is asked: before reading pages (not feeds), always, or never."
    )
    allow_private: tuple[PrivatePlace, ...] = Field(
        default=(),
        description="Networks (10.0.0.0/8) or host:port that may be visited although they are not on the internet.",
    )

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.adaptive_shortest > self.adaptive_longest:
            raise ValueError("`adaptive_shortest` must not be longer than `adaptive_longest`")
        return self


def _read_first_import(value: object) -> object:
    if value == "all":
        return None
    try:
        return read_duration(value)
    except ValueError:
        raise ValueError("must be a length of time such as 30d, or all") from None


#: What may have another title style or body than the rest: all pages, or the feeds of one kind of list.
OutputName = Literal["pages", "everything", "categories", "agencies", "sources", "jobs", "search"]


class OutputStyle(Model):
    """What is different in some outputs."""

    title: TitleTemplate | None = Field(
        default=None, description="How titles go out there; as under `publish:` if not given."
    )
    body: BodyPolicy = Field(
        default="full", description="The most that is shown there, where the source allows it: full, summary or none."
    )
    length: int | None = Field(
        default=None,
        ge=100,
        le=1_000_000,
        description="The most characters of a full text: what is longer is cut between words. 100 to 1000000.",
    )


class Publish(Model):
    """What goes out in the combined feed and on the front page."""

    entries: int = Field(default=50, ge=1, le=10_000, description="How many entries a feed holds: 1 to 10000.")
    first_import: Annotated[
        timedelta | None,
        BeforeValidator(_read_first_import),
        WithJsonSchema({"type": "string", "examples": ["30d", "all"]}),
    ] = Field(
        default=timedelta(days=30),
        description="How old an entry of a new source may be to go out in the combined feed; `all` sends everything.",
    )
    per_source_per_day: int = Field(
        default=20, ge=1, le=10_000, description="The most entries of one source that go out in a day: 1 to 10000."
    )
    body: BodyPolicy = Field(
        default="summary",
        description="What is shown of an entry: its summary, the full text (only where agreed), or none.",
    )
    title: TitleTemplate = Field(
        default="{category}: {publisher} - {title}",
        description="How titles go out, made of {category}, {publisher}, {source} and {title}.",
    )
    hub: WebAddress | None = Field(
        default=None,
        description="The WebSub hub that our feeds name and that is told when they change. None if not given.",
    )
    images: Literal["link", "proxy", "none"] = Field(
        default="link",
        description="Where pictures come from: linked at their publishers, from us (which asks them once, and needs "
        "the extra `images`), or none at all.",
    )
    outputs: dict[OutputName, OutputStyle] = Field(
        default={},
        description="What is different in the pages, or in the feeds of everything, categories, agencies, sources, "
        "jobs or search.",
    )

    @field_validator("images")
    @classmethod
    def _can_be_made(cls, images: str) -> str:
        if images == "proxy" and importlib.util.find_spec("PIL") is None:
            raise ValueError("needs one package more to be `proxy`: pip install 'aggregator[images]'")
        return images


class Retention(Model):
    """How long entries are kept."""

    days: int = Field(
        default=0,
        ge=0,
        le=36_500,
        description="Entries older than this many days are removed; 0 keeps all.",
    )
    keep_at_least: int = Field(
        default=20, ge=0, le=100_000, description="So many entries of each source stay, however old they are."
    )


class Web(Model):
    """How pages and feeds are served."""

    cache: Size = Field(
        default=32 * 2**20,
        ge=0,
        le=2**30,
        description="The memory for pages and feeds that are kept ready: 0 to 1GiB.",
    )
    pictures: Size = Field(
        default=256 * 2**20,
        ge=2**20,
        le=2**40,
        description="The room on disk for pictures, where `publish.images` is proxy: 1MiB to 1TiB.",
    )
    pictures_folder: Path = Field(
        default=Path("var/pictures"),
        description="Where they are kept. From where the daemon was started, if relative.",
    )
    token: Token | None = Field(
        default=None,
        repr=False,
        description="What `Authorization: Bearer …` must carry to read /metrics and the causes on /status, and what "
        "opens the feed of alarms: better ${NAME} of an environment variable. Nobody can read them if not given.",
    )
    trusted_proxies: Annotated[tuple[Network, ...], OneOrMany()] = Field(
        default=(),
        description="Addresses or networks of proxies in front of us, whose word on who asks, and how, counts.",
    )


class Backup(Model):
    """Copies of the database that the daemon makes by itself."""

    every: Annotated[Duration, between(timedelta(hours=1), timedelta(days=366))] | None = Field(
        default=None, description="How often a copy is made: 1h to 366d. None are made if not given."
    )
    keep: int = Field(default=7, ge=1, le=1000, description="How many of the newest copies are kept: 1 to 1000.")
    folder: Path = Field(
        default=Path("var/backups"),
        description="Where they are kept; best on another disk. From where the daemon was started, if relative.",
    )


#: A list of phrases, fields and rules; rules.py reads it, since every phrase keeps its line.
Group = object


class RuleConfig(Model):
    """When something applies: one of `any`, all of `all` and none of `not` are found in an entry."""

    any: Group = Field(default=(), description="One of these is enough.")
    all: Group = Field(default=(), description="Each of these must be there.")
    none_of: Group = Field(default=(), alias="not", description="None of these may be there.")
    threshold: float | None = Field(
        default=None, gt=0, le=1000, description="Count points instead: `any` holds when its hits reach this many."
    )
    weights: dict[EntryField, Annotated[float, Field(ge=0, le=1000)]] = Field(
        default={},
        description="With a threshold: the points of one hit, by the field that it is found in (1 if not said).",
    )
    scopes: Annotated[tuple[Scope, ...], OneOrMany()] = Field(
        default=(), alias="from", description="Only for entries of these sources: member, sector, broad."
    )
    agency: AgencyCondition | None = Field(
        default=None,
        description="true: only entries that name or come from an agency; about: only those that come from one, or "
        "name one in the title or early in the summary; false: only the others.",
    )

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: object) -> object:
        """Nothing at all is an empty rule, a bare list is `any`."""
        if value is None:
            return {}
        return {"any": value} if isinstance(value, list) else value


class CategoryConfig(RuleConfig):
    """A category and when an entry gets it. If nothing is said, only sources and labels give it."""

    vacancy: bool | None = Field(default=None, description="true: only vacancies; false: anything but vacancies.")
    unless: Annotated[tuple[str, ...], OneOrMany()] = Field(
        default=(), description="Other categories: where one of them applies, this one does not."
    )


class AgencyConfig(Model):
    """A member organisation and the names it goes by."""

    site: WebAddress | None = Field(default=None, description="Its home page. A link to this site counts as naming it.")
    aliases: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(), description="Other names. Words in capitals are looked for in capitals only."
    )
    none_of: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(), alias="not", description="False friends: a name inside one of these does not count."
    )
    by_name: bool = Field(
        default=True,
        description="false: its name is an ordinary word, so only aliases and sources count.",
    )
    short_names: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(), description="Initials and other short names, which may mean other things too."
    )
    context: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(), description="The bare name and short names count only where one of these words stands in the entry."
    )
    unless: Annotated[tuple[Name, ...], OneOrMany()] = Field(
        default=(),
        description="The bare name and short names do not count where one of these words stands in the entry.",
    )
    other_sites: Annotated[tuple[WebAddress, ...], OneOrMany()] = Field(
        default=(), description="Further sites of its own, such as a former address."
    )

    @model_validator(mode="before")
    @classmethod
    def _nothing_said(cls, value: object) -> object:
        return {} if value is None else value


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
    every: Annotated[Duration, between(_SECOND, _DAY)] | None = Field(
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


class FeedsFile(Model):
    """The whole file: what is polled, how it is tagged, and what goes out."""

    site: Site = Field(default=Site(), description="What the desk calls itself.")
    polling: Polling = Field(default=Polling(), description="How often and how politely publishers are visited.")
    publish: Publish = Field(default=Publish(), description="What goes out in the combined feed and on the front page.")
    retention: Retention = Field(default=Retention(), description="How long entries are kept.")
    web: Web = Field(default=Web(), description="How pages and feeds are served.")
    backup: Backup = Field(default=Backup(), description="Copies of the database that the daemon makes by itself.")
    mail: Mail = Field(default=Mail(), description="How mail is sent.")
    alarms: Alarms = Field(default=Alarms(), description="Who is told when something is wrong, and from when on it is.")
    digest: Digest = Field(default=Digest(), description="The weekly desk note and the newsletter.")
    relevance: RuleConfig = Field(
        default=RuleConfig(),
        description="What the sector cares about: of broad sources only entries are kept to which it applies.",
    )
    vacancies: RuleConfig = Field(
        default=RuleConfig(), description="By which words an entry is a vacancy, where its page does not say so."
    )
    categories: dict[Name, CategoryConfig] = Field(
        default={}, description="Our categories and their rules, in the order in which they matter."
    )
    agencies: dict[Name, AgencyConfig] = Field(
        default={},
        description="The member organisations; each is a category too.",
    )
    sources: tuple[SourceConfig, ...] = Field(
        default=(),
        description="What is polled: addresses, or mappings that say more.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a config file says, as plain values. `faulty` lists what is wrong in sources that were left out."""

    site: Site = field(default_factory=Site)
    polling: Polling = field(default_factory=Polling)
    publish: Publish = field(default_factory=Publish)
    retention: Retention = field(default_factory=Retention)
    web: Web = field(default_factory=Web)
    backup: Backup = field(default_factory=Backup)
    mail: Mail = field(default_factory=Mail)
    alarms: Alarms = field(default_factory=Alarms)
    digest: Digest = field(default_factory=Digest)
    relevance: Rule = field(default_factory=Rule)
    vacancies: Rule = field(default_factory=Rule)
    #: In the order of the file.
    categories: tuple[CategoryRule, ...] = ()
    agencies: tuple[AgencyRule, ...] = ()
    sources: tuple[Source, ...] = ()
    faulty: tuple[Problem, ...] = ()
    #: The file it was read from.
    path: Path | None = None

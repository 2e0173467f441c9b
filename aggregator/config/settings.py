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
    Colour,
    Contact,
    Duration,
    Language,
    Name,
    Network,
    OneOrMany,
    PrivatePlace,
    SiteAddress,
    Size,
    Timezone,
    TitleTemplate,
    Token,
    WebAddress,
    between,
    read_duration,
)
from aggregator.config.source_keys import SourceConfig
from aggregator.config.tagging import AgencyConfig, CategoryConfig, RuleConfig
from aggregator.errors import Problem
from aggregator.models.palette import DARK, LIGHT, Palette
from aggregator.models.rules import AgencyRule, CategoryRule, Rule
from aggregator.models.source import BodyPolicy, Source

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


class Desk(Model):
    """Who may come to the desk at /desk, and for how long. There is none until the first account is made."""

    idle: Annotated[Duration, between(timedelta(minutes=5), timedelta(days=30))] = Field(
        default=timedelta(hours=2),
        description="After so long without a request one has to log in again: 5m to 30d.",
    )
    longest: Annotated[Duration, between(timedelta(minutes=5), timedelta(days=90))] = Field(
        default=timedelta(hours=12), description="So long after logging in one has to do so again: 5m to 90d."
    )
    user_header: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,99}$")] | None = Field(
        default=None,
        description="A header by which a proxy of `web.trusted_proxies` names who has logged in there: X-Remote-User. "
        "Nobody is believed if not given.",
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


class FeedsFile(Model):
    """The whole file: what is polled, how it is tagged, and what goes out."""

    site: Site = Field(default=Site(), description="What the desk calls itself.")
    polling: Polling = Field(default=Polling(), description="How often and how politely publishers are visited.")
    publish: Publish = Field(default=Publish(), description="What goes out in the combined feed and on the front page.")
    retention: Retention = Field(default=Retention(), description="How long entries are kept.")
    web: Web = Field(default=Web(), description="How pages and feeds are served.")
    desk: Desk = Field(default=Desk(), description="Who may come to the desk, and for how long.")
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
    desk: Desk = field(default_factory=Desk)
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

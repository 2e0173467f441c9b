"""A source as the stages see it, and how it stands with us."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from aggregator.models.feed import FeedHints
from aggregator.models.rules import LabelRule, Scope
from aggregator.outcomes import Cause, PollOutcome, Validators

Kind = Literal["feed", "page", "sitemap"]
BodyPolicy = Literal["full", "summary", "none"]
RetryAfterScope = Literal["host", "source"]
#: What the entries of a source are known by: their ids, else (ids are random or re-used) their addresses, else
#: (addresses too) their text.
Trust = Literal["id", "url", "text"]
#: When an entry's own page is read: where the document brought no body, for every entry, or never.
ExtractPolicy = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSelectors:
    """Where a listing page keeps its entries: CSS selectors, all but `items` inside an item. None: found untold."""

    items: str | None = None
    link: str | None = None
    title: str | None = None
    date: str | None = None
    summary: str | None = None
    image: str | None = None
    #: How dates are written there, in the letters of `strptime`.
    date_format: str | None = None
    #: How many pages of the list are read on the first import.
    pages: int = 1
    #: Pieces of addresses, `*` for anything: a link needs one of `include` (if there is any) and none of `exclude`.
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingShape:
    """What the last good polls of a listing page taught."""

    usual_count: float
    #: Addresses with their changing parts left out, the most usual first.
    link_shapes: tuple[str, ...]
    #: 0 to 1.
    share_dated: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A line of `sources:`: what we poll and credit."""

    name: str
    #: The address as configured: the first address unless `was` names an earlier one.
    url: str
    #: None: found out on the first poll.
    kind: Kind | None = None
    agency: str | None = None
    #: Who is credited where the feed does not say; the name if missing.
    publisher: str | None = None
    categories: tuple[str, ...] = ()
    scope: Scope = "sector"
    label_rules: tuple[LabelRule, ...] = ()
    every: timedelta = timedelta(minutes=60)
    #: Whether `every` gives way to the source's own rhythm.
    adaptive: bool = False
    paused: bool = False
    body: BodyPolicy = "summary"
    extract: ExtractPolicy = "auto"
    #: False: polled and stored, never republished (a source with credentials, until it says so itself).
    public: bool = True
    #: Whether what it brings waits at the desk until approved: never, always, or until so many were.
    review: bool | int = False
    #: Earlier addresses and names of the source.
    was: tuple[str, ...] = ()
    #: Sent with every request; often secret, like `auth` (user, password), so neither shows in a repr.
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    #: A domain whose hosts take turns as if they were one. None: each host has a queue of its own.
    queue: str | None = None
    #: Whom a Retry-After keeps away: everybody who asks the host, or this source alone.
    retry_after: RetryAfterScope = "host"
    #: Of a listing page or a sitemap, where the config says anything about it.
    selectors: PageSelectors | None = None
    #: The line of feeds.yaml it stands on.
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect that we have seen but do not trust yet."""

    to: str
    since: datetime
    count: int = 1


@dataclass(frozen=True, slots=True)
class DayCount:
    """What the polls of a day came to."""

    #: As people live it where the site is.
    day: date
    polls: int = 0
    #: Those that failed.
    faults: int = 0
    #: What came new, but for what was there at the first import: that did not come on this day.
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How a source stands: what the last polls taught us. Lives in the store, read by the schedule."""

    #: The address that is polled now: the configured one, or where it permanently moved to.
    url: str
    #: How often it was saved. Who saves must have seen the last.
    version: int = field(default=0, compare=False)
    #: None: never polled, so due at once.
    next_poll: datetime | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    #: When this address was first read with success: its first import.
    imported_at: datetime | None = None
    outcome: PollOutcome | None = None
    cause: Cause | None = None
    status: int | None = None
    #: Failures in a row.
    failures: int = 0
    #: Since when no poll has brought a usable answer; None while they do.
    ailing_since: datetime | None = None
    #: Until when the site asked us to stay away, if the next poll waits for that.
    wished_until: datetime | None = None
    #: What was wrong with the last good document, but survivable: plain notes.
    notes: tuple[str, ...] = ()
    validators: Validators | None = None
    #: Of the last body that was parsed and stored (hashing.fingerprint).
    body_hash: bytes | None = None
    hints: FeedHints | None = None
    move: Move | None = None
    #: What the last document was.
    kind: Kind | None = None
    dialect: str | None = None
    #: The hub that pushes what is new there, and the address by which it knows the feed (WebSub).
    hub: str | None = None
    topic: str | None = None
    #: Of a listing page.
    shape: ListingShape | None = None
    #: The last days on which it was asked, oldest first.
    days: tuple[DayCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Nothing of a source goes out for now, because it does what a source does when something went wrong."""

    cause: Cause
    since: datetime
    #: What is dated before came late, and is not sent out when the source is let go.
    old_before: datetime
    #: Since the last poll that gave cause.
    quiet_polls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a source turned out to be like over many polls."""

    trust: Trust = "id"
    #: Polls in which most of what we knew came under other identities.
    renamed_polls: int = 0
    #: Its dates run ahead of our clock.
    is_ahead: bool = False
    hold: Hold | None = None
    #: Codes of causes for which it was held and then released by hand: its way, not an accident.
    tolerated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """What a feed says of itself, as outputs credit it. Of a listing page: its title and address."""

    kind: Kind | None = None
    title: str | None = None
    link: str | None = None
    feed_id: str | None = None
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None
    language: str | None = None
    updated: datetime | None = None

"""What the pages of the desk show, before it is HTML. Texts are plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aggregator.models.rules import Reason
from aggregator.outcomes import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry in a list of the desk."""

    id: int
    #: The head of its published id, by which its page is found.
    head: str
    title: str
    summary: str
    link: str | None
    source: str
    came: datetime
    published: datetime | None
    topics: tuple[str, ...]
    #: How it stands: "out", "waiting", "kept_back", "held", "review", "joined", then what the desk decided: "hidden",
    #: "pinned", "kept", "not_mailed", "mailed_first", "edited".
    badges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOutItem:
    """Something that relevance left out, and why."""

    title: str
    link: str | None
    source: str
    dropped_at: datetime
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """A source that needs somebody's eye: broken, or held."""

    id: int
    name: str
    url: str
    health: str
    cause: Cause | None
    held: Cause | None
    since: datetime | None
    next_poll: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an act changed."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActItem:
    """A line of the audit."""

    number: int
    at: datetime
    who: str
    act: str
    title: str
    head: str | None
    changes: tuple[Change, ...]
    can_be_undone: bool
    was_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody at the desk looks at: which list, for which words, of which source, which page of it."""

    list: str
    words: str = ""
    source_id: int | None = None
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of one of the desk's lists."""

    asked: Asked
    total: int
    has_more: bool
    items: tuple[Item, ...] = ()
    left_out: tuple[LeftOutItem, ...] = ()
    #: Of all sources that have entries.
    sources: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailPart:
    """Entries of one category in the next newsletter; of none, if it has no name, or the vacancies."""

    name: str
    items: tuple[Item, ...]
    is_jobs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailItems:
    """What the next newsletter would hold, in its order, and what was left out of it."""

    since: datetime
    until: datetime
    parts: tuple[MailPart, ...]
    left_out: tuple[Item, ...]
    #: How many more went out than it holds.
    more: int
    recipients: tuple[str, ...]
    #: When it goes out by itself; nothing if it does not.
    schedule: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may come to the desk."""

    id: int
    name: str
    role: str
    has_password: bool
    since: datetime
    #: How often they are logged in.
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """What stands around every page of the desk: who is there, and what waits where."""

    name: str
    is_admin: bool
    form_token: str
    #: Which page of the desk it is.
    current: str
    counts: Mapping[str, int] = field(default_factory=dict)
    #: What was just done, or why it was not.
    done: str | None = None
    fault: str | None = None

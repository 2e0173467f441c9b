"""The endings that fetching and polling can have. *Not modified* is an answer, not an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class PollOutcome(StrEnum):
    """What a poll came to, as `poll --json` says it."""

    NEW = "new"
    NOTHING_NEW = "nothing_new"
    NOT_MODIFIED = "not_modified"
    MOVED = "moved"
    GONE = "gone"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with: bytes, echoed exactly, and only to the same address."""

    url: str
    etag: bytes | None = None
    last_modified: bytes | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something did not work: a stable code for machines and a sentence that a volunteer understands."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpHints:
    """What a response says about when to come again."""

    #: From Retry-After (seconds or date), counted from the moment of the response.
    retry_after: timedelta | None = None
    #: From Cache-Control max-age, else Expires minus Date.
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body that is worth parsing."""

    #: Where the body came from, after redirects.
    url: str
    status: int
    body: bytes
    content_type: str | None = None
    #: From the Content-Type header only.
    charset: str | None = None
    validators: Validators | None = None
    hints: HttpHints = field(default_factory=HttpHints)
    #: The target of an unbroken chain of permanent redirects (301, 308) from the asked address.
    moved_to: str | None = None
    #: Response `Link` headers of rel=hub and rel=self, for WebSub.
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304 to a conditional request."""

    url: str
    validators: Validators | None = None
    hints: HttpHints = field(default_factory=HttpHints)
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No usable answer. `gone` is 410 alone; `status` is None when there was no response at all."""

    url: str
    cause: Cause
    status: int | None = None
    gone: bool = False
    hints: HttpHints = field(default_factory=HttpHints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Not asked: the host told us to come later, or its robots.txt keeps us out."""

    url: str
    cause: Cause
    until: datetime | None = None


FetchOutcome = Fetched | NotModified | Failed | Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """One row of `poll`: what a source's poll came to."""

    source: str
    url: str
    outcome: PollOutcome
    status: int | None = None
    new: int = 0
    updated: int = 0
    #: Entries of this source in the store afterwards.
    entries: int = 0
    cause: Cause | None = None
    next_poll: datetime | None = None
    seconds: float = 0.0

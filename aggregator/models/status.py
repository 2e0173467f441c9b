"""How the desk stands: what `status` and the status page say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.models.output import Site
from aggregator.models.saying import Saying
from aggregator.models.source import DayCount
from aggregator.outcomes import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How a source stands."""

    name: str
    #: What is polled; None if it never could be.
    url: str | None
    kind: str | None = None
    #: As `schedule.Health` says it; or paused, held, misconfigured.
    health: str
    last_poll: datetime | None = None
    last_success: datetime | None = None
    #: None: it is not polled by itself.
    next_poll: datetime | None = None
    failures: int = 0
    entries: int = 0
    cause: Cause | None = None
    held: Cause | None = None
    #: What happens next, where there is something to tell.
    prospect: tuple[Saying, ...] = ()
    is_public: bool = True
    days: tuple[DayCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How all sources stand at a moment."""

    at: datetime
    #: In the order of the settings.
    sources: tuple[SourceStatus, ...]
    #: What is wrong with the settings file, if it was refused and earlier settings hold.
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """A page of the sources, with what may be shown to whoever asks."""

    site: Site
    standing: Standing
    #: From 1; none of ours has 0.
    number: int = 1
    #: Whether causes and addresses are shown.
    is_open: bool = False
    #: Whether there is a token to show them by, and whether a wrong one was given.
    has_token: bool = False
    was_wrong: bool = False

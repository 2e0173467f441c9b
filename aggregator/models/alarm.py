"""What is wrong with the desk, and what there is to know of it: the words of the watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from aggregator.models.saying import Saying
from aggregator.models.source import FeedState
from aggregator.outcomes import Cause

#: network: nobody can be reached · failing: a source fails · broken: a page shows no list any more · quiet: longer
#: silent than its habit · dropped: it brings much less · held: it floods · unplaced: no rule fits · disk: nearly full
#: · settings: what is written can't be used.
AlarmKind = Literal["network", "failing", "broken", "quiet", "dropped", "held", "unplaced", "disk", "settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that somebody should know."""

    kind: AlarmKind
    #: What tells it from others of its kind: a source's id, a name, or nothing.
    mark: str = ""
    #: What it is about, as people call it; nothing where it is the desk as a whole.
    subject: str = ""
    #: What is wrong.
    told: Saying

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.mark}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAlarm:
    """An alarm as the desk remembers it."""

    id: int
    alarm: Alarm
    since: datetime
    told_at: datetime | None = None
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when on something is wrong."""

    #: How long a source may fail.
    failing: timedelta = timedelta(hours=24)
    #: How many times its usual gap a source may be silent.
    quiet: float = 4
    #: How many entries of a week no rule may have placed; 0: any number.
    unplaced: int = 25
    #: Bytes.
    disk_free: int = 500 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How a source's entries came, as far back as is looked."""

    newest: datetime
    #: Days on which any came.
    days: int
    #: Between two such days: as a rule, and at most.
    usual_gap: timedelta
    longest_gap: timedelta
    #: In the last seven days, and in each seven before them, the newest first.
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """What the watch knows of a source that is polled."""

    id: int
    name: str
    state: FeedState
    hold: Cause | None = None
    rhythm: Rhythm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFacts:
    """What the watch knows of the desk."""

    sources: tuple[WatchedSource, ...] = ()
    #: Since when nobody can be reached, and when that last was over.
    network_away_since: datetime | None = None
    network_back_at: datetime | None = None
    #: Entries that went out within a week and that no rule placed.
    unplaced: int = 0
    #: Bytes; None: unknown.
    disk_free: int | None = None
    #: What can't be used of the settings: the name of the source, or nothing for the whole file, and what.
    faults: tuple[tuple[str, Saying], ...] = ()

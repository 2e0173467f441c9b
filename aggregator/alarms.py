"""The story of alarms: what is wrong is looked for, remembered, and told once, with its end.

What is to be told goes into the outbox together with the mark that it was told: nothing is told twice, nothing is lost.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.config.settings import Settings
from aggregator.errors import Problem
from aggregator.logs import get_logger
from aggregator.models.alarm import Alarm, DeskFacts, KeptAlarm, Limits, Rhythm, WatchedSource
from aggregator.models.notice import Letter, Notice
from aggregator.models.output import Site
from aggregator.models.saying import Saying, saying
from aggregator.notify.written import Postmark, mails, posting
from aggregator.store import alarms, habits, notices, numbers, polling, sources, tallies
from aggregator.store.alarms import Untold
from aggregator.store.engine import Store, Transaction
from aggregator.watch import RHYTHM_REACH, rhythm_of, standing

log = get_logger(__name__)

LOOK_EVERY = timedelta(minutes=1)
#: Habits change slowly, and looking for them reads much.
COUNT_EVERY = timedelta(hours=1)
WEEK = timedelta(days=7)
MOST_IN_FEED = 100
#: Alarms that are over, and messages that are settled, are remembered so long.
KEPT = timedelta(days=90)


@dataclass(slots=True)
class Watchman:
    """Looks after the desk from time to time, and tells what is wrong with it."""

    store: Store
    rhythms: Mapping[int, Rhythm] = field(default_factory=dict)
    unplaced: int = 0
    _looked: datetime | None = None
    _counted: datetime | None = None
    _away_since: datetime | None = None
    _back_at: datetime | None = None

    async def look(
        self,
        settings: Settings,
        site: Site,
        polled: Collection[int],
        now: datetime,
        *,
        is_network_away: bool = False,
        refused: Sequence[Problem] = (),
    ) -> None:
        """Note what stands and put into the outbox what is to be told. `polled` are the ids of the sources that are;
        `refused` is what is wrong with a settings file that can't be used.

        Does nothing if it was only just done.
        """
        self._note_network(is_network_away, now)
        if not _has_passed(min(LOOK_EVERY, settings.alarms.failing / 2), self._looked, now):
            return
        self._looked = now
        if _has_passed(COUNT_EVERY, self._counted, now):
            self._counted = now
            await self.store.read(lambda tx: self._count(tx, now))
        faults = find_faults(settings, refused)
        found, changed = await self.store.read(lambda tx: self._find(tx, settings, polled, faults, now))
        if changed:
            await self.store.write(lambda tx: tell(tx, settings, site, found, now))

    def _note_network(self, is_away: bool, now: datetime) -> None:
        if is_away:
            self._away_since = self._away_since or now
        elif self._away_since is not None:
            self._away_since, self._back_at = None, now

    def _count(self, tx: Transaction, now: datetime) -> None:
        found = ((source_id, rhythm_of(dates, now)) for source_id, dates in tallies.moments(tx, now - RHYTHM_REACH))
        self.rhythms = {source_id: rhythm for source_id, rhythm in found if rhythm is not None}
        self.unplaced = tallies.unplaced(tx, now - WEEK, now)

    def _find(
        self,
        tx: Transaction,
        settings: Settings,
        polled: Collection[int],
        faults: tuple[tuple[str, Saying], ...],
        now: datetime,
    ) -> tuple[list[Alarm], bool]:
        """What stands, and whether anything is to be noted or told."""
        already = alarms.open_keys(tx)
        facts = DeskFacts(
            sources=self._watched(tx, polled),
            network_away_since=self._away_since,
            network_back_at=self._back_at or alarms.network_back_at(tx),
            unplaced=self.unplaced if settings.categories else 0,
            disk_free=_disk_free(self.store),
            faults=faults,
        )
        found = standing(facts, limits_of(settings), now, already=already)
        waits = alarms.untold(tx) != Untold()
        return found, waits or {alarm.key for alarm in found} != already

    def _watched(self, tx: Transaction, polled: Collection[int]) -> tuple[WatchedSource, ...]:
        names = sources.names(tx)
        holds = {source_id: found.hold.cause for source_id, found in habits.every(tx).items() if found.hold}
        return tuple(
            WatchedSource(
                id=source_id,
                name=names[source_id],
                state=state,
                hold=holds.get(source_id),
                rhythm=self.rhythms.get(source_id),
            )
            for source_id, state in polling.states(tx).items()
            if source_id in polled
        )


def make_alarm_feed(tx: Transaction, site: Site) -> bytes:
    """The newest alarms and their ends as an Atom feed."""
    from aggregator.render.alarm_feed import render_alarm_feed

    return render_alarm_feed(site, numbers.desk_id(tx), alarms.newest(tx, MOST_IN_FEED))


def limits_of(settings: Settings) -> Limits:
    """From when on something is wrong, as the settings have it."""
    wanted = settings.alarms
    return Limits(failing=wanted.failing, quiet=wanted.quiet, unplaced=wanted.unplaced, disk_free=wanted.disk_free)


def find_faults(settings: Settings, refused: Sequence[Problem]) -> tuple[tuple[str, Saying], ...]:
    """What can't be used of the settings: one fault for the file, and one for each source with any."""
    found = {problem.source or "": saying("fault", fault=str(problem)) for problem in reversed(settings.faulty)}
    if refused:
        key = "refused" if len(refused) == 1 else "refused_with_more"
        found[""] = saying(key, fault=str(refused[0]), count=len(refused) - 1)
    return tuple(found.items())


def tell(tx: Transaction, settings: Settings, site: Site, found: Sequence[Alarm], now: datetime) -> int:
    """Let exactly these alarms stand, and write down what is to be told of it, at most one message in
    `alarms.at_most_every`; how many messages.
    """
    alarms.note(tx, found, now)
    untold = alarms.untold(tx)
    if untold == Untold() or not _has_passed(settings.alarms.at_most_every, alarms.last_told(tx), now):
        return 0
    written = _written(tx, settings, site, untold, now)
    notices.put(tx, written)
    alarms.mark_told(tx, untold, now)
    alarms.tidy(tx, now - KEPT)
    notices.tidy(tx, now - KEPT)
    for one in untold.raised:
        log.warning("alarm_raised", **_noted(one))
    for one in untold.over:
        log.info("alarm_over", **_noted(one))
    return len(written)


def _noted(kept: KeptAlarm) -> dict[str, str | None]:
    """What the log says; it is in English, like all of it."""
    return {"message": _sentence(kept), "kind": kept.alarm.kind, "source": kept.alarm.subject or None}


def _sentence(kept: KeptAlarm, language: str = "en") -> str:
    from aggregator.render.messages import messages_for
    from aggregator.render.sayings import told

    return told(kept.alarm.told, messages_for(language))


def _written(tx: Transaction, settings: Settings, site: Site, untold: Untold, now: datetime) -> list[Notice]:
    from aggregator.render.letters import render_alarms

    wanted = settings.alarms
    if not wanted.mail and wanted.webhook is None:
        return []
    letter = render_alarms(site, untold.raised, untold.over)
    postmark = Postmark(numbers.desk_id(tx), settings.site.url, now)
    written = mails(letter, wanted.mail, "alarms", postmark)
    if wanted.webhook is not None:
        written.append(posting(_content(letter, untold, site.language), "alarms", postmark))
    return written


def _content(letter: Letter, untold: Untold, language: str) -> dict[str, Any]:
    """What a webhook gets; chat rooms show `text`."""
    return {
        "subject": letter.subject,
        "text": letter.text,
        "alarms": [
            *(_told(one, "raised", language) for one in untold.raised),
            *(_told(one, "over", language) for one in untold.over),
        ],
    }


def _told(kept: KeptAlarm, state: str, language: str) -> dict[str, Any]:
    return {
        "state": state,
        "kind": kept.alarm.kind,
        "source": kept.alarm.subject or None,
        "message": _sentence(kept, language),
        "since": kept.since.isoformat(),
        "over": kept.over_at.isoformat() if kept.over_at else None,
    }


def _has_passed(period: timedelta, last: datetime | None, now: datetime) -> bool:
    """Also if the clock was put back."""
    return last is None or not timedelta(0) <= now - last < period


def _disk_free(store: Store) -> int | None:
    """Where the database lies; where we work, if that is on a server."""
    try:
        return shutil.disk_usage(store.folder or Path()).free
    except OSError:
        return None

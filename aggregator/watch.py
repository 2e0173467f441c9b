"""The watch: what is wrong at this moment, one alarm for each trouble. Pure.

Who is told, and that nobody is told twice, is the affair of whoever keeps the alarms.
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from aggregator.models.alarm import Alarm, AlarmKind, DeskFacts, Limits, Rhythm, WatchedSource
from aggregator.models.saying import Saying, saying
from aggregator.outcomes import PollOutcome
from aggregator.schedule import EMPTIED, is_stopped

#: How far back a source's rhythm is looked for.
RHYTHM_REACH = timedelta(days=120)
#: With entries on fewer days a source has no habit yet.
LEAST_DAYS = 4
#: Nobody is quiet before: weekends and holidays are no silence.
LEAST_SILENCE = timedelta(days=3)
#: A source that brought so many in a week, and now less than a fifth, has dropped.
LEAST_A_WEEK = 10
DROP = 5
WEEKS = 5
#: Polls after which a page that shows no list is broken, and not just being worked at.
BROKEN_POLLS = 2
#: The network may be away for so long before it is worth a word.
NETWORK_PATIENCE = timedelta(hours=1)
#: What stands ends only once things are better by so much, so that it doesn't come and go.
SLACK = 1.5

#: Causes by which a page shows no list of articles.
_BROKEN_PAGE = frozenset(
    ("listing_changed", "listing_empty", "listing_unsure", "bad_selector", "parked_domain", "login_page", "challenge")
) | {"consent_wall", "error_page", "script_only"}
#: How a poll fails where there is no line. A server that refuses, or hangs up, is there.
CUT = frozenset(("name_not_found", "name_lookup_failed", "name_lookup_slow", "connection_failed", "connection_slow"))
_DAY = timedelta(days=1)


def standing(facts: DeskFacts, limits: Limits, now: datetime, *, already: Collection[str] = ()) -> list[Alarm]:
    """Everything that is wrong, each trouble once; `already` are the keys of the alarms that stand."""
    found = [*_of_desk(facts, limits, now, already)]
    for source in facts.sources:
        found += _of_source(source, facts, limits, now)
    return found


def rhythm_of(moments: Iterable[datetime], now: datetime) -> Rhythm | None:
    """The rhythm of a source with entries at these moments; None if there were none."""
    dates = sorted(moment for moment in moments if moment <= now)
    if not dates:
        return None
    days = sorted({moment.date() for moment in dates})
    gaps = [later - earlier for earlier, later in pairwise(days)] or [timedelta(0)]
    ages = [(now - moment) // (7 * _DAY) for moment in dates]
    return Rhythm(
        newest=dates[-1],
        days=len(days),
        usual_gap=timedelta(seconds=statistics.median(gap.total_seconds() for gap in gaps)),
        longest_gap=max(gaps),
        weeks=tuple(ages.count(week) for week in range(WEEKS)),
    )


def _of_desk(facts: DeskFacts, limits: Limits, now: datetime, already: Collection[str]) -> Iterator[Alarm]:
    patience = min(NETWORK_PATIENCE, limits.failing)
    if facts.network_away_since is not None and now - facts.network_away_since >= patience:
        yield Alarm(kind="network", told=saying("network_away"))
    most = limits.unplaced if "unplaced:" not in already else limits.unplaced / SLACK
    if limits.unplaced and facts.unplaced > most:
        yield Alarm(kind="unplaced", told=saying("unplaced", count=facts.unplaced))
    least = limits.disk_free if "disk:" not in already else limits.disk_free * SLACK
    if facts.disk_free is not None and facts.disk_free < least:
        yield Alarm(kind="disk", told=saying("disk_low", mebibytes=facts.disk_free // 2**20))
    for name, told in facts.faults:
        yield Alarm(kind="settings", mark=name, subject=name, told=told)


def _of_source(source: WatchedSource, facts: DeskFacts, limits: Limits, now: datetime) -> list[Alarm]:
    """One trouble hides those that follow from it: what fails is not also quiet."""
    said = _failing(source, facts, limits, now)
    kind: AlarmKind = "broken" if said and _is_broken_page(source) else "failing"
    if said is None and source.state.failures == 0 and source.state.outcome is not PollOutcome.WAITING:
        said, kind = _quiet(source, limits), "quiet"
        if said is None:
            said, kind = _dropped(source), "dropped"
    alarms = [_alarm(kind, source, said)] if said else []
    if source.hold:
        alarms.append(_alarm("held", source, saying("flooding", why=source.hold, name=source.name)))
    return alarms


def _alarm(kind: AlarmKind, source: WatchedSource, told: Saying) -> Alarm:
    return Alarm(kind=kind, mark=str(source.id), subject=source.name, told=told)


def _failing(source: WatchedSource, facts: DeskFacts, limits: Limits, now: datetime) -> Saying | None:
    state = source.state
    if state.ailing_since is None or state.cause is None:
        return None
    if is_stopped(state):
        return saying("failing_stopped", why=state.cause)
    if _is_broken_page(source) and state.failures >= BROKEN_POLLS:
        return saying("page_broken", why=state.cause)
    since = state.ailing_since
    if state.cause.code in CUT:
        if facts.network_away_since is not None:
            return None
        if facts.network_back_at is not None:  # what was cut off with everybody else has a new chance
            since = max(since, facts.network_back_at)
    if now - since < limits.failing:
        return None
    return saying("failing_since", why=state.cause, since=state.ailing_since.date())


def _is_broken_page(source: WatchedSource) -> bool:
    return source.state.cause is not None and source.state.cause.code in _BROKEN_PAGE


def _quiet(source: WatchedSource, limits: Limits) -> Saying | None:
    """Silence is judged as of the last good look, so that our own absence is no silence of the source's."""
    rhythm, looked = source.rhythm, source.state.last_success
    if rhythm is None or looked is None or rhythm.days < LEAST_DAYS:
        return None
    patience = max(rhythm.usual_gap * limits.quiet, rhythm.longest_gap + _DAY, LEAST_SILENCE)
    if looked - rhythm.newest <= patience:
        return None
    usual = max(round(rhythm.usual_gap / _DAY), 1)
    habit = saying("every_day" if usual == 1 else "every_days", count=usual)
    return saying("quiet", since=rhythm.newest.date(), habit=habit)


def _dropped(source: WatchedSource) -> Saying | None:
    if EMPTIED in source.state.notes:
        return saying("emptied")
    rhythm = source.rhythm
    if rhythm is None:
        return None
    newest, *before = rhythm.weeks
    usual = statistics.median(before)
    if min(before) < LEAST_A_WEEK or newest * DROP > usual:
        return None
    return saying("dropped", count=newest, usual=usual)

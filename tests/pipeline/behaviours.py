"""A server's behaviour as a value: what it answers, visit for visit, and what must come of each.

A row of test_behaviours.py is one `Behaviour`. `play` lets it loose on a desk with real sockets, a real worker and a
real database, and checks the outcome, what was recorded, what was asked for, and what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.models.source import FeedState
from aggregator.outcomes import PollOutcome, PollReport
from aggregator.prospects import prospect
from aggregator.render.messages import messages_for
from aggregator.render.sayings import all_told
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Script, Site, response
from tests.pipeline.desk import Desk
from tests.samples import NOON, a_source

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GOOD = (PollOutcome.NEW, PollOutcome.NOTHING_NEW, PollOutcome.NOT_MODIFIED, PollOutcome.MOVED)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One poll: what the server says to it, and what must come of it. What is left open must be as it was before."""

    outcome: PollOutcome
    #: None: as at the visit before.
    answer: Script | None = None
    after: timedelta = HOUR
    cause: str | None = None
    #: The next poll comes after so long, or up to a tenth later.
    wait: timedelta = HOUR
    #: Of everything that is stored afterwards, newest first.
    titles: tuple[str, ...] | None = None
    asked: tuple[str, ...] = ("/feed",)
    #: Header lines of the last request; None: it must not be there.
    sent: Mapping[str, bytes | None] = field(default_factory=dict)
    #: What is remembered to ask "has it changed?" with.
    etag: bytes | None = None
    #: Words that `status` must say, beyond the cause.
    told: tuple[str, ...] = ()
    #: Fields of the state, and of the first entry that is stored.
    state: Mapping[str, object] = field(default_factory=dict)
    entry: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Behaviour:
    name: str
    visits: tuple[Visit, ...]
    #: Answers at other paths than /feed.
    pages: Mapping[str, Script] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)
    #: Limits that the row means to meet.
    policy: Mapping[str, Any] = field(default_factory=dict)


def behaves(name: str, *visits: Visit, **more: Any) -> Behaviour:
    return Behaviour(name, visits, **more)


def new(answer: Script, *titles: str, **more: Any) -> Visit:
    return Visit(outcome=PollOutcome.NEW, answer=answer, titles=titles, **more)


def same(answer: Script | None = None, **more: Any) -> Visit:
    return Visit(outcome=PollOutcome.NOTHING_NEW, answer=answer, **more)


def unchanged(answer: Script | None = None, **more: Any) -> Visit:
    return Visit(outcome=PollOutcome.NOT_MODIFIED, answer=answer or response(status=304), **more)


def fails(cause: str, answer: Script | None = None, **more: Any) -> Visit:
    return Visit(outcome=PollOutcome.FAILED, answer=answer, cause=cause, **more)


def waits(cause: str, answer: Script | None = None, **more: Any) -> Visit:
    return Visit(outcome=PollOutcome.WAITING, answer=answer, cause=cause, **{"asked": (), **more})


# --- documents -------------------------------------------------------------------------------------------------------


def date(days_ago: float = 1.0) -> str:
    return (NOON - days_ago * DAY).strftime("%a, %d %b %Y %H:%M:%S +0000")


def item(title: str, body: str = "It swam.", *, more: str = "", at: str | None = None, guid: str | None = None) -> str:
    named = f"<guid isPermaLink='false'>{guid or title}</guid>" if guid != "" else ""
    dated = f"<pubDate>{date() if at is None else at}</pubDate>"
    return f"<item><title>{title}</title>{named}{dated}<description>{body}</description>{more}</item>"


def rss(*items: str, head: str = "") -> bytes:
    spaces = (
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    )
    channel = f"<title>Otter News</title><link>http://otter.example/</link>{head}{''.join(items)}"
    return f'<rss version="2.0" {spaces}><channel>{channel}</channel></rss>'.encode()


def otters(*titles: str, head: str = "") -> bytes:
    return rss(*(item(title) for title in titles), head=head)


# --- playing ---------------------------------------------------------------------------------------------------------


async def play(behaviour: Behaviour, desk: Desk, host: str) -> None:
    async with Site(host) as site:
        site.answers.update(behaviour.pages)
        desk.follow(a_source(behaviour.name, **{"url": site.url("/feed"), "kind": "feed", **behaviour.source}))
        fetcher = desk.fetcher
        if behaviour.policy:
            desk.fetcher = quick_fetcher(quick_policy(**behaviour.policy), clock=desk.clock)
            await desk.fetcher.__aenter__()
        try:
            for number, visit in enumerate(behaviour.visits, start=1):
                await _play_visit(visit, desk, site, f"visit {number}")
        finally:
            if behaviour.policy:
                await desk.fetcher.__aexit__(None, None, None)
                desk.fetcher = fetcher


async def _play_visit(visit: Visit, desk: Desk, site: Site, where: str) -> None:
    if visit.answer is not None:
        site.answers["/feed"] = visit.answer
    before, titles, seen = desk.state, _titles(desk), len(site.seen)
    report = await desk.poll(visit.after)
    _check_outcome(visit, report, where)
    _check_state(visit, before, desk, where)
    requests = site.seen[seen:]
    assert tuple(request.target for request in requests) == visit.asked, where
    for name, value in visit.sent.items():
        assert requests[-1].headers.get(name) == value, (where, name)
    assert _titles(desk) == (titles if visit.titles is None else list(visit.titles)), where
    for name, expected in visit.entry.items():
        first = desk.stored()[0]
        assert getattr(first, name) == expected, (where, name, first)


def _check_outcome(visit: Visit, report: PollReport, where: str) -> None:
    assert (report.outcome, report.cause and report.cause.code) == (visit.outcome, visit.cause), (where, report.cause)


def _check_state(visit: Visit, before: FeedState, desk: Desk, where: str) -> None:
    state = desk.state
    failures = {PollOutcome.FAILED: before.failures + 1, PollOutcome.WAITING: before.failures}
    assert state.failures == (0 if visit.outcome in GOOD else failures.get(visit.outcome, before.failures + 1)), where
    if visit.outcome is not PollOutcome.GONE:
        assert state.next_poll is not None
        assert visit.wait <= state.next_poll - desk.now <= visit.wait * 1.1, (where, state.next_poll - desk.now)
    remembered = state.validators.etag if state.validators else None
    kept = before.validators.etag if before.validators else None
    assert remembered == (
        visit.etag if visit.etag or visit.outcome in (PollOutcome.NEW, PollOutcome.NOTHING_NEW) else kept
    )
    for name, expected in visit.state.items():
        assert getattr(state, name) == expected, (where, name)
    source = desk.known[desk.source_id].source
    said = all_told(prospect(source.name, source.url, state, now=desk.now), messages_for("en"), now=desk.now)
    for words in visit.told:
        assert words in said, (where, said)
    if state.cause is not None:
        assert said, where  # a trouble without a "what next" leaves a volunteer alone


def _titles(desk: Desk) -> list[str]:
    return [entry.title for entry in desk.stored()]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)

"""When to come again: hints postpone, failures slow down, nothing is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from aggregator.models.document import ReadDocument
from aggregator.models.feed import FeedHints
from aggregator.models.source import FeedFacts, FeedState, Kind, Move
from aggregator.outcomes import Cause, Failed, Fetched, HttpHints, NotModified, PollOutcome, Validators, Waiting
from aggregator.schedule import (
    CEILING,
    FLOOR,
    MOVE_ANSWERS,
    NEVER,
    PRIVATE_FLOOR,
    RETRY_AFTER_CEILING,
    Pace,
    after_failure,
    after_success,
    after_waiting,
    amended,
    hastened,
    health,
    is_due,
    is_stopped,
    mended,
    next_poll_at,
    spread_out,
    usual_gap,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL, NEW_URL = "https://old.example/feed", "https://new.example/feed"
HOURLY = Pace(source="A paper", every=HOUR)
BROKEN = Cause("http_500", "The server is in trouble.")


def fetched(**changes: object) -> Fetched:
    return replace(Fetched(url=URL, status=200, body=b"<rss/>"), **changes)  # type: ignore[arg-type]  # one field or two


def read(
    kind: Kind = "feed", hints: FeedHints | None = None, hub: str | None = None, topic: str | None = None
) -> ReadDocument:
    return ReadDocument(
        kind=kind,
        dialect="atom10",
        facts=FeedFacts(),
        hints=hints or FeedHints(),
        hub=hub,
        topic=topic,
        prepared=(),
        identities=(),
        entries_in_document=0,
    )


def failed(status: int | None = 500, retry_after: timedelta | None = None) -> Failed:
    return Failed(url=URL, cause=BROKEN, status=status, gone=status == 410, hints=HttpHints(retry_after=retry_after))


def succeed(state: FeedState, answer: Fetched | NotModified, now: datetime = NOW, pace: Pace = HOURLY) -> FeedState:
    return after_success(state, answer, outcome=PollOutcome.NOTHING_NEW, pace=pace, now=now, read=read())


def assert_within(at: datetime | None, delay: timedelta, *, now: datetime = NOW) -> None:
    """Not before the delay is over, and at most a tenth later."""
    assert at is not None
    assert now + delay <= at <= now + delay * 1.1


@pytest.mark.parametrize(
    ("pace", "interval"),
    [
        (Pace(source="x", every=HOUR), HOUR),
        (Pace(source="x", every=MINUTE), 5 * MINUTE),
        (Pace(source="x", every=MINUTE, floor=PRIVATE_FLOOR), MINUTE),
        (Pace(source="x", every=timedelta(0), floor=PRIVATE_FLOOR), SECOND),
        (Pace(source="x", every=7 * DAY), DAY),
        (Pace(source="x", every=HOUR, gap=10 * HOUR), HOUR),
        (Pace(source="x", every=HOUR, gap=10 * HOUR, adaptive=(HOUR, DAY)), 5 * HOUR),
        (Pace(source="x", every=HOUR, gap=MINUTE, adaptive=(30 * MINUTE, DAY)), 30 * MINUTE),
        (Pace(source="x", every=HOUR, gap=90 * DAY, adaptive=(HOUR, 12 * HOUR)), 12 * HOUR),
        (Pace(source="x", every=HOUR, gap=None, adaptive=(2 * HOUR, DAY)), HOUR),
        (Pace(source="x", every=HOUR, gap=SECOND, adaptive=(SECOND, DAY)), 5 * MINUTE),
    ],
)
def test_interval_is_the_wanted_one_within_bounds(pace: Pace, interval: timedelta) -> None:
    assert pace.interval == interval


@pytest.mark.parametrize(
    ("http", "feed", "delay"),
    [
        (HttpHints(), FeedHints(), HOUR),
        (HttpHints(fresh_for=3 * HOUR), FeedHints(), 3 * HOUR),
        (HttpHints(fresh_for=5 * MINUTE), FeedHints(), HOUR),
        (HttpHints(fresh_for=-HOUR), FeedHints(), HOUR),
        (HttpHints(), FeedHints(interval=2 * HOUR), 2 * HOUR),
        (HttpHints(), FeedHints(interval=MINUTE), HOUR),
        (HttpHints(fresh_for=3 * HOUR), FeedHints(interval=2 * HOUR), 3 * HOUR),
        (HttpHints(retry_after=3 * HOUR), FeedHints(), HOUR),
        (HttpHints(), FeedHints(skip_hours=frozenset({10, 11})), 3 * HOUR),
        (HttpHints(), FeedHints(skip_hours=frozenset({9, 12})), HOUR),
    ],
)
def test_hints_postpone_and_never_hasten(http: HttpHints, feed: FeedHints, delay: timedelta) -> None:
    assert_within(next_poll_at(HOURLY, now=NOW, hints=http, feed_hints=feed), delay)


@pytest.mark.parametrize(
    "feed",
    [
        FeedHints(interval=90 * DAY),
        FeedHints(skip_hours=frozenset(range(24))),
        FeedHints(skip_days=frozenset(range(7))),
        FeedHints(skip_days=frozenset({0, 1, 2})),
    ],
)
def test_no_hint_postpones_beyond_a_day(feed: FeedHints) -> None:
    assert next_poll_at(HOURLY, now=NOW, feed_hints=feed) == NOW + CEILING
    assert next_poll_at(HOURLY, now=NOW, hints=HttpHints(fresh_for=90 * DAY)) == NOW + CEILING


def test_skipped_day_ends_at_midnight_gmt() -> None:
    evening = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    at = next_poll_at(HOURLY, now=evening, feed_hints=FeedHints(skip_days=frozenset({0})))
    assert datetime(2026, 3, 3, 0, 0, tzinfo=UTC) <= at < datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


def test_jitter_is_the_same_for_the_same_and_different_between_sources() -> None:
    moments = [next_poll_at(Pace(source=f"source {n}", every=HOUR), now=NOW) for n in range(200)]
    assert moments == [next_poll_at(Pace(source=f"source {n}", every=HOUR), now=NOW) for n in range(200)]
    assert len(set(moments)) == 200
    assert max(moments) - min(moments) > 5 * MINUTE


@pytest.mark.parametrize(
    ("every", "status", "failures", "delay"),
    [
        (HOUR, 500, 1, HOUR),
        (HOUR, 500, 2, 2 * HOUR),
        (HOUR, 500, 3, 4 * HOUR),
        (HOUR, None, 5, 16 * HOUR),
        (HOUR, None, 6, DAY),
        (HOUR, 500, 5000, DAY),
        (3 * HOUR, 500, 1, 3 * HOUR),
        (3 * HOUR, 500, 3, 4 * HOUR),
        (5 * MINUTE, 500, 1, HOUR),
        (HOUR, 404, 1, HOUR),
        (HOUR, 404, 4, 8 * HOUR),
        (HOUR, 429, 2, 2 * HOUR),
        (HOUR, 403, 1, 6 * HOUR),
        (HOUR, 401, 2, 12 * HOUR),
        (HOUR, 403, 3, DAY),
        (5 * SECOND, 500, 1, 5 * SECOND),
        (5 * SECOND, 500, 4, 40 * SECOND),
        (5 * SECOND, 500, 400, DAY),
    ],
)
def test_failures_slow_down_and_never_disable(
    every: timedelta, status: int | None, failures: int, delay: timedelta
) -> None:
    pace = Pace(source="x", every=every, floor=PRIVATE_FLOOR)
    state = after_failure(FeedState(url=URL, failures=failures - 1), failed(status), pace=pace, now=NOW)
    assert_within(state.next_poll, delay)
    assert (state.outcome, state.cause, state.status, state.failures) == (
        PollOutcome.FAILED,
        BROKEN,
        status,
        failures,
    )


@pytest.mark.parametrize(
    ("status", "retry_after", "delay"),
    [
        (429, 3 * HOUR, 3 * HOUR),
        (503, 3 * DAY, 3 * DAY),
        (503, 30 * DAY, RETRY_AFTER_CEILING),
        (429, 2 * MINUTE, HOUR),
        (429, timedelta(0), HOUR),
        (500, 3 * DAY, HOUR),
    ],
)
def test_retry_after_is_obeyed_in_full_on_429_and_503(status: int, retry_after: timedelta, delay: timedelta) -> None:
    state = after_failure(FeedState(url=URL), failed(status, retry_after), pace=HOURLY, now=NOW)
    assert_within(state.next_poll, delay)
    assert state.next_poll is not None
    assert state.next_poll <= NOW + RETRY_AFTER_CEILING


def test_a_failure_keeps_what_the_last_good_body_taught() -> None:
    good = FeedState(url=URL, dialect="rss20", validators=Validators(URL, b'"1"'), body_hash=b"h", last_success=NOW)
    state = after_failure(good, failed(), pace=HOURLY, now=NOW + DAY)
    assert (state.dialect, state.validators, state.body_hash, state.last_success, state.last_poll) == (
        "rss20",
        good.validators,
        b"h",
        NOW,
        NOW + DAY,
    )


def test_success_forgets_the_failures() -> None:
    state = succeed(FeedState(url=URL, failures=7, cause=BROKEN, status=500), fetched())
    assert (state.failures, state.cause, state.status, state.last_success) == (0, None, 200, NOW)
    assert_within(state.next_poll, HOUR)


def test_gone_stops_until_somebody_asks_and_finds_it_alive() -> None:
    state = after_failure(FeedState(url=URL), failed(410), pace=HOURLY, now=NOW)
    assert state.outcome is PollOutcome.GONE
    assert state.next_poll == NEVER
    assert is_stopped(state)
    assert not is_due(state, now=NOW + 3650 * DAY)
    assert mended(state, pace=HOURLY, now=NOW) == state
    alive = succeed(state, fetched())
    assert is_due(alive, now=NOW + 2 * HOUR)


def test_waiting_is_no_failure_and_no_visit() -> None:
    before = FeedState(url=URL, failures=2, last_poll=NOW - DAY)
    told = after_waiting(before, Waiting(url=URL, cause=BROKEN, until=NOW + 5 * HOUR), pace=HOURLY, now=NOW)
    assert_within(told.next_poll, 5 * HOUR)
    assert (told.failures, told.last_poll, told.outcome) == (2, NOW - DAY, PollOutcome.WAITING)
    untold = after_waiting(before, Waiting(url=URL, cause=BROKEN), pace=HOURLY, now=NOW)
    assert_within(untold.next_poll, HOUR)
    endless = after_waiting(before, Waiting(url=URL, cause=BROKEN, until=NOW + 90 * DAY), pace=HOURLY, now=NOW)
    assert endless.next_poll == NOW + RETRY_AFTER_CEILING


def test_state_holds_what_the_document_said() -> None:
    document = read(hub="https://hub.example/", hints=FeedHints(interval=4 * HOUR))
    validators = Validators(URL, b'W/"x"')
    state = after_success(
        FeedState(url=URL),
        fetched(validators=validators),
        outcome=PollOutcome.NEW,
        pace=HOURLY,
        now=NOW,
        read=document,
        body_hash=b"hash",
    )
    assert (state.dialect, state.hub, state.kind) == ("atom10", "https://hub.example/", "feed")
    assert (state.validators, state.body_hash, state.outcome) == (validators, b"hash", PollOutcome.NEW)
    assert_within(state.next_poll, 4 * HOUR)
    later = after_success(state, NotModified(url=URL), outcome=PollOutcome.NOT_MODIFIED, pace=HOURLY, now=NOW + DAY)
    assert (later.hub, later.validators, later.status) == ("https://hub.example/", validators, 304)
    assert (state.imported_at, later.imported_at) == (NOW, NOW)
    assert_within(later.next_poll, 4 * HOUR, now=NOW + DAY)  # the wish in the document still stands
    assert succeed(state, fetched(), now=NOW + DAY).validators is None  # a body without validators has none


def moved_state(answers: list[tuple[timedelta, Fetched | NotModified]]) -> FeedState:
    state = FeedState(url=URL, kind="feed")
    for after, answer in answers:
        state = succeed(state, answer, now=NOW + after)
    return state


def test_move_is_saved_after_five_equal_answers_over_two_days() -> None:
    answers: list[tuple[timedelta, Fetched | NotModified]] = [
        (n * 12 * HOUR, fetched(moved_to=NEW_URL)) for n in range(5)
    ]
    assert moved_state(answers[:4]).url == URL
    state = moved_state(answers)
    assert (state.url, state.move, state.outcome) == (NEW_URL, None, PollOutcome.MOVED)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([(n * HOUR, fetched(moved_to=NEW_URL)) for n in range(40)], id="too soon"),
        pytest.param([(n * DAY, fetched(moved_to=NEW_URL)) for n in range(MOVE_ANSWERS - 1)], id="too few"),
        pytest.param([(n * DAY, fetched(moved_to=None if n == 3 else NEW_URL)) for n in range(7)], id="not in between"),
        pytest.param(
            [(n * DAY, fetched(moved_to=f"https://new{n % 2}.example/")) for n in range(20)], id="two addresses"
        ),
        pytest.param([(n * DAY, fetched(moved_to=URL)) for n in range(20)], id="to itself"),
    ],
)
def test_move_is_not_believed(answers: list[tuple[timedelta, Fetched | NotModified]]) -> None:
    assert moved_state(answers).url == URL


def test_move_is_not_believed_when_the_target_is_another_kind_of_document() -> None:
    state = FeedState(url=URL, kind="feed")
    for day in range(10):
        state = after_success(
            state,
            fetched(moved_to=NEW_URL),
            outcome=PollOutcome.NOTHING_NEW,
            pace=HOURLY,
            now=NOW + day * DAY,
            read=read("page" if day % 2 else "feed"),
        )
    assert state.url == URL


def test_failures_between_equal_answers_do_not_undo_the_move() -> None:
    state = moved_state([(n * 12 * HOUR, fetched(moved_to=NEW_URL)) for n in range(4)])
    state = after_failure(state, failed(), pace=HOURLY, now=NOW + 40 * HOUR)
    assert succeed(state, NotModified(url=NEW_URL, moved_to=NEW_URL), now=NOW + 60 * HOUR).url == NEW_URL


def test_move_seen_in_the_future_starts_again() -> None:
    state = FeedState(url=URL, move=Move(to=NEW_URL, since=NOW + DAY, count=4))
    assert succeed(state, fetched(moved_to=NEW_URL)).move == Move(to=NEW_URL, since=NOW)


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (FeedState(url=URL), True),
        (FeedState(url=URL, next_poll=NOW), True),
        (FeedState(url=URL, next_poll=NOW - DAY), True),
        (FeedState(url=URL, next_poll=NOW + SECOND), False),
        (FeedState(url=URL, next_poll=NOW + 6 * DAY), False),
        (FeedState(url=URL, next_poll=NOW + 8 * DAY), True),
        (FeedState(url=URL, next_poll=NOW + DAY, last_poll=NOW + DAY - HOUR), True),
        (FeedState(url=URL, next_poll=NOW - DAY, outcome=PollOutcome.GONE), False),
    ],
)
def test_source_is_due_when_its_time_has_come_or_the_clock_jumped(state: FeedState, due: bool) -> None:
    assert is_due(state, now=NOW) is due


@pytest.mark.parametrize(
    ("state", "is_changed"),
    [
        (FeedState(url=URL), False),
        (FeedState(url=URL, next_poll=NOW + 6 * DAY, last_poll=NOW), False),
        (FeedState(url=URL, next_poll=NOW + 8 * DAY, last_poll=NOW), True),
        (FeedState(url=URL, next_poll=NOW + DAY, last_poll=NOW + DAY, last_success=NOW + DAY), True),
    ],
)
def test_next_poll_beyond_reach_is_reset(state: FeedState, is_changed: bool) -> None:
    healed = mended(state, pace=HOURLY, now=NOW)
    assert (healed != state) is is_changed
    if is_changed:
        assert_within(healed.next_poll, HOUR)
        assert mended(healed, pace=HOURLY, now=NOW) == healed


def test_backlog_of_a_long_sleep_is_spread_out() -> None:
    next_polls = {f"source {n}": NOW - n * MINUTE for n in range(1000)} | {"later": NOW + HOUR}
    moved = spread_out(next_polls, now=NOW, window=10 * MINUTE, at_once=64)
    assert len(moved) == 1000 - 64
    assert all(f"source {n}" not in moved for n in range(999, 999 - 64, -1))  # the longest overdue go at once
    assert min(moved.values()) > NOW
    assert max(moved.values()) == NOW + 10 * MINUTE
    per_minute = [sum(NOW + n * MINUTE < at <= NOW + (n + 1) * MINUTE for at in moved.values()) for n in range(10)]
    assert max(per_minute) - min(per_minute) <= 1
    assert spread_out(dict(list(next_polls.items())[:64]), now=NOW) == {}


def test_usual_gap_is_the_median_and_grows_with_silence() -> None:
    daily = [NOW - n * DAY for n in range(10)]
    assert usual_gap(daily, now=NOW) == DAY
    assert usual_gap([*daily, NOW - 2000 * DAY, NOW + 90 * DAY], now=NOW) == DAY
    assert usual_gap(daily, now=NOW + 30 * DAY) == 30 * DAY
    assert usual_gap(daily[:2], now=NOW) is None


SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))


class Visits(RuleBasedStateMachine):
    """A source over months: whatever it answers, it is visited neither sooner than allowed nor never again."""

    @initialize(every=st.sampled_from([5 * SECOND, 5 * MINUTE, HOUR, 6 * HOUR, DAY]), private=st.booleans())
    def start(self, every: timedelta, private: bool) -> None:
        self.pace = Pace(source="x", every=every, floor=PRIVATE_FLOOR if private else FLOOR)
        self.state = FeedState(url=URL)
        self.now = NOW
        self.earliest = NOW
        self.latest = NOW

    def _visited(self, state: FeedState, earliest: timedelta, latest: timedelta) -> None:
        self.state, self.earliest, self.latest = state, self.now + earliest, self.now + latest

    @precondition(lambda self: is_due(self.state, now=self.now))
    @rule(fresh=SPANS, ttl=SPANS, hours=st.frozensets(st.integers(0, 23)), days=st.frozensets(st.integers(0, 6)))
    def succeeds(self, fresh: timedelta, ttl: timedelta, hours: frozenset[int], days: frozenset[int]) -> None:
        document = read(hints=FeedHints(interval=ttl, skip_hours=hours, skip_days=days))
        state = after_success(
            self.state,
            fetched(hints=HttpHints(fresh_for=fresh)),
            outcome=PollOutcome.NEW,
            pace=self.pace,
            now=self.now,
            read=document,
        )
        self._visited(state, max(self.pace.interval, min(max(fresh, ttl), CEILING)), CEILING)

    @precondition(lambda self: is_due(self.state, now=self.now))
    @rule(status=st.sampled_from([None, 401, 403, 404, 429, 500, 503]), retry_after=st.none() | SPANS)
    def fails(self, status: int | None, retry_after: timedelta | None) -> None:
        state = after_failure(self.state, failed(status, retry_after), pace=self.pace, now=self.now)
        obeys = status in (429, 503) and retry_after is not None
        wished = min(retry_after or timedelta(0), RETRY_AFTER_CEILING) if obeys else timedelta(0)
        self._visited(state, max(self.pace.interval, wished), RETRY_AFTER_CEILING if obeys else CEILING)

    @precondition(lambda self: is_due(self.state, now=self.now))
    @rule(until=st.none() | SPANS)
    def must_wait(self, until: timedelta | None) -> None:
        answer = Waiting(url=URL, cause=BROKEN, until=None if until is None else self.now + until)
        state = after_waiting(self.state, answer, pace=self.pace, now=self.now)
        wished = self.pace.interval if until is None else min(until, RETRY_AFTER_CEILING)
        self._visited(state, wished, RETRY_AFTER_CEILING)

    @rule(passed=st.timedeltas(min_value=timedelta(0), max_value=8 * DAY))
    def time_passes(self, passed: timedelta) -> None:
        self.now += passed

    @rule(back=st.timedeltas(min_value=MINUTE, max_value=60 * DAY))
    def clock_goes_back(self, back: timedelta) -> None:
        self.now -= back
        self.state = mended(self.state, pace=self.pace, now=self.now)
        self.earliest = min(self.earliest, self.now)
        self.latest = self.now + RETRY_AFTER_CEILING

    @invariant()
    def never_sooner_than_allowed(self) -> None:
        if is_due(self.state, now=self.now):
            assert self.now >= self.earliest

    @invariant()
    def never_forgotten(self) -> None:
        assert is_due(self.state, now=self.latest)


TestVisits = Visits.TestCase
TestVisits.settings = settings(max_examples=60, stateful_step_count=25, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (FeedState(url=URL), "new"),
        (FeedState(url=URL, outcome=PollOutcome.NEW), "ok"),
        (FeedState(url=URL, outcome=PollOutcome.WAITING, failures=1), "waiting"),
        (FeedState(url=URL, outcome=PollOutcome.FAILED, failures=2), "retrying"),
        (FeedState(url=URL, outcome=PollOutcome.FAILED, failures=3), "failing"),
        (FeedState(url=URL, outcome=PollOutcome.GONE, failures=1), "gone"),
    ],
)
def test_health_is_one_word(state: FeedState, word: str) -> None:
    assert health(state) == word


def test_link_headers_name_the_hub_before_the_document_does() -> None:
    links = (("hub", "https://other.example/"), ("self", "https://feed.example/self"))
    document = read(hub="https://hub.example/", topic="https://feed.example/")

    def after(answer: Fetched) -> FeedState:
        return after_success(FeedState(url=URL), answer, outcome=PollOutcome.NEW, pace=HOURLY, now=NOW, read=document)

    state = after(fetched(links=links))
    assert (state.hub, state.topic) == ("https://other.example/", "https://feed.example/self")
    assert (after(fetched()).hub, after(fetched()).topic) == ("https://hub.example/", "https://feed.example/")


@pytest.mark.parametrize(
    ("state", "next_poll"),
    [
        (FeedState(url=URL, last_poll=NOW - HOUR, next_poll=NOW + HOUR), NOW),
        (FeedState(url=URL, last_poll=NOW - MINUTE, next_poll=NOW + HOUR), NOW + 4 * MINUTE),
        (FeedState(url=URL, last_poll=NOW - MINUTE, next_poll=NOW + MINUTE), NOW + MINUTE),
        (FeedState(url=URL, last_poll=NOW - HOUR, next_poll=NOW + HOUR, failures=1), NOW + HOUR),
        (FeedState(url=URL, last_poll=NOW - HOUR, next_poll=NOW + HOUR, wished_until=NOW + HOUR), NOW + HOUR),
        (FeedState(url=URL, next_poll=NEVER, outcome=PollOutcome.GONE), NEVER),
        (FeedState(url=URL), None),
    ],
)
def test_who_only_says_that_there_is_news_hastens_a_poll_within_its_manners(
    state: FeedState, next_poll: datetime | None
) -> None:
    assert hastened(state, pace=HOURLY, now=NOW).next_poll == next_poll


@pytest.mark.parametrize(
    ("state", "before", "next_poll"),
    [
        (FeedState(url=URL, last_poll=NOW - MINUTE, next_poll=NOW + DAY - MINUTE), DAY, NOW + 59 * MINUTE),
        (FeedState(url=URL, last_poll=NOW - 2 * HOUR, next_poll=NOW + 22 * HOUR), DAY, NOW),
        (FeedState(url=URL, last_poll=NOW - HOUR, next_poll=NOW + 5 * MINUTE), HOUR, NOW),
        (FeedState(url=URL, last_poll=NOW - HOUR, next_poll=NOW - MINUTE), HOUR, NOW - MINUTE),
        # a hint of the publisher's had put it off
        (FeedState(url=URL, last_poll=NOW - HOUR, next_poll=NOW + 5 * HOUR), 2 * HOUR, NOW + 5 * HOUR),
        (FeedState(url=URL, last_poll=NOW - HOUR, next_poll=NOW + HOUR, failures=3), HOUR, NOW),
        (FeedState(url=URL, last_poll=NOW - MINUTE, next_poll=NOW + HOUR, failures=3), HOUR, NOW + 4 * MINUTE),
        (FeedState(url=URL, last_poll=NOW - HOUR, next_poll=NOW + HOUR, failures=3, wished_until=NOW + HOUR), HOUR,
         NOW + HOUR),
        (FeedState(url=URL, last_poll=NOW - HOUR, next_poll=NOW + HOUR), None, NOW),
        (FeedState(url=URL, next_poll=NEVER, outcome=PollOutcome.GONE), HOUR, NEVER),
        (FeedState(url=URL), None, None),
    ],
)  # fmt: skip
def test_a_source_need_not_wait_for_what_earlier_settings_made_of_it(
    state: FeedState, before: timedelta | None, next_poll: datetime | None
) -> None:
    pace = Pace(source="A paper", every=before) if before else None
    assert amended(state, before=pace, pace=HOURLY, now=NOW).next_poll == next_poll

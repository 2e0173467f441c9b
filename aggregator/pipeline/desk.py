"""What a config means to whoever polls: its sources with their places in the store, its manners and its rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from aggregator.config.settings import Settings
from aggregator.fetch.policy import FetchPolicy, build_user_agent
from aggregator.models.source import Source
from aggregator.store import search, sources
from aggregator.store.engine import Transaction
from aggregator.tag.tagger import Tagger, compile_rules
from aggregator.urls import slugify

Clock = Callable[[], datetime]
#: Bodies that may wait for a worker, beyond those being fetched.
BODIES_WAITING = 32


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class PolledSource:
    """A source of the config with its place in the store."""

    id: int
    #: Half of every published id.
    first_url: str
    source: Source


def fetch_policy(settings: Settings) -> FetchPolicy:
    """The manners that the config asks for."""
    polling = settings.polling
    return FetchPolicy(
        user_agent=build_user_agent(settings.site.url, settings.site.contact),
        timeout_seconds=polling.timeout.total_seconds(),
        max_bytes=polling.max_bytes,
        per_host=polling.per_host,
        per_host_gap_seconds=polling.per_host_gap.total_seconds(),
        concurrency=polling.concurrency,
        bodies_at_once=polling.concurrency + BODIES_WAITING,
        allow_private=polling.allow_private,
        robots=polling.robots,
    )


def tagger_for(settings: Settings) -> Tagger:
    """The rules of the config, ready to tag with."""
    return compile_rules(
        categories=settings.categories,
        agencies=settings.agencies,
        relevance=settings.relevance,
        vacancy=settings.vacancies,
    )


def polled_source(tx: Transaction, settings: Settings, source_id: int) -> PolledSource | None:
    """The source of the config that has this place in the store, for who took nothing over; None if none is polled."""
    stored = sources.load(tx, [source_id]).get(source_id)
    if stored is None or not stored.active:
        return None
    named = (source for source in settings.sources if source.name == stored.name and not source.paused)
    return next((PolledSource(source_id, stored.first_url, source) for source in named), None)


def take_over(store_tx: Transaction, settings: Settings, now: datetime) -> dict[int, PolledSource]:
    """Make the store know the sources of the config; the ones to poll, by id."""
    search.speak(store_tx, settings.site.language)
    configured = [(source, slugify(source.name)) for source in settings.sources]
    ids = sources.sync(store_tx, configured, now)
    stored = sources.load(store_tx)
    return {
        ids[source.name]: PolledSource(ids[source.name], stored[ids[source.name]].first_url, source)
        for source in settings.sources
        if not source.paused
    }

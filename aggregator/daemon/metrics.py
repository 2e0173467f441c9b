"""The numbers that Prometheus asks for. Labels take few values, all known beforehand: no source, no address."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from aggregator import __version__
from aggregator.outcomes import PollOutcome, PollReport
from aggregator.schedule import HEALTHS

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
#: What is served, and how it ended.
KINDS = ("feed", "page", "static", "health", "other")
STATUSES = ("2xx", "304", "3xx", "4xx", "5xx")

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """Everything that is counted, in a registry of its own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        Info("aggregator_build", "The running version.", registry=registry).info({"version": __version__})
        self.polls = Counter("aggregator_polls", "Polls, by what they came to.", ["outcome"], registry=registry)
        self.poll_seconds = Histogram(
            "aggregator_poll_seconds",
            "How long a poll took, waiting for its turn with the host included.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.entries_new = Counter("aggregator_entries_new", "Entries that polls stored.", registry=registry)
        self.entries_updated = Counter(
            "aggregator_entries_updated", "Entries that publishers edited.", registry=registry
        )
        self.reloads = Counter(
            "aggregator_reloads", "Changes of the settings file, by whether they hold.", ["result"], registry=registry
        )
        self.answers = Counter(
            "aggregator_http_answers",
            "What the web was asked for, and how it ended.",
            ["kind", "status"],
            registry=registry,
        )
        for outcome in PollOutcome:
            self.polls.labels(outcome.value)
        for result in ("applied", "refused"):
            self.reloads.labels(result)
        for kind in KINDS:
            for status in STATUSES:
                self.answers.labels(kind, status)
        self.sources = Gauge("aggregator_sources", "Sources, by health.", ["health"], registry=registry)
        for health in HEALTHS:
            self.sources.labels(health)
        self._gauges = {name: Gauge(f"aggregator_{name}", said, registry=registry) for name, said in GAUGES.items()}

    def polled(self, report: PollReport) -> None:
        """A poll came to an end."""
        self.polls.labels(report.outcome.value).inc()
        self.poll_seconds.observe(report.seconds)
        self.entries_new.inc(report.new)
        self.entries_updated.inc(report.updated)

    def set(self, values: Mapping[str, float], healths: Mapping[str, int] | None = None) -> None:
        """What is measured when somebody asks: by the names of GAUGES, and sources by their health."""
        for name, value in values.items():
            self._gauges[name].set(value)
        if healths is not None:
            for health in HEALTHS:
                self.sources.labels(health).set(healths.get(health, 0))

    def exposition(self) -> bytes:
        """All of it in Prometheus' text format."""
        return bytes(generate_latest(self.registry))


GAUGES = {
    "entries": "Entries in the store.",
    "schedule_lag_seconds": "How long the source that waits longest has been overdue.",
    "sources_due": "Sources that are due and not yet being asked.",
    "polls_in_flight": "Sources that are being asked now.",
    "articles_waiting": "Pages of entries that are due to be read.",
    "cache_bytes": "What rendered pages and feeds take in memory.",
    "loop_lag_seconds": "The longest that the event loop kept anybody waiting within the last minute.",
    "tick_age_seconds": "How long ago the daemon last looked what is due.",
    "writer_busy_seconds": "How long the present transaction has been written; 0 if there is none.",
    "store_up": "1 while what is written lands, 0 while the database takes nothing.",
    "store_faults": "Transactions that did not come about since the start.",
    "network_up": "0 while nobody at all can be reached, else 1.",
    "settings_valid": "1 while the settings file holds, 0 while the last valid one does in its place.",
    "sources_misconfigured": "Sources that the settings file spoils.",
}

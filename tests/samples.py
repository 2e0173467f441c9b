"""Values for tests, complete but for what a test is about."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import Any

from aggregator.hashing import fingerprint
from aggregator.models.entry import Prepared
from aggregator.models.rules import Reason, Tag
from aggregator.models.source import FeedState, Source
from aggregator.store import polling
from aggregator.store.engine import Transaction

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def a_source(name: str = "Otter News", **changes: Any) -> Source:
    return Source(**{"name": name, "url": f"http://{name.split()[0].lower()}.example/feed", **changes})


def a_prepared(key: str = "1", **changes: Any) -> Prepared:
    values: dict[str, Any] = {
        "identity": f"id:{key}",
        "content_hash": fingerprint(f"{key} as first written".encode()),
        "entry_id": key,
        "link": f"http://otter.example/{key}",
        "canonical_url": f"http://otter.example/{key}",
        "title": f"Title {key}",
        "summary": f"Summary of {key}.",
        "body_html": f"<p>Body of {key}.</p>",
        "raw_body": zlib.compress(f"<p onclick=x>Body of {key}.</p>".encode()),
        "text": f"Body of {key}.",
        "address": f"otter.example/{key}",
        "text_name": f"hash:{key}",
        "published": datetime(2026, 3, 13, 9, 0, tzinfo=UTC),
    }
    return Prepared(**values | changes)


def a_category(name: str) -> Tag:
    return Tag(kind="category", name=name, reasons=(Reason(rule="source"),))


def an_agency(name: str) -> Tag:
    return Tag(kind="agency", name=name, reasons=(Reason(rule="agency"),))


def save_state(
    tx: Transaction, source_id: int, state: FeedState, *, new: int = 0, updated: int = 0, seconds: float = 0.0
) -> None:
    """Let a source stand as if a poll had made this of it."""
    polling.save_states(tx, [polling.Polled(source_id, state, new, updated, seconds)])

"""What waits at the desk for somebody's approval, told to those who approve: by a mail, and by a private feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from aggregator.config.settings import Settings
from aggregator.models.digest import WaitingEntry
from aggregator.notify.written import Postmark, mails
from aggregator.publish.house import House, entry_head
from aggregator.store import entries, notices, numbers, queues
from aggregator.store.engine import Transaction

#: The least time between two mails.
DAY = timedelta(days=1)
#: How many entries a mail names, and the feed holds.
MOST_NAMED, MOST_IN_FEED = 20, 100
#: What the last mail told: when (seconds since 1970), and the newest entry that waited then.
_TOLD = "review_told"


def make_review_feed(tx: Transaction, settings: Settings) -> bytes:
    """The newest of what waits as an Atom feed."""
    from aggregator.render.review_feed import render_review_feed

    return render_review_feed(House(settings).site, numbers.desk_id(tx), _waiting(tx, MOST_IN_FEED))


def is_review_due(tx: Transaction, settings: Settings, now: datetime) -> bool:
    """Whether something waits that nobody was told of, and the last mail is a day old."""
    if not settings.alarms.review:
        return False
    newest = _newest(tx)
    told_at, told = _told(tx)
    is_quiet = told_at is not None and timedelta(0) <= now - told_at < DAY  # not if the clock was put back
    return newest > told and not is_quiet


def write_review(tx: Transaction, settings: Settings, now: datetime) -> int:
    """Put the mail into the outbox if it is due; how many messages."""
    from aggregator.render.letters import render_review

    if not is_review_due(tx, settings, now):
        return 0
    letter = render_review(House(settings).site, _waiting(tx, MOST_NAMED), queues.size(tx, "waiting"))
    written = mails(letter, settings.alarms.review, "review", Postmark(numbers.desk_id(tx), settings.site.url, now))
    notices.put(tx, written)
    numbers.remember(tx, _TOLD, f"{int(now.timestamp())} {_newest(tx)}")
    return len(written)


def _waiting(tx: Transaction, limit: int) -> Sequence[WaitingEntry]:
    found = entries.load(tx, queues.found(tx, "waiting", queues.Wanted(), limit=limit, offset=0))
    return tuple(
        WaitingEntry(
            published_id=entry.published_id,
            title=entry.title,
            summary=entry.summary,
            source=entry.source_name,
            came=entry.first_seen,
            path=f"desk/entry/{entry_head(entry.published_id)}/",
        )
        for entry in found
    )


def _newest(tx: Transaction) -> int:
    """The last that came of all that waits; 0 if nothing does."""
    return next(iter(queues.found(tx, "waiting", queues.Wanted(), limit=1, offset=0)), 0)


def _told(tx: Transaction) -> tuple[datetime | None, int]:
    kept = numbers.fact(tx, _TOLD)
    if kept is None:
        return None, 0
    at, _, newest = kept.partition(" ")
    return datetime.fromtimestamp(int(at), UTC), int(newest)

"""What an entry's own page adds, and vacancies: which pages are wanted, what was found, which posts are closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update

from aggregator.models.entry import Entry, Standing
from aggregator.models.rules import Tag
from aggregator.store import hand, numbers, search, tagging
from aggregator.store.engine import Transaction
from aggregator.store.entries import batches, image_value, load, vacancy_value
from aggregator.store.tables import bodies, entries

#: Lists in a row that must lack a vacancy before its own page is asked.
MISSED_TWICE = 2


@dataclass(frozen=True, slots=True)
class WantedArticle:
    """An entry whose own page is to be read."""

    entry: Entry
    #: What search and tagging see so far.
    text: str
    tries: int
    #: How many lists in a row lacked it: of a vacancy that is asked for, whether it is still there.
    missed: int


def wanted_articles(
    tx: Transaction, now: datetime, limit: int = 100, *, among: Collection[int] | None = None
) -> list[WantedArticle]:
    """Entries whose pages are due to be read, oldest wish first. Only `among` these, if they are given."""
    statement = (
        select(entries.c.id, entries.c.article_tries, entries.c.missed, bodies.c.text)
        .join(bodies, bodies.c.entry_id == entries.c.id)
        .where(entries.c.article_due <= now)
        .order_by(entries.c.article_due, entries.c.id)
        .limit(limit)
    )
    if among is not None:
        statement = statement.where(entries.c.id.in_(among))
    found = tx.execute(statement).all()
    loaded = {entry.id: entry for entry in load(tx, [row.id for row in found], with_bodies=True)}
    return [WantedArticle(loaded[row.id], row.text, row.article_tries, row.missed) for row in found]


def wanted_addresses(tx: Transaction, now: datetime, limit: int) -> list[tuple[int, str | None]]:
    """Of entries whose pages are due to be read: id and address, oldest wish first."""
    found = (
        select(entries.c.id, entries.c.link)
        .where(entries.c.article_due <= now)
        .order_by(entries.c.article_due, entries.c.id)
        .limit(limit)
    )
    return [(row.id, row.link) for row in tx.execute(found)]


def wanted_count(tx: Transaction, now: datetime) -> int:
    """How many pages are due to be read."""
    return tx.execute(select(func.count()).where(entries.c.article_due <= now)).scalar_one()


def postpone_article(tx: Transaction, entry_id: int, due: datetime | None) -> None:
    """The page could not be read: try again then, or never."""
    tries = entries.c.article_tries + 1
    tx.execute(update(entries).where(entries.c.id == entry_id).values(article_due=due, article_tries=tries))


def shows_pages(tx: Transaction, source_id: int, retries: int) -> bool:
    """Whether any entry of the source had its page read: settled before the last try, which failures are not."""
    read = entries.c.article_due.is_(None) & entries.c.article_tries.between(1, retries)
    return tx.execute(select(entries.c.id).where(entries.c.source_id == source_id, read).limit(1)).first() is not None


def want_again(tx: Transaction, source_id: int, identities: Sequence[str], now: datetime) -> None:
    """These entries' pages are to be read once more: what they gave went with the edit."""
    for some in batches(identities):
        is_one = (entries.c.source_id == source_id) & entries.c.identity.in_(some)
        tx.execute(update(entries).where(is_one).values(article_due=now))


def give_title(tx: Transaction, entry_id: int, title: str, now: datetime) -> None:
    """A title for an entry that had none but its address."""
    search.remove(tx, [entry_id])
    values = {"title": title, "change_number": numbers.take(tx, "change", now)}
    tx.execute(update(entries).where(entries.c.id == entry_id).values(**values))
    search.add(tx, [entry_id])


def keep_back(tx: Transaction, entry_id: int) -> None:
    """An entry that waits does not go out: there is nothing to call it by, or nothing left to read."""
    is_waiting = (entries.c.id == entry_id) & (entries.c.standing == Standing.WAITING)
    tx.execute(update(entries).where(is_waiting).values(standing=Standing.KEPT_BACK))


def save_article(
    tx: Transaction, entry: Entry, *, text: str, html: str, tags_carried: Sequence[Tag], now: datetime
) -> None:
    """Store what an entry's page added; `entry` carries the new fields. Nothing that subscribers saw moves.

    `html` replaces the clean body unless empty. An entry that was taken out in the meantime stays out.
    """
    if tx.execute(select(entries.c.id).where(entries.c.id == entry.id).with_for_update()).first() is None:
        return
    search.remove(tx, [entry.id])
    values: dict[str, Any] = {
        "title": entry.title,
        "summary": entry.summary,
        "authors": list(entry.authors),
        "image": image_value(entry.image),
        "published": entry.published,
        "sort_at": entry.sort_at,
        "publisher": entry.publisher,
        "publisher_url": entry.publisher_url,
        "language": entry.language,
        "vacancy": vacancy_value(entry.vacancy),
        "closes_on": entry.vacancy.closes.isoformat() if entry.vacancy and entry.vacancy.closes else None,
        "missed": 0,
        "article_due": None,
        "article_tries": entries.c.article_tries + 1,
        "change_number": numbers.take(tx, "change", now),
    }
    values = hand.without_ours(tx, entry.id, values, hand.theirs(tx, [entry.id]).get(entry.id, {}))
    tx.execute(update(entries).where(entries.c.id == entry.id).values(**values))
    changed = {"text": text} | ({"html": html} if html else {})
    tx.execute(update(bodies).where(bodies.c.entry_id == entry.id).values(**changed))
    tagging.write(tx, {entry.id: tags_carried})
    search.add(tx, [entry.id])


def close_due(tx: Transaction, today: date, now: datetime) -> int:
    """Close the vacancies whose last day is over; how many."""
    over = entries.c.closed_at.is_(None) & (entries.c.closes_on < today.isoformat())
    ids = list(tx.execute(select(entries.c.id).where(over)).scalars())
    for entry_id in ids:
        close(tx, entry_id, now)
    return len(ids)


def close(tx: Transaction, entry_id: int, now: datetime) -> None:
    """A vacancy is closed: it shows as such from now on."""
    values = {"closed_at": now, "article_due": None, "change_number": numbers.take(tx, "change", now)}
    tx.execute(update(entries).where(entries.c.id == entry_id).values(**values))


def still_open(tx: Transaction, entry_id: int) -> None:
    """Its own page says that a vacancy which the list lacks is open."""
    tx.execute(update(entries).where(entries.c.id == entry_id).values(missed=0, article_due=None))


def note_missing(tx: Transaction, source_id: int, listed: Collection[str] | None, now: datetime) -> None:
    """Count the open vacancies that a whole list lacks; after the second time their own pages are due.

    `listed` are the identities on the list, None if it is the same list as last time.
    """
    is_open = entries.c.vacancy.is_not(None) & entries.c.closed_at.is_(None)
    found = tx.execute(
        select(entries.c.id, entries.c.identity, entries.c.missed).where(entries.c.source_id == source_id, is_open)
    ).all()
    for row in found:
        is_missing = row.missed > 0 if listed is None else row.identity not in listed
        if not is_missing and not row.missed:
            continue
        values: dict[str, Any] = {"missed": row.missed + 1 if is_missing else 0}
        if is_missing and row.missed + 1 == MISSED_TWICE:
            values["article_due"] = now
        tx.execute(update(entries).where(entries.c.id == row.id).values(**values))

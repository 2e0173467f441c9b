"""The tables. Types are the few that SQLite and PostgreSQL agree on; all times are UTC."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Utc(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite keeps no zone, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        # an entry has eight of them: one step each, and not the four that SQLAlchemy makes of it
        return _as_sqlite_keeps_it if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _as_sqlite_keeps_it(value: datetime | None) -> str | None:
    return None if value is None else _in_utc(value).isoformat(" ", "microseconds").removesuffix("+00:00")


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone reached the store: {value!r}")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A small JSON value. Empty ones are kept as NULL, which most of them are."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return _as_json(value) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return json.loads(value) if value else None


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: An autoincrementing key; SQLite only does that for plain INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")

#: Numbers that only ever grow: "change" and "publication".
counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
    #: When a number was last given.
    Column("moved_at", Utc, nullable=False),
)

#: What the desk knows about itself: its own id, and what its outputs were last made with.
facts = Table(
    "facts",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    #: The address it was first known by: half of every published id, so it never changes.
    Column("first_url", Text, nullable=False, unique=True),
    # as configured
    Column("url", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False, index=True),
    Column("agency", Text),
    Column("publisher", Text),
    Column("scope", String(10), nullable=False),
    Column("body", String(10), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("categories", Json),
    Column("label_rules", Json),
    #: A fingerprint of the rules that all its entries were last tagged by.
    Column("tagged_with", String(40)),
    #: In feeds.yaml now; a removed source keeps its row, its entries are still credited to it.
    Column("active", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    # what outputs credit; moves only together with change_number
    Column("feed_kind", String(10)),
    Column("feed_title", Text),
    Column("feed_link", Text),
    Column("feed_id", Text),
    Column("feed_icon", Text),
    Column("feed_logo", Text),
    Column("feed_rights", Text),
    Column("feed_language", Text),
    Column("feed_updated", Utc),
    Column("change_number", BigInteger, nullable=False),
)

feed_states = Table(
    "feed_states",
    metadata,
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    #: Counts how often it was saved: who saves must have seen the last.
    Column("version", BigInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("next_poll", Utc, index=True),
    Column("last_poll", Utc),
    Column("last_success", Utc),
    Column("imported_at", Utc),
    Column("outcome", String(20)),
    Column("cause_code", String(60)),
    Column("cause_message", Text),
    Column("status", Integer),
    Column("failures", Integer, nullable=False),
    Column("ailing_since", Utc),
    Column("wished_until", Utc),
    Column("notes", Json),
    Column("etag", LargeBinary),
    Column("last_modified", LargeBinary),
    Column("validators_url", Text),
    Column("body_hash", LargeBinary),
    Column("hints", Json),
    Column("move_to", Text),
    Column("move_since", Utc),
    Column("move_count", Integer),
    Column("kind", String(10)),
    Column("dialect", String(20)),
    #: The hub that the feed names, and the address that it calls its own there.
    Column("hub", Text),
    Column("topic", Text),
    Column("shape", Json),
    #: Of the last days: the day (ISO), polls, faults, new entries.
    Column("days", Json),
    Column("last_new", Integer, nullable=False),
    Column("last_updated", Integer, nullable=False),
    Column("last_seconds", Integer, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("published_id", String(45), nullable=False, unique=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("identity", Text, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),
    Column("entry_id", Text),
    Column("link", Text),
    Column("canonical_url", Text, index=True),
    #: What it is recognised by when its source's ids fail: its address levelled, and a hash of its raw text.
    Column("address", Text),
    Column("text_name", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("authors", Json),
    Column("labels", Json),
    Column("published", Utc),
    Column("published_text", Text),
    Column("updated", Utc),
    Column("first_seen", Utc, nullable=False),
    Column("fetched_at", Utc, nullable=False),
    Column("sort_at", Utc, nullable=False),
    Column("enclosures", Json),
    Column("image", Json),
    Column("publisher", Text),
    Column("publisher_url", Text),
    Column("language", String(40)),
    Column("rights", Text),
    Column("vacancy", Json),
    #: Of a vacancy: its last day (ISO), since when it is closed, and how many whole lists in a row lacked it.
    Column("closes_on", String(10), index=True),
    Column("closed_at", Utc),
    Column("missed", Integer, nullable=False),
    #: When its own page is to be read for what the feed left out; NULL once that is settled.
    Column("article_due", Utc, index=True),
    Column("article_tries", Integer, nullable=False),
    Column("standing", String(10), nullable=False),
    Column("publication_number", BigInteger, unique=True),
    Column("title_frame", Text),
    #: Name of an output that has a style of titles of its own → the frame there.
    Column("output_frames", Json),
    Column("went_out_at", Utc),
    #: The id of the entry that its story began with, once there are two to tell it, and when that went out. Below zero
    #: where an editor took it out of another story.
    Column("story_id", BigInteger, index=True),
    Column("story_since", Utc, index=True),
    #: Why it was put to the story.
    Column("joined_because", Text),
    Column("change_number", BigInteger, nullable=False, index=True),
    Column("changed_at", Utc, nullable=False),
    #: Edits that only the hash gave away.
    Column("hash_changes", Integer, nullable=False),
    # what the desk decided: shown nowhere; never too old; at the top of the front page; let out of the queue
    Column("hidden_at", Utc),
    Column("kept_at", Utc),
    Column("pinned_until", Utc, index=True),
    Column("approved_at", Utc),
    # of the newsletter: not in it; at the head of its category there
    Column("not_mailed_at", Utc),
    Column("mailed_first_at", Utc),
    UniqueConstraint("source_id", "identity"),
    Index(None, "source_id", "address"),
    Index(None, "source_id", "sort_at"),
    # in the order of lists, and with all that decides what they count: counting reads no entry itself
    Index(
        "ix_entries_lists",
        "sort_at",
        "id",
        "source_id",
        "standing",
        "publication_number",
        "closed_at",
        "hidden_at",
    ),
    Index(None, "standing", "id"),
)

#: Of the few that are hidden alone: an index of them all would be taken for the many that are not.
Index(
    None,
    entries.c.hidden_at,
    sqlite_where=entries.c.hidden_at.is_not(None),
    postgresql_where=entries.c.hidden_at.is_not(None),
)

#: The list of open vacancies, few among many entries.
_is_open = entries.c.vacancy.is_not(None) & entries.c.closed_at.is_(None)
Index(
    "ix_entries_open_vacancies",
    entries.c.sort_at,
    entries.c.id,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)

bodies = Table(
    "bodies",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    #: As published, zlib; for cleaning again when the cleaner changes.
    Column("raw", LargeBinary, nullable=False),
    #: Clean HTML.
    Column("html", Text, nullable=False),
    #: What search and tagging see.
    Column("text", Text, nullable=False),
)

#: What entries were called before their publishers corrected them.
headlines = Table(
    "headlines",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    #: Until when it was called so.
    Column("until", Utc, nullable=False),
)

tags = Table(
    "tags",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("name", Text, primary_key=True),
    #: The order in which the entry carries them.
    Column("position", Integer, nullable=False),
    Column("reasons", Json),
    #: The entry's own.
    Column("sort_at", Utc, nullable=False),
    Index(None, "kind", "name", "sort_at", "entry_id"),
)

#: What somebody at the desk decided about single tags, kept apart from what the rules say.
hand_tags = Table(
    "hand_tags",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("name", Text, primary_key=True),
    #: The entry carries the tag whatever the rules say; false: it never does.
    Column("added", Boolean, nullable=False),
    Column("set_at", Utc, nullable=False),
)

#: What somebody at the desk wrote in place of what the source says, which is kept beside it.
hand_edits = Table(
    "hand_edits",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    #: "title", "summary", "image".
    Column("field", String(10), primary_key=True),
    Column("ours", Json),
    Column("theirs", Json),
)

dropped = Table(
    "dropped",
    metadata,
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("identity", Text, primary_key=True),
    Column("content_hash", LargeBinary, nullable=False),
    Column("dropped_at", Utc, nullable=False, index=True),
    #: Its place in the lists, if it comes back without a date of its own.
    Column("first_seen", Utc, nullable=False),
    Column("title", Text, nullable=False),
    Column("link", Text, index=True),
    Column("reasons", Json),
    #: The prepared entry, so that a changed rule can bring it back without a poll.
    Column("prepared", LargeBinary, nullable=False),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("identity", Text, primary_key=True),
    Column("published_id", String(45), nullable=False, index=True),
    Column("publication_number", BigInteger),
    Column("removed_at", Utc, nullable=False),
    #: "outlived", "withdrawn" by its publisher, "taken_down" by the desk.
    Column("reason", String(12), nullable=False),
    # what it is recognised by under another id
    Column("address", Text),
    Column("text_name", String(40), nullable=False),
    Column("change_number", BigInteger, nullable=False),
)

#: Other identities under which sources presented what is stored or removed.
aliases = Table(
    "aliases",
    metadata,
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("alias", Text, primary_key=True),
    #: Of an entry or a tombstone.
    Column("identity", Text, nullable=False),
)

#: What a source turned out to be like over many polls; no row: like most.
habits = Table(
    "habits",
    metadata,
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    #: What its entries are known by: "id", "url", "text".
    Column("trust", String(10), nullable=False),
    #: Polls in which most of what was known came under other identities.
    Column("renamed_polls", Integer, nullable=False),
    #: Its dates run ahead of ours.
    Column("is_ahead", Boolean, nullable=False),
    #: Causes for which it was held and then released by hand.
    Column("tolerated", Json),
    # while nothing of it goes out
    Column("held_for", String(20)),
    Column("held_why", Text),
    Column("held_since", Utc),
    #: What is dated before counts as old.
    Column("held_old_before", Utc),
    Column("quiet_polls", Integer, nullable=False),
)

#: How hosts want to be asked, as far as one visit must tell the next.
hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    #: It asked to be left alone until then.
    Column("paused_until", Utc),
    #: The gap that it wishes for between two requests (Crawl-delay), if that is longer than ours.
    Column("gap_seconds", Integer),
    #: When the gap after the last request is over; kept where several machines ask.
    Column("free_at", Utc),
)

#: Outputs as every web process of a cluster serves them: the first to make one keeps it for all.
renditions = Table(
    "renditions",
    metadata,
    Column("place", Text, primary_key=True),
    #: A fingerprint of what it was made of, and the change number at that time.
    Column("mark", String(40), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("gzip", LargeBinary),
    Column("media_type", String(80), nullable=False),
    Column("last_modified", Utc, nullable=False),
)

#: Who did what at the desk, when, and what it was before and after.
acts = Table(
    "acts",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("at", Utc, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", String(10), nullable=False),
    Column("published_id", String(45), index=True),
    Column("source_id", ForeignKey("sources.id"), index=True),
    #: What the entry was called then; empty once it was taken down.
    Column("title", Text, nullable=False),
    Column("before", Json),
    Column("after", Json),
    #: The act that took this one back, and the one that this took back.
    Column("undone_by", BigInteger),
    Column("undoes", BigInteger),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", String(10), nullable=False),
    #: NULL: known by a proxy's word alone.
    Column("password_hash", Text),
    Column("made_at", Utc, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    #: A hash of what the browser holds.
    Column("key", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("began_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
)

#: Failed log-ins by name and by address, each hashed.
guesses = Table(
    "guesses",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", Utc, nullable=False),
)

#: Where entries of a blog that was moved in used to stand.
old_addresses = Table(
    "old_addresses",
    metadata,
    #: Path and query, without the host.
    Column("path", Text, primary_key=True),
    Column("published_id", String(45), nullable=False),
)

#: What was or is wrong with the desk. Of one key at most one row is open: told, if at all, but not yet as over.
alarms = Table(
    "alarms",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("mark", Text, nullable=False),
    Column("subject", Text, nullable=False),
    #: What is wrong, before it has words (`store/sayings.py`).
    Column("told", Json, nullable=False),
    Column("since", Utc, nullable=False),
    Column("told_at", Utc, index=True),
    Column("over_at", Utc),
    #: When it was told that it is over.
    Column("closed_at", Utc, index=True),
)

#: Messages on their way out, one a recipient. They are kept until they are old, so that nothing is sent twice.
notices = Table(
    "notices",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    #: By which two attempts to send it are known to be one message.
    Column("message_id", String(120), nullable=False, unique=True),
    Column("channel", String(10), nullable=False),
    #: A mail address; nothing for the webhook.
    Column("recipient", Text, nullable=False),
    #: "alarms", "note", "newsletter", "review".
    Column("about", String(12), nullable=False),
    Column("written_at", Utc, nullable=False, index=True),
    #: What to say; empty once that is settled.
    Column("content", Json),
    Column("tries", Integer, nullable=False),
    #: NULL once it is sent or given up.
    Column("next_try", Utc, index=True),
    Column("sent_at", Utc),
    Column("fault", Text),
)

#: What we agreed on with hubs (WebSub): see models.subscription.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("callback", String(64), nullable=False, unique=True),
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("mode", String(12), nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("lease_until", Utc),
    Column("due", Utc, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("cause", Text),
)

"""The first tables, and the search index in the manner of each database."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from aggregator.store.tables import Json, Utc, counters, facts

revision: str = "0001"
down_revision: str | None = None

_SEARCHABLE = """
    CREATE VIEW searchable AS
    SELECT entries.id AS entry_id, entries.title AS title, entries.summary AS summary, bodies.text AS body
    FROM entries JOIN bodies ON bodies.entry_id = entries.id
"""
_SQLITE_SEARCH = """
    CREATE VIRTUAL TABLE entry_search USING fts5 (
        title, summary, body,
        content='searchable', content_rowid='entry_id', tokenize='porter unicode61 remove_diacritics 2'
    )
"""
_POSTGRESQL_SEARCH = """
    CREATE TABLE entry_search (
        entry_id BIGINT PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
        vector TSVECTOR NOT NULL
    )
"""


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    op.create_table(
        "alarms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("told", Json(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("told_at", Utc(), nullable=True),
        sa.Column("over_at", Utc(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index(op.f("ix_alarms_closed_at"), "alarms", ["closed_at"], unique=False)
    op.create_index(op.f("ix_alarms_key"), "alarms", ["key"], unique=False)
    op.create_index(op.f("ix_alarms_told_at"), "alarms", ["told_at"], unique=False)
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    op.create_table(
        "guesses",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guesses")),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("paused_until", Utc(), nullable=True),
        sa.Column("gap_seconds", sa.Integer(), nullable=True),
        sa.Column("free_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_table(
        "renditions",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("gzip", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("last_modified", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_renditions")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("written_at", Utc(), nullable=False),
        sa.Column("content", Json(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", Utc(), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("message_id", name=op.f("uq_notices_message_id")),
    )
    op.create_index(op.f("ix_notices_next_try"), "notices", ["next_try"], unique=False)
    op.create_index(op.f("ix_notices_written_at"), "notices", ["written_at"], unique=False)
    op.create_table(
        "old_addresses",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("published_id", sa.String(length=45), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_old_addresses")),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("first_url", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("body", sa.String(length=10), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("categories", Json(), nullable=True),
        sa.Column("label_rules", Json(), nullable=True),
        sa.Column("tagged_with", sa.String(length=40), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("feed_kind", sa.String(length=10), nullable=True),
        sa.Column("feed_title", sa.Text(), nullable=True),
        sa.Column("feed_link", sa.Text(), nullable=True),
        sa.Column("feed_id", sa.Text(), nullable=True),
        sa.Column("feed_icon", sa.Text(), nullable=True),
        sa.Column("feed_logo", sa.Text(), nullable=True),
        sa.Column("feed_rights", sa.Text(), nullable=True),
        sa.Column("feed_language", sa.Text(), nullable=True),
        sa.Column("feed_updated", Utc(), nullable=True),
        sa.Column("change_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("first_url", name=op.f("uq_sources_first_url")),
    )
    op.create_index(op.f("ix_sources_slug"), "sources", ["slug"], unique=False)
    op.create_table(
        "acts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("published_id", sa.String(length=45), nullable=True),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("before", Json(), nullable=True),
        sa.Column("after", Json(), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_acts_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_index(op.f("ix_acts_published_id"), "acts", ["published_id"], unique=False)
    op.create_index(op.f("ix_acts_source_id"), "acts", ["source_id"], unique=False)
    op.create_table(
        "aliases",
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_aliases_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", "alias", name=op.f("pk_aliases")),
    )
    op.create_table(
        "dropped",
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("dropped_at", Utc(), nullable=False),
        sa.Column("first_seen", Utc(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("reasons", Json(), nullable=True),
        sa.Column("prepared", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_dropped_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", "identity", name=op.f("pk_dropped")),
    )
    op.create_index(op.f("ix_dropped_dropped_at"), "dropped", ["dropped_at"], unique=False)
    op.create_index(op.f("ix_dropped_link"), "dropped", ["link"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("published_id", sa.String(length=45), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("canonical_url", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("text_name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("authors", Json(), nullable=True),
        sa.Column("labels", Json(), nullable=True),
        sa.Column("published", Utc(), nullable=True),
        sa.Column("published_text", sa.Text(), nullable=True),
        sa.Column("updated", Utc(), nullable=True),
        sa.Column("first_seen", Utc(), nullable=False),
        sa.Column("fetched_at", Utc(), nullable=False),
        sa.Column("sort_at", Utc(), nullable=False),
        sa.Column("enclosures", Json(), nullable=True),
        sa.Column("image", Json(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("publisher_url", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("rights", sa.Text(), nullable=True),
        sa.Column("vacancy", Json(), nullable=True),
        sa.Column("closes_on", sa.String(length=10), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("article_due", Utc(), nullable=True),
        sa.Column("article_tries", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("publication_number", sa.BigInteger(), nullable=True),
        sa.Column("title_frame", sa.Text(), nullable=True),
        sa.Column("output_frames", Json(), nullable=True),
        sa.Column("went_out_at", Utc(), nullable=True),
        sa.Column("story_id", sa.BigInteger(), nullable=True),
        sa.Column("story_since", Utc(), nullable=True),
        sa.Column("joined_because", sa.Text(), nullable=True),
        sa.Column("change_number", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("hash_changes", sa.Integer(), nullable=False),
        sa.Column("hidden_at", Utc(), nullable=True),
        sa.Column("kept_at", Utc(), nullable=True),
        sa.Column("pinned_until", Utc(), nullable=True),
        sa.Column("approved_at", Utc(), nullable=True),
        sa.Column("not_mailed_at", Utc(), nullable=True),
        sa.Column("mailed_first_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_entries_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("publication_number", name=op.f("uq_entries_publication_number")),
        sa.UniqueConstraint("published_id", name=op.f("uq_entries_published_id")),
        sa.UniqueConstraint("source_id", "identity", name=op.f("uq_entries_source_id_identity")),
    )
    op.create_index(op.f("ix_entries_article_due"), "entries", ["article_due"], unique=False)
    op.create_index(op.f("ix_entries_canonical_url"), "entries", ["canonical_url"], unique=False)
    op.create_index(op.f("ix_entries_change_number"), "entries", ["change_number"], unique=False)
    op.create_index(op.f("ix_entries_closes_on"), "entries", ["closes_on"], unique=False)
    op.create_index(
        op.f("ix_entries_hidden_at"),
        "entries",
        ["hidden_at"],
        unique=False,
        sqlite_where=sa.text("hidden_at IS NOT NULL"),
        postgresql_where=sa.text("hidden_at IS NOT NULL"),
    )
    op.create_index(
        "ix_entries_lists",
        "entries",
        ["sort_at", "id", "source_id", "standing", "publication_number", "closed_at", "hidden_at"],
        unique=False,
    )
    op.create_index(
        "ix_entries_open_vacancies",
        "entries",
        ["sort_at", "id"],
        unique=False,
        sqlite_where=sa.text("vacancy IS NOT NULL AND closed_at IS NULL"),
        postgresql_where=sa.text("vacancy IS NOT NULL AND closed_at IS NULL"),
    )
    op.create_index(op.f("ix_entries_pinned_until"), "entries", ["pinned_until"], unique=False)
    op.create_index(op.f("ix_entries_source_id_address"), "entries", ["source_id", "address"], unique=False)
    op.create_index(op.f("ix_entries_source_id_sort_at"), "entries", ["source_id", "sort_at"], unique=False)
    op.create_index(op.f("ix_entries_standing_id"), "entries", ["standing", "id"], unique=False)
    op.create_index(op.f("ix_entries_story_id"), "entries", ["story_id"], unique=False)
    op.create_index(op.f("ix_entries_story_since"), "entries", ["story_since"], unique=False)
    op.create_table(
        "feed_states",
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("next_poll", Utc(), nullable=True),
        sa.Column("last_poll", Utc(), nullable=True),
        sa.Column("last_success", Utc(), nullable=True),
        sa.Column("imported_at", Utc(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("cause_code", sa.String(length=60), nullable=True),
        sa.Column("cause_message", sa.Text(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("ailing_since", Utc(), nullable=True),
        sa.Column("wished_until", Utc(), nullable=True),
        sa.Column("notes", Json(), nullable=True),
        sa.Column("etag", sa.LargeBinary(), nullable=True),
        sa.Column("last_modified", sa.LargeBinary(), nullable=True),
        sa.Column("validators_url", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.LargeBinary(), nullable=True),
        sa.Column("hints", Json(), nullable=True),
        sa.Column("move_to", sa.Text(), nullable=True),
        sa.Column("move_since", Utc(), nullable=True),
        sa.Column("move_count", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("dialect", sa.String(length=20), nullable=True),
        sa.Column("hub", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("shape", Json(), nullable=True),
        sa.Column("days", Json(), nullable=True),
        sa.Column("last_new", sa.Integer(), nullable=False),
        sa.Column("last_updated", sa.Integer(), nullable=False),
        sa.Column("last_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_feed_states_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_feed_states")),
    )
    op.create_index(op.f("ix_feed_states_next_poll"), "feed_states", ["next_poll"], unique=False)
    op.create_table(
        "habits",
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trust", sa.String(length=10), nullable=False),
        sa.Column("renamed_polls", sa.Integer(), nullable=False),
        sa.Column("is_ahead", sa.Boolean(), nullable=False),
        sa.Column("tolerated", Json(), nullable=True),
        sa.Column("held_for", sa.String(length=20), nullable=True),
        sa.Column("held_why", sa.Text(), nullable=True),
        sa.Column("held_since", Utc(), nullable=True),
        sa.Column("held_old_before", Utc(), nullable=True),
        sa.Column("quiet_polls", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_habits_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_habits")),
    )
    op.create_table(
        "sessions",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("began_at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("callback", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_subscriptions_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("callback", name=op.f("uq_subscriptions_callback")),
    )
    op.create_table(
        "tombstones",
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("published_id", sa.String(length=45), nullable=False),
        sa.Column("publication_number", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", Utc(), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("text_name", sa.String(length=40), nullable=False),
        sa.Column("change_number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_tombstones_source_id")),
        sa.PrimaryKeyConstraint("source_id", "identity", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_published_id"), "tombstones", ["published_id"], unique=False)
    op.create_table(
        "bodies",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_bodies_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_bodies")),
    )
    op.create_table(
        "hand_edits",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("ours", Json(), nullable=True),
        sa.Column("theirs", Json(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_hand_edits_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", "field", name=op.f("pk_hand_edits")),
    )
    op.create_table(
        "hand_tags",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("set_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_hand_tags_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", "kind", "name", name=op.f("pk_hand_tags")),
    )
    op.create_table(
        "headlines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_headlines_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_headlines")),
    )
    op.create_index(op.f("ix_headlines_entry_id"), "headlines", ["entry_id"], unique=False)
    op.create_table(
        "tags",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reasons", Json(), nullable=True),
        sa.Column("sort_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_tags_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", "kind", "name", name=op.f("pk_tags")),
    )
    op.create_index(
        op.f("ix_tags_kind_name_sort_at_entry_id"), "tags", ["kind", "name", "sort_at", "entry_id"], unique=False
    )
    op.execute(_SEARCHABLE)
    if op.get_context().dialect.name == "sqlite":
        op.execute(_SQLITE_SEARCH)
    else:
        op.execute(_POSTGRESQL_SEARCH)
        op.execute("CREATE INDEX ix_entry_search_vector ON entry_search USING gin (vector)")
    now = datetime.now(UTC)
    op.bulk_insert(
        counters,
        [{"name": "change", "value": 0, "moved_at": now}, {"name": "publication", "value": 0, "moved_at": now}],
    )
    op.bulk_insert(facts, [{"name": "desk_id", "value": str(uuid4())}, {"name": "search_language", "value": "english"}])

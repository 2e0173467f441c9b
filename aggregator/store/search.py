"""Full text over title, summary and body, behind one function.

SQLite: an FTS5 index whose content is the `searchable` view, so no text is kept twice; it stems as English does.
PostgreSQL: a tsvector a row, stemmed in the language of the site, which the store remembers, so that words are looked
for as they were put in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import BigInteger, BindParameter, Select, bindparam, column, false, literal, select, text

from aggregator.store import numbers
from aggregator.store.engine import Transaction

_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)

#: PostgreSQL's configurations by the language that they are for; what is not here is not stemmed.
_CONFIGURATIONS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_LANGUAGE = "search_language"
_UNKNOWN = "simple"
#: How many entries are indexed anew in one statement.
_LOT = 1000
#: In a statement: what the store remembers. It is only asked once.
_REMEMBERED = "(SELECT CAST(value AS regconfig) FROM facts WHERE name = 'search_language')"

_SQLITE_ADD = text("""
    INSERT INTO entry_search (rowid, title, summary, body)
    SELECT entry_id, title, summary, body FROM searchable WHERE entry_id IN :ids
""").bindparams(_IDS)
# An external-content index is only taken back correctly with the very text that was put in.
_SQLITE_REMOVE = text("""
    INSERT INTO entry_search (entry_search, rowid, title, summary, body)
    SELECT 'delete', entry_id, title, summary, body FROM searchable WHERE entry_id IN :ids
""").bindparams(_IDS)
_SQLITE_FIND = text("""
    SELECT entries.id FROM entry_search JOIN entries ON entries.id = entry_search.rowid
    WHERE entry_search MATCH :query ORDER BY entries.sort_at DESC, entries.id DESC LIMIT :limit OFFSET :offset
""")

_POSTGRESQL_ADD = text(f"""
    INSERT INTO entry_search (entry_id, vector)
    SELECT entry_id,
           setweight(to_tsvector({_REMEMBERED}, title), 'A') || setweight(to_tsvector({_REMEMBERED}, summary), 'B')
           || to_tsvector({_REMEMBERED}, left(body, 200000))
    FROM searchable WHERE entry_id IN :ids
    ON CONFLICT (entry_id) DO UPDATE SET vector = excluded.vector
""").bindparams(_IDS)
_POSTGRESQL_FIND = text(f"""
    SELECT entries.id FROM entry_search JOIN entries ON entries.id = entry_search.entry_id
    WHERE entry_search.vector @@ websearch_to_tsquery({_REMEMBERED}, :query)
    ORDER BY entries.sort_at DESC, entries.id DESC LIMIT :limit OFFSET :offset
""")

#: How many words of a query count.
MAX_WORDS = 30


#: How many finds a search outside the command line looks through: the latest that were stored.
MOST_FOUND = 2000

_SQLITE_MATCHING = text(
    "SELECT rowid AS entry_id FROM entry_search WHERE entry_search MATCH :query ORDER BY rowid DESC LIMIT :most"
)
_POSTGRESQL_MATCHING = text(f"""
    SELECT entry_id FROM entry_search WHERE vector @@ websearch_to_tsquery({_REMEMBERED}, :query)
    ORDER BY entry_id DESC LIMIT :most
""")


def speak(tx: Transaction, language: str) -> bool:
    """Index in this language (a BCP 47 tag) from now on, and what is there anew if it was another; whether it was."""
    wanted = _CONFIGURATIONS.get(language.partition("-")[0].lower(), _UNKNOWN)
    if tx.dialect.name == "sqlite" or numbers.fact(tx, _LANGUAGE) == wanted:
        return False
    known = tx.scalar(
        text("SELECT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = :name)"), {"name": wanted}
    )  # older servers know fewer
    wanted = wanted if known else _UNKNOWN
    if numbers.fact(tx, _LANGUAGE) == wanted:
        return False
    numbers.remember(tx, _LANGUAGE, wanted)
    add_all(tx)
    return True


def add_all(tx: Transaction) -> None:
    """Index every entry anew, as they stand now."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql("INSERT INTO entry_search (entry_search) VALUES ('rebuild')")
        return
    ids = list(tx.execute(text("SELECT entry_id FROM searchable ORDER BY entry_id")).scalars())
    for start in range(0, len(ids), _LOT):
        add(tx, ids[start : start + _LOT])


def matching(tx: Transaction, words: str) -> Select[int]:
    """The ids of entries that say all of `words`, the latest `MOST_FOUND` of them, as a query inside another."""
    sqlite = tx.dialect.name == "sqlite"
    query = _query(words, sqlite)
    if not query.strip():
        return select(literal(0)).where(false())
    statement = _SQLITE_MATCHING if sqlite else _POSTGRESQL_MATCHING
    found = statement.bindparams(query=query, most=MOST_FOUND).columns(column("entry_id", BigInteger))
    return select(found.subquery().c.entry_id)


def search(tx: Transaction, words: str, *, limit: int = 50, offset: int = 0) -> list[int]:
    """The ids of entries that say all of `words`, newest first.

    `"a phrase"`, `-without` and `this OR that` are understood; anything else is just words, never an error.
    """
    sqlite = tx.dialect.name == "sqlite"
    query = _query(words, sqlite)
    if not query.strip():
        return []
    found = tx.execute(_SQLITE_FIND if sqlite else _POSTGRESQL_FIND, {"query": query, "limit": limit, "offset": offset})
    return list(found.scalars())


def add(tx: Transaction, entry_ids: Sequence[int]) -> None:
    """Index the entries as they stand now."""
    if entry_ids:
        tx.execute(_SQLITE_ADD if tx.dialect.name == "sqlite" else _POSTGRESQL_ADD, {"ids": list(entry_ids)})


def remove(tx: Transaction, entry_ids: Sequence[int]) -> None:
    """Take the entries out; to be called before their text changes."""
    if entry_ids and tx.dialect.name == "sqlite":
        tx.execute(_SQLITE_REMOVE, {"ids": list(entry_ids)})


def _query(words: str, sqlite: bool) -> str:
    return _fts5_query(words) if sqlite else words.replace("\0", " ")


def _fts5_query(words: str) -> str:
    """The query in FTS5's language, every word quoted so that none of its operators can be smuggled in."""
    wanted: list[str] = []
    unwanted: list[str] = []
    alternatives = False
    for sign, phrase, word in re.findall(r'(-?)(?:"([^"]*)"|([^\s"]+))', words)[:MAX_WORDS]:
        if word == "OR" and not sign:
            alternatives = bool(wanted)
            continue
        said = phrase or word
        if not re.search(r"\w", said):
            continue
        quoted = '"' + said.replace('"', "").replace("\0", "") + '"'
        if sign:
            unwanted.append(quoted)
        elif alternatives:
            wanted[-1] = f"({wanted[-1]} OR {quoted})"
        else:
            wanted.append(quoted)
        alternatives = False
    query = " AND ".join(wanted)
    # FTS5's NOT has two sides: without anything wanted there is nothing to take from
    return f"({query}) NOT ({' OR '.join(unwanted)})" if query and unwanted else query

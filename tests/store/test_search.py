"""Full text, alike on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.hashing import fingerprint
from aggregator.models.entry import Standing
from aggregator.store import edits, entries, search, sources
from aggregator.store.engine import Store, open_store
from aggregator.store.entries import Incoming
from tests.samples import NOON, a_prepared, a_source

TEXTS = {
    "otters": ("Otters return to the river", "After forty years the café by the weir saw one."),
    "herons": ("Herons counted", "Volunteers counted herons, but no otter, on the river bank."),
    "council": ("Council papers", "The river authority met. Children's boats were discussed."),
}


@pytest.fixture
def stored(store: Store) -> Store:
    with store.writing() as tx:
        source_id = sources.sync(tx, [(a_source(), "otter")], NOON)["Otter News"]
        incoming = [
            Incoming(
                a_prepared(key, title=title, text=text, summary="", published=NOON - timedelta(days=day)), Standing.OUT
            )
            for day, (key, (title, text)) in enumerate(TEXTS.items())
        ]
        entries.insert_new(tx, source_id, "http://otter.example/feed", incoming, NOON)
    return store


def found(store: Store, words: str) -> list[str]:
    with store.reading() as tx:
        return [entry.identity.removeprefix("id:") for entry in entries.load(tx, search.search(tx, words))]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("river", ["otters", "herons", "council"]),
        ("OTTER", ["otters", "herons"]),
        ("otter herons", ["herons"]),
        ('"river bank"', ["herons"]),
        ('"bank river"', []),
        ("river -otter", ["council"]),
        ("weir OR boats", ["otters", "council"]),
        ("counting", ["herons"]),
        ("unheard", []),
        ("", []),
        ("   ", []),
        ("river\0", ["otters", "herons", "council"]),
        ("%", []),
    ],
)
def test_words_find_what_says_them_newest_first_and_nothing_is_an_error(
    stored: Store, words: str, keys: list[str]
) -> None:
    assert found(stored, words) == keys


@pytest.mark.parametrize(
    "words",
    [
        "-otter",
        "- \" ' ( ) * : ^ NEAR( AND",
        'river" OR title:',
        '"',
        "OR",
        "a" * 5000,
        "word " * 500,
        "title:river",
        "& | !",
    ],
)
def test_nothing_that_people_type_is_an_error(stored: Store, words: str) -> None:
    assert set(found(stored, words)) <= set(TEXTS)


def test_accents_are_folded_where_the_index_can(sqlite_store: Store) -> None:
    with sqlite_store.writing() as tx:
        source_id = sources.sync(tx, [(a_source(), "otter")], NOON)["Otter News"]
        incoming = [Incoming(a_prepared(text="The café"), Standing.OUT)]
        entries.insert_new(tx, source_id, "http://otter.example/feed", incoming, NOON)
    assert found(sqlite_store, "cafe") == ["1"]


def test_pages_of_results_follow_one_another(stored: Store) -> None:
    with stored.reading() as tx:
        every = search.search(tx, "river")
        assert [search.search(tx, "river", limit=1, offset=at) for at in range(4)] == [[id_] for id_ in every] + [[]]


def test_an_edited_entry_is_found_by_its_new_words_only(stored: Store) -> None:
    with stored.writing() as tx:
        edited = a_prepared("otters", title="Correction", text="It was a mink.", content_hash=fingerprint(b"2"))
        edits.update_changed(tx, 1, [edited], NOON)
    assert found(stored, "mink") == ["otters"]
    assert found(stored, "weir") == []
    if stored.is_sqlite:
        with stored.writing() as tx:  # raises when index and content disagree
            tx.exec_driver_sql("INSERT INTO entry_search (entry_search, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [("de-AT", "Die Häuser am Fluss", "Haus"), ("fr", "Les chevaux blancs", "cheval"), ("cy", "Afon Tywi", "tywi")],
)
def test_words_are_stemmed_as_the_language_of_the_site_does(
    postgresql_url: str, language: str, said: str, asked: str
) -> None:
    with open_store(postgresql_url) as store:
        with store.writing() as tx:
            source_id = sources.sync(tx, [(a_source(), "otter")], NOON)["Otter News"]
            incoming = [Incoming(a_prepared(title=said, text="", summary=""), Standing.OUT)]
            entries.insert_new(tx, source_id, "http://otter.example/feed", incoming, NOON)
        if language != "cy":
            assert found(store, asked) == []
        with store.writing() as tx:
            assert search.speak(tx, language)
            assert not search.speak(tx, language)
        assert found(store, asked) == ["1"]

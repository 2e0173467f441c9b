from __future__ import annotations

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.models.feed import Markup, ParsedEntry
from aggregator.models.source import Trust
from aggregator.parse.identity import (
    MAX_IDENTITY_LENGTH,
    address_of,
    ambiguous_id,
    identifies,
    identify,
    name_entry,
    published_id,
    text_name,
)


def entry(
    entry_id: str | None = None, link: str | None = None, title: str | None = "t", text: str = "x"
) -> ParsedEntry:
    return ParsedEntry(entry_id=entry_id, link=link, title=title, content=Markup(text, is_html=False))


def identities(*entries: ParsedEntry) -> list[str]:
    return [found.identity for found in identify(entries)]


@pytest.mark.parametrize(
    ("one", "identity"),
    [
        (entry("7", "https://a.example/7"), "id:7"),
        (entry(None, "https://a.example/7"), "url:a.example/7"),
        (entry(None, "http://www.a.example/7/?utm_source=x"), "url:a.example/7"),
        (entry(None, "https://a.example/log#v2"), "url:a.example/log#v2"),
        (entry(None, "https://a.example/7#xtor=RSS-1"), "url:a.example/7"),
        (entry(None, "https://a.example/#!/7"), "url:a.example/#!/7"),
        (entry(), "hash:696cac7a8c4739262686a5c10df7528a"),
    ],
)
def test_identity_is_for_ever(one: ParsedEntry, identity: str) -> None:
    assert identities(one) == [identity]


def test_one_id_on_two_addresses_is_two_entries() -> None:
    found = identities(entry("7", "https://a.example/1"), entry("7", "https://a.example/2"))
    assert found == ["id+url:7 a.example/1", "id+url:7 a.example/2"]


def test_one_id_on_spellings_of_one_address_is_one_entry() -> None:
    assert identities(entry("7", "https://a.example/1"), entry("7", "http://www.a.example/1/")) == ["id:7"]


def test_repetition_collapses_to_the_first() -> None:
    found = identify([entry("7", title="first"), entry("7", title="second"), entry(), entry()])
    assert [one.entry.title for one in found] == ["first", "t"]


def test_entries_without_anything_differ_by_their_text() -> None:
    assert (
        len(identities(entry(text="a"), entry(text="b"), entry(title="ab", text=""), entry(title="a", text="b"))) == 4
    )


@pytest.mark.parametrize(
    ("trust", "identity"),
    [("id", "id:random"), ("url", "url:a.example/1"), ("text", "hash:696cac7a8c4739262686a5c10df7528a")],
)
def test_what_is_not_trusted_is_left_out(trust: Trust, identity: str) -> None:
    one = entry("random", "https://a.example/1")
    (found,) = identify([one], trust=trust)
    named = name_entry(trust, entry_id="random", address=address_of("https://a.example/1"), text_name=text_name(one))
    assert found.identity == named == identity


def test_split_entry_tells_its_id_and_is_named_alike_when_it_stands_alone_again() -> None:
    first, second = entry("7 b", "https://a.example/1"), entry("7 b", "https://a.example/2")
    (split, _) = identities(first, second)
    assert ambiguous_id(split) == "7 b"
    assert name_entry("id", entry_id="7 b", address="a.example/1", text_name="", is_ambiguous=True) == split
    assert ambiguous_id("id:7 b") is None


@pytest.mark.parametrize(
    ("link", "answer"),
    [
        ("https://a.example/1", True),
        ("https://a.example/?p=1", True),
        ("https://a.example/#1", True),
        ("https://a.example/", False),
        ("https://www.a.example", False),
    ],
)
def test_front_page_is_no_entrys_own_address(link: str, answer: bool) -> None:
    assert identifies(address_of(link)) is answer


def test_long_identity_is_hashed_and_still_tells_apart() -> None:
    one, other = identities(entry("x" * 5000 + "1"), entry("x" * 5000 + "2"))
    assert one != other
    assert max(len(one), len(other)) <= MAX_IDENTITY_LENGTH


def test_published_id_comes_from_first_address_and_identity() -> None:
    expected = uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "https://a.example/feed"), "id:7")
    assert published_id("https://a.example/feed", "id:7") == f"urn:uuid:{expected}"
    assert published_id("https://b.example/feed", "id:7") != published_id("https://a.example/feed", "id:7")


entries = st.builds(
    entry,
    st.sampled_from([None, "1", "2", "https://a.example/1"]),
    st.sampled_from([None, "https://a.example/1", "https://a.example/2", "http://[bad", "https://a.example/1#x"]),
    st.sampled_from([None, "t", "u"]),
)


@settings(deadline=None)
@given(st.lists(entries, max_size=8))
def test_identities_are_unique_and_know_no_order(given_entries: list[ParsedEntry]) -> None:
    found = identities(*given_entries)
    assert len(set(found)) == len(found)
    assert set(found) == set(identities(*reversed(given_entries)))

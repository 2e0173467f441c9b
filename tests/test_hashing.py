from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from aggregator.hashing import body_fingerprint, content_hash, fingerprint
from aggregator.models.feed import Enclosure, Image, Label, Markup, ParsedEntry

BODY = b"""<?xml version="1.0"?>
<!-- generated 10:00 -->
<rss><channel><title>t</title><lastBuildDate>Fri, 14 Mar 2025 10:00:00 GMT</lastBuildDate><pubDate>x</pubDate>
<generator>Tool 1.0</generator><atom:updated>2025-03-14</atom:updated><ttl>60</ttl>
<item><title>a</title>
<slash:comments>3</slash:comments><link thr:count="3" href="r"/>
<pubDate>Fri, 14 Mar 2025</pubDate><description><![CDATA[<!-- kept -->]]></description></item>
</channel></rss>
<!-- served in 3 ms -->"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Fri, 14 Mar 2025 10:00:00 GMT", b"Fri, 14 Mar 2025 11:30:00 GMT"),
        (b"<pubDate>x</pubDate>", b"<pubDate>y</pubDate>"),
        (b"Tool 1.0", b"Tool 1.1"),
        (b"<atom:updated>2025-03-14", b"<atom:updated>2025-03-15"),
        (b"generated 10:00", b"generated 11:00"),
        (b"served in 3 ms", b"served in 4 ms"),
        (b"<slash:comments>3", b"<slash:comments>14"),
        (b'thr:count="3"', b'thr:count="14"'),
        (b"<!-- served in 3 ms -->", b"\n"),
    ],
)
def test_what_moves_at_every_visit_is_nothing_new(old: bytes, new: bytes) -> None:
    changed = BODY.replace(old, new)
    assert changed != BODY
    assert body_fingerprint(changed) == body_fingerprint(BODY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<title>a", b"<title>b"),
        (b"<pubDate>Fri, 14 Mar 2025<", b"<pubDate>Sat, 15 Mar 2025<"),
        (b"<!-- kept -->", b"<!-- edited -->"),
        (b"<title>t", b"<title>u"),
        (b"<ttl>60", b"<ttl>5"),
        (b"</item>", b"</item><item/>"),
        (b'href="r"', b'href="s"'),
        (b"<item>", b"<entry>"),
    ],
)
def test_what_an_entry_or_the_feed_says_counts(old: bytes, new: bytes) -> None:
    assert body_fingerprint(BODY.replace(old, new)) != body_fingerprint(BODY)


@pytest.mark.parametrize("body", [b"", b"{}", b"<", b"</", b"<item>", b"\xff\xfe<\0", b"<pubDate>" * 1000])
def test_any_bytes_have_a_fingerprint(body: bytes) -> None:
    assert len(body_fingerprint(body)) == len(fingerprint(body)) == 16


ENTRY = ParsedEntry(
    entry_id="1",
    link="https://a.example/1",
    title="t",
    summary=Markup("s", is_html=True),
    content=Markup("c", is_html=True, base="https://a.example/"),
    authors=("Ada",),
    labels=(Label("x"), Label("y")),
    published=datetime(2025, 3, 14, tzinfo=UTC),
    published_text="14 March 2025",
    updated=datetime(2025, 3, 15, tzinfo=UTC),
    enclosures=(Enclosure("https://a.example/a.mp3", length=1),),
    images=(Image("https://a.example/a.jpg"),),
)


@pytest.mark.parametrize(
    "change",
    [
        {"link": "https://a.example/2"},
        {"title": "u"},
        {"title": None},
        {"summary": None},
        {"summary": Markup("s", is_html=False)},
        {"content": Markup("d", is_html=True)},
        {"summary": None, "content": Markup("s", is_html=True)},
        {"authors": ("Ada", "Bo")},
        {"labels": (Label("x"),)},
        {"published": datetime(2025, 3, 15, tzinfo=UTC)},
        {"enclosures": ()},
        {"images": ()},
    ],
)
def test_hash_changes_with_what_a_reader_would_notice(change: dict[str, Any]) -> None:
    assert content_hash(replace(ENTRY, **change)) != content_hash(ENTRY)


@pytest.mark.parametrize(
    "change",
    [
        {"updated": None},
        {"published_text": "2025-03-14"},
        {"labels": (Label("y"), Label("x"))},
        {"enclosures": (Enclosure("https://a.example/a.mp3", length=2),)},
        {"content": Markup("c", is_html=True, base="https://b.example/")},
    ],
)
def test_hash_stays_for_what_a_reader_would_not_notice(change: dict[str, Any]) -> None:
    assert content_hash(replace(ENTRY, **change)) == content_hash(ENTRY)


def test_hash_is_the_same_in_every_release() -> None:
    assert content_hash(ENTRY).hex() == "425853740c193335d0288224f3980318"

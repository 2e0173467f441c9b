from __future__ import annotations

import json
from typing import Any

import pytest

from aggregator.errors import ParseError
from aggregator.models.feed import Enclosure, Image, ParsedEntry
from aggregator.parse.document import parse_document

URL = "https://feeds.example/dir/feed.json"


def json_feed(*items: Any, **members: Any) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": items} | members).encode()


def only_entry(item: dict[str, Any]) -> ParsedEntry:
    (entry,) = parse_document(json_feed(item), url=URL).entries
    return entry


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ({"id": "x"}, "entry_id", "x"),
        ({"id": 17}, "entry_id", "17"),
        ({"id": True}, "entry_id", None),
        ({"id": ["x"]}, "entry_id", None),
        ({"id": float("inf")}, "entry_id", None),
        ({"url": "a"}, "link", "https://feeds.example/dir/a"),
        ({"url": "javascript:x"}, "link", None),
        ({"url": 5}, "link", None),
        ({"id": "https://a.example/1"}, "link", "https://a.example/1"),
        ({"title": "A &amp; <b>B</b>"}, "title", "A & B"),
        ({"title": "a\u202eb\u0000\ud800"}, "title", "ab"),
        ({"title": " "}, "title", None),
        ({"tags": ["a", None, "b", "a"]}, "labels", ("a", "b")),
        ({"tags": "a"}, "labels", ()),
        ({"authors": [{"name": "A"}, {"url": "x"}, "B"]}, "authors", ("A",)),
        ({"author": {"name": "A"}}, "authors", ("A",)),
        ({"author": {"name": "A"}, "authors": [{"name": "B"}]}, "authors", ("B",)),
        ({"date_published": "not yet"}, "published", None),
        ({"date_published": "not yet"}, "published_text", "not yet"),
        ({"date_published": 5}, "published_text", None),
        ({"image": "/i.png", "banner_image": "/b.png"}, "images",
         (Image("https://feeds.example/i.png"), Image("https://feeds.example/b.png"))),
        ({"image": {"url": "/i.png"}}, "images", ()),
        ({"attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 3.0}]}, "enclosures",
         (Enclosure("https://feeds.example/a.mp3", "audio/mpeg", 3),)),
        ({"attachments": [{"url": "/a", "size_in_bytes": -3}]}, "enclosures", (Enclosure("https://feeds.example/a"),)),
        ({"attachments": {"url": "/a"}}, "enclosures", ()),
        ({"external_url": "https://w.example/1"}, "related", ("https://w.example/1",)),
        ({"language": "cy"}, "language", "cy"),
    ],
)  # fmt: skip
def test_member_is_read_or_missing(item: dict[str, Any], field: str, value: Any) -> None:
    found = getattr(only_entry(item), field)
    assert (tuple(label.term for label in found) if field == "labels" else found) == value


@pytest.mark.parametrize(
    ("item", "value", "is_html"),
    [
        ({"content_html": "<p>x</p>"}, "<p>x</p>", True),
        ({"content_text": "a < b"}, "a < b", False),
        ({"content_text": "t", "content_html": "<p>h</p>"}, "<p>h</p>", True),
        ({"content_html": 5, "content_text": "t"}, "t", False),
        ({"content_html": "<p>\ud83d\u0008x</p>"}, "<p>x</p>", True),
    ],
)
def test_content_is_html_first(item: dict[str, Any], value: str, is_html: bool) -> None:
    content = only_entry(item).content
    assert content is not None
    assert (content.value, content.is_html) == (value, is_html)


def test_newest_are_kept_and_the_cut_is_recorded() -> None:
    items = [{"id": str(day), "date_published": f"2025-03-{day:02}T10:00:00Z"} for day in range(1, 10)]
    feed = parse_document(json_feed(*items), url=URL, max_entries=2)
    assert [entry.entry_id for entry in feed.entries] == ["8", "9"]
    assert feed.entries_in_document == 9


def test_feed_without_version_is_read_with_a_warning() -> None:
    feed = parse_document(b'{"title": "t", "items": [{"id": "1"}]}', url=URL)
    assert len(feed.entries) == 1
    assert feed.warnings


def test_byte_order_mark_and_wide_bytes_are_no_obstacle() -> None:
    text = json_feed({"id": "é"}).decode()
    for body in (text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("utf-16-le")):
        assert parse_document(body, url=URL).dialect == "json11"


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"title": "t"}', b'{"items": []}', b'{"version": 1, "items": []}'])
def test_other_json_is_no_feed(body: bytes) -> None:
    with pytest.raises(ParseError) as raised:
        parse_document(body, url=URL)
    assert raised.value.cause.code == "not_a_feed"

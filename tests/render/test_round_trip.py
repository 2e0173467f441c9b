"""What goes out can be read back, by the parser that most readers resemble and by a strict one."""

from __future__ import annotations

import json
import locale
from calendar import timegm
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from lxml import etree

from aggregator.models.output import Archive, Channel, OutEntry
from aggregator.render.atom import render_atom
from aggregator.render.json_feed import render_json_feed
from aggregator.render.rss import render_rss
from tests.render.samples import BARE, CHANNEL, COURIER, ENTRIES, FULL, PLAIN, entry

Renderer = Callable[[Channel, Sequence[OutEntry]], bytes]
XML_FEEDS = pytest.mark.parametrize("render", [render_atom, render_rss], ids=["atom", "rss"])


def read(document: bytes) -> Any:
    feed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def moment(parsed: tuple[int, ...]) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


@XML_FEEDS
def test_ids_titles_links_dates_and_order_come_back(render: Renderer) -> None:
    found = read(render(CHANNEL, ENTRIES)).entries
    assert [item.id for item in found] == [sent.published_id for sent in ENTRIES]
    assert [item.title for item in found] == [sent.title for sent in ENTRIES]
    assert [item.link for item in found[:2]] == [PLAIN.link, FULL.link]
    assert [moment(item.published_parsed) for item in found] == [sent.published for sent in ENTRIES]


@XML_FEEDS
def test_the_source_comes_back(render: Renderer) -> None:
    found = read(render(CHANNEL, ENTRIES)).entries
    assert [item.source.title for item in found] == ["The Courier", "Beacon Trust", "The Courier"]
    named = {link.href for link in found[0].source.get("links", [])} | {found[0].source.get("href")}
    assert COURIER.url in named


@XML_FEEDS
def test_authors_categories_and_publisher_come_back(render: Renderer) -> None:
    plain, full, bare = read(render(CHANNEL, ENTRIES)).entries
    assert [author.name for author in full.authors] == ["Bo Reed", "Cy Marsh"]
    assert [(tag.term, tag.scheme) for tag in full.tags] == [
        ("Member News", "https://news.harbour.example/category/"),
        ("Industry News", "https://news.harbour.example/category/"),
        ("Beacon Trust", "https://news.harbour.example/agency/"),
    ]
    assert plain.author == "Ada Finch"
    assert bare.author == "The Courier"
    assert [item.publisher for item in (plain, full, bare)] == ["The Courier", "Beacon Trust", "The Courier"]


@XML_FEEDS
def test_picture_and_files_come_back_with_size_and_type(render: Renderer) -> None:
    _, full, _ = read(render(CHANNEL, ENTRIES)).entries
    assert full.media_content[0] == {
        "url": "https://beacon.example/tower.jpg",
        "medium": "image",
        "width": "1200",
        "height": "800",
    }
    assert full.media_thumbnail == [{"url": "https://beacon.example/tower.jpg", "width": "1200", "height": "800"}]
    assert full.enclosures[0].href == "https://beacon.example/talk.mp3"
    assert (full.enclosures[0].length, full.enclosures[0].type) == ("123456", "audio/mpeg")


@XML_FEEDS
def test_the_body_goes_out_whole_where_the_source_allows_it_and_always_ends_with_the_source(render: Renderer) -> None:
    plain, full, bare = read(render(CHANNEL, ENTRIES)).entries
    assert full.content[0].value.startswith(FULL.body_html)
    assert PLAIN.summary in plain.summary
    for item, sent in ((plain, PLAIN), (full, FULL), (bare, BARE)):
        body = item.content[0].value if "content" in item else item.summary
        link = sent.credit_url.replace("&", "&amp;")
        assert body.endswith(f'<p>Source: <a href="{link}">{sent.source_line}</a></p>')


def test_rss_descriptions_end_with_the_source_even_beside_a_full_body() -> None:
    _, full, _ = etree.fromstring(render_rss(CHANNEL, ENTRIES)).iter("item")
    assert (full.findtext("description") or "").endswith("</a></p>")


def test_json_feed_says_the_same() -> None:
    feed = json.loads(render_json_feed(CHANNEL, ENTRIES))
    plain, full, bare = feed["items"]
    assert [item["id"] for item in feed["items"]] == [sent.published_id for sent in ENTRIES]
    assert plain["url"] == plain["external_url"] == PLAIN.link
    assert "url" not in bare
    assert full["content_html"].endswith('open-day?a=1&amp;b=2">beacon.example/news/open-day</a></p>')
    assert plain["content_text"].endswith("Source: courier.example/news/1")
    assert plain["_aggregator"]["source"]["title"] == "The Courier"
    assert full["_aggregator"]["original_title"] == FULL.original_title
    assert bare["authors"] == [{"name": "The Courier"}]
    assert full["attachments"][0]["size_in_bytes"] == 123456


def test_the_whole_atom_source_is_there() -> None:
    document = etree.fromstring(render_atom(CHANNEL, [PLAIN]))
    source = document.find("{*}entry/{*}source")
    assert source is not None
    said = [(etree.QName(child).localname, child.text or child.get("rel")) for child in source]
    assert said == [
        ("id", "tag:courier.example,2001:feed"),
        ("title", "The Courier"),
        ("link", "self"),
        ("link", "alternate"),
        ("updated", "2026-03-14T11:00:00+00:00"),
        ("icon", "https://courier.example/favicon.ico"),
        ("rights", "© The Courier"),
    ]


@XML_FEEDS
def test_an_entry_that_stands_nowhere_else_is_read_on_its_own_page_with_us(render: Renderer) -> None:
    posted = replace(BARE, path="entry/7/untitled-notice")
    assert read(render(CHANNEL, [posted])).entries[0].link == "https://news.harbour.example/entry/7/untitled-notice"


def test_a_listing_page_is_its_own_id_and_has_no_feed_to_point_to() -> None:
    document = etree.fromstring(render_atom(CHANNEL, [FULL]))
    source = document.find("{*}entry/{*}source")
    assert source is not None
    assert source.findtext("{*}id") == "https://beacon.example/news/"
    assert [(link.get("rel"), link.get("href")) for link in source.findall("{*}link")] == [
        ("alternate", "https://beacon.example/news/")
    ]


@XML_FEEDS
def test_a_feed_that_never_had_an_entry_does_not_pretend_to_be_fresh(render: Renderer) -> None:
    empty = Channel(site=CHANNEL.site, title="Quiet", feed_id="urn:x:quiet")
    feed = read(render(empty, ()))
    assert feed.entries == []
    assert feed.feed.get("updated", "1970-01-01T00:00:00+00:00") == "1970-01-01T00:00:00+00:00"


@XML_FEEDS
def test_the_locale_of_the_process_is_left_alone_since_threads_share_it(
    render: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched: list[object] = []
    monkeypatch.setattr(locale, "setlocale", lambda *arguments: touched.append(arguments))
    render(CHANNEL, ENTRIES)
    assert touched == []


@XML_FEEDS
def test_dates_go_out_in_utc_and_whole_seconds(render: Renderer) -> None:
    local = datetime.fromisoformat("2026-07-01T09:30:00.123456+01:00")
    found = read(render(CHANNEL, [entry(1, published=local, updated=local + timedelta(seconds=1))])).entries[0]
    assert moment(found.published_parsed) == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert "." not in found.published


@XML_FEEDS
def test_an_archive_names_its_neighbours_in_its_own_format(render: Renderer) -> None:
    run = replace(CHANNEL, path="archive/7/", archive=Archive(previous="archive/6/", next="archive/8/", current=""))
    file = "atom.xml" if render is render_atom else "rss.xml"
    document = etree.fromstring(render(run, [PLAIN]))
    links = {link.get("rel"): link.get("href") for link in document.iter("{http://www.w3.org/2005/Atom}link")}
    base = "https://news.harbour.example/"
    assert links["prev-archive"] == f"{base}archive/6/{file}"
    assert links["next-archive"] == f"{base}archive/8/{file}"
    assert links["current"] == f"{base}{file}"
    assert document.find(".//{http://purl.org/syndication/history/1.0}archive") is not None

"""Sitemaps, whole and broken."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from aggregator.errors import ParseError
from aggregator.parse.sitemap import MAX_BYTES, MAX_ENTRIES, parse_sitemap
from aggregator.parse.sniffing import looks_like_sitemap

URL = "https://site.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PLAIN = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>
<url><loc>https://site.example/a</loc><lastmod>2024-05-01</lastmod></url>
<url><loc> /b </loc></url><url><loc>ftp://site.example/c</loc></url><url><lastmod>2024-05-01</lastmod></url></urlset>""".encode()


def test_a_plain_sitemap_gives_addresses_and_lastmod() -> None:
    feed = parse_sitemap(PLAIN, url=URL).feed
    assert feed.dialect == "sitemap"
    assert [entry.link for entry in feed.entries] == ["https://site.example/a", "https://site.example/b"]
    assert feed.entries[0].updated == datetime(2024, 5, 1, tzinfo=UTC)
    assert feed.entries[0].published is None


def test_the_news_extension_gives_title_date_publisher_and_labels() -> None:
    body = f"""<urlset {NS} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
    xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">
    <url><loc>https://site.example/x</loc><n:news>
    <n:publication><n:name>The Quay</n:name><n:language>en</n:language></n:publication>
    <n:publication_date>2024-05-02T08:00:00+02:00</n:publication_date>
    <n:title>Boats &amp; ropes</n:title><n:keywords>boats, sea</n:keywords></n:news>
    <i:image><i:loc>https://site.example/x.jpg</i:loc></i:image></url></urlset>""".encode()
    (entry,) = parse_sitemap(body, url=URL).feed.entries
    assert entry.title == "Boats & ropes"
    assert entry.published == datetime(2024, 5, 2, 6, tzinfo=UTC)
    assert entry.publisher is not None and entry.publisher.name == "The Quay"
    assert [label.term for label in entry.labels] == ["boats", "sea"]
    assert entry.images[0].url == "https://site.example/x.jpg"
    assert (entry.link, entry.language) == ("https://site.example/x", "en")


def test_an_index_names_its_sitemaps_newest_first() -> None:
    body = f"""<sitemapindex {NS}><sitemap><loc>https://site.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
    <sitemap><loc>https://site.example/new.xml</loc><lastmod>2024-01-01</lastmod></sitemap><sitemap><loc>/undated.xml</loc></sitemap></sitemapindex>""".encode()
    sitemap = parse_sitemap(body, url=URL)
    assert [link.url for link in sitemap.sitemaps] == [
        "https://site.example/new.xml", "https://site.example/old.xml", "https://site.example/undated.xml"
    ]  # fmt: skip
    assert sitemap.feed.entries == ()


def test_packed_bytes_and_text_sitemaps_are_read() -> None:
    assert len(parse_sitemap(gzip.compress(PLAIN), url=URL).feed.entries) == 2
    text = parse_sitemap(b"https://site.example/a\nhttps://site.example/b\n", url=URL).feed
    assert [entry.link for entry in text.entries] == ["https://site.example/a", "https://site.example/b"]


def test_patterns_choose_among_the_addresses() -> None:
    feed = parse_sitemap(PLAIN, url=URL, include=("/a",)).feed
    assert [entry.link for entry in feed.entries] == ["https://site.example/a"]


def test_the_newest_entries_are_kept_in_the_files_order() -> None:
    rows = "".join(
        f"<url><loc>https://site.example/n{n}</loc><lastmod>20{10 + n % 15}-01-01</lastmod></url>"
        for n in range(MAX_ENTRIES + 500)
    )
    feed = parse_sitemap(f"<urlset {NS}>{rows}</urlset>".encode(), url=URL).feed
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.entries_in_document == MAX_ENTRIES + 500
    numbers = [int((entry.link or "").rsplit("/n", 1)[1]) for entry in feed.entries]
    assert numbers == sorted(numbers)
    assert min(entry.updated.year for entry in feed.entries if entry.updated) >= 2012


def test_what_was_read_before_a_fault_counts() -> None:
    feed = parse_sitemap(PLAIN.replace(b"<url><loc> /b", b"<url><bad></url><loc>"), url=URL).feed
    assert [entry.link for entry in feed.entries] == ["https://site.example/a"]
    assert feed.warnings[0].startswith("not well-formed")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_body"),
        (b"<html><body>no</body></html>", "not_a_sitemap"),
        (b"<rss><channel/></rss>", "not_a_sitemap"),
        (b"just some words\nand more", "not_a_sitemap"),
        (b"<urlset><url>", "broken_sitemap"),
        (b"\x1f\x8bnot gzip at all", "empty_body"),
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes, code: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_sitemap(body, url=URL)
    assert caught.value.cause.code == code


def test_entities_are_never_expanded_and_files_never_read() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    body = f"{bomb}<urlset {NS}><url><loc>https://site.example/&b;</loc></url><url><loc>https://site.example/&f;</loc></url><url><loc>https://site.example/fine</loc></url></urlset>".encode()
    links = [entry.link for entry in parse_sitemap(body, url=URL).feed.entries]
    assert "https://site.example/fine" in links
    assert not any("aaaa" in (link or "") for link in links)


def test_a_gzip_bomb_is_cut() -> None:
    head = f"<urlset {NS}><url><loc>https://site.example/a</loc></url>".encode()
    body = gzip.compress(head + b" " * (2 * MAX_BYTES))
    feed = parse_sitemap(body, url=URL).feed
    assert [entry.link for entry in feed.entries] == ["https://site.example/a"]


def test_sitemaps_are_recognised_by_their_first_bytes() -> None:
    assert looks_like_sitemap(PLAIN)
    assert looks_like_sitemap(gzip.compress(PLAIN))
    assert not looks_like_sitemap(b"<rss></rss>")


def _urlset(*paths: str) -> bytes:
    rows = "".join(f"<url><loc>https://site.example{path}</loc></url>" for path in paths)
    return f"<urlset {NS}>{rows}</urlset>".encode()


PIECES = ("/news/boats-are-back", "/news/ropes-for-all", "/news/the-quay-reopens", "/media/4/annual-report-2023.pdf")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/en/",
        "/cy/home",
        "/index.php",
        "/about",
        "/about-us/",
        "/contact",
        "/news",
        "/news/",
        "/tag/boats/",
        "/author/jo",
        "/category/quay/",
        "/2024/05/",
        "/blog/2023/",
        "/page/2/",
        "/privacy-policy",
        "/search",
    ],
)
def test_pages_of_the_site_itself_are_no_pieces(path: str) -> None:
    feed = parse_sitemap(_urlset(path, *PIECES), url=URL).feed
    assert [entry.link for entry in feed.entries] == [f"https://site.example{piece}" for piece in PIECES]
    wanted = parse_sitemap(_urlset(path, *PIECES), url=URL, include=("site.example",)).feed
    assert len(wanted.entries) == len(PIECES) + 1


@pytest.mark.parametrize(
    "path", ["/about-the-flood", "/2024/05/01/otters", "/stories/contact-lenses-for-seals", "/?p=12"]
)
def test_pieces_that_resemble_pages_of_the_site_stay(path: str) -> None:
    feed = parse_sitemap(_urlset(path, *PIECES), url=URL).feed
    assert feed.entries[0].link == f"https://site.example{path}"


def test_what_a_news_sitemap_gives_a_title_stays_whatever_its_address() -> None:
    body = _urlset("/about").replace(
        b"</loc>",
        b'</loc><n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><n:title>Us</n:title></n:news>',
    )
    assert [entry.title for entry in parse_sitemap(body, url=URL).feed.entries] == ["Us"]

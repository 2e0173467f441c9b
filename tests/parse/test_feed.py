"""What single elements of an entry or feed come to, a row each. Whole documents are in tests/corpus."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aggregator.models.feed import Enclosure, FeedHints, Image, Label, ParsedEntry, ParsedFeed, PublisherClaim
from aggregator.parse.document import parse_document

URL = "https://feeds.example/dir/feed.xml"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "media": "http://search.yahoo.com/mrss/",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
    }.items()
)


def rss(channel: str) -> ParsedFeed:
    return parse_document(f'<rss version="2.0" {NAMESPACES}><channel>{channel}</channel></rss>'.encode(), url=URL)


def rss_entry(item: str) -> ParsedEntry:
    (entry,) = rss(f"<item>{item}</item>").entries
    return entry


def atom_entry(entry: str) -> ParsedEntry:
    document = f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}><entry>{entry}</entry></feed>'
    (found,) = parse_document(document.encode(), url=URL).entries
    return found


@pytest.mark.parametrize(
    ("item", "entry_id", "link"),
    [
        ("<guid>https://a.example/1</guid>", "https://a.example/1", "https://a.example/1"),
        ('<guid isPermaLink="true">https://a.example/1</guid>', "https://a.example/1", "https://a.example/1"),
        ('<guid isPermaLink="false">https://a.example/1</guid>', "https://a.example/1", None),
        ('<guid isPermaLink=" False ">https://a.example/1</guid>', "https://a.example/1", None),
        ("<guid>12345</guid>", "12345", None),
        ("<guid> 12345\n</guid>", "12345", None),
        ("<guid>/relative</guid>", "/relative", None),
        ("<guid></guid><link>https://a.example/1</link>", None, "https://a.example/1"),
        (
            "<guid>https://a.example/?p=1</guid><link>https://a.example/1</link>",
            "https://a.example/?p=1",
            "https://a.example/1",
        ),
        ("<link>/one</link>", None, "https://feeds.example/one"),
        ("<link>one</link>", None, "https://feeds.example/dir/one"),
        ("<link>//a.example/1</link>", None, "https://a.example/1"),
        ("<link>\n https://a.example/1 \n</link>", None, "https://a.example/1"),
        ("<link><![CDATA[https://a.example/?a=1&b=2]]></link>", None, "https://a.example/?a=1&b=2"),
        ("<link>https://a.example/?a=1&amp;b=2</link>", None, "https://a.example/?a=1&b=2"),
        ("<link>javascript:alert(1)</link>", None, None),
        ("<link>data:text/html,x</link>", None, None),
        ("<link>file:///etc/passwd</link>", None, None),
        ("<link>http://[broken</link>", None, None),
        (f"<link>https://a.example/{'x' * 5000}</link>", None, None),
        ('<atom:link href="https://a.example/1"/>', None, "https://a.example/1"),
        (
            '<atom:link rel="self" href="https://a.example/feed"/><link>https://a.example/1</link>',
            None,
            "https://a.example/1",
        ),
        (
            "<link>https://feedproxy.example/x</link><feedburner:origLink>https://a.example/1</feedburner:origLink>",
            None,
            "https://a.example/1",
        ),
        ("<link>https://a.example/1</link><comments>https://a.example/1#c</comments>", None, "https://a.example/1"),
        ("<comments>https://a.example/1#c</comments>", None, None),
    ],
)
def test_id_stays_as_written_and_link_is_a_whole_http_address(
    item: str, entry_id: str | None, link: str | None
) -> None:
    entry = rss_entry(f"<title>t</title>{item}")
    assert (entry.entry_id, entry.link) == (entry_id, link)


@pytest.mark.parametrize(
    ("links", "chosen"),
    [
        ('<link href="a"/>', "https://feeds.example/dir/a"),
        ('<link rel="alternate" type="application/pdf" href="/a.pdf"/>', "https://feeds.example/a.pdf"),
        ('<link type="application/pdf" href="/a.pdf"/><link type="text/html" href="/a"/>', "https://feeds.example/a"),
        ('<link rel="ALTERNATE" href="/a"/>', "https://feeds.example/a"),
        ('<link rel="edit" href="/edit"/><link rel="replies" href="/r"/>', None),
        ('<link xml:base="https://other.example/x/" href="a"/>', "https://other.example/x/a"),
        ('<link href="/first"/><link href="/second"/>', "https://feeds.example/first"),
    ],
)
def test_atom_link_is_the_first_page_among_the_alternates(links: str, chosen: str | None) -> None:
    assert atom_entry(f"<id>1</id>{links}").link == chosen


@pytest.mark.parametrize(
    ("element", "title"),
    [
        ("<title>Plain</title>", "Plain"),
        ("<title> On\n two  lines </title>", "On two lines"),
        ("<title><![CDATA[A &amp; B]]></title>", "A & B"),
        ("<title>A &amp;amp;amp; B</title>", "A & B"),
        ("<title>&lt;![CDATA[Inner]]&gt;</title>", "Inner"),
        ("<title>5 &lt; 6 &gt; 4</title>", "5 < 6 > 4"),
        ("<title>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</title>", "One Two"),
        ("<title>H&lt;sub&gt;2&lt;/sub&gt;O</title>", "H2O"),
        ("<title>Don&#8217;t &#151; &#x20AC;</title>", "Don’t — €"),
        ("<title></title>", None),
        ("<title> &#160; </title>", None),
        ("<title>&lt;img src=x&gt;</title>", None),
        ("", None),
        ("<media:title>Of the picture</media:title><title>Of the entry</title>", "Of the entry"),
        ("<title>Of the entry</title><media:title>Of the picture</media:title>", "Of the entry"),
        ("<media:title>Alone</media:title>", "Alone"),
        (f"<title>{'x' * 3000}</title>", "x" * 1000),
    ],
)
def test_rss_title_is_one_line_of_plain_text(element: str, title: str | None) -> None:
    assert rss_entry(f"<guid>1</guid>{element}").title == title


@pytest.mark.parametrize(
    ("element", "title"),
    [
        ("<title>A &lt;b&gt; tag</title>", "A <b> tag"),
        ('<title type="text">AT&amp;amp;T</title>', "AT&T"),
        ('<title type="html">A &lt;b&gt;bold&lt;/b&gt; &amp;lt;b&amp;gt;</title>', "A bold"),
        ('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <i>b</i> &lt; c</div></title>', "A b < c"),
    ],
)
def test_atom_title_is_read_by_its_type(element: str, title: str) -> None:
    assert atom_entry(f"<id>1</id>{element}").title == title


@pytest.mark.parametrize(
    ("item", "summary", "content"),
    [
        ("<description>D</description>", "D", None),
        ("<content:encoded>C</content:encoded>", None, "C"),
        ("<description>D</description><content:encoded>C</content:encoded>", "D", "C"),
        ("<content:encoded>C</content:encoded><description>D</description>", "D", "C"),
        ("<description>D</description><media:description>Caption</media:description>", "D", None),
        ("<media:description>Caption</media:description><description>D</description>", "D", None),
        ("<media:group><media:description>Only</media:description></media:group>", "Only", None),
        ("<description>D</description><itunes:summary>I</itunes:summary>", "D", None),
        ("<itunes:subtitle>S</itunes:subtitle><itunes:summary>I</itunes:summary>", "I", None),
        ("<dc:description>DC</dc:description>", "DC", None),
        ("<description> </description>", None, None),
        ("<description>&lt;p&gt;a &amp;amp; b&lt;/p&gt;</description>", "<p>a &amp; b</p>", None),
        ("<description><p>inline <b>markup</b></p></description>", "<p>inline <b>markup</b></p>", None),
    ],
)
def test_rss_summary_and_content_keep_their_places(item: str, summary: str | None, content: str | None) -> None:
    entry = rss_entry(f"<guid>1</guid>{item}")
    found = [part.value if part else None for part in (entry.summary, entry.content)]
    assert found == [summary, content]


@pytest.mark.parametrize(
    ("element", "value", "is_html"),
    [
        ("<content>a &lt; b</content>", "a < b", False),
        ('<content type="html">&lt;p&gt;a&lt;/p&gt;</content>', "<p>a</p>", True),
        ('<content type="text/html">&lt;p&gt;a&lt;/p&gt;</content>', "<p>a</p>", True),
        ('<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div></content>', "<p>a</p>", True),
        (
            '<content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>a</x:p></x:div></content>',
            "<p>a</p>",
            True,
        ),
        ('<content type="text/x-markdown">*a*</content>', "*a*", False),
    ],
)
def test_atom_content_is_read_by_its_type(element: str, value: str, is_html: bool) -> None:
    content = atom_entry(f"<id>1</id>{element}").content
    assert content is not None
    assert (content.value, content.is_html) == (value, is_html)


@pytest.mark.parametrize(
    "element",
    [
        '<content type="image/png">aGVsbG8=</content>',
        '<content type="application/octet-stream">aGVsbG8=</content>',
        '<content type="text/html" src="https://a.example/1"/>',
        '<content type="image/svg+xml"><svg xmlns="http://www.w3.org/2000/svg"/></content>',
        "<content/>",
    ],
)
def test_content_that_is_no_text_is_missing(element: str) -> None:
    assert atom_entry(f"<id>1</id>{element}").content is None


@pytest.mark.parametrize(
    ("item", "authors"),
    [
        ("<author>jane@a.example (Jane Doe)</author>", ("Jane Doe",)),
        ("<author>Jane Doe &lt;jane@a.example&gt;</author>", ("Jane Doe",)),
        ("<author>jane@a.example</author>", ()),
        ("<author>Jane Doe</author>", ("Jane Doe",)),
        ("<author>mailto:jane@museum.example (Jane)</author>", ("Jane",)),
        ("<dc:creator><![CDATA[Jane &amp; Joe]]></dc:creator>", ("Jane & Joe",)),
        ("<dc:creator>&lt;a href='x'&gt;Jane&lt;/a&gt;</dc:creator>", ("Jane",)),
        ("<dc:creator>Jane</dc:creator><dc:creator>Joe</dc:creator>", ("Jane", "Joe")),
        ("<dc:creator>Jane</dc:creator><itunes:author>Jane</itunes:author>", ("Jane",)),
        ("<author> </author>", ()),
        ("<authors><author>Jane</author></authors>", ("Jane",)),
        ("<authors a='b'/><author>Jane</author>", ("Jane",)),
        (f"<author>{'x' * 1000}</author>", ("x" * 300,)),
    ],
)
def test_authors_are_names_only(item: str, authors: tuple[str, ...]) -> None:
    assert rss_entry(f"<title>t</title>{item}").authors == authors


def test_what_a_feed_says_of_itself_is_no_entrys_author() -> None:
    channel = "<managingEditor>a@a.example (Boss)</managingEditor><dc:creator>Team</dc:creator>"
    (entry,) = rss(f"{channel}<item><title>t</title></item>").entries
    assert entry.authors == ()


@pytest.mark.parametrize(
    ("item", "published", "updated"),
    [
        ("<pubDate>Fri, 14 Mar 2025 10:00:00 GMT</pubDate>", 14, None),
        ("<dc:date>2025-03-14T10:00:00Z</dc:date>", 14, None),
        ("<pubDate>Fri, 14 Mar 2025 10:00:00 GMT</pubDate><dc:date>2025-03-15</dc:date>", 14, None),
        ("<dcterms:issued>2025-03-14</dcterms:issued><dcterms:modified>2025-03-15</dcterms:modified>", 14, 15),
        ("<dcterms:created>2025-03-14</dcterms:created>", 14, None),
        ("<pubDate>Fri, 14 Mar 2025 10:00:00 GMT</pubDate><atom:updated>2025-03-15T10:00:00Z</atom:updated>", 14, 15),
        ("<pubDate>soon</pubDate>", None, None),
        ("<pubDate></pubDate>", None, None),
        ("<pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate>", None, None),
    ],
)
def test_dates_are_the_publishers_or_missing(item: str, published: int | None, updated: int | None) -> None:
    entry = rss_entry(f"<title>t</title>{item}")
    assert [moment and moment.day for moment in (entry.published, entry.updated)] == [published, updated]


def test_a_date_that_cannot_be_read_is_kept_as_text() -> None:
    entry = rss_entry("<title>t</title><pubDate>the day after Easter</pubDate>")
    assert (entry.published, entry.published_text) == (None, "the day after Easter")


@pytest.mark.parametrize(
    ("item", "enclosures"),
    [
        (
            '<enclosure url="/a.mp3" length="12" type="audio/mpeg"/>',
            [Enclosure("https://feeds.example/a.mp3", "audio/mpeg", 12)],
        ),
        ('<enclosure url="/a.mp3" length="12 MB"/>', [Enclosure("https://feeds.example/a.mp3")]),
        (
            '<enclosure url="/a.mp3" length="-1" type="AUDIO/MPEG; x=y"/>',
            [Enclosure("https://feeds.example/a.mp3", "audio/mpeg")],
        ),
        ('<enclosure url=""/><enclosure length="1"/>', []),
        ('<enclosure url="javascript:x"/>', []),
        ('<enclosure url="/a.mp3"/><enclosure url="/a.mp3"/>', [Enclosure("https://feeds.example/a.mp3")]),
        (
            '<media:content url="/a.mp4" type="video/mp4" fileSize="9"/>',
            [Enclosure("https://feeds.example/a.mp4", "video/mp4", 9)],
        ),
        ('<media:content url="/a.jpg" medium="image"/>', []),
    ],
)
def test_enclosures_are_files_with_whole_addresses(item: str, enclosures: list[Enclosure]) -> None:
    assert list(rss_entry(f"<title>t</title>{item}").enclosures) == enclosures


@pytest.mark.parametrize(
    ("item", "images"),
    [
        ('<media:content url="/a.jpg"/>', [Image("https://feeds.example/a.jpg")]),
        ('<media:content url="/a" type="image/webp" width="6" height="x"/>', [Image("https://feeds.example/a", 6)]),
        ('<media:group><media:content url="/a.jpg"/><media:thumbnail url="/t.jpg" width="9"/></media:group>',
         [Image("https://feeds.example/a.jpg"), Image("https://feeds.example/t.jpg", 9)]),
        ('<enclosure url="/a.png" type="image/png" length="1"/>', [Image("https://feeds.example/a.png")]),
        ('<itunes:image href="/a.png"/>', [Image("https://feeds.example/a.png")]),
        ('<media:thumbnail url="/a.jpg"/><media:content url="/a.jpg" medium="image"/>', [Image("https://feeds.example/a.jpg")]),
        ('<media:content url="/a.mp4" medium="video"/>', []),
        ('<media:thumbnail url="data:image/gif;base64,x"/>', []),
        ('<description>&lt;img src="/a.jpg"&gt;</description>', []),
    ],
)  # fmt: skip
def test_images_are_those_that_the_feed_names_as_such(item: str, images: list[Image]) -> None:
    assert list(rss_entry(f"<title>t</title>{item}").images) == images


@pytest.mark.parametrize(
    ("item", "labels"),
    [
        ("<category>Sea</category><category> Air </category>", [Label("Sea"), Label("Air")]),
        ('<category domain="d">Sea</category><category>Sea</category>', [Label("Sea", "d"), Label("Sea")]),
        ("<category>R&amp;amp;D</category><category/>", [Label("R&D")]),
        ('<atom:category term="sea" label="The sea" scheme="s"/>', [Label("The sea", "s")]),
        ("<dc:subject>Sea</dc:subject>", [Label("Sea")]),
        (
            "".join(f"<category>{number}</category>" for number in range(99)),
            [Label(str(number)) for number in range(50)],
        ),
    ],
)
def test_labels_are_the_publishers_words(item: str, labels: list[Label]) -> None:
    assert list(rss_entry(f"<title>t</title>{item}").labels) == labels


@pytest.mark.parametrize(
    ("item", "claim"),
    [
        ('<source url="https://w.example/feed">Wire</source>', PublisherClaim("Wire", None, "https://w.example/feed")),
        ('<source url="https://w.example">Wire</source>', PublisherClaim("Wire", "https://w.example", None)),
        ("<source>Wire</source>", PublisherClaim("Wire")),
        ("<dc:publisher>Wire</dc:publisher>", PublisherClaim("Wire")),
        ("", None),
    ],
)
def test_publisher_is_what_the_entry_claims(item: str, claim: PublisherClaim | None) -> None:
    entry = rss_entry(f"<title>Own</title>{item}")
    assert (entry.title, entry.publisher) == ("Own", claim)


@pytest.mark.parametrize(
    ("channel", "hints"),
    [
        ("<ttl>60</ttl>", FeedHints(timedelta(hours=1))),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>",
            FeedHints(timedelta(hours=1)),
        ),
        ("<sy:updatePeriod> Daily </sy:updatePeriod>", FeedHints(timedelta(days=1))),
        ("<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", FeedHints(timedelta(days=1))),
        ("<ttl>soon</ttl>", FeedHints()),
        ("<ttl>-5</ttl>", FeedHints()),
        (f"<ttl>{'9' * 5000}</ttl>", FeedHints()),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            FeedHints(timedelta(days=1)),
        ),
        ("<skipHours><hour>3</hour><hour>25</hour><hour>x</hour></skipHours>", FeedHints(skip_hours=frozenset({3}))),
        ("<skipDays><day>monday</day><day>Someday</day></skipDays>", FeedHints(skip_days=frozenset({0}))),
    ],
)
def test_hints_say_how_often_the_publisher_wants_us(channel: str, hints: FeedHints) -> None:
    assert rss(f"<title>t</title>{channel}").hints == hints


@pytest.mark.parametrize(
    ("channel", "field", "value"),
    [
        ("<title>A &lt;i&gt;b&lt;/i&gt;</title>", "title", "A b"),
        ("<link>/</link>", "link", "https://feeds.example/"),
        ('<atom:link rel="self" href="x"/><link>https://a.example/</link>', "link", "https://a.example/"),
        ('<atom:link rel="self" href="x"/>', "self_link", "https://feeds.example/dir/x"),
        ('<atom:link rel="hub" href="ftp://x/"/>', "hub", None),
        ("<language>en</language>", "language", "en"),
        ("<pubDate>Fri, 14 Mar 2025 10:00:00 GMT</pubDate>", "updated", datetime(2025, 3, 14, 10, tzinfo=UTC)),
        ('<itunes:image href="/cover.jpg"/>', "logo", "https://feeds.example/cover.jpg"),
        ("<image><url>/l.png</url><title>Logo</title></image><title>Feed</title>", "title", "Feed"),
        ("<title>Feed</title><image><title>Logo</title></image>", "title", "Feed"),
    ],
)
def test_feed_says_of_itself(channel: str, field: str, value: Any) -> None:
    assert getattr(rss(channel), field) == value


@pytest.mark.parametrize(
    ("item", "language"),
    [
        ("<title>t</title><dc:language>cy</dc:language>", "cy"),
        ('<title xml:lang="fr">t</title>', "fr"),
        ("<title>t</title>", None),
    ],
)
def test_language_is_the_entrys_own(item: str, language: str | None) -> None:
    first, second = rss(f"<language>en</language><item>{item}</item><item><title>u</title></item>").entries
    assert (first.language, second.language) == (language, None)


def test_markup_carries_the_base_of_its_relative_addresses() -> None:
    entry = atom_entry('<id>1</id><content type="html" xml:base="/blog/">x</content>')
    assert entry.content is not None
    assert entry.content.base == "https://feeds.example/blog/"


@pytest.mark.parametrize(
    "name", ["links", "authors", "tags", "publisher", "title_detail", "entry_id", "media_credit", "hours", "image"]
)
@pytest.mark.parametrize("form", ["<{0} a='b'/>", "<{0}>x</{0}>"])
def test_unknown_element_is_not_taken_for_our_own_bookkeeping(form: str, name: str) -> None:
    stray = form.format(name)
    feed = rss(f"{stray}<item>{stray}<guid>1</guid><title>t</title><author>A</author><link>/1</link>{stray}</item>")
    (entry,) = feed.entries
    assert (entry.entry_id, entry.title, entry.authors, entry.link) == ("1", "t", ("A",), "https://feeds.example/1")


def test_picture_inside_an_item_does_not_rename_it() -> None:
    entry = rss_entry("<image><title>Picture</title><url>/x.png</url></image><title>Entry</title>")
    assert entry.title == "Entry"


def test_cut_keeps_the_newest_in_their_order_and_says_how_many_there_were() -> None:
    items = "".join(
        f"<item><guid>{day}</guid><pubDate>{day} Mar 2025 10:00:00 GMT</pubDate></item>" for day in range(1, 31)
    )
    feed = parse_document(f"<rss><channel>{items}</channel></rss>".encode(), url=URL, max_entries=3)
    assert [entry.entry_id for entry in feed.entries] == ["28", "29", "30"]
    assert feed.entries_in_document == 30


def test_cut_of_undated_entries_keeps_the_first() -> None:
    items = "".join(
        f"<item><guid>{number}</guid><description><![CDATA[<item>]]></description></item>" for number in range(9)
    )
    feed = parse_document(f"<rss><channel>{items}</channel></rss>".encode(), url=URL, max_entries=2)
    assert [entry.entry_id for entry in feed.entries] == ["0", "1"]
    assert feed.entries_in_document == 9


@pytest.mark.parametrize(
    ("prefix", "namespace", "rest", "withdrawn"),
    [
        ("at", "http://purl.org/atompub/tombstones/1.0", "", ("tag:a,1", "tag:a,2")),
        ("gone", "http://purl.org/atompub/tombstones/1.0", "", ("tag:a,1", "tag:a,2")),
        ("at", "http://purl.org/atompub/tombstones/1.0", "<br>", ("tag:a,1", "tag:a,2")),
        ("x", "http://other.example/ns", "", ()),
    ],
    ids=["as most write it", "another prefix", "not well-formed", "another namespace"],
)
def test_deleted_entries_are_told(prefix: str, namespace: str, rest: str, withdrawn: tuple[str, ...]) -> None:
    gone = [f'<{prefix}:deleted-entry ref="tag:a,{number}" when="2026-03-14T12:00:00Z"/>' for number in (1, 2, 1)]
    entry = f"<entry><id>tag:a,3</id><title>Here</title>{rest}</entry>"
    body = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:{prefix}="{namespace}">{"".join(gone)}{entry}</feed>'
    feed = parse_document(body.encode(), url=URL)
    assert feed.withdrawn == withdrawn
    assert [one.entry_id for one in feed.entries] == ["tag:a,3"]

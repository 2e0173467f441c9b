"""The fast lane takes most feeds, and whatever it takes it reads as feedparser would, to the last character."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.hashing import content_hash
from aggregator.models.feed import ParsedFeed
from aggregator.parse.decoding import decode
from aggregator.parse.document import MAX_ENTRIES, find_feed, parse_document
from aggregator.parse.fast.lane import read_fast
from aggregator.parse.fast.rules import RULES
from aggregator.parse.feed import _Strict, parse_feed
from aggregator.parse.identity import identify
from tests.lanes import URL, difference, feed_of

CORPUS = Path(__file__).parent.parent / "corpus"


def rss(item: str, *, root: str = "", head: str = "") -> str:
    return f'<rss version="2.0" {root}><channel><title>t</title>{head}<item>{item}</item></channel></rss>'


def atom(entry: str, *, root: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>t</title><entry>{entry}</entry></feed>'


def fast(document: str) -> ParsedFeed | None:
    return read_fast(find_feed(decode(document.encode())), url=URL, max_entries=MAX_ENTRIES)


DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">'

#: Documents that the fast lane must take, each with a habit of feedparser that it must have taken over.
TAKEN = {
    "a plain item": rss("<title>a</title><link>https://a.example/</link>"),
    "a second title": rss("<title>a</title><title>b</title>"),
    "a title of another vocabulary first": rss("<dc:title>a</dc:title><title>b</title>", root=DC),
    "a title after a source": rss("<title>a</title><source url='x'>s</source><title>b</title>"),
    "a title deeper than another": rss("<x><title>a</title></x><title>b</title>"),
    "a second description": rss("<description>a</description><description>b</description>"),
    "a description after the content": rss(
        "<content:encoded>a</content:encoded><description>b</description>", root=CONTENT
    ),
    "two dates": rss("<pubDate>2025-03-14</pubDate><dc:date>2025-03-15</dc:date>", root=DC),
    "a date deeper than another": rss("<pubDate>2025-03-14</pubDate><x><pubDate>2025-03-15</pubDate></x>"),
    "an author after one without a name": atom("<author/><author><name>A</name></author>"),
    "an author by mail alone": atom("<author><email>a@b.example</email></author>"),
    "an author's name after an address": atom("<author><uri>/a</uri><name>A</name></author>"),
    "a person of Dublin Core": rss("<dc:creator>A</dc:creator><author>B</author>", root=DC),
    "a label without a term before one": rss("<category domain='d'/><category>b</category>"),
    "labels twice": rss("<category>a</category><category>a</category><category domain='d'>a</category>"),
    "more labels than are kept": rss("".join(f"<category>{number}</category>" for number in range(60))),
    "labels in labels": rss("<itunes:category text='a'><itunes:category text='b'/></itunes:category>", root=ITUNES),
    "keywords": rss("<itunes:keywords>a, b,,c</itunes:keywords><keywords>d</keywords>", root=ITUNES),
    "an address with a half entity": rss("<link>https://a.example/?a=1&amp;amp;b=2&amp;c;=3</link>"),
    "an address with too many slashes": rss("<link>https:///a.example/b</link>"),
    "an address that is none": rss("<link>http://[::1</link>"),
    "a link between two": atom("<link href='/a'/><link rel='via' href='b'/><link href='c' type='text/plain'/>"),
    "an enclosure by href": rss("<enclosure href='/a.mp3' type='audio/mpeg'/>"),
    "bases within bases": atom(
        "<content type='html' xml:base='b/'>x</content><link href='c'/>", root="xml:base='https://b.example/a/'"
    ),
    "a language with an underscore": atom("<title xml:lang='en_GB'>a</title>", root="xml:lang='cy'"),
    "a source": atom("<source><id>i</id><title>S</title><link href='/s'/><author><uri>u</uri></author></source>"),
    "XHTML": atom(f"<content type='xhtml'> {DIV}a <B Class='x&quot;'>b</B> &lt;<br/></div> </content>"),
    "XHTML without its div": atom("<content type='xhtml'><p xmlns='http://www.w3.org/1999/xhtml'>a</p></content>"),
    "two divs": atom(f"<content type='xhtml'>{DIV}a</div>{DIV}b</div></content>"),
    "media": rss(
        "<media:group><media:content url='a.jpg' medium='image'><media:title>T</media:title></media:content>"
        "<media:thumbnail>t.jpg</media:thumbnail><media:credit role='x'>C</media:credit></media:group>",
        root=MEDIA,
    ),
    "UTF-8 read as latin-1": rss("<title>caf\xc3\xa9</title><description>it\xe2\x80\x99s</description>"),
    "C1 controls": rss("<title>it\x92s &#150; \x81</title>"),
    "comments, instructions and CDATA": rss("<title>a<!-- b -->c<![CDATA[<d>]]><?e f?></title>"),
    "HTML's entities": rss("<title>a&nbsp;b &copy; &unknown; AT&T</title>"),
    "references with many noughts": rss("<title>&#0000000065;</title>"),
    "hints": rss("", head="<ttl>60</ttl><skipHours><hour>1</hour></skipHours><skipDays><day>Sunday</day></skipDays>"),
    "a picture": rss("", head="<image><title>p</title><url>/i.png</url><link>l</link></image><title>u</title>"),
    "RSS 1.0": f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {DC} xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<channel rdf:about="x"><title>t</title><items><rdf:Seq><rdf:li resource="y"/></rdf:Seq></items></channel>'
    '<image><title>p</title></image><item rdf:about="y"><title>a</title><link>/a</link></item></rdf:RDF>',
    "other vocabularies": rss(
        "<s:comments>3</s:comments><post-id xmlns='x:1'>4</post-id><s:x a='b'/>", root="xmlns:s='https://s.example'"
    ),
}

#: Documents that it must leave, since the lanes might differ over them.
LEFT = {
    "no entries": "<rss version='2.0'><channel><title>t</title></channel></rss>",
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>a</title></entry></feed>',
    "markup that says it is text": rss("<description>a <b>b</b></description>"),
    "plain text that looks like HTML": rss("<summary>&lt;b&gt;a&lt;/b&gt;</summary>"),
    "a prefix for another vocabulary": rss("<dc:title>a</dc:title>", root="xmlns:dc='https://dc.example'"),
    "a prefix with two meanings": rss("<a xmlns:p='x:1'/><b xmlns:p='x:2'/>"),
    "an address with two texts": rss("<link href='a'>b</link>"),
    "attributes that differ by case alone": rss("<link href='a' HREF='b'/>"),
    "letters that not every parser takes": rss("<\u2c00>a</\u2c00>"),
    "content elsewhere": atom("<content src='https://a.example/'/>"),
    "base64": atom("<content type='image/png'>AAAA</content>"),
    "SVG in XHTML": atom(f"<content type='xhtml'>{DIV}<svg xmlns='http://www.w3.org/2000/svg'/></div></content>"),
    "an entry in an entry": atom("<entry><title>a</title></entry>"),
    "deep nesting": rss("<x>" * 150 + "</x>" * 150),
    "a script as the base": atom("<link href='a'/>", root="xml:base='javascript:a'"),
    "chapters": rss("<psc:chapter/>", root='xmlns:psc="http://podlove.org/simple-chapters"'),
    "what is cut off": rss("<title>a</title>")[:-20],
    "what is not well-formed": rss("<title>a</b></title>"),
}


@pytest.mark.parametrize("document", TAKEN.values(), ids=list(TAKEN))
def test_usual_document_is_read_fast_and_the_same(document: str) -> None:
    assert difference(document.encode()) == ""


@pytest.mark.parametrize("document", LEFT.values(), ids=list(LEFT))
def test_document_in_doubt_is_left_to_the_slow_lane(document: str) -> None:
    assert fast(document) is None


@settings(max_examples=80, deadline=None)
@given(st.randoms(use_true_random=False))
@example(random.Random(726))
def test_lanes_agree_over_any_feed(rng: random.Random) -> None:
    assert not difference(feed_of(rng).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.xml")), ids=lambda path: path.stem)
def test_lanes_agree_over_the_corpus(path: Path) -> None:
    body = path.read_bytes()
    if find_feed(decode(body)).root:
        assert not difference(body)


def test_made_feeds_are_mostly_taken() -> None:
    found = [difference(feed_of(random.Random(number)).encode("utf-8", "surrogatepass")) for number in range(100)]
    assert found.count("") > 50


def test_feed_that_breaks_keeps_its_identities_and_hashes() -> None:
    whole = TAKEN["media"].replace("<item>", "<item><title>caf\xe9</title><guid>g</guid><link>/a</link>")
    broken = whole.replace("</channel>", "<bad></channel>")
    assert fast(whole) is not None
    assert fast(broken) is None
    told = [
        [(item.identity, content_hash(item.entry)) for item in identify(parse_document(text.encode(), url=URL).entries)]
        for text in (whole, broken)
    ]
    assert told[0] == told[1]


def test_cut_to_the_newest_is_the_same() -> None:
    items = "".join(f"<item><guid>{day}</guid><pubDate>2025-03-{day:02}</pubDate></item>" for day in range(1, 29))
    prolog = find_feed(f"<rss><channel>{items}</channel></rss>")
    found = read_fast(prolog, url=URL, max_entries=5)
    assert found is not None
    assert found == parse_feed(prolog, url=URL, max_entries=5)
    assert [entry.entry_id for entry in found.entries] == ["24", "25", "26", "27", "28"]
    assert found.entries_in_document == 28


def test_every_rule_of_feedparser_is_known() -> None:
    """A new version's new rule must be followed or left, before a feed meets it."""
    handled = {
        name.removeprefix(mark).lower()
        for mark in ("_start_", "_end_")
        for name in dir(_Strict)
        if name.startswith(mark)
    }
    assert handled - set(RULES) == {"media_group"}  # whose rule does nothing

"""Documents made to hurt: each ends quickly, in a feed or in a named error.

The ceiling is generous; what it guards against took from tens of seconds to for ever before it was bounded.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.parse.document import MAX_ENTRIES, find_feed, parse_document
from aggregator.parse.feed import parse_feed
from aggregator.parse.values import MAX_DEPTH

CEILING_SECONDS = 4.0
URL = "https://feeds.example/feed.xml"


def rss(item: str) -> str:
    return f'<rss version="2.0"><channel><title>t</title><item><title>x</title>{item}</item></channel></rss>'


def outcome(document: str) -> str:
    """`feed`, or the code of the error."""
    try:
        parse_document(document.encode("utf-8", "surrogatepass"), url=URL)
    except ParseError as error:
        assert error.cause.message.endswith(".")
        return error.cause.code
    return "feed"


HOSTILE = {
    "blank lines before the root": ("\n" * 80_000 + rss(""), "feed"),
    "blank lines after the declaration": ('<?xml version="1.0"?>' + " \n" * 500_000 + rss(""), "feed"),
    "comments before the root": ("<!-- x -->" * 50_000 + rss(""), "feed"),
    "a declaration that never closes": ("<!DOCTYPE x [" + "]x" * 300_000, "not_a_feed"),
    "doctypes only": ("<!DOCTYPE " * 50_000, "not_a_feed"),
    "angle brackets only": ("<" * 500_000, "not_a_feed"),
    "unclosed attributes only": ("<a '\"" * 100_000, "not_a_feed"),
    "a root's name that never ends": ("<a:b" * 20_000, "not_a_feed"),
    "a root tag that never ends": ("<rss " + "a" * 500_000, "not_a_feed"),
    "attributes that never end": ('<rss a="x ' * 50_000, "not_a_feed"),
    "an author of many dotted labels": (rss(f"<author>{'a.' * 200_000}</author>"), "feed"),
    "ten thousand labels": (rss("".join(f"<category>{number}</category>" for number in range(10_000))), "feed"),
    "ten thousand labels of as many vocabularies": (
        rss("".join(f'<category domain="{number}">c</category>' for number in range(10_000))),
        "feed",
    ),
    "ampersands only": (rss("<description>" + "&" * 300_000 + "</description>"), "feed"),
    "numeric references only": (rss("<description>" + "&#8217;" * 100_000 + "</description>"), "feed"),
    "escaped markup in a broken document": (
        rss("<description>" + "&lt;p&gt;x &amp;amp; y&lt;/p&gt;" * 30_000 + "</broken>"),
        "feed",
    ),
    "CDATA that never closes": (rss("<description>" + "<![CDATA[" * 50_000 + "</description>"), "feed"),
    "end tags only": (rss("</b>" * 30_000), "feed"),
    "comments in a title": (rss("<title>" + "&lt;!--" * 100_000 + "</title>"), "feed"),
    "scripts in a title": (rss("<title>" + "&lt;script&gt;" * 100_000 + "</title>"), "feed"),
    "a date without end": (rss("<pubDate>" + "1 Mar " * 100_000 + "</pubDate>"), "feed"),
    "numbers without end": (rss("<ttl>" + "9" * 100_000 + "</ttl>&#" + "9" * 100_000 + ";"), "feed"),
    "fifty thousand attributes": (
        "<rss " + " ".join(f'a{number}="x"' for number in range(50_000)) + "><channel/></rss>",
        "broken_feed",
    ),
    "elements without end": ("<rss><channel>" + "<a>" * 100_000, "too_deep"),
    "elements without end in a broken document": ("<rss><channel></b>" + "<a>" * 100_000, "too_deep"),
    "arrays without end": ('{"version":"https://jsonfeed.org/version/1.1","items":' + "[" * 200_000, "too_deep"),
    "a number of 100,000 digits": (
        '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":' + "9" * 100_000 + "}]}",
        "broken_feed",
    ),
}


@pytest.mark.parametrize(("document", "expected"), HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_document_ends_quickly(document: str, expected: str) -> None:
    started = time.process_time()
    assert outcome(document) == expected
    assert time.process_time() - started < CEILING_SECONDS


@pytest.mark.parametrize("name", [name for name, (document, _) in HOSTILE.items() if find_feed(document).root == "rss"])
def test_hostile_document_ends_quickly_in_the_slow_lane_too(name: str) -> None:
    document, expected = HOSTILE[name]
    prolog = find_feed(document)
    started = time.process_time()
    try:
        parse_feed(prolog, url=URL, max_entries=MAX_ENTRIES)
        found = "feed"
    except ParseError as error:
        found = error.cause.code
    assert found == expected
    assert time.process_time() - started < CEILING_SECONDS


def test_fifty_thousand_entries_cost_no_more_than_the_two_thousand_kept() -> None:
    items = "".join(f"<item><title>{number}</title></item>" for number in range(50_000))
    started = time.process_time()
    feed = parse_document(f"<rss><channel>{items}</channel></rss>".encode(), url=URL)
    assert (len(feed.entries), feed.entries_in_document) == (2000, 50_000)
    assert time.process_time() - started < CEILING_SECONDS


@pytest.mark.parametrize(("levels", "expected"), [(MAX_DEPTH - 3, "feed"), (MAX_DEPTH, "too_deep")])
def test_depth_is_limited_at_what_no_real_feed_reaches(levels: int, expected: str) -> None:
    assert outcome(rss("<x>" * levels + "</x>" * levels)) == expected


def test_nothing_that_a_document_names_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError(f"opened {arguments}")

    document = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + rss(
        "&e;"
    )
    styled = '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + document
    outcome(rss(""))  # whatever is imported on first use
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("socket.socket", refuse)
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    assert outcome(styled) == "feed"


FRAGMENTS = (
    *(
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<link>",
        "</link>",
        "<guid>",
        "</guid>",
        "<description>",
        "</channel>",
    ),
    *(
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&",
        "&amp;",
        "&#0;",
        "&#xD800;",
        "&nbsp;",
        "<",
        ">",
        '"',
        "'",
        "<?",
        "?>",
        "<!",
    ),
    *(
        "<entry>",
        "</entry>",
        "<content type='xhtml'>",
        "<source>",
        "</source>",
        "<link href='x'/>",
        "<image>",
        "<category/>",
    ),
    *(
        "<author><name>",
        "</name></author>",
        "<media:content url='x'/>",
        "<svg>",
        "</svg>",
        "<a:b xmlns:a='c'/>",
        "\x00",
        "\ud800",
    ),
    *(
        "<textinput>",
        "<enclosure/>",
        "<media:credit>",
        "<itunes:category text='x'/>",
        "xml:base='http://['",
        "2025-03-14",
        "text",
    ),
)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(
        ['<rss version="2.0"><channel>', '<feed xmlns="http://www.w3.org/2005/Atom">', "<rdf:RDF><channel>", ""]
    ),
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=40),
)
def test_any_mixture_is_a_feed_or_a_named_error(start: str, pieces: list[str]) -> None:
    assert outcome(start + "".join(pieces))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_feed_or_a_named_error(body: bytes) -> None:
    assert outcome(body.decode("latin-1"))

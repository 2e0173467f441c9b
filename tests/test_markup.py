"""Clean markup: nothing acts, nothing tracks, nothing breaks; what people came to read is still there."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from aggregator.markup import clean_html, clean_text, drop_illegal, first_sentences, plain_text
from aggregator.markup.elements import MAX_CHARS
from tests.hostile_markup import ATTACKS, depth_of, faults

BASE = "https://host.example/news/today"
IMAGE_END = 'loading="lazy" referrerpolicy="no-referrer" />'

CONTEXTS = {
    "alone": "{}",
    "in a paragraph": "<p>before {} after</p>",
    "in a table": "<table><tr><td>{}</td></tr></table>",
    "in a list in a quotation": "<blockquote><ul><li><b>{}</b></li></ul></blockquote>",
    "among many elements": "<p><i>x</i></p>" * 260 + "{}<p>after</p>",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_attack_leaves_nothing_but_words(attack: str) -> None:
    for name, context in CONTEXTS.items():
        clean = clean_html(context.format(attack), base_url=BASE)
        assert faults(clean) == [], name
        assert clean_html(clean, base_url=None) == clean, name


@pytest.mark.parametrize(
    "unclean",
    [
        "<script>x</script>",
        "<p onclick='x'>y</p>",
        "<p style='x'>y</p>",
        "<a href='javascript:x'>y</a>",
        "<a href='/relative'>y</a>",
        "<img src='data:,' alt='' loading='lazy' referrerpolicy='no-referrer'/>",
        "<img src='https://x.example/a.png' alt=''/>",
        "<p>open",
        "a<br>b",
        "&nbsp;",
        "<!-- x -->",
        "<x/>",
        "\u202e",
        "\x0b",
        "<b>" * 300 + "</b>" * 300,
    ],
)
def test_the_check_itself_finds_what_is_unclean(unclean: str) -> None:
    assert faults(unclean) != []


@pytest.mark.parametrize("attack", [name for name in ATTACKS if "pixel" in name or "beacon" in name])
def test_no_tracker_is_left(attack: str) -> None:
    assert clean_html(f"<p>{ATTACKS[attack]}</p>text", base_url=BASE) in ("text", "<p></p>text")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("", ""),
        ("  plain words ", "plain words"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("<p>a<br>b<hr>c", "<p>a<br />b</p><hr />c"),
        ("&copy;&nbsp;&eacute;&lt;b&gt;", "©\xa0é&lt;b&gt;"),
        ("<h2 id=x class=y>Title</h2>", "<h2>Title</h2>"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b><i>y</i>"),
        ("<center><font color=red>x</font></center>", "x"),
        ('<p dir="rtl" lang="ar" title="t">x</p>', '<p dir="rtl" lang="ar" title="t">x</p>'),
        ('<p dir="x" lang="not a language">x</p>', "<p>x</p>"),
        ('<ol start="3"><li>x</ol>', '<ol start="3"><li>x</li></ol>'),
        (
            "<table><tr><th scope=col>a<td colspan=2 rowspan=9999>b</table>",
            '<table><tbody><tr><th scope="col">a</th><td colspan="2">b</td></tr></tbody></table>',
        ),
        ('<a href="/x">y</a>', '<a href="https://host.example/x" rel="noopener nofollow">y</a>'),
        (
            '<a href="x?a=1&b=2">y</a>',
            '<a href="https://host.example/news/x?a=1&amp;b=2" rel="noopener nofollow">y</a>',
        ),
        ('<a href="#note">y</a>', '<a href="https://host.example/news/today#note" rel="noopener nofollow">y</a>'),
        ('<a href="//o.example/">y</a>', '<a href="https://o.example/" rel="noopener nofollow">y</a>'),
        ('<a href=" https://o.example/ ">y</a>', '<a href="https://o.example/" rel="noopener nofollow">y</a>'),
        ('<a href="mailto:a@b.example">y</a>', '<a href="mailto:a@b.example" rel="noopener nofollow">y</a>'),
        ('<a href="https://o.example/' + "x" * 5000 + '">y</a>', '<a rel="noopener nofollow">y</a>'),
        ('<img src="/x.png">', f'<img src="https://host.example/x.png" alt="" {IMAGE_END}'),
        (
            '<img src="http://o.example/x.png" alt="A &quot;b&quot;" width="640" height="480px" class="c">',
            f'<img src="http://o.example/x.png" alt="A &quot;b&quot;" width="640" height="480" {IMAGE_END}',
        ),
        ('<img src="https://o.example/x.png" width="100%">', f'<img src="https://o.example/x.png" alt="" {IMAGE_END}'),
        (
            '<img loading="eager" referrerpolicy="unsafe-url" src="https://o.example/x.png">',
            f'<img src="https://o.example/x.png" alt="" {IMAGE_END}',
        ),
        (
            '<img src="data:image/gif;base64,R0lGOD" data-src="/big.jpg"><noscript><img src="/big.jpg"></noscript>',
            f'<img src="https://host.example/big.jpg" alt="" {IMAGE_END}',
        ),
        (
            '<IMG class="lazy" SRC="/blank.gif" data-lazy-src="/big.jpg">',
            f'<img src="https://host.example/big.jpg" alt="" {IMAGE_END}',
        ),
        (
            '<p>x</p><noscript><img src="/y.jpg"></noscript>',
            f'<p>x</p><img src="https://host.example/y.jpg" alt="" {IMAGE_END}',
        ),
        ("<noscript><p>words</p></noscript>", "<p>words</p>"),
        ('<img src="/x.png" style="max-width:100%">', f'<img src="https://host.example/x.png" alt="" {IMAGE_END}'),
        ('<img src="/x.png" style="width:1.5em">', f'<img src="https://host.example/x.png" alt="" {IMAGE_END}'),
        ('<img src="/open-day.gif">', f'<img src="https://host.example/open-day.gif" alt="" {IMAGE_END}'),
        ('<li><a href="/x"><img src="/p" width="1" height="1"></a></li>y', "y"),
        (
            '<iframe src="https://www.youtube.com/embed/abcdefghijk?rel=0"></iframe>',
            '<p><a href="https://www.youtube.com/watch?v=abcdefghijk" rel="noopener nofollow">Video: YouTube</a></p>',
        ),
        (
            '<iframe width=1 title="A &amp; B" data-src="//player.vimeo.com/video/123?x=y">sorry</iframe>z',
            '<p><a href="https://vimeo.com/123" rel="noopener nofollow">Video: A &amp; B</a></p>z',
        ),
        ('<iframe src="https://o.example/x"><p>sorry</p></iframe>z', "z"),
        ("<![CDATA[<p>x</p>]]>", "<p>x</p>"),
        ("<br>" * 300, "<br />" * 300),
        ('<a href="' + " x" * 2000 + '">y</a>', '<a rel="noopener nofollow">y</a>'),
        ("<form action=x><p>Sign up</p><input><button>Go</button></form>", "<p>Sign up</p>"),
        ("a\u202eb&#x202e;c&#11;d\x00e\ud83d\ude00f\ud800", "abcde😀f"),
        ("zero\u200dwidth \u200eleft\u200fright", "zero\u200dwidth \u200eleft\u200fright"),
    ],
)
def test_markup_is_cleaned(raw: str, clean: str) -> None:
    assert clean_html(raw, base_url=BASE) == clean
    assert faults(clean) == []


@pytest.mark.parametrize(
    "base", [None, "", "nonsense", "javascript:alert(1)", "file:///etc/", "http://[::1", "http://\ud800/"]
)
def test_without_a_usable_base_relative_addresses_go(base: str | None) -> None:
    raw = '<a href="/x">y</a><img src="z.png"><a href="//o.example/">v</a><a href="https://o.example/">w</a>'
    assert clean_html(raw, base_url=base) == (
        '<a rel="noopener nofollow">y</a><a href="https://o.example/" rel="noopener nofollow">v</a>'
        '<a href="https://o.example/" rel="noopener nofollow">w</a>'
    )


BOMBS = {
    "nested divisions": "<div>" * 100_000 + "the words",
    "nested divisions after text": "the words" + "<div>x" * 15_000,
    "nested lists": "<ul><li>" * 4_000 + "the words",
    "nested quotations, closed": "<blockquote>" * 4_000 + "the words" + "</blockquote>" * 4_000,
    "nested tables": "<table><tr><td>" * 8_000 + "the words",
    "tables outside cells": "<table>" * 12_000 + "<tr><td>the words",
    "formatting never closed": "".join(f"<b x={n}>" for n in range(15_000)) + "<p>the words" + "<p>x" * 15_000,
    "formatting cut off by blocks": "<p><b><i><u><div>x</div>" * 6_000 + "the words",
    "formatting that leaks from cells": "<table><b><tr><td>x" * 10_000 + "the words",
    "many attributes": "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">the words",
    "many links": "<a href=x>y" * 4_000 + "the words",
    "brackets": "the words" + "<" * 200_000,
    "comments never closed": "the words" + "<!--" * 200_000,
    "quotes never closed": "the words" + '<a "' * 200_000,
    "frames never closed": "the words" + "<iframe src=x " * 60_000,
    "equal signs": "the words<a " + "=" * 900_000,
    "a long name": "the words<" + "a" * 900_000,
    "styles": "the words" + '<img style="width:' * 50_000,
    "links around pixels": "the words" + "<a href=x> " * 12_000 + "<img src=/p width=1>" + "</a>" * 12_000,
    "entities": "the words" + "&#8238;" * 120_000,
    "noscript": "the words<img data-x>" + "<noscript>" * 90_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bomb_does_no_harm_and_takes_no_words_with_it(bomb: str) -> None:
    began = time.process_time()
    clean = clean_html(bomb, base_url=BASE)
    text = plain_text(bomb)
    assert time.process_time() - began < 2
    assert "the words" in clean
    assert "the words" in text
    tree = etree.fromstring(f"<div>{clean}</div>", etree.XMLParser(huge_tree=True))
    assert depth_of(tree) <= 256
    assert (
        "the words" in html.fragment_fromstring(clean[:400_000] if "</" not in clean else clean, "div").text_content()
    )


def test_huge_text_is_cut_and_not_lost() -> None:
    text = "word " * 2_000_000
    assert clean_html(f"<p>{text}</p>", base_url=None)[:-4] == f"<p>{text}"[:MAX_CHARS].strip()
    assert len(plain_text(text)) == MAX_CHARS - 1


def test_cut_never_falls_inside_a_tag() -> None:
    raw = "x" * (MAX_CHARS - 20) + '<a href="https://o.example/a/long/address">y</a>'
    assert clean_html(raw, base_url=None) == "x" * (MAX_CHARS - 20)


@pytest.mark.parametrize("filler", ["<p>x</p>" * 501, "<!-- > --><p>x</p>" * 501, "<p>x" * 1001, "word " * 27_000])
@pytest.mark.parametrize(
    "part",
    [
        '<table><tr><td>a<td>b<tr><th scope="col">c</table>',
        "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
        "<dl><dt>a<dd>b<dt>c<dd>d</dl>",
        "<h2>a</h2><p>b<h3>c</h3><blockquote>d<p>e</blockquote>",
        '<a href="x>y">a</a> <a href=\'b"c\'>b</a> <p lang=en dir=ltr>c',
        '<p><em>a <strong>b</strong></em> c <a href="/x" title="a &amp; b">d</a><br>e</p>',
        "a < b, 3 <4 & c <!-- <p>gone</p> --> d",
        '<ol start="4"><li>a</ol><pre>x\n  y</pre><img src="/x.png" alt="a > b"> z',
    ],
)
def test_large_documents_come_out_like_small_ones(filler: str, part: str) -> None:
    small, large = clean_html(part, base_url=BASE), clean_html(part + filler, base_url=BASE)
    assert large.startswith(small.rstrip("</p>"))


SOUP = st.lists(
    st.one_of(
        st.sampled_from(sorted(ATTACKS.values())),
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</table>", "<a href=/x>", "</a>", "<li>", "<ul>"]
        ),
        st.sampled_from(
            ['"', "'", "<", ">", "&", "=", "/", "<!--", "-->", "]]>", "<![CDATA[", "<svg>", "</svg>", "\0"]
        ),
        st.text(max_size=8),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(SOUP, st.sampled_from(["", "<p>x</p>" * 501]))
def test_any_soup_comes_out_clean_and_stays_so(soup: str, filler: str) -> None:
    clean = clean_html(soup + filler, base_url=BASE)
    assert faults(clean) == []
    assert clean_html(clean, base_url=None) == clean
    plain_text(soup)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("just words", "just words"),
        ("<p>One <b>t</b>wo\n  three</p><p>four</p>", "One two three\nfour"),
        ("a<br>b<br/>c<hr>d", "a\nb\nc\nd"),
        ("<ul><li>a<li>b</ul>c", "a\nb\nc"),
        ("<h1>Title</h1>text", "Title\ntext"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("&amp;&lt;p&gt;&nbsp;&eacute;&#8217;", "&<p> é’"),
        ("a<!-- <p>no</p> -->b", "ab"),
        ("a<script>no()</script>b<style>no{}</style>c<svg><text>no</text></svg>d", "abcd"),
        ("a<script>no()", "a"),
        ("a < b > c", "a < b > c"),
        ('<a title="x > y">z</a>', "z"),
        ("pre\x00\x08\u202etext", "pretext"),
        ("<p> </p><p>\n</p>x", "x"),
        ("1 &#60; 2", "1 < 2"),
        ("a&#" + "9" * 5000 + ";b", "a\ufffdb"),
    ],
)
def test_plain_text_is_what_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (None, ""),
        ("", ""),
        (" two  words\n\tand\u00a0more\u2028 ", "two words and more"),
        ("a\x00b\x0bc\x9fd", "ab cd"),
        ("\u202etxt.exe\u2066", "txt.exe"),
        ("pair \ud83d\ude00 lone \ud83d", "pair 😀 lone"),
        ("<b>stays & is text</b>", "<b>stays & is text</b>"),
        ("שלום \u200fעולם", "שלום \u200fעולם"),
        ("\ufeffmark", "mark"),
    ],
)
def test_plain_fields_are_one_harmless_line(raw: str | None, clean: str) -> None:
    assert clean_text(raw) == clean


def test_every_code_point_is_fit_for_xml_or_dropped() -> None:
    everything = "".join(map(chr, range(0x11000)))
    etree.fromstring(f"<x>{drop_illegal(everything).replace('&', '').replace('<', '')}</x>")


@pytest.mark.parametrize(
    ("text", "max_chars", "start"),
    [
        ("Short.", 300, "Short."),
        ("  Two\n lines ", 300, "Two lines"),
        ("One two three. Four five six. Seven", 30, "One two three. Four five six."),
        ("One two three. Four five six. Seven", 29, "One two three. Four five six."),
        ("One two three. Four five six. Seven", 28, "One two three."),
        ("One two three four five six seven", 20, "One two three four…"),
        ("Hi. One two three four five six seven", 20, "Hi. One two three…"),
        ("We met Dr. Smith and others there", 20, "We met Dr. Smith…"),
        ("The U.S. Army, e.g. the one that", 22, "The U.S. Army, e.g.…"),
        ("It costs 3.5 million pounds today", 20, "It costs 3.5…"),
        ("Really? Yes! “Quite so.” And more", 26, "Really? Yes! “Quite so.”"),
        ("Première phrase. Élan et la suite", 20, "Première phrase."),
        ("这是第一句话。这是第二句话。还有更多的内容在这里", 16, "这是第一句话。这是第二句话。"),
        ("没有标点的很长的一段文字没有空格" * 3, 10, "没有标点的很长的一…"),
        ("x" * 50, 10, "x" * 9 + "…"),
        ("e\u0301" * 20, 10, "e\u0301" * 4 + "…"),
        ("One two, three four", 9, "One two…"),
    ],
)
def test_first_sentences_end_where_a_reader_would(text: str, max_chars: int, start: str) -> None:
    assert first_sentences(text, max_chars) == start
    assert len(start) <= max_chars or text == start


@given(st.text(max_size=400), st.integers(20, 300))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_first_sentences_never_exceed_their_room(text: str, max_chars: int) -> None:
    start = first_sentences(text, max_chars)
    assert len(start) <= max_chars
    assert bool(start) == bool(clean_text(text))

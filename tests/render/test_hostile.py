"""Whatever stands in a field, every output stays well-formed and says it as text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from aggregator.models.feed import Enclosure, Image
from aggregator.models.output import (
    BrowseLink,
    EntryPage,
    Filing,
    OutEntry,
    Outline,
    Page,
    Related,
    Sidebar,
    SourceCredit,
    Topic,
    Year,
)
from aggregator.models.rules import Reason
from aggregator.render.atom import render_atom
from aggregator.render.entry_page import render_entry
from aggregator.render.html import render_error, render_page
from aggregator.render.json_feed import render_json_feed
from aggregator.render.opml import render_opml
from aggregator.render.rss import render_rss
from tests.render.feed_rules import faults
from tests.render.samples import CHANNEL, PLAIN, SITE

NASTY = {
    "controls": "a\x00b\x08c\x0bd\x1be\x7ff\x85g",
    "end of CDATA": "]]> <![CDATA[ ]]>",
    "script": "<script>alert(1)</script>",
    "attribute breaker": '" onmouseover="alert(1)" x=\'',
    "entity": "&amp; &#8; &bogus; <!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "processing instruction": "?> <?xml version='1.0'?>",
    "comment": "--> <!-- ",
    "lone surrogates": "\ud800 and \udfff",
    "not characters": "\ufffe\uffff\U0010ffff\ufdd0",
    "bidi": "\u202egnp.exe\u202c \u2067x\u2069",
    "template": "{{ 7*7 }} {% raw %} {source} {0}",
    "line breaks": "one\r\ntwo\u2028three",
}
FORBIDDEN = [*"\x00\x08\x0b\x1b\x7f\x85\ufffe\uffff\ufdd0\u202e\u202c\u2067\u2069\ud800\udfff", "\U0010ffff"]


def hostile_entry(text: str) -> OutEntry:
    """The text in every field that holds text. Clean HTML has had its tags looked at; its characters have not."""
    address = f"https://courier.example/{text}"
    return replace(
        PLAIN,
        link=address,
        title=text,
        original_title=text,
        summary=text,
        body_html=f"<p>{html_text(text)}</p>",
        authors=(text, "Ada"),
        categories=(Topic(text, "category/x/"),),
        agencies=(Topic(text, "agency/x/"),),
        source=SourceCredit(name=text, url=address, home=address, id=text, icon=address, rights=text),
        publisher=text,
        publisher_url=address,
        source_line=text,
        image=Image(url=address, alt=text, credit=text),
        enclosures=(Enclosure(url=address, type=text, title=text), Enclosure(url=address, type=text)),
        related=(Related(address, text),),
        language=text,
        rights=text,
    )


def html_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def channel(text: str) -> Any:
    site = replace(SITE, title=f"T {text}", description=text, rights=text)
    return replace(CHANNEL, site=site, title=f"T {text}", description=text)


BY_TEXT = pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())


@BY_TEXT
def test_feeds_stay_valid(text: str) -> None:
    assert_feeds_are_valid(text)


@given(st.text(st.characters(), max_size=60))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_feeds_stay_valid_whatever_is_written(text: str) -> None:
    assert_feeds_are_valid(text)


def assert_feeds_are_valid(text: str) -> None:
    for render, file in ((render_atom, "atom.xml"), (render_rss, "rss.xml"), (render_json_feed, "feed.json")):
        document = render(channel(text), [hostile_entry(text)])
        assert faults(document, CHANNEL.address(file)) == []
        assert not [character for character in FORBIDDEN if character in document.decode("utf-8")]


@BY_TEXT
def test_titles_come_back_as_the_text_they_were(text: str) -> None:
    expected = " ".join("".join(character for character in text if character not in FORBIDDEN).split())
    entry = replace(PLAIN, title=f"T {text}")
    atom, rss = etree.fromstring(render_atom(CHANNEL, [entry])), etree.fromstring(render_rss(CHANNEL, [entry]))
    feed = json.loads(render_json_feed(CHANNEL, [entry]))
    assert atom.findtext("{*}entry/{*}title") == f"T {expected}".strip()
    assert rss.findtext("channel/item/title") == f"T {expected}".strip()
    assert feed["items"][0]["title"] == f"T {expected}".strip()


@BY_TEXT
def test_the_page_shows_it_as_text_and_runs_nothing(text: str) -> None:
    link = BrowseLink(name=text, path="category/x/", count=1)
    page = Page(
        channel=channel(text),
        heading=text,
        entries=(hostile_entry(text),),
        sidebar=sidebar(link),
        searched=text,
        path="category/x/",
    )
    document = render_page(page).decode("utf-8")
    assert not [character for character in FORBIDDEN if character in document]
    tree: Any = html.document_fromstring(document)
    assert not tree.xpath("//script | //iframe | //style | //@style | //@*[starts-with(name(), 'on')]")
    assert len(tree.xpath("//article")) == 1
    assert {str(address).split(":")[0] for address in tree.xpath("//article//@href | //article//@src")} <= {
        "https",
        "../../category/x/",
        "../../agency/x/",
    }


@BY_TEXT
def test_the_page_of_an_entry_shows_it_as_text_and_runs_nothing(text: str) -> None:
    link = BrowseLink(name=text, path="entry/0/y")
    page = EntryPage(
        channel=channel(text),
        entry=replace(hostile_entry(text), body_html=None),
        filed=(Filing(Topic(text, "category/x/"), (Reason(rule="phrase", phrase=text, field="title", place=text),)),),
        newer=link,
        older=link,
        sidebar=sidebar(link),
        path="entry/0/x",
    )
    document = render_entry(page).decode("utf-8")
    assert not [character for character in FORBIDDEN if character in document]
    tree: Any = html.document_fromstring(document)
    assert not tree.xpath("//body//script | //iframe | //style | //@style | //@*[starts-with(name(), 'on')]")
    (data,) = tree.xpath("//script")
    assert data.get("type") == "application/ld+json"
    assert json.loads(data.text)["@type"] in {"NewsArticle", "JobPosting"}
    assert len(tree.xpath("//article")) == 1


def sidebar(link: BrowseLink) -> Sidebar:
    year = Year(name=link.name, months=(link,))
    return Sidebar(lists=(link,), categories=(link,), agencies=(link,), years=(year,))


@BY_TEXT
def test_the_list_of_sources_and_the_error_page_stay_well_formed(text: str) -> None:
    source = SourceCredit(name=text, url=f"https://a.example/{text}", home=f"https://a.example/{text}")
    site = channel(text).site
    etree.fromstring(render_opml(site, [Outline(text, (source, replace(source, is_feed=False)))]))
    assert not html.document_fromstring(render_error(site, 404).decode("utf-8")).xpath("//script")

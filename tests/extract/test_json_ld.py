"""JSON-LD: every dress it comes in, and what is mended."""

from __future__ import annotations

import pytest
from lxml import html

from aggregator.extract.json_ld import read_json_ld, texts

PLAIN = '{"@type": "NewsArticle", "headline": "Forty homes"}'


@pytest.mark.parametrize(
    "script",
    [
        PLAIN,
        f"[{PLAIN}]",
        '{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Valley"}, ' + PLAIN + "]}",
        '{"@type": ["Thing", "NewsArticle"], "headline": "Forty homes"}',
        '{"@type": "https://schema.org/NewsArticle", "headline": "Forty homes"}',
        '{"@type": "WebPage", "mainEntity": ' + PLAIN + "}",
        f"<!-- {PLAIN} -->",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        '{"@type": "NewsArticle", "headline": "Forty homes",}',
        '{"@type": "NewsArticle"\n "headline": "Forty homes"}'.replace('"\n', '",\n'),
        '{"@type": "NewsArticle"\n "headline": "Forty homes"}',
        '{"@type": "NewsArticle", "headline": "Forty homes", "articleBody": "one\ntwo"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Forty homes&quot;}",
        PLAIN + ";",
    ],
)
def test_the_article_is_found_in_every_dress(script: str) -> None:
    root = html.fromstring(f'<html><head><script type="application/ld+json">{script}</script></head></html>')
    assert texts(read_json_ld(root).article.get("headline")) == ["Forty homes"]


@pytest.mark.parametrize(
    "script", ["", "{", "null", "[[[", '"text"', "{'a': 1}", "[" * 50_000, '{"@type": 5}', '{"@type": [[]]}']
)
def test_what_cannot_be_mended_is_left_out(script: str) -> None:
    root = html.fromstring(f'<html><head><script type="application/ld+json">{script}</script></head></html>')
    assert read_json_ld(root).article == {}


def test_the_piece_at_this_address_is_chosen_among_several() -> None:
    several = (
        '[{"@type": "Article", "headline": "Other", "url": "https://a.example/2", "datePublished": "2025-01-01"},'
        '{"@type": "Article", "headline": "This", "mainEntityOfPage": {"@id": "https://a.example/1"}}]'
    )
    root = html.fromstring(f'<html><head><script type="application/ld+json">{several}</script></head></html>')
    assert read_json_ld(root, "https://a.example/1").article["headline"] == "This"


def test_pieces_that_are_only_listed_are_not_the_pages_own() -> None:
    listing = '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Other"}]}'
    root = html.fromstring(f'<html><head><script type="application/ld+json">{listing}</script></head></html>')
    assert read_json_ld(root).article == {}


def test_references_are_followed() -> None:
    graph = (
        '{"@graph": [{"@type": "Article", "author": {"@id": "#ann"}}, {"@type": "Person", "@id": "#ann", '
        '"name": "Ann"}]}'
    )
    root = html.fromstring(f'<html><head><script type="application/ld+json">{graph}</script></head></html>')
    assert texts(read_json_ld(root).article["author"]) == ["Ann"]

"""What pages declare to machines, believed as far as the page bears it out."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from aggregator.parse.listing import find_listing
from tests.parse_listing.site import SITE, Item, articles, frame


def script(thing: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def item_list(items: tuple[Item, ...]) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "item": {
                    "@type": "NewsArticle",
                    "url": item.url,
                    "headline": item.title,
                    "datePublished": f"{item.day}T10:00:00Z",
                    "image": "/p.jpg",
                },
            }
            for place, item in enumerate(items)
        ],
    }  # fmt: skip


def scattered(items: tuple[Item, ...]) -> str:
    """Links that nothing holds together but the declaration."""
    shapes = (
        "<p><a href='{0}'>{1}</a></p>",
        "<div><em><a href='{0}'>{1}</a></em></div>",
        "<h4><a href='{0}'>x</a></h4>",
    )
    return "".join(shapes[n % 3].format(item.url, item.title) for n, item in enumerate(items))


def test_a_declared_list_gives_dates_and_pictures_that_the_page_does_not_show() -> None:
    items = articles(6, "/n/")
    rows = "".join(f'<li><a href="{item.url}">{item.title}</a></li>' for item in items)
    listing = find_listing(frame(f"<ul>{rows}</ul>{script(item_list(items))}").encode(), f"{SITE}/news/")
    assert [item.link for item in listing.items] == [item.url for item in items]
    assert listing.items[0].published == datetime(2024, 5, 28, 10, tzinfo=UTC)
    assert listing.items[0].images[0].url == f"{SITE}/p.jpg"
    assert any("declares them as a list" in reason for reason in listing.reasons)


def test_a_declared_list_holds_together_what_the_markup_does_not() -> None:
    items = articles(5, "/n/")
    listing = find_listing(frame(scattered(items) + script(item_list(items)), title="Home").encode(), f"{SITE}/")
    assert [item.title for item in listing.items] == [item.title for item in items]


def test_declared_pieces_that_the_page_does_not_link_to_are_not_believed() -> None:
    listing = find_listing(frame("<p>Nothing here.</p>" + script(item_list(articles(5)))).encode(), f"{SITE}/x")
    assert listing.items == ()


def test_a_page_that_declares_itself_one_article_is_no_list() -> None:
    article = {"@type": "NewsArticle", "headline": "One piece", "url": f"{SITE}/one"}
    rows = "".join(f'<h3><a href="{item.url}">{item.title}</a></h3>' for item in articles(3, "/n/"))
    assert find_listing(frame(rows + script(article), title="One piece").encode(), f"{SITE}/one").items == ()


def test_breadcrumbs_are_no_list() -> None:
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "item": f"{SITE}/{n}"} for n in "abc"],
    }
    links = "".join(f'<a href="/{n}">Section {n}</a>' for n in "abc")
    assert find_listing(frame(links + script(crumbs)).encode(), f"{SITE}/x").items == ()


def test_broken_json_is_passed_over() -> None:
    broken = '<script type="application/ld+json">{"@type": </script>' + script(
        {"@graph": [item_list(articles(5, "/n/"))]}
    )
    listing = find_listing(frame(scattered(articles(5, "/n/")) + broken).encode(), f"{SITE}/")
    assert len(listing.items) == 5


def test_cards_that_are_marked_up_as_entries_say_so() -> None:
    cards = "".join(
        f'<div itemscope itemtype="https://schema.org/BlogPosting"><a itemprop="url" href="{item.url}">'
        f'<span itemprop="headline">{item.title}</span></a>'
        f'<meta itemprop="datePublished" content="{item.day}"></div>'
        for item in articles(4, "/n/")
    )  # fmt: skip
    listing = find_listing(frame(cards, title="x").encode(), f"{SITE}/x")
    assert len(listing.items) == 4
    assert listing.items[0].published == datetime(2024, 5, 28, tzinfo=UTC)
    assert any("marked up" in reason for reason in listing.reasons)

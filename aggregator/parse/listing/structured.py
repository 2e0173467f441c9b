"""What a page declares of its list to machines: JSON-LD, and microdata or microformats on a card's element."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from aggregator.parse.listing.links import absolute
from aggregator.parse.listing.page import Page, level

#: Scripts longer than this, all together, are not read; nor are more objects than that.
MAX_SCRIPT_CHARACTERS = 1_000_000
MAX_OBJECTS = 5_000
_ARTICLES = frozenset(
    [
        "Article",
        "NewsArticle",
        "BlogPosting",
        "Report",
        "TechArticle",
        "ScholarlyArticle",
        "SocialMediaPosting",
        "LiveBlogPosting",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "PodcastEpisode",
        "DigitalDocument",
    ]
)
_POSTS = frozenset({"JobPosting"})
_LISTS = frozenset({"ItemList", "Blog", "CollectionPage", "DataFeed", "SearchResultsPage"})
_OTHER_SINGLES = frozenset(
    {
        "Product",
        "Recipe",
        "FAQPage",
        "QAPage",
        "Event",
        "ContactPage",
        "AboutPage",
        "ProfilePage",
        "Course",
        "Movie",
        "Book",
        "VideoObject",
    }
)
_CARD_TYPES = frozenset({"h-entry", "hentry", "h-feed-entry", "hnews"})


@dataclass(frozen=True, slots=True)
class Declared:
    """One piece as a page declares it; texts are as written."""

    kind: str
    url: str | None
    title: str | None = None
    published: str | None = None
    image: str | None = None
    summary: str | None = None


@dataclass(slots=True)
class Declarations:
    """All that a page's JSON-LD says: the members of its lists, and pieces that stand alone."""

    members: dict[str, Declared] = field(default_factory=dict)
    singles: list[Declared] = field(default_factory=list)
    has_list: bool = False


def read_declarations(page: Page) -> Declarations:
    """The JSON-LD of a page, as far as it can be read."""
    found = Declarations()
    for thing, in_list in _things(page):
        kinds = _kinds(thing)
        found.has_list = found.has_list or bool(kinds & _LISTS)
        if in_list:
            declared = _declared(page, thing, kinds)
            if declared.url is not None:
                found.members.setdefault(declared.url, declared)
        elif kinds & (_ARTICLES | _POSTS | _OTHER_SINGLES):
            found.singles.append(_declared(page, thing, kinds))
    if len(found.singles) > 2 and len({one.url for one in found.singles if one.url}) > 2:
        for one in found.singles:  # a list that does not say so
            if one.url is not None and one.kind in _ARTICLES | _POSTS:
                found.members.setdefault(one.url, one)
        found.singles = []
    return found


def is_card(element: etree._Element) -> bool:
    """Whether markup declares the element to be an entry (h-entry, hentry, schema.org in microdata)."""
    if _CARD_TYPES & set((element.get("class") or "").lower().split()):
        return True
    kind = (element.get("itemtype") or "").rsplit("/", 1)[-1]
    return kind in _ARTICLES or kind in _POSTS


def _things(page: Page) -> Iterator[tuple[dict[str, object], bool]]:
    """Every typed object in the page's JSON-LD, and whether it is a member of a list."""
    left, budget = MAX_SCRIPT_CHARACTERS, MAX_OBJECTS
    for script in page.root.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json" or not script.text:
            continue
        left -= len(script.text)
        if left < 0:
            return
        waiting: list[tuple[object, bool]] = [(_load(script.text), False)]
        while waiting and budget:
            value, in_list = waiting.pop()
            if isinstance(value, list):
                waiting += [(one, in_list) for one in reversed(value)]
            if not isinstance(value, dict):
                continue
            budget -= 1
            kinds = _kinds(value)
            if "ListItem" in kinds:
                inner = value.get("item")
                waiting.append(
                    (
                        inner
                        if isinstance(inner, dict)
                        else {**value, "@type": "Article", "url": value.get("url") or inner},
                        True,
                    )
                )
                continue
            if kinds:
                yield value, in_list
            waiting += [
                (value[key], True)
                for key in ("itemListElement", "blogPost", "blogPosts", "dataFeedElement")
                if key in value and "BreadcrumbList" not in kinds
            ]
            waiting += [
                (value[key], in_list or "CollectionPage" in kinds)
                for key in ("@graph", "mainEntity", "hasPart")
                if key in value
            ]


def _load(text: str) -> object:
    try:
        return json.loads(text.strip().removeprefix("<![CDATA[").removesuffix("]]>"), strict=False)
    except (ValueError, RecursionError):
        return None


def _kinds(thing: dict[str, object]) -> set[str]:
    kinds = thing.get("@type")
    return {one.rsplit("/", 1)[-1] for one in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(one, str)}


def _declared(page: Page, thing: dict[str, object], kinds: set[str]) -> Declared:
    address = _text(thing.get("url")) or _text(thing.get("@id")) or _text(thing.get("mainEntityOfPage"))
    return Declared(
        kind=min(kinds & (_ARTICLES | _POSTS | _OTHER_SINGLES), default=min(kinds, default="")),
        url=absolute(page.base, address) if address else None,
        title=_text(thing.get("headline")) or _text(thing.get("name")) or _text(thing.get("title")),
        published=_text(thing.get("datePublished"))
        or _text(thing.get("datePosted"))
        or _text(thing.get("dateCreated")),
        image=_text(thing.get("image")) or _text(thing.get("thumbnailUrl")),
        summary=_text(thing.get("description")),
    )


def _text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id") or value.get("@value")
    return level(value)[:4_096] or None if isinstance(value, str) else None

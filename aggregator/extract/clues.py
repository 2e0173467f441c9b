"""All that a page and its feed say about the article beside its text: meta elements, JSON-LD, hints.

The `find_…` functions of the neighbouring modules ask it, in their order of trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from lxml.html import HtmlElement

from aggregator.extract.json_ld import LinkedData, read_json_ld, texts, types_of
from aggregator.extract.tree import Page
from aggregator.markup import clean_text
from aggregator.urls import host_of

_WORD = re.compile(r"\w+")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHints:
    """What the feed or the list already told about the page."""

    title: str | None = None
    published: datetime | None = None
    #: The first sentences or the summary, as plain text.
    summary: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and where it came from ("json-ld", "og:title", "byline", …)."""

    value: T
    origin: str


class MetaTags:
    """The page's `meta` elements by name, property or itemprop, in lower case."""

    def __init__(self, root: HtmlElement) -> None:
        self._contents: dict[str, list[str]] = {}
        for element in root.iter("meta"):
            content = clean_text((element.get("content") or element.get("value") or "")[:5_000])
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                for name in (element.get(attribute) or "").lower().split():
                    if content:
                        self._contents.setdefault(name, []).append(content)

    def all(self, name: str) -> list[str]:
        return self._contents.get(name, [])

    def first(self, *names: str) -> Found[str] | None:
        """The content of the first of these names that the page has."""
        return next((Found(self._contents[name][0], name) for name in names if name in self._contents), None)

    def each(self, names: Iterable[str]) -> Iterator[Found[str]]:
        """Every content of these names, in the order of the names."""
        for name in names:
            for content in self.all(name):
                yield Found(content, name)


@dataclass(frozen=True, slots=True)
class Clues:
    """What the finders look at."""

    page: Page
    meta: MetaTags
    linked: LinkedData
    hints: ArticleHints


def gather_clues(page: Page, hints: ArticleHints | None) -> Clues:
    """The clues of a page."""
    return Clues(page, MetaTags(page.root), read_json_ld(page.root, page.url), hints or ArticleHints())


def site_names(clues: Clues) -> list[str]:
    """What the site goes by, without spaces and marks, in lower case: its stated names and its host's parts."""
    names = [
        found.value
        for found in clues.meta.each(
            (
                "og:site_name",
                "application-name",
                "apple-mobile-web-app-title",
                "twitter:site",
                "dc.publisher",
                "publisher",
            )
        )
    ]
    names += texts(clues.linked.article.get("publisher"))[:1]
    names += [
        name
        for node in clues.linked.nodes
        if types_of(node) & {"WebSite", "Organization", "NewsMediaOrganization"}
        for name in texts(node.get("name"))[:1]
    ]
    host = host_of(clues.page.url).removeprefix("www.")
    names += [host, *host.split(".")[:-1]]
    # Some sites state the page's whole title as their name.
    title = _run_together(found.value) if (found := clues.meta.first("og:title", "twitter:title")) else ""
    loose = [_run_together(name) for name in names]
    return [name for name in loose if 2 < len(name) <= 40 and not (len(title) > 10 and title in name)]


def _run_together(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))

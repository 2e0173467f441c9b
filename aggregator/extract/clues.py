"""All that a page and its feed say about the article beside its text: meta elements, JSON-LD, hints.

The `find_…` functions of the neighbouring modules ask it, in their order of trust.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from lxml.html import HtmlElement

from aggregator.extract.json_ld import LinkedData, read_json_ld
from aggregator.extract.tree import Page
from aggregator.markup import clean_text

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

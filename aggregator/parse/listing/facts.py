"""What a page says of itself as a whole: in its body's classes, its metadata, its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from aggregator.parse.listing.addresses import is_article_address
from aggregator.parse.listing.page import Page
from aggregator.parse.listing.texts import word_count, words_of
from aggregator.parse.listing.words import JOB_WORDS, LIST_WORDS, OTHER_WORDS

#: A longer title or heading is one of a piece, whatever words it has.
LONGEST_NAME = 5
#: Body classes of WordPress and Drupal themes.
_SINGLE = re.compile(
    r"(?:^|\s)(?:single|single-\w+|postid-\d+|(?:page-)?node-type-(?:article|news|blog\w*|page|story))(?=\s|$)"
)
_ARCHIVE = re.compile(
    r"(?:^|\s)(?:archive|blog|category|category-\S+|post-type-archive|view-(?:list|blog)|path-(?:news|blog))(?=\s|$)"
)
_SHOP = re.compile(
    r"(?:^|\s)(?:woocommerce(?:-\w+)?|tax-product_cat|post-type-archive-product|template-(?:product|collection)|"
    r"catalog-\w+)(?=\s|$)"
)
_SEPARATOR = re.compile(r"\s[-–—|·•»:]\s|\s\||[-_|—·](?=[\u3040-\u30ff\u3400-\u9fff])")
#: Path segments that say nothing of the page: numbers, index files, page counters, languages.
_NO_NAME = re.compile(r"\d+|(?:index|default|home)(?:\.\w+)?|page-?\d*|[a-z]{2}(?:-[a-z]{2})?|list[-_\d]*(?:\.\w+)?")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The page as a whole, in yes and no."""

    calls_itself_single: bool
    calls_itself_archive: bool
    calls_itself_shop: bool
    describes_article: bool
    is_named_for_lists: bool
    is_named_for_jobs: bool
    is_named_for_other: bool
    has_next: bool
    #: The page is the site's front page.
    is_root: bool

    @property
    def is_piece(self) -> bool:
        return self.calls_itself_single or self.describes_article


def read_facts(page: Page) -> PageFacts:
    """What the page says of itself."""
    body = next(page.root.iter("body"), None)
    classes = (body.get("class") or "").lower() if body is not None else ""
    name = _name(page)
    return PageFacts(
        calls_itself_single=_SINGLE.search(classes) is not None,
        calls_itself_archive=_ARCHIVE.search(classes) is not None,
        calls_itself_shop=_SHOP.search(classes) is not None,
        describes_article=_describes_article(page),
        is_named_for_lists=LIST_WORDS.search(name) is not None,
        is_named_for_jobs=JOB_WORDS.search(name) is not None,
        is_named_for_other=OTHER_WORDS.search(name) is not None,
        is_root=urlsplit(page.url).path in ("", "/") and not urlsplit(page.url).query,
        has_next=any("next" in (element.get("rel") or "").lower().split() for element in page.root.iter("link", "a")),
    )


def _name(page: Page) -> str:
    """What the page calls itself, in lower case: the end of its path, its title and headings where they are short.

    Whole titles and paths would not do: every article of a paper stands below /news/ and ends in the paper's name.
    """
    segments = [part for part in urlsplit(page.url).path.lower().split("/") if part and not _NO_NAME.fullmatch(part)]
    path = segments[-1:] if not is_article_address(page.url) else []
    titles = [_SEPARATOR.split(page.title or "")[0], *(words_of(one) for one in page.root.iter("h1"))][:4]
    short = [title for title in titles if word_count(title) <= LONGEST_NAME]
    return " ".join([*_host_name(page), *path, *short]).lower().replace("_", " ")[:400]


def _host_name(page: Page) -> list[str]:
    """The first word of the host where it says what the site is: docs, shop, forum."""
    first = (urlsplit(page.url).hostname or "").split(".")[0]
    return [first] if OTHER_WORDS.fullmatch(first) else []


def _describes_article(page: Page) -> bool:
    metadata = {
        (element.get("property") or element.get("name") or "").lower(): element.get("content") or ""
        for element in page.root.iter("meta")
    }
    is_one = metadata.get("og:type", "").lower().startswith("article")
    return is_one and any(name.startswith("article:") and value for name, value in metadata.items())

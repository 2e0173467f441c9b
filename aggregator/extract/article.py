"""A page's bytes → the article it carries: puts together what the neighbouring modules find."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import TypeVar

from lxml.html import HtmlElement

from aggregator.extract.authors import find_author
from aggregator.extract.blocks import HEADINGS, Block, find_blocks, readable_copy
from aggregator.extract.body import Told, choose_blocks
from aggregator.extract.clues import ArticleHints, Clues, Found, gather_clues
from aggregator.extract.images import find_image
from aggregator.extract.names import is_in_other_piece
from aggregator.extract.page_dates import find_published
from aggregator.extract.publisher import (
    Original,
    find_canonical,
    find_description,
    find_language,
    find_original,
    find_publisher,
)
from aggregator.extract.shape import shape_body
from aggregator.extract.titles import find_title
from aggregator.extract.tree import Page, parse_page
from aggregator.extract.withheld import Reason, find_reason
from aggregator.extract.wordings import is_bio, is_byline
from aggregator.markup import clean_html, plain_text
from aggregator.models.article import Article
from aggregator.models.feed import Image

T = TypeVar("T")

#: Blocks of the text itself in which a byline may still stand.
_OPENING = 5
#: Captions belong to their pictures: the markup shows them, the text is what the article says.
_CAPTION = re.compile(r"<figcaption\b[^>]*>.*?</figcaption>", re.S)


def extract_article(html: bytes, url: str, *, hints: ArticleHints | None = None, charset: str | None = None) -> Article:
    """The article of a page; ExtractError where the page is none or beyond the limits.

    `charset` is what the response's header says. A page that keeps its text back gives an article without body that
    says so in `withheld`.
    """
    return extract_from(parse_page(html, url, charset), hints)


def extract_from(page: Page, hints: ArticleHints | None = None) -> Article:
    """The article of a page that is parsed already; leaves its tree as it is."""
    # lxml makes an element's object anew on every walk unless somebody holds on to it: a sixth of the time.
    alive = [*page.root.iter()]
    clues = gather_clues(page, hints)
    title, description = find_title(clues), find_description(clues)
    root = readable_copy(page.root)
    alive += root.iter()
    blocks = find_blocks(root)
    kept = choose_blocks(root, blocks, _told(clues, title, description))
    opening, closing = _around(blocks, kept)
    lines = [block.text for block in opening]
    # Nearest first: what stands higher up may belong to another piece.
    nearest = [*reversed(lines[:-_OPENING]), *lines[-_OPENING:]]
    title = find_title(clues, lines[: 2 - _OPENING])
    below = [block.text for block in closing]
    # One by one: most pages state their date, and then nobody asks.
    own = (block.text for block in blocks if len(block.text) < 200 and not is_in_other_piece(block.element))
    author, published = find_author(clues, [*lines, *below]), find_published(clues, nearest, below, own)
    canonical = find_canonical(clues)
    original = find_original(clues, canonical, closing)
    publisher = original.publisher if original else find_publisher(clues)
    kept = _without_bio([block for block in kept if not _stands_elsewhere(block, title, author, original)], author)
    withheld = _withheld(clues, kept, blocks, title)
    body = None if withheld else _body(root, blocks, kept, clues)
    html_body = body.value if body else ""
    image, language = find_image(clues, html_body), find_language(clues)
    return Article(
        url=page.url,
        canonical_url=_value(canonical),
        title=_value(title),
        text=plain_text(_CAPTION.sub("", html_body)),
        html=html_body,
        author=_value(author),
        published=_value(published),
        image=_value(image),
        publisher=_value(publisher),
        publisher_url=original.url if original else None,
        description=_value(description),
        language=_value(language),
        withheld=withheld,
        origins=_origins(
            canonical_url=canonical,
            title=title,
            text=body,
            author=author,
            published=published,
            image=image,
            publisher=publisher,
            description=description,
            language=language,
        ),
    )


def _origins(**finds: Found[str] | Found[datetime] | Found[Image] | None) -> dict[str, str]:
    return {name: found.origin for name, found in finds.items() if found is not None}


def _value(found: Found[T] | None) -> T | None:
    return found.value if found is not None else None


def _told(clues: Clues, title: Found[str] | None, description: Found[str] | None) -> Told:
    leads = [description.value if description else "", clues.hints.summary or ""]
    return Told(title.value if title else "", _linked_body(clues), tuple(lead for lead in leads if lead))


def _linked_body(clues: Clues) -> str:
    body = clues.linked.article.get("articleBody")
    return plain_text(body.replace("\n", "<br>")) if isinstance(body, str) else ""


def _withheld(clues: Clues, kept: Sequence[Block], blocks: Sequence[Block], title: Found[str] | None) -> Reason | None:
    reason = find_reason(clues, kept, blocks, title.value if title else "")
    # What a script would show may stand in the page's data.
    return None if reason == "script-only" and _linked_body(clues) else reason


def _body(root: HtmlElement, blocks: Sequence[Block], kept: Sequence[Block], clues: Clues) -> Found[str] | None:
    """The clean body: the page's own markup, or JSON-LD's text where the page shows next to nothing of it."""
    linked = _linked_body(clues)
    if len(linked) > 500 and sum(len(block.text) for block in kept) < 0.3 * len(linked):
        markup, origin = "".join(f"<p>{escape(line)}</p>" for line in linked.split("\n")), "json-ld"
    else:
        markup, origin = shape_body(root, blocks, kept, clues.page.base), "page"
    clean = clean_html(markup, base_url=clues.page.base)
    return Found(clean, origin) if clean else None


def _around(blocks: Sequence[Block], kept: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks about the text's beginning, where bylines stand, and about its end, where source lines stand."""
    if kept:
        places = {block.element: place for place, block in enumerate(blocks)}
        first, last = places[kept[0].element], places[kept[-1].element]
    else:
        first, last = 12, max(len(blocks) - 12, 0)
    opening, closing = blocks[max(first - 12, 0) : first + _OPENING], blocks[max(last - 3, 0) : last + 12]
    return (
        [block for block in opening if not is_in_other_piece(block.element)],
        [block for block in closing if not is_in_other_piece(block.element)],
    )


def _without_bio(kept: Sequence[Block], author: Found[str] | None) -> list[Block]:
    """The blocks without the lines at the end that introduce the author."""
    names = author.value.split(", ") if author else []
    last = len(kept)
    while last > 2 and last > len(kept) - 3 and any(is_bio(kept[last - 1].text, name) for name in names):
        last -= 1
    return list(kept[:last])


def _stands_elsewhere(
    block: Block, title: Found[str] | None, author: Found[str] | None, original: Original | None
) -> bool:
    """Whether the block only repeats what the article's other fields say."""
    if original and block is original.line:
        return True
    if title and block.element.tag in HEADINGS and block.text.casefold() == title.value.casefold():
        return True
    return is_byline(block.text, author.value if author else "")

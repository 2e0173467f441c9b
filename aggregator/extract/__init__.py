"""A page's bytes and its address in, the article out: pure, without network, clock or logs.

article.py   puts it together: `extract_article`
tree.py      bytes → tree, within limits        blocks.py    tree → the blocks that text stands in
readers.py   readability and trafilatura vote   body.py      which blocks are the article
leftovers.py boxes beside a text go first       shape.py     blocks → one piece of markup
names.py     what class and id tell             wordings.py  what the wording of a line tells
clues.py     meta elements, hints  json_ld.py  linked data   withheld.py  why there is no text
titles.py  authors.py  page_dates.py  images.py  publisher.py   a field each, sources in order of trust
tables.py    how tables of words are written
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.extract.article import extract_article
    from aggregator.extract.clues import ArticleHints

__all__ = ["ArticleHints", "extract_article"]


def __getattr__(name: str) -> object:
    # lxml and the readers load only when a page is really read, so that `aggregator --help` stays quick.
    if name == "extract_article":
        from aggregator.extract.article import extract_article

        return extract_article
    if name == "ArticleHints":
        from aggregator.extract.clues import ArticleHints

        return ArticleHints
    raise AttributeError(name)

"""Markdown as people at the desk write it, made into HTML. What comes out is cleaned like everybody else's."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from aggregator.markup.clean import clean_html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def html_of_markdown(text: str, *, base_url: str | None) -> str:
    """Clean HTML of a text in Markdown (CommonMark and tables); HTML in it stands as it was typed."""
    return clean_html(_parser().render(text), base_url=base_url)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # takes a while, and only posts need it

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")

"""What readability and trafilatura take for the article, each on its own copy of the same tree.

Their answers are votes on our blocks: the text that is kept is ours, with its links, tables and pictures.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from copy import deepcopy

from lxml.html import HtmlElement
from readability.readability import Document, Unparseable
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from aggregator.extract.blocks import Block

_MARK = "x"
_MARKED = re.compile(r' x="(\d+)"')
_WORD = re.compile(r"\w+")
# They report through logging what to us is an answer: that a page has no article.
for _name in ("readability", "trafilatura"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class _Prepared(Document):  # type: ignore[misc]  # readability ships no types
    """Takes the tree as it is: what its own cleaner would drop is already gone."""

    def _parse(self, input: HtmlElement) -> HtmlElement:
        return deepcopy(input)


def ask_readability(root: HtmlElement, blocks: Sequence[Block]) -> set[int]:
    """The numbers of the blocks that readability's body holds; none where it gives up."""
    for number, block in enumerate(blocks):
        block.element.set(_MARK, str(number))
    try:
        summary = _Prepared(root).summary()
    except Unparseable:
        return set()
    finally:
        for block in blocks:
            block.element.attrib.pop(_MARK, None)
    return {int(number) for number in _MARKED.findall(summary)}


def ask_trafilatura(root: HtmlElement, blocks: Sequence[Block]) -> set[int]:
    """The numbers of the blocks whose words stand in trafilatura's text."""
    found = bare_extraction(root, options=Extractor(output_format="python", fast=True, comments=False))
    text = getattr(found, "text", None)
    return Wordings(text.split("\n")).find(blocks) if text else set()


class Wordings:
    """A text to look blocks up in: a block is in it if most of its runs of four words are."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._short: set[str] = set()
        self._runs: set[str] = set()
        for line in lines:
            words = _WORD.findall(line.casefold())
            self._short.add(" ".join(words))
            self._runs.update(_runs_of_four(words))

    def holds(self, text: str) -> bool:
        words = _WORD.findall(text.casefold())
        if runs := _runs_of_four(words):
            return sum(run in self._runs for run in runs) > 0.6 * len(runs)
        return bool(words) and " ".join(words) in self._short

    def find(self, blocks: Sequence[Block]) -> set[int]:
        return {number for number, block in enumerate(blocks) if self.holds(block.text)}


def _runs_of_four(words: Sequence[str]) -> list[str]:
    return [" ".join(words[start : start + 4]) for start in range(len(words) - 3)]

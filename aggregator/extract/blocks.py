"""A page's body as a list of blocks: the paragraphs, headings, items and cells that text stands in.

Every later judgement is about a block. What is never text (scripts, forms, what is hidden) goes first, and
text that stands loose between blocks or is parted by line breaks becomes paragraphs.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

from aggregator.extract.tables import listed

#: Nothing of them is ever read.
_UNREAD = listed(
    """
    script style template svg math canvas object embed applet map link meta noscript button input select
    textarea datalist dialog iframe frame audio video
    """
)
_BLOCKS = frozenset(
    listed(
        """
    address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td
    tfoot th thead tr ul caption
    """
    )
)
#: Their children are of a fixed kind, so that no paragraph may be put between.
_ROWS = frozenset(listed("table tbody thead tfoot tr ul ol dl menu dir hr html pre"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


@dataclass(slots=True)
class Block:
    """A piece of text that stands or falls as a whole."""

    element: HtmlElement
    text: str
    #: Characters of it that stand in links.
    linked: int

    @property
    def link_share(self) -> float:
        return self.linked / max(len(self.text), 1)


def readable_copy(root: HtmlElement) -> HtmlElement:
    """A copy of the page in which every text stands in a block and nothing unseen is left."""
    copy = deepcopy(root)
    for element in list(copy.iter(*_UNREAD)):
        element.drop_tree()
    _drop_hidden(copy)
    _make_paragraphs(copy)
    return copy


def find_blocks(root: HtmlElement) -> list[Block]:
    """The innermost blocks with text, in order."""
    blocky = _blocky(root)
    holders = {element.getparent() for element in blocky}
    blocks = []
    for element in root.iter():
        if element in blocky and element not in holders and (text := level(element.text_content())):
            blocks.append(Block(element, text, _linked(element, text)))
    return blocks


def _linked(element: HtmlElement, text: str) -> int:
    if next(element.iterancestors("a"), None) is not None:
        return len(text)
    links = (link for link in element.iter("a") if not (link.get("href") or "").startswith(("mailto:", "tel:")))
    return sum(len(level(link.text_content())) for link in links)


def level(text: str) -> str:
    """The text with runs of white space as one space."""
    return " ".join(text.split())


def _drop_hidden(root: HtmlElement) -> None:
    whole = len(root.text_content())
    for element in root.xpath("//*[@hidden or contains(@style, 'none') or contains(@style, 'hidden')]"):
        hidden = element.get("hidden") is not None or _UNSEEN.search(element.get("style") or "")
        if not hidden or element.getparent() is None:
            continue
        if _waits_for_script(element, whole):
            element.attrib.pop("style", None)
        else:
            element.drop_tree()


def _waits_for_script(element: HtmlElement, whole: int) -> bool:
    """Whether it is hidden only until a script shows it: the whole text, or a further part of an article."""
    if len(element.text_content()) > whole / 3:
        return True
    running = sum(len(paragraph.text_content()) for paragraph in element.iter("p"))
    return running > 200 and next(element.iterancestors("article"), None) is not None


def _make_paragraphs(root: HtmlElement) -> None:
    blocky = _blocky(root)
    for element in list(root.iter()):
        if element not in blocky or element.tag in _ROWS or element.tag == "head":
            continue
        if any(child in blocky for child in element) or _has_double_break(element):
            _wrap_loose_text(element, blocky)


def _blocky(root: HtmlElement) -> set[HtmlElement]:
    """The block elements, and those of any other name that hold one."""
    blocky: set[HtmlElement] = set()
    for element in reversed(list(root.iter())):
        if element.tag in _BLOCKS or element in blocky:
            blocky.add(element)
            if (parent := element.getparent()) is not None:
                blocky.add(parent)
    return blocky


def _has_double_break(element: HtmlElement) -> bool:
    return element.tag not in HEADINGS and any(_ends_paragraph(child) for child in element)


def _ends_paragraph(element: HtmlElement) -> bool:
    following = element.getnext()
    return element.tag == "br" and not (element.tail or "").strip() and following is not None and following.tag == "br"


def _wrap_loose_text(element: HtmlElement, blocky: set[HtmlElement]) -> None:
    """Puts what stands between the element's blocks, or between two line breaks, into paragraphs of its own."""
    if element.tag == "p":
        element.tag = "div"
    children = [(child, child.tail, _ends_paragraph(child)) for child in element]
    text, element.text = element.text, None
    pieces: list[HtmlElement] = []
    run = last = None
    for child, tail, ends in [(None, text, False), *children]:
        if child is not None:
            child.tail = None
            if child in blocky:
                pieces.append(child)
                run = None
            elif ends or (child.tag == "br" and run is None):
                run = None
            else:
                run, last = _opened(run, pieces), child
                run.append(child)
        if tail and (run is not None or tail.strip()):
            if run is None:
                run, last = _opened(run, pieces), None
            # lxml counts children one by one, so the last is remembered.
            if last is None:
                run.text = tail
            else:
                last.tail = tail
    element[:] = pieces


def _opened(run: HtmlElement | None, pieces: list[HtmlElement]) -> HtmlElement:
    if run is None:
        run = html.Element("p")
        pieces.append(run)
    return run

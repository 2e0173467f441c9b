"""A page as the lines that a reader sees, without what stands around the piece: menus, cookie notes, other jobs.

Bounded by construction: so many elements, so many characters, one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from aggregator.markup import clean_text

#: No advert is longer; what follows on a page that is, is not read.
MAX_ELEMENTS = 8_000
MAX_LINES = 800
MAX_CHARS = 24_000
MAX_LINE = 1_500

_INLINE_TAGS = """
    a abbr acronym b bdi bdo big cite code data dfn em font i img input ins kbd label link mark meta picture q samp
    small source span strong sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_TAGS.split())
#: Struck out, or nothing to read.
_UNREAD_TAGS = """
    audio button canvas del head iframe math noscript object option s script select strike style svg template textarea
    video
"""
_UNREAD = frozenset(_UNREAD_TAGS.split())
_CHROME_TAGS = frozenset(("nav", "footer"))
_CHROME_ROLES = frozenset(("navigation", "contentinfo", "banner", "search", "dialog", "alertdialog"))
_CHROME_WORDS = """
    breadcrumb breadcrumbs colophon consent cookie cookies footer gdpr masthead menu nav navbar navigation newsletter
    pager pagination related sharing similar skip
"""
_CHROME_NAMES = frozenset(_CHROME_WORDS.split())
#: What holds more of the page's text than this is the page.
_MOST = 0.4
_NAME_WORDS = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|line-through", re.I)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

#: The beginning of what a board or blog offers beside the advert.
_OTHERS = re.compile(
    r"(?:\w+ ){0,2}?(?:related|similar|other|more|latest|recent|recommended|further|featured|suggested)\b.{0,30}"
    r"\b(?:jobs?|vacanc(?:y|ies)|roles|opportunities|posts|positions|stories|news|articles|adverts|listings|openings)"
    r"(?: (?:from|at|in|by|for|with|like|near|you|on)\b.{0,60})?"
    r"|(?:jobs|vacancies|roles) (?:near you|you (?:may|might)|like this|nearby)\b.*|you (?:may"
    r"|might) (?:also )?(?:like|be interested)\b.*"
    r"|(?:people|others|candidates) (?:also|who) viewed\b.*|related|read (?:more|next)|see also",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A block's text on one line. `pieces` are its runs of text, so that a bold label and its value stand apart."""

    text: str
    tag: str = "p"
    #: 1 to 6 in a heading, else 0.
    level: int = 0
    pieces: tuple[str, ...] = ()
    #: Class and id words of the element and its parent.
    names: frozenset[str] = frozenset()
    #: The whole line is one link.
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the piece, and those around it (head, foot, menus), which only tell whose site it is."""

    own: tuple[Line, ...] = ()
    around: tuple[Line, ...] = ()


@dataclass(slots=True)
class _Block:
    tag: str = "p"
    names: frozenset[str] = frozenset()
    pieces: list[str] = field(default_factory=list)
    linked: int = 0


def read_lines(root: HtmlElement) -> Lines:
    """The page's lines in reading order."""
    own: list[Line] = []
    around: list[Line] = []
    chars = 0
    for line, is_around in _walk(root):
        (around if is_around else own).append(line)
        chars += len(line.text)
        if chars > MAX_CHARS or len(own) + len(around) >= MAX_LINES:
            break
    return Lines(tuple(_without_others(own)), tuple(around))


def lines_of(text: str) -> Lines:
    """The lines of a plain text."""
    found = (clean_text(line[:MAX_LINE]) for line in text[:MAX_CHARS].splitlines()[:MAX_LINES])
    return Lines(tuple(Line(line, pieces=(line,)) for line in found if line))


def _walk(root: HtmlElement) -> Iterator[tuple[Line, bool]]:
    walker = etree.iterwalk(root, events=("start", "end"))
    page_chars = len(root.text_content())
    block, links, is_fresh = _Block(), 0, False
    #: For each open element: whether it is unread, whether it or one above stands around the piece.
    unread, around = [False], [False]
    for count, (event, element) in enumerate(walker):
        if count > 2 * MAX_ELEMENTS:
            break
        tag = element.tag if isinstance(element.tag, str) else ""
        is_inline = tag in _INLINE
        if event == "start":
            unread.append(not tag or _is_unread(element, tag))
            around.append(around[-1] or (not is_inline and _is_around(element, tag, page_chars)))
            if unread[-1]:
                walker.skip_subtree()
                continue
            links += tag == "a"
            if not is_inline:
                yield from _finished(block, around[-2])
                block = _Block(tag if tag != "br" else block.tag, _names(element))
            elif is_fresh and block.pieces:
                block.pieces.append(" ")
            is_fresh = False
            _add(block, element.text, links)
            continue
        if not unread.pop():
            links -= tag == "a"
            is_fresh = is_inline and not (element.tail or "").strip()
            if not is_inline:
                yield from _finished(block, around[-1])
                parent = element.getparent()
                block = _Block(block.tag if tag == "br" else _tag(parent), _names(parent))
        around.pop()
        _add(block, element.tail, links)
    yield from _finished(block, False)


def _tag(element: HtmlElement | None) -> str:
    return element.tag if element is not None and isinstance(element.tag, str) else "p"


def _add(block: _Block, text: str | None, links: int) -> None:
    if text and (block.pieces or not text.isspace()):
        block.pieces.append(text[:MAX_LINE])
        block.linked += len(text.strip()) if links else 0


def _finished(block: _Block, is_around: bool) -> Iterator[tuple[Line, bool]]:
    text = clean_text("".join(block.pieces))[:MAX_LINE] if block.pieces else ""
    if not text:
        return
    pieces = tuple(piece for piece in map(clean_text, block.pieces) if piece)
    is_link = block.linked >= 0.9 * sum(len(piece.strip()) for piece in block.pieces)
    yield Line(text, block.tag, _HEADINGS.get(block.tag, 0), pieces, block.names, is_link), is_around


def _is_unread(element: HtmlElement, tag: str) -> bool:
    if tag in _UNREAD or "hidden" in element.attrib:
        return True
    if tag == "label" and (
        element.get("for") or element.find(".//input") is not None or element.find(".//select") is not None
    ):
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def _is_around(element: HtmlElement, tag: str, page_chars: int) -> bool:
    """A menu, head, foot or notice, by element, role or name; never what holds most of the page."""
    if tag in ("html", "body", "main", "article", "h1"):
        return False
    if tag == "header":
        may_be = next(element.iterancestors("main", "article"), None) is None
    else:
        may_be = (
            tag in _CHROME_TAGS or element.get("role") in _CHROME_ROLES or bool(_own_names(element) & _CHROME_NAMES)
        )
    most = 0.8 if tag in _CHROME_TAGS else _MOST
    return may_be and element.find(".//h1") is None and len(element.text_content()) <= most * page_chars


def _own_names(element: HtmlElement) -> frozenset[str]:
    names, ident = element.get("class"), element.get("id")
    return _words_of(f"{names or ''} {ident or ''}"[:300]) if names or ident else frozenset()


@lru_cache(maxsize=4_096)
def _words_of(names: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _NAME_WORDS.findall(names))


def _names(element: HtmlElement | None) -> frozenset[str]:
    return frozenset() if element is None else _own_names(element)


def _without_others(lines: Iterable[Line]) -> Iterator[Line]:
    """Leaves out the sections that offer other pieces, each up to the next heading of its height."""
    skipping = 0
    for line in lines:
        if line.level and skipping and line.level <= skipping:
            skipping = 0
        if not skipping and (line.level or len(line.text) < 40) and _OTHERS.fullmatch(line.text.strip(" :.")):
            skipping = line.level or 7
        if not skipping:
            yield line

"""The chosen blocks as one piece of markup: with the pictures, tables and lists they stand in, and nothing between."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree, html
from lxml.html import HtmlElement

from aggregator.extract.blocks import Block, level
from aggregator.extract.images import is_small, real_address
from aggregator.extract.names import is_caption, words_of
from aggregator.extract.tables import listed

_SPACES = re.compile(r"\s+")
#: Hold others together for the layout's sake only.
_WRAPPERS = frozenset(
    listed(
        """
    div section article main header hgroup center span font form fieldset body address aside nav footer
    details summary picture
    """
    )
)
#: Names that a paragraph goes by.
_PARAGRAPHS = frozenset(
    listed(
        """
    div section article main header center body address aside form fieldset details summary
    """
    )
)
_KEPT_WHOLE = frozenset(listed("ul ol dl table blockquote figure pre"))


def shape_body(root: HtmlElement, blocks: Sequence[Block], kept: Sequence[Block], base: str) -> str:
    """The markup of the kept blocks and of the pictures among them; not yet clean. Changes the tree."""
    if not kept:
        return ""
    wanted = {block.element for block in kept}
    needed = _with_ancestors(wanted)
    top = _common([block.element for block in kept])
    others = {block.element for block in blocks} - wanted
    rejected = _with_ancestors({element for element in top.iter() if element in others and not _in_caption(element)})
    pictures = _pictures(top, kept, needed, rejected, base)
    captioned = {figure for picture in pictures if (figure := _figure(picture, top)) is not None}
    if top not in wanted:
        _prune(top, wanted | captioned | set(pictures), needed | _with_ancestors(captioned | set(pictures)))
    for figure in captioned:
        _make_figure(figure)
    _simplify(top, wanted)
    return _serialised(top, wanted)


def _with_ancestors(elements: set[HtmlElement]) -> set[HtmlElement]:
    reached = set(elements)
    for element in elements:
        for ancestor in element.iterancestors():
            if ancestor in reached:
                break
            reached.add(ancestor)
    return reached


def _common(elements: Sequence[HtmlElement]) -> HtmlElement:
    """The smallest element that holds them all and may stand alone."""
    path = [elements[0], *elements[0].iterancestors()]
    places = {element: place for place, element in enumerate(path)}
    lowest = 0
    for element in elements:
        lowest = max(lowest, next(places[each] for each in (element, *element.iterancestors()) if each in places))
    for element in path[lowest:]:
        if element.tag not in ("li", "tr", "tbody", "thead", "tfoot", "td", "th", "dt", "dd") or len(elements) == 1:
            return element
    return path[lowest]


def _pictures(
    top: HtmlElement, kept: Sequence[Block], needed: set[HtmlElement], rejected: set[HtmlElement], base: str
) -> list[HtmlElement]:
    """The pictures up to the last kept block that don't belong to something that was rejected."""
    pictures = []
    last = kept[-1].element
    for element in top.iter():
        if element is last:
            pictures += [picture for picture in element.iter("img") if _ready(picture, base)]
            break
        if element.tag != "img" or not _ready(element, base):
            continue
        nearest = next((each for each in element.iterancestors() if each in needed or each in rejected), top)
        if nearest in needed:
            pictures.append(element)
    return pictures


def _ready(picture: HtmlElement, base: str) -> bool:
    """Gives the picture its real address; False if there is none, or it only decorates."""
    address = real_address(picture, base)
    if address is None or is_small(picture):
        return False
    for name in ("srcset", "sizes", "data-src", "data-srcset", "loading", "data-lazy-src", "data-original"):
        picture.attrib.pop(name, None)
    picture.set("src", address)
    return True


def _in_caption(element: HtmlElement) -> bool:
    return any(is_caption(each) for each in [element, *element.iterancestors()][:4])


def _figure(picture: HtmlElement, top: HtmlElement) -> HtmlElement | None:
    """The element that holds the picture and what is said of it."""
    for number, element in enumerate(picture.iterancestors()):
        if element is top or number > 4 or (element.tag in ("p", "td", "li") and level(element.text_content())):
            return None
        if element.tag == "figure" or (
            "caption" in words_of(element.get("class") or "") and level(element.text_content())
        ):
            return element if len(element.text_content()) < 1_000 else None
    return None


def _make_figure(element: HtmlElement) -> None:
    """One picture or more and one caption, whatever it was made of."""
    caption = level(" ".join(dict.fromkeys(level(text) for text in element.itertext() if text.strip())))
    pictures = [picture for picture in element.iter("img") if picture.get("src")]
    tail = element.tail
    for child in list(element):
        element.remove(child)
    element.tag, element.text, element.tail = "figure", None, tail
    for picture in pictures:
        picture.tail = None
        element.append(picture)
    if caption:
        words = html.Element("figcaption")
        words.text = caption
        element.append(words)


def _prune(element: HtmlElement, whole: set[HtmlElement], needed: set[HtmlElement]) -> None:
    for child in list(element):
        if child in whole:
            continue
        if child in needed:
            _prune(child, whole, needed)
        elif child.tag in ("caption", "hr", "br", "col", "colgroup"):
            continue
        else:
            element.remove(child)


def _simplify(top: HtmlElement, wanted: set[HtmlElement]) -> None:
    for element in list(top.iter()):
        if element in wanted and element.tag in _PARAGRAPHS:
            element.tag = "p"
        elif element.tag == "img" and not (element.get("src") or "").startswith("http"):
            element.drop_tree()
    etree.strip_tags(top, *_WRAPPERS)
    for element in top.iter():
        if element.tag != "pre" and next(element.iterancestors("pre"), None) is None:
            element.text, element.tail = _spaced(element.text), _spaced(element.tail)


def _spaced(text: str | None) -> str | None:
    return _SPACES.sub(" ", text) if text else text


def _serialised(top: HtmlElement, wanted: set[HtmlElement]) -> str:
    parts = [top] if top in wanted or top.tag in _KEPT_WHOLE else list(top)
    return "".join(str(html.tostring(part, encoding="unicode", with_tail=part is not top)) for part in parts)

"""The boxes that stand in or near an article without being part of it, taken out before anybody reads."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from aggregator.extract.blocks import Block
from aggregator.extract.names import is_box, is_for_comments

#: A box with more of the page's running text than this is no box, whatever it is called.
_EXPENDABLE = 0.3


def drop_boxes(root: HtmlElement, blocks: Sequence[Block]) -> list[Block]:
    """Takes the boxes out of the tree; returns the blocks that are left."""
    mass = _mass(root, blocks)
    for element in list(root.iter()):
        if is_box(element) and _is_expendable(element, mass.get(element, 0), mass.get(root, 0)):
            element.drop_tree()
    return [block for block in blocks if next(block.element.iterancestors("html"), None) is root]


def _is_expendable(element: HtmlElement, mass: int, whole: int) -> bool:
    if element.getparent() is None or element.tag in ("body", "head") or next(element.iter("h1"), None) is not None:
        return False
    return mass < _EXPENDABLE * whole or is_for_comments(element)


def _mass(root: HtmlElement, blocks: Sequence[Block]) -> dict[HtmlElement, int]:
    """The characters of running text outside links in each element."""
    mass = {block.element: len(block.text) - block.linked for block in blocks}
    for element in reversed(list(root.iter())):
        parent = element.getparent()
        if parent is not None and element in mass:
            mass[parent] = mass.get(parent, 0) + mass[element]
    return mass

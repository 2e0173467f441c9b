"""Which blocks of a page are the article: two readers vote; the page's own word and shape decide where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from aggregator.extract.blocks import HEADINGS, Block
from aggregator.extract.leftovers import drop_boxes
from aggregator.extract.names import is_box, is_caption, is_lead, is_teaser
from aggregator.extract.readers import Wordings, ask_readability, ask_trafilatura
from aggregator.extract.wordings import is_furniture, opens_tail

_LISTS = ("table", "ul", "ol", "dl")
#: Words from which on a block is running text rather than a label.
_SENTENCE = 8
#: Words of agreed text from which on what only one reader adds at the end is a trailer if it has less than this share.
_LONG, _TRAILER = 150, 0.05
#: What a line may stand in that is no heading, item or cell.
_LOOSE = frozenset(("p", "div", "center", "span", "address"))


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the text from elsewhere: the page's JSON-LD, its description, the feed's first sentences."""

    title: str = ""
    body: str = ""
    leads: tuple[str, ...] = ()


@dataclass(slots=True)
class _Judged:
    block: Block
    words: int
    votes: int = 0
    told: bool = False
    boxed: bool = False
    lead: bool = False
    opening: bool = False
    caption: bool = False
    furniture: bool = False
    home: bool = False
    kept: bool = False


def choose_blocks(root: HtmlElement, blocks: Sequence[Block], told: Told) -> list[Block]:
    """The blocks that make up the article, in order."""
    judged = _judge(root, drop_boxes(root, blocks), told)
    core = _find_core(root, judged)
    if not core:
        return []
    weight = _weigh(core)
    home = _home(weight, core)
    shared = {element for element, words in weight.items() if words * 2 > weight[root]}
    boxed = _boxed(root, shared)
    begun = False
    for each in judged:
        lineage = _lineage(each)
        each.home = home in lineage
        # Before the text a teaser is its lead, after that it leads to another piece.
        each.boxed = each.block.element in boxed or (
            begun and any(is_teaser(element) for element in lineage[:4] if element not in shared)
        )
        begun = begun or each is core[0]
        each.lead = any(is_lead(element) for element in lineage[:3])
        each.caption = any(is_caption(element) for element in lineage[:4])
        each.furniture = (each.votes > 0 or each.home or each.told) and is_furniture(each.block.text)
    _mark_opening(judged, core, told.title)
    _keep(judged, core)
    return [each.block for each in judged if each.kept]


def _mark_opening(judged: Sequence[_Judged], core: Sequence[_Judged], title: str) -> None:
    """What stands between the article's own heading and its first agreed text is its lead, if it reads like one.

    Where no heading is near, only the page's own description is.
    """
    if _heads(core[0], title.casefold()):
        return
    first = judged.index(core[0])
    before = judged[max(first - 15, 0) : first]
    heading = max((place for place, each in enumerate(before) if _heads(each, title.casefold())), default=None)
    for lead in before[0 if heading is None else heading + 1 :]:
        reads = lead.told if heading is None else lead.lead or lead.told or _ends_sentence(lead.block.text)
        lead.opening = reads and lead.words >= _SENTENCE and lead.block.link_share < 0.2
        lead.lead = lead.lead or lead.opening


def _heads(each: _Judged, title: str) -> bool:
    tag = each.block.element.tag
    return tag == "h1" or (tag == "h2" and each.block.text.casefold() == title)


def _judge(root: HtmlElement, blocks: Sequence[Block], told: Told) -> list[_Judged]:
    readability, trafilatura = ask_readability(root, blocks), ask_trafilatura(root, blocks)
    body = Wordings(told.body.split("\n")) if told.body else None
    leads = Wordings(told.leads)
    judged = []
    for number, block in enumerate(blocks):
        each = _Judged(block, len(block.text.split()), (number in readability) + (number in trafilatura))
        each.told = (body is not None and body.holds(block.text)) or (
            each.words >= _SENTENCE and leads.holds(block.text)
        )
        judged.append(each)
    return judged


def _find_core(root: HtmlElement, judged: Sequence[_Judged]) -> list[_Judged]:
    """The blocks that are most surely the article: agreed ones, else one reader's, else whatever reads like text."""
    readable = [each for each in judged if each.block.link_share < 0.5]
    agreed = [each for each in readable if each.votes == 2 or (each.votes == 1 and each.told)]
    single = [each for each in readable if each.votes or each.told]
    for core in (agreed, single):
        if sum(each.words for each in core) >= 2 * _SENTENCE:
            return core
    boxed = _boxed(root, set())
    texts = [each for each in readable if each.words >= _SENTENCE and each.block.element not in boxed]
    return texts or agreed or single


def _boxed(root: HtmlElement, shared: set[HtmlElement]) -> set[HtmlElement]:
    """What lies in a box, of all but the elements that hold most of the article."""
    boxed: set[HtmlElement] = set()
    for element in root.iter():
        if element.getparent() in boxed or (element not in shared and is_box(element)):
            boxed.add(element)
    return boxed


def _lineage(each: _Judged) -> list[HtmlElement]:
    return [each.block.element, *each.block.element.iterancestors()]


def _weigh(core: Sequence[_Judged]) -> dict[HtmlElement, int]:
    """How many of the agreed words lie in each element."""
    weight: dict[HtmlElement, int] = {}
    for each in core:
        for element in _lineage(each):
            weight[element] = weight.get(element, 0) + each.words
    return weight


def _home(weight: dict[HtmlElement, int], core: Sequence[_Judged]) -> HtmlElement:
    """The smallest element that holds nearly all agreed words."""
    whole = max(weight.values())
    return next(
        element
        for each in core
        for element in _lineage(each)
        if weight[element] >= 0.85 * whole and element.tag not in ("p", "li")
    )


def _keep(judged: Sequence[_Judged], core: Sequence[_Judged]) -> None:
    seen: set[str] = set()
    for each in judged:
        if not _is_barred(each) and each.block.text not in seen:
            each.kept = _is_wanted(each)
        if each.kept and each.words >= _SENTENCE:
            seen.add(each.block.text)
    _trim_ends(judged, core)
    _complete_lists(judged)
    _mend_headings(judged)
    _cut_tail(judged)


def _is_barred(each: _Judged) -> bool:
    return (
        (each.boxed and not (each.told and each.opening))
        or each.furniture
        or (each.caption and not (each.told and each.votes == 2))
    )


def _is_wanted(each: _Judged) -> bool:
    links = each.block.link_share
    told = each.told and (each.votes or each.home or each.opening)
    if told or each.votes == 2 or (each.lead and each.votes) or each.opening:
        # A paragraph that is all link leads to another piece; a list of links may be what the piece is about.
        return links < 0.7 or (each.votes == 2 and each.block.element.tag in ("li", "td", "dd", "dt", "th"))
    if each.votes == 1:
        return links < 0.6 and (each.home or each.words > 2 * _SENTENCE)
    return each.home and links < 0.3 and each.words >= _SENTENCE


def _trim_ends(judged: Sequence[_Judged], core: Sequence[_Judged]) -> None:
    """Before and after what both readers agreed on, one reader's word is not enough for a label or a small trailer."""
    first, last = judged.index(core[0]), judged.index(core[-1])
    homes = {each.block.element.getparent() for each in core}
    agreed = sum(each.words for each in core)
    is_small = sum(each.words for each in judged[last + 1 :] if each.kept) < _TRAILER * agreed and agreed > _LONG
    for place, each in enumerate(judged):
        if first <= place <= last or each.votes != 1 or each.told:
            continue
        is_trailer = is_small and place > last and each.block.element.getparent() not in homes
        each.kept = each.kept and not (is_trailer or _is_label(each))


def _is_label(each: _Judged) -> bool:
    return each.words < _SENTENCE and each.block.element.tag in _LOOSE and not _ends_sentence(each.block.text)


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'”’»)*]").endswith((".", "!", "?", "…", ":", "。"))


def _complete_lists(judged: Sequence[_Judged]) -> None:
    """A list or table amid the text is kept whole or not at all: readers drop short items and cells."""
    kept = [place for place, each in enumerate(judged) if each.kept]
    parts: dict[HtmlElement, list[int]] = {}
    for place, each in enumerate(judged):
        holder = next((element for element in each.block.element.iterancestors() if element.tag in _LISTS), None)
        if holder is not None and each.home:
            parts.setdefault(holder, []).append(place)
    for places in parts.values():
        members = [judged[place] for place in places]
        words = sum(each.words for each in members)
        amid = kept and kept[0] < places[0] and places[-1] < kept[-1]
        plain = not any(each.block.linked or _is_barred(each) for each in members)
        if sum(each.words for each in members if each.kept) > 0.5 * words or (amid and plain):
            for each in members:
                each.kept = each.kept or not _is_barred(each)


def _mend_headings(judged: Sequence[_Judged]) -> None:
    """A heading stays if text that stays follows it; one that both readers took, if any text follows."""
    follows = ever = False
    for each in reversed(judged):
        if each.block.element.tag in HEADINGS and not each.opening and each.words < 3 * _SENTENCE:
            wanted = (each.home or each.kept) and not _is_barred(each) and each.block.link_share < 0.7
            each.kept = wanted and (follows or (ever and each.votes == 2))
            follows = each.kept
        elif each.home:
            follows = each.kept
            ever = ever or each.kept


def _cut_tail(judged: Sequence[_Judged]) -> None:
    """Nothing stays after a line that opens what follows an article, if most of the article is before it."""
    kept = [each for each in judged if each.kept]
    whole = sum(each.words for each in kept)
    before = 0
    for number, each in enumerate(kept):
        if before > 0.6 * whole and opens_tail(each.block.text):
            for later in kept[number:]:
                later.kept = False
            return
        before += each.words

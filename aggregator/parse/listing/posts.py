"""Posts that stand whole on the listing page: their bodies, topics and "Source:" lines."""

from __future__ import annotations

import re
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from aggregator.models.feed import Label, Markup, ParsedEntry, PublisherClaim
from aggregator.parse.listing.cards import Fields, lines_of_card, read_card
from aggregator.parse.listing.clusters import MAX_ITEMS, Card, cards_of
from aggregator.parse.listing.links import Link, absolute, is_generic, is_meta, word_count, words_of
from aggregator.parse.listing.page import HEADINGS, MUTE, Node, Page
from aggregator.parse.listing.words import SOURCE_LINE, Zone
from aggregator.urls import slugify

#: A card with less running text than this holds a teaser.
MIN_BODY = 500
#: Of the dated headings on a page, this many must carry a date before they count as posts.
DATED_POSTS = 0.6
MAX_LABELS = 20
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")


@dataclass(frozen=True, slots=True)
class Post:
    """What a card says beyond its title, date and teaser."""

    content: Markup | None = None
    labels: tuple[Label, ...] = ()
    publisher: PublisherClaim | None = None
    related: tuple[str, ...] = ()


def whole_post(page: Page, card: Card, fields: Fields) -> Post:
    """The body of a post that stands whole in its card, with its topics and where it says it comes from."""
    source = _source(page, card)
    return Post(
        content=Markup(_body(page, card, fields), is_html=True, base=page.base) if _is_whole(card, fields) else None,
        labels=_labels(page, card),
        publisher=source,
        related=(source.url,) if source is not None and source.url else (),
    )


def anchored_posts(page: Page) -> tuple[ParsedEntry, ...]:
    """Dated posts under headings of one kind that have no pages of their own; nothing if there are fewer than two."""
    groups: dict[tuple[str, str, int], list[Link]] = defaultdict(list)
    for node in page.nodes:
        if node.tag in HEADINGS and node.zone is None and not node.links and node.text and not _in_anchor(node):
            key = (node.tag, node.element.get("class") or "", node.depth)
            if len(groups[key]) < MAX_ITEMS and (key in groups or len(groups) < 50):
                groups[key].append(_pseudo_link(page, node))
    best: list[tuple[Card, Fields]] = []
    for links in groups.values():
        if len({link.url for link in links}) < 2:
            continue
        pairs = [(card, read_card(page, card, month_first=False)) for card in cards_of(page, links)]
        dated = sum(fields.published is not None and fields.dated_by != "address" for _, fields in pairs)
        told = sum(len(" ".join(lines_of_card(card))) > 200 for card, _ in pairs)
        if min(dated, told) >= DATED_POSTS * len(pairs) and len(pairs) > len(best):
            best = pairs
    return tuple(_anchored_entry(page, card, fields) for card, fields in best if _has_title(fields))


def _has_title(fields: Fields) -> bool:
    return bool(fields.title) and not _is_date_line(fields.title, fields)


def _in_anchor(node: Node) -> bool:
    above = node.parent
    while above is not None:
        if above.tag == "a":
            return True
        above = above.parent
    return False


def _pseudo_link(page: Page, node: Node) -> Link:
    anchor = _anchor(node)
    text = words_of(node.element)
    address = f"{page.url.split('#')[0]}#{anchor or slugify(text) or node.order}"
    return Link(node, address, text, node.element, False, None, is_generic(text), False, False)


def _anchor(node: Node) -> str | None:
    """The name by which a heading can be jumped to: its own, of an anchor inside, or of what it opens."""
    for element in (node.element, *node.element.iterdescendants("a")):
        name = element.get("id") or (element.get("name") if element.tag == "a" else None)
        if name:
            return name
    earlier = node.element.getprevious()
    if earlier is not None and earlier.tag == "a" and (name := earlier.get("name") or earlier.get("id")):
        return name
    return (
        node.parent.element.get("id")
        if node.parent is not None and node.parent.tag in ("article", "section", "div")
        else None
    )


def _anchored_entry(page: Page, card: Card, fields: Fields) -> ParsedEntry:
    source = _source(page, card)
    return ParsedEntry(
        entry_id=card.link.url,
        link=card.link.url,
        title=fields.title,
        summary=Markup(fields.teaser, is_html=False) if fields.teaser else None,
        content=Markup(_body(page, card, fields), is_html=True, base=page.base),
        labels=_labels(page, card),
        published=fields.published,
        published_text=fields.published_text,
        publisher=source,
        related=(source.url,) if source is not None and source.url else (),
        images=(fields.image,) if fields.image else (),
        language=page.language,
    )


def _is_whole(card: Card, fields: Fields) -> bool:
    lines = [line for line in lines_of_card(card) if line != fields.title and len(line) >= 40]
    if sum(map(len, lines)) < MIN_BODY or (lines and _CUT_OFF.search(lines[-1])):
        return False
    return not any(
        absolute(card.link.url, anchor.get("href") or "") == card.link.url and is_generic(text) and text
        for part in card.parts
        for anchor in part.element.iter("a")
        if (text := words_of(anchor)) and not text[0].isdigit()
    )


def _body(page: Page, card: Card, fields: Fields) -> str:
    """The card's markup without its title, date line, topics and buttons."""
    pieces = []
    for part in card.parts:
        if _is_dropped(page, part.element, card, fields):
            continue
        whole = deepcopy(part.element)
        whole.tail = None
        pairs = list(zip(part.element.iter(etree.Element), whole.iter(etree.Element), strict=False))
        for original, copied in pairs[1:]:
            if _is_dropped(page, original, card, fields):
                _remove(copied)
        pieces.append(etree.tostring(whole, encoding="unicode", method="html"))
    return "\n".join(pieces)


def _is_dropped(page: Page, element: etree._Element, card: Card, fields: Fields) -> bool:
    node = page.node(element)
    if element.tag in MUTE or element.tag == "form" or node is None:
        return True
    if node.zone not in (None, Zone.SIDE):
        return True
    if element.tag in HEADINGS and words_of(element) == fields.title:
        return True
    if node.links and node.link_text >= 0.6 * node.text and _leads_to_lists(page, node):
        return True
    if node.text > 120 or element is card.root.element:
        return False
    text = words_of(element)
    return bool(text) and (text in (fields.title, fields.published_text) or _is_date_line(text, fields))


def _leads_to_lists(page: Page, node: Node) -> bool:
    """Whether all its links are topics, share buttons and the like."""
    addresses = [absolute(page.base, anchor.get("href") or "") for anchor in node.element.iter("a")]
    return all(url is None or is_meta(url) for url in addresses)


def _is_date_line(text: str, fields: Fields) -> bool:
    shown = fields.published_text
    return shown is not None and shown in text and word_count(text.replace(shown, "")) <= 3 and len(text) < 60


def _remove(element: etree._Element) -> None:
    above = element.getparent()
    if above is None:
        return
    if element.tail:
        earlier = element.getprevious()
        if earlier is not None:
            earlier.tail = (earlier.tail or "") + element.tail
        else:
            above.text = (above.text or "") + element.tail
    above.remove(element)


def _labels(page: Page, card: Card) -> tuple[Label, ...]:
    terms: dict[str, None] = {}
    for part in card.parts:
        for anchor in part.element.iter("a"):
            relations = set((anchor.get("rel") or "").lower().split())
            if not relations & {"tag", "category"} and "category" not in (anchor.get("href") or ""):
                continue
            url = absolute(page.base, anchor.get("href") or "")
            text = words_of(anchor)
            if url is not None and text and is_meta(url, anchor) and len(text) <= 80:
                terms.setdefault(text)
    return tuple(Label(term) for term in list(terms)[:MAX_LABELS])


def _source(page: Page, card: Card) -> PublisherClaim | None:
    """Where a "Source:" line says that the piece comes from."""
    for part in card.parts:
        for element in part.element.iter("p", "div", "span", "li", "em", "small", "i", "strong", "b"):
            node = page.node(element)
            if node is None or not 8 <= node.text <= 300:
                continue
            said = SOURCE_LINE.match(words_of(element))
            if said is None:
                continue
            anchors = [url for anchor in element.iter("a") if (url := absolute(page.base, anchor.get("href") or ""))]
            return PublisherClaim(name=said.group(1).strip()[:200], url=anchors[0] if anchors else None)
    return None

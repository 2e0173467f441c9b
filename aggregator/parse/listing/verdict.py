"""Is the page a listing at all? Evidence for and against, each with its weight and a plain reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import exp, log2
from statistics import median

from aggregator.parse.listing.addresses import is_article_address, is_below, is_beside, slugginess
from aggregator.parse.listing.facts import PageFacts
from aggregator.parse.listing.page import Node, Page
from aggregator.parse.listing.selection import Selection
from aggregator.parse.listing.structured import Declarations, is_card
from aggregator.parse.listing.texts import word_count
from aggregator.parse.listing.words import DOCUMENT, Zone

#: Below this the page counts as one without items.
SURE = 0.5
#: What a page must overcome: most pages are no listings.
PRIOR = -1.75


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation: its weight (below zero speaks against) and how to say it."""

    weight: float
    reason: str


def judge(page: Page, facts: PageFacts, selection: Selection, declared: Declarations) -> tuple[float, list[Evidence]]:
    """How sure we are that the selection is the page's list of articles, and why, the weightiest first."""
    found = [
        *_of_items(facts, selection),
        *_of_addresses(page, selection, of_jobs=facts.is_named_for_jobs or selection.main.posts > 0.5),
        *_of_prose(page, selection),
        *_of_page(page, facts, is_dated=selection.main.dates >= 0.2),
        *_of_declarations(selection, declared),
    ]
    total = PRIOR + sum(evidence.weight for evidence in found)
    return 1 / (1 + exp(-total)), sorted(found, key=lambda evidence: -abs(evidence.weight))


def _of_items(facts: PageFacts, selection: Selection) -> list[Evidence]:
    fields = [fields for _, fields in selection.items]
    main, count = selection.main, len(fields)
    dated = sum(one.published is not None for one in fields) / count
    of_jobs = facts.is_named_for_jobs or main.posts > 0.5
    words = median(word_count(one.title) for one in fields)
    distinct = len({one.title for one in fields}) / count
    found = [
        Evidence(min(1.6, 0.55 * log2(count)) - (0.4 if count > 3 else 0.8), f"{count} links that stand alike"),
        Evidence(
            max(2.6 * main.score - 1.0, 0.0 if of_jobs else -1.0),
            f"they look {'' if main.score > 0.5 else 'little '}like articles",
        ),
    ]
    if words > 3.5 or not of_jobs:
        found.append(Evidence(min(1.0, (words - 3.5) * 0.3), f"titles of {words:g} words"))
    documents = sum(DOCUMENT.search(card.link.url) is not None for card, _ in selection.items) / count
    if documents > 0.8:
        found.append(Evidence(0.9, "they are documents"))
    elif words < 4.5 and dated < 0.2 and not of_jobs:
        found.append(Evidence(-0.8, "short titles without a date"))
    if facts.is_root and dated < 0.2 and count <= 8:
        found.append(Evidence(-0.6, "a site's front page with few undated links"))
    if distinct < 0.7:
        found.append(Evidence(-3.0 * (1 - distinct), "many have the same title"))
    if dated < 0.2 and not of_jobs and documents < 0.2 and _share_of_one_ending([one.title for one in fields]) > 0.7:
        found.append(Evidence(-1.6, "titles of one pattern, like names of places or goods"))
    if dated < 0.2 and main.located > 0.5:
        found.append(Evidence(-2.0, "they have postal addresses or telephone numbers"))
    if dated:
        found.append(Evidence(1.6 * dated, f"{dated:.0%} carry a date"))
    if 2 * sum(one.reads_on for one in fields) > count:
        found.append(Evidence(0.7, "they invite to read on"))
    if main.posts > 0.5:
        found.append(Evidence(1.2, "they read like vacancies"))
    if main.priced > 0.3 and not of_jobs:
        found.append(Evidence(-3.0 * main.priced, "they have prices"))
    if main.cluster.is_side:
        found.append(Evidence(-2.5, "they stand in a side column"))
    return found


def _share_of_one_ending(titles: list[str]) -> float:
    """The share of titles that end in the same two words."""
    endings = Counter(tuple(title.lower().split()[-2:]) for title in titles if len(title.split()) > 2)
    return max(endings.values(), default=0) / len(titles)


def _of_addresses(page: Page, selection: Selection, *, of_jobs: bool) -> list[Evidence]:
    urls = [card.link.url for card, _ in selection.items]
    below = sum(is_below(page.url, url) for url in urls) / len(urls)
    beside = sum(is_beside(page.url, url) for url in urls) / len(urls)
    found = []
    if sum(map(slugginess, urls)) < 0.4 * len(urls) and not of_jobs:
        found.append(Evidence(-0.8, "addresses unlike those of articles"))
    if below > 0.5:
        found.append(Evidence(1.2 * below, "their addresses lie below the page's"))
    if beside > 0.5:
        found.append(Evidence(-2.2 * beside, "the page's own address looks like theirs"))
    if is_article_address(page.url):
        found.append(Evidence(-1.5, "the page's address is that of one piece"))
    return found


def _of_prose(page: Page, selection: Selection) -> list[Evidence]:
    """Running text outside the cards makes an article, most of all in front of them."""
    before, inside, after = _prose_around(page, selection)
    found = []
    if before > 500 and before > 0.5 * inside:
        found.append(
            Evidence(-min(3.5, (before - 300) / 500), f"{before} characters of running text stand before them")
        )
    if after > 1500 and after > inside:
        found.append(Evidence(-min(2.0, after / 2000), f"{after} characters of running text stand outside them"))
    if inside > 4 * (before + after) and inside > 400:
        found.append(Evidence(0.5, "most of the page's text is theirs"))
    return found


def _prose_around(page: Page, selection: Selection) -> tuple[int, int, int]:
    """Characters of running text before the first card, inside cards, and after the first."""
    ranges = sorted((part.order, part.end) for card, _ in selection.items for part in card.parts)
    first = ranges[0][0]
    before = inside = after = place = 0
    for node in page.nodes:
        while place < len(ranges) and ranges[place][1] < node.order:
            place += 1
        length = _prose(node)
        if not length:
            continue
        if place < len(ranges) and ranges[place][0] <= node.order:
            inside += length
        elif node.order < first:
            before += length
        else:
            after += length
    return before, inside, after


def _prose(node: Node) -> int:
    if node.mute or node.zone is not None:
        return 0
    if node.tag == "p":
        length = node.text - node.link_text
        return length if length >= 60 else 0
    if node.tag in ("div", "td", "li", "blockquote", "section", "article", "dd", "span", "font", "body"):
        return node.own if node.own >= 100 else 0
    return 0


def _of_page(page: Page, facts: PageFacts, *, is_dated: bool) -> list[Evidence]:
    found = []
    if facts.calls_itself_single:
        found.append(Evidence(-2.2, "the page calls itself a single piece"))
    elif facts.calls_itself_archive:
        found.append(Evidence(1.0, "the page calls itself an archive"))
    if facts.calls_itself_shop:
        found.append(Evidence(-2.0, "the page calls itself a shop"))
    if facts.describes_article:
        found.append(Evidence(-1.5, "its metadata describe one article"))
    if facts.is_named_for_jobs:
        found.append(Evidence(1.2, "the page is named for vacancies"))
    elif facts.is_named_for_lists:
        found.append(Evidence(1.0, "the page is named like a list"))
    elif facts.is_named_for_other:
        found.append(Evidence(-1.5 if is_dated else -2.4, "the page is named for something else"))
    if facts.has_next or any(node.zone is Zone.PAGER and node.links for node in page.nodes):
        found.append(Evidence(0.7, "it goes on over several pages"))
    return found


def _of_declarations(selection: Selection, declared: Declarations) -> list[Evidence]:
    """What the page tells machines, believed as far as the page bears it out."""
    cards = [card for card, _ in selection.items]
    urls = [card.link.url for card in cards]
    shared = sum(url in declared.members for url in urls) / len(urls)
    found = []
    if shared >= 0.3:
        found.append(Evidence(1.8 * shared, "the page declares them as a list"))
    elif declared.has_list:
        found.append(Evidence(0.5, "the page declares itself a list"))
    if declared.singles and shared < 0.3 and not any(one.url in urls for one in declared.singles):
        found.append(Evidence(-1.5, f"the page declares itself one {declared.singles[0].kind}"))
    marked = sum(any(is_card(part.element) or _holds_card(part) for part in card.parts) for card in cards)
    if marked >= 0.5 * len(cards):
        found.append(Evidence(0.9, "each is marked up as an entry of its own"))
    return found


def _holds_card(part: Node) -> bool:
    return any(is_card(inner) for inner in part.element.iterdescendants("div", "article", "section", "li"))

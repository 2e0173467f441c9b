"""Is the page a listing at all? Evidence for and against, each with its weight and a plain reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp, log2
from statistics import median
from urllib.parse import urlsplit

from aggregator.parse.listing.links import slugginess, word_count
from aggregator.parse.listing.page import Node, Page, level
from aggregator.parse.listing.selection import Selection
from aggregator.parse.listing.words import JOB_WORDS, LIST_WORDS, Zone

#: Below this the page counts as one without items.
SURE = 0.5
_SINGLE = re.compile(
    r"(?:^|\s)(?:single|single-\w+|postid-\d+|node-type-(?:article|news|blog\w*|page|story)|page-node-type-(?:article|news|blog\w*|page|story))(?=\s|$)"
)
_ARCHIVE = re.compile(
    r"(?:^|\s)(?:archive|blog|category|category-\S+|post-type-archive|view-(?:list|blog)|path-(?:news|blog))(?=\s|$)"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation: its weight (below zero speaks against) and how to say it."""

    weight: float
    reason: str


def judge(page: Page, selection: Selection) -> tuple[float, list[Evidence]]:
    """How sure we are that the selection is the page's list of articles, and why."""
    found = [*_of_items(page, selection), *_of_prose(page, selection), *_of_page(page, selection)]
    total = sum(evidence.weight for evidence in found) - 2.0
    return 1 / (1 + exp(-total)), sorted(found, key=lambda evidence: -abs(evidence.weight))


def _of_items(page: Page, selection: Selection) -> list[Evidence]:
    fields = [fields for _, fields in selection.items]
    urls = [card.link.url for card, _ in selection.items]
    count = len(fields)
    dated = sum(one.published is not None for one in fields) / count
    words = median(word_count(one.title) for one in fields)
    slugs = sum(map(slugginess, urls)) / count
    priced = sum(one.priced for one in fields) / count
    below = sum(_is_below(page.url, url) for url in urls) / count
    beside = sum(_is_beside(page.url, url) for url in urls) / count
    found = [
        Evidence(min(1.6, 0.55 * log2(count)) - 0.4, f"{count} links that stand alike"),
        Evidence(
            2.6 * selection.main.score - 1.0,
            "they look like articles" if selection.main.score > 0.5 else "they look little like articles",
        ),
    ]
    if not (of_jobs := JOB_WORDS.search(_name(page)) is not None) or words > 3.5:
        found.append(Evidence(min(1.0, (words - 3.5) * 0.3), f"titles of {words:g} words"))
    if of_jobs:
        found.append(Evidence(0.8, "the page is named for vacancies"))
    if dated:
        found.append(Evidence(1.6 * dated, f"{dated:.0%} carry a date"))
    if selection.main.posts > 0.5:
        found.append(Evidence(1.2, "they read like vacancies"))
    if slugs < 0.4:
        found.append(Evidence(-0.8, "addresses unlike those of articles"))
    if priced > 0.3:
        found.append(Evidence(-3.0 * priced, "they have prices"))
    if below > 0.5:
        found.append(Evidence(1.2 * below, "their addresses lie below the page's"))
    if beside > 0.5:
        found.append(Evidence(-2.2 * beside, "the page's own address looks like theirs"))
    if selection.main.cluster.is_side:
        found.append(Evidence(-2.5, "they stand in a side column"))
    return found


def _of_prose(page: Page, selection: Selection) -> list[Evidence]:
    """Running text outside the cards makes an article, most of all in front of them."""
    ranges = sorted((part.order, part.end) for card, _ in selection.items for part in card.parts)
    first = ranges[0][0]
    before = after = inside = 0
    place = 0
    for node in page.nodes:
        while place < len(ranges) and ranges[place][1] < node.order:
            place += 1
        if node.mute or node.zone is not None:
            continue
        length = _prose(node)
        if not length:
            continue
        if place < len(ranges) and ranges[place][0] <= node.order:
            inside += length
        elif node.order < first:
            before += length
        else:
            after += length
    found = []
    if before > 500 and before > 0.5 * inside:
        found.append(
            Evidence(-min(3.5, (before - 300) / 500), f"{before} characters of running text stand before them")
        )
    if after > 1500 and after > inside:
        found.append(Evidence(-min(2.0, after / 2000), f"{after} characters of running text stand outside them"))
    if inside > 4 * (before + after) and inside > 400:
        found.append(Evidence(0.8, "most of the page's text is theirs"))
    return found


def _prose(node: Node) -> int:
    if node.tag == "p":
        length = node.text - node.link_text
        return length if length >= 60 else 0
    if node.tag in ("div", "td", "li", "blockquote", "section", "article", "dd", "span", "font", "body"):
        return node.own if node.own >= 100 else 0
    return 0


def _of_page(page: Page, selection: Selection) -> list[Evidence]:
    found = []
    body = next(page.root.iter("body"), None)
    classes = (body.get("class") or "").lower() if body is not None else ""
    if _SINGLE.search(classes):
        found.append(Evidence(-2.2, "the page calls itself a single piece"))
    elif _ARCHIVE.search(classes):
        found.append(Evidence(1.0, "the page calls itself an archive"))
    if _meta(page, "og:type").startswith("article") and (
        _meta(page, "article:published_time") or _meta(page, "article:section")
    ):
        found.append(Evidence(-1.5, "its metadata describe one article"))
    if is_article_address(page.url):
        found.append(Evidence(-1.5, "its address is that of one piece"))
    if LIST_WORDS.search(_name(page)):
        found.append(Evidence(1.0, "the page is named like a list"))
    if any(node.zone is Zone.PAGER and node.links for node in page.nodes) or page.root.xpath(
        "boolean(//link[@rel='next'] | //a[@rel='next'])"
    ):
        found.append(Evidence(0.7, "it goes on over several pages"))
    return found


def _name(page: Page) -> str:
    """What the page calls itself: its path, title and first headings, in lower case."""
    headings = [level("".join(one.itertext())) for one in page.root.iter("h1")][:3]
    return " ".join([urlsplit(page.url).path, (page.title or "")[:120], *headings]).lower()[:400]


def _meta(page: Page, name: str) -> str:
    found = page.root.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return str(found[0]).strip().lower() if found else ""


def _is_below(page_url: str, url: str) -> bool:
    """Whether an address lies under the page's own, which is more than the site's root."""
    here, there = urlsplit(page_url), urlsplit(url)
    folder = re.sub(r"/(?:index|default)\.\w+$|\.\w{3,5}$", "", here.path).rstrip("/")
    return bool(folder) and there.netloc == here.netloc and there.path.startswith(folder + "/")


def is_article_address(url: str) -> bool:
    """Whether an address is that of one piece: a slug of four words, or a date or number that no list word explains."""
    tail = urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1].lower()
    words = word_count(re.sub(r"[-_+]|%20", " ", re.sub(r"\.\w{2,5}$", "", tail)))
    if words >= 4:
        return slugginess(url) >= 1.0 and not (words == 4 and LIST_WORDS.search(tail.replace("-", " ")))
    return slugginess(url) >= 0.8 and re.search(r"\d{4,}", tail) is not None and LIST_WORDS.search(tail) is None


def _is_beside(page_url: str, url: str) -> bool:
    """Whether page and link are siblings and both have an article's address."""
    here, there = urlsplit(page_url), urlsplit(url)
    if here.netloc != there.netloc or slugginess(url) < 0.8 or not is_article_address(page_url):
        return False
    ours, theirs = here.path.rstrip("/").split("/"), there.path.rstrip("/").split("/")
    return len(ours) == len(theirs) and _shape(ours[:-1]) == _shape(theirs[:-1])


def _shape(parts: list[str]) -> list[str]:
    return [re.sub(r"\d+", "0", part) for part in parts]

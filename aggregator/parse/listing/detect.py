"""The listing detector: a page's bytes and address in, its main list of articles out."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.dates import parse_date
from aggregator.models.feed import Image, Markup, ParsedEntry
from aggregator.parse.listing.addresses import is_article_address
from aggregator.parse.listing.cards import Fields
from aggregator.parse.listing.clusters import Card, cluster
from aggregator.parse.listing.facts import PageFacts, read_facts
from aggregator.parse.listing.links import Link, collect
from aggregator.parse.listing.obstacles import find_obstacle
from aggregator.parse.listing.page import Page, mark_zones, read_page
from aggregator.parse.listing.posts import anchored_posts, whole_post
from aggregator.parse.listing.proposals import selectors_for
from aggregator.parse.listing.scoring import score
from aggregator.parse.listing.selection import select
from aggregator.parse.listing.structured import Declarations, read_declarations
from aggregator.parse.listing.values import Listing
from aggregator.parse.listing.verdict import SURE, Evidence, judge

#: Asked for where class names were not believed: they are wrong on few pages.
SURE_AGAINST_NAMES = 0.85


@dataclass(frozen=True, slots=True)
class _View:
    """What was made of a page: the entries and how far to trust them."""

    entries: tuple[ParsedEntry, ...]
    confidence: float
    reasons: tuple[str, ...]
    sure: bool
    #: Whether the titles stand in headings. If not, the page's headings may be better titles.
    headed: bool = True
    selectors: tuple[tuple[str, str], ...] = ()


def find_listing(html: bytes, url: str, *, charset: str | None = None) -> Listing:
    """The main repeated list of article links on a page, found without being told where it is."""
    page = read_page(html, url, charset)
    declared = read_declarations(page)
    facts = read_facts(page)
    links = collect(page)
    first = view = _by_repetition(page, links, facts, declared, SURE)
    if not view.sure:
        view = _by_declaration(page, links, declared) or view
    if not view.sure or not view.headed:
        anchored = _by_anchors(page, facts, declared)
        if anchored is not None and 2 * len(anchored.entries) >= len(view.entries):
            view = anchored
    is_piece = facts.is_piece or declared.singles or is_article_address(url)
    if not view.sure and not is_piece and mark_zones(page, by_name=False):
        for link in links:
            link.zone = link.node.zone
        second = _by_repetition(page, links, facts, declared, SURE_AGAINST_NAMES)
        view = second if second.sure else first
    return Listing(
        url=url,
        items=view.entries if view.sure else (),
        candidates=() if view.sure else view.entries,
        confidence=round(view.confidence, 3),
        unsure=not view.sure,
        obstacle=None if view.sure else find_obstacle(page),
        selectors=view.selectors,
        reasons=view.reasons,
        title=page.title,
        language=page.language,
    )


def _by_repetition(page: Page, links: list[Link], facts: PageFacts, declared: Declarations, sure: float) -> _View:
    """The list that shows by cards that look alike."""
    scored = [one for group in cluster(page, links) if (one := score(page, group)) is not None]
    selection = select(scored)
    if selection is None:
        return _View((), 0.0, ("no links stand alike on this page",), False)
    confidence, evidence = judge(page, facts, selection, declared)
    return _View(
        entries=tuple(_entry(page, card, fields, declared) for card, fields in selection.items),
        confidence=confidence,
        reasons=_told(evidence),
        sure=confidence >= sure,
        headed=selection.main.headings >= 0.5,
        selectors=selectors_for(selection),
    )


def _by_declaration(page: Page, links: list[Link], declared: Declarations) -> _View | None:
    """The list that JSON-LD gives, if the page's own links bear it out."""
    if len(declared.members) < 3:
        return None
    shown = [link.url for link in links if not link.meta]
    order = {url: place for place, url in reversed(list(enumerate(shown)))}
    members = sorted(
        (one for one in declared.members.values() if one.title and one.url in order),
        key=lambda one: order[one.url or ""],
    )
    if len(members) < 3 or len(members) < 0.6 * len(declared.members):
        return None
    entries = tuple(
        ParsedEntry(
            link=one.url,
            title=one.title,
            summary=Markup(one.summary, is_html=True) if one.summary else None,
            published=parse_date(one.published),
            published_text=one.published,
            images=(Image(one.image),) if one.image else (),
            language=page.language,
        )
        for one in members
    )
    return _View(entries, 0.7, (f"the page declares a list of {len(members)} pieces that it links to",), True)


def _by_anchors(page: Page, facts: PageFacts, declared: Declarations) -> _View | None:
    """Posts that stand whole on the page, one below the other, without pages of their own."""
    if declared.singles or facts.is_piece or is_article_address(page.url):
        return None
    entries = anchored_posts(page)
    if not entries:
        return None
    return _View(entries, 0.75, (f"{len(entries)} dated posts stand whole on the page",), True)


def _entry(page: Page, card: Card, fields: Fields, declared: Declarations) -> ParsedEntry:
    said = declared.members.get(card.link.url)
    published, published_text = fields.published, fields.published_text
    if said is not None and said.published and (published is None or fields.dated_by == "address"):
        published, published_text = parse_date(said.published) or published, said.published
    image = fields.image or (Image(said.image) if said is not None and said.image else None)
    post = whole_post(page, card, fields)
    return ParsedEntry(
        link=card.link.url,
        title=fields.title,
        summary=Markup(fields.teaser, is_html=False) if fields.teaser else None,
        content=post.content,
        labels=post.labels,
        published=published,
        published_text=published_text,
        publisher=post.publisher,
        related=post.related,
        images=(image,) if image else (),
        language=page.language,
    )


def _told(evidence: list[Evidence]) -> tuple[str, ...]:
    return tuple(f"{one.reason} ({one.weight:+.1f})" for one in evidence)

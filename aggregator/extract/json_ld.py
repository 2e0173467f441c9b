"""What a page says of itself in JSON-LD: one flat list of nodes, and the one that is the article.

Broken JSON is mended where it is plain what was meant; everything else of it is left out.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from aggregator.extract.tables import listed
from aggregator.markup import clean_text

#: A node as JSON gives it; every value has to be asked for its type.
Node = Mapping[str, object]

_MAX_SCRIPT = 1_000_000
_MAX_NODES = 2_000
_MAX_DEPTH = 12
_ARTICLE_TYPES = frozenset(
    listed(
        """
    Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle
    ReviewNewsArticle AskPublicNewsArticle BlogPosting LiveBlogPosting TechArticle ScholarlyArticle
    MedicalScholarlyArticle SocialMediaPosting DiscussionForumPosting AdvertiserContentArticle
    SatiricalArticle Report Review CriticReview Recipe HowTo CreativeWork JobPosting
    """
    )
)
#: Say little more than that there is a page; asked only where no article is named.
_PAGE_TYPES = frozenset(
    listed(
        """
    WebPage ItemPage AboutPage NewsMediaPage VideoObject Event PodcastEpisode Product MedicalWebPage
    """
    )
)
#: Keys that lead to other pieces than the page's own.
_ELSEWHERE = frozenset(
    listed(
        """
    itemListElement hasPart relatedLink isRelatedTo mentions citation comment review isBasedOn
    hasOfferCatalog
    """
    )
)

_WRAPPING = re.compile(
    r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?://\s*)?(?:-->|\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MISSING_COMMA = re.compile(r'("|\d|true|false|null|[}\]])(\s*\n\s*")')


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The nodes of all scripts, in order, and the article's own among them (empty if none)."""

    nodes: tuple[Node, ...] = ()
    article: Node = field(default_factory=dict)


def read_json_ld(root: HtmlElement, url: str = "") -> LinkedData:
    """All JSON-LD of the page."""
    nodes: list[Node] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and (text := script.text) and len(text) <= _MAX_SCRIPT:
            nodes.extend(_flatten(_load(text), 0))
    known = {ident: node for node in nodes if isinstance(ident := node.get("@id"), str) and len(node) > 1}
    nodes = [_resolved(node, known) for node in nodes[:_MAX_NODES]]
    return LinkedData(tuple(nodes), _find_article(nodes, url))


def types_of(node: Node) -> frozenset[str]:
    """The node's types, without the vocabulary's address."""
    said = node.get("@type")
    names = said if isinstance(said, list) else [said]
    return frozenset(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in names if isinstance(name, str))


def is_written(node: Node) -> bool:
    """Whether the node is a piece of writing or its page, so that its author is the article's."""
    return bool(types_of(node) & (_ARTICLE_TYPES | _PAGE_TYPES) - {"Review", "CriticReview", "Product", "Event"})


def texts(value: object) -> list[str]:
    """The plain texts that a value holds: itself, its items, or the name of what it stands for."""
    if isinstance(value, str):
        text = clean_text(entities.unescape(value))
        return [text] if text else []
    if isinstance(value, list):
        return [text for item in value[:100] for text in texts(item)]
    if isinstance(value, Mapping):
        return texts(value.get("@value", value.get("name")))
    return [str(value)] if isinstance(value, int) else []


def mappings(value: object) -> list[Node]:
    """The nodes among a value and its items."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items[:100] if isinstance(item, Mapping)]


def _load(text: str) -> object:
    text = _WRAPPING.sub("", text.strip()).strip().rstrip(";")
    attempts = (
        text,
        _TRAILING_COMMA.sub(r"\1", text),
        _MISSING_COMMA.sub(r"\1,\2", _TRAILING_COMMA.sub(r"\1", text)),
        entities.unescape(text),
    )
    for attempt in attempts:
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: object, depth: int, budget: list[int] | None = None) -> Iterator[Node]:
    budget = [_MAX_NODES] if budget is None else budget
    if depth > _MAX_DEPTH or budget[0] <= 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _flatten(item, depth + 1, budget)
    elif isinstance(value, dict):
        budget[0] -= 1
        if "@type" in value or "@id" in value:
            yield value
        for key, inner in value.items():
            if isinstance(inner, dict | list) and key not in _ELSEWHERE:
                yield from _flatten(inner, depth + 1, budget)


def _resolved(node: Node, known: Mapping[str, Node]) -> Node:
    """The node with bare references (`{"@id": …}`) replaced by what they point to."""

    def resolve(value: object) -> object:
        if isinstance(value, list):
            return [resolve(item) for item in value[:100]]
        if isinstance(value, dict) and len(value) <= 2 and isinstance(ident := value.get("@id"), str):
            return known.get(ident, value)
        return value

    return {key: resolve(value) if isinstance(value, dict | list) else value for key, value in node.items()}


def _find_article(nodes: list[Node], url: str) -> Node:
    for wanted in (_ARTICLE_TYPES, _PAGE_TYPES):
        fitting = [node for node in nodes if types_of(node) & wanted]
        if fitting:
            return max(fitting, key=lambda node: (_is_about(node, url), _fullness(node)))
    return {}


def _is_about(node: Node, url: str) -> bool:
    said = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    said += [inner.get("@id") for inner in mappings(node.get("mainEntityOfPage"))]
    return bool(url) and any(
        isinstance(address, str) and address.split("#")[0].rstrip("/") == url.rstrip("/") for address in said
    )


def _fullness(node: Node) -> int:
    weights = {"headline": 3, "datePublished": 2, "author": 2, "articleBody": 2, "image": 1, "publisher": 1, "name": 1}
    return sum(weight for key, weight in weights.items() if node.get(key)) - 2 * ("CreativeWork" in types_of(node))

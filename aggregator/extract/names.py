"""What the names of an element tell: the words in its class and id, as content systems and newspapers use them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from lxml.html import HtmlElement

from aggregator.extract.tables import listed

#: Each is enough to tell that an element stands beside the text.
_BOX_WORDS = frozenset(
    listed(
        """
    nav navi navigation navbar subnav menu submenu breadcrumb breadcrumbs crumb footer colophon sidebar rail
    related share sharing sharer shares shariff sharedaddy addtoany addthis social socials socialmedia
    sociable newsletter mailchimp subscribe subscription signup comment comments commentlist respond disqus
    discussion cookie cookies consent gdpr banner promo promos promotion ad ads adv advert adverts
    advertisement advertising advertorial anzeige werbung sponsor sponsored taboola outbrain byline author
    authors autor bio biography tags tag taglist hashtags keywords pagination pager paging popular trending
    recommended recommendation recommendations recommends readmore seealso morefrom teasers toolbar toolbox
    rating ratings login register modal popup overlay lightbox searchform copyright screenreader skip metadata
    postmeta postmetadata disclosure entrymeta infobar dateline timestamp published noprint donate donation paywall abo
    feedback jetpack jp likes reactions whatsapp pinterest crosslinks voting survey poll quiz notice disclaimer hinweis
    verwandte weiterlesen mehr kommentar kommentare relacionados relacionadas noticias compartir correlati
    """
    )
)
#: So are these, of two neighbouring words.
_BOX_PAIRS = frozenset(
    listed(
        """
    widget-area side-bar post-meta entry-meta article-meta meta-data post-navigation post-nav nav-links
    more-stories more-news more-articles top-stories latest-news latest-posts recent-posts most-read
    most-popular read-more read-next read-also see-also up-next also-like you-may next-post previous-post
    call-to sign-up entry-footer post-footer article-footer about-author post-info entry-info article-info
    post-date entry-date publish-date code-block article-tools page-tools recent-entries news-list bread-crumb
    skip-link site-header page-header screen-reader sr-only visually-hidden content-blocker follow-us
    letters-cta reading-time read-time social-media image-credit photo-credit
    """
    )
)
_BOX_TAGS = frozenset(listed("nav footer aside form menu"))
_BOX_ROLES = frozenset(listed("navigation complementary search contentinfo banner"))
#: Readers' words, which often outweigh the text.
_COMMENT_WORDS = frozenset(listed("comments commentlist respond disqus comment kommentare"))
#: Layout names that hold the text and its neighbour alike: "has-sidebar", "single-author".
_HOLDERS = frozenset(listed("has with no without is not single page body layout tpl template"))
#: Boxes that show or speak of other pieces.
_OTHER_WORDS = frozenset(
    listed(
        """
    comment comments commentlist kommentare sidebar related teaser teasers recent popular recommended widget
    latest
    """
    )
)
#: An aside of this name says who wrote the piece and when.
_FACT_WORDS = frozenset(listed("meta metadata byline date author authors"))
_TEXT_PAIRS = frozenset(listed("entry-content post-content post-body article-body article-content article-text"))
_LEAD_WORDS = frozenset(
    listed(
        """
    lead leadin lede intro introduction standfirst excerpt teaser abstract dek deck summary subtitle
    subheadline subhead vorspann anrisstext ingress chapeau chapo sommario entradilla bajada zajawka kicker
    sapo synopsis preamble
    """
    )
)
_TEASER_WORDS = frozenset(("teaser", "teasers"))
_CAPTION_WORDS = frozenset(
    listed(
        """
    caption icaption figcaption legend cutline bildunterschrift bildunterzeile imagetext
    """
    )
)
_CAPTION_PAIRS = frozenset(
    listed(
        """
    image-box image-subtitle image-text img-text image-description photo-description bild-text image-caption
    """
    )
)

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@lru_cache(maxsize=8192)
def words_of(names: str) -> tuple[str, ...]:
    """The words in a class or id, however they are joined: "relatedPosts-box" has three."""
    return tuple(word.lower() for word in _WORD.findall(names[:300]))


def names_of(element: HtmlElement) -> str:
    """The element's class and id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip()


def is_box(element: HtmlElement) -> bool:
    """Whether its tag, role or name says that it stands beside the text."""
    if element.tag == "blockquote":  # quoted posts go by the name of the network they come from
        return False
    return element.tag in _BOX_TAGS or element.get("role") in _BOX_ROLES or _names_a_box(names_of(element))


def is_for_comments(element: HtmlElement) -> bool:
    """Whether it holds what readers wrote."""
    return not _COMMENT_WORDS.isdisjoint(words_of(names_of(element)))


def is_lead(element: HtmlElement) -> bool:
    """Whether its name says that it holds the article's first sentences."""
    return not _LEAD_WORDS.isdisjoint(words_of(f"{names_of(element)} {element.get('itemprop') or ''}"))


def is_teaser(element: HtmlElement) -> bool:
    """Whether its name says that it holds a few words about a piece."""
    return not _TEASER_WORDS.isdisjoint(words_of(names_of(element)))


def is_caption(element: HtmlElement) -> bool:
    """Whether it holds what is said of a picture."""
    if element.tag in ("figure", "figcaption"):
        return True
    words = words_of(element.get("class") or "")
    if _CAPTION_WORDS.isdisjoint(words) and _CAPTION_PAIRS.isdisjoint(_pairs(words)):
        return False
    around = element.getparent()
    return next((around if around is not None else element).iter("img"), None) is not None


def is_in_other_piece(element: HtmlElement) -> bool:
    """Whether it belongs to a comment, or to a list of other pieces."""
    for each in (element, *element.iterancestors()):
        if each.tag in ("body", "main"):
            return False
        names = names_of(each)
        if _names_other_pieces(names) or (each.tag in ("aside", "nav") and _FACT_WORDS.isdisjoint(words_of(names))):
            # Some systems call the box that holds the article a widget too.
            return not any(child.tag == "h1" or _holds_text(child) for child in each.iter("h1", "div", "section"))
    return False


def _holds_text(element: HtmlElement) -> bool:
    return not _TEXT_PAIRS.isdisjoint(_pairs(words_of(element.get("class") or "")))


@lru_cache(maxsize=8192)
def _names_a_box(names: str) -> bool:
    for name in names.split()[:30]:
        words = words_of(name)
        told = not _BOX_WORDS.isdisjoint(words) or not _BOX_PAIRS.isdisjoint(_pairs(words))
        if told and _HOLDERS.isdisjoint(words[:-1]):
            return True
    return False


@lru_cache(maxsize=8192)
def _names_other_pieces(names: str) -> bool:
    for name in names.split()[:30]:
        words = words_of(name)
        if words and not _OTHER_WORDS.isdisjoint((words[0], words[-1])) and _HOLDERS.isdisjoint(words):
            return True
    return False


def _pairs(words: tuple[str, ...]) -> list[str]:
    return [f"{first}-{second}" for first, second in pairwise(words)]

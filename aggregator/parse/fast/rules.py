"""Which rule reads which element. What isn't named here means nothing to feed_entry.py and feed_head.py."""

from __future__ import annotations

from lxml import etree

from aggregator.parse.fast import elements, labels, links, people
from aggregator.parse.fast.names import Unsure
from aggregator.parse.fast.place import Attributes, Place
from aggregator.parse.fast.reader import Reader, Rule


def _text_as(key: str) -> Rule:
    """Plain text, stored under this key."""

    def rule(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
        reader.keep(key, reader.text(element), place)

    return rule


def _bare_text(key: str) -> Rule:
    """The same where feedparser has no rule of its own: with attributes, it makes something else of them."""

    def rule(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
        if attributes:
            raise Unsure(key)
        reader.keep(key, reader.text(element), place)

    return rule


def _bare_address(key: str) -> Rule:
    def rule(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
        if attributes:
            raise Unsure(key)
        reader.keep(key, reader.address(element, place), place)

    return rule


def _unread(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    """What we don't read, provided that nothing stands in it that we do."""
    reader.leaf(element)


def _left(reader: Reader, element: etree._Element, attributes: Attributes, place: Place) -> None:
    """What is left to feedparser: how it reads that, or fails at it, is too seldom seen to be worth following."""
    raise Unsure(str(element.tag))


_UNREAD = """
    authors links contributors hours days entry_id permalink itunes_picture
    generator cloud dc_contributor expirationdate georss_point itunes_block itunes_explicit media_license media_player
    media_rating media_restriction name email url uri homepage width height info feedburner_browserfriendly
"""
_LEFT = """
    abstract body cc_license channel creativecommons_license date dcterms_valid feed fullitem geom georss_box
    georss_line georss_polygon georss_where georssgeom gml_exterior gml_linearring gml_linestring gml_point
    gml_polygon gml_pos gml_poslist itunes_email itunes_link itunes_name newlocation psc_chapter psc_chapters rdf_rdf
    rss tags where xhtml_body
"""
_AUTHORS = ("author", "managingeditor", "dc_author", "dc_creator", "itunes_author")
_APART = ("media_title", "media_description", "itunes_summary", "itunes_subtitle", "dc_description", "dc_date")
_BARE = ("feedburner_origlink", "webfeeds_icon", "ttl", "sy_updateperiod", "sy_updatefrequency")

RULES: dict[str, Rule] = {
    **dict.fromkeys(_UNREAD.split(), _unread),
    **dict.fromkeys(_LEFT.split(), _left),
    **{name: _text_as(name) for name in _APART},
    **{name: _bare_text(name) for name in _BARE},
    **{name: _bare_address(name) for name in ("icon", "logo")},
    **dict.fromkeys(("published", "pubdate", "issued", "dcterms_issued"), _text_as("published")),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dcterms_modified"), _text_as("updated")),
    **dict.fromkeys(("created", "dcterms_created"), _text_as("created")),
    **dict.fromkeys(("language", "dc_language"), _text_as("language")),
    **dict.fromkeys(("webmaster", "dc_publisher"), _text_as("publisher")),
    **dict.fromkeys(("item", "entry"), elements.item),
    **dict.fromkeys(("title", "dc_title"), elements.title),
    **dict.fromkeys(("rights", "copyright", "dc_rights"), elements.rights),
    **dict.fromkeys(("subtitle", "tagline"), elements.subtitle),
    **dict.fromkeys(("guid", "id"), elements.guid),
    "description": elements.description,
    "summary": elements.summary,
    "content": elements.content,
    "content_encoded": elements.content_encoded,
    "source": elements.source,
    "image": elements.picture,
    "textinput": elements.search_box,
    "hour": elements.hour,
    "day": elements.day,
    "link": links.link,
    "enclosure": links.enclosure,
    "itunes_image": links.itunes_image,
    "media_content": links.media_content,
    "media_thumbnail": links.media_thumbnail,
    "media_credit": links.media_credit,
    **dict.fromkeys(_AUTHORS, people.author),
    "contributor": people.others,
    "itunes_owner": people.owner,
    **dict.fromkeys(("category", "keywords", "dc_subject"), labels.category),
    "media_category": labels.media_category,
    "itunes_category": labels.itunes_category,
    "media_keywords": labels.media_keywords,
    "itunes_keywords": labels.itunes_keywords,
}

"""OPML 2.0: the sources, for whoever wants to read them elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from aggregator.models.output import Outline, Site, SourceCredit
from aggregator.render.outgoing import legible, web_address

MEDIA_TYPE = "text/x-opml"


def render_opml(site: Site, outlines: Sequence[Outline]) -> bytes:
    """The list as bytes; groups and sources stand in the order given. Addresses that are no web addresses stay out."""
    site = legible(site)
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = site.title
    etree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = etree.SubElement(root, "body")
    for outline in outlines:
        group = etree.SubElement(body, "outline", text=legible(outline.name))
        for source in outline.sources:
            _add_source(group, legible(source))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _add_source(group: etree._Element, source: SourceCredit) -> None:
    address = web_address(source.url)
    if address is None:
        return
    line = etree.SubElement(group, "outline", text=source.name)
    if not source.is_feed:
        line.set("type", "link")
        line.set("url", address)
        return
    line.set("type", "rss")
    line.set("title", source.name)
    line.set("xmlUrl", address)
    if home := web_address(source.home):
        line.set("htmlUrl", home)

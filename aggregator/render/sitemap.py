"""What search engines are told: the pages that there are (sitemaps.org 0.9), and where that list is (robots.txt)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from lxml import etree

from aggregator.models.output import Site
from aggregator.render.outgoing import outgoing_site

SITEMAP_FILE, ROBOTS_FILE = "sitemap.xml", "robots.txt"
#: The most that one sitemap may list.
MOST_LISTED = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def files(listed: int) -> list[str]:
    """The files that so many pages need: one, or an index and its parts."""
    if listed <= MOST_LISTED:
        return [SITEMAP_FILE]
    return [*(_part_file(number) for number in range(1, -(-listed // MOST_LISTED) + 1)), SITEMAP_FILE]


def render_sitemaps(site: Site, pages: Sequence[tuple[str, datetime | None]]) -> Iterator[tuple[str, bytes]]:
    """Each file with its bytes. Pages are paths in a lasting order, each with when it last changed, if known."""
    site = outgoing_site(site)
    *parts, last = files(len(pages))
    if not parts:
        yield last, _rendered("urlset", "url", [(site.address(path), changed) for path, changed in pages])
        return
    for number, part in enumerate(parts):
        some = pages[number * MOST_LISTED : (number + 1) * MOST_LISTED]
        yield part, _rendered("urlset", "url", [(site.address(path), changed) for path, changed in some])
    yield last, _rendered("sitemapindex", "sitemap", [(site.address(part), None) for part in parts])


def render_robots(site: Site) -> bytes:
    """Everything may be read."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {outgoing_site(site).address(SITEMAP_FILE)}\n".encode()


def _part_file(number: int) -> str:
    return f"sitemap-{number}.xml"


def _rendered(root_name: str, name: str, places: Sequence[tuple[str, datetime | None]]) -> bytes:
    root = etree.Element(root_name, nsmap={None: _NAMESPACE})  # type: ignore[dict-item]  # None is how lxml says "no prefix"
    for address, changed in places:
        place = etree.SubElement(root, name)
        etree.SubElement(place, "loc").text = address
        if changed is not None:
            etree.SubElement(place, "lastmod").text = changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)

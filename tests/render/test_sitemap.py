"""What search engines are told."""

from __future__ import annotations

from lxml import etree

from aggregator.render.sitemap import MOST_LISTED, files, render_sitemaps
from tests.render.samples import NOON, SITE


def locations(body: bytes) -> list[str]:
    return [str(element.text) for element in etree.fromstring(body).iter("{*}loc")]


def test_more_pages_than_one_list_may_have_are_split_and_full_parts_stay() -> None:
    pages = [(f"entry/{number}/", NOON) for number in range(MOST_LISTED + 1)]
    made = dict(render_sitemaps(SITE, pages))
    assert list(made) == files(len(pages)) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert locations(made["sitemap.xml"]) == [SITE.address("sitemap-1.xml"), SITE.address("sitemap-2.xml")]
    assert [len(locations(made[name])) for name in ("sitemap-1.xml", "sitemap-2.xml")] == [MOST_LISTED, 1]
    more = dict(render_sitemaps(SITE, [*pages, ("entry/new/", None)]))
    assert more["sitemap-1.xml"] == made["sitemap-1.xml"]


def test_as_many_as_one_list_may_have_need_no_index() -> None:
    assert files(MOST_LISTED) == ["sitemap.xml"]
    ((name, body),) = render_sitemaps(SITE, [("", None), ("entry/a&b/", NOON)])
    assert (name, locations(body)) == ("sitemap.xml", [SITE.url, SITE.address("entry/a&b/")])
    assert b"<lastmod>2026-03-14T" in body

"""Where feeds may be: declared, linked, or where the system keeps them."""

from __future__ import annotations

import pytest

from aggregator.parse.discover import propose

PAGE = "https://www.site.example/news/"


def urls(html: str, url: str = PAGE) -> list[str]:
    return [candidate.url for candidate in propose(html.encode(), url)]


def link(href: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def test_declared_feeds_come_before_links_and_guesses() -> None:
    found = propose(
        f'<head>{link("/feed/")}</head><a href="/rss.xml">RSS</a><script src="/wp-content/x.js">'.encode(), PAGE
    )
    assert [candidate.found for candidate in found[:3]] == ["alternate", "anchor", "well-known"]
    assert found[0].url == "https://www.site.example/feed/"


@pytest.mark.parametrize(
    "comments",
    [
        link("/comments/feed/", "Site » Comments Feed"),
        link("/news/feed/", "Site » News Comments Feed"),
        link("/news/feed/", "Seite » Neuigkeiten Kommentar-Feed"),
        link("/news/feed/", "Site » Flux des commentaires"),
    ],
)
def test_the_comments_feed_is_never_chosen_over_the_posts(comments: str) -> None:
    found = propose(f"<head>{comments}{link('/feed/', 'Site » Feed')}</head>".encode(), PAGE)
    assert found[0].url == "https://www.site.example/feed/"
    assert found[-1].comments and not found[0].comments


def test_the_pages_own_feed_comes_before_the_sites() -> None:
    assert urls(link("/feed/") + link("/news/feed/") + link("https://elsewhere.example/rss"))[:3] == [
        "https://www.site.example/news/feed/", "https://www.site.example/feed/", "https://elsewhere.example/rss"
    ]  # fmt: skip


def test_addresses_are_absolute_unique_and_never_the_page_itself() -> None:
    html = f'<base href="https://cdn.example/x/">{link("feed.xml")}{link("https://cdn.example/x/feed.xml")}{link(PAGE)}'
    found = urls(html)
    assert found[0] == "https://cdn.example/x/feed.xml"
    assert len(found) == len(set(found))
    assert PAGE not in found


@pytest.mark.parametrize(
    "html",
    [
        link("/wp-json/oembed/1.0/embed?url=x", kind="application/json+oembed"),
        link("/wp-json/wp/v2/pages/2", kind="application/json"),
        '<link rel="alternate" hreflang="de" href="/de/">',
        '<a href="javascript:rss()">RSS</a>',
    ],
)
def test_what_is_no_feed_is_not_proposed_as_one(html: str) -> None:
    assert all(candidate.found in ("well-known", "sitemap") for candidate in propose(html.encode(), PAGE))


def test_json_feeds_and_feed_scheme_links_count() -> None:
    html = link("/feed.json", kind="application/feed+json") + '<a href="feed://www.site.example/blog/rss">Follow</a>'
    assert urls(html)[:2] == ["https://www.site.example/feed.json", "https://www.site.example/blog/rss"]


@pytest.mark.parametrize(
    ("mark", "url", "expected"),
    [
        ("<script src='/wp-includes/a.js'>", PAGE, "https://www.site.example/news/feed/"),
        ("<meta name='generator' content='Drupal 10'>", PAGE, "https://www.site.example/rss.xml"),
        ("<img src='https://images.squarespace-cdn.com/a'>", PAGE, "https://www.site.example/news?format=rss"),
        ("<script src='//cdn2.editmysite.com/a.js'>", "https://www.site.example/blog.html", "https://www.site.example/1/feed"),
        ("<img src='https://static.wixstatic.com/a.png'>", PAGE, "https://www.site.example/blog-feed.xml"),
        ("<meta name='generator' content='Ghost 5'>", PAGE, "https://www.site.example/rss/"),
        ("<meta name='generator' content='Joomla! - Open Source'>", PAGE, "https://www.site.example/news?format=feed&type=rss"),
        ("", "https://www.gov.uk/search/news-and-communications?topics[]=x", "https://www.gov.uk/search/news-and-communications.atom?topics[]=x"),
        ("", "https://www.gov.uk/government/organisations/ofsted", "https://www.gov.uk/government/organisations/ofsted.atom"),
        ("", "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv"),
        ('<script>{"externalId":"UCabcdefghijklmnopqrstuv"}</script>', "https://www.youtube.com/@quay", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv"),
        ("", "https://www.youtube.com/playlist?list=PLabcdefghijk", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghijk"),
        ("", "https://social.example/@quay", "https://social.example/@quay.rss"),
        ("", "https://quay.substack.com/archive", "https://quay.substack.com/feed"),
        ("", "https://medium.com/@quay", "https://medium.com/feed/@quay"),
        ("", PAGE, "https://www.site.example/feed.xml"),
        ("<meta name='generator' content='Blogger'>", PAGE, "https://www.site.example/feeds/posts/default"),
    ],
)  # fmt: skip
def test_well_known_paths_follow_the_system(mark: str, url: str, expected: str) -> None:
    assert expected in [candidate.url for candidate in propose(mark.encode(), url) if candidate.found == "well-known"]


def test_sitemaps_are_the_last_resort() -> None:
    found = propose(b'<link rel="sitemap" href="/maps/news.xml">', PAGE)
    assert [candidate.url for candidate in found if candidate.found == "sitemap"] == [
        "https://www.site.example/maps/news.xml", "https://www.site.example/sitemap.xml",
        "https://www.site.example/sitemap_index.xml", "https://www.site.example/news-sitemap.xml",
    ]  # fmt: skip
    assert found[-1].found == "sitemap"


def test_a_page_of_thousands_of_feed_links_is_bounded() -> None:
    html = "".join(f'<a href="/feed/{n}.xml">feed</a>' for n in range(5_000))
    assert len(urls(html)) <= 24

"""A small old blog of our own making: 300 posts of seven years, as WordPress exports it, as saved pages, as a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

SITE = "http://old.example/"
FIRST = datetime(2015, 1, 5, 9, 30, tzinfo=UTC)
KINDS = ("Industry News", "Campaigns", "Agency life")
PER_PAGE = 25


@dataclass(frozen=True)
class OldPost:
    number: int

    @property
    def slug(self) -> str:
        return f"otters-return-to-river-{self.number}"

    @property
    def published(self) -> datetime:
        return FIRST + timedelta(days=8.5 * self.number)

    @property
    def kind(self) -> str:
        return KINDS[self.number % 3]

    @property
    def title(self) -> str:
        return f"{self.kind}: The Heron - Otters return to river {self.number}"

    @property
    def picture(self) -> str | None:
        return f"{SITE}uploads/otter-{self.number}.jpg" if self.number % 2 else None

    @property
    def body(self) -> str:
        picture = f'<p><img src="{self.picture}" alt="An otter"></p>' if self.picture else ""
        told = (
            f"<p>Otters were seen again at river {self.number}, for the first time in many years, and the people who "
            "live there are glad of it. They had cleaned the banks each spring and left the reeds standing.</p>"
            f"<p>The wardens count {self.number + 2} of them by now. They ask everybody to keep dogs on a lead near "
            "the water until the young have learned to swim, which takes until the end of summer.</p>"
        )
        return f"{picture}{told}{self.credit}"

    @property
    def credit(self) -> str:
        if self.number % 4 == 0:
            return ""
        return f'<p>Source: <a href="http://www.heron.example/news/{self.number}">www.heron.example/news</a></p>'


POSTS = tuple(OldPost(number) for number in range(300))


def wordpress(posts: tuple[OldPost, ...] = POSTS) -> bytes:
    """WordPress's export, with a draft, a page and the pictures as attachments, as they come."""
    items = []
    for post in posts:
        items.append(
            f"<item><title>{escape(post.title)}</title><link>{SITE}{post.slug}/</link>"
            f"<pubDate>{format_datetime(post.published)}</pubDate><dc:creator>ada</dc:creator>"
            f'<guid isPermaLink="false">{SITE}?p={post.number + 1}</guid>'
            f"<content:encoded><![CDATA[{post.body}]]></content:encoded><wp:post_id>{post.number + 1}</wp:post_id>"
            f"<wp:post_date_gmt>{post.published:%Y-%m-%d %H:%M:%S}</wp:post_date_gmt><wp:status>publish</wp:status>"
            f'<wp:post_type>post</wp:post_type><category domain="category">{post.kind}</category></item>'
        )
    for kind, status in (("post", "draft"), ("page", "publish"), ("attachment", "inherit")):
        items.append(
            f"<item><title>Not a post</title><link>{SITE}{kind}-{status}/</link><wp:status>{status}</wp:status>"
            f"<wp:post_type>{kind}</wp:post_type></item>"
        )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">'
        f"<channel><title>Old blog</title><link>{SITE}</link>{''.join(items)}</channel></rss>"
    ).encode()


def feed(posts: tuple[OldPost, ...], site: str = SITE) -> bytes:
    """A page of its feed."""
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{site}{post.slug}</link><guid>{post.slug}</guid>"
        f"<pubDate>{format_datetime(post.published)}</pubDate><category>{post.kind}</category>"
        f'<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[{post.body}]]>'
        "</content:encoded></item>"
        for post in posts
    )
    return f'<rss version="2.0"><channel><title>Old blog</title>{items}</channel></rss>'.encode()


def list_page(number: int, posts: tuple[OldPost, ...], site: str = SITE) -> str:
    """A page of the list, the newest first."""
    newest_first = posts[::-1]
    shown = newest_first[(number - 1) * PER_PAGE : number * PER_PAGE]
    cards = "".join(
        f'<div class="blog-post"><h2 class="blog-title"><a href="{site}news/{post.slug}">{escape(post.title)}</a></h2>'
        f'<p class="blog-date"><time datetime="{post.published:%Y-%m-%d}">{post.published:%d/%m/%Y}</time></p>'
        f"<p>Otters were seen again at river {post.number}, for the first time in many years.</p></div>"
        for post in shown
    )
    has_more = len(posts) > number * PER_PAGE
    more = f'<a rel="next" href="{site}news/previous/{number + 1}">Older</a>' if has_more else ""
    return _page("News &amp; Jobs", f'<main id="blog">{cards}<div class="pager">{more}</div></main>', site, "")


def post_page(post: OldPost, site: str = SITE) -> str:
    """The post's own page."""
    return _page(
        escape(post.title),
        f'<main><article class="blog-post"><h1>{escape(post.title)}</h1>'
        f'<p><time datetime="{post.published:%Y-%m-%dT%H:%M:%SZ}">{post.published:%d/%m/%Y}</time></p>'
        f'{post.body}<p class="kinds"><a rel="tag" href="{site}news/category/{post.number % 3}">{post.kind}</a></p>'
        "</article></main>",
        site,
        f"news/{post.slug}",
    )


def _page(title: str, main: str, site: str, path: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title><link rel="canonical" href="{site}{path}"></head>'
        f'<body><nav><a href="{site}">Home</a> <a href="{site}about">About us</a></nav>{main}'
        "<footer>An old blog</footer></body></html>"
    )


def save_pages(folder: Path, posts: tuple[OldPost, ...] = POSTS) -> None:
    """The whole blog as saved pages."""
    (folder / "news").mkdir(parents=True)
    for number in range(1, -(-len(posts) // PER_PAGE) + 1):
        (folder / f"page-{number}.html").write_text(list_page(number, posts), encoding="utf-8")
    for post in posts:
        (folder / "news" / f"{post.slug}.html").write_text(post_page(post), encoding="utf-8")
    (folder / "about.html").write_text(_page("About", "<main><p>About us.</p></main>", SITE, "about"), encoding="utf-8")

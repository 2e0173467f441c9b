"""Where a site may keep its feeds, from one of its pages. Proposes addresses only: the pipeline asks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from aggregator.parse.listing.page import text_of_page
from aggregator.urls import absolutize, address_key, host_of, is_http

#: Read of a page: what it says of its feeds stands in its head and its links.
MAX_BYTES = 1024 * 1024
MAX_CANDIDATES = 24

Found = Literal["alternate", "anchor", "well-known", "sitemap"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address worth asking, and why. `comments` marks feeds of comments, which come last."""

    url: str
    found: Found
    reason: str
    title: str | None = None
    comments: bool = False


_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_MAYBE_TYPES = ("application/xml", "text/xml", "application/json", "application/x.atom+xml", "application/x-atom+xml")
_NO_FEED = re.compile(r"oembed|wp-json|/xmlrpc|opensearch|manifest|\.webmanifest|activity\+json", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"(?:^|[/.?=&_-])(?:feeds?|rss2?|atom|rdf|index\.xml|feed\.json|blog-feed)(?:$|[/.?=&_-])|\.(?:rss|atom|"
    r"rdf)(?:$|\?)",
    re.IGNORECASE,
)
_FEED_TEXT = re.compile(r"\b(?:rss|atom|feed|xml)\b", re.IGNORECASE)
#: Feeds of what readers say, in their address or title.
_COMMENTS = re.compile(
    r"comment|kommentar|comentario|comentário|commento|commenti|reactie|reacties|комментари|коментар|コメント|评论|"
    r"/replies|yorum|komentar|hozzászólás|kommentit",
    re.IGNORECASE,
)
_NOT_ASKED = frozenset(
    ("feedly.com", "add.my.yahoo.com", "netvibes.com", "newsgator.com", "bloglines.com", "inoreader.com", "subtome.com")
)


def propose(html: bytes, url: str, *, charset: str | None = None) -> list[Candidate]:
    """Addresses that may be the page's feed, the likeliest first; comments' feeds always last."""
    text = text_of_page(html[:MAX_BYTES], charset)
    soup = BeautifulSoup(text, "lxml", parse_only=SoupStrainer(["base", "link", "a", "meta"]))
    base = _base(soup, url)
    found = [
        *_alternates(soup, base),
        *_anchors(soup, base),
        *_well_known(soup, text, url),
        *_sitemaps(soup, base, url),
    ]
    unique: dict[str, Candidate] = {}
    for candidate in found:
        if address_key(candidate.url) != address_key(url):
            unique.setdefault(address_key(candidate.url), candidate)
    ranked = sorted(unique.values(), key=lambda candidate: _rank(candidate, url))
    return ranked[:MAX_CANDIDATES]


def _rank(candidate: Candidate, url: str) -> tuple[bool, int, int]:
    """Posts before comments, what is declared before what is guessed, the page's own feed before the site's."""
    order: dict[Found, int] = {"alternate": 0, "anchor": 1, "well-known": 2, "sitemap": 3}
    return (
        candidate.comments,
        order[candidate.found],
        -_shared_folders(candidate.url, url) if candidate.found == "alternate" else 0,
    )


def _shared_folders(feed: str, page: str) -> int:
    """How deep below the page's own folders a feed stands; another site's counts least."""
    if host_of(feed) != host_of(page):
        return 0
    theirs, ours = _folders(feed), _folders(page)
    count = 1
    for one, other in zip(theirs, ours, strict=False):
        if one != other:
            break
        count += 1
    return count


def _folders(url: str) -> list[str]:
    return [part for part in urlsplit(url).path.split("/") if part]


def _base(soup: BeautifulSoup, url: str) -> str:
    base = soup.find("base", href=True)
    return (absolutize(_value(base, "href"), url) if isinstance(base, Tag) else None) or url


def _value(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value or ""


def _alternates(soup: BeautifulSoup, base: str) -> Iterator[Candidate]:
    for tag in soup.find_all("link", href=True):
        relations = _value(tag, "rel").lower().split()
        kind = _value(tag, "type").split(";")[0].strip().lower()
        href, title = _value(tag, "href"), " ".join(_value(tag, "title").split()) or None
        if "alternate" not in relations and "feed" not in relations:
            continue
        declared = kind in _FEED_TYPES or "feed" in relations
        if not declared and not (kind in _MAYBE_TYPES and _FEED_PATH.search(href)):
            continue
        url = absolutize(href.removeprefix("feed:") if href.startswith("feed:http") else href, base)
        if url is None or not is_http(url) or _NO_FEED.search(url):
            continue
        yield Candidate(url, "alternate", "the page names it as its feed", title, _is_of_comments(url, title))


def _is_of_comments(url: str, title: str | None) -> bool:
    return _COMMENTS.search(urlsplit(url).path) is not None or _COMMENTS.search(title or "") is not None


def _anchors(soup: BeautifulSoup, base: str) -> Iterator[Candidate]:
    for tag in soup.find_all("a", href=True):
        href = _value(tag, "href")
        url = absolutize(href.replace("feed://", "https://").removeprefix("feed:"), base)
        if url is None or not is_http(url) or host_of(url) in _NOT_ASKED or _NO_FEED.search(url):
            continue
        text = " ".join(tag.get_text(" ").split())[:100]
        named = f"{text} {_value(tag, 'title')} {_value(tag, 'class')}"
        path = urlsplit(url).path + ("?" + urlsplit(url).query if urlsplit(url).query else "")
        if _FEED_PATH.search(path) or (
            _FEED_TEXT.search(named) and len(named) < 80 and path.endswith((".xml", ".rss", ".atom", "/rss", "/feed"))
        ):
            yield Candidate(
                url, "anchor", "a link on the page looks like a feed", text or None, _is_of_comments(url, text)
            )


def _sitemaps(soup: BeautifulSoup, base: str, url: str) -> Iterator[Candidate]:
    for tag in soup.find_all("link", href=True):
        address = absolutize(_value(tag, "href"), base)
        if "sitemap" in _value(tag, "rel").lower().split() and address is not None and is_http(address):
            yield Candidate(address, "sitemap", "the page names it as its sitemap")
    for path in ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml"):
        yield Candidate(urljoin(url, path), "sitemap", "where sitemaps usually are")


# --- well-known paths -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _System:
    """A publishing system: how its pages give it away and where it keeps feeds.

    `{page}` stands for the page's address without query and trailing slash, `{root}` for the site's.
    """

    name: str
    mark: re.Pattern[str]
    paths: tuple[str, ...]


def _system(name: str, mark: str, paths: str) -> _System:
    """`mark` is looked for anywhere in the markup, beside a generator tag that names the system."""
    generator = rf"content=[\"']{name}"
    return _System(name, re.compile(f"{generator}|{mark}" if mark else generator, re.IGNORECASE), tuple(paths.split()))


_SYSTEMS = (
    _system("WordPress", r"wp-content/|wp-includes/", "{page}/feed/ {root}/feed/ {root}/?feed=rss2"),
    _system(
        "Drupal", r"/sites/(?:default|all)/|drupal-settings", "{page}/rss.xml {page}/feed {page}/rss {root}/rss.xml"
    ),
    _system(
        "Squarespace", r"squarespace(?:-cdn)?\.com", "{page}?format=rss {root}/blog?format=rss {root}/news?format=rss"
    ),
    _system(
        "Weebly", r"editmysite\.com|weebly\.com|wsite-", "{page}/feed {root}/1/feed {root}/blog/feed {root}/news/feed"
    ),
    _system("Wix", r"static\.wixstatic\.com", "{root}/blog-feed.xml {root}/feed.xml"),
    _system("Ghost", r"ghost-(?:sdk|portal|head)", "{page}/rss/ {root}/rss/"),
    _system(
        "Joomla",
        r"/media/(?:jui|system)/js/|option=com_content",
        "{page}?format=feed&type=rss {root}/?format=feed&type=rss",
    ),
    _system("Shopify", r"cdn\.shopify\.com", "{page}.atom {root}/blogs/news.atom"),
    _system("Blogger", r"blogspot\.com|blogger\.com/static", "{root}/feeds/posts/default"),
    _system("TYPO3", r"/typo3(?:conf|temp)/", "{page}/feed.xml {root}/rss.xml"),
    _system("Hugo", "", "{page}/index.xml {root}/index.xml"),
    _system("Jekyll", "", "{root}/feed.xml"),
    _system("HubSpot", r"hs-scripts\.com", "{page}/rss.xml"),
    _system("Webflow", r"assets\.website-files\.com", "{page}/rss.xml {root}/blog/rss.xml"),
    _system("Discourse", "", "{page}.rss {root}/latest.rss"),
    _system("Mastodon", r"id=[\"']mastodon[\"']", "{page}.rss"),
)

#: Asked of a site that does not say what it runs on.
_ANYWHERE_PATHS = (
    "{page}/feed/ {page}/rss {root}/feed/ {root}/rss.xml {root}/feed.xml {root}/atom.xml {root}/rss {root}/index.xml "
    "{root}/feed.json"
)
_CHANNEL = re.compile(
    r"\"(?:channelId|externalId|browseId)\"\s*:\s*\"(UC[\w-]{22})\"|/channel/(UC[\w-]{22})|channel_id=(UC[\w-]{22})"
)


def _well_known(soup: BeautifulSoup, text: str, url: str) -> Iterator[Candidate]:
    hosted = list(_of_host(text, url))
    if hosted:
        yield from hosted
        return
    known = [system for system in _SYSTEMS if system.mark.search(text)]
    for system in known:
        for path in system.paths:
            yield Candidate(_fill(path, url), "well-known", f"{system.name} keeps feeds there")
    if not known:
        for path in _ANYWHERE_PATHS.split():
            yield Candidate(_fill(path, url), "well-known", "many sites keep feeds there")


def _fill(path: str, url: str) -> str:
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    page = root + re.sub(r"/(?:index|default)\.\w+$", "", parts.path).rstrip("/")
    filled = path.format(root=root, page=page)
    return filled if urlsplit(filled).path else filled.replace("?", "/?", 1)


def _of_host(text: str, url: str) -> Iterator[Candidate]:
    """Feeds of the large hosts, made from the address alone where that is enough."""
    parts = urlsplit(url)
    host, path = host_of(url).removeprefix("www."), parts.path.rstrip("/")
    if host == "gov.uk" and path:
        query = f"?{parts.query}" if parts.query else ""
        yield Candidate(
            f"https://www.gov.uk{path.removesuffix('.atom')}.atom{query}", "well-known", "GOV.UK answers with a feed"
        )
    elif host in ("youtube.com", "m.youtube.com"):
        yield from _of_youtube(text, url)
    elif host == "medium.com" and path:
        yield Candidate(f"https://medium.com/feed{path}", "well-known", "Medium keeps feeds there")
    elif host.endswith((".substack.com", ".medium.com")):
        yield Candidate(urljoin(url, "/feed"), "well-known", "the host keeps feeds there")
    elif host.endswith((".tumblr.com", ".bearblog.dev")):
        yield Candidate(urljoin(url, "/rss"), "well-known", "the host keeps feeds there")
    elif host == "github.com" and len(_folders(url)) >= 2:
        owner, name = _folders(url)[:2]
        yield Candidate(f"https://github.com/{owner}/{name}/releases.atom", "well-known", "GitHub lists releases there")
    elif host == "bsky.app" and path.startswith("/profile/"):
        yield Candidate(f"https://bsky.app{path}/rss", "well-known", "Bluesky keeps feeds there")
    elif re.fullmatch(r"/@[\w.-]+", path):
        yield Candidate(f"{parts.scheme}://{parts.netloc}{path}.rss", "well-known", "Mastodon keeps feeds there")


def _of_youtube(text: str, url: str) -> Iterator[Candidate]:
    feeds = "https://www.youtube.com/feeds/videos.xml"
    playlist = re.search(r"[?&]list=([\w-]{10,60})", url)
    channel = re.search(r"/channel/(UC[\w-]{22})", url) or _CHANNEL.search(text)
    if playlist is not None:
        yield Candidate(
            f"{feeds}?playlist_id={playlist.group(1)}", "well-known", "YouTube makes a feed of every playlist"
        )
    elif channel is not None:
        name = next(group for group in channel.groups() if group)
        yield Candidate(f"{feeds}?channel_id={name}", "well-known", "YouTube makes a feed of every channel")

"""Sitemaps → entries with addresses and dates: plain, index, news extension, text, gzip. Bounded throughout."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from lxml import etree

from aggregator.dates import parse_date
from aggregator.errors import ParseError
from aggregator.models.feed import Image, Label, ParsedEntry, ParsedFeed, PublisherClaim
from aggregator.outcomes import Cause
from aggregator.parse.listing.addresses import is_site_page
from aggregator.parse.listing.patterns import is_wanted
from aggregator.parse.sniffing import GZIP, unpack
from aggregator.urls import absolutize, is_http

#: Of the unpacked document (DESIGN §7).
MAX_BYTES = 10 * 1024 * 1024
#: As the protocol allows for one file (sitemaps.org).
MAX_LOCATIONS = 50_000
#: Entries kept, the newest (RELIABILITY §3).
MAX_ENTRIES = 2_000
MAX_TITLE = 1_000
#: A page with so many directly below it is their list.
MANY_BELOW = 3
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SitemapLink:
    """A sitemap that an index names."""

    url: str
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """One file: its pages as a feed, or, of an index, the sitemaps to read next, the newest first."""

    feed: ParsedFeed
    sitemaps: tuple[SitemapLink, ...] = ()


def parse_sitemap(body: bytes, *, url: str, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> Sitemap:
    """The pages or sitemaps that a sitemap names. `include` and `exclude` are patterns for the pages' addresses.

    A site's sitemap names all of its pages. Those that are no pieces (the front page, about, contact, topics, authors,
    archives, folders of other pages) are left out, unless `include` names what is wanted.

    ParseError's cause has one of the codes empty_body, not_a_sitemap, broken_sitemap.
    """
    body = unpack(body, MAX_BYTES) if body.startswith(GZIP) else body[:MAX_BYTES]
    if not body.strip():
        raise ParseError(url, Cause("empty_body", "The server sent an empty document."))
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _of_text(body, url, include, exclude)
    reading = _Reading(url, include, exclude)
    warning = reading.read(body)
    if reading.root not in ("urlset", "sitemapindex"):
        raise ParseError(url, Cause("not_a_sitemap", f"This is no sitemap: its root is <{reading.root or '?'}>."))
    if warning and not reading.entries and not reading.sitemaps:
        raise ParseError(url, Cause("broken_sitemap", f"The sitemap can't be read: {warning}."))
    warnings = (f"not well-formed: {warning}",) if warning else ()
    links = sorted(reading.sitemaps, key=lambda link: link.updated or _FIRST, reverse=True)
    return Sitemap(feed=_feed(reading.entries, url, warnings, include), sitemaps=tuple(links))


class _Reading:
    """One pass over a sitemap; every element is let go once it has been read."""

    def __init__(self, url: str, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
        self.url, self.include, self.exclude = url, include, exclude
        self.root: str | None = None
        self.entries: list[ParsedEntry] = []
        self.sitemaps: list[SitemapLink] = []

    def read(self, body: bytes) -> str | None:
        """Why reading ended early, if it did."""
        steps = etree.iterparse(
            BytesIO(body), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        left = MAX_LOCATIONS
        try:
            for event, element in steps:
                name = _local(element)
                if self.root is None:
                    self.root = name
                if event == "end" and name in ("url", "sitemap"):
                    self._take(name, element)
                    _let_go(element)
                    left -= 1
                    if not left:
                        return f"more than {MAX_LOCATIONS} addresses"
        except etree.XMLSyntaxError as error:
            return str(error.msg)
        return None

    def _take(self, name: str, element: etree._Element) -> None:
        values = _values(element)
        link = absolutize(values.get("loc", ""), self.url)
        if link is None or not is_http(link):
            return
        updated = parse_date(values.get("lastmod"))
        if name == "sitemap":
            self.sitemaps.append(SitemapLink(link, updated))
        elif is_wanted(link, self.include, self.exclude):
            self.entries.append(_entry(link, updated, values))


def _values(element: etree._Element) -> dict[str, str]:
    """The first text of each kind of element inside, by local name; the news publication's name as `publication`."""
    values: dict[str, str] = {}
    for inner in element.iter(etree.Element):
        text = (inner.text or "").strip()
        if not text:
            continue
        name = _local(inner)
        parent = inner.getparent()
        if name == "loc" and parent is not None and _local(parent) == "image":
            name = "image"
        values.setdefault(name, text[:4_096])
    return values


def _entry(link: str, updated: datetime | None, values: dict[str, str]) -> ParsedEntry:
    published = values.get("publication_date")
    keywords = [word.strip() for word in values.get("keywords", "").split(",") if word.strip()]
    image = values.get("image")
    return ParsedEntry(
        link=link,
        title=" ".join(values["title"].split())[:MAX_TITLE] if "title" in values else None,
        labels=tuple(Label(word) for word in keywords[:50]),
        published=parse_date(published),
        published_text=published,
        updated=updated,
        publisher=PublisherClaim(name=values["name"]) if "name" in values else None,
        images=(Image(image),) if image and is_http(image) else (),
        language=values.get("language"),
    )


def _of_text(body: bytes, url: str, include: tuple[str, ...], exclude: tuple[str, ...]) -> Sitemap:
    """A text sitemap: an address a line."""
    lines = body.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()[:MAX_LOCATIONS]
    links = [line.strip() for line in lines if is_http(line.strip())]
    if not links or len(links) < 0.5 * len([line for line in lines if line.strip()]):
        raise ParseError(url, Cause("not_a_sitemap", "This is no sitemap: neither XML nor an address a line."))
    entries = [ParsedEntry(link=link) for link in links if is_wanted(link, include, exclude)]
    return Sitemap(feed=_feed(entries, url, (), include))


def _feed(entries: list[ParsedEntry], url: str, warnings: tuple[str, ...], include: tuple[str, ...]) -> ParsedFeed:
    """The newest pieces, in the file's order."""
    kept = pieces = entries if include else _pieces(entries)
    if len(kept) > MAX_ENTRIES:
        order = sorted(range(len(kept)), key=lambda place: _moment(kept[place]), reverse=True)
        kept = [kept[place] for place in sorted(order[:MAX_ENTRIES])]
    return ParsedFeed(
        dialect="sitemap", link=url, self_link=url, entries=tuple(kept), entries_in_document=len(pieces),
        warnings=warnings,
    )  # fmt: skip


def _pieces(entries: list[ParsedEntry]) -> list[ParsedEntry]:
    """What may be an article: all that has a title of its own, and of the rest what is no page of the site itself."""
    folders = Counter(above for entry in entries if (above := _folder_above(entry.link or "")) is not None)
    return [
        entry
        for entry in entries
        if entry.title or not (is_site_page(entry.link or "") or folders[_bare(entry.link or "")] >= MANY_BELOW)
    ]


def _folder_above(url: str) -> str | None:
    bare = _bare(url)
    return bare.rsplit("/", 1)[0] if bare.count("/") > 2 else None


def _bare(url: str) -> str:
    return url.split("?")[0].split("#")[0].rstrip("/")


def _moment(entry: ParsedEntry) -> datetime:
    return entry.published or entry.updated or _FIRST


def _local(element: etree._Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1].lower()


def _let_go(element: etree._Element) -> None:
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]

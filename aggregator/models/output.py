"""What goes out, before it has a format: the values that renderers take and the web serves.

Addresses of our own (`path`) are relative to the site's root, without a leading slash, so that one value serves a feed,
which needs them absolute, and a page that must work under any prefix. Addresses of others are absolute.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from aggregator.models.article import Vacancy
from aggregator.models.embedding import Embedding
from aggregator.models.feed import Enclosure, Image
from aggregator.models.palette import DARK, LIGHT, Palette
from aggregator.models.rules import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The desk as readers know it."""

    title: str
    #: The public address, ending in a slash.
    url: str
    description: str = ""
    language: str = "en"
    #: An IANA name; dates on pages are told in it.
    timezone: str = "UTC"
    rights: str | None = None
    #: Square and small; absolute.
    icon: str | None = None
    logo: str | None = None
    light: Palette = LIGHT
    dark: Palette = DARK
    #: Lies in files: nothing that answers, such as a search, stands behind it.
    is_static: bool = False

    def address(self, path: str = "") -> str:
        """One of our own paths as an absolute address."""
        return self.url + path


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A feed's place in a chain of archived feeds (RFC 5005, section 4). Members are paths of directories."""

    #: Older entries.
    previous: str | None = None
    #: Newer entries; only an archive has one.
    next: str | None = None
    #: The feed that is still growing; only an archive has one.
    current: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """A feed's place among the pages of a long one (RFC 5005, section 3). Members are paths of directories."""

    first: str | None = None
    newer: str | None = None
    older: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What an output is: the head of a feed, and what a page says about its feeds."""

    site: Site
    title: str
    description: str = ""
    #: The directory that holds the page and its three feeds: "" for everything, "category/SLUG/", …
    path: str = ""
    #: Kept by the addresses of the page and its feeds, as in `q=adoption`.
    query: str = ""
    #: Permanent, an absolute IRI.
    feed_id: str
    #: When an entry in it last changed; None when there is none.
    updated: datetime | None = None
    ttl_minutes: int = 60
    hub: str | None = None
    archive: Archive = field(default_factory=Archive)
    pages: Pages = field(default_factory=Pages)
    #: The directory of the page for people, where it is another one than the feeds'.
    home: str | None = None
    categories: tuple[Topic, ...] = ()

    def address(self, file: str = "") -> str:
        """The absolute address of the page (no file) or of one of its feeds."""
        return self.site.address(self.place(file))

    def elsewhere(self, directory: str | None, file: str) -> str | None:
        """The absolute address of the feed of that name in another directory; None if there is none."""
        return None if directory is None else replace(self, path=directory).address(file)

    def place(self, file: str = "") -> str:
        """The same, relative to the site's root."""
        if not file and self.home is not None:
            return self.home
        return f"{self.path}{file}?{self.query}" if self.query else f"{self.path}{file}"


@dataclass(frozen=True, slots=True)
class Topic:
    """A category or an agency as an output shows it."""

    name: str
    #: "category/SLUG/" or "agency/SLUG/".
    path: str

    @property
    def kind(self) -> Literal["category", "agency"]:
        return "agency" if self.path.startswith("agency/") else "category"

    @property
    def scheme_path(self) -> str:
        """The vocabulary it belongs to: "category/" or "agency/"."""
        return self.path.split("/", 1)[0] + "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCredit:
    """The source as it is credited: what `atom:source` and RSS `source` say."""

    name: str
    #: What we poll: its feed, or its listing page.
    url: str
    is_feed: bool = True
    #: The page for people.
    home: str | None = None
    #: The feed's own id; without one the polled address stands for it.
    id: str | None = None
    icon: str | None = None
    rights: str | None = None
    #: What the feed says, else the date of its newest entry.
    updated: datetime | None = None
    #: Its list on our site.
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Where else the story is told."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutEntry:
    """An entry as it goes out. Texts are plain, `body_html` is clean."""

    #: `urn:uuid:…`, the same in every format for ever.
    published_id: str
    #: The original piece.
    link: str | None
    #: As it goes out, in the house style; `original_title` is the publisher's.
    title: str
    original_title: str
    summary: str = ""
    #: None where the source's policy is not `full`.
    body_html: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[Topic, ...] = ()
    agencies: tuple[Topic, ...] = ()
    #: min(published, first seen).
    published: datetime
    updated: datetime
    source: SourceCredit
    publisher: str
    publisher_url: str | None = None
    #: What the closing line shows for the original; made of the link's host and path where it is left empty.
    source_line: str = ""
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    related: tuple[Related, ...] = ()
    vacancy: Vacancy | None = None
    is_closed: bool = False
    language: str | None = None
    rights: str | None = None
    #: Its page on our site, where there is one.
    path: str | None = None

    @property
    def credit_url(self) -> str:
        """Where the closing line leads: the original, else the source's own page."""
        return self.link or self.source.home or self.source.url


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowseLink:
    """A line of the sidebar, or of the months."""

    name: str
    path: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year of the archive."""

    name: str
    #: Newest first; only those that have entries.
    months: tuple[BrowseLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidebar:
    """The ways into what there is. Counts are of what is public; vacancies that are closed are not counted."""

    #: All entries, and open vacancies.
    lists: tuple[BrowseLink, ...] = ()
    categories: tuple[BrowseLink, ...] = ()
    agencies: tuple[BrowseLink, ...] = ()
    #: Newest first.
    years: tuple[Year, ...] = ()


#: Why a page is empty: nothing was polled yet, no source could be reached, nothing is in it, no vacancy is open,
#: nothing says what was searched for, or nothing was searched for yet.
Emptiness = Literal["starting", "unreachable", "nothing", "no_jobs", "not_found", "not_asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that lists entries: newest first, or vacancies by closing date."""

    channel: Channel
    #: What the list is of: the site's title on the front page, else a category's, agency's or source's name.
    heading: str
    entries: tuple[OutEntry, ...]
    #: What the desk has pinned above them.
    pinned: tuple[OutEntry, ...] = ()
    #: Vacancies stand under the day on which they close, rather than that on which they came.
    by_closing: bool = False
    #: What was searched for, on a search page.
    searched: str | None = None
    #: All entries there are (None: not said), and how many of them are vacancies that are closed.
    total: int | None = 0
    closed: int = 0
    sidebar: Sidebar = field(default_factory=Sidebar)
    newer: str | None = None
    older: str | None = None
    #: It goes into the title; 0 for the list's head, which goes without.
    number: int = 0
    #: What to say when there are no entries.
    emptiness: Emptiness = "nothing"
    #: This page's own directory, where links start from: "" on the front page, "category/SLUG/", …
    path: str = ""
    #: Search engines are asked not to list it.
    is_unlisted: bool = False


@dataclass(frozen=True, slots=True)
class Filing:
    """Why an entry carries a topic."""

    topic: Topic
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """The page of one entry."""

    #: That of the combined list, whose feeds the page announces.
    channel: Channel
    entry: OutEntry
    filed: tuple[Filing, ...] = ()
    #: Its neighbours in the combined list, by the date they bear.
    newer: BrowseLink | None = None
    older: BrowseLink | None = None
    sidebar: Sidebar = field(default_factory=Sidebar)
    #: Where it stands.
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedList:
    """A list inside somebody else's page."""

    site: Site
    wanted: Embedding
    #: Of the list; empty where it is of everything.
    name: str
    #: The list's own page.
    path: str
    #: False: the desk has no such category or agency.
    is_known: bool = True
    #: Vacancies, by closing date.
    by_closing: bool = False
    entries: tuple[OutEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetPage:
    """The page that makes the snippet for embedding."""

    site: Site
    #: As it was put together so far, with the topic's slug.
    wanted: Embedding
    categories: tuple[Topic, ...]
    agencies: tuple[Topic, ...]
    #: What the list of vacancies is called.
    jobs: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What is asked for stands at another of our addresses."""

    path: str


@dataclass(frozen=True, slots=True)
class Gone:
    """What is asked for was here and was taken out for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Bytes ready to serve. Made by render.rendered."""

    body: bytes
    #: None where packing does not pay.
    gzip: bytes | None
    content_type: str
    #: What browsers are told instead, where they would offer a download of `content_type`.
    browser_type: str | None = None
    #: Strong, quoted, and different for each coding.
    etag: str
    gzip_etag: str
    #: UTC, whole seconds; None where nobody knows.
    last_modified: datetime | None = None
    #: What the Link header says.
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """An output as one web process made it, for all of a cluster."""

    place: str
    #: Of what it was made of.
    mark: str
    #: How far the store had come.
    revision: int
    body: bytes
    gzip: bytes | None
    media_type: str
    last_modified: datetime


@dataclass(frozen=True, slots=True)
class Outline:
    """A group of sources in an OPML list: an agency's, or a kind's."""

    name: str
    sources: tuple[SourceCredit, ...]

"""Who there is in the sector: each outlet with its host, its feed's dialect and the habits of its server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: All of the sector lives here; what follows is the host's number.
NETWORK = "127.0.20"

Validators = Literal["both", "etag", "date", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An agency or a paper with a site of its own."""

    #: The name of its file of stories.
    key: str
    name: str
    host_number: int
    tagline: str
    kind: Literal["feed", "page", "sitemap"] = "feed"
    #: One of feeds.WRITERS.
    dialect: str = ""
    #: What is polled.
    path: str = "/feed.xml"
    is_agency: bool = False
    scope: Literal["member", "sector", "broad"] = "sector"
    #: How its bytes are written, and what they are said to be.
    encoding: str = "utf-8"
    declared_encoding: str = "utf-8"
    content_type: str = "application/xml"
    validators: Validators = "both"
    #: It packs whether one asked for it or not.
    gzip_only: bool = False
    #: One of pages.SHAPES.
    shape: str = "article"
    #: Where its feed moved for good; `path` then answers with a redirect.
    moved_to: str | None = None

    @property
    def host(self) -> str:
        return f"{NETWORK}.{self.host_number}"


OUTLETS = (
    Outlet(
        key="ottermere",
        name="Ottermere Trust",
        host_number=1,
        tagline="Otters first, paperwork second",
        dialect="rss20-rich",
        content_type="application/rss+xml; charset=utf-8",
        is_agency=True,
        scope="member",
    ),
    Outlet(
        key="withy",
        name="Withy & Wade",
        host_number=2,
        tagline="Willow, water and hard work",
        dialect="rss10",
        path="/index.rdf",
        content_type="application/rdf+xml",
        is_agency=True,
        scope="member",
        validators="etag",
        shape="tables",
    ),
    Outlet(
        key="threeweirs",
        name="Three Weirs Partnership",
        host_number=3,
        tagline="Measured since 1974",
        dialect="atom10-xhtml",
        path="/atom.xml",
        content_type="application/atom+xml",
        is_agency=True,
        scope="member",
        shape="boxes",
    ),
    Outlet(
        key="saltmarsh",
        name="Saltmarsh Sisters",
        host_number=4,
        tagline="Two sisters, one marsh, no marina",
        dialect="json11",
        path="/feed.json",
        content_type="application/feed+json",
        is_agency=True,
        scope="member",
    ),
    Outlet(
        key="brookbyre",
        name="Brook & Byre",
        host_number=5,
        tagline="Farmers for clean water",
        dialect="rss092",
        path="/rss",
        content_type="text/xml",
        is_agency=True,
        scope="member",
        validators="none",
        shape="tables",
    ),
    Outlet(
        key="coracle",
        name="The Coracle Society",
        host_number=6,
        tagline="Going nowhere since 1889",
        dialect="atom03",
        path="/blog/atom.xml",
        content_type="application/x.atom+xml",
        is_agency=True,
        scope="member",
        validators="date",
        shape="boxes",
    ),
    Outlet(
        key="eelway",
        name="Eelway",
        host_number=7,
        tagline="From the sea to the source",
        dialect="rss20-without-guid",
        content_type="application/rss+xml",
        is_agency=True,
        scope="member",
        gzip_only=True,
    ),
    Outlet(
        key="gazette",
        name="The Towpath Gazette",
        host_number=8,
        tagline="All the news between two locks",
        dialect="rss091",
        path="/gazette.rss",
        # its system writes curly quotes in windows-1252 and calls them Latin-1, as many did
        encoding="windows-1252",
        declared_encoding="iso-8859-1",
        content_type="text/xml; charset=iso-8859-1",
        validators="none",
        shape="boxes",
    ),
    Outlet(
        key="watermark",
        name="Watermark",
        host_number=9,
        tagline="A magazine of slow water",
        dialect="rss20-plain",
        encoding="utf-16",
        declared_encoding="utf-16",
        content_type="application/rss+xml",
    ),
    Outlet(
        key="ledger",
        name="The Morning Ledger",
        host_number=10,
        tagline="The nation's accounts",
        dialect="atom10-html",
        path="/news/atom",
        content_type="application/atom+xml; charset=utf-8",
        scope="broad",
        shape="boxes",
    ),
    Outlet(
        key="watersoffice",
        name="Inland Waters Office",
        host_number=11,
        tagline="For the avoidance of doubt",
        dialect="json10",
        path="/notices.json",
        content_type="application/json; charset=utf-8",
    ),
    Outlet(
        key="lowwater",
        name="Low Water",
        host_number=12,
        tagline="A podcast from under the bridge",
        dialect="rss20-podcast",
        path="/episodes.xml",
        content_type="text/xml",
        validators="none",
    ),
    Outlet(
        key="heron",
        name="Heron Street News",
        host_number=13,
        tagline="By and for numbers 1 to 40",
        dialect="rss20-plain",
        content_type="application/rss+xml",
        moved_to="/news/feed/",
        shape="tables",
    ),
    Outlet(
        key="lampern",
        name="Lampern Rivers Trust",
        host_number=14,
        tagline="Small fish, long memory",
        kind="page",
        path="/news/",
        is_agency=True,
        scope="member",
        shape="article",
    ),
    Outlet(
        key="gravel",
        name="Gravel Bed Institute",
        host_number=15,
        tagline="Research on what rivers carry",
        kind="sitemap",
        path="/sitemap.xml",
        shape="boxes",
    ),
    Outlet(
        key="oarlock",
        name="Oarlock Jobs",
        host_number=16,
        tagline="Work by the water",
        kind="page",
        path="/vacancies/",
        shape="job",
    ),
)

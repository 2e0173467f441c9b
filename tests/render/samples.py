"""A small invented sector: what the renderers are shown in these tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aggregator.models.article import Vacancy
from aggregator.models.feed import Enclosure, Image
from aggregator.models.output import (
    Archive,
    BrowseLink,
    Channel,
    OutEntry,
    Related,
    Sidebar,
    Site,
    SourceCredit,
    Topic,
    Year,
)

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

SITE = Site(
    title="Harbour News & Jobs",
    url="https://news.harbour.example/",
    description="News and vacancies from the lighthouses <of the coast>.",
    language="en-GB",
    timezone="Europe/London",
    rights="Headlines belong to their publishers",
    icon="https://news.harbour.example/static/icon.png",
    logo="https://news.harbour.example/static/logo.png",
)
CHANNEL = Channel(
    site=SITE,
    title=SITE.title,
    description=SITE.description,
    feed_id="urn:uuid:00000000-0000-5000-8000-000000000000",
    updated=NOON,
    hub="https://hub.example/",
    archive=Archive(previous="archive/7/"),
)
COURIER = SourceCredit(
    name="The Courier",
    url="https://courier.example/feed/",
    home="https://courier.example/",
    id="tag:courier.example,2001:feed",
    icon="https://courier.example/favicon.ico",
    rights="© The Courier",
    updated=NOON - timedelta(hours=1),
)
BEACON = SourceCredit(name="Beacon Trust", url="https://beacon.example/news/", is_feed=False)
INDUSTRY = Topic("Industry News", "category/industry-news/")
MEMBER = Topic("Member News", "category/member-news/")
BEACON_AGENCY = Topic("Beacon Trust", "agency/beacon-trust/")


def entry(number: int = 1, **changes: Any) -> OutEntry:
    """A plain summary-only entry of The Courier; the higher the number, the older."""
    made = OutEntry(
        published_id=f"urn:uuid:00000000-0000-5000-8000-{number:012d}",
        link=f"https://courier.example/news/{number}",
        title=f"Industry News: The Courier - Keepers praised {number}",
        original_title=f"Keepers praised {number}",
        summary="The report finds that nights are calmer where a keeper stays.",
        authors=("Ada Finch",),
        categories=(INDUSTRY,),
        published=NOON - timedelta(hours=number),
        updated=NOON - timedelta(hours=number),
        source=COURIER,
        publisher="The Courier",
        publisher_url="https://courier.example/",
        source_line=f"courier.example/news/{number}",
    )
    return replace(made, **changes)


PLAIN = entry(1)
FULL = entry(
    2,
    link="https://beacon.example/news/open-day?a=1&b=2",
    title="Member News: Beacon Trust - Open day at the “North” tower",
    original_title="Open day at the “North” tower",
    summary="Doors open at ten & tea is free.",
    body_html="<p>Doors open at <strong>ten</strong> &amp; tea is free.</p>"
    '<p><img src="https://beacon.example/t.jpg" alt="A tower"></p>',
    authors=("Bo Reed", "Cy Marsh"),
    categories=(MEMBER, INDUSTRY),
    agencies=(BEACON_AGENCY,),
    updated=NOON,
    source=BEACON,
    publisher="Beacon Trust",
    publisher_url=None,
    source_line="beacon.example/news/open-day",
    image=Image(
        url="https://beacon.example/tower.jpg", width=1200, height=800, alt="The north tower", credit="D. Vane"
    ),
    enclosures=(
        Enclosure(url="https://beacon.example/talk.mp3", type="audio/mpeg", length=123456, title="The talk"),
        Enclosure(url="https://beacon.example/map.pdf"),
    ),
    related=(Related("https://gazette.example/tower", "The Gazette"),),
    language="cy",
    rights="© Beacon Trust",
)
BARE = entry(
    3,
    link=None,
    title="Untitled notice",
    original_title="",
    summary="",
    authors=(),
    categories=(),
    source=replace(COURIER, home=None, id=None, icon=None, rights=None, updated=None),
    publisher_url=None,
    source_line="courier.example",
)
ENTRIES = (PLAIN, FULL, BARE)
VACANCY = entry(
    4,
    title="Jobs: Beacon Trust - Night keeper",
    original_title="Night keeper",
    path="entry/0000000000005000/night-keeper",
    source=BEACON,
    vacancy=Vacancy(
        title="Night keeper",
        employer="Beacon Trust",
        location="North Quay; or from home, by agreement",
        salary="£28,000 to £31,000 a year",
        hours="Full-time",
        closes=date(2026, 3, 31),
        interview=date(2026, 4, 9),
    ),
)
SIDEBAR = Sidebar(
    lists=(BrowseLink(name="All", path="", count=31, is_current=True), BrowseLink(name="Jobs", path="jobs/", count=1)),
    categories=(BrowseLink(name="Industry News", path="category/industry-news/", count=30),),
    agencies=(BrowseLink(name="Beacon Trust", path="agency/beacon-trust/", count=1),),
    years=(Year(name="2026", months=(BrowseLink(name="March", path="2026/03/", count=31),)),),
)

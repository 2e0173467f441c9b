"""Which files a site consists of, and what is in each.

They come in the order in which they may be written: whatever a file leads to stands before it, the front page last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aggregator.publish.feeds import CALENDAR_FILE, Output, archive_folders, feed_numbers
from aggregator.publish.house import House
from aggregator.publish.outputs import SOURCES_FILE, Revision, find_output
from aggregator.publish.pages import Pages
from aggregator.publish.paging import page_path
from aggregator.publish.places import JOBS
from aggregator.publish.sidebar import month_counts
from aggregator.render import html, sitemap
from aggregator.render.assets import ASSET_FOLDER, ASSETS, asset
from aggregator.render.heads import ATOM_FILE, JSON_FILE, RSS_FILE
from aggregator.store import browsing, sources
from aggregator.store.engine import Transaction

FEEDS = (RSS_FILE, ATOM_FILE, JSON_FILE)
#: What hosts of static sites answer with where there is nothing.
NOT_FOUND_FILE = "404.html"
#: What pages and feeds load; scripts belong to lists inside other sites, which only the daemon serves.
_ASSETS = tuple(name for name, media_type in ASSETS.items() if media_type != "text/javascript")


@dataclass(frozen=True, slots=True)
class Contents:
    """All there is at one state of the store: known by place first, then made file by file."""

    tx: Transaction
    pages: Pages
    revision: Revision
    #: Path of an entry's page → when the entry last changed.
    entry_places: dict[str, datetime]
    #: Every other output.
    places: tuple[str, ...]

    @property
    def files(self) -> list[str]:
        """Every file that will be made, and perhaps a sitemap or two that won't."""
        made = [file_of(place) for place in (*self.entry_places, *self.places)]
        fixed = [ASSET_FOLDER + name for name in _ASSETS]
        most_listed = len(self.entry_places) + len(self.places)
        return [*fixed, *made, NOT_FOUND_FILE, *sitemap.files(most_listed), sitemap.ROBOTS_FILE]

    def each(self) -> Iterator[tuple[str, bytes]]:
        """Every file with its bytes."""
        site = self.pages.house.site
        for name in _ASSETS:
            yield ASSET_FOLDER + name, asset(name, site)
        yield NOT_FOUND_FILE, html.render_error(site, 404)
        listed: list[tuple[str, datetime | None]] = []
        for place in (*self.entry_places, *self.places):
            body = self._made(place)
            if body is None:
                continue
            if _is_page(place) and not html.is_unlisted(body):
                listed.append((place, self.entry_places.get(place)))
            yield file_of(place), body
        yield from sitemap.render_sitemaps(site, listed)
        yield sitemap.ROBOTS_FILE, sitemap.render_robots(site)

    def _made(self, place: str) -> bytes | None:
        output = find_output(self.tx, self.pages, place, self.revision)
        return output.make()[0] if isinstance(output, Output) else None


def find_contents(tx: Transaction, house: House, revision: Revision) -> Contents:
    """What there is now."""
    pages = Pages(house)
    entry_places = {house.entry_path(one.published_id, one.title): one.changed_at for one in browsing.every_address(tx)}
    return Contents(tx, pages, revision, entry_places, tuple(_places(tx, pages)))


def file_of(place: str) -> str:
    """The file that answers for a place."""
    return f"{place}index.html" if _is_page(place) else place


def _is_page(place: str) -> bool:
    return place == "" or place.endswith("/")


def _places(tx: Transaction, pages: Pages) -> Iterator[str]:
    house = pages.house
    topics = [topic.path for topic in (*house.categories.values(), *house.agencies.values())]
    slugs = dict.fromkeys(source.slug for source in sources.load(tx).values() if source.public)
    lists = [*topics, *(f"source/{slug}/" for slug in slugs)]
    months = [f"{month:%Y/%m}/" for month, _ in month_counts(tx, house.site.timezone)]
    for directory in (*lists, JOBS, *months, ""):
        yield from (page_path(directory, number) for number in pages.numbers(tx, directory))
    for directory in (*lists, JOBS):
        for number in feed_numbers(tx, house, directory):
            yield from (page_path(directory, number) + file for file in FEEDS)
    for folder in archive_folders(tx, house):
        yield from (folder + file for file in FEEDS)
    yield from (SOURCES_FILE, CALENDAR_FILE)
    for directory in (*lists, JOBS):
        yield from (directory + file for file in FEEDS)
    yield from FEEDS
    yield from (*months, *lists, JOBS, "")

"""What stands around every page: the masthead with its search, the sidebar, the feeds it announces, and the way there
from wherever the page stands. Templates hold the markup, the message catalogue the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from aggregator.models.output import BrowseLink, Channel, Sidebar, Site, Year
from aggregator.render import atom, json_feed, rss
from aggregator.render.assets import ASSET_FOLDER, PICTURE_FOLDER, versioned
from aggregator.render.heads import ATOM_FILE, JSON_FILE, RSS_FILE
from aggregator.render.messages import Messages
from aggregator.render.outgoing import legible

#: A longer list of agencies is folded up.
_OPEN_AGENCIES = 24


@dataclass(frozen=True, slots=True)
class Line:
    """A link of the sidebar, as it stands on one page."""

    name: str
    href: str
    count: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class FoldedYear:
    """A year of the archive, unfolded where one of its months is shown, and else the newest."""

    name: str
    is_open: bool
    months: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page announces."""

    name: str
    type: str
    href: str


def page_words(site: Site, root: str, messages: Messages) -> dict[str, Any]:
    """What every template is given."""
    own_icon = ASSET_FOLDER + "icon.svg"
    # ours by the way from here, so that it is found wherever the page is served
    icon = root + own_icon if site.icon in (None, site.address(own_icon)) else site.icon
    style = versioned("style.css", site)
    return {
        "site": site,
        "words": messages.words,
        "root": root,
        "icon": icon,
        "style": style,
        "near": lambda url: near(url, site, root),
    }


def near(url: str, site: Site, root: str) -> str:
    """One of our pictures by the way from the page, so that it is found wherever the page is served."""
    ours = site.address(PICTURE_FOLDER)
    return root + url.removeprefix(site.url) if url.startswith(ours) else url


def sidebar_words(sidebar: Sidebar, root: str) -> dict[str, Any]:
    """What the template of the sidebar is given."""
    agencies = [line(link, root) for link in sidebar.agencies]
    shown = next((year for year in sidebar.years if any(month.is_current for month in year.months)), None)
    return {
        "lists": [line(link, root) for link in sidebar.lists],
        "categories": [line(link, root) for link in sidebar.categories],
        "agencies": agencies,
        "agencies_open": len(agencies) <= _OPEN_AGENCIES or any(agency.is_current for agency in agencies),
        "years": [_folded(year, year == (shown or sidebar.years[0]), root) for year in sidebar.years],
    }


def _folded(year: Year, is_open: bool, root: str) -> FoldedYear:
    return FoldedYear(legible(year.name), is_open, tuple(line(month, root) for month in year.months))


def line(link: BrowseLink, root: str) -> Line:
    return Line(legible(link.name), root + link.path, link.count, link.is_current)


def feed_links(channel: Channel, root: str, messages: Messages) -> list[FeedLink]:
    """The feeds of the channel."""
    return [
        FeedLink(messages.words["rss"], rss.MEDIA_TYPE, root + channel.place(RSS_FILE)),
        FeedLink(messages.words["atom"], atom.MEDIA_TYPE, root + channel.place(ATOM_FILE)),
        FeedLink(messages.words["json"], json_feed.MEDIA_TYPE, root + channel.place(JSON_FILE)),
    ]


def window_title(heading: str, number: int, site: Site, messages: Messages) -> str:
    """What the browser's tab says."""
    parts = [heading] if heading == site.title else [heading, site.title]
    if number:
        parts.insert(1, messages.words["page_number"].format(number=number))
    return " – ".join(parts)


def way_up(path: str) -> str:
    """From a page's directory to the site's root."""
    return "../" * path.partition("?")[0].count("/") or "./"


def rendered_template(name: str, words: dict[str, Any]) -> bytes:
    """The page as HTML."""
    return _templates().get_template(name).render(words).encode("utf-8")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("aggregator.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

"""The pages: lists of entries by day, with a sidebar to browse, and an error page in the same style. Templates hold
the markup, the message catalogue the words; this module holds the decisions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aggregator.models.output import BrowseLink, OutEntry, Page, Site, Topic
from aggregator.render import atom, json_feed, rss
from aggregator.render.assets import versioned
from aggregator.render.attribution import elsewhere_anchors, source_anchor
from aggregator.render.heads import ATOM_FILE, JSON_FILE, RSS_FILE
from aggregator.render.messages import Messages, messages_for
from aggregator.render.outgoing import legible, outgoing, outgoing_channel, outgoing_site
from aggregator.render.vacancies import vacancy_terms

MEDIA_TYPE = "text/html"
#: Longer bylines are cut to the first few.
_BYLINE_NAMES = 3


@dataclass(frozen=True, slots=True)
class _Card:
    entry: OutEntry
    iso: str
    told: str
    byline: str
    #: Of a vacancy.
    terms: str
    source: Markup
    #: Who else tells the story.
    elsewhere: Markup
    topics: tuple[Topic, ...]
    #: Only when it isn't the page's.
    lang: str | None


@dataclass(frozen=True, slots=True)
class _Day:
    iso: str
    told: Markup
    cards: tuple[_Card, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the sidebar."""

    name: str
    href: str
    count: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class _FeedLink:
    name: str
    type: str
    href: str


def render_page(page: Page) -> bytes:
    """A list page. Its entries stand in the order given, under the day they bear in the site's time zone."""
    channel = outgoing_channel(page.channel)
    site = channel.site
    messages = messages_for(site.language)
    root = _way_up(page.path)
    heading = legible(page.heading)
    html = (
        _templates()
        .get_template("page.html")
        .render(
            site=site,
            channel=channel,
            words=messages.words,
            title=_window_title(heading, page.number, site, messages),
            heading=heading,
            # The site's own list needs no second title under the masthead.
            is_site_list=heading == site.title,
            root=root,
            style=versioned("style.css", site.language),
            canonical=site.address(page.path),
            newer=None if page.newer is None else root + page.newer,
            older=None if page.older is None else root + page.older,
            tally=_counted(page.total, messages),
            page_told=messages.words["page_number"].format(number=page.number) if page.number > 1 else None,
            notice=None if page.entries else messages.notices[page.emptiness],
            days=_days((outgoing(entry) for entry in page.entries), site, messages),
            all_link=_line(BrowseLink(name=messages.words["all"], path="", is_current=channel.path == ""), root),
            categories=[_line(link, root) for link in page.categories],
            agencies=[_line(link, root) for link in page.agencies],
            months=[_line(link, root) for link in page.months],
            feeds=[
                _FeedLink(messages.words["rss"], rss.MEDIA_TYPE, root + channel.place(RSS_FILE)),
                _FeedLink(messages.words["atom"], atom.MEDIA_TYPE, root + channel.place(ATOM_FILE)),
                _FeedLink(messages.words["json"], json_feed.MEDIA_TYPE, root + channel.place(JSON_FILE)),
            ],
        )
    )
    return html.encode("utf-8")


def render_error(site: Site, status: int) -> bytes:
    """What a reader sees instead of a page. It stands at any address, so its links start from the site's root."""
    site = outgoing_site(site)
    messages = messages_for(site.language)
    known = str(status) if str(status) in messages.errors else "500"
    heading = messages.errors[known]
    html = (
        _templates()
        .get_template("error.html")
        .render(
            site=site,
            words=messages.words,
            title=_window_title(heading, 1, site, messages),
            heading=heading,
            text=messages.errors[f"{known}_text"],
            back=messages.errors["back"],
            root=urlsplit(site.url).path or "/",
            style=versioned("style.css", site.language),
        )
    )
    return html.encode("utf-8")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("aggregator.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _days(entries: Iterable[OutEntry], site: Site, messages: Messages) -> list[_Day]:
    zone = ZoneInfo(site.timezone)
    local = [(entry.published.astimezone(zone), entry) for entry in entries]
    return [
        _Day(
            iso=day.isoformat(),
            told=_told_day(day, messages),
            cards=tuple(_card(entry, moment, site, messages) for moment, entry in members),
        )
        for day, members in groupby(local, key=lambda pair: pair[0].date())
    ]


def _card(entry: OutEntry, moment: datetime, site: Site, messages: Messages) -> _Card:
    return _Card(
        entry=entry,
        iso=moment.isoformat(timespec="seconds"),
        told=messages.dates.date_of(moment.date()),
        byline=_byline(entry, messages),
        terms=vacancy_terms(entry, messages),
        source=Markup(source_anchor(entry, messages)),
        elsewhere=Markup(elsewhere_anchors(entry, messages)),
        topics=tuple(dict.fromkeys(entry.categories + entry.agencies)),
        lang=entry.language if _is_foreign(entry.language, site.language) else None,
    )


def _is_foreign(language: str | None, ours: str) -> bool:
    """Whether a voice should change for it: not between British and American English."""
    return language is not None and language.split("-")[0].lower() != ours.split("-")[0].lower()


def _told_day(day: date, messages: Messages) -> Markup:
    """Weekday and date, each in its own span, since wide screens set them apart."""
    dates = messages.dates
    return Markup(dates.day).format(
        weekday=Markup("<span>{}</span>").format(dates.weekday_of(day)),
        date=Markup('<span class="date">{}</span>').format(dates.date_of(day)),
    )


def _byline(entry: OutEntry, messages: Messages) -> str:
    """Who wrote it, unless that only says the publisher again."""
    authors = [author for author in entry.authors if author.casefold() != entry.publisher.casefold()]
    if not authors:
        return ""
    named = ", ".join(authors[:_BYLINE_NAMES])
    if len(authors) > _BYLINE_NAMES:
        named = messages.words["and_more"].format(authors=named)
    return messages.words["by"].format(authors=named)


def _line(link: BrowseLink, root: str) -> _Line:
    return _Line(legible(link.name), root + link.path, link.count, link.is_current)


def _counted(number: int, messages: Messages) -> str:
    return messages.words["entries_one" if number == 1 else "entries_other"].format(count=number)


def _window_title(heading: str, number: int, site: Site, messages: Messages) -> str:
    parts = [heading] if heading == site.title else [heading, site.title]
    if number > 1:
        parts.insert(1, messages.words["page_number"].format(number=number))
    return " – ".join(parts)


def _way_up(path: str) -> str:
    """From a page's directory to the site's root."""
    return "../" * path.count("/") or "./"

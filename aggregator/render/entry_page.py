"""The page of one entry: all of it that may be shown, where it stands, what it is filed under and why.

Where it shows a full text that stands elsewhere it is a copy: it names the original as canonical and asks search
engines to leave it out. A page with a summary, or of what has no other address, is a page of our own.
"""

from __future__ import annotations

import re
from html import escape
from zoneinfo import ZoneInfo

from markupsafe import Markup

from aggregator.models.output import BrowseLink, EntryPage, OutEntry, Site
from aggregator.render.assets import PICTURE_FOLDER
from aggregator.render.attribution import source_anchor
from aggregator.render.cards import byline, foreign_language
from aggregator.render.frame import (
    Line,
    feed_links,
    line,
    page_words,
    rendered_template,
    sidebar_words,
    way_up,
    window_title,
)
from aggregator.render.messages import messages_for
from aggregator.render.outgoing import legible, outgoing, outgoing_channel
from aggregator.render.reasons import because
from aggregator.render.structured_data import structured_data
from aggregator.render.vacancy_facts import all_facts

_HEADING = re.compile(r"<(/?)h([1-6])\b")
#: The title of the page is its first heading, so those of the text start with the second.
_TOP_OF_TEXT = 2


def render_entry(page: EntryPage) -> bytes:
    """The entry's page."""
    channel = outgoing_channel(page.channel)
    entry, site = outgoing(page.entry), channel.site
    messages = messages_for(site.language)
    root = way_up(page.path)
    moment = entry.published.astimezone(ZoneInfo(site.timezone))
    address = site.address(page.path)
    is_copy = bool(entry.body_html) and entry.link is not None
    return rendered_template(
        "entry.html",
        page_words(site, root, messages)
        | sidebar_words(page.sidebar, root)
        | {
            "channel": channel,
            "entry": entry,
            "title": window_title(entry.title, 0, site, messages),
            "searched": "",
            "canonical": entry.link if is_copy else address,
            "address": address,
            "is_copy": is_copy,
            "iso": moment.isoformat(timespec="seconds"),
            "told": messages.dates.date_of(moment.date()),
            "byline": byline(entry, messages),
            "lang": foreign_language(entry, site),
            "facts": all_facts(entry, messages),
            "body": Markup(_pictures_near(_under_a_title(entry.body_html or ""), site, root)),
            "picture": None if _shows_it_anyway(entry) else entry.image,
            "source": Markup(source_anchor(entry, messages)),
            "read_on": messages.words["read_on"].format(publisher=entry.publisher),
            "filed": legible(page.filed),
            "because": lambda reason: because(reason, messages),
            "newer": _neighbour(page.newer, root),
            "older": _neighbour(page.older, root),
            "feeds": feed_links(channel, root, messages),
            "structured_data": structured_data(entry, site, address),
        },
    )


def _neighbour(link: BrowseLink | None, root: str) -> Line | None:
    return None if link is None else line(link, root)


def _pictures_near(body: str, site: Site, root: str) -> str:
    """The text with those of its pictures that come from us by the way from the page."""
    return body.replace(f'src="{escape(site.address(PICTURE_FOLDER))}', f'src="{root}{PICTURE_FOLDER}')


def _under_a_title(body: str) -> str:
    """The text with its headings moved so that the highest stands right below the title."""
    levels = [int(level) for _, level in _HEADING.findall(body)]
    if not levels or min(levels) == _TOP_OF_TEXT:
        return body
    shift = _TOP_OF_TEXT - min(levels)
    return _HEADING.sub(lambda tag: f"<{tag[1]}h{min(6, int(tag[2]) + shift)}", body)


def _shows_it_anyway(entry: OutEntry) -> bool:
    """Whether the text has the picture already."""
    return entry.image is not None and escape(entry.image.url) in (entry.body_html or "")

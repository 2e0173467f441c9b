"""The pages that list entries, by day and with a sidebar to browse, and an error page in the same style."""

from __future__ import annotations

from urllib.parse import urlsplit

from aggregator.models.output import Page, Site
from aggregator.render.cards import days_of
from aggregator.render.frame import feed_links, page_words, rendered_template, sidebar_words, way_up, window_title
from aggregator.render.messages import Messages, messages_for
from aggregator.render.outgoing import legible, outgoing, outgoing_channel, outgoing_site

MEDIA_TYPE = "text/html"


def render_page(page: Page) -> bytes:
    """A list page. Its entries stand in the order given, under the day they bear in the site's time zone."""
    channel = outgoing_channel(page.channel)
    site = channel.site
    messages = messages_for(site.language)
    root = way_up(page.path)
    heading = legible(page.heading)
    entries = [outgoing(entry) for entry in page.entries]
    return rendered_template(
        "page.html",
        page_words(site, root, messages)
        | sidebar_words(page.sidebar, root)
        | {
            "channel": channel,
            "title": window_title(heading, page.number, site, messages),
            "heading": heading,
            # The site's own list needs no second title under the masthead.
            "is_site_list": heading == site.title,
            "canonical": site.address(page.path),
            "is_unlisted": page.is_unlisted,
            "searched": legible(page.searched or ""),
            "newer": None if page.newer is None else root + page.newer,
            "older": None if page.older is None else root + page.older,
            "tally": _tally(page, messages),
            "page_told": messages.words["page_number"].format(number=page.number) if page.number else None,
            "notice": None if entries else messages.notices[page.emptiness],
            "days": days_of(entries, site, root, messages, by_closing=page.by_closing),
            "feeds": feed_links(channel, root, messages),
            "calendar": f"{root}jobs.ics" if page.by_closing else None,
        },
    )


def render_error(site: Site, status: int) -> bytes:
    """What a reader sees instead of a page. It stands at any address, so its links start from the site's root."""
    site = outgoing_site(site)
    messages = messages_for(site.language)
    known = str(status) if str(status) in messages.errors else "500"
    heading = messages.errors[known]
    return rendered_template(
        "error.html",
        page_words(site, urlsplit(site.url).path or "/", messages)
        | {
            "title": window_title(heading, 0, site, messages),
            "heading": heading,
            "text": messages.errors[f"{known}_text"],
            "back": messages.errors["back"],
            "searched": "",
        },
    )


def is_unlisted(page: bytes) -> bool:
    """Whether the page asks search engines not to list it."""
    return b'<meta name="robots" content="noindex">' in page.partition(b"</head>")[0]


def _tally(page: Page, messages: Messages) -> str:
    if page.total is None:
        return ""
    words = messages.words
    one, other = ("vacancies_one", "vacancies_other") if page.by_closing else ("entries_one", "entries_other")
    said = words[one if page.total == 1 else other].format(count=page.total)
    return words["with_closed"].format(entries=said, count=page.closed) if page.closed else said

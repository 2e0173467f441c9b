"""RSS 2.0: every item with the original's link, its `source`, creators and publisher."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from aggregator.models.output import Channel, OutEntry, Site
from aggregator.render.attribution import credited_body, credited_summary, reading_address
from aggregator.render.feedgen_extensions import Link, RssHeadExtension
from aggregator.render.heads import RSS_FILE, start_feed, terms
from aggregator.render.messages import Messages, messages_for
from aggregator.render.outgoing import outgoing, outgoing_channel

MEDIA_TYPE = "application/rss+xml"


def render_rss(channel: Channel, entries: Sequence[OutEntry]) -> bytes:
    """The feed as bytes; items stand in the order given."""
    channel = outgoing_channel(channel)
    feed = start_feed(channel, RssHeadExtension, RSS_FILE, MEDIA_TYPE)
    # feedgen stamps *now* here and has no way to say "none"; our extension writes the true date.
    feed._FeedGenerator__rss_lastBuildDate = None
    feed.head.updated, feed.head.ttl_minutes = channel.updated, channel.ttl_minutes
    if picture := _picture(channel.site):
        feed.image(url=picture, title=channel.title, link=channel.address())
    messages = messages_for(channel.site.language)
    for entry in entries:
        _add_item(feed, channel.site, outgoing(entry), messages)
    return bytes(feed.rss_str())


def _picture(site: Site) -> str | None:
    """RSS knows PNG, JPEG and GIF, so our own drawn icon is none for it."""
    candidates = (site.logo, site.icon)
    return next((url for url in candidates if url and not urlsplit(url).path.endswith(".svg")), None)


def _add_item(feed: FeedGenerator, site: Site, entry: OutEntry, messages: Messages) -> None:
    item: FeedEntry = feed.add_entry(order="append")
    item.guid(entry.published_id, permalink=False)
    item.title(entry.title)
    if address := reading_address(site, entry):
        item.link(href=address, rel="alternate")
    item.description(credited_summary(entry, messages))
    if entry.body_html:
        item.content(credited_body(entry, messages))
    item.category(terms(site, entry.categories + entry.agencies))
    item.source(url=entry.source.url, title=entry.source.name)
    # RSS readers agree on one enclosure; Media RSS carries the rest.
    for file in entry.enclosures[:1]:
        item.enclosure(url=file.url, length=file.length or 0, type=file.type)
    item.credit.published = entry.published
    item.credit.creators, item.credit.publisher = entry.authors or (entry.publisher,), entry.publisher
    item.credit.language = entry.language if entry.language != site.language else None
    item.credit.rights = entry.rights
    item.credit.links = tuple(Link(other.url, "related", title=other.title) for other in entry.related)
    item.job.vacancy = entry.vacancy
    item.media.image, item.media.files = entry.image, entry.enclosures[1:]

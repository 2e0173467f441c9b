"""Atom 1.0 (RFC 4287): every entry with the original's link, its authors and the whole `atom:source`."""

from __future__ import annotations

from collections.abc import Sequence

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from aggregator.models.output import Channel, OutEntry, Site
from aggregator.render.attribution import credited_body, reading_address
from aggregator.render.feedgen_extensions import AtomHeadExtension, Link, atom_date
from aggregator.render.heads import ATOM_FILE, start_feed, terms
from aggregator.render.messages import Messages, messages_for
from aggregator.render.outgoing import outgoing, outgoing_channel

MEDIA_TYPE = "application/atom+xml"


def render_atom(channel: Channel, entries: Sequence[OutEntry]) -> bytes:
    """The feed as bytes; entries stand in the order given."""
    channel = outgoing_channel(channel)
    feed = start_feed(channel, AtomHeadExtension, ATOM_FILE, MEDIA_TYPE)
    if channel.site.logo:
        feed.logo(channel.site.logo)
    if channel.site.icon:
        feed.icon(channel.site.icon)
    messages = messages_for(channel.site.language)
    for entry in entries:
        _add_entry(feed, channel.site, outgoing(entry), messages)
    return bytes(feed.atom_str())


def _add_entry(feed: FeedGenerator, site: Site, entry: OutEntry, messages: Messages) -> None:
    out: FeedEntry = feed.add_entry(order="append")
    out.id(entry.published_id)
    out.title(entry.title)
    out.published(atom_date(entry.published))
    out.updated(atom_date(entry.updated))
    out.author(_authors(entry))
    if entry.summary:
        out.summary(entry.summary)
    out.content(credited_body(entry, messages), type="html")
    out.category(terms(site, entry.categories + entry.agencies))
    if entry.rights:
        out.rights(entry.rights)
    out.credit.links = _links(site, entry)
    out.credit.source, out.credit.updated, out.credit.publisher = entry.source, entry.updated, entry.publisher
    out.credit.language = entry.language if entry.language != site.language else None
    out.media.image = entry.image
    out.job.vacancy = entry.vacancy


def _authors(entry: OutEntry) -> list[dict[str, str]]:
    """Without one of its own, an entry would inherit the feed's author: us. So the publisher stands in."""
    if entry.authors:
        return [{"name": author} for author in entry.authors]
    publisher = {"name": entry.publisher}
    return [publisher | {"uri": entry.publisher_url}] if entry.publisher_url else [publisher]


def _links(site: Site, entry: OutEntry) -> tuple[Link, ...]:
    address = reading_address(site, entry)
    return (
        *([Link(address, "alternate")] if address else []),
        Link(entry.source.url, "via", title=entry.source.name),
        *(Link(other.url, "related", title=other.title) for other in entry.related),
        *(Link(file.url, "enclosure", file.type, file.title, file.length) for file in entry.enclosures),
    )

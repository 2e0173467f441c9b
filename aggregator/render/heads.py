"""The head of a feed, as far as RSS and Atom share it: a feedgen generator with everything said but the entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from feedgen.feed import FeedGenerator

from aggregator.models.output import Channel, Site, Topic
from aggregator.render.assets import ASSET_FOLDER
from aggregator.render.feedgen_extensions import (
    CreditExtension,
    HeadExtension,
    Link,
    MediaExtension,
    VacancyExtension,
    atom_date,
)

ATOM_FILE, RSS_FILE, JSON_FILE = "atom.xml", "rss.xml", "feed.json"
#: The date of a feed that never had an entry: Atom demands one, and *now* would differ each time.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def start_feed(channel: Channel, head: type[HeadExtension], file: str, media_type: str) -> FeedGenerator:
    """A generator for one of the (legible) channel's feeds; `file` is its name in the channel's directory."""
    site = channel.site
    feed = FeedGenerator()
    feed.register_extension("head", head, None)
    # Registered for the feed too, since that is where feedgen asks for namespaces.
    feed.register_extension("credit", CreditExtension, CreditExtension)
    feed.register_extension("media", MediaExtension, MediaExtension)
    feed.register_extension("job", VacancyExtension, VacancyExtension)
    feed.id(channel.feed_id)
    feed.title(channel.title)
    feed.subtitle(channel.description or channel.title)
    feed.updated(atom_date(channel.updated or NEVER))
    feed.author(name=site.title, uri=site.url)
    feed.link(href=channel.address(file), rel="self", type=media_type)
    feed.link(href=channel.address(), rel="alternate", type="text/html")  # the last one is RSS's `link`
    feed.generator("aggregator")
    feed.language(site.language)
    feed.rights(site.rights)
    feed.ttl(channel.ttl_minutes)
    feed.category(terms(site, channel.categories))
    feed.head.style = site.address(ASSET_FOLDER + "feed.css")
    feed.head.hub = channel.hub
    feed.head.links = _places(channel, file)
    feed.head.is_archive = channel.archive.current is not None
    return feed


def terms(site: Site, topics: Iterable[Topic]) -> list[dict[str, str]]:
    """Topics as feedgen takes categories: Atom's `scheme` is RSS's `domain`."""
    return [{"term": topic.name, "scheme": site.address(topic.scheme_path)} for topic in topics]


def _places(channel: Channel, file: str) -> tuple[Link, ...]:
    """Where the rest of the feed is, in its archives or its further pages: feeds of the same format."""
    archive, pages = channel.archive, channel.pages
    places = (
        ("prev-archive", archive.previous),
        ("next-archive", archive.next),
        ("current", archive.current),
        ("first", pages.first),
        ("previous", pages.newer),
        ("next", pages.older),
    )
    found = ((relation, channel.elsewhere(directory, file)) for relation, directory in places)
    return tuple(Link(address, relation) for relation, address in found if address)

"""The private feed of what waits at the desk, as Atom: every title leads to the entry's page there."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from feedgen.feed import FeedGenerator

from aggregator.models.digest import WaitingEntry
from aggregator.models.output import Site
from aggregator.render.feedgen_extensions import atom_date
from aggregator.render.heads import NEVER
from aggregator.render.messages import messages_for
from aggregator.render.outgoing import legible, outgoing_site


def render_review_feed(site: Site, desk_id: UUID, waiting: Sequence[WaitingEntry]) -> bytes:
    """The feed, the newest first. Its own address is a secret, so it doesn't say it.

    Its entries have ids of their own: they are tasks, and not what goes out later under the published id.
    """
    site = outgoing_site(site)
    feed = FeedGenerator()
    feed.id(uuid5(desk_id, "review").urn)
    feed.title(messages_for(site.language).letters["review_feed_title"].format(site=site.title))
    feed.updated(atom_date(max((one.came for one in waiting), default=NEVER)))
    feed.author(name=site.title, uri=site.url)
    feed.link(href=site.address("desk/waiting/"), rel="alternate", type="text/html")
    feed.language(site.language)
    for one in waiting:
        entry, shown = feed.add_entry(order="append"), legible(one)
        entry.id(uuid5(desk_id, f"review/{one.published_id}").urn)
        entry.title(shown.title)
        entry.link(href=site.address(one.path), rel="alternate", type="text/html")
        entry.published(atom_date(one.came))
        entry.updated(atom_date(one.came))
        entry.author(name=shown.source)
        entry.content(shown.summary or shown.source, type="text")
    return bytes(feed.atom_str())

"""The private feed of alarms, as Atom: an entry for each alarm and one more for its end."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from feedgen.feed import FeedGenerator

from aggregator.models.alarm import KeptAlarm
from aggregator.models.output import Site
from aggregator.render.feedgen_extensions import atom_date
from aggregator.render.heads import NEVER
from aggregator.render.letters import alarm_title
from aggregator.render.messages import messages_for
from aggregator.render.outgoing import legible, outgoing_site
from aggregator.render.sayings import told as told_of


def render_alarm_feed(site: Site, desk_id: UUID, kept: Sequence[KeptAlarm]) -> bytes:
    """The feed, the newest first. Its own address is a secret, so it doesn't say it."""
    site = outgoing_site(site)
    messages = messages_for(site.language)
    told = [(one.since, one, False) for one in kept]
    told += [(one.over_at, one, True) for one in kept if one.over_at is not None]
    told.sort(key=lambda entry: (entry[0], entry[1].id), reverse=True)
    feed = FeedGenerator()
    feed.id(uuid5(desk_id, "alarms").urn)
    feed.title(messages.letters["feed_title"].format(site=site.title))
    feed.updated(atom_date(max((at for at, _, _ in told), default=NEVER)))
    feed.author(name=site.title, uri=site.url)
    feed.link(href=site.url, rel="alternate", type="text/html")
    feed.language(site.language)
    for at, one, is_over in told:
        entry = feed.add_entry(order="append")
        entry.id(uuid5(desk_id, f"alarms/{one.id}/{'over' if is_over else 'raised'}").urn)
        entry.title(alarm_title(one.alarm, messages, is_over=is_over))
        entry.published(atom_date(at))
        entry.updated(atom_date(at))
        entry.content(told_of(legible(one.alarm.told), messages), type="text")
    return bytes(feed.atom_str())

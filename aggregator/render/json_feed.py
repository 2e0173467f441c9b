"""JSON Feed 1.1. What it has no word for stands in an extension object `_aggregator` on every item:

    {"source": {"title", "url", "is_feed", "home_page_url", "id", "icon", "updated", "rights"},
     "publisher": {"name", "url"}, "original_title": "…",
     "categories": [{"name", "url"}], "agencies": [{"name", "url"}], "related": [{"url", "title"}], "rights": "…",
     "vacancy": {"employer", "location", "salary", "hours", "closes", "interview", "is_closed"}}

with absent members left out. On the feed itself it holds `updated`, `ttl` (minutes), `rights`, and the addresses of
the archives (`prev_archive`, `next_archive`, `current`) or newer pages (`first`, `previous`). `next_url` leads to older
entries. `url` and `external_url` both are the original's.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aggregator.models.output import Channel, OutEntry, Site, SourceCredit, Topic
from aggregator.render.attribution import closing_text, credited_body, reading_address
from aggregator.render.feedgen_extensions import atom_date
from aggregator.render.heads import JSON_FILE
from aggregator.render.messages import Messages, messages_for
from aggregator.render.outgoing import outgoing, outgoing_channel

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def render_json_feed(channel: Channel, entries: Sequence[OutEntry]) -> bytes:
    """The feed as bytes; items stand in the order given."""
    channel = outgoing_channel(channel)
    messages = messages_for(channel.site.language)
    feed = _head(channel)
    feed["items"] = [_item(channel.site, outgoing(entry), messages) for entry in entries]
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _head(channel: Channel) -> dict[str, Any]:
    site, archive = channel.site, channel.archive
    previous, older = (channel.elsewhere(place, JSON_FILE) for place in (archive.previous, channel.pages.older))
    return _present(
        version=VERSION,
        title=channel.title,
        home_page_url=channel.address(),
        feed_url=channel.address(JSON_FILE),
        next_url=older or previous,
        description=channel.description,
        icon=site.logo,
        favicon=site.icon,
        authors=[{"name": site.title, "url": site.url}],
        language=site.language,
        hubs=[{"type": "WebSub", "url": channel.hub}] if channel.hub else None,
        _aggregator=_present(
            id=channel.feed_id,
            updated=_date(channel.updated),
            ttl=channel.ttl_minutes,
            rights=site.rights,
            prev_archive=previous,
            next_archive=channel.elsewhere(archive.next, JSON_FILE),
            current=channel.elsewhere(archive.current, JSON_FILE),
            first=channel.elsewhere(channel.pages.first, JSON_FILE),
            previous=channel.elsewhere(channel.pages.newer, JSON_FILE),
        ),
    )


def _item(site: Site, entry: OutEntry, messages: Messages) -> dict[str, Any]:
    address = reading_address(site, entry)
    text = f"{entry.summary}\n\n{closing_text(entry, messages)}".strip()
    return _present(
        id=entry.published_id,
        url=address,
        external_url=address,
        title=entry.title,
        content_html=credited_body(entry, messages),
        content_text=None if entry.body_html else text,
        summary=entry.summary,
        image=entry.image.url if entry.image else None,
        date_published=_date(entry.published),
        date_modified=_date(entry.updated),
        authors=_authors(entry),
        tags=list(dict.fromkeys(topic.name for topic in entry.categories + entry.agencies)),
        language=entry.language,
        attachments=[
            _present(url=file.url, mime_type=file.type, title=file.title, size_in_bytes=file.length)
            for file in entry.enclosures
        ],
        _aggregator=_present(
            source=_source(entry.source, entry.updated),
            publisher=_present(name=entry.publisher, url=entry.publisher_url),
            original_title=entry.original_title,
            categories=_topics(site, entry.categories),
            agencies=_topics(site, entry.agencies),
            related=[_present(url=other.url, title=other.title) for other in entry.related],
            rights=entry.rights,
            vacancy=_vacancy(entry),
        ),
    )


def _vacancy(entry: OutEntry) -> dict[str, Any]:
    vacancy = entry.vacancy
    if vacancy is None:
        return {}
    return _present(
        employer=vacancy.employer,
        location=vacancy.location,
        salary=vacancy.salary,
        hours=vacancy.hours,
        closes=vacancy.closes and vacancy.closes.isoformat(),
        interview=vacancy.interview and vacancy.interview.isoformat(),
        is_closed=entry.is_closed or None,
    )


def _authors(entry: OutEntry) -> list[dict[str, Any]]:
    if entry.authors:
        return [{"name": author} for author in entry.authors]
    return [_present(name=entry.publisher, url=entry.publisher_url)]


def _source(credit: SourceCredit, updated: datetime) -> dict[str, Any]:
    return _present(
        title=credit.name,
        url=credit.url,
        is_feed=credit.is_feed,
        home_page_url=credit.home,
        id=credit.id,
        icon=credit.icon,
        updated=_date(credit.updated or updated),
        rights=credit.rights,
    )


def _topics(site: Site, topics: tuple[Topic, ...]) -> list[dict[str, str]]:
    return [{"name": topic.name, "url": site.address(topic.path)} for topic in topics]


def _date(moment: datetime | None) -> str | None:
    return None if moment is None else atom_date(moment).isoformat()


def _present(**members: Any) -> dict[str, Any]:
    """The members that say something, in the order given."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}

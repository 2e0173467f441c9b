"""The desk's own words and addresses: how a stored entry, its source and its topics are shown everywhere."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from aggregator.config.settings import OutputName, OutputStyle, Settings
from aggregator.markup import shortened
from aggregator.models.entry import Entry, Prepared
from aggregator.models.output import OutEntry, Outline, Related, Site, SourceCredit, Topic
from aggregator.models.rules import Verdict
from aggregator.models.source import BodyPolicy, Source
from aggregator.publish.pictures import with_pictures
from aggregator.render.assets import ASSET_FOLDER
from aggregator.render.messages import messages_for
from aggregator.render.titles import framed, title_frame
from aggregator.store.shown import Departure, Leaving
from aggregator.store.sources import StoredSource
from aggregator.urls import slugify, words_of_address

#: So many digits of a published id are in the address of an entry's page: 60 bits that are as good as random.
ENTRY_ID_LENGTH = 16
#: The name of the fact that tells by which settings, and by which version, outputs are made.
MADE_WITH = "outputs_made_with"


class House:
    """The desk's own words and addresses, as its settings give them."""

    def __init__(self, settings: Settings, *, is_static: bool = False) -> None:
        """`is_static`: as it lies in files, where nothing answers."""
        self.publish = settings.publish
        # files can't fetch a picture, and whoever wants none shown from its publisher wants that there too
        self._images = "none" if is_static and settings.publish.images == "proxy" else settings.publish.images
        #: Who tells subscribers of our feeds that they changed.
        self.hub = None if is_static else settings.publish.hub
        self.site = Site(
            title=settings.site.title,
            url=settings.site.url,
            description=settings.site.description,
            language=settings.site.language,
            timezone=settings.site.timezone,
            light=settings.site.light,
            dark=settings.site.dark,
            rights=settings.site.rights,
            icon=settings.site.icon or f"{settings.site.url}{ASSET_FOLDER}icon.svg",
            logo=settings.site.logo,
            is_static=is_static,
        )
        #: What the list of vacancies is called.
        self.jobs = messages_for(self.site.language).words["jobs"]
        #: Events of the calendar as they were last made: by what they depend on, each with its place in the order.
        self.events: dict[Hashable, tuple[datetime, int, str]] = {}
        self.ttl_minutes = max(1, round(settings.polling.every.total_seconds() / 60))
        self.categories = {
            rule.name: Topic(rule.name, f"category/{slugify(rule.name)}/") for rule in settings.categories
        }
        self.agencies = {rule.name: Topic(rule.name, f"agency/{slugify(rule.name)}/") for rule in settings.agencies}
        self._by_path = {topic.path: topic for topic in (*self.categories.values(), *self.agencies.values())}

    def topic(self, path: str) -> Topic | None:
        """The category or agency that lives there."""
        return self._by_path.get(path)

    def departure(self, entry: Entry | Leaving, source: StoredSource) -> Departure:
        """The entry as it goes out now, under the titles that stay with it."""
        return Departure(entry.id, self.frame(entry, source), self.output_frames(entry, source))

    def frame(self, entry: Entry | Leaving, source: StoredSource) -> str:
        """The frame of an entry's title if it went out now."""
        return self._framed(entry, source, self.publish.title)

    def output_frames(self, entry: Entry | Leaving, source: StoredSource) -> dict[str, str]:
        """The frames of its title in outputs that have a style of their own, if it went out now."""
        styles = ((name, style.title) for name, style in self.publish.outputs.items())
        return {name: self._framed(entry, source, style) for name, style in styles if style is not None}

    def frame_of(
        self, title: str, *, categories: Collection[str], publisher: str, source: str, style: str | None = None
    ) -> str:
        """The frame of this title: the first category that applies, in the order of the config, leads."""
        category = next((name for name in self.categories if name in categories), None)
        return title_frame(style or self.publish.title, title, category=category, publisher=publisher, source=source)

    def out_entry(
        self,
        entry: Entry,
        source: StoredSource,
        newest: datetime | None,
        output: OutputName,
        related: tuple[Related, ...] = (),
    ) -> OutEntry:
        """The entry as an output shows it; `newest` is the date of its source's newest entry, `related` where else the
        story is told that it leads.
        """
        link = entry.link or source.facts.link or source.url
        style = self.publish.outputs.get(output, OutputStyle())
        body = narrower(source.body, style.body)
        shown = OutEntry(
            published_id=entry.published_id,
            link=entry.link,
            title=framed(self._frame_in(output, entry, source), entry.title),
            original_title=entry.title,
            summary="" if body == "none" else entry.summary,
            body_html=shortened(entry.body_html, style.length) if body == "full" else None,
            authors=entry.authors,
            categories=_carried(self.categories, entry.categories),
            agencies=_carried(self.agencies, entry.agencies),
            published=entry.sort_at,
            updated=entry.changed_at,
            source=credit_of(source, newest),
            publisher=_publisher(entry, source),
            publisher_url=entry.publisher_url,
            source_line=source_line(link),
            image=entry.image,
            enclosures=entry.enclosures,
            related=related,
            vacancy=entry.vacancy,
            is_closed=entry.closed_at is not None,
            language=entry.language,
            rights=entry.rights,
            path=self.entry_path(entry.published_id, entry.title),
        )
        return with_pictures(shown, self.site, entry_head(entry.published_id), self._images)

    def entry_path(self, published_id: str, title: str) -> str:
        """Where the page of an entry stands. In files each page has a folder of its own."""
        path = entry_path(published_id, title)
        return f"{path}/" if self.site.is_static else path

    def _framed(self, entry: Entry | Leaving, source: StoredSource, style: str) -> str:
        return self.frame_of(
            entry.title,
            categories=entry.categories,
            publisher=_publisher(entry, source),
            source=source.name,
            style=style,
        )

    def _frame_in(self, output: OutputName, entry: Entry, source: StoredSource) -> str:
        """As it went out there, else as it went out at all; what never did is in today's style."""
        if entry.title_frame is not None:
            return entry.output_frames.get(output, entry.title_frame)
        return self.output_frames(entry, source).get(output) or self.frame(entry, source)


#: From least to most.
_BODIES: tuple[BodyPolicy, ...] = ("none", "summary", "full")


def narrower(one: str, other: str) -> BodyPolicy:
    """The policy of the two that shows less."""
    return next(policy for policy in _BODIES if policy in (one, other))


@dataclass(frozen=True, slots=True)
class Preview:
    """An entry as it would go out, before it is stored."""

    title: str
    link: str | None
    published: datetime | None
    source_line: str
    #: Its categories, then its agencies.
    tags: tuple[str, ...]


def preview(settings: Settings, source: Source, judged: Iterable[tuple[Prepared, Verdict]]) -> list[Preview]:
    """What would be published of these entries of a source."""
    house = House(settings)
    return [
        Preview(
            title=framed(
                house.frame_of(
                    _title_to_be(entry),
                    categories=[tag.name for tag in verdict.tags],
                    publisher=entry.publisher or source.publisher or source.name,
                    source=source.name,
                ),
                _title_to_be(entry),
            ),
            link=entry.link,
            published=entry.published,
            source_line=source_line(entry.link or source.url),
            tags=tuple(tag.name for tag in verdict.tags),
        )
        for entry, verdict in judged
        if verdict.relevant
    ]


def _title_to_be(entry: Prepared) -> str:
    """Its title; where it has none but its address, the words that it will go out under if its page gives none."""
    made = words_of_address(entry.title) if entry.title == entry.link else None
    return made or entry.title


def opml_of(settings: Settings) -> bytes:
    """The sources of the settings as OPML, those that are one agency's together."""
    from aggregator.render.opml import render_opml

    groups: dict[str, list[SourceCredit]] = {}
    for source in settings.sources:
        if source.public:
            credit = SourceCredit(name=source.name, url=source.url, is_feed=source.kind in (None, "feed"))
            groups.setdefault(source.agency or settings.site.title, []).append(credit)
    outlines = [Outline(name=name, sources=tuple(group)) for name, group in groups.items()]
    return render_opml(House(settings).site, outlines)


def _carried(topics: Mapping[str, Topic], names: Collection[str]) -> tuple[Topic, ...]:
    """The topics of these names, in the order of the config."""
    return tuple(topic for name, topic in topics.items() if name in names)


def source_line(link: str) -> str:
    """`host/path` of an address, as the closing line says it."""
    parts = urlsplit(link)
    return f"{parts.hostname or ''}{parts.path.rstrip('/')}"


def _publisher(entry: Entry | Leaving, source: StoredSource) -> str:
    return entry.publisher or source.publisher or source.name


def credit_of(source: StoredSource, newest: datetime | None) -> SourceCredit:
    """The source as it is credited; `newest` is the date of its newest entry."""
    return SourceCredit(
        name=source.name,
        url=source.url,
        is_feed=source.facts.kind in (None, "feed"),
        home=source.facts.link,
        id=source.facts.feed_id,
        icon=source.facts.icon,
        rights=source.facts.rights,
        updated=source.facts.updated or newest,
        path=f"source/{source.slug}/",
    )


def entry_path(published_id: str, title: str) -> str:
    """Where an entry's page stands: the head of its published id finds it, the words are for people."""
    return f"entry/{entry_head(published_id)}/{slugify(title) or 'entry'}"


def entry_head(published_id: str) -> str:
    """So much of a published id as stands in addresses."""
    return published_id.removeprefix("urn:uuid:").replace("-", "")[:ENTRY_ID_LENGTH]

"""Entries as lists show them: a card each, under the day that it bears or, of a vacancy, the day on which it closes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from markupsafe import Markup

from aggregator.models.output import OutEntry, Site, Topic
from aggregator.render.attribution import elsewhere_anchors, source_anchor
from aggregator.render.messages import Messages
from aggregator.render.vacancies import vacancy_terms
from aggregator.render.vacancy_facts import Fact, standing_facts

#: Longer bylines are cut to the first few names.
_BYLINE_NAMES = 3
#: Whatever a publisher writes, a list stays light: the entry's own page has all of it.
_MOST_TITLE, _MOST_BYLINE = 300, 160


@dataclass(frozen=True, slots=True)
class Card:
    """An entry of a list."""

    entry: OutEntry
    title: str
    #: Its page, else the original.
    href: str
    iso: str
    told: str
    byline: str
    #: Of a vacancy, in one line; or one by one, where vacancies are what the list is about.
    terms: str
    facts: tuple[Fact, ...]
    source: Markup
    #: Who else tells the story.
    elsewhere: Markup
    topics: tuple[Topic, ...]
    #: Only when it isn't the page's.
    lang: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day, or those without one."""

    iso: str | None
    told: Markup
    cards: tuple[Card, ...]


def days_of(entries: Iterable[OutEntry], site: Site, root: str, messages: Messages, *, by_closing: bool) -> list[Day]:
    """The entries in their order, those in a row that share a day together."""

    def day_of(entry: OutEntry) -> date | None:
        if by_closing:
            return entry.vacancy.closes if entry.vacancy else None
        return entry.published.astimezone(ZoneInfo(site.timezone)).date()

    return [
        Day(
            iso=day.isoformat() if day else None,
            told=_told_day(day, messages, by_closing=by_closing),
            cards=tuple(_card(entry, site, root, messages, with_facts=by_closing) for entry in members),
        )
        for day, members in groupby(entries, key=day_of)
    ]


def _card(entry: OutEntry, site: Site, root: str, messages: Messages, *, with_facts: bool) -> Card:
    moment = entry.published.astimezone(ZoneInfo(site.timezone))
    return Card(
        entry=entry,
        title=_cut(entry.title, _MOST_TITLE),
        href=entry.credit_url if entry.path is None else root + entry.path,
        iso=moment.isoformat(timespec="seconds"),
        told=messages.dates.date_of(moment.date()),
        byline=_cut(byline(entry, messages), _MOST_BYLINE),
        terms="" if with_facts else vacancy_terms(entry, messages),
        facts=standing_facts(entry, messages) if with_facts else (),
        source=Markup(source_anchor(entry, messages)),
        elsewhere=Markup(elsewhere_anchors(entry, messages)),
        topics=topics_of(entry),
        lang=foreign_language(entry, site),
    )


def byline(entry: OutEntry, messages: Messages) -> str:
    """Who wrote it, unless that only says the publisher again."""
    authors = [author for author in entry.authors if author.casefold() != entry.publisher.casefold()]
    if not authors:
        return ""
    named = ", ".join(authors[:_BYLINE_NAMES])
    if len(authors) > _BYLINE_NAMES:
        named = messages.words["and_more"].format(authors=named)
    return messages.words["by"].format(authors=named)


def topics_of(entry: OutEntry) -> tuple[Topic, ...]:
    """What it is filed under, each once."""
    return tuple(dict.fromkeys(entry.categories + entry.agencies))


def foreign_language(entry: OutEntry, site: Site) -> str | None:
    """Its language where a voice should change for it: not between British and American English."""
    language, ours = entry.language, site.language
    is_foreign = language is not None and language.split("-")[0].lower() != ours.split("-")[0].lower()
    return language if is_foreign else None


def _told_day(day: date | None, messages: Messages, *, by_closing: bool) -> Markup:
    """Weekday and date, each in its own span, since wide screens set them apart."""
    if day is None:
        return Markup("<span>{}</span>").format(messages.words["no_closing_date"])
    dates = messages.dates
    told = Markup(dates.day).format(
        weekday=Markup("<span>{}</span>").format(dates.weekday_of(day)),
        date=Markup('<span class="date">{}</span>').format(dates.date_of(day)),
    )
    return Markup(messages.words["closes"]).format(date=told) if by_closing else told


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip() + "…"

"""Letters: of alarms, the weekly desk note and the newsletter, each as HTML that mail programs can show and as text.

Mail programs know no style sheets: templates use tables and inline styles. Only the newsletter shows pictures, one to
an entry, and says all without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aggregator.models.alarm import Alarm, KeptAlarm
from aggregator.models.digest import Newsletter, Note, Section, WaitingEntry
from aggregator.models.feed import Image
from aggregator.models.notice import Letter
from aggregator.models.output import OutEntry, Site
from aggregator.render.attribution import (
    closing_text,
    elsewhere_anchors,
    elsewhere_text,
    reading_address,
    source_anchor,
)
from aggregator.render.messages import Messages, messages_for
from aggregator.render.outgoing import legible, outgoing, outgoing_site
from aggregator.render.sayings import told as saying_told
from aggregator.render.vacancies import vacancy_terms

#: How wide a picture stands beside its entry, in pixels.
PICTURE_WIDTH = 160


@dataclass(frozen=True, slots=True)
class _Picture:
    address: str
    #: Empty where its publisher says nothing: the title beside it does.
    alt: str
    width: int


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry in a newsletter."""

    entry: OutEntry
    title: str
    href: str
    told: str
    terms: str
    source: Markup
    source_text: str
    #: Who else tells the story; empty if nobody does.
    elsewhere: Markup
    elsewhere_text: str
    picture: _Picture | None


@dataclass(frozen=True, slots=True)
class _Part:
    heading: str
    href: str
    items: tuple[_Item, ...]


@dataclass(frozen=True, slots=True)
class _AlarmLine:
    subject: str
    sentence: str
    told: str


def render_alarms(site: Site, raised: Sequence[KeptAlarm], over: Sequence[KeptAlarm]) -> Letter:
    """What is wrong since the last message, and what is over."""
    site = outgoing_site(site)
    messages = messages_for(site.language)
    subject = _alarm_subject(raised, over, messages)
    return _letter(
        "alarms",
        f"{site.title}: {subject}",
        site,
        messages,
        raised=[_alarm_line(one, one.since, site, messages) for one in raised],
        over=[_alarm_line(one, one.over_at or one.since, site, messages) for one in over],
    )


def render_note(note: Note) -> Letter:
    """The desk note."""
    note = legible(note)
    site = outgoing_site(note.site)
    messages = messages_for(site.language)
    period = _period(note.since, note.until, site, messages)
    return _letter(
        "note",
        messages.letters["note_subject"].format(site=site.title, period=period),
        site,
        messages,
        note=note,
        held=[(name, messages.cause(why)) for name, why in note.held],
        period=period,
        standing=[_alarm_line(one, one.since, site, messages) for one in note.standing],
        over=[_alarm_line(one, one.over_at or one.since, site, messages) for one in note.over],
    )


def render_newsletter(newsletter: Newsletter) -> Letter:
    """The newsletter."""
    site = outgoing_site(newsletter.site)
    messages = messages_for(site.language)
    period = _period(newsletter.since, newsletter.until, site, messages)
    parts = [_part(section, site, messages) for section in newsletter.sections]
    if newsletter.vacancies:
        jobs = Section(messages.words["jobs"], "jobs/", newsletter.vacancies)
        parts.append(_part(jobs, site, messages))
    return _letter(
        "newsletter",
        messages.letters["newsletter_subject"].format(site=site.title, period=period),
        site,
        messages,
        period=period,
        parts=parts,
        more=newsletter.more,
    )


def render_review(site: Site, waiting: Sequence[WaitingEntry], total: int) -> Letter:
    """What waits at the desk, the newest of it by name."""
    site = outgoing_site(site)
    messages = messages_for(site.language)
    told = messages.letters["review_one"] if total == 1 else messages.letters["review_other"]
    return _letter(
        "review",
        told.format(site=site.title, number=total),
        site,
        messages,
        desk=site.address("desk/waiting/"),
        waiting=[(legible(one), site.address(one.path)) for one in waiting],
        more=total - len(waiting),
    )


def _letter(name: str, subject: str, site: Site, messages: Messages, **values: Any) -> Letter:
    values |= {"site": site, "words": messages.letters, "subject": subject}
    return Letter(
        subject=subject,
        text=_template(f"{name}.txt").render(values).strip() + "\n",
        html=_template(f"{name}.html").render(values),
    )


def _template(name: str) -> Any:
    return _templates().get_template(f"letters/{name}")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("aggregator.render"),
        autoescape=lambda name: not (name or "").endswith(".txt"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _alarm_subject(raised: Sequence[KeptAlarm], over: Sequence[KeptAlarm], messages: Messages) -> str:
    """About one alarm it says which, about several how many."""
    if len(raised) + len(over) == 1:
        return alarm_title((*raised, *over)[0].alarm, messages, is_over=bool(over))
    return messages.letters["alarm_many"].format(raised=len(raised), over=len(over))


def alarm_title(alarm: Alarm, messages: Messages, *, is_over: bool) -> str:
    """In a few words what it is about, or that it is over."""
    alarm = legible(alarm)
    kind = messages.letters[f"kind_{alarm.kind}"]
    told = messages.letters["over_one"] if is_over else messages.letters["alarm_one"]
    return told.format(what=f"{alarm.subject}: {kind}" if alarm.subject else kind)


def _alarm_line(kept: KeptAlarm, at: datetime, site: Site, messages: Messages) -> _AlarmLine:
    alarm = legible(kept.alarm)
    moment = at.astimezone(ZoneInfo(site.timezone))
    told = f"{messages.dates.date_of(moment.date())}, {moment:%H:%M}"
    return _AlarmLine(alarm.subject or site.title, saying_told(alarm.told, messages), told)


def _period(since: datetime, until: datetime, site: Site, messages: Messages) -> str:
    """From the first whole day to the last that has begun."""
    zone = ZoneInfo(site.timezone)
    first, last = since.astimezone(zone).date(), (until - timedelta(seconds=1)).astimezone(zone).date()
    dates = messages.dates
    return messages.letters["period"].format(first=dates.date_of(first), last=dates.date_of(last))


def _part(section: Section, site: Site, messages: Messages) -> _Part:
    items = tuple(_item(outgoing(entry), site, messages) for entry in section.entries)
    return _Part(legible(section.name) or messages.letters["other"], site.address(section.path), items)


def _item(entry: OutEntry, site: Site, messages: Messages) -> _Item:
    day = entry.published.astimezone(ZoneInfo(site.timezone)).date()
    return _Item(
        entry=entry,
        # the heading says the category and the line below the publisher: the house style would say both again
        title=entry.original_title or entry.title,
        href=reading_address(site, entry) or entry.credit_url,
        told=messages.dates.date_of(day),
        terms=vacancy_terms(entry, messages),
        source=Markup(source_anchor(entry, messages)),
        source_text=closing_text(entry, messages),
        elsewhere=Markup(elsewhere_anchors(entry, messages)),
        elsewhere_text=elsewhere_text(entry, messages),
        picture=_picture(entry.image) if entry.image else None,
    )


def _picture(image: Image) -> _Picture:
    """As wide as the others, unless it is known to be smaller."""
    return _Picture(image.url, image.alt or "", min(image.width or PICTURE_WIDTH, PICTURE_WIDTH))

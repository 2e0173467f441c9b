"""The page that tells how the sources stand: what is in trouble first, and what came, was asked and failed by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from zoneinfo import ZoneInfo

from markupsafe import Markup

from aggregator.history import filled
from aggregator.models.source import DayCount
from aggregator.models.status import SourceStatus, StatusPage
from aggregator.render.charts import chart, peak, spark
from aggregator.render.frame import page_words, rendered_template, window_title
from aggregator.render.messages import Messages, messages_for
from aggregator.render.outgoing import legible, outgoing_site
from aggregator.render.sayings import all_told

#: Sources on one page. With what is cut below, it weighs less than 100 kB whatever anybody's settings say.
PAGE_SIZE = 100
_MOST_NAME, _MOST_ADDRESS, _MOST_TROUBLE, _MOST_PROBLEM = 80, 80, 200, 300
#: From what needs somebody to what needs nobody.
_URGENCY = ("misconfigured", "failing", "gone", "held", "retrying", "waiting", "new", "ok", "paused")


@dataclass(frozen=True, slots=True)
class Row:
    """A source as the page lists it."""

    name: str
    health: str
    health_told: str
    last: Markup | str
    next: Markup | str
    stored: str
    address: str
    trouble: str
    chart: Markup


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its name and sum."""

    name: str
    sum: int
    chart: Markup


def render_status(page: StatusPage) -> bytes | None:
    """The page; None if there are not so many."""
    site = outgoing_site(page.site)
    messages = messages_for(site.language)
    standing, said, zone = page.standing, messages.status, ZoneInfo(site.timezone)
    ordered = sorted(standing.sources, key=lambda one: _URGENCY.index(one.health))
    pages = max(1, -(-len(ordered) // PAGE_SIZE))
    if not 1 <= page.number <= pages:
        return None
    now = standing.at.astimezone(zone)
    shown = ordered[(page.number - 1) * PAGE_SIZE : page.number * PAGE_SIZE]
    days = filled((day for one in standing.sources for day in one.days), now.date())
    return rendered_template(
        "status.html",
        page_words(site, "./", messages)
        | {
            "said": said,
            "title": window_title(said["title"], page.number, site, messages),
            "searched": "",
            "lead": said["lead"].format(time=f"{messages.dates.date_of(now.date())}, {now:%H:%M %Z}"),
            "tally": _tally(ordered, messages),
            "figures": _figures(days, messages),
            "days": [(messages.dates.date_of(day.day), day) for day in reversed(days) if day.polls],
            "span": (messages.dates.date_of(days[0].day), messages.dates.date_of(days[-1].day)),
            "rows": [_row(one, now, messages) for one in shown],
            "refused": [_cut(problem, _MOST_PROBLEM) for problem in legible(standing.refused[:10])],
            "page": page,
            "pages": pages,
            "page_told": messages.words["page_number"].format(number=page.number),
        },
    )


def _tally(sources: list[SourceStatus], messages: Messages) -> list[tuple[str, str, int]]:
    """How many stand how, the most urgent first."""
    counts = [(health, sum(one.health == health for one in sources)) for health in _URGENCY]
    return [(health, messages.health[health], count) for health, count in counts if count]


def _figures(days: tuple[DayCount, ...], messages: Messages) -> list[Figure]:
    said = messages.status
    series = (
        (said["entries"], [day.entries for day in days]),
        (said["polls"], [day.polls for day in days]),
        (said["faults"], [day.faults for day in days]),
    )
    dates = [day.day for day in days]
    return [Figure(name, sum(counts), chart(counts, _told(name, dates, counts, messages))) for name, counts in series]


def _told(name: str, days: list[date], counts: list[int], messages: Messages) -> str:
    """The chart in words."""
    ends = {"first": messages.dates.date_of(days[0]), "last": messages.dates.date_of(days[-1])}
    if not any(counts):
        return messages.status["chart_empty"].format(name=name, **ends)
    day, most = peak(days, counts)
    told = messages.status["chart"]
    return told.format(name=name, sum=sum(counts), most=most, peak=messages.dates.date_of(day), **ends)


def _row(source: SourceStatus, now: datetime, messages: Messages) -> Row:
    said = messages.status
    source = legible(source)
    counts = [day.entries for day in filled(source.days, now.date())]
    held = said["held_for"].format(why=messages.cause(source.held)) if source.held else ""
    prospect = all_told(source.prospect, messages, zone=now.tzinfo or UTC, now=now)
    return Row(
        name=_cut(source.name, _MOST_NAME),
        health=source.health,
        health_told=messages.health[source.health],
        last=_time(source.last_poll, now, messages) if source.last_poll else said["never"],
        next=_next(source, now, messages),
        stored=said["stored"].format(count=source.entries),
        address=_cut(source.url or "", _MOST_ADDRESS),
        trouble=_cut(" ".join(filter(None, (held, messages.cause(source.cause), prospect))), _MOST_TROUBLE),
        chart=spark(counts, said["spark"].format(sum=sum(counts))),
    )


def _next(source: SourceStatus, now: datetime, messages: Messages) -> Markup | str:
    if source.next_poll is not None:
        return _time(source.next_poll, now, messages) if source.next_poll > now else messages.status["now"]
    return messages.status["now" if source.health == "new" else "not_planned"]


def _time(moment: datetime, now: datetime, messages: Messages) -> Markup:
    """The time of day, with its date unless that is today."""
    local = moment.astimezone(now.tzinfo)
    told = f"{local:%H:%M}"
    if local.date() != now.date():
        told = f"{local.day} {messages.dates.month_name(local.date())[:3]} {told}"
    return Markup('<time datetime="{}">{}</time>').format(local.strftime("%Y-%m-%dT%H:%M%z"), told)


def _cut(text: str, most: int) -> str:
    """As much of it as weighs no more than so many bytes on the page."""
    if _weight(text) <= most:
        return text
    text = text[:most]
    while _weight(text) > most - _weight("…"):
        text = text[:-1]
    return text.rstrip() + "…"


def _weight(text: str) -> int:
    return len(escape(text).encode())

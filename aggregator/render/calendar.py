"""iCalendar (RFC 5545): the closing dates of vacancies, each a day in whatever calendar subscribes to them.

No clock is read: an event's stamp is its entry's date of change, and its UID is the entry's own for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, timedelta

from aggregator.models.output import OutEntry, Site
from aggregator.render.attribution import closing_text, reading_address
from aggregator.render.messages import Messages, messages_for
from aggregator.render.outgoing import legible, outgoing, outgoing_site
from aggregator.render.vacancies import vacancy_terms

MEDIA_TYPE = "text/calendar"
#: Section 3.1: a line is folded before it has more octets than this.
_MAX_OCTETS = 75


def render_calendar(site: Site, name: str, file: str, events: Iterable[str], ttl_minutes: int) -> bytes:
    """The calendar as bytes, of events in the order given."""
    site = outgoing_site(site)
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//aggregator//jobs//EN",
        "CALSCALE:GREGORIAN",
        # what RFC 7986 calls NAME and REFRESH-INTERVAL most calendars know by these
        *(f"{key}:{_escaped(legible(name))}" for key in ("NAME", "X-WR-CALNAME")),
        f"SOURCE;VALUE=URI:{site.address(file)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{ttl_minutes}M",
        f"X-PUBLISHED-TTL:PT{ttl_minutes}M",
    ]
    return "".join([_block(head), *events, "END:VCALENDAR\r\n"]).encode("utf-8")


def render_event(site: Site, entry: OutEntry) -> str:
    """The closing date of an entry's vacancy as an event; nothing if it has none."""
    if entry.vacancy is None or entry.vacancy.closes is None:
        return ""
    site = outgoing_site(site)
    return _block(_event(site, outgoing(entry), entry.vacancy.closes, messages_for(site.language)))


def _block(lines: Iterable[str]) -> str:
    return "".join([f"{folded}\r\n" for line in lines for folded in _folded(line)])


def _event(site: Site, entry: OutEntry, closes: date, messages: Messages) -> Iterator[str]:
    stamp = entry.updated.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    title = messages.words["closing"].format(title=entry.title)
    about = [vacancy_terms(entry, messages), entry.summary, closing_text(entry, messages)]
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.published_id.removeprefix('urn:uuid:')}"
    yield f"DTSTAMP:{stamp}"
    yield f"CREATED:{entry.published.astimezone(UTC).strftime('%Y%m%dT%H%M%SZ')}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_day(closes)}"
    if closes < date.max:
        yield f"DTEND;VALUE=DATE:{_day(closes + timedelta(days=1))}"
    yield f"SUMMARY:{_escaped(title)}"
    if entry.vacancy is not None and entry.vacancy.location:
        yield f"LOCATION:{_escaped(entry.vacancy.location)}"
    yield f"DESCRIPTION:{_escaped(chr(10).join(part for part in about if part))}"
    if address := reading_address(site, entry):
        yield f"URL:{address}"
    if entry.categories:
        yield f"CATEGORIES:{','.join(_escaped(topic.name) for topic in entry.categories)}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy that day
    yield "END:VEVENT"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _escaped(text: str) -> str:
    """Section 3.3.11."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no character divided; each but the first begins with a space."""
    if len(line) <= _MAX_OCTETS and line.isascii():  # nearly all
        yield line
        return
    octets = line.encode("utf-8")
    start, most = 0, _MAX_OCTETS
    while len(octets) - start > most:
        end = start + most
        while octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        yield (" " if start else "") + octets[start:end].decode("utf-8")
        start, most = end, _MAX_OCTETS - 1
    yield (" " if start else "") + octets[start:].decode("utf-8")

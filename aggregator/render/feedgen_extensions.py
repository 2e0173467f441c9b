"""What feedgen lacks, through its own extension mechanism: the whole `atom:source`, pictures with size and credit,
archives (RFC 5005), a correctly spelled `sy:` module, languages, dates without a clock or a locale, a style sheet.

feedgen asks an extension for namespaces once (`extend_ns`) and then hands it the finished element to add to. Its Atom
elements carry no namespace in the tree (the root declares it as a plain attribute), so ours don't either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from aggregator.models.article import Vacancy
from aggregator.models.feed import Enclosure, Image
from aggregator.models.output import SourceCredit
from aggregator.render.vacancies import yearly_salary

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
JOBS = "http://base.google.com/ns/1.0"
EVENTS = "http://purl.org/rss/1.0/modules/event/"
DC = "http://purl.org/dc/elements/1.1/"
SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
HISTORY = "http://purl.org/syndication/history/1.0"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom_date(moment: datetime) -> datetime:
    """A moment as feeds tell it: UTC, whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0)


def rss_date(moment: datetime) -> str:
    """RFC 822 with a year of four digits. feedgen's own writer switches the process's locale, which threads share."""
    return format_datetime(atom_date(moment))


@dataclass(frozen=True, slots=True)
class Link:
    """An Atom link."""

    href: str
    rel: str
    type: str | None = None
    title: str | None = None
    length: int | None = None


class Extension:
    """An extension that adds nothing yet."""

    def extend_ns(self) -> dict[str, str]:
        return {}

    def extend_atom(self, element: etree._Element) -> etree._Element:
        return element

    def extend_rss(self, element: etree._Element) -> etree._Element:
        return element


class HeadExtension(Extension):
    """The head of a feed, beyond what feedgen writes: what both dialects add."""

    #: The address of a CSS style sheet for people who open the feed in a browser.
    style: str | None = None
    hub: str | None = None
    #: To the archives or further pages of the same format.
    links: tuple[Link, ...] = ()
    is_archive: bool = False

    def extend_ns(self) -> dict[str, str]:
        return {"fh": HISTORY}

    def _extend(self, root: etree._Element, head: etree._Element, link_name: str) -> etree._Element:
        hub = (Link(self.hub, "hub"),) if self.hub else ()
        for link in (*hub, *self.links):
            _child(head, link_name, href=link.href, rel=link.rel)
        if self.is_archive:
            _child(head, f"{{{HISTORY}}}archive")
        if self.style:
            root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{self.style}"'))
        return root


class AtomHeadExtension(HeadExtension):
    def extend_atom(self, element: etree._Element) -> etree._Element:
        return self._extend(element, element, "link")


class RssHeadExtension(HeadExtension):
    updated: datetime | None = None
    ttl_minutes: int = 60

    def extend_ns(self) -> dict[str, str]:
        return super().extend_ns() | {"sy": SYNDICATION}

    def extend_rss(self, element: etree._Element) -> etree._Element:
        channel = element[0]
        if self.updated is not None:
            _child(channel, "lastBuildDate", rss_date(self.updated))
        # feedgen's own `sy:` module spells the names with a capital, which no reader knows.
        period, minutes = ("hourly", 60) if self.ttl_minutes <= 60 else ("daily", 24 * 60)
        _child(channel, f"{{{SYNDICATION}}}updatePeriod", period)
        _child(channel, f"{{{SYNDICATION}}}updateFrequency", str(max(minutes // max(self.ttl_minutes, 1), 1)))
        return self._extend(element, channel, f"{{{ATOM}}}link")


class CreditExtension(Extension):
    """Where an entry comes from. Atom gets its links and the whole `atom:source`; RSS's `source` is feedgen's own."""

    #: feedgen forgets the `rel`, `type`, `title` and `length` of an Atom entry's links, and RSS has no such thing.
    links: tuple[Link, ...] = ()
    source: SourceCredit | None = None
    #: Stands in where the source has no date of its own; RFC 4287 wants one.
    updated: datetime | None = None
    #: For RSS: the date without a locale, and authors, whom its own element wants to have an e-mail address.
    published: datetime | None = None
    creators: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    rights: str | None = None

    def extend_ns(self) -> dict[str, str]:
        return {"dc": DC}

    def extend_atom(self, element: etree._Element) -> etree._Element:
        if self.language:
            element.set(_XML_LANG, self.language)
        self._add_links(element, "link")
        if self.publisher:
            _child(element, f"{{{DC}}}publisher", self.publisher)
        if self.source is not None:
            self._add_source(element, self.source)
        return element

    def extend_rss(self, element: etree._Element) -> etree._Element:
        if self.published is not None:
            _child(element, "pubDate", rss_date(self.published))
        for creator in self.creators:
            _child(element, f"{{{DC}}}creator", creator)
        for name, text in (("publisher", self.publisher), ("language", self.language), ("rights", self.rights)):
            if text:
                _child(element, f"{{{DC}}}{name}", text)
        self._add_links(element, f"{{{ATOM}}}link")
        return element

    def _add_links(self, element: etree._Element, name: str) -> None:
        for link in self.links:
            size = str(link.length) if link.length else None
            _child(element, name, href=link.href, rel=link.rel, type=link.type, title=link.title, length=size)

    def _add_source(self, entry: etree._Element, credit: SourceCredit) -> None:
        source = _child(entry, "source")
        _child(source, "id", credit.id or credit.url)
        _child(source, "title", credit.name)
        if credit.is_feed:
            _child(source, "link", href=credit.url, rel="self")
        alternate = credit.home or (None if credit.is_feed else credit.url)
        if alternate:
            _child(source, "link", href=alternate, rel="alternate", type="text/html")
        updated = credit.updated or self.updated
        if updated is not None:
            _child(source, "updated", atom_date(updated).isoformat())
        if credit.icon:
            _child(source, "icon", credit.icon)
        if credit.rights:
            _child(source, "rights", credit.rights)


class VacancyExtension(Extension):
    """The terms of a vacancy in the words of Google Base, which job boards and the W3C validator know; where those
    want another form than pages have ("Leeds", not a postal address), in the RSS event module's.
    """

    vacancy: Vacancy | None = None

    def extend_ns(self) -> dict[str, str]:
        return {"g": JOBS, "ev": EVENTS}

    def extend_atom(self, element: etree._Element) -> etree._Element:
        return self.extend_rss(element)

    def extend_rss(self, element: etree._Element) -> etree._Element:
        vacancy = self.vacancy
        if vacancy is None:
            return element
        salary = yearly_salary(vacancy.salary)
        for name, text in (
            (f"{{{JOBS}}}expiration_date", vacancy.closes and vacancy.closes.isoformat()),
            (f"{{{JOBS}}}employer", vacancy.employer),
            (f"{{{EVENTS}}}location", vacancy.location),
            (f"{{{JOBS}}}job_type", vacancy.hours),
            (f"{{{JOBS}}}salary", salary and salary.amount),
            (f"{{{JOBS}}}salary_type", salary and "starting"),
            (f"{{{JOBS}}}currency", salary and salary.currency),
        ):
            if text:
                _child(element, name, text)
        return element


class MediaExtension(Extension):
    """Media RSS: the picture with its size, description and credit, and files beyond RSS's one enclosure."""

    image: Image | None = None
    files: tuple[Enclosure, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        return {"media": MEDIA}

    def extend_atom(self, element: etree._Element) -> etree._Element:
        return self.extend_rss(element)

    def extend_rss(self, element: etree._Element) -> etree._Element:
        if self.image is not None:
            self._add_picture(element, self.image)
        for file in self.files:
            content = _child(element, f"{{{MEDIA}}}content", url=file.url, type=file.type)
            if file.length:
                content.set("fileSize", str(file.length))
        return element

    def _add_picture(self, element: etree._Element, image: Image) -> None:
        size = {name: str(value) for name, value in (("width", image.width), ("height", image.height)) if value}
        content = _child(element, f"{{{MEDIA}}}content", url=image.url, medium="image", **size)
        if image.alt:
            _child(content, f"{{{MEDIA}}}description", image.alt, type="plain")
        if image.credit:
            _child(content, f"{{{MEDIA}}}credit", image.credit)
        _child(element, f"{{{MEDIA}}}thumbnail", url=image.url, **size)


def _child(parent: etree._Element, name: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    child = etree.SubElement(parent, name, {key: value for key, value in attributes.items() if value is not None})
    child.text = text
    return child

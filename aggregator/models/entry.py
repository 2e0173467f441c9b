"""What we keep: the entry as it is stored, and how it came to go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.models.article import Vacancy
from aggregator.models.feed import Enclosure, Image, Label
from aggregator.models.rules import Tag


class Standing(StrEnum):
    """Whether an entry goes out in the combined feed. OUT and KEPT_BACK stay; one that JOINED a story goes out
    when it is next to lead it.
    """

    #: Its source is held: shown on the source's own page and feeds until it is let go, then one of the others.
    HELD = "held"
    WAITING = "waiting"
    OUT = "out"
    #: Another entry stands for the story that it tells.
    JOINED = "joined"
    #: Shown on its source's, agency's and category's own pages and feeds only.
    KEPT_BACK = "kept_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An entry of a fetched document, identified, cleaned and tagged, before the store has seen it."""

    #: What makes it the same entry next time, within its source (parse.identity).
    identity: str
    #: Of everything that matters in the raw entry; another one means that it was edited.
    content_hash: bytes
    entry_id: str | None
    link: str | None
    canonical_url: str | None
    title: str
    #: Plain text, at most 300 characters.
    summary: str
    #: Clean HTML, shown only where the source's `body` says so.
    body_html: str
    #: As published, zlib; for cleaning again when the cleaner changes.
    raw_body: bytes
    #: The words that search and tagging see.
    text: str
    #: What it goes by where its source's ids fail (parse.identity): its address levelled, and a hash of its raw text.
    address: str | None
    text_name: str
    #: The document brought the body itself, not just a summary.
    is_whole: bool = False
    #: It stood on a listing page or in a sitemap, which bring no bodies, whatever they tease with.
    is_listed: bool = False
    authors: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    published: datetime | None = None
    published_text: str | None = None
    updated: datetime | None = None
    enclosures: tuple[Enclosure, ...] = ()
    image: Image | None = None
    publisher: str | None = None
    publisher_url: str | None = None
    language: str | None = None
    rights: str | None = None
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A stored entry. Times are UTC."""

    id: int
    #: `urn:uuid:…`, made once from the source's first address and the identity; never changes.
    published_id: str
    source_id: int
    source_name: str
    identity: str
    content_hash: bytes
    entry_id: str | None
    link: str | None
    canonical_url: str | None
    title: str
    summary: str
    body_html: str
    authors: tuple[str, ...]
    labels: tuple[Label, ...]
    #: The publisher's; None when missing or unreadable.
    published: datetime | None
    updated: datetime | None
    #: Ours; frozen.
    first_seen: datetime
    fetched_at: datetime
    #: min(published, first_seen): the place in every list.
    sort_at: datetime
    enclosures: tuple[Enclosure, ...]
    image: Image | None
    publisher: str | None
    publisher_url: str | None
    language: str | None
    rights: str | None
    tags: tuple[Tag, ...]
    vacancy: Vacancy | None
    #: Since when the vacancy is closed.
    closed_at: datetime | None
    standing: Standing
    #: Given when it goes out, never reused.
    publication_number: int | None
    #: The house style around its title as it went out, with {title} where the title stands; frozen.
    title_frame: str | None
    #: Name of an output with a style of its own → the frame there, as frozen.
    output_frames: Mapping[str, str]
    went_out_at: datetime | None
    #: The id of the entry that its story began with; None while nobody else tells it.
    story_id: int | None
    #: Moves with every change that an output may show.
    change_number: int
    #: When a reader should notice: first_seen, then each edit of the text.
    changed_at: datetime

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(tag.name for tag in self.tags if tag.kind == "category")

    @property
    def agencies(self) -> tuple[str, ...]:
        return tuple(tag.name for tag in self.tags if tag.kind == "agency")

"""An old blog moved in: its posts with their dates, categories, pictures and source lines, none of it sent out as news.

What the house style put around a title, and the source line under a text, are read back into what they were made of.
The old addresses are remembered, so that they can lead to the new pages. Moved in twice, it is there once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from aggregator.config.settings import Settings
from aggregator.editing.acts import Hand
from aggregator.hashing import content_hash
from aggregator.markup import unescaped
from aggregator.models.entry import Prepared, Standing
from aggregator.models.feed import ParsedEntry
from aggregator.models.rules import HandTag
from aggregator.models.source import FeedFacts, Source
from aggregator.parse.identity import identify
from aggregator.pipeline.desk import tagger_for
from aggregator.store import acts, aliases, entries, old_addresses, sources, tagging
from aggregator.store.engine import Store, Transaction
from aggregator.store.entries import Incoming
from aggregator.tag.agencies import key_of
from aggregator.tag.entry_input import tag_input
from aggregator.tag.tagger import Tagger
from aggregator.urls import canonicalize, host_of, slugify
from aggregator.workers.preparing import prepare

#: Posts that come in with one transaction: a writer must not keep polls waiting.
BATCH = 50
#: The closing line that credits the original: its link, or its address in words.
_SOURCE_LINE = re.compile(
    r"(?is)<(p|div)>\s*(?:<(?:em|strong|span)>\s*)*source:?\s*(?:</(?:em|strong|span)>\s*)*"
    r"(?:<a\b[^>]*\bhref=\"(?P<href>https?://[^\"]+)\"[^>]*>.*?</a>|(?P<said>[^<\s]+\.[^<\s]+))"
    r"\s*(?:</(?:em|strong|span)>\s*)*</\1>\s*$"
)


@dataclass(slots=True)
class Report:
    """What came, or would come."""

    found: int = 0
    new: int = 0
    here_already: int = 0
    undated: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    with_picture: int = 0
    with_source: int = 0
    #: Category or agency of ours → posts; and the blog's own labels that are none of ours.
    filed: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Blog:
    """The blog that moves in."""

    name: str
    #: Where it stood.
    url: str

    @property
    def first_url(self) -> str:
        """Half of every published id of its posts."""
        return f"blog:{host_of(self.url) or slugify(self.name)}"


class MoveIn:
    """One blog moving in, post by post, in lots; what is there already is passed by."""

    def __init__(self, store: Store, by: Hand, blog: Blog, *, writes: bool = True) -> None:
        self._store, self._by, self._blog, self._now, self._writes = store, by, blog, by.now, writes
        self._tagger: Tagger = tagger_for(by.settings)
        self._names = _names(by.settings)
        self._source = Source(
            name=blog.name, url=blog.url, publisher=blog.name, scope="member", body="full", extract="never"
        )
        self._seen: set[str] = set()
        self.report = Report()

    def is_known(self, url: str) -> bool:
        """Whether the post at this address is here already, so that nobody needs to read its page; counted if so."""
        (one,) = identify([ParsedEntry(link=url)])
        with self._store.reading() as tx:
            source_id = sources.known_by(tx, self._blog.first_url)
            is_here = source_id is not None and bool(_present(tx, source_id, [one.identity]))
        if is_here and one.identity not in self._seen:
            self._seen.add(one.identity)
            self.report.found += 1
            self.report.here_already += 1
        return is_here

    def take(self, posts: Sequence[ParsedEntry]) -> None:
        """Let these in."""
        # by address alone: the same post may come by a feed today and by an export tomorrow
        identified = identify([replace(post, entry_id=None) for post in posts])
        for start in range(0, len(identified), BATCH):
            lot = [
                (one.identity, one.entry) for one in identified[start : start + BATCH] if one.identity not in self._seen
            ]
            self._seen.update(identity for identity, _ in lot)
            if self._writes:
                with self._store.writing() as tx:
                    self._take(tx, lot)
            else:
                with self._store.reading() as tx:
                    self._take(tx, lot)

    def finish(self) -> None:
        """Write down in the audit that it moved in."""
        if not self._writes or not self.report.new:
            return
        with self._store.writing() as tx:
            acts.note(
                tx,
                who=self._by.who,
                act="move_in",
                at=self._now,
                title=self._blog.name,
                source_id=self._source_id(tx),
                after={"entries": self.report.new},
            )

    def _take(self, tx: Transaction, lot: Sequence[tuple[str, ParsedEntry]]) -> None:
        source_id = self._source_id(tx) if self._writes else sources.known_by(tx, self._blog.first_url)
        present = _present(tx, source_id, [identity for identity, _ in lot]) if source_id is not None else set()
        for identity, post in lot:
            self.report.found += 1
            if identity in present:
                self.report.here_already += 1
                continue
            arrival = self._read(identity, post)
            self._count(arrival)
            if source_id is not None and self._writes:
                self._let_in(tx, source_id, post, arrival)

    def _source_id(self, tx: Transaction) -> int:
        facts = FeedFacts(kind="page", title=self._blog.name, link=self._blog.url)
        slug = slugify(self._blog.name) or "blog"
        return sources.add_own(tx, self._blog.first_url, self._source, slug, facts, self._now)

    def _read(self, identity: str, post: ParsedEntry) -> Arrival:
        prepared = prepare(identity, content_hash(post), post, self._blog.url)
        return without_house_style(prepared, self._names)

    def _let_in(self, tx: Transaction, source_id: int, post: ParsedEntry, arrival: Arrival) -> None:
        prepared = arrival.prepared
        verdict = self._tagger.tag(tag_input(self._source, prepared, prepared.text))
        incoming = Incoming(replace(prepared, tags=verdict.tags), Standing.KEPT_BACK)
        (entry_id,) = entries.insert_new(tx, source_id, self._blog.first_url, [incoming], self._now)
        if arrival.filed:
            tagging.correct(tx, entry_id, arrival.filed, self._now)
            tagging.write(tx, {entry_id: verdict.tags})
        (entry,) = entries.load(tx, [entry_id])
        old_addresses.remember(tx, _old_paths(post), entry.published_id)

    def _count(self, arrival: Arrival) -> None:
        report, prepared = self.report, arrival.prepared
        report.new += 1
        report.with_picture += prepared.image is not None
        report.with_source += arrival.has_source
        report.filed.update(one.name for one in arrival.filed)
        report.unknown.update(arrival.unknown)
        if prepared.published is None:
            report.undated += 1
            return
        report.oldest = min(report.oldest or prepared.published, prepared.published)
        report.newest = max(report.newest or prepared.published, prepared.published)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A post as it comes in."""

    prepared: Prepared
    #: What its labels and its title mean here, and the labels that mean nothing.
    filed: tuple[HandTag, ...]
    unknown: tuple[str, ...]
    #: It credits an original.
    has_source: bool


def without_house_style(post: Prepared, names: dict[str, HandTag]) -> Arrival:
    """The post with its title and source line read back: "Category: Publisher - Title", "Source: host/path"."""
    filed = [names[key] for label in post.labels if (key := key_of(label.term)) in names]
    unknown = tuple(label.term for label in post.labels if key_of(label.term) not in names)
    title, publisher = post.title, None
    head, colon, rest = title.partition(": ")
    if colon and (category := names.get(key_of(head))):
        filed.append(category)
        title = rest
        said, dash, ending = rest.partition(" - ")
        if dash and said.strip() and ending.strip():
            publisher, title = said.strip(), ending.strip()
    body, link = post.body_html, post.link
    if line := _SOURCE_LINE.search(body):
        link = unescaped(line["href"]) if line["href"] else f"http://{line['said'].removeprefix('http://')}"
        body = body[: line.start()].rstrip()
    prepared = replace(
        post,
        title=title,
        publisher=publisher or post.publisher,
        link=link,
        canonical_url=canonicalize(link) if link else None,
        body_html=body,
    )
    return Arrival(prepared, tuple(dict.fromkeys(filed)), unknown, has_source=line is not None)


def _names(settings: Settings) -> dict[str, HandTag]:
    """Every spelling of a category or an agency → what an entry gets by it."""
    names = {key_of(rule.name): HandTag(kind="category", name=rule.name, added=True) for rule in settings.categories}
    for agency in settings.agencies:
        for spelling in (agency.name, *agency.aliases):
            names.setdefault(key_of(spelling), HandTag(kind="agency", name=agency.name, added=True))
    return names


def _present(tx: Transaction, source_id: int, identities: Sequence[str]) -> set[str]:
    """Those that are here, or were and were taken out for good."""
    return set(aliases.by_identity(tx, source_id, identities))


def _old_paths(post: ParsedEntry) -> Iterable[str]:
    """Where the post stood: its address, and WordPress's short one in its guid."""
    return [path for address in (post.link, post.entry_id) if (path := old_path(address or ""))]


def old_path(address: str) -> str | None:
    """Path and query of an address of the old site; None for its front page, and for what is no address."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return None
    path = parts.path.strip("/")
    said = f"{path}?{parts.query}" if parts.query else path
    return said or None

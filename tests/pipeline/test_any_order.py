"""Any interleaving of polls, edits, re-orderings, guid changes, removals, retention and restarts: no piece is published
twice, nothing removed returns, and no id ever changes.

The store and everything between a fetched document and its recorded outcome are real; the network is scripted.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from aggregator import housekeeping, publish
from aggregator.config.settings import Publish, Retention, Settings
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.models.entry import Entry
from aggregator.outcomes import Fetched, FetchOutcome
from aggregator.pipeline.desk import fetch_policy, tagger_for, take_over
from aggregator.pipeline.holding import release
from aggregator.pipeline.intake import Intake
from aggregator.store import entries, tombstones
from aggregator.store.engine import open_store
from aggregator.store.tables import entries as entry_rows
from aggregator.store.tables import tombstones as buried
from aggregator.workers.pool import Workers
from tests.samples import NOON, a_source

A = TypeVarTuple("A")
R = TypeVar("R")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Article:
    """A piece on a scripted site; its number never changes, everything else may."""

    number: int
    published: datetime | None
    guid: str
    place: str
    title: str
    text: str = "As first written."
    #: What is other than at the last visit. Nobody can recognise a piece of which nothing stayed.
    changed: set[str] = field(default_factory=set)
    is_listed: bool = True


@dataclass
class Paper:
    """A scripted site with one feed. A shaky one makes new guids at each visit."""

    host: str
    is_shaky: bool
    articles: list[Article] = field(default_factory=list)
    visits: int = 0
    #: Some of its guids changed.
    is_troubled: bool = False

    def feed(self) -> bytes:
        self.visits += 1
        listed = [article for article in self.articles if article.is_listed]
        for article in listed:
            article.changed.clear()
        items = "".join(self._item(article) for article in listed)
        return f'<rss version="2.0"><channel><title>{self.host}</title>{items}</channel></rss>'.encode()

    def _item(self, article: Article) -> str:
        guid = f"{article.guid}-{self.visits}" if self.is_shaky else article.guid
        date = f"<pubDate>{article.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate>" if article.published else ""
        return (
            f'<item><guid isPermaLink="false">{guid}</guid><link>http://{self.host}/{article.place}</link>'
            f"<title>{article.title}</title><description>[{article.number}] {article.text}</description>{date}</item>"
        )

    def may_change(self, article: Article, what: str) -> bool:
        """Whether the piece can still be recognised by something if this changes too."""
        changed = article.changed | {what} | ({"guid"} if self.is_shaky or self.is_troubled else set())
        if {"guid", "place"} <= changed or {"place", "title"} <= changed:
            return False
        return article.published is not None or not {"guid", "title", "text"} <= changed


class ScriptedFetcher(Fetcher):
    """Answers from the papers, without a network."""

    def __init__(self, papers: dict[str, Paper]) -> None:
        super().__init__(fetch_policy(Settings()))
        self.papers = papers

    @asynccontextmanager
    async def reading(self, request: FetchRequest) -> AsyncIterator[FetchOutcome]:
        yield Fetched(url=request.url, status=200, body=self.papers[request.url].feed())


class AtHand(Workers):
    """Does at once, here, what child processes do."""

    async def run(
        self, job: Callable[[*A], R], *arguments: *A, limit_seconds: float = 0.0, is_heavy: bool = False
    ) -> R:
        return job(*arguments)


class AnyOrder(RuleBasedStateMachine):
    """The rules are what may happen; the invariant is what must hold whenever nothing is being written."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.now, self.count = NOON, 0
        #: Published id → the piece that it stands for, and back, for good.
        self.pieces: dict[str, tuple[str, int]] = {}
        self.ids: dict[tuple[str, int], str] = {}
        self.removed: set[tuple[str, int]] = set()

    @initialize(shaky=st.lists(st.booleans(), min_size=1, max_size=2))
    def found(self, shaky: list[bool]) -> None:
        hosts = [f"paper{number}.example" for number in range(len(shaky))]
        self.papers = {f"http://{host}/feed": Paper(host, one) for host, one in zip(hosts, shaky, strict=True)}
        configured = tuple(a_source(paper.host, url=url) for url, paper in self.papers.items())
        self.settings = Settings(sources=configured, publish=Publish.model_validate({"first_import": "all"}))
        self._open()

    def _open(self) -> None:
        if not (place := Path(self.folder.name, "desk.db")).exists():
            place.write_bytes(_empty_database())
        self.store = open_store(f"sqlite:///{self.folder.name}/desk.db")
        with self.store.writing() as tx:
            self.polled = {one.source.url: one for one in take_over(tx, self.settings, self.now).values()}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def _piece(self, data: st.DataObject) -> tuple[Paper, Article]:
        every = [(paper, article) for paper in self.papers.values() for article in paper.articles]
        return data.draw(st.sampled_from(every))

    def _paper(self, data: st.DataObject) -> Paper:
        return data.draw(st.sampled_from(list(self.papers.values())))

    @rule(data=st.data(), age=st.sampled_from([None, -HOUR, HOUR, 40 * DAY]), number=st.integers(1, 3))
    def write(self, data: st.DataObject, age: timedelta | None, number: int) -> None:
        paper = self._paper(data)
        for _ in range(number):
            self.count += 1
            published = None if age is None else self.now - age - timedelta(seconds=self.count)
            piece = Article(self.count, published, f"g{self.count}", f"p{self.count}", f"Piece {self.count}")
            paper.articles.insert(0, piece)

    @precondition(lambda self: self.count)
    @rule(data=st.data(), what=st.sampled_from(["title", "text", "guid", "place"]))
    def change(self, data: st.DataObject, what: str) -> None:
        paper, article = self._piece(data)
        self.count += 1
        if paper.may_change(article, what):
            article.changed.add(what)
            paper.is_troubled |= what == "guid"
            setattr(article, what, f"{what} {self.count}" if what in ("title", "text") else f"{what[0]}{self.count}")

    @precondition(lambda self: self.count)
    @rule(data=st.data())
    def share_a_guid(self, data: st.DataObject) -> None:
        """Two pieces that both stand in the next document get one id."""
        paper, article = self._piece(data)
        other = data.draw(st.sampled_from(paper.articles))
        if article.is_listed and other.is_listed and not article.changed and not other.changed:
            article.guid, paper.is_troubled = other.guid, True
            article.changed |= {"guid", "shared"}
            other.changed |= {"guid", "shared"}

    @precondition(lambda self: self.count)
    @rule(data=st.data())
    def list_or_not(self, data: st.DataObject) -> None:
        _, article = self._piece(data)
        if "shared" not in article.changed:
            article.is_listed = not article.is_listed

    @rule(data=st.data())
    def reorder(self, data: st.DataObject) -> None:
        paper = self._paper(data)
        paper.articles = data.draw(st.permutations(paper.articles))

    @rule(data=st.data(), later=st.sampled_from([HOUR, DAY, 30 * DAY]))
    def poll(self, data: st.DataObject, later: timedelta) -> None:
        self.now += later
        url = data.draw(st.sampled_from(list(self.papers)))
        intake = Intake(
            self.store,
            ScriptedFetcher(self.papers),
            AtHand(),
            self.settings,
            tagger_for(self.settings),
            clock=lambda: self.now,
        )
        report = asyncio.run(intake.poll(self.polled[url]))
        assert report.cause is None, report.cause
        with self.store.writing() as tx:
            publish.publish(tx, self.settings, self.now)

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def take_down(self, data: st.DataObject) -> None:
        with self.store.writing() as tx:
            stored = sorted(entries.find(tx, data.draw(st.sampled_from(sorted(self.pieces)))))
            tombstones.take_down(tx, stored, self.now)

    @rule(days=st.integers(1, 60), keep_at_least=st.integers(0, 2))
    def prune(self, days: int, keep_at_least: int) -> None:
        retention = Retention(days=days, keep_at_least=keep_at_least)
        asyncio.run(housekeeping.prune(self.store, retention, self.now))

    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        polled = self.polled[data.draw(st.sampled_from(list(self.polled)))]
        with self.store.writing() as tx:
            release(tx, polled.id, per_day=20, now=self.now)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self._open()

    @invariant()
    def every_piece_is_there_once_under_the_id_that_it_always_had_unless_it_was_removed(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.reading() as tx:
            of_every = tx.execute(select(entry_rows.c.id)).scalars().all()
            stored = entries.load(tx, of_every, with_bodies=True)
            gone = set(tx.execute(select(buried.c.published_id)).scalars())
        pieces = [(entry.source_name, _number(entry)) for entry in stored]
        assert len(set(pieces)) == len(pieces), "published twice"
        for piece, entry in zip(pieces, stored, strict=True):
            assert self.pieces.setdefault(entry.published_id, piece) == piece, "an id went over to another piece"
            assert self.ids.setdefault(piece, entry.published_id) == entry.published_id, "a piece got another id"
        self.removed |= {self.pieces[published_id] for published_id in gone}
        assert not self.removed & set(pieces), "it came back"


@cache
def _empty_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        open_store(f"sqlite:///{folder}/desk.db").close()
        return Path(folder, "desk.db").read_bytes()


def _number(entry: Entry) -> int:
    found = re.search(r"\[(\d+)\]", entry.body_html)
    assert found, entry.body_html
    return int(found[1])


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

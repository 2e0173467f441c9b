"""What an entry's own page adds: body, date, picture, vacancy, for entries that came without.

A story beside the pipeline's: entries are stored first, marked as wanting their page; here the pages are fetched with
the same manners and read in a child process. A page that can't be read costs the entry its body and nothing else: after
the first try the entry goes out with what it has, and the page is tried again a few times. Only what has no title yet
waits for one, as long as there are tries left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.errors import ExtractError, StoreError, WorkerError
from aggregator.extract import ArticleHints
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.logs import get_logger
from aggregator.models.article import Article
from aggregator.models.document import Document
from aggregator.models.entry import Entry, Standing
from aggregator.models.source import Source
from aggregator.outcomes import Cause, Fetched
from aggregator.store import articles, tombstones
from aggregator.store.articles import WantedArticle
from aggregator.store.engine import Store, Transaction
from aggregator.tag.entry_input import tag_input
from aggregator.tag.tagger import Tagger
from aggregator.urls import may_share_secrets, words_of_address
from aggregator.workers.jobs import read_article
from aggregator.workers.pool import Workers
from aggregator.workers.preparing import SUMMARY_CHARS

log = get_logger(__name__)

#: The longest that fetching one page may take, and that reading it may.
FETCH_SECONDS = 20.0
READ_SECONDS = 2.0
#: When a page that could not be read is tried again; then no more.
RETRIES = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
#: Pages looked after in one go.
AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Articles:
    """Reads the pages that entries want. `sources` are those of the config by their id in the store."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    tagger: Tagger
    sources: Mapping[int, Source]
    clock: Callable[[], datetime]

    async def read_due(self) -> int:
        """Read what is due now, a few at once; how many pages were asked for."""
        now = self.clock()
        wanted = await self.store.read(lambda tx: articles.wanted_articles(tx, now, AT_ONCE))
        async with asyncio.TaskGroup() as group:
            for one in wanted:
                group.create_task(self._read(one))
        return len(wanted)

    async def read(self, entry_id: int) -> bool:
        """Read the page of this entry, if it is due; whether it was asked for."""
        now = self.clock()
        for one in await self.store.read(lambda tx: articles.wanted_articles(tx, now, among=[entry_id])):
            await self._read(one)
            return True
        return False

    async def _read(self, wanted: WantedArticle) -> None:
        try:
            ending = await self._ask(wanted.entry)
        except StoreError:
            raise
        except Exception as error:
            log.exception("article_crashed", entry=wanted.entry.published_id, url=wanted.entry.link)
            ending = Cause("internal", f"The program made a mistake of its own ({type(error).__name__}); see the log.")
        await self.store.write(lambda tx: self._record(tx, wanted, ending))
        log.info(
            "article_read",
            source=wanted.entry.source_name,
            url=wanted.entry.link,
            cause=ending.message if isinstance(ending, Cause) else None,
        )

    async def _ask(self, entry: Entry) -> Article | Cause:
        """The article on the entry's page, or why there is none."""
        if entry.link is None:
            return Cause("no_address", "The entry has no address to read.")
        source = self.sources.get(entry.source_id)
        is_own = source is not None and may_share_secrets(entry.link, source.url)
        request = FetchRequest(
            url=entry.link,
            purpose="page",
            headers=source.headers if source and is_own else (),
            auth=source.auth if source and is_own else None,
            host_key=source.queue if source and is_own else None,
            pauses_host=source is None or source.retry_after == "host",
            timeout_seconds=FETCH_SECONDS,
        )
        hints = ArticleHints(
            title=entry.title,
            published=entry.published,
            summary=entry.summary or None,
            author=", ".join(entry.authors) or None,
        )
        async with self.fetcher.reading(request) as answer:
            if not isinstance(answer, Fetched):
                return answer.cause if hasattr(answer, "cause") else Cause("not_modified_unasked", "Nothing came.")
            document = Document(
                url=answer.url, body=answer.body, content_type=answer.content_type, charset=answer.charset
            )
            try:
                return await self.workers.run(
                    read_article, document, hints, self.clock().date(), limit_seconds=READ_SECONDS
                )
            except (ExtractError, WorkerError) as error:
                return error.cause

    def _record(self, tx: Transaction, wanted: WantedArticle, ending: Article | Cause) -> None:
        now = self.clock()
        if wanted.missed >= articles.MISSED_TWICE:
            if _is_gone(ending):
                articles.close(tx, wanted.entry.id, now)
            else:
                articles.still_open(tx, wanted.entry.id)
            return
        if self._is_withdrawn(tx, wanted, ending):
            tombstones.remove(tx, [wanted.entry.id], now, "withdrawn")
            return
        if isinstance(ending, Cause) or ending.withheld is not None:
            later = RETRIES[wanted.tries] if wanted.tries < len(RETRIES) else None
            articles.postpone_article(tx, wanted.entry.id, now + later if later else None)
            if wanted.entry.title == wanted.entry.link:
                _name(tx, wanted.entry, ending, is_last=later is None, now=now)
            return
        entry = with_article(wanted.entry, ending)
        text = ending.text or wanted.text
        source = self.sources.get(entry.source_id)
        verdict = (
            self.tagger.tag(tag_input(source, entry, text, is_vacancy=entry.vacancy is not None)) if source else None
        )
        articles.save_article(
            tx,
            entry,
            text=text,
            html=ending.html,
            tags_carried=verdict.tags if verdict else entry.tags,
            now=now,
        )

    def _is_withdrawn(self, tx: Transaction, wanted: WantedArticle, ending: Article | Cause) -> bool:
        """Whether the publisher took the page away: said for good (410), or not found at the last try either, by a site
        that does show us other pages."""
        if not isinstance(ending, Cause):
            return False
        if ending.code == "not_found" and wanted.tries >= len(RETRIES):
            return articles.shows_pages(tx, wanted.entry.source_id, len(RETRIES))
        return ending.code == "gone"


def _name(tx: Transaction, entry: Entry, ending: Article | Cause, *, is_last: bool, now: datetime) -> None:
    """A title for an entry that came without, as sitemaps' do: the page's, though its text be kept from us. When all
    tries are over, the last words of its address; where there are none, or no page any more, it never goes out.
    """
    title = None if isinstance(ending, Cause) else ending.title
    if title is None and is_last and not _has_no_page(ending):
        title = words_of_address(entry.link or "")
    if title:
        articles.give_title(tx, entry.id, title, now)
    elif is_last:
        articles.keep_back(tx, entry.id)


def _has_no_page(ending: Article | Cause) -> bool:
    return isinstance(ending, Cause) and ending.code in ("not_found", "gone")


def with_article(entry: Entry, article: Article) -> Entry:
    """The entry with what its page adds. What the document said stays; what subscribers saw does not move."""
    published, sort_at = entry.published, entry.sort_at
    if entry.standing is not Standing.OUT and published is None and article.published is not None:
        published, sort_at = article.published, min(article.published, entry.first_seen)
    title_is_made = entry.title in (entry.link, entry.identity)
    is_relay = article.publisher_url is not None
    return replace(
        entry,
        title=article.title if title_is_made and article.title else entry.title,
        # the publisher's own words about the piece; the text itself is only shown where the source agreed
        summary=entry.summary or (article.description or "")[:SUMMARY_CHARS],
        authors=entry.authors or ((article.author,) if article.author else ()),
        image=entry.image or article.image,
        published=published,
        sort_at=sort_at,
        publisher=article.publisher if is_relay and article.publisher else entry.publisher,
        publisher_url=article.publisher_url or entry.publisher_url,
        language=entry.language or article.language,
        vacancy=article.vacancy,
    )


def _is_gone(ending: Article | Cause) -> bool:
    """Whether the page of a vacancy that its list lacks is gone, or offers none any more."""
    return _has_no_page(ending) or (not isinstance(ending, Cause) and ending.vacancy is None)

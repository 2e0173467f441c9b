"""Reading an old blog, wherever it is kept: an export, a feed with its further pages, saved pages, or the blog."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit, urlunsplit

from aggregator.editing.acts import NotPossible
from aggregator.errors import ParseError, WorkerError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import FetchRequest
from aggregator.models.document import Document
from aggregator.models.feed import ParsedEntry
from aggregator.outcomes import Fetched
from aggregator.parse.listing.page import own_address
from aggregator.urls import address_key, host_of
from aggregator.workers.old_blogs import OldDocument, read_old_document, read_old_post
from aggregator.workers.pool import Workers

#: Pages of a feed or a list that are followed.
MOST_PAGES = 1_000
READ_SECONDS = 60.0

Posts = AsyncIterator[list[ParsedEntry]]
#: Whether the post at an address need not be read.
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class OldBlog:
    """How an old blog is read. `posts` of a file, a folder or an address, in lots; known ones may be left out."""

    workers: Workers
    fetcher: Fetcher
    #: Where it stood, for files that don't say.
    site: str

    async def of_file(self, file: Path) -> Posts:
        """An export or a saved feed."""
        found = await self._read(Document(url=self.site, body=_bytes(file)))
        if found is None or not found.posts:
            raise NotPossible(f"{file} is neither an export nor a feed with posts in it.")
        yield list(found.posts)

    async def of_folder(self, folder: Path, known: Known) -> Posts:
        """Saved pages: those that the lists among them name, or, where none is a list, all that bear a date."""
        pages = _saved_pages(folder, self.site)
        listed: dict[str, ParsedEntry] = {}
        for page in pages:
            found = await self._read(page)
            listed |= {address_key(one.link): one for one in (found.listed if found else ()) if one.link}
        if not pages:
            raise NotPossible(f"There are no pages in {folder}.")
        for page in pages:
            item = listed.get(address_key(page.url))
            if (listed and item is None) or known(page.url):
                continue
            post = await self._post(page, item or ParsedEntry(link=page.url))
            if post is not None and (item is not None or post.published is not None):
                yield [post]

    async def of_address(self, url: str, known: Known) -> Posts:
        """A feed with its further pages, or a list of posts with its further pages and the posts' own."""
        first = await self._fetched(url)
        found = await self._read(first) if first else None
        if first is None or found is None:
            raise NotPossible(f"{url} can't be read.")
        if found.posts:
            async for lot in self._by_feed(first.url, found):
                yield lot
            return
        seen: set[str] = set()
        page: Document | None = first
        while page is not None and found is not None and len(seen) < MOST_PAGES:
            seen.add(address_key(page.url))
            for item in found.listed:
                if item.link and host_of(item.link) == host_of(url) and not known(item.link):
                    own = await self._fetched(item.link)
                    post = await self._post(own, item) if own else None
                    if post is not None:
                        yield [post]
            following = found.following
            page = await self._fetched(following) if following and address_key(following) not in seen else None
            found = await self._read(page) if page else None

    async def _by_feed(self, url: str, first: OldDocument) -> Posts:
        """The feed, and its further pages as WordPress numbers them, until one brings nothing new."""
        seen: set[str | None] = set()
        posts: list[ParsedEntry] = list(first.posts)
        for number in range(2, MOST_PAGES):
            if not posts:
                return
            yield posts
            seen.update(post.link or post.entry_id for post in posts)
            page = await self._fetched(_with_query(url, f"paged={number}"))
            found = await self._read(page) if page else None
            posts = [post for post in (found.posts if found else ()) if (post.link or post.entry_id) not in seen]

    async def _fetched(self, url: str) -> Document | None:
        answer = await self.fetcher.get(FetchRequest(url=url, purpose="page"))
        if not isinstance(answer, Fetched):
            return None
        return Document(url=answer.url, body=answer.body, content_type=answer.content_type, charset=answer.charset)

    async def _read(self, document: Document) -> OldDocument | None:
        try:
            return await self.workers.run(read_old_document, document, limit_seconds=READ_SECONDS)
        except (ParseError, WorkerError):
            return None

    async def _post(self, document: Document, listed: ParsedEntry) -> ParsedEntry | None:
        try:
            return await self.workers.run(read_old_post, document, listed, limit_seconds=READ_SECONDS)
        except WorkerError:
            return None


def _saved_pages(folder: Path, site: str) -> list[Document]:
    return [_saved(file, folder, site) for file in sorted(folder.rglob("*.htm*")) if file.is_file()]


def _saved(file: Path, folder: Path, site: str) -> Document:
    """A saved page under the address that it had: its own word, else its place in the folder."""
    body = _bytes(file)
    place = file.relative_to(folder).with_suffix("").as_posix()
    return Document(url=own_address(body) or urljoin(site, place.removesuffix("index")), body=body)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotPossible(f"{file} can't be read: {error.strerror}") from error


def _with_query(url: str, said: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=f"{parts.query}&{said}" if parts.query else said))

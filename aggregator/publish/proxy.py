"""Pictures of entries, fetched once from their publishers through the guard, made small, and kept.

What is asked for is looked up among the pictures of a stored entry, each time: an entry that is taken down takes its
pictures along. Whatever goes wrong costs the picture, and is not tried again for a while.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from aggregator.errors import PictureError, WorkerError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.policy import MEBIBYTE, FetchRequest
from aggregator.logs import get_logger
from aggregator.outcomes import Failed, Fetched, Waiting
from aggregator.publish.picture_files import PictureFiles
from aggregator.publish.pictures import mark_of_address, pictures_of
from aggregator.publish.places import read_entry
from aggregator.store import browsing, entries
from aggregator.store.engine import Store, Transaction
from aggregator.thumbnails import Thumbnail
from aggregator.workers.jobs import make_thumbnail
from aggregator.workers.pool import Workers

log = get_logger(__name__)

MOST_BYTES = 8 * MEBIBYTE
FETCH_SECONDS, DECODE_SECONDS = 20.0, 10.0
#: How long a reader waits; the picture is made all the same, for whoever comes next.
PATIENCE_SECONDS = 10.0
#: So many are made or waited for at once, each of them once.
MOST_AT_ONCE = 200
#: How long a picture that could not be had is not asked for again, and how many such are remembered.
RETRY_SECONDS, MOST_FAILED = 1800.0, 5000
_ACCEPT = "image/jpeg, image/png, image/webp, image/gif"


@dataclass(slots=True)
class PictureProxy:
    """Pictures by the addresses that outputs give them."""

    store: Store
    workers: Workers
    tasks: dict[str, asyncio.Task[Thumbnail | None]] = field(default_factory=dict)
    _failed: OrderedDict[str, float] = field(default_factory=OrderedDict)

    async def picture(self, head: str, mark: str, fetcher: Fetcher, files: PictureFiles) -> Thumbnail | None:
        """The picture that `pictures.picture_path` names; None if there is none, or none just now."""
        url = await self.store.read(lambda tx: _address(tx, head, mark))
        if url is None:
            return None
        kept = await asyncio.to_thread(files.get, mark)
        if kept is not None or self._failed.get(mark, 0.0) > time.monotonic():
            return kept
        task = self.tasks.get(mark)
        if task is None:
            if len(self.tasks) >= MOST_AT_ONCE:
                return None
            task = self.tasks[mark] = asyncio.create_task(self._make(mark, url, fetcher, files))
            task.add_done_callback(lambda _: self.tasks.pop(mark, None))
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        return task.result() if done and not task.cancelled() else None

    async def _make(self, mark: str, url: str, fetcher: Fetcher, files: PictureFiles) -> Thumbnail | None:
        request = FetchRequest(
            url=url, purpose="image", accept=_ACCEPT, max_bytes=MOST_BYTES, timeout_seconds=FETCH_SECONDS
        )
        answer = await fetcher.get(request)
        if not isinstance(answer, Fetched):
            self._fail(mark, url, answer.cause.message if isinstance(answer, Failed | Waiting) else "not asked for")
            return None
        try:
            made = await self.workers.run(make_thumbnail, answer.body, limit_seconds=DECODE_SECONDS, is_heavy=True)
        except (PictureError, WorkerError) as error:
            self._fail(mark, url, str(error))
            return None
        try:
            await asyncio.to_thread(files.put, mark, made)
        except OSError as error:
            log.warning("picture_not_kept", message="It is shown, but fetched again next time.", reason=str(error))
        return made

    def _fail(self, mark: str, url: str, reason: str) -> None:
        log.info("picture_failed", url=url, reason=reason)
        self._failed[mark] = time.monotonic() + RETRY_SECONDS
        if len(self._failed) > MOST_FAILED:
            self._failed.popitem(last=False)


def _address(tx: Transaction, head: str, mark: str) -> str | None:
    """The publisher's address of a picture of a public entry."""
    begins = read_entry(f"entry/{head}")
    entry_id = browsing.found(tx, begins) if begins else None
    if entry_id is None:
        return None
    (entry,) = entries.load(tx, [entry_id], with_bodies=True)
    return next((url for url in pictures_of(entry.image, entry.body_html) if mark_of_address(url) == mark), None)

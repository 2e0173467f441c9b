"""Pictures from us: only those of stored entries, fetched once over real HTTP, made small in a real child process."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image as Pillow

from aggregator.models.feed import Image
from aggregator.publish.house import entry_head
from aggregator.publish.picture_files import PictureFiles
from aggregator.publish.pictures import mark_of_address
from aggregator.publish.proxy import PictureProxy
from aggregator.store import entries, tombstones
from aggregator.store.engine import Store
from aggregator.thumbnails import Thumbnail
from aggregator.workers.pool import Workers
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Site, redirect, response
from tests.publish.shelf import come_in, follow, go_out
from tests.samples import NOON, a_prepared
from tests.test_thumbnails import png_of_size, written


@dataclass
class Gallery:
    """A desk with one entry, whose picture is at a site."""

    site: Site
    store: Store
    proxy: PictureProxy
    files: PictureFiles
    entry_id: int
    head: str

    async def ask(self, url: str, head: str | None = None, allow: str = "127.0.0.0/8") -> Thumbnail | None:
        async with quick_fetcher(quick_policy(allow_private=(allow,))) as fetcher:
            return await self.proxy.picture(head or self.head, mark_of_address(url), fetcher, self.files)

    @property
    def url(self) -> str:
        return self.site.url("/o.jpg")


@pytest.fixture
async def gallery(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[Gallery]:
    follow(sqlite_store)
    async with Site("127.0.9.31") as site, Workers(size=1) as workers:
        body = f'<p>See <img src="{site.url("/in-text.png")}?a=1&amp;b=2" alt=""/></p>'
        entry = a_prepared("1", image=Image(site.url("/o.jpg")), body_html=body)
        (entry_id,) = come_in(sqlite_store, "Heron", entry)
        go_out(sqlite_store)
        with sqlite_store.reading() as tx:
            (stored,) = entries.load(tx, [entry_id])
        files = PictureFiles(tmp_path / "pictures", 10**6)
        head = entry_head(stored.published_id)
        yield Gallery(site, sqlite_store, PictureProxy(sqlite_store, workers), files, entry_id, head)


async def test_a_picture_is_fetched_once_and_made_small(gallery: Gallery) -> None:
    gallery.site.answers["/o.jpg"] = response(written("JPEG", (3000, 1500)))
    asked = await asyncio.gather(*(gallery.ask(gallery.url) for _ in range(5)))
    again = await gallery.ask(gallery.url)
    assert again is not None and set(asked) == {again}
    assert Pillow.open(io.BytesIO(again.content)).size == (1280, 640)
    assert len(gallery.site.seen) == 1


async def test_pictures_of_the_text_are_shown_too(gallery: Gallery) -> None:
    gallery.site.answers["/in-text.png?a=1&b=2"] = response(written("PNG"))
    assert await gallery.ask(gallery.site.url("/in-text.png?a=1&b=2")) is not None


async def test_nobody_can_have_us_fetch_anything_else(gallery: Gallery) -> None:
    gallery.site.answers["/other.jpg"] = response(written("JPEG"))
    assert await gallery.ask(gallery.site.url("/other.jpg")) is None
    assert await gallery.ask(gallery.url, head="0123456789abcdef") is None
    assert gallery.site.seen == []


async def test_an_entry_that_is_taken_down_takes_its_picture_along(gallery: Gallery) -> None:
    gallery.site.answers["/o.jpg"] = response(written("JPEG"))
    assert await gallery.ask(gallery.url) is not None
    with gallery.store.writing() as tx:
        tombstones.remove(tx, [gallery.entry_id], NOON, "taken_down")
    assert await gallery.ask(gallery.url) is None


async def test_the_guard_holds_for_pictures(gallery: Gallery) -> None:
    gallery.site.answers["/o.jpg"] = response(written("JPEG"))
    assert await gallery.ask(gallery.url, allow="127.0.99.0/24") is None
    assert gallery.site.seen == []


@pytest.mark.parametrize(
    "answer",
    [
        response(b"gone", status=404),
        response(b"<svg xmlns='http://www.w3.org/2000/svg'/>", ("Content-Type", "image/svg+xml")),
        response(png_of_size(60_000, 60_000, 10), ("Content-Type", "image/png")),
        response(written("JPEG") + b"x" * 9_000_000),
        redirect("http://127.0.0.1:1/inside.jpg"),
    ],
    ids=["missing", "svg", "bomb", "too long", "elsewhere"],
)
async def test_what_fails_costs_the_picture_and_is_not_asked_for_again_soon(gallery: Gallery, answer: bytes) -> None:
    gallery.site.answers["/o.jpg"] = answer
    assert await gallery.ask(gallery.url) is None
    gallery.site.answers["/o.jpg"] = response(written("JPEG"))
    assert await gallery.ask(gallery.url) is None
    assert len(gallery.site.seen) == 1


async def test_a_disk_that_takes_nothing_still_shows_it(gallery: Gallery, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_bytes(b"")
    gallery.files = PictureFiles(tmp_path / "a-file", 10**6)
    gallery.site.answers["/o.jpg"] = response(written("JPEG"))
    assert await gallery.ask(gallery.url) is not None


def test_what_is_kept_has_a_bound_and_the_oldest_leave(tmp_path: Path) -> None:
    import os

    files = PictureFiles(tmp_path, 10_000)
    for number in range(15):
        files.put(f"{number:016x}", Thumbnail(b"x" * 1000, "image/jpeg"))
        os.utime(tmp_path / f"{number:016x}.jpg", (number, number))
    kept = {path.name for path in tmp_path.iterdir()}
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10_000
    assert f"{14:016x}.jpg" in kept and f"{0:016x}.jpg" not in kept
    assert files.get(f"{14:016x}") == Thumbnail(b"x" * 1000, "image/jpeg")
    assert files.get(f"{0:016x}") is None

"""Where the pictures of entries are shown from, as `publish.images` says: their publishers, us, or nowhere.

Ours is an address that names the entry and a mark of the picture's own address. Asked for it, we look the picture up
among those of the entry: so nobody can have us fetch anything else, and nothing needs to be signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from html import escape, unescape
from typing import Literal

from aggregator.models.feed import Image
from aggregator.models.output import OutEntry, Site
from aggregator.render.assets import PICTURE_FOLDER

_PICTURE = re.compile(r"<img\b[^<>]*>")
_SOURCE = re.compile(r'(?<=\ssrc=")[^"]*')


def with_pictures(entry: OutEntry, site: Site, head: str, images: Literal["link", "proxy", "none"]) -> OutEntry:
    """The entry with its pictures shown from there; `head` is the start of its published id."""
    if images == "link":
        return entry
    body = entry.body_html
    if images == "none":
        return replace(entry, image=None, body_html=body and _PICTURE.sub("", body))

    def ours(found: re.Match[str]) -> str:
        return escape(site.address(picture_path(head, unescape(found[0]))))

    return replace(
        entry,
        image=entry.image and _from_us(entry.image, site, head),
        body_html=body and _PICTURE.sub(lambda tag: _SOURCE.sub(ours, tag[0]), body),
    )


def picture_path(head: str, url: str) -> str:
    """Where we show a picture of an entry, from the site's root."""
    return f"{PICTURE_FOLDER}{head}/{mark_of_address(url)}"


def mark_of_address(url: str) -> str:
    """What stands for a picture's address in ours."""
    return blake2b(url.encode("utf-8", "replace"), digest_size=8).hexdigest()


def pictures_of(image: Image | None, body_html: str | None) -> Iterator[str]:
    """The addresses of all pictures of an entry."""
    if image is not None:
        yield image.url
    for tag in _PICTURE.findall(body_html or ""):
        yield from (unescape(source) for source in _SOURCE.findall(tag))


def _from_us(image: Image, site: Site, head: str) -> Image:
    """Its size changes on the way, so we don't say it."""
    return replace(image, url=site.address(picture_path(head, image.url)), width=None, height=None)

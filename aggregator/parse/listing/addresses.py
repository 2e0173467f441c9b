"""What an address alone says: whether it looks like that of one piece, and how two of them lie to each other."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from aggregator.parse.listing.links import word_count
from aggregator.parse.listing.words import DOCUMENT, LIST_WORDS


@lru_cache(maxsize=4096)
def slugginess(url: str) -> float:
    """0 to 1: how much an address looks like that of one piece (a slug of words, a date, a number, a document)."""
    parts = urlsplit(url)
    if DOCUMENT.search(parts.path):
        return 1.0
    segments = [segment for segment in parts.path.split("/") if segment]
    last = segments[-1] if segments else ""
    last = re.sub(r"\.(?:s?html?|php|aspx?|jsp|cfm)$", "", last)
    if len(re.findall(r"[-_+]|%20", last)) >= 2 and len(last) >= 12:
        return 1.0
    if re.search(r"/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]|$)", parts.path):
        return 1.0
    if re.search(r"\d{3,}", last) or re.search(
        r"(?:^|&)\w*(?:id|p|nid|article|newsid|aid|view)=\w*\d+", parts.query, re.IGNORECASE
    ):
        return 0.8
    if parts.query and len(parts.query) >= 16:
        return 0.5
    if len(last) >= 16 or (len(re.findall(r"[-_]", last)) >= 1 and len(segments) >= 2):
        return 0.5
    return 0.2 if len(segments) >= 2 else 0.0


def is_below(page_url: str, url: str) -> bool:
    """Whether an address lies under the page's own, which is more than the site's root."""
    here, there = urlsplit(page_url), urlsplit(url)
    folder = re.sub(r"/(?:index|default)\.\w+$|\.\w{3,5}$", "", here.path).rstrip("/")
    return bool(folder) and there.netloc == here.netloc and there.path.startswith(folder + "/")


@lru_cache(maxsize=1024)
def is_article_address(url: str) -> bool:
    """Whether an address is that of one piece: a slug of four words, or a date or number that no list word explains."""
    tail = urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1].lower()
    words = word_count(re.sub(r"[-_+]|%20", " ", re.sub(r"\.\w{2,5}$", "", tail)))
    if words >= 4:
        return slugginess(url) >= 1.0 and not (words == 4 and LIST_WORDS.search(tail.replace("-", " ")))
    return slugginess(url) >= 0.8 and re.search(r"\d{4,}", tail) is not None and LIST_WORDS.search(tail) is None


def is_beside(page_url: str, url: str) -> bool:
    """Whether page and link are siblings and both have an article's address."""
    here, there = urlsplit(page_url), urlsplit(url)
    if here.netloc != there.netloc or slugginess(url) < 0.8 or not is_article_address(page_url):
        return False
    ours, theirs = here.path.rstrip("/").split("/"), there.path.rstrip("/").split("/")
    return len(ours) == len(theirs) and _shape(ours[:-1]) == _shape(theirs[:-1])


def _shape(parts: list[str]) -> list[str]:
    return [re.sub(r"\d+", "0", part) for part in parts]

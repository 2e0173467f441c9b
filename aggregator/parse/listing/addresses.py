"""What an address alone says: whether it looks like that of one piece, and how two of them lie to each other."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from aggregator.parse.listing.texts import word_count
from aggregator.parse.listing.words import DOCUMENT, LIST_WORDS, META_PATH

#: Of a page's own query: the number of the piece that it shows.
_PIECE_PARAMETER = re.compile(
    r"(?:^|&)(?:news|article|story|post|entry|press|job|vacancy|a|n)_?(?:id|no|nr)=[^&]*\d{2}|(?:^|&)p=\d{2}",
    re.IGNORECASE,
)


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
    if last.isdigit() and len(segments) >= 2:
        return 0.6
    if parts.query and len(parts.query) >= 16:
        return 0.5
    if len(last) >= 16 or (len(re.findall(r"[-_]", last)) >= 1 and len(segments) >= 2):
        return 0.5
    return 0.2 if len(segments) >= 2 else 0.0


def is_below(page_url: str, url: str) -> bool:
    """Whether an address lies under the page's own, which is more than the site's root."""
    here, there = urlsplit(page_url), urlsplit(url)
    folder = re.sub(r"/(?:index|default|list[-_\d]*|page[-_]?\d+)\.\w+$|\.\w{3,5}$", "", here.path).rstrip("/")
    return bool(folder) and there.netloc == here.netloc and there.path.startswith(folder + "/")


@lru_cache(maxsize=1024)
def is_article_address(url: str) -> bool:
    """Whether an address is that of one piece: a slug of four words, or a date or number that no list word explains."""
    parts = urlsplit(url)
    if _PIECE_PARAMETER.search(parts.query):
        return True
    tail = parts.path.rstrip("/").rsplit("/", 1)[-1].lower()
    name = re.sub(r"[-_+]|%20", " ", re.sub(r"\.\w{2,5}$", "", tail))
    words = word_count(name)
    if words >= 4:
        return slugginess(url) >= 1.0 and not (words <= 5 and _is_named_like_list(name))
    return slugginess(url) >= 0.8 and re.search(r"\d{4,}", tail) is not None and LIST_WORDS.search(tail) is None


#: Front pages, in one language or several, and archives of a year, a month or a day.
_FRONT_OR_ARCHIVE = re.compile(
    r"(?:/[a-z]{2}(?:[-_][a-z]{2})?)?/?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?|.*/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?",
    re.IGNORECASE,
)


def is_site_page(url: str) -> bool:
    """Whether an address is of the site itself: its front page, about, contact, a topic, an author, an archive."""
    parts = urlsplit(url)
    path = parts.path
    if DOCUMENT.search(path) or _PIECE_PARAMETER.search(parts.query):
        return False
    return _FRONT_OR_ARCHIVE.fullmatch(path) is not None or META_PATH.search(path.lower()) is not None


def _is_named_like_list(name: str) -> bool:
    """Whether a few words begin or end with one that promises a list: "our latest news", "news and stories"."""
    words = name.split()
    return any(LIST_WORDS.fullmatch(word) for word in (words[0], words[-1]))


def is_beside(page_url: str, url: str) -> bool:
    """Whether page and link are siblings and both have an article's address."""
    here, there = urlsplit(page_url), urlsplit(url)
    if here.netloc != there.netloc or slugginess(url) < 0.8 or not is_article_address(page_url):
        return False
    ours, theirs = here.path.rstrip("/").split("/"), there.path.rstrip("/").split("/")
    return len(ours) == len(theirs) and _shape(ours[:-1]) == _shape(theirs[:-1])


def _shape(parts: list[str]) -> list[str]:
    return [re.sub(r"\d+", "0", part) for part in parts]

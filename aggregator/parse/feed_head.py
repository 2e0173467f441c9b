"""What a feed says of itself: title, links, dates, and how often it wants to be read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from aggregator.dates import parse_date
from aggregator.models.feed import FeedHints, ParsedFeed
from aggregator.parse.plain import MAX_RIGHTS, line_of, text_of
from aggregator.parse.repair import Prolog
from aggregator.parse.values import element_text, first_page, http_address, linked, links_of, whole_number

_RSS_VERSIONS = {"0.90": "rss090", "0.91": "rss091", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_VERSION = re.compile(r"""\bversion\s*=\s*["']\s*([\d.]{1,8})""")
_HOURS = re.compile(r"\d{1,2}")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


def dialect_of(prolog: Prolog) -> str:
    version = _VERSION.search(prolog.attributes)
    number = version.group(1) if version else ""
    if prolog.root == "rss":
        return _RSS_VERSIONS.get(number, "rss20")
    if prolog.root == "rdf":
        return "rss090" if "my.netscape.com/rdf/simple/0.9" in prolog.attributes else "rss10"
    if prolog.root == "channel":
        return "cdf"
    old = number in ("0.1", "0.2", "0.3") or "http://purl.org/atom/ns#" in prolog.attributes
    return "atom03" if old else "atom10"


def read_head(feed: dict[str, Any], dialect: str) -> ParsedFeed:
    """The feed without its entries."""
    is_atom = dialect.startswith("atom")
    links = links_of(feed)
    return ParsedFeed(
        dialect=dialect,
        title=element_text(feed, "title", is_atom),
        link=first_page(feed, links),
        feed_id=line_of(feed.get("entry_id"), 4096),
        self_link=_first_linked(links, "self"),
        hub=_first_linked(links, "hub"),
        subtitle=element_text(feed, "subtitle", is_atom) or text_of(feed.get("itunes_summary"), is_html=True),
        language=line_of(feed.get("language"), 35),
        icon=http_address(feed.get("icon")) or http_address(feed.get("webfeeds_icon")),
        logo=http_address(feed.get("logo")) or _logo(feed),
        rights=element_text(feed, "rights", is_atom, MAX_RIGHTS),
        updated=_first_date(feed, "updated", "dc_date", "published"),
        hints=_hints(feed),
    )


def _first_linked(links: list[dict[str, Any]], relation: str) -> str | None:
    return next((str(link["href"]) for link in linked(links, relation)), None)


def _logo(feed: dict[str, Any]) -> str | None:
    return http_address(feed.get("image", {}).get("href")) or http_address(feed.get("itunes_picture"))


def _first_date(values: dict[str, Any], *keys: str) -> datetime | None:
    return next((moment for key in keys if (moment := parse_date(values.get(key)))), None)


def _hints(feed: dict[str, Any]) -> FeedHints:
    ttl = whole_number(feed.get("ttl"), 6)
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    frequency = whole_number(feed.get("sy_updatefrequency"), 6) or 1
    wishes = [timedelta(minutes=ttl)] if ttl else []
    if period:
        wishes.append(period / frequency)
    hours = {int(text) % 24 for text in map(str, feed.get("hours", [])) if _HOURS.fullmatch(text) and int(text) <= 24}
    days = {_DAYS.index(day) for text in feed.get("days", []) if (day := str(text).strip().lower()) in _DAYS}
    return FeedHints(max(wishes, default=None), frozenset(hours), frozenset(days))

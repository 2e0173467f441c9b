"""Single values out of the dictionaries that feed.py makes of a feed's elements: checked, plain, or None."""

from __future__ import annotations

from typing import Any

from aggregator.parse.plain import MAX_TITLE, text_of
from aggregator.urls import absolutize, is_http

#: RELIABILITY §3.
MAX_DEPTH = 256
MAX_LABELS = 50
#: Namespace declarations aside.
MAX_ATTRIBUTES = 250

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def element_text(values: dict[str, Any], key: str, is_atom: bool, max_length: int = MAX_TITLE) -> str | None:
    """Plain text of an element. RSS never says whether it holds HTML, so tags go there; Atom says so."""
    detail = values.get(f"{key}_detail", {})
    is_html = not is_atom or detail.get("type") != "text/plain"
    return text_of(values.get(key), is_html=is_html, max_length=max_length)


def links_of(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [link for link in values.get("links", []) if isinstance(link, dict)]


def first_page(values: dict[str, Any], links: list[dict[str, Any]]) -> str | None:
    """The page that a feed or entry is about: the first alternate that is HTML, else any alternate."""
    alternates = linked(links, "alternate")
    pages = [link for link in alternates if link.get("type") in HTML_TYPES]
    for link in pages or alternates:
        return str(link["href"])
    return http_address(values.get("link"))


def linked(links: list[dict[str, Any]], *relations: str) -> list[dict[str, Any]]:
    """The links of these relations that lead somewhere."""
    return [link for link in links if link.get("rel") in relations and is_http(link.get("href"))]


def http_address(value: object) -> str | None:
    address = absolutize(value, None) if isinstance(value, str) else None
    return address if is_http(address) else None


def whole_number(value: object, max_digits: int = 15) -> int | None:
    """A number of ASCII digits alone; None for anything else, and for more digits than that."""
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= max_digits else None

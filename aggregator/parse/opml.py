"""OPML subscription lists → sources with their folders (opml.org/spec2.opml)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from aggregator.errors import ParseError
from aggregator.markup import clean_text
from aggregator.outcomes import Cause
from aggregator.urls import absolutize, is_http

MAX_BYTES = 8 * 1024 * 1024
MAX_OUTLINES = 20_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """One source of a list. `folders` are the outlines it lies in, the outermost first."""

    url: str
    name: str | None
    home: str | None = None
    #: False for a page (`type="link"`).
    is_feed: bool = True
    folders: tuple[str, ...] = ()


def parse_opml(body: bytes, *, name: str) -> list[Subscription]:
    """The subscriptions in their order; `name` is what errors call the file. ParseError if it is no OPML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body[:MAX_BYTES], parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(name, Cause("not_opml", f"{name} is no OPML file ({error}).")) from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise ParseError(name, Cause("not_opml", f"{name} is no OPML file."))
    found: list[Subscription] = []
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    while waiting and len(found) < MAX_OUTLINES:
        element, folders = waiting.pop()
        subscription = _subscription(element, folders)
        if subscription is not None:
            found.append(subscription)
        inside = folders
        if subscription is None and element.tag == "outline" and (folder := _text(element, "text", "title")):
            inside = (*folders, folder)
        waiting += [(child, inside) for child in reversed(element)]
    return found


def _subscription(element: etree._Element, folders: tuple[str, ...]) -> Subscription | None:
    feed, page = element.get("xmlUrl"), element.get("url")
    if element.tag != "outline" or not (feed or page):
        return None
    address = absolutize((feed or page or "").strip(), None)
    if address is None or not is_http(address):
        return None
    home = element.get("htmlUrl")
    return Subscription(
        url=address,
        name=_text(element, "title", "text"),
        home=home if home and is_http(home) else None,
        is_feed=feed is not None,
        folders=folders,
    )


def _text(element: etree._Element, *names: str) -> str | None:
    return next((said for name in names if (said := clean_text(element.get(name)))), None)

"""The next page of a list, by what pages say themselves: rel=next, else a link that says so in words or signs."""

from __future__ import annotations

import re

from lxml import html as lxml_html
from lxml.etree import LxmlError, ParserError

from aggregator.parse.decoding import decode
from aggregator.urls import absolutize, host_of

#: Read of a page at most, in bytes.
MAX_BYTES = 4 * 1024 * 1024

#: The whole text of a link to the next page, in English and its neighbours' languages.
_NEXT = re.compile(
    r"(?:next(?: page)?|older(?: posts| entries| news)?|more news|load more|nächste(?: seite)?|weiter|ältere beiträge"
    r"|suivante?|page suivante|siguiente|successiv[ao]|volgende|nästa|næste|neste|następna|seguinte)?\s*[›»→>]*",
    re.IGNORECASE,
)


def find_next_page(html: bytes, url: str, *, charset: str | None = None) -> str | None:
    """The address of the page that continues this list, on the same host; None if there is none."""
    try:
        root = lxml_html.document_fromstring(decode(html[:MAX_BYTES], charset))
    except (LxmlError, ParserError, ValueError):
        return None
    declared = [element for element in root.iter("link", "a") if "next" in (element.get("rel") or "").lower().split()]
    worded = [element for element in root.iter("a") if _says_next(element)]
    for element in (*declared, *worded):
        address = absolutize(element.get("href") or "", url)
        if address and address != url and host_of(address) == host_of(url):
            return address
    return None


def _says_next(element: lxml_html.HtmlElement) -> bool:
    said = " ".join((element.text_content() or element.get("aria-label") or "").split())
    return 0 < len(said) < 40 and _NEXT.fullmatch(said) is not None

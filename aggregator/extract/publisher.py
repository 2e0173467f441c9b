"""Who published the article, under which address, in which language; and from where it was taken over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.extract.blocks import Block
from aggregator.extract.clues import Clues, Found
from aggregator.extract.json_ld import mappings, texts
from aggregator.markup import clean_text
from aggregator.urls import absolutize, canonicalize, host_of, is_http

_SOURCE_LINE = re.compile(
    r"^\W*(?:(?:original\s+)?source|quelle|fuente|fonte|bron|źródło|original(?:ly)?\s+(?:article|published)|(?:this\s+(?:article|piece|story)\s+(?:was\s+)?)?"
    r"(?:first|originally)\s+(?:published|appeared)\s*(?:on|by|in|at)?|via)\s*(?::|\s(?=\S))\s*(?P<rest>.{0,300})$",
    re.I,
)
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}(?:/\S*)?", re.I)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Original:
    """Another site that a piece was taken from, and the line of the page that says so."""

    publisher: Found[str]
    url: str
    line: Block | None = None


def find_canonical(clues: Clues) -> Found[str] | None:
    """The address that the page calls its own; a link to nothing but the front page is a mistake, not a name."""
    for element in clues.page.root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split() and (url := _own(element.get("href"), clues)):
            return Found(url, "link:canonical")
    for found in clues.meta.each(("og:url", "twitter:url")):
        if url := _own(found.value, clues):
            return Found(url, found.origin)
    for key in ("url", "mainEntityOfPage", "@id"):
        value = clues.linked.article.get(key)
        said = [text for node in mappings(value) for text in texts(node.get("@id"))] or texts(value)
        if said and (url := _own(said[0], clues)):
            return Found(url, "json-ld")
    return Found(canonicalize(clues.page.url), "address") if is_http(clues.page.url) else None


def find_publisher(clues: Clues) -> Found[str] | None:
    """The site's name."""
    for text in texts(clues.linked.article.get("publisher"))[:1]:
        return Found(text, "json-ld")
    if found := clues.meta.first(
        "og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "citation_journal_title", "publisher"
    ):
        return found
    for node in clues.linked.nodes:
        if node.get("@type") in ("WebSite", "Organization", "NewsMediaOrganization") and (
            names := texts(node.get("name"))
        ):
            return Found(names[0], "json-ld")
    return None


def find_original(clues: Clues, canonical: Found[str] | None, closing: Sequence[Block]) -> Original | None:
    """Another site that the piece was taken from: its name, the address there, and the line that says so.

    `closing` are the blocks that stand around the text's end.
    """
    for block in closing:
        if (
            (match := _SOURCE_LINE.match(block.text))
            and len(block.text) < 300
            and (found := _named(block, match["rest"], clues))
        ):
            return Original(Found(found[0], "source line"), found[1], block)
    if canonical and canonical.origin == "link:canonical" and _is_elsewhere(canonical.value, clues.page.url):
        return Original(Found(_plain_host(canonical.value), "link:canonical"), canonical.value)
    return None


def find_language(clues: Clues) -> Found[str] | None:
    """The language as the page states it."""
    stated = [(clues.page.root.get("lang") or clues.page.root.get("xml:lang"), "html:lang")]
    stated += [
        (found.value, found.origin)
        for found in clues.meta.each(("og:locale", "content-language", "dc.language", "language", "inlanguage"))
    ]
    stated += [(text, "json-ld") for text in texts(clues.linked.article.get("inLanguage"))[:1]]
    for text, origin in stated:
        if text and (match := _LANGUAGE.fullmatch(text.strip())):
            language, *rest = match[0].replace("_", "-").split("-")
            return Found(
                "-".join([language.lower(), *(part.upper() if len(part) == 2 else part for part in rest)]), origin
            )
    return None


def find_description(clues: Clues) -> Found[str] | None:
    """What the page says it is about."""
    found = clues.meta.first("og:description", "description", "twitter:description", "dc.description")
    if found is None:
        found = next((Found(text, "json-ld") for text in texts(clues.linked.article.get("description"))), None)
    return Found(found.value[:1_000], found.origin) if found else None


def _named(block: Block, rest: str, clues: Clues) -> tuple[str, str] | None:
    """The name and address of what a source line names, if it is another site."""
    links = [link for link in block.element.iter("a") if link.get("href")]
    for link in links:
        url = absolutize(link.get("href") or "", clues.page.base)
        if is_http(url) and url and _is_elsewhere(url, clues.page.url):
            name = clean_text(link.text_content())
            return (_plain_host(url) if not name or _ADDRESS.match(name) else name), url
    match = _ADDRESS.match(rest)
    if match and not links:
        url = match[0] if "://" in match[0] else f"https://{match[0]}"
        if is_http(url) and _is_elsewhere(url, clues.page.url):
            return _plain_host(url), url.rstrip(".,;)…")
    return None


def _own(href: str | None, clues: Clues) -> str | None:
    url = absolutize(href or "", clues.page.base)
    if url is None or not is_http(url):
        return None
    is_front = not re.sub(r"^https?://[^/]+/?", "", url)
    return (
        None
        if is_front and len(clues.page.url.split("/")) > 3 and clues.page.url.rstrip("/").count("/") > 2
        else canonicalize(url)
    )


def _is_elsewhere(url: str, page_url: str) -> bool:
    there, here = _site(url), _site(page_url)
    return bool(there and here) and there != here and not there.endswith(f".{here}") and not here.endswith(f".{there}")


def _site(url: str) -> str:
    return host_of(canonicalize(url)).removeprefix("www.")


def _plain_host(url: str) -> str:
    return host_of(url).removeprefix("www.")

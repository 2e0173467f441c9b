"""The article's lead image, and the real addresses of pictures that wait for a script."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from aggregator.extract.clues import Clues, Found
from aggregator.extract.json_ld import Node, texts
from aggregator.extract.tables import listed
from aggregator.markup import clean_text
from aggregator.models.feed import Image
from aggregator.urls import absolutize, is_http

_LAZY = listed(
    """
    data-src data-original data-lazy-src data-lazy data-orig-file data-full-src data-hi-res-src data-url
    data-image data-img-src data-echo data-large-file
    """
)
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = re.compile(
    r"^(?:data:|about:)|(?:blank|spacer|placeholder|pixel|transparent|lazy|loading|grey|1x1)[\w-]*\.(?:gif|png|svg|jpe?g)",
    re.I,
)
_NO_LEAD = re.compile(
    r"(?:logo|icon|avatar|sprite|placeholder|default|blank|spacer|favicon|gravatar)[\w.-]*$|\.svg(?:$|\?)|gravatar\.com",
    re.I,
)
_IN_BODY = re.compile(r'<img\b[^>]*?\ssrc="([^"]+)"')
_CREDIT = re.compile(
    r"(?:^|\b)(?:photo(?:graph)?|image|picture|credit|foto|bild|fotograf|copyright|©|crédit(?: photo)?|\(c\))\s*"
    r"(?:credit|by|von|:|©)?\s*:?\s*(?P<who>[^.|]{2,80})",
    re.I,
)


def find_image(clues: Clues, body: str) -> Found[Image] | None:
    """The picture that the page puts first, with what it says of it."""
    for origin, image in _sources(clues, body):
        if not _NO_LEAD.search(image.url.split("?")[0]):
            return Found(_told_by_page(image, clues.page.root), origin)
    return None


def _sources(clues: Clues, body: str) -> Iterator[tuple[str, Image]]:
    meta, base = clues.meta, clues.page.base
    for name in ("og:image:secure_url", "og:image", "og:image:url"):
        for address in meta.all(name)[:1]:
            if url := _http(address, base):
                size = [
                    _pixels(found.value) if (found := meta.first(f"og:image:{side}")) else None
                    for side in ("width", "height")
                ]
                alt = meta.first("og:image:alt")
                yield "og:image", Image(url, size[0], size[1], alt.value if alt else None)
    for value in (clues.linked.article.get("image"), clues.linked.article.get("thumbnailUrl")):
        if image := _linked_image(value, base):
            yield "json-ld", image
    for found in meta.each(
        ("twitter:image", "twitter:image:src", "thumbnail", "image", "parsely-image-url", "sailthru.image.full")
    ):
        if url := _http(found.value, base):
            yield found.origin, Image(url)
    for match in _IN_BODY.finditer(body):
        yield "body", Image(entities.unescape(match[1]))


def real_address(element: HtmlElement, base: str) -> str | None:
    """The address of a picture, also where a script is to put it in place."""
    source = element.get("src") or ""
    if source and not _PLACEHOLDER.search(source) and (url := _http(source, base)):
        lazy = next((element.get(name) for name in _LAZY if element.get(name)), None)
        return (_http(lazy, base) if lazy else None) or url
    for name in _LAZY:
        if (address := element.get(name)) and not address.startswith(("{", "[")) and (url := _http(address, base)):
            return url
    for name in _LAZY_SETS:
        if (candidates := element.get(name)) and (url := _http(_largest(candidates), base)):
            return url
    return None


def _largest(candidates: str) -> str:
    """The address of a srcset's widest candidate."""
    best, width = "", -1.0
    for candidate in re.split(r",\s+|,(?=https?:|/)", candidates[:10_000]):
        parts = candidate.split()
        if parts:
            size = float(match[1]) if len(parts) > 1 and (match := re.match(r"(\d+(?:\.\d+)?)[wx]$", parts[1])) else 0.0
            if size > width:
                best, width = parts[0], size
    return best


def _linked_image(value: object, base: str) -> Image | None:
    if isinstance(value, list):
        return next((image for item in value[:5] if (image := _linked_image(item, base))), None)
    if isinstance(value, str):
        return Image(url) if (url := _http(value, base)) else None
    if isinstance(value, Mapping):
        return _image_of(value, base)
    return None


def _image_of(node: Node, base: str) -> Image | None:
    address = next((text for key in ("url", "contentUrl", "@id") for text in texts(node.get(key))), "")
    if not (url := _http(address, base)):
        return None
    width, height = ([*texts(node.get(side)), ""][0] for side in ("width", "height"))
    caption = next((text for key in ("caption", "description") for text in texts(node.get(key))), None)
    credit = next(
        (text for key in ("creditText", "author", "copyrightHolder", "creator") for text in texts(node.get(key))), None
    )
    return Image(url, _pixels(width), _pixels(height), caption, credit)


def _told_by_page(image: Image, root: HtmlElement) -> Image:
    """The image with size, alternative text and credit of the element that shows it, where it had none."""
    name = _file_name(image.url)
    for element in root.iter("img"):
        shown = real_address(element, image.url)
        if shown and name and _file_name(shown) == name:
            credit = image.credit or _credit(element)
            alt = image.alt or clean_text(element.get("alt")) or None
            return Image(image.url, image.width, image.height, alt, credit)
    return image


def _file_name(url: str) -> str:
    name = url.split("?")[0].rsplit("/", 1)[-1].lower()
    return re.sub(r"[-_]?\d{2,4}x\d{2,4}(?=\.\w+$)|-scaled(?=\.\w+$)", "", name)


def _credit(element: HtmlElement) -> str | None:
    figure = next(element.iterancestors("figure"), None)
    if figure is None:
        return None
    match = _CREDIT.search(clean_text(figure.text_content()[:1_000]))
    return match["who"].strip(" :()©") or None if match else None


def is_small(element: HtmlElement) -> bool:
    """Whether its stated size is that of an icon or a counter."""
    width, height = _pixels(element.get("width")), _pixels(element.get("height"))
    return (width is not None and width < 100) or (height is not None and height < 60)


def _pixels(text: str | None) -> int | None:
    match = re.match(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", text or "")
    return int(match[1]) or None if match else None


def _http(address: str, base: str) -> str | None:
    url = absolutize(address.strip(), base)
    return url if is_http(url) else None

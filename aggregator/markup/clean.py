"""The allow-list, and what it says as well-formed XML.

nh3 decides last. All that happens before it is for use or for speed; safety never rests on it. After it, whole
pictures are taken out and void elements closed.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

import nh3

from aggregator.markup.elements import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, INVISIBLE, MAX_URL_CHARS, cut
from aggregator.markup.media import rescue_media, shown_image
from aggregator.markup.nesting import flattened, is_harmless, is_too_deep
from aggregator.markup.text import drop_illegal


def clean_html(html: str, *, base_url: str | None) -> str:
    """The markup with nothing left in it that could act, track or break a page; addresses are absolute.

    Void elements are closed (`<br />`) and only XML's own entities are used: it parses as an XML fragment.
    """
    html = rescue_media(drop_illegal(cut(html)))
    allow_list = _allow_list(base_url)
    clean = allow_list.clean(html if is_harmless(html) else flattened(html))
    if is_too_deep(clean):
        clean = allow_list.clean(flattened(clean))
    if "&#" in html:
        clean = drop_illegal(clean).replace("\r", "\n")
    return _as_xml(clean).strip()


_ATTRIBUTE_VALUES = {
    "colspan": re.compile(r"[0-9]{1,3}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "height": re.compile(r"[0-9]{1,5}"),
    "lang": re.compile(r"[A-Za-z0-9-]{1,35}"),
    "rowspan": re.compile(r"[0-9]{1,3}"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "start": re.compile(r"-?[0-9]{1,9}"),
    "width": re.compile(r"[0-9]{1,5}"),
}


_KEPT_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"


@lru_cache(maxsize=64)
def _allow_list(base_url: str | None) -> nh3.Cleaner:
    if base_url and base_url.lower().startswith(("http://", "https://")):
        with contextlib.suppress(ValueError):  # what can't be read as an address is no base
            return _cleaner(("rewrite_with_base", base_url))
    return _cleaner(_relative_without_base)


def _cleaner(relative: tuple[Literal["rewrite_with_base"], str] | Callable[[str], str | None]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(ALLOWED_TAGS),
        clean_content_tags=set(INVISIBLE),
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        url_relative=relative,
        link_rel="noopener nofollow",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("href", "src"):
        return None if _is_too_long(value) else value.strip()
    if name in ("height", "width"):
        value = value.strip().removesuffix("px")
    rule = _ATTRIBUTE_VALUES.get(name)
    return value if rule is None or rule.fullmatch(value) else None


def _is_too_long(address: str) -> bool:
    """Counts what the address will have when its characters are written as `%20`, at most twelve for one."""
    return len(address) * 12 > MAX_URL_CHARS and len(quote(address, safe=_KEPT_IN_ADDRESSES)) > MAX_URL_CHARS


def _relative_without_base(url: str) -> str | None:
    return f"https:{url}" if url.startswith("//") else None


_VOID_TAG = re.compile(r"<(?:img( [^>]*)?|(br|hr|wbr)(?: [^>]*)?)>")
_EMPTIED = re.compile(r"<(a|div|figure|li|p|span)\b[^>]*>\s*</\1>")


def _as_xml(clean: str) -> str:
    """The allow-list's output is regular: every bracket inside a value is escaped, so tags can be taken by pattern."""
    closed = _VOID_TAG.sub(_closed, clean)
    if closed.count("<img") < clean.count("<img"):
        for _ in range(3):  # a link in a paragraph in a figure
            closed = _EMPTIED.sub("", closed)
    return closed.replace("&nbsp;", "\xa0")


def _closed(tag: re.Match[str]) -> str:
    return f"<{tag[2]} />" if tag[2] else shown_image(tag[1] or "")

"""A page's bytes as one lxml tree, within limits that keep every later step short.

Holds decoding, parsing and the judgement of size and depth. What the tree says is for the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from aggregator.errors import ExtractError
from aggregator.outcomes import Cause
from aggregator.urls import absolutize

#: Bytes of a page before decoding, as the fetch holds them too.
MAX_BYTES = 10 * 1024 * 1024
#: Elements of a page; long live blogs and encyclopaedia pages have 10,000.
MAX_ELEMENTS = 15_000
#: Steps from each element up to the root, all together: what judging every element by its place costs.
MAX_STEPS = 400_000
#: Characters of text outside scripts; a long read has 100,000.
MAX_TEXT = 500_000
#: Characters of a class or style.
_MAX_NAME = 1_000
#: Bytes up to which no name can be long enough to hurt.
_LARGE = 500_000
#: A page of this size needs no second look.
_SMALL = 1_500

_NAMES = ("class", "id", "style", "itemprop", "rel")
_LONG_NAMED = f"//*[{' or '.join(f'string-length(@{name}) > {_MAX_NAME}' for name in _NAMES)}]"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)
#: What browsers read them as (WHATWG encoding standard).
_MEANT = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    "iso-8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
#: Python's own codecs that are no encodings of text, and those a page could smuggle markup in with.
_CHARSETS = re.compile(
    r"utf-?(8|16(-?[lb]e)?)|iso-?8859-\d{1,2}|(cp|windows-?)\d{3,4}|koi8-[ru]|gb18030|gbk|gb2312|big5(-hkscs)?|"
    r"euc-(jp|kr)|shift[_-]jis|iso-2022-jp|mac-?(roman|cyrillic)|latin-?\d|us-ascii|ascii",
    re.I,
)
#: What XML forbids, and spaces without width. (Soft hyphens stay: they are how a page wants its words broken.)
_UNREAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ufffe\uffff]|&(?:ZeroWidthSpace|#8203|#x0*200b);", re.I
)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. `root` is shared: who changes it works on a copy."""

    url: str
    #: What relative addresses are relative to.
    base: str
    root: HtmlElement


def parse_page(html: bytes, url: str, charset: str | None = None) -> Page:
    """The page as a tree, or ExtractError where it is empty, no HTML or beyond the limits."""
    if len(html) > MAX_BYTES:
        raise _refusal(url, "page_too_large", "the page is larger than 10 MiB")
    text = _UNREAD.sub("", decode(html, charset))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise _refusal(url, "page_unreadable", "the page can't be read as HTML") from error
    if root is None or root.tag != "html":
        raise _refusal(url, "page_empty", "the page has no content")
    last = parser.error_log.last_error
    if last is not None and last.type_name == "ERR_RESOURCE_LIMIT":
        raise _refusal(url, "page_too_deep", "the page is nested too deeply or holds a piece too large to parse")
    _judge_size(root, url)
    etree.strip_elements(root, "rt", "rp", with_tail=False)  # say in other letters how the text before is read
    if len(html) > _LARGE:
        _shorten_names(root)
    return Page(url, find_base(root, url), root)


def decode(html: bytes, charset: str | None = None) -> str:
    """The text: a byte order mark decides, then UTF-8 if it fits, then what the page says, then the header."""
    for mark, encoding in _BOMS:
        if html.startswith(mark):
            return html[len(mark) :].decode(encoding, "replace")
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(html[:4096]) or _XML_DECLARED.search(html[:200])
    said = [declared.group(1).decode("ascii")] if declared else []
    for name in [*said, *([charset] if charset else [])]:
        if _CHARSETS.fullmatch(name) and not name.lower().startswith("utf"):
            return html.decode(_MEANT.get(name.lower(), name), "replace")
    if any(name.lower().startswith("utf") for name in said) or html.count(b"\xc3") + html.count(b"\xe2\x80") > 3:
        return html.decode("utf-8", "replace")  # a few broken bytes in a page that is UTF-8 otherwise
    return html.decode("cp1252", "replace")


def find_base(root: HtmlElement, url: str) -> str:
    """The page's own base address if it states one, else the address it came from."""
    for element in root.iter("base"):
        if href := (element.get("href") or "").strip():
            return absolutize(href, url) or url
    return url


def _judge_size(root: HtmlElement, url: str) -> None:
    elements = root.xpath("count(//*)")
    if elements > MAX_ELEMENTS:
        raise _refusal(url, "page_too_large", f"the page has more than {MAX_ELEMENTS:,} elements")
    if root.xpath("string-length(/html/body)") > MAX_TEXT and _length_of_text(root) > MAX_TEXT:
        raise _refusal(url, "page_too_large", f"the page has more than {MAX_TEXT:,} characters of text")
    if elements > _SMALL and _steps_up(root) > MAX_STEPS:
        raise _refusal(url, "page_too_deep", "the page is nested too deeply")


def _length_of_text(root: HtmlElement) -> int:
    unread = ("script", "style", "template", "noscript")
    return sum(
        len(element.text or "") * (element.tag not in unread) + len(element.tail or "") for element in root.iter()
    )


def _steps_up(root: HtmlElement) -> int:
    depths = {root: 0}
    for element in root.iter():
        if (parent := element.getparent()) is not None:
            depths[element] = depths[parent] + 1
    return sum(depths.values())


def _shorten_names(root: HtmlElement) -> None:
    """Cuts names and styles that no author wrote, so that asking what they say stays cheap."""
    for element in root.xpath(_LONG_NAMED):
        for attribute in _NAMES:
            if value := element.get(attribute):
                element.set(attribute, value[:_MAX_NAME])


def _refusal(url: str, code: str, message: str) -> ExtractError:
    return ExtractError(url, Cause(code, message))

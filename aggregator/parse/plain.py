"""Text of documents made fit for plain fields: tags and entities resolved, unfit characters gone, lengths bounded."""

from __future__ import annotations

import html
import re

from aggregator.markup.characters import unusual

#: RELIABILITY §3. A name or title longer than this is a fault, and some of what follows is slow on long text.
MAX_TITLE, MAX_AUTHOR, MAX_LABEL, MAX_RIGHTS, MAX_MARKUP = 1000, 300, 200, 1000, 1_000_000

#: What XML 1.0 §2.2 forbids, and halves of surrogate pairs (JSON lets them through).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Beyond that, what has no business in a line of text: C1 controls, overrides and isolates of the writing direction
#: (they can make a title show another address), invisible spaces, language tags.
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>", re.DOTALL)
#: Elements whose text is not for reading.
_HIDDEN = re.compile(r"<(script|style)\b[^>]{0,500}>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|"
    "strong|sub|sup|tt|u|var|wbr"
)
_BLOCK = (
    "address|article|blockquote|br|center|dd|div|dl|dt|figure|h[1-6]|hr|img|li|ol|p|pre|section|table|tbody|td|th|tr|ul"
)
#: Known elements only: "Map<String, int>" is text.
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def without_illegal(text: str) -> str:
    """The text without characters that no XML document may hold."""
    return _ILLEGAL.sub("", text) if _ILLEGAL.search(unusual(text)) else text


def line_of(text: str | None, max_length: int = MAX_TITLE) -> str | None:
    """Plain text on one line: unfit characters gone, white space levelled, cut; None when nothing is left."""
    if not text:
        return None
    text = text[: max_length * 8]
    if not text.isprintable():  # most are, and what is unfit never is
        text = _UNFIT.sub("", text.replace("\x85", " "))
    text = " ".join(text.split())
    return text[:max_length].rstrip() or None


def text_of(value: str | None, *, is_html: bool, max_length: int = MAX_TITLE) -> str | None:
    """The words of a title or name. Entities are resolved, and once more where they were escaped twice, since no
    publisher means to show `&amp;`; tags go from HTML only."""
    if not value:
        return None
    value = value[: max_length * 32]
    for _ in range(2):
        if is_html:
            value = _without_tags(value)
        if not _ENTITY.search(value):
            break
        value = _ENTITY.sub(_unescape, value)
    return line_of(_without_tags(value) if is_html else value, max_length)


def _unescape(match: re.Match[str]) -> str:
    return html.unescape(match.group())  # entities with their semicolon only: "R&D" and "?a=1&copy=2" have none


def _without_tags(value: str) -> str:
    if "<" not in value:
        return value
    value = _HIDDEN.sub(" ", _COMMENT.sub("", value))
    return _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", value))

"""Plain text: fields on one line, the words of a page, the beginning of a piece."""

from __future__ import annotations

import re
from html import unescape

from aggregator.markup.characters import unusual
from aggregator.markup.elements import INVISIBLE, LINE_BREAKING, TAG, cut, end_of


def plain_text(html: str) -> str:
    """What a reader sees: a line per block, white space levelled, entities resolved. Takes clean or raw markup."""
    html = drop_illegal(cut(html))
    text = _without_simple_tags(html)
    if text is None:
        text = _without_tags(html)
    lines = unescaped(text).split(_BREAK)
    if "&#" in text:
        lines = [drop_illegal(line) for line in lines]
    return "\n".join([" ".join(words) for line in lines if (words := line.split())])


def _without_simple_tags(html: str) -> str | None:
    """None where there are comments, contents that are not for reading, or tags that a simple pattern misreads."""
    if "<!" in html or "<?" in html or _BRACKET_IN_VALUE.search(html):
        return None
    pieces = _SIMPLE_TAG.split(html)
    names = pieces[1::2]
    known = {name: name.lower() for name in set(names)}  # few, however many tags there are
    if html.count("<") != len(names) or not INVISIBLE.isdisjoint(known.values()):
        return None
    written = {name: _BREAK if lower in LINE_BREAKING else "" for name, lower in known.items()}
    pieces[1::2] = [written[name] for name in names]
    return "".join(pieces)


def _without_tags(html: str) -> str:
    pieces: list[str] = []
    position = 0
    while (tag := TAG.search(html, position)) is not None:
        pieces.append(html[position : tag.start()])
        position = tag.end()
        name = (tag["name"] or "").lower()
        if name in INVISIBLE and not tag["close"]:
            position = end_of(name, html, position)
        elif name in LINE_BREAKING:
            pieces.append(_BREAK)
    return "".join(pieces) + html[position:]


def unescaped(text: str) -> str:
    """The text with its entities resolved, also where a reference has more digits than Python cares to read."""
    return unescape(_ENDLESS_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def clean_text(text: str | None) -> str:
    """A plain field on one line, without control, bidi-override or illegal characters."""
    return " ".join(drop_illegal(" ".join(text.split())).split()) if text else ""


def drop_illegal(text: str) -> str:
    """The text without what XML forbids, controls, and characters that turn the direction of what follows."""
    if not _ILLEGAL.search(unusual(text)):
        return text
    if _SURROGATE.search(text):  # JSON writes a pair for what is one character
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return _ILLEGAL.sub("", text)


def first_sentences(text: str, max_chars: int = 300) -> str:
    """As many whole sentences as fit; if not even one does, words and an ellipsis."""
    whole, text = text, clean_text(text[: LOOKED_AT * max_chars])
    if len(text) <= max_chars:
        text = clean_text(whole)  # much white space, or all of it
    if len(text) <= max_chars:
        return text
    room = text[: max_chars + 2]
    ends = [end.end() for end in _SENTENCE_END.finditer(room) if end.end() <= max_chars]
    if ends and ends[-1] * 3 >= max_chars:
        return text[: ends[-1]]
    words, space, _ = text[:max_chars].rpartition(" ")
    if not space or len(words) * 2 < max_chars:  # a script without spaces, or one endless word
        words = text[: max_chars - 1]
        while words and _JOINS_ON.match(text[len(words)]):
            words = words[:-1]
    return words.rstrip(" ,;:–—-(") + "…"


#: The first sentences are looked for in so many times as much text as may be taken.
LOOKED_AT = 8
#: Between two lines; no text has it once the illegal characters are gone.
_BREAK = "\0"
_SIMPLE_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*+)(?:[\s/][^<>]*+)?>")
_BRACKET_IN_VALUE = re.compile(r"""=\s*+(?:"[^"<>]*+[<>]|'[^'<>]*+[<>])""")
_ILLEGAL = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ENDLESS_REFERENCE = re.compile(r"&#x?[0-9a-f]{20,}+;?", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
#: A closing mark, then what may trail it, then white space and a new start. Not "Dr. Smith", "e.g. this" or "3.5".
_SENTENCE_END = re.compile(
    r"""(?: (?<!\b\w)(?<!\b[A-ZÀ-Þ]\w)\.++ | \.{2,}+ | [!?…]++ ) ["'”’»)\]]*+ (?=\s++[^\sa-zß-öø-ÿ])
    | [。！？｡]++[」』”’）]*+
    | [।؟۔]++(?=\s)""",
    re.VERBOSE,
)
#: Combining marks, variation selectors and joiners belong to the character before them.
_JOINS_ON = re.compile("[\u0300-\u036f\u200c\u200d\ufe00-\ufe0f\u20d0-\u20ff\U0001f3fb-\U0001f3ff]")

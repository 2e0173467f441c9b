"""Documents nobody would write, made from small ones by a seed: the same number gives the same document.

Run by scripts/fuzz, in the worker pool, which ends what hangs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from lxml import etree

from aggregator.errors import ParseError
from aggregator.markup import clean_html, clean_text, first_sentences, plain_text
from aggregator.models.feed import ParsedFeed
from aggregator.parse.document import parse_document
from tests.hostile_markup import ATTACKS, faults
from tests.lanes import difference, feed_of

CORPUS = Path(__file__).parent / "corpus"
BASE = "https://host.example/feed"

TOKENS = (
    "<", ">", "&", '"', "'", "=", "/", "]]>", "<![CDATA[", "<!--", "-->", "--!>", "<?", "?>", "<!DOCTYPE x [", "]>",
    "&#0;", "&#x202e;", "&#xD800;", "&#99999999999;", "&amp;amp;", "&nbsp", "&lt;script&gt;", "%00", "%ff",
    "\0", "\x0b", "\x1f", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "é", "😀", "ا", "字", "\r", "\n", "\t",
    "<div>", "</div>", "<p>", "<b>", "</b>", "<a href='x'>", "<table>", "<td>", "<svg>", "<math>", "<select>",
    "<script>", "</script>", "<style>", "<title>", "<template>", "<noscript>", "<iframe src='", "<img src=", "<ul><li>",
    "<item>", "</item>", "<entry>", "<link>", "<guid isPermaLink='false'>", "<pubDate>", "xmlns:a='b'", "<a:b>",
    "<content type='xhtml'>", "xml:base='//x'", "encoding='utf-7'", "1e999", "-0", "null", "{", "[", "}", "]", ":", ",",
    "javascript:", "data:", "http://", "//", "#", "9" * 5000, " " * 5000, "style='width:1px'", "onerror=alert(1)",
)  # fmt: skip


class Found(Exception):
    """A document that broke a promise."""


def seeds_of_markup() -> tuple[str, ...]:
    return (*ATTACKS.values(), "".join(ATTACKS.values()))


def seeds_of_documents() -> tuple[bytes, ...]:
    files = sorted(path for path in CORPUS.rglob("*") if path.is_file() and not path.name.endswith(".expected.json"))
    return tuple(path.read_bytes() for path in files)


def markup_of(number: int) -> str:
    """The mutated markup with this number."""
    rng = random.Random(f"markup {number}")
    return _mutated(rng, rng.choice(seeds_of_markup()), rng.choice(seeds_of_markup()), TOKENS)


def document_of(number: int) -> bytes:
    """The mutated feed with this number."""
    rng = random.Random(f"document {number}")
    seeds = seeds_of_documents()
    first, second = (rng.choice(seeds).decode("latin-1") for _ in range(2))
    tokens = [token.encode("utf-8", "surrogatepass").decode("latin-1") for token in TOKENS]
    return _mutated(rng, first, second, tokens).encode("latin-1")


def mixture_of(number: int) -> bytes:
    """The feed with this number: every third one is no longer as well-formed as it was made."""
    rng = random.Random(f"lanes {number}")
    feed = feed_of(rng)
    if number % 3:
        return feed.encode("utf-8", "surrogatepass")
    corpus = rng.choice(seeds_of_documents()).decode("latin-1")
    other = feed_of(rng).encode("utf-8", "surrogatepass").decode("latin-1")
    tokens = [token.encode("utf-8", "surrogatepass").decode("latin-1") for token in TOKENS]
    feed = feed.encode("utf-8", "surrogatepass").decode("latin-1")
    return _mutated(rng, *rng.choice(((feed, other), (corpus, feed))), tokens).encode("latin-1")


def clean(number: int) -> float:
    """The seconds of work that clean-up of the markup with this number costs; raises if it breaks a promise."""
    markup = markup_of(number)
    began = time.process_time()
    clean_html(markup, base_url=BASE)
    plain_text(markup)
    seconds = time.process_time() - began
    _check_markup(markup)
    return seconds


def parse(number: int) -> float:
    """The seconds of work that reading the document with this number costs; raises if it breaks a promise."""
    document = document_of(number)
    began = time.process_time()
    try:
        feed = parse_document(document, url=BASE)
    except ParseError:
        return time.process_time() - began
    seconds = time.process_time() - began
    _check_feed(feed)
    return seconds


def lanes(number: int) -> float:
    """The seconds of work that reading the feed with this number on both lanes costs; raises where they differ."""
    feed = mixture_of(number)
    began = time.process_time()
    found = difference(feed)
    if found:
        raise Found(found)
    return time.process_time() - began


TARGETS: dict[str, Callable[[int], float]] = {"clean": clean, "parse": parse, "lanes": lanes}
DOCUMENTS: dict[str, Callable[[int], bytes]] = {
    "clean": lambda number: markup_of(number).encode("utf-8", "surrogatepass"),
    "parse": document_of,
    "lanes": mixture_of,
}


def _check_feed(feed: ParsedFeed) -> None:
    for entry in feed.entries:
        for part in (entry.summary, entry.content):
            if part is not None:
                _check_markup(part.value)
        for field in (entry.title, entry.entry_id, entry.rights, *entry.authors):
            _check_text(clean_text(field))


def _check_markup(raw: str) -> None:
    result = clean_html(raw, base_url=BASE)
    if found := faults(result):
        raise Found(f"{found[:3]} in {result[:500]!r}")
    again = clean_html(result, base_url=None)  # a parser may nest it otherwise, but finds nothing new in it
    if faults(again) or plain_text(again).split() != plain_text(result).split():
        raise Found(f"cleaned twice, it says something else: {result[:500]!r}")
    text = plain_text(raw)
    _check_text(text)
    _check_text(first_sentences(text))
    _check_text(plain_text(result))


def _check_text(text: str) -> None:
    element = etree.Element("x")
    element.text = text  # refuses what XML forbids


def _mutated(rng: random.Random, text: str, other: str, tokens: Iterable[str]) -> str:
    tokens = tuple(tokens)
    for _ in range(rng.randint(1, 12)):
        text = rng.choice(_MUTATIONS)(rng, text, other, tokens)[:200_000]
    return text


def _place(rng: random.Random, text: str) -> tuple[int, int]:
    start = rng.randint(0, len(text))
    return start, min(len(text), start + int(rng.expovariate(1 / 30)))


def _insert(rng: random.Random, text: str, other: str, tokens: tuple[str, ...]) -> str:
    start, _ = _place(rng, text)
    return text[:start] + rng.choice(tokens) + text[start:]


def _drop(rng: random.Random, text: str, other: str, tokens: tuple[str, ...]) -> str:
    start, end = _place(rng, text)
    return text[:start] + text[end:]


def _repeat(rng: random.Random, text: str, other: str, tokens: tuple[str, ...]) -> str:
    start, end = _place(rng, text)
    return text[:end] + text[start:end] * int(rng.paretovariate(0.7)) + text[end:]


def _splice(rng: random.Random, text: str, other: str, tokens: tuple[str, ...]) -> str:
    (start, end), (first, last) = _place(rng, text), _place(rng, other)
    return text[:start] + other[first:last] + text[end:]


def _nest(rng: random.Random, text: str, other: str, tokens: tuple[str, ...]) -> str:
    return text.replace("<", rng.choice(tokens) * rng.randint(1, 3) + "<", rng.randint(1, 20))


def _truncate(rng: random.Random, text: str, other: str, tokens: tuple[str, ...]) -> str:
    return text[: rng.randint(0, len(text))]


def _swap_characters(rng: random.Random, text: str, other: str, tokens: tuple[str, ...]) -> str:
    characters = list(text)
    for _ in range(rng.randint(1, 5)):
        if characters:
            characters[rng.randrange(len(characters))] = chr(rng.randrange(256))
    return "".join(characters)


def _escape(rng: random.Random, text: str, other: str, tokens: tuple[str, ...]) -> str:
    start, end = _place(rng, text)
    return text[:start] + "".join(f"&#{ord(character)};" for character in text[start:end]) + text[end:]


def _change_case(rng: random.Random, text: str, other: str, tokens: tuple[str, ...]) -> str:
    start, end = _place(rng, text)
    swapped = "".join(character.swapcase() if character.isascii() else character for character in text[start:end])
    return text[:start] + swapped + text[end:]


_MUTATIONS = (
    _insert, _insert, _insert, _drop, _drop, _repeat, _repeat, _splice, _splice, _nest, _truncate, _swap_characters,
    _escape, _change_case,
)  # fmt: skip

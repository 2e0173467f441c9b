"""Pages made to hurt end soon, in an article or in an ExtractError."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from aggregator.errors import ExtractError
from aggregator.extract import extract_article

URL = "https://hostile.example/a/page"
WORDS = b"Some words of text that stand in this place, and more of them. "

REFUSED: dict[str, Callable[[], bytes]] = {
    "100,000 nested divs": lambda: b"<html><body>" + b"<div>" * 100_000 + b"text" + b"</div>" * 100_000,
    "10 MB single text node": lambda: b"<html><body><p>" + b"word " * 2_000_000 + b"</p>",
    "9 MB single text node": lambda: b"<html><body><p>" + b"word " * 1_800_000 + b"</p>",
    "unclosed inline elements": lambda: b"<html><body>" + b"<b><i>" * 50_000 + b"text",
    "a hundred thousand paragraphs": lambda: b"<html><body>" + b"<p>a</p>" * 100_000,
    "thousands of paragraphs, deep down": lambda: b"<html><body>" + b"<div>" * 230 + b"<p>Some words.</p>" * 9_000,
    "beyond 10 MiB": lambda: b"<html><body><!--" + b"x" * (10 * 1024 * 1024) + b"-->",
    "nothing": lambda: b"",
    "white space": lambda: b" \n " * 1_000,
}

READ: dict[str, Callable[[], bytes]] = {
    "depth just bearable": lambda: b"<html><body>" + b"<div>" * 200 + b"<p>" + WORDS + b"</p>",
    "many links in one paragraph": lambda: b"<html><body><p>" + WORDS + b"</p>" + b"<a href=x>link</a> " * 2_000,
    "a class of 8 MB": lambda: b"<html><body><p class='" + b"x " * 4_000_000 + b"'>text</p>",
    "a srcset of 1 MB": lambda: b"<html><body><p>" + WORDS * 9 + b"<img srcset='" + b"a.jpg 1w, " * 100_000 + b"'></p>",
    "a script of 9 MB": lambda: b"<html><body><p>" + WORDS + b"</p><script>" + b"x=1;\n" * 1_800_000 + b"</script>",
    "nested JSON-LD": lambda: b"<script type='application/ld+json'>" + b"[" * 90_000 + b"</script><p>a text</p>",
    "thousands of headings": lambda: b"<title>A title of it</title>" + b"<h1>A title of its own</h1>" * 2_000,
    "a title of separators": lambda: b"<title>" + b" - a" * 20_000 + b"</title><p>" + WORDS + b"</p>",
    "a byline of one word": lambda: b"<p class='author'>" + b"By " * 20_000 + b"</p>",
    "NULs": lambda: b"<html><body><p>" + b"\0" * 1_000_000 + WORDS + b"</p>",
    "no HTML": lambda: b'{"a": 1}',
    "every byte": lambda: bytes(range(256)) * 500,
    "UTF-7": lambda: b"<meta charset=utf-7><p>+ADw-script+AD4-" + WORDS + b"</p>",
    "a codec that is no encoding": lambda: b"<meta charset=zip><p>" + WORDS + b"\xff</p>",
    "half a character": lambda: b"<meta charset=utf-8><p>" + WORDS + b"\xc3</p>",
    "a base that is no address": lambda: b"<base href='http://['><p>" + WORDS + b"<a href='http://]'>x</a></p>",
}


@pytest.mark.parametrize("name", REFUSED)
def test_beyond_the_limits_is_a_named_error(name: str) -> None:
    start = time.process_time()
    with pytest.raises(ExtractError) as caught:
        extract_article(REFUSED[name](), URL)
    assert caught.value.url == URL
    assert caught.value.cause.code in ("page_too_large", "page_too_deep", "page_unreadable", "page_empty")
    assert time.process_time() - start < 2


@pytest.mark.parametrize("name", READ)
def test_within_the_limits_ends_soon(name: str) -> None:
    start = time.process_time()
    article = extract_article(READ[name](), URL)
    assert article.url == URL
    assert "<script" not in article.html
    assert not any(character in article.text for character in "\0\x0b\ufffe")
    assert time.process_time() - start < 2

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.parse.decoding import decode

TEXT = "<a>é “x” €</a>"
RUSSIAN = "<a>Привет</a>"


def declared(encoding: str, text: str = TEXT) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        (TEXT.encode(), None, TEXT),
        (TEXT.encode(), "iso-8859-1", TEXT),  # bytes that are UTF-8 beat the header
        (declared("koi8-r").encode(), "koi8-r", declared("koi8-r")),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-16", TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-8", TEXT),
        (TEXT.encode("utf-16-le"), None, TEXT),
        (TEXT.encode("utf-32-be"), None, TEXT),
        (TEXT.encode("cp1252"), None, TEXT),
        (TEXT.encode("cp1252"), "utf-8", TEXT),
        (TEXT.encode("cp1252"), "us-ascii", TEXT),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "Windows-1251", RUSSIAN),
        (
            declared("koi8-r", RUSSIAN).encode("koi8-r"),
            "cp1251",
            declared("koi8-r", RUSSIAN),
        ),  # declaration beats header
        (declared("nonsense", RUSSIAN).encode("cp1251"), "cp1251", declared("nonsense", RUSSIAN)),
        ("<a>汉字</a>".encode("gb18030"), "gb2312", "<a>汉字</a>"),
        ("<a>漢字</a>".encode("big5"), "big5", "<a>漢字</a>"),
        ("<a>한글</a>".encode("euc-kr"), "euc-kr", "<a>한글</a>"),
        ("<a>ğ</a>".encode("iso-8859-9"), "iso-8859-9", "<a>ğ</a>"),
        (b"<a>\x81</a>", None, "<a>�</a>"),  # windows-1252 leaves five bytes open
    ],
)
def test_bytes_are_asked_before_what_is_said_about_them(body: bytes, charset: str | None, text: str) -> None:
    assert decode(body, charset) == text


@pytest.mark.parametrize(
    "name", ["utf-7", "rot13", "idna", "punycode", "unicode_escape", "zlib", "undefined", "x\0y", "ü", ""]
)
def test_encodings_that_are_not_of_the_web_are_never_used(name: str) -> None:
    body = b"<a>+ADw-\xe9 \\u0041</a>"
    assert decode(body, name) == decode(body) == "<a>+ADw-é \\u0041</a>"


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "shift_jis", "utf-7", "big5"]))
def test_any_bytes_become_text_that_can_be_written(body: bytes, charset: str | None) -> None:
    decode(body, charset).encode("utf-8")

"""Bytes → text: a byte order mark decides, then UTF-8 if it fits, then the page, then the header."""

from __future__ import annotations

import pytest

from aggregator.extract.tree import decode

WORD = "naïve – “Łódź”"


@pytest.mark.parametrize(
    ("page", "header", "text"),
    [
        (b"\xef\xbb\xbf" + "é".encode(), None, "é"),
        (b"\xff\xfe" + "é".encode("utf-16-le"), None, "é"),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "utf-8", "é"),
        ("é".encode(), "iso-8859-1", "é"),
        (b"<meta charset='iso-8859-2'>" + "ł".encode("iso-8859-2"), None, "<meta charset='iso-8859-2'>ł"),
        (b"<meta charset=iso-8859-1>\x93x\x94", None, "<meta charset=iso-8859-1>“x”"),
        (b"<?xml version='1.0' encoding='koi8-r'?>\xc1", None, "<?xml version='1.0' encoding='koi8-r'?>а"),
        ("ł".encode("cp1250"), "windows-1250", "ł"),
        (b"\x93x\x94", None, "“x”"),
        (b"caf\xe9 " + "“Łódź”".encode() * 4, None, "caf\ufffd " + "“Łódź”" * 4),
        (b"<meta charset=utf-8>caf\xe9", None, "<meta charset=utf-8>caf\ufffd"),
        (b"<meta charset=rot13>\xe9", None, "<meta charset=rot13>é"),
        (b"\xe9", "utf-7", "é"),
    ],
)
def test_decoding(page: bytes, header: str | None, text: str) -> None:
    assert decode(page, header) == text

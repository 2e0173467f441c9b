"""Bytes → text. Publishers mislabel, so the bytes themselves are asked before what is said about them."""

from __future__ import annotations

import codecs
import re

#: Longest first: UTF-32's little-endian mark begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: The first characters of a document, `<` or `{`, in wide encodings without a mark (XML 1.0 appendix F).
_WIDE = re.compile(
    rb"(?P<utf_32_le>[<{\s]\0\0\0)|(?P<utf_32_be>\0\0\0[<{\s])|(?P<utf_16_le>[<{\s]\0[^\0])|(?P<utf_16_be>\0[<{\s]\0[^\0])"
)
_DECLARATION = re.compile(rb"""<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})["']""")

#: The encodings of the web, by the names that Python gives them, and what each is read as. Browsers read latin-1 and
#: ASCII as windows-1252 (WHATWG Encoding §4.2), and the older Asian sets as their supersets. What is not here (UTF-7,
#: `idna`, `rot13`, …) is never used: some of it can smuggle markup, some isn't an encoding at all.
_AS_NAMED = (
    *("utf-8", "koi8-r", "koi8-u", "mac-roman", "cp866", "cp874", "cp932", "cp949"),
    *("euc_jp", "iso2022_jp", "gb18030", "big5hkscs"),
    *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    *(f"cp{number}" for number in range(1250, 1259)),
)
_READ_AS = dict(zip(_AS_NAMED, _AS_NAMED, strict=True)) | {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_STRAY_BYTES = "aggregator.stray-bytes-are-windows-1252"


def decode(body: bytes, charset: str | None = None) -> str:
    """The text of a document, by the first that fits: byte order mark, UTF-8 if the bytes are that, the XML
    declaration, the header's charset; else windows-1252, which nearly any bytes are. Never fails.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, _STRAY_BYTES if encoding == "utf-8" else "replace")
    if match := _WIDE.match(body[:8]):
        return body.decode(str(match.lastgroup).replace("_", "-"), "replace")
    declared = _declared_encodings(body, charset)
    if "iso2022_jp" in declared and b"\x1b$" in body:  # seven-bit, so it would pass as UTF-8
        return body.decode("iso2022_jp", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _nearly_utf_8(body) or _by_declaration(body, declared)


def _declared_encodings(body: bytes, charset: str | None) -> list[str]:
    match = _DECLARATION.search(body[:1024])
    names = (match.group(1).decode("ascii") if match else None, charset)
    return [encoding for name in names if name and (encoding := _read_as(name))]


def _read_as(name: str) -> str | None:
    try:
        return _READ_AS.get(codecs.lookup(name.strip()).name)
    except (LookupError, ValueError, UnicodeError):  # an unknown name, one with a NUL, one that isn't ASCII
        return None


def _nearly_utf_8(body: bytes) -> str | None:
    """UTF-8 with a few foreign bytes: a character cut in half, a word pasted from elsewhere."""
    replaced = body.decode("utf-8", "replace")
    faults = replaced.count("\ufffd")
    whole = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", replaced)))
    return body.decode("utf-8", _STRAY_BYTES) if faults * 4 < whole else None


def _by_declaration(body: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        if encoding != "utf-8":  # was tried
            try:
                return body.decode(encoding)
            except UnicodeDecodeError:
                continue
    return body.decode("cp1252", "replace")


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_STRAY_BYTES, _as_windows_1252)

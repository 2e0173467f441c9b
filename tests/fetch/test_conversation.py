"""What servers do to a request that we made in good faith, each behaviour on a real socket."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from aggregator.fetch.policy import FetchRequest
from aggregator.outcomes import Failed, Fetched, FetchOutcome
from tests.fetch.conftest import quick_fetcher, quick_policy
from tests.fetch.site import Hang, Pause, Reset, Script, Site, Step, forever, response

BODY = b"<rss>news</rss>" * 200
LIMIT = 100_000
RAW_DEFLATE = zlib.compressobj(wbits=-15)
RAW_DEFLATED = RAW_DEFLATE.compress(BODY) + RAW_DEFLATE.flush()
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\n"
SHORT = {"timeout_seconds": 0.25}
IMPATIENT = {"read_seconds": 0.2}
HURRIED = {"min_speed_seconds": 0.15}
EARLY = b"HTTP/1.1 103 Early Hints\r\n\r\n"


def packed(body: bytes, *codings: str) -> bytes:
    return response(body, *(("Content-Encoding", coding) for coding in codings))


def drip(body: bytes, seconds: float) -> Callable[[], Iterable[Step]]:
    def steps() -> Iterable[Step]:
        for byte in body:
            yield bytes([byte])
            yield Pause(seconds)

    return steps


def then(*steps: Step | Iterable[Step]) -> Callable[[], Iterable[Step]]:
    def play() -> Iterable[Step]:
        for step in steps:
            if isinstance(step, bytes | Pause | Hang | Reset):
                yield step
            else:
                yield from step

    return play


@dataclass(frozen=True)
class Behaviour:
    """What a server does, and what that comes to: the body, or the code of the cause."""

    name: str
    script: Script
    body: bytes | None = None
    code: str | None = None
    status: int | None = 200
    policy: dict[str, Any] = field(default_factory=dict)


READ = [
    Behaviour("an ordinary answer", response(BODY), BODY),
    Behaviour("an empty body", response(b""), b""),
    Behaviour("no length, the end is the close", response(BODY, length=None), BODY),
    Behaviour("HTTP/1.0", b"HTTP/1.0 200 OK\r\n\r\n" + BODY, BODY),
    Behaviour("status 203 of a middleman", response(BODY, status=203), BODY, status=203),
    Behaviour("chunks", CHUNKED + b"4\r\nnews\r\n6;ext=1\r\n today\r\n0\r\n\r\n", b"news today"),
    Behaviour("chunks with a trailer", CHUNKED + b"4\r\nnews\r\n0\r\nX-Sum: 1\r\n\r\n", b"news"),
    Behaviour("chunks after a pause", then(CHUNKED, Pause(0.1), b"4\r\nnews\r\n0\r\n\r\n"), b"news"),
    Behaviour("a status without a reason", b"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nnews", b"news"),
    Behaviour("a reason that isn't UTF-8", b"HTTP/1.1 200 caf\xe9\r\nContent-Length: 4\r\n\r\nnews", b"news"),
    Behaviour("a header line of 60 KB", response(BODY, ("X-Long", "x" * 60_000)), BODY),
    Behaviour("an ETag that isn't UTF-8", response(BODY, ("ETag", b'"caf\xe9"')), BODY),
    Behaviour("early hints first", b"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" + response(BODY), BODY),
    Behaviour("a second answer that nobody asked for", response(BODY) + response(b"poison"), BODY),
    Behaviour("an answer, then no end of the connection", then(response(BODY), Hang()), BODY),
    Behaviour("Keep-Alive against our wish", response(BODY, ("Connection", "keep-alive")), BODY),
    Behaviour("gzip", packed(gzip.compress(BODY), "gzip"), BODY),
    Behaviour("gzip called x-gzip", packed(gzip.compress(BODY), "X-GZip"), BODY),
    Behaviour("gzip in two members", packed(gzip.compress(BODY) + gzip.compress(BODY), "gzip"), BODY * 2),
    Behaviour("gzip, then zeros", packed(gzip.compress(BODY) + bytes(50), "gzip"), BODY),
    Behaviour("gzip, byte by byte", drip(packed(gzip.compress(b"news"), "gzip"), 0), b"news"),
    Behaviour("deflate, byte by byte", drip(packed(zlib.compress(b"news"), "deflate"), 0), b"news"),
    Behaviour("gzip of nothing at all", packed(b"", "gzip"), b""),
    Behaviour("deflate in zlib", packed(zlib.compress(BODY), "deflate"), BODY),
    Behaviour("deflate as it is", packed(RAW_DEFLATED, "deflate"), BODY),
    Behaviour("identity", packed(BODY, "identity"), BODY),
    Behaviour("identity and gzip", packed(gzip.compress(BODY), "identity, gzip"), BODY),
    Behaviour("a body of exactly the limit", response(b"x" * LIMIT), b"x" * LIMIT),
    Behaviour("a gzip of exactly the limit", packed(gzip.compress(b"x" * LIMIT), "gzip"), b"x" * LIMIT),
    Behaviour("slow, but not too slow", then(response(b"", length=300), forever(b"x" * 30, Pause(0.03))), b"x" * 300),
]

FAILED = [
    Behaviour("hangs up before a word", b"", code="connection_lost", status=None),
    Behaviour("resets before a word", [Reset()], code="connection_lost", status=None),
    Behaviour("hangs up in the status line", b"HTTP/1.1 20", code="connection_lost", status=None),
    Behaviour("hangs up in the headers", HEAD + b"Content-Le", code="connection_lost", status=None),
    Behaviour("resets in the headers", [HEAD, Pause(0.02), Reset()], code="connection_lost", status=None),
    Behaviour("hangs up in the body", response(b"half", length=8), code="body_cut_short"),
    Behaviour("resets in the body", [response(b"half", length=8), Pause(0.02), Reset()], code="body_cut_short"),
    Behaviour("hangs up in a chunk", CHUNKED + b"ff\r\nhalf", code="body_cut_short"),
    Behaviour("hangs up between chunks", CHUNKED + b"4\r\nhalf\r\n", code="body_cut_short"),
    Behaviour("chunks of no size", CHUNKED + b"zz\r\nnews\r\n0\r\n\r\n", code="answer_garbled", status=None),
    Behaviour("a negative chunk", CHUNKED + b"-4\r\nnews\r\n0\r\n\r\n", code="answer_garbled", status=None),
    Behaviour(
        "chunks gone wrong later", [CHUNKED + b"4\r\nnews\r\n", Pause(0.05), b"zz\r\n"], code="timeout", policy=SHORT
    ),
    Behaviour("never answers", [Hang()], code="answer_slow", status=None, policy=IMPATIENT),
    Behaviour("falls silent in the headers", [HEAD, Hang()], code="answer_slow", status=None, policy=IMPATIENT),
    Behaviour("falls silent in the body", [response(b"half", length=8), Hang()], code="answer_slow", policy=IMPATIENT),
    Behaviour("falls silent in a chunk", [CHUNKED + b"ff\r\nhalf", Hang()], code="answer_slow", policy=IMPATIENT),
    Behaviour("drips its headers", drip(HEAD + b"X-A: " + b"a" * 99, 0.05), code="timeout", status=None, policy=SHORT),
    Behaviour(
        "drips its body", then(response(b"", length=99), forever(b"x", Pause(0.05))), code="too_slow", policy=HURRIED
    ),
    Behaviour("drips its chunks", then(CHUNKED, forever(b"1\r\nx\r\n", Pause(0.05))), code="too_slow", policy=HURRIED),
    Behaviour(
        "drips just fast enough",
        then(CHUNKED, forever(b"20\r\n" + b"x" * 32 + b"\r\n", Pause(0.05))),
        code="timeout",
        policy=SHORT,
    ),
    Behaviour(
        "early hints without end", lambda: forever(EARLY, Pause(0.01)), code="timeout", status=None, policy=SHORT
    ),
    Behaviour("a torrent of early hints", lambda: forever(EARLY * 50), code="answer_padded", status=None),
    Behaviour("a torrent of tiny chunks", then(CHUNKED, forever(b"1\r\nx\r\n" * 50)), code="answer_padded"),
    Behaviour("a chunk header without end", then(CHUNKED, b"1;", forever(b"x" * 999)), code="answer_padded"),
    Behaviour(
        "trailers without end",
        then(CHUNKED, Pause(0.03), b"0\r\n", forever(b"X-A: a\r\n" * 50)),
        code="headers_too_large",
    ),
    Behaviour(
        "headers without end",
        then(HEAD, forever(b"X-A: " + b"a" * 1000 + b"\r\n")),
        code="headers_too_large",
        status=None,
    ),
    Behaviour(
        "one header without end", then(HEAD, b"X-A: ", forever(b"a" * 1000)), code="headers_too_large", status=None
    ),
    Behaviour(
        "a status line without end", then(b"HTTP/1.1 200 ", forever(b"a" * 1000)), code="headers_too_large", status=None
    ),
    Behaviour("headers of 90 KB in short lines", response(BODY, *[("X-A", "x" * 900)] * 100), code="headers_too_large"),
    Behaviour("no HTTP at all", b"220 mail.example.org ESMTP\r\n", code="answer_garbled", status=None),
    Behaviour("a page without headers", b"<html><body>Hello</body></html>\r\n\r\n", code="answer_garbled", status=None),
    Behaviour("TLS on a plain port", b"\x15\x03\x01\x00\x02\x02\x50", code="answer_garbled", status=None),
    Behaviour("a status of letters", b"HTTP/1.1 abc OK\r\n\r\n", code="answer_garbled", status=None),
    Behaviour("a header line without colon", HEAD + b"nonsense\r\n\r\n", code="answer_garbled", status=None),
    Behaviour(
        "a header with a NUL", HEAD + b"X-A: a\x00b\r\nContent-Length: 0\r\n\r\n", code="answer_garbled", status=None
    ),
    Behaviour("more bytes than it said", response(b"news and more", length=4), code="answer_garbled", status=None),
    Behaviour("the same length twice", response(b"news", ("Content-Length", "4")), code="answer_garbled", status=None),
    Behaviour("two different lengths", response(b"news", ("Content-Length", "5")), code="answer_garbled", status=None),
    Behaviour("a length of letters", response(b"news", length="four"), code="answer_garbled", status=None),
    Behaviour("a negative length", response(b"news", length=-4), code="answer_garbled", status=None),
    Behaviour("a length above the limit", [response(b"", length=LIMIT + 1), Hang()], code="body_too_large"),
    Behaviour("an absurd length", [response(b"", length="9" * 18), Hang()], code="body_too_large"),
    Behaviour("a length beyond numbers", [response(length="9" * 30), Hang()], code="answer_garbled", status=None),
    Behaviour("a body without end", then(response(length=None), forever(b"x" * 9999)), code="body_too_large"),
    Behaviour("chunks without end", then(CHUNKED, forever(b"1000\r\n" + b"x" * 4096 + b"\r\n")), code="body_too_large"),
    Behaviour("a bomb of gzip", packed(gzip.compress(bytes(50_000_000)), "gzip"), code="body_too_large"),
    Behaviour("a bomb of deflate", packed(zlib.compress(bytes(50_000_000)), "deflate"), code="body_too_large"),
    Behaviour("a bomb of many members", packed(gzip.compress(bytes(50_000)) * 500, "gzip"), code="body_too_large"),
    Behaviour("members of nothing, too many", packed(gzip.compress(b"") * 6_000, "gzip"), code="body_too_large"),
    Behaviour("gzip twice", packed(gzip.compress(gzip.compress(BODY)), "gzip, gzip"), code="compression_unknown"),
    Behaviour("gzip twice in two lines", packed(gzip.compress(BODY), "gzip", "gzip"), code="compression_unknown"),
    Behaviour("brotli, unasked", packed(BODY, "br"), code="compression_unknown"),
    Behaviour("zstd, unasked", packed(BODY, "zstd"), code="compression_unknown"),
    Behaviour("a coding from nowhere", packed(BODY, "x" * 500), code="compression_unknown"),
    Behaviour("gzip that isn't", packed(BODY, "gzip"), code="compression_broken"),
    Behaviour("deflate that isn't", packed(b"\xff" * 50, "deflate"), code="compression_broken"),
    Behaviour("gzip with a wrong sum", packed(gzip.compress(BODY)[:-8] + bytes(8), "gzip"), code="compression_broken"),
    Behaviour("gzip without its end", packed(gzip.compress(BODY)[:-9], "gzip"), code="body_cut_short"),
    Behaviour("gzip of one byte", packed(b"\x1f", "gzip"), code="body_cut_short"),
    Behaviour("deflate without its end", packed(zlib.compress(BODY)[:-9], "deflate"), code="body_cut_short"),
    Behaviour("switches protocols", response(status=101), code="status_unexpected", status=101),
    Behaviour(
        "an error page without end",
        then(response(status=500, length=None), forever(b"x" * 9999)),
        code="server_error",
        status=500,
    ),
]


async def ask(behaviour: Behaviour, site: Site) -> FetchOutcome:
    site.answers["/"] = behaviour.script
    async with quick_fetcher(quick_policy(**behaviour.policy)) as fetcher:
        return await fetcher.get(FetchRequest(url=site.url()))


@pytest.mark.parametrize("behaviour", READ, ids=lambda row: row.name)
async def test_an_odd_but_honest_answer_is_read(behaviour: Behaviour, site: Site) -> None:
    outcome = await ask(behaviour, site)
    assert isinstance(outcome, Fetched)
    assert (outcome.body, outcome.status, outcome.url) == (behaviour.body, behaviour.status, site.url())
    assert site.targets() == ["/"]


@pytest.mark.parametrize("behaviour", FAILED, ids=lambda row: row.name)
async def test_a_bad_answer_is_a_failure_with_its_cause(behaviour: Behaviour, site: Site) -> None:
    outcome = await ask(behaviour, site)
    assert isinstance(outcome, Failed)
    assert (outcome.cause.code, outcome.status) == (behaviour.code, behaviour.status)
    assert site.targets() == ["/"]

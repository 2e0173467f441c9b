"""What headers say about coming again, and what is kept for asking "has it changed?"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.http_cache import RawHeaders, read_hints, read_validators
from aggregator.outcomes import HttpHints, Validators

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (b"120", timedelta(minutes=2)),
        (b" 120 ", timedelta(minutes=2)),
        (b"0", timedelta(0)),
        (b"000000000000000000060", timedelta(minutes=1)),
        (b"604801", WEEK),
        (b"9" * 60, WEEK),
        (b"9" * 5000, WEEK),
        (b"Mon, 02 Mar 2026 13:00:00 GMT", HOUR),
        (b"Monday, 02-Mar-26 13:00:00 GMT", HOUR),
        (b"Mon Mar  2 13:00:00 2026", HOUR),
        (b"Mon, 02 Mar 2026 14:00:00 +0100", HOUR),
        (b"Mon, 02 Mar 2026 11:00:00 GMT", timedelta(0)),
        (b"Mon, 02 Mar 2099 13:00:00 GMT", WEEK),
        (b"Mon, 32 Mar 2026 13:00:00 GMT", None),
        (b"Mon, 02 Mar 99999 13:00:00 GMT", None),
        (b"Mon, 02 Mar 2026 13:00:00 +9999", None),
        (b"-120", None),
        (b"120.5", None),
        (b"1e3", None),
        ("١٢٠".encode(), None),
        (b"\xb2", None),
        (b"soon", None),
        (b"\xff\xfe", None),
        (b"", None),
    ],
)
def test_retry_after_is_read_in_seconds_or_as_a_date_up_to_a_week(value: bytes, wait: timedelta | None) -> None:
    assert read_hints([(b"Retry-After", value)], NOW).retry_after == wait


@pytest.mark.parametrize(
    ("headers", "fresh_for"),
    [
        ([(b"Cache-Control", b"max-age=3600")], HOUR),
        ([(b"cache-control", b"public, MAX-AGE = 3600 , must-revalidate")], HOUR),
        ([(b"Cache-Control", b'max-age="3600"')], HOUR),
        ([(b"Cache-Control", b"public"), (b"Cache-Control", b"max-age=3600")], HOUR),
        ([(b"Cache-Control", b"max-age=3600"), (b"Age", b"600")], timedelta(minutes=50)),
        ([(b"Cache-Control", b"max-age=3600"), (b"Age", b"3600")], None),
        ([(b"Cache-Control", b"max-age=3600"), (b"Age", b"old")], HOUR),
        ([(b"Cache-Control", b"max-age=99999999999999")], WEEK),
        ([(b"Cache-Control", b"max-age=0")], None),
        ([(b"Cache-Control", b"max-age=-1")], None),
        ([(b"Cache-Control", b"max-age=")], None),
        ([(b"Cache-Control", b"no-cache, max-age=3600")], None),
        ([(b"Cache-Control", b"no-store, max-age=3600")], None),
        ([(b"Cache-Control", b"s-maxage=3600")], None),
        ([(b"Cache-Control", b"max-age=3600"), (b"Expires", b"Mon, 02 Mar 2026 18:00:00 GMT")], HOUR),
        ([(b"Expires", b"Mon, 02 Mar 2026 13:00:00 GMT")], HOUR),
        (
            [(b"Expires", b"Mon, 02 Mar 2026 13:00:00 GMT"), (b"Date", b"Mon, 02 Mar 2026 12:30:00 GMT")],
            timedelta(minutes=30),
        ),
        ([(b"Expires", b"Mon, 02 Mar 2026 13:00:00 GMT"), (b"Date", b"today")], HOUR),
        ([(b"Expires", b"Mon, 02 Mar 2026 13:00:00 GMT"), (b"Age", b"1800")], timedelta(minutes=30)),
        ([(b"Expires", b"Mon, 02 Mar 2099 13:00:00 GMT")], WEEK),
        ([(b"Expires", b"Mon, 02 Mar 2026 11:00:00 GMT")], None),
        ([(b"Expires", b"0")], None),
        ([(b"Expires", b"-1")], None),
        ([], None),
    ],
)
def test_freshness_is_max_age_else_expires_less_date(headers: RawHeaders, fresh_for: timedelta | None) -> None:
    assert read_hints(headers, NOW) == HttpHints(fresh_for=fresh_for)


@pytest.mark.parametrize(
    ("headers", "etag", "last_modified"),
    [
        ([(b"ETag", b'"a"'), (b"Last-Modified", b"x")], b'"a"', b"x"),
        ([(b"etag", b'W/"a"')], b'W/"a"', None),
        ([(b"ETAG", b"bare")], b"bare", None),
        ([(b"ETag", b'"a"'), (b"ETag", b'"b"')], b'"a"', None),
        ([(b"ETag", '"é"'.encode())], '"é"'.encode(), None),
        ([(b"ETag", b'"\xe9"'), (b"Last-Modified", b"x")], None, b"x"),
        ([(b"ETag", b'"a"'), (b"Last-Modified", b"\xe9")], b'"a"', None),
        ([(b"ETag", b"a" * 4096)], b"a" * 4096, None),
    ],
)
def test_validators_are_kept_as_they_came(headers: RawHeaders, etag: bytes | None, last_modified: bytes | None) -> None:
    assert read_validators("http://a.example/", headers) == Validators("http://a.example/", etag, last_modified)


@pytest.mark.parametrize("etag", [b"", b'"\xff"', b'"a\x00b"', b'"a\rb"', b'"a\x7fb"', b"a" * 4097])
def test_a_validator_that_cannot_be_sent_back_is_none(etag: bytes) -> None:
    assert read_validators("http://a.example/", [(b"ETag", etag), (b"Content-Type", b"text/xml")]) is None

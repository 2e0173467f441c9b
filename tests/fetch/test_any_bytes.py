"""Whatever a server writes into a header or a redirect, reading it ends in a value or in our own error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.errors import FetchError
from aggregator.fetch.addresses import join_address, read_address, without_credentials
from aggregator.fetch.headers import read_content_type, read_links
from aggregator.fetch.redirects import Trail, follow
from aggregator.http_cache import read_hints, read_validators

QUICK = settings(derandomize=True, max_examples=50, deadline=None)
BASE = httpx.URL("http://a.example/feed")
NOW = datetime(2026, 3, 2, tzinfo=UTC)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [b"Retry-After", b"Cache-Control", b"Expires", b"Date", b"Age", b"ETag", b"Last-Modified", b"Link"]
        ),
        st.one_of(st.binary(max_size=80), st.from_regex(rb'[-<>;=",0-9a-z :/+]{0,60}', fullmatch=True)),
    )
)


@QUICK
@given(headers=HEADERS)
def test_any_headers_can_be_read(headers: list[tuple[bytes, bytes]]) -> None:
    hints = read_hints(headers, NOW)
    for wait in (hints.retry_after, hints.fresh_for):
        assert wait is None or timedelta(0) <= wait <= timedelta(days=7)
    validators = read_validators("http://a.example/", headers)
    assert validators is None or validators.etag or validators.last_modified
    assert all(target.startswith("http") for _, target in read_links(headers, BASE))


@QUICK
@given(
    value=st.one_of(
        st.binary(max_size=80), st.from_regex(rb"text/html; ?[a-z*]{0,7}=['\"a-z0-9%-]{0,20}", fullmatch=True)
    )
)
@example(value=b"text/html; charset*=utf-8''x")
@example(value=b"text/html; charset*0=utf; charset*1=8")
def test_any_content_type_can_be_read(value: bytes) -> None:
    media_type, charset = read_content_type(value)
    assert media_type is None or media_type == media_type.lower().strip()
    assert charset is None or charset == charset.lower().strip()


ADDRESSES = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"(https?|feed|ftp)?:?/{0,3}[\w.@:%\[\]\\-]{0,30}(:\d{0,6})?[/?#]?.{0,20}", fullmatch=True),
)


@QUICK
@given(text=ADDRESSES)
def test_any_text_is_an_address_or_a_failure(text: str) -> None:
    try:
        url = read_address(text)
    except FetchError as error:
        assert error.cause.code in {"address_invalid", "address_scheme"}
    else:
        assert url.scheme in ("http", "https")
        assert url.host
        assert read_address(str(url)) == url
        assert "@" not in without_credentials(str(url)).partition("://")[2].partition("/")[0]


@QUICK
@given(target=ADDRESSES)
def test_any_redirect_leads_to_an_address_or_a_failure(target: str) -> None:
    try:
        url = join_address(BASE, target)
    except FetchError as error:
        assert error.cause.code in {"address_invalid", "address_scheme"}
    else:
        assert url.scheme in ("http", "https")
        assert url.host
        assert not url.userinfo


@QUICK
@given(location=st.binary(max_size=60))
def test_any_location_is_followed_or_a_failure(location: bytes) -> None:
    try:
        trail = follow(Trail((BASE,)), 301, location, max_redirects=5, max_hosts=3)
    except FetchError as error:
        assert error.cause.code in {"address_invalid", "address_scheme", "redirect_nowhere", "redirect_loop"}
    else:
        assert trail.moved_to == str(trail.here)

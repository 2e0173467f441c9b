"""A rendered output as an HTTP response: coding, validators, and the headers that keep readers safe."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from aggregator.models.output import Rendered
from aggregator.web.negotiation import accepts_gzip, is_browser, is_unchanged

#: Nothing but our style and pictures; no script anywhere, nobody frames us, no form leads elsewhere.
POLICY = (
    "default-src 'none'; img-src https: http:; style-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
#: Any page may read a feed.
CORS_HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Link"}
PREFLIGHT_HEADERS = CORS_HEADERS | {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}

#: Kept by everybody, asked for again each time: an answer is fresh the moment an entry goes out.
REVALIDATE = "no-cache"
#: For what carries a mark of its version in its address.
KEEP_A_DAY = "public, max-age=86400"
#: For what is made for one reader.
NEVER_KEPT = "no-store"

RawHeaders = tuple[tuple[bytes, bytes], ...]


def answer(
    request: Request,
    output: Rendered,
    *,
    cache_control: str = REVALIDATE,
    is_feed: bool = False,
    policy: str = POLICY,
) -> Response:
    """200 with the bytes in the coding that the client takes, or 304 without any. HEAD gets the headers alone.

    `policy` is what a browser lets the page do.
    """
    asked = request.headers
    packed = output.gzip if accepts_gzip(asked.get("accept-encoding", "")) else None
    etag = output.etag if packed is None else output.gzip_etag
    by_accept = output.browser_type is not None
    validators = _validator_headers(etag, output.last_modified, cache_control, by_accept, is_feed, policy, output.link)
    if is_unchanged(
        etag=etag,
        last_modified=output.last_modified,
        if_none_match=asked.get("if-none-match"),
        if_modified_since=asked.get("if-modified-since"),
    ):
        return _Prepared(304, b"", validators)
    body = output.body if packed is None else packed
    content_type = output.content_type
    if output.browser_type is not None and is_browser(asked.get("accept", "")):
        content_type = output.browser_type
    headers = validators + _body_headers(content_type, len(body), packed is not None)
    return _Prepared(200, b"" if request.method == "HEAD" else body, headers)


def plain(request: Request, body: bytes, content_type: str, status: int = 200, **more: str) -> Response:
    """An answer that is made for this request alone: never kept, never compared."""
    headers = _raw(SECURITY_HEADERS | {"Cache-Control": "no-store"} | more)
    headers += _body_headers(content_type, len(body), False)
    return _Prepared(status, b"" if request.method == "HEAD" else body, headers)


class _Prepared(Response):
    """A response whose headers are bytes already: the same few sets go out again and again."""

    def __init__(self, status_code: int, body: bytes, headers: RawHeaders) -> None:
        self.status_code, self.body, self.background = status_code, body, None
        self.raw_headers = list(headers)


@lru_cache(maxsize=1024)
def _validator_headers(
    etag: str,
    last_modified: datetime | None,
    cache_control: str,
    by_accept: bool,
    is_feed: bool,
    policy: str,
    link: str | None,
) -> RawHeaders:
    headers = SECURITY_HEADERS | (CORS_HEADERS if is_feed else {})
    headers |= {"Content-Security-Policy": policy, "ETag": etag, "Cache-Control": cache_control}
    headers["Vary"] = "Accept, Accept-Encoding" if by_accept else "Accept-Encoding"
    if link is not None:
        headers["Link"] = link
    if last_modified is not None:
        headers["Last-Modified"] = format_datetime(last_modified, usegmt=True)
    return _raw(headers)


@lru_cache(maxsize=1024)
def _body_headers(content_type: str, length: int, packed: bool) -> RawHeaders:
    headers = {"Content-Type": content_type, "Content-Length": str(length)}
    return _raw(headers | ({"Content-Encoding": "gzip"} if packed else {}))


def _raw(headers: dict[str, str]) -> RawHeaders:
    return tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())

"""A rendered output as an HTTP response: coding, validators, and the headers that keep readers safe."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

from aggregator.models.output import Rendered
from aggregator.web.negotiation import accepts_gzip, is_browser, is_unchanged

#: Nothing but our style and pictures; no script anywhere, nobody frames us, no form leads elsewhere.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src https: http:; style-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
#: Any page may read a feed.
CORS_HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}
PREFLIGHT_HEADERS = CORS_HEADERS | {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}

#: Kept by everybody, asked for again each time: an answer is fresh the moment an entry goes out.
REVALIDATE = "no-cache"
#: For what carries a mark of its version in its address.
KEEP_A_DAY = "public, max-age=86400"


def answer(request: Request, output: Rendered, *, cache_control: str = REVALIDATE, is_feed: bool = False) -> Response:
    """200 with the bytes in the coding that the client takes, or 304 without any. HEAD gets the headers alone."""
    asked = request.headers
    packed = output.gzip if accepts_gzip(asked.get("accept-encoding", "")) else None
    etag = output.etag if packed is None else output.gzip_etag
    headers = SECURITY_HEADERS | {"ETag": etag, "Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    if output.last_modified is not None:
        headers["Last-Modified"] = format_datetime(output.last_modified, usegmt=True)
    if is_feed:
        headers |= CORS_HEADERS
    content_type = output.content_type
    if output.browser_type is not None:
        headers["Vary"] = "Accept, Accept-Encoding"
        content_type = output.browser_type if is_browser(asked.get("accept", "")) else content_type
    if is_unchanged(
        etag=etag,
        last_modified=output.last_modified,
        if_none_match=asked.get("if-none-match"),
        if_modified_since=asked.get("if-modified-since"),
    ):
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = content_type
    if packed is not None:
        headers["Content-Encoding"] = "gzip"
    return _whole(request, output.body if packed is None else packed, headers)


def plain(request: Request, body: bytes, content_type: str, status: int = 200, **more: str) -> Response:
    """An answer that is made for this request alone: never kept, never compared."""
    headers = SECURITY_HEADERS | {"Content-Type": content_type, "Cache-Control": "no-store"} | more
    return _whole(request, body, headers, status)


def _whole(request: Request, body: bytes, headers: Mapping[str, str], status: int = 200) -> Response:
    sized = {**headers, "Content-Length": str(len(body))}
    return Response(b"" if request.method == "HEAD" else body, status_code=status, headers=sized)

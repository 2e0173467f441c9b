"""The header lines that we send, and what those of an answer say about its body."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from email.message import Message

import httpx

from aggregator.errors import FetchError
from aggregator.fetch.causes import cause
from aggregator.fetch.decode import OFFERED
from aggregator.fetch.policy import FetchPolicy, FetchRequest
from aggregator.http_cache import RawHeaders, header_values
from aggregator.outcomes import Validators

_FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1"
)
_PAGE_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.5"
_ACCEPT = {"feed": _FEED_ACCEPT, "page": _PAGE_ACCEPT, "robots": "text/plain, */*;q=0.5", "icon": "image/*, */*;q=0.5"}

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")
#: They are about the connection or the body's form, which are ours to arrange.
_OURS = frozenset(
    {
        *("accept-encoding", "connection", "content-length", "expect", "host", "if-modified-since", "if-none-match"),
        *("keep-alive", "proxy-authorization", "proxy-connection", "range", "te", "trailer", "transfer-encoding"),
        "upgrade",
    }
)

_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[a-z*]+\s*=\s*(?:"[^"]*"|[^";,\s]+))*)', re.IGNORECASE)
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^";,\s]+))', re.IGNORECASE)
_MOST_LINKS = 20


def request_headers(
    policy: FetchPolicy,
    request: FetchRequest,
    *,
    is_own_origin: bool,
    validators: Validators | None,
    carries_content: bool = False,
) -> list[tuple[bytes, bytes]]:
    """The header lines of one hop. What belongs to the source's own origin stays there; the type of what is sent goes
    wherever that goes.
    """
    lines = {
        b"user-agent": policy.user_agent.encode(),
        b"accept": (request.accept or _ACCEPT.get(request.purpose, "*/*")).encode(),
    }
    for name, value in request.headers:
        if carries_content if name.lower() == "content-type" else is_own_origin:
            lines[name.lower().encode()] = value.encode()
    if is_own_origin and request.auth:
        lines[b"authorization"] = _basic(*request.auth)
    lines[b"accept-encoding"] = OFFERED.encode()
    lines.update(_conditions(validators))
    return list(lines.items())


def check_headers(url: str, headers: Iterable[tuple[str, str]]) -> None:
    """FetchError if one of a source's own header lines could not be sent as it stands, or is ours to set."""
    for name, value in headers:
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value) or name.lower() in _OURS:
            raise FetchError(url, cause("header_invalid", name=name[:60]))


def read_content_type(value: bytes | None) -> tuple[str | None, str | None]:
    """Media type and charset, in lower case, as far as they are given."""
    if not value:
        return None, None
    message = Message()
    message["content-type"] = re.sub(r"[\x00-\x1f]", " ", value.decode("latin-1"))[:500]
    media_type, _, _ = str(message["content-type"]).partition(";")
    charset = message.get_param("charset")
    name = charset.strip(" '\"").lower() if isinstance(charset, str) else ""
    return media_type.strip().lower() or None, name or None


def read_links(headers: RawHeaders, base: httpx.URL) -> tuple[tuple[str, str], ...]:
    """(rel, address) of the Link headers that WebSub needs: hub and self."""
    found: list[tuple[str, str]] = []
    for line in header_values(headers, b"link"):
        for target, parameters in _LINK.findall(line.decode("latin-1")):
            if address := _joined(base, target):
                found.extend((rel, address) for rel in _rels(parameters) if rel in ("hub", "self"))
    return tuple(found[:_MOST_LINKS])


def _rels(parameters: str) -> list[str]:
    match = _REL.search(parameters)
    return (match[1] or match[2]).lower().split() if match else []


def _joined(base: httpx.URL, target: str) -> str | None:
    try:
        url = base.join(target.strip())
    except (httpx.InvalidURL, ValueError):
        return None
    return str(url) if url.scheme in ("http", "https") and url.host else None


def _conditions(validators: Validators | None) -> Iterator[tuple[bytes, bytes]]:
    """Both, where we have both: If-None-Match then decides (RFC 9110 §13.2.2), and old servers know only the date."""
    if validators and validators.etag:
        yield b"if-none-match", validators.etag
    if validators and validators.last_modified:
        yield b"if-modified-since", validators.last_modified


def _basic(user: str, password: str) -> bytes:
    return b"Basic " + base64.b64encode(f"{user}:{password}".encode())

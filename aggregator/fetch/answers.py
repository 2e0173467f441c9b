"""What an answer comes to: a body worth parsing, "not modified", or a failure with its cause. Pure."""

from __future__ import annotations

from datetime import datetime

from aggregator.errors import FetchError
from aggregator.fetch.causes import cause
from aggregator.fetch.headers import read_content_type, read_links
from aggregator.fetch.hop import READABLE, Answer
from aggregator.fetch.redirects import Trail
from aggregator.http_cache import first_header, read_hints, read_validators
from aggregator.outcomes import Cause, Fetched, NotModified, Validators

#: The statuses that ask us to wait, and for how long if Retry-After says so.
THROTTLES = frozenset({429, 503})

_CODES = {
    401: "refused",
    403: "refused",
    404: "not_found",
    410: "gone",
    429: "too_many_requests",
    451: "refused",
    503: "unavailable",
}


def read_answer(
    answer: Answer, trail: Trail, now: datetime, *, asked_with: Validators | None, any_success: bool = False
) -> Fetched | NotModified:
    """The outcome of the last hop; FetchError if it is none.

    `asked_with` are the validators that were sent. `any_success` takes every 2xx, body or not, as for a POST.
    """
    if answer.status == 304 and asked_with:
        return _not_modified(answer, trail, now, asked_with)
    if answer.status in READABLE or (any_success and 200 <= answer.status < 300):
        return _fetched(answer, trail, now)
    raise FetchError(
        str(trail.here), status_cause(answer.status), status=answer.status, hints=read_hints(answer.headers, now)
    )


def status_cause(status: int) -> Cause:
    if status == 304:
        return cause("not_modified_unasked")
    code = _CODES.get(status) or ("server_error" if status >= 500 else "status_unexpected")
    return cause(code, status=status)


def _fetched(answer: Answer, trail: Trail, now: datetime) -> Fetched:
    content_type, charset = read_content_type(first_header(answer.headers, b"content-type"))
    return Fetched(
        url=str(trail.here),
        status=answer.status,
        body=answer.body,
        content_type=content_type,
        charset=charset,
        validators=read_validators(str(trail.here), answer.headers),
        hints=read_hints(answer.headers, now),
        moved_to=trail.moved_to,
        links=read_links(answer.headers, trail.here),
    )


def _not_modified(answer: Answer, trail: Trail, now: datetime, asked_with: Validators) -> NotModified:
    """A 304 may bring newer validators (RFC 9111 §4.3.4); what it leaves out stays as it was."""
    fresh = read_validators(str(trail.here), answer.headers)
    kept = Validators(
        asked_with.url,
        etag=(fresh.etag if fresh else None) or asked_with.etag,
        last_modified=(fresh.last_modified if fresh else None) or asked_with.last_modified,
    )
    return NotModified(
        url=str(trail.here), validators=kept, hints=read_hints(answer.headers, now), moved_to=trail.moved_to
    )

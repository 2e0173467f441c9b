"""What response headers say about caching: when to come again, and what to ask "has it changed?" with.

Pure: header lines in, values out. Whether anybody heeds the answer is the schedule's matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from aggregator.outcomes import HttpHints, Validators

#: Header lines as they came: names in any case, values as raw bytes.
RawHeaders = Sequence[tuple[bytes, bytes]]

#: Nobody is obeyed for longer, whatever the header says.
LONGEST_WAIT = timedelta(days=7)
#: A longer validator would only make the next request too big for the server that gave it.
_LONGEST_VALIDATOR = 4096
#: Enough for any number of seconds that we obey; int() of a hostile million digits is slow.
_MOST_DIGITS = 12


def header_values(headers: RawHeaders, name: bytes) -> Iterator[bytes]:
    """Every value of a header, in order; `name` in lower case."""
    return (value.strip() for key, value in headers if key.lower() == name)


def first_header(headers: RawHeaders, name: bytes) -> bytes | None:
    return next(header_values(headers, name), None)


def read_hints(headers: RawHeaders, now: datetime) -> HttpHints:
    """What a response that arrived at `now` says about when to come again."""
    return HttpHints(retry_after=read_retry_after(headers, now), fresh_for=read_freshness(headers, now))


def read_retry_after(headers: RawHeaders, now: datetime) -> timedelta | None:
    """How long the server asks us to stay away, 7 days at most (RFC 9110 §10.2.3: seconds, or a date)."""
    text = _text(first_header(headers, b"retry-after"))
    if not text:
        return None
    seconds = _seconds(text)
    if seconds is not None:
        return seconds
    moment = _http_date(text)
    return None if moment is None else _bounded(moment - now)


def read_freshness(headers: RawHeaders, now: datetime) -> timedelta | None:
    """How long the answer stays fresh: Cache-Control max-age less Age, else Expires less Date (RFC 9111 §4.2).

    None when it is stale at once: then there is nothing to postpone for.
    """
    directives = dict(_directives(headers))
    if "no-store" in directives or "no-cache" in directives:
        return None
    lifetime = _seconds(directives["max-age"]) if "max-age" in directives else _expires_less_date(headers, now)
    if lifetime is None:
        return None
    age = _seconds(_text(first_header(headers, b"age"))) or timedelta(0)
    return lifetime - age if lifetime > age else None


def read_validators(url: str, headers: RawHeaders) -> Validators | None:
    """ETag and Last-Modified, byte for byte, weak or odd as they may be; None when there is neither."""
    etag = _echoable(first_header(headers, b"etag"))
    last_modified = _echoable(first_header(headers, b"last-modified"))
    if etag is None and last_modified is None:
        return None
    return Validators(url, etag=etag, last_modified=last_modified)


def _echoable(value: bytes | None) -> bytes | None:
    """The value if it can be sent back unchanged: the client can only write UTF-8 header lines."""
    if not value or len(value) > _LONGEST_VALIDATOR:
        return None
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return None
    return value if all(char == "\t" or char.isprintable() for char in text) else None


def _directives(headers: RawHeaders) -> Iterator[tuple[str, str]]:
    for line in header_values(headers, b"cache-control"):
        for part in _text(line).split(","):
            name, _, value = part.partition("=")
            yield name.strip().lower(), value.strip().strip('"')


def _expires_less_date(headers: RawHeaders, now: datetime) -> timedelta | None:
    expires = _http_date(_text(first_header(headers, b"expires")))
    if expires is None:
        return None
    sent = _http_date(_text(first_header(headers, b"date"))) or now
    return _bounded(expires - sent)


def _seconds(text: str) -> timedelta | None:
    if not text.isascii() or not text.isdigit():
        return None
    if len(text.lstrip("0")) > _MOST_DIGITS:
        return LONGEST_WAIT
    return min(timedelta(seconds=min(int(text), 10**9)), LONGEST_WAIT)


def _bounded(wait: timedelta) -> timedelta:
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


def _http_date(text: str) -> datetime | None:
    """A date in any of HTTP's three habits (RFC 9110 §5.6.7); one without a zone is GMT."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _text(value: bytes | None) -> str:
    return "" if value is None else value.decode("latin-1")

"""Foreign exceptions → named causes, in one table. Nothing else looks at what httpx, aiohttp or ssl raise."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator

import aiohttp
import httpx

from aggregator.fetch.causes import cause
from aggregator.fetch.metered import Padded
from aggregator.outcomes import Cause


class NoSecondTry(Exception):
    """A hang-up, in a shape that aiohttp doesn't answer with the same request again. The cause is chained."""


#: What a request may raise because of what the network does. ValueError and UnicodeError are aiohttp's and httpx'
#: way of refusing odd bytes; RuntimeError is uvloop's word for a connection that fails while it is made or used.
FOREIGN: tuple[type[Exception], ...] = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    aiohttp.ClientError,
    NoSecondTry,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
)

#: In order; the first type that fits the exception or anything it was raised from gives the code.
#: httpx-aiohttp calls a hang-up a timeout, so aiohttp's own exceptions are asked first.
_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorCertificateError, "certificate_invalid"),
    (ssl.SSLCertVerificationError, "certificate_invalid"),
    (aiohttp.ClientSSLError, "tls_failed"),
    (ssl.SSLError, "tls_failed"),
    (Padded, "answer_padded"),
    (aiohttp.ConnectionTimeoutError, "connection_slow"),
    (aiohttp.SocketTimeoutError, "answer_slow"),
    (aiohttp.ServerTimeoutError, "answer_slow"),
    (ConnectionRefusedError, "connection_refused"),
    (aiohttp.ServerDisconnectedError, "connection_lost"),
    (ConnectionResetError, "connection_lost"),
    (BrokenPipeError, "connection_lost"),
    (aiohttp.ClientConnectorError, "connection_failed"),
    (aiohttp.ClientPayloadError, "body_cut_short"),
    (aiohttp.http_exceptions.LineTooLong, "headers_too_large"),
    (aiohttp.ClientResponseError, "answer_garbled"),
    (aiohttp.http_exceptions.HttpProcessingError, "answer_garbled"),
    (aiohttp.InvalidURL, "address_invalid"),
    (httpx.InvalidURL, "address_invalid"),
    (httpx.UnsupportedProtocol, "address_scheme"),
    (httpx.ConnectTimeout, "connection_slow"),
    (httpx.TimeoutException, "answer_slow"),
    (httpx.ConnectError, "connection_failed"),
    (httpx.NetworkError, "connection_lost"),
    (httpx.RemoteProtocolError, "answer_garbled"),
    (OSError, "connection_lost"),
    (RuntimeError, "connection_lost"),
)
_TOO_MANY_HEADERS = "Too many headers"
#: What the operating system answers whoever has too much open; no publisher's fault.
_SHORTAGES = frozenset((errno.EMFILE, errno.ENFILE))


def name_fault(error: BaseException, url: httpx.URL, *, read_seconds: float) -> Cause:
    """The cause that a foreign exception stands for."""
    chain = tuple(_with_causes(error))
    if any(is_shortage(link) for link in chain):
        return cause("short_of_files")
    code = next((code for kind, code in _CODES if any(isinstance(link, kind) for link in chain)), "answer_garbled")
    if any(
        _TOO_MANY_HEADERS in str(link) for link in chain if isinstance(link, aiohttp.http_exceptions.BadHttpMessage)
    ):
        code = "headers_too_large"  # it has no type of its own
    return cause(code, host=url.host, url=str(url), scheme=url.scheme, seconds=f"{read_seconds:g}")


def is_shortage(error: BaseException) -> bool:
    """Whether we are out of file descriptors."""
    return isinstance(error, OSError) and error.errno in _SHORTAGES


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and those it was raised from, the innermost last."""
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None:
            return
        yield seen
        if isinstance(seen, aiohttp.ClientConnectorError):
            yield seen.os_error
        seen = seen.__cause__ or seen.__context__
